import type { FollowUpMeans, FollowUpOutcome } from "../../contract/follow-ups.ts";
import { query, type Db } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import type { ShiftPlan } from "./shift-rules.ts";

export interface StoredFollowUp {
  id: number;
  ticketId: number;
  agentId: number;
  means: FollowUpMeans;
  whom: string;
  note: string;
  dueAt: string;
  state: "planned" | "done" | "cancelled";
  outcome: FollowUpOutcome | null;
  doneAt: string | null;
  doneBy: number | null;
}
const columns = `f.id, f.ticket_id as "ticketId", f.agent_id as "agentId", f.means, f.whom, f.note, f.due_at as "dueAt", f.state, f.outcome, f.done_at as "doneAt", f.done_by as "doneBy"`;

export async function lockFollowUp(db: Db, id: number): Promise<StoredFollowUp | undefined> {
  const [row] = await query<StoredFollowUp>(db, `select ${columns} from follow_ups f where f.id = $1 for no key update`, [id]);
  return row;
}

export async function findFollowUp(db: Db, id: number): Promise<StoredFollowUp | undefined> {
  const [row] = await query<StoredFollowUp>(db, `select ${columns} from follow_ups f where f.id = $1`, [id]);
  return row;
}

/** Newest first. */
export const followUpsOf = (db: Db, ticketIds: readonly number[]): Promise<StoredFollowUp[]> =>
  query(db, `select ${columns} from follow_ups f where f.ticket_id = any($1) and f.state <> 'cancelled' order by f.state = 'planned' desc, f.due_at desc, f.id desc limit 200`, [ticketIds]);

export type FollowUpInsert = Omit<StoredFollowUp, "id"> & { createdBy: number | null; createdAt: string };

export async function insertFollowUp(db: Db, row: FollowUpInsert): Promise<StoredFollowUp> {
  const [made] = await query<StoredFollowUp>(
    db,
    `insert into follow_ups as f (ticket_id, agent_id, means, whom, note, due_at, state, outcome, done_at, done_by, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ${columns}`,
    [row.ticketId, row.agentId, row.means, row.whom, row.note, row.dueAt, row.state, row.outcome, row.doneAt, row.doneBy, row.createdBy, row.createdAt],
  );
  if (made === undefined) throw new Error("a follow-up was not written");
  return made;
}

export async function updateFollowUp(db: Db, row: StoredFollowUp): Promise<void> {
  await query(db, `update follow_ups set agent_id = $2, means = $3, whom = $4, note = $5, due_at = $6, state = $7, outcome = $8, done_at = $9, done_by = $10 where id = $1`, [
    row.id, row.agentId, row.means, row.whom, row.note, row.dueAt, row.state, row.outcome, row.doneAt, row.doneBy,
  ]);
}

/** What gates ask for, counted: recorded ones, those that reached somebody, and the earliest that is planned. */
export async function factsOf(db: Db, ticketIds: readonly number[]): Promise<{ attempts: number; productive: number; nextAt: string | null }> {
  const [row] = await query<{ attempts: number; productive: number; nextAt: string | null }>(
    db,
    `select count(*) filter (where state = 'done')::int as attempts, count(*) filter (where outcome = 'reached')::int as productive,
       min(due_at) filter (where state = 'planned') as "nextAt" from follow_ups where ticket_id = any($1)`,
    [ticketIds],
  );
  return row ?? { attempts: 0, productive: 0, nextAt: null };
}

/** Those of an agent that are planned in a time, `from` null: however long ago. By due time. */
export const plannedOf = (db: Db, agentId: number, from: string | null, until: string): Promise<StoredFollowUp[]> =>
  query(
    db,
    `select ${columns} from follow_ups f where f.agent_id = $1 and f.state = 'planned' and ($2::timestamptz is null or f.due_at >= $2) and f.due_at < $3 order by f.due_at, f.id limit 500`,
    [agentId, from, until],
  );

export const doneBy = (db: Db, personId: number, from: string, until: string): Promise<StoredFollowUp[]> =>
  query(db, `select ${columns} from follow_ups f where f.done_by = $1 and f.state = 'done' and f.done_at >= $2 and f.done_at < $3 order by f.done_at, f.id limit 500`, [personId, from, until]);

/** Which of some tickets have, with what was merged into them, no follow-up planned after a moment. */
export async function withoutFuture(db: Db, tickets: readonly { id: number; family: readonly number[] }[], now: string): Promise<number[]> {
  const members = tickets.flatMap(({ id, family }) => family.map((member) => ({ id, member })));
  const rows = await query<{ id: number }>(
    db,
    `select t.id from unnest($1::bigint[], $2::bigint[]) as t (id, member) group by t.id
     having not bool_or(exists (select from follow_ups f where f.ticket_id = t.member and f.state = 'planned' and f.due_at > $3)) order by t.id`,
    [members.map((one) => one.id), members.map((one) => one.member), now],
  );
  return rows.map((row) => row.id);
}

/** What is planned for an agent, on one ticket or all, by ticket; `until` null: however far ahead. */
export const plannedFor = (db: Db, agentId: number, ticketId: number | null, until: string | null): Promise<StoredFollowUp[]> =>
  query(
    db,
    `select ${columns} from follow_ups f where f.agent_id = $1 and f.state = 'planned' and ($2::bigint is null or f.ticket_id = $2) and ($3::timestamptz is null or f.due_at < $3)
     order by f.ticket_id, f.id`,
    [agentId, ticketId, until],
  );

export async function plannedCount(db: Db, agentId: number): Promise<number> {
  const [row] = await query<{ count: number }>(db, `select count(*)::int as count from follow_ups where agent_id = $1 and state = 'planned'`, [agentId]);
  return row?.count ?? 0;
}

/** What is planned on a ticket, whoever's. */
export const plannedOn = (db: Db, ticketIds: readonly number[]): Promise<StoredFollowUp[]> =>
  query(db, `select ${columns} from follow_ups f where f.ticket_id = any($1) and f.state = 'planned' order by f.id`, [ticketIds]);

export async function shiftsOf(db: Db, personId: number): Promise<ShiftPlan | null> {
  const [row] = await query<ShiftPlan>(db, `select time_zone as "timeZone", week, exceptions from shifts where person_id = $1`, [personId]);
  return row ?? null;
}

export async function putShifts(db: Db, personId: number, plan: ShiftPlan): Promise<void> {
  await query(
    db,
    `insert into shifts (person_id, time_zone, week, exceptions) values ($1, $2, $3, $4)
     on conflict (person_id) do update set time_zone = excluded.time_zone, week = excluded.week, exceptions = excluded.exceptions`,
    [personId, plan.timeZone, JSON.stringify(plan.week), JSON.stringify(plan.exceptions)],
  );
}

/** The plans that are kept of some agents. */
export const plansOf = (db: Db, personIds: readonly number[]): Promise<(ShiftPlan & { personId: number })[]> =>
  query(db, `select person_id as "personId", time_zone as "timeZone", week, exceptions from shifts where person_id = any($1)`, [personIds]);

/** Follow-ups of tickets that are erased. */
export async function forgetFollowUps({ db }: Pick<Work, "db">, { data: { numbers, counts } }: RecordedEvent<"ticket.purged">): Promise<void> {
  // who was called when is a figure of the agent's; whom and why is not
  if (counts) await query(db, `update follow_ups set whom = '', note = '', state = case when state = 'planned' then 'cancelled' else state end where ticket_id = any($1)`, [numbers]);
  else await query(db, `delete from follow_ups where ticket_id = any($1)`, [numbers]);
}
