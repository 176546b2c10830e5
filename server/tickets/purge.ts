import { releaseManyFiles } from "../files/index.ts";
import { forgetDeliveries } from "../mail-out/index.ts";
import { Temporal } from "../platform/clock.ts";
import { query } from "../platform/db.ts";
import { clearTimer, setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Work } from "../platform/work.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    /** the subject is the ticket's number */
    "tickets.purge": Record<string, never>;
  }
}

/** So long a deleted ticket can be restored. */
const restorableHours = 30 * 24;
const purgeOf = (deletedAt: Temporal.Instant) => deletedAt.add({ hours: restorableHours });

/** From now on the ticket is erased in 30 days. */
export const schedulePurge = (work: Work, id: number): Promise<void> => setTimer(work.db, "tickets.purge", String(id), purgeOf(work.now), {});
export const cancelPurge = (work: Work, id: number): Promise<void> => clearTimer(work.db, "tickets.purge", String(id));

export const purgeTimers = {
  async "tickets.purge"(work, subject) {
    await purgeTicket(work, Number(subject));
  },
} satisfies Partial<TimerHandlers>;

/** What reports count: it stays, without names and reasons. */
const countedEvents = ["ticket.created", "ticket.status-changed", "ticket.reopened", "ticket.queue-changed", "ticket.type-changed", "ticket.priority-changed", "ticket.handed-over", "ticket.received", "ticket.deleted", "ticket.purged"];

/** What hangs on a ticket and is erased with it. */
const erased = ["ticket_search", "ticket_identifiers", "ticket_reads", "type_requests", "watchers", "ticket_stays", "reviews", "opt_outs", "mailed_once", "choice_links", "messages"] as const;

/**
 * Erases a deleted ticket, with all that was merged into it, for good: what was said, its files, mails, search and history.
 * What stays is its number and what reports count. Other slices erase theirs as `ticket.purged` is recorded.
 */
async function purgeTicket(work: Work, id: number): Promise<void> {
  const [row] = await query<{ deletedAt: string; deskId: number; version: number }>(
    work.db,
    `select deleted_at as "deletedAt", desk_id as "deskId", version from tickets where id = $1 and deleted_at is not null for update`,
    [id],
  );
  // restored meanwhile
  if (row === undefined) return;
  const due = purgeOf(Temporal.Instant.from(row.deletedAt));
  if (Temporal.Instant.compare(due, work.now) > 0) return setTimer(work.db, "tickets.purge", String(id), due, {});
  const members = await query<{ id: number }>(
    work.db,
    `with recursive members as (select $1::bigint as id union select t.id from tickets t join members m on t.merged_into = m.id) select id from members order by id`,
    [id],
  );
  const numbers = members.map((member) => member.id);
  // other slices' rows name messages, and messages name theirs
  const messages = await query<{ id: number }>(work.db, `update messages set kind = case when kind = 'side' then 'note' else kind end, side_id = null, mail_id = null where ticket_id = any($1) returning id`, [numbers]);
  await work.record({ desk: row.deskId, ticket: id, version: row.version + 1 }, "ticket.purged", { numbers });
  await releaseManyFiles(work, "message", messages.map((message) => message.id));
  await forgetDeliveries(work.db, numbers);
  for (const table of erased) await query(work.db, `delete from ${table} where ticket_id = any($1)`, [numbers]);
  await query(work.db, `delete from links where ticket_id = any($1) or other_id = any($1)`, [numbers]);
  await query(work.db, `delete from events where ticket_id = any($1) and type <> all($2::text[])`, [numbers, countedEvents]);
  await query(work.db, `update events set data = data - '{requester,reason}'::text[] where ticket_id = any($1)`, [numbers]);
  await query(
    work.db,
    `update tickets set subject = '', public_excerpt = '', staff_excerpt = '', fields = '{}', tags = '{}', locale = null, assignee_id = null, escalated_to = null, listed = false, spam = false,
       deleted_at = null, purged_at = $2, flag = null, flagged_at = null, next_follow_up_at = null, due_at = null, next_due_at = null, clock_due_at = null, clock_kind = null, clock_warn_at = null, clock_left_ms = null, search_stale = false, version = version + 1
     where id = any($1)`,
    [numbers, work.now.toString()],
  );
}
