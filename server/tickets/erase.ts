import { eraseFiles } from "../files/index.ts";
import { forgetDeliveries } from "../mail-out/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** What reports count: it stays, without names and reasons. */
const countedEvents = ["ticket.created", "ticket.status-changed", "ticket.reopened", "ticket.queue-changed", "ticket.type-changed", "ticket.priority-changed", "ticket.handed-over", "ticket.received", "ticket.deleted", "ticket.purged"];

/** What hangs on a ticket and is erased with it. */
const erased = ["ticket_search", "ticket_identifiers", "ticket_reads", "type_requests", "watchers", "ticket_stays", "reviews", "opt_outs", "mailed_once", "choice_links"] as const;

/** All that was merged into a ticket, directly or not. */
export async function absorbedBy(db: Db, id: number): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    `with recursive members as (select id from tickets where merged_into = $1 union select t.id from tickets t join members m on t.merged_into = m.id) select id from members order by id`,
    [id],
  );
  return rows.map((row) => row.id);
}

/**
 * Erases tickets for good, the first standing for all: what was said, its files, mails, search and history. What stays is
 * their numbers and what reports count. Other slices erase theirs as `ticket.purged` is recorded.
 * @param counts they were listed and go on counting as that: who wrote when stays, without a word; of those that were
 * deleted nothing does
 */
export async function eraseTickets(work: Work, numbers: readonly [number, ...number[]], { counts }: { counts: boolean }): Promise<void> {
  const [root] = await query<{ deskId: number; version: number }>(work.db, `select desk_id as "deskId", version from tickets where id = $1 for update`, [numbers[0]]);
  if (root === undefined) throw new Error("a ticket that is to be erased is not there");
  // other slices' rows name messages, and messages name theirs
  const messages = await query<{ id: number }>(work.db, `update messages set kind = case when kind = 'side' then 'note' else kind end, side_id = null, mail_id = null where ticket_id = any($1) returning id`, [numbers]);
  await work.record({ desk: root.deskId, ticket: numbers[0], version: root.version + 1 }, "ticket.purged", { numbers: [...numbers], counts });
  await eraseFiles(work, "message", messages.map((message) => message.id));
  await forgetDeliveries(work.db, numbers);
  for (const table of erased) await query(work.db, `delete from ${table} where ticket_id = any($1)`, [numbers]);
  if (counts) await emptyMessages(work, `ticket_id = any($2)`, numbers);
  else await query(work.db, `delete from messages where ticket_id = any($1)`, [numbers]);
  await query(work.db, `delete from links where ticket_id = any($1) or other_id = any($1)`, [numbers]);
  await query(work.db, `delete from events where ticket_id = any($1) and type <> all($2::text[])`, [numbers, countedEvents]);
  await query(work.db, `update events set data = data - '{requester,reason}'::text[] where ticket_id = any($1)`, [numbers]);
  await query(
    work.db,
    `update tickets set still_counts = still_counts or ($3 and listed), subject = '', public_excerpt = '', staff_excerpt = '', fields = '{}', tags = '{}', locale = null, assignee_id = case when $3 and state in ('solved', 'closed') then assignee_id end, escalated_to = null, listed = false,
       spam = false, deleted_at = null, purged_at = $2, flag = null, flagged_at = null, next_follow_up_at = null, due_at = null, next_due_at = null, clock_due_at = null, clock_kind = null, clock_warn_at = null, clock_left_ms = null,
       closes_at = null, closes_how = null, search_stale = false, version = version + 1
     where id = any($1)`,
    [numbers, work.now.toString(), counts],
  );
  // what was merged into it and is another's stands for itself again
  await query(work.db, `update tickets set merged_into = null, listed = not spam and deleted_at is null, search_stale = true, version = version + 1 where merged_into = any($1) and id <> all($1)`, [numbers]);
}

/** Messages without a word, that count as they did. @param which a condition on messages, by $2 */
export const emptyMessages = (work: Work, which: string, value: readonly number[]): Promise<{ id: number }[]> =>
  query(
    work.db,
    `update messages set html = '', text = '', quote_at = null, recipients = '{}', header_message_id = null, mail_id = null, evidence = null, trust = null, omitted = '{}', erased_at = $1
     where ${which} and erased_at is null returning id`,
    [work.now.toString(), value],
  );
