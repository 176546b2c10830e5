import { query, type Db } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";

/** Of what was erased for good no words stay; that it was is counted. */
export async function forgetWords(work: Work, { data }: RecordedEvent<"ticket.purged">): Promise<void> {
  await query(work.db, `update ticket_facts set tags = '{}' where id = any($1)`, [data.numbers]);
}

/**
 * Works out what reports count of these tickets, from their rows and all their events. Of a ticket that others were
 * merged into, their messages count too. A first reply is one of staff that a customer sees; to what we began ourselves
 * there is none.
 */
export async function workOut(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await query(
    db,
    `insert into ticket_facts (id, desk_id, queue_id, status_id, state, type_id, location_id, priority, requester_id, assignee_id, source, tags, created_at, solved_at, listed, left_out,
       first_reply_at, reopened_at, reopenings, first_call)
     select t.id, t.desk_id, t.queue_id, t.status_id, t.state, t.type_id, t.location_id, t.priority, t.requester_id, t.assignee_id, t.source, t.tags, t.created_at, t.solved_at, t.listed or t.still_counts,
       case when t.listed or t.still_counts then null when t.purged_at is not null then 'erased' when t.deleted_at is not null then 'deleted' when t.spam then 'spam' else 'merged' end,
       case when r.replied_at is not null and not e.outgoing then greatest(r.replied_at, t.created_at) end, e.reopened_at, e.reopenings, e.first_call and e.reopenings = 0
     from tickets t
     cross join lateral (
       select max(e.at) filter (where e.type = 'ticket.reopened') as reopened_at, count(*) filter (where e.type = 'ticket.reopened') as reopenings,
         coalesce(bool_or(e.type = 'ticket.created' and (e.data->>'firstCall')::boolean), false) as first_call,
         coalesce(bool_or(e.type = 'ticket.created' and (e.data->>'outgoing')::boolean), false) as outgoing
       from events e where e.ticket_id = t.id and e.type in ('ticket.reopened', 'ticket.created')
     ) e
     left join lateral (
       select min(m.created_at) as replied_at from messages m where m.ticket_id = any(t.family || t.id) and m.kind = 'reply' and m.author_side = 'agent'
     ) r on true
     where t.id = any($1)
     on conflict (id) do update set desk_id = excluded.desk_id, queue_id = excluded.queue_id, status_id = excluded.status_id, state = excluded.state, type_id = excluded.type_id,
       location_id = excluded.location_id, priority = excluded.priority, requester_id = excluded.requester_id, assignee_id = excluded.assignee_id, source = excluded.source, tags = excluded.tags,
       created_at = excluded.created_at, solved_at = excluded.solved_at, listed = excluded.listed, left_out = excluded.left_out, first_reply_at = excluded.first_reply_at,
       reopened_at = excluded.reopened_at, reopenings = excluded.reopenings, first_call = excluded.first_call`,
    [ids],
  );
}
