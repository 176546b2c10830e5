import type { NewOutgoing } from "../../contract/outgoings.ts";
import type { Somebody } from "../../contract/tickets.ts";
import { query, type Db } from "../platform/db.ts";

/** What is written to each: the receivers are items of their own. */
export type Letter = Omit<NewOutgoing, "to" | "desk">;
export interface StoredOutgoing {
  id: number;
  personId: number;
  deskId: number;
  via: string;
  input: Letter;
  state: "running" | "done";
  total: number;
  createdAt: string;
  finishedAt: string | null;
}
/** A problem as it is kept: told in the reader's language later. */
export interface Reason {
  key: string;
  params: Record<string, string | number>;
}
export interface StoredItem {
  position: number;
  receiver: Somebody;
}

const columns = `id, person_id as "personId", desk_id as "deskId", via, input, state, total, created_at as "createdAt", finished_at as "finishedAt"`;

export async function insertOutgoing(db: Db, by: { personId: number; deskId: number; via: string }, letter: Letter, receivers: readonly Somebody[], at: string): Promise<StoredOutgoing> {
  const [row] = await query<StoredOutgoing>(
    db,
    `with outgoing as (
       insert into outgoings (person_id, desk_id, via, input, state, total, created_at) values ($1, $2, $3, $4, 'running', json_array_length($5::json), $6) returning *
     ), items as (
       insert into outgoing_items (outgoing_id, position, receiver) select outgoing.id, r.position, r.receiver from outgoing, json_array_elements($5::json) with ordinality as r (receiver, position)
     )
     select ${columns} from outgoing`,
    [by.personId, by.deskId, by.via, JSON.stringify(letter), JSON.stringify(receivers), at],
  );
  if (row === undefined) throw new Error("an outgoing was not written");
  return row;
}

export async function findOutgoing(db: Db, id: number): Promise<StoredOutgoing | undefined> {
  const [row] = await query<StoredOutgoing>(db, `select ${columns} from outgoings where id = $1`, [id]);
  return row;
}

export const nextItems = (db: Db, id: number, limit: number): Promise<StoredItem[]> =>
  query(db, `select position, receiver from outgoing_items where outgoing_id = $1 and outcome is null order by position limit $2`, [id, limit]);

/** Takes the item for this transaction; false when it has had its turn, or has it elsewhere. */
export async function claimItem(db: Db, id: number, position: number): Promise<boolean> {
  const rows = await query(db, `select from outgoing_items where outgoing_id = $1 and position = $2 and outcome is null for update skip locked`, [id, position]);
  return rows.length > 0;
}

export async function settleItem(db: Db, id: number, position: number, result: { ticketId: number } | { reason: Reason }): Promise<void> {
  await query(db, `update outgoing_items set outcome = $3, ticket_id = $4, reason = $5 where outgoing_id = $1 and position = $2`, [
    id,
    position,
    "ticketId" in result ? "written" : "refused",
    "ticketId" in result ? result.ticketId : null,
    "reason" in result ? JSON.stringify(result.reason) : null,
  ]);
}

export async function finish(db: Db, id: number, at: string): Promise<void> {
  await query(db, `update outgoings set state = 'done', finished_at = $2 where id = $1 and state = 'running'`, [id, at]);
}

export async function countOutcomes(db: Db, id: number): Promise<{ written: number; refused: number }> {
  const [row] = await query<{ written: number; refused: number }>(
    db,
    `select count(*) filter (where outcome = 'written') as written, count(*) filter (where outcome = 'refused') as refused from outgoing_items where outgoing_id = $1`,
    [id],
  );
  return row ?? { written: 0, refused: 0 };
}

export const listItems = (db: Db, id: number, after: number, limit: number): Promise<(StoredItem & { outcome: "written" | "refused" | null; ticketId: number | null; reason: Reason | null })[]> =>
  query(
    db,
    `select position, receiver, outcome, ticket_id as "ticketId", reason from outgoing_items where outgoing_id = $1 and position > $2 order by position limit $3`,
    [id, after, limit],
  );

export async function forgetOutgoings(db: Db, before: string): Promise<void> {
  await query(db, `delete from outgoings where created_at < $1`, [before]);
}
