import type { Erasure } from "../../contract/privacy.ts";
import { query, type Db } from "../platform/db.ts";

export interface StoredErasure {
  id: number;
  personId: number;
}

/** Null: one is under way already. */
export async function insertErasure(db: Db, personId: number, by: number, at: string): Promise<number | null> {
  const [row] = await query<{ id: number }>(db, `insert into erasures (person_id, asked_by, asked_at) values ($1, $2, $3) on conflict (person_id) where done_at is null do nothing returning id`, [personId, by, at]);
  return row?.id ?? null;
}

/** One that is not done yet. */
export async function findUnderWay(db: Db, id: number): Promise<StoredErasure | undefined> {
  const [row] = await query<StoredErasure>(db, `select id, person_id as "personId" from erasures where id = $1 and done_at is null for update`, [id]);
  return row;
}

export async function countErased(db: Db, id: number, more: { tickets?: number; messages?: number; mails?: number }): Promise<void> {
  await query(db, `update erasures set tickets = tickets + $2, messages = messages + $3, mails = mails + $4 where id = $1`, [id, more.tickets ?? 0, more.messages ?? 0, more.mails ?? 0]);
}

export async function finishErasure(db: Db, id: number, at: string): Promise<Pick<Erasure, "tickets" | "messages" | "mails">> {
  const [row] = await query<Pick<Erasure, "tickets" | "messages" | "mails">>(db, `update erasures set done_at = $2 where id = $1 returning tickets, messages, mails`, [id, at]);
  if (row === undefined) throw new Error("an erasure is not there");
  return row;
}

/** The latest of a person. */
export async function lastErasure(db: Db, personId: number): Promise<Erasure | null> {
  const [row] = await query<Omit<Erasure, "state">>(
    db,
    `select e.asked_at as "askedAt", p.name as "askedBy", e.done_at as "doneAt", e.tickets, e.messages, e.mails
     from erasures e left join people p on p.id = e.asked_by where e.person_id = $1 order by e.id desc limit 1`,
    [personId],
  );
  return row === undefined ? null : { ...row, state: row.doneAt === null ? "running" : "done" };
}
