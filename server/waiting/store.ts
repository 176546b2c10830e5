import type { StatusWaiting } from "../../contract/waiting.ts";
import { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import type { Progress } from "./rules.ts";

/** A ticket that stands in a status which reminds and ends. */
export interface Waiting extends Progress {
  ticketId: number;
  statusId: number;
  nextAt: Temporal.Instant | null;
  /** null: it runs */
  outcome: "called-off" | "flagged" | null;
}
export type SettledBy = "customer" | "agent" | "system";

interface Row {
  ticketId: number;
  statusId: number;
  plan: StatusWaiting;
  enteredAt: string;
  lateSeconds: number;
  remindersDone: number;
  nextAt: string | null;
  outcome: Waiting["outcome"];
}

export async function findWaiting(db: Db, ticketId: number): Promise<Waiting | undefined> {
  const [row] = await query<Row>(
    db,
    `select ticket_id as "ticketId", status_id as "statusId", plan, entered_at as "enteredAt", late_seconds as "lateSeconds", reminders_done as "remindersDone", next_at as "nextAt", outcome
     from waitings where ticket_id = $1`,
    [ticketId],
  );
  return row === undefined ? undefined : { ...row, enteredAt: Temporal.Instant.from(row.enteredAt), nextAt: row.nextAt === null ? null : Temporal.Instant.from(row.nextAt) };
}

/** Begins, or begins anew. */
export const putWaiting = (db: Db, row: Waiting): Promise<unknown> =>
  query(
    db,
    `insert into waitings (ticket_id, status_id, plan, entered_at, late_seconds, reminders_done, next_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (ticket_id) do update set status_id = excluded.status_id, plan = excluded.plan, entered_at = excluded.entered_at, late_seconds = excluded.late_seconds,
       reminders_done = excluded.reminders_done, next_at = excluded.next_at, outcome = null, settled_at = null, settled_by = null`,
    [row.ticketId, row.statusId, JSON.stringify(row.plan), row.enteredAt.toString(), row.lateSeconds, row.remindersDone, row.nextAt?.toString() ?? null],
  );

export const putProgress = (db: Db, row: Waiting): Promise<unknown> =>
  query(db, `update waitings set late_seconds = $2, reminders_done = $3, next_at = $4 where ticket_id = $1`, [row.ticketId, row.lateSeconds, row.remindersDone, row.nextAt?.toString() ?? null]);

export const settleWaiting = (db: Db, ticketId: number, outcome: NonNullable<Waiting["outcome"]>, by: SettledBy, at: string): Promise<unknown> =>
  query(db, `update waitings set outcome = $2, settled_by = $3, settled_at = $4, next_at = null where ticket_id = $1`, [ticketId, outcome, by, at]);

export const dropWaiting = (db: Db, ticketId: number): Promise<unknown> => query(db, `delete from waitings where ticket_id = $1`, [ticketId]);

/** Of tickets that are erased. */
export async function forgetWaitings({ db }: Pick<Work, "db">, { data: { numbers } }: RecordedEvent<"ticket.purged">): Promise<void> {
  await query(db, `delete from waitings where ticket_id = any($1)`, [numbers]);
}

