import { query, type Db } from "../platform/db.ts";
import { excerpt } from "../platform/rich-text/index.ts";

/** @returns the due date before, and the new version */
export async function setDueAt(db: Db, id: number, dueAt: string | null, at: string): Promise<{ from: string | null; version: number }> {
  const [row] = await query<{ from: string | null; version: number }>(
    db,
    `with before as (select due_at from tickets where id = $1)
     update tickets set due_at = $2, next_due_at = least($2::timestamptz, clock_due_at), updated_at = $3, version = version + 1 where id = $1
     returning (select due_at from before) as from, version`,
    [id, dueAt, at],
  );
  return found(row);
}

export async function dueAtOf(db: Db, id: number): Promise<string | null> {
  const [row] = await query<{ dueAt: string | null }>(db, `select due_at as "dueAt" from tickets where id = $1`, [id]);
  return row?.dueAt ?? null;
}

export async function setEscalation(db: Db, id: number, level: number, personId: number | null, at: string): Promise<{ from: number; version: number }> {
  const [row] = await query<{ from: number; version: number }>(
    db,
    `with before as (select escalation from tickets where id = $1)
     update tickets set escalation = $2::smallint, escalated_to = case when $2::smallint = 0 then null else coalesce($3::bigint, escalated_to) end, updated_at = $4, version = version + 1
     where id = $1 returning (select escalation from before) as from, version`,
    [id, level, personId, at],
  );
  return found(row);
}

/** @returns null where it is as high as can be */
export async function raiseEscalation(db: Db, id: number, at: string): Promise<{ to: number; deskId: number; version: number } | null> {
  const [row] = await query<{ to: number; deskId: number; version: number }>(
    db,
    `update tickets set escalation = escalation + 1, updated_at = $2, version = version + 1 where id = $1 and escalation < 9 returning escalation as to, desk_id as "deskId", version`,
    [id, at],
  );
  return row ?? null;
}

/** Something about the ticket changed that stands in another table. */
export async function touch(db: Db, id: number, at: string): Promise<number> {
  const [row] = await query<{ version: number }>(db, `update tickets set updated_at = $2, version = version + 1 where id = $1 returning version`, [id, at]);
  return found(row).version;
}

/** The same, and what is searched of it. */
export async function touchSearched(db: Db, id: number, at: string): Promise<number> {
  const [row] = await query<{ version: number }>(db, `update tickets set updated_at = $2, version = version + 1, search_stale = true where id = $1 returning version`, [id, at]);
  return found(row).version;
}

/** Does the message belong to the ticket, or to one merged into it? */
export async function holdsMessage(db: Db, id: number, messageId: number): Promise<boolean> {
  return (await query(db, `select from messages m join tickets t on t.id = $1 where m.id = $2 and m.ticket_id = any(t.family || t.id)`, [id, messageId])).length > 0;
}

const listedSql = `listed = merged_into is null and not spam and deleted_at is null`;

/** @returns the new version, or null when it was so already */
export async function setSpam(db: Db, id: number, spam: boolean, at: string): Promise<number | null> {
  return relist(db, id, `update tickets set spam = $2, updated_at = $3, version = version + 1 where id = $1 and spam <> $2 returning version`, [id, spam, at]);
}

/** @returns the new version, or null when it was so already */
export async function setDeleted(db: Db, id: number, deleted: boolean, at: string): Promise<number | null> {
  return relist(
    db,
    id,
    `update tickets set deleted_at = case when $2 then $3::timestamptz end, updated_at = $3, version = version + 1 where id = $1 and (deleted_at is not null) <> $2 returning version`,
    [id, deleted, at],
  );
}

async function relist(db: Db, id: number, sql: string, values: readonly unknown[]): Promise<number | null> {
  const [row] = await query<{ version: number }>(db, sql, values);
  if (row === undefined) return null;
  await query(db, `update tickets set ${listedSql} where id = $1`, [id]);
  return row.version;
}

export async function putTypeRequest(db: Db, ticketId: number, typeId: number, personId: number, reason: string, at: string): Promise<void> {
  await query(
    db,
    `insert into type_requests (ticket_id, type_id, asked_by, asked_at, reason) values ($1, $2, $3, $4, $5)
     on conflict (ticket_id) do update set type_id = excluded.type_id, asked_by = excluded.asked_by, asked_at = excluded.asked_at, reason = excluded.reason`,
    [ticketId, typeId, personId, at, reason],
  );
}

export async function takeTypeRequest(db: Db, ticketId: number): Promise<{ typeId: number } | undefined> {
  const [row] = await query<{ typeId: number }>(db, `delete from type_requests where ticket_id = $1 returning type_id as "typeId"`, [ticketId]);
  return row;
}

// merging -----------------------------------------------------------------------------------------------------------

/** Puts the ticket, with its family, into another's. */
export async function setMerged(db: Db, id: number, into: number, at: string): Promise<void> {
  await query(db, `update tickets set merged_into = $2, listed = false, updated_at = $3, version = version + 1, search_stale = true where id = $1`, [id, into, at]);
  await refreshFamily(db, into, at);
}

export async function clearMerged(db: Db, id: number, from: number, at: string): Promise<void> {
  await query(db, `update tickets set merged_into = null, updated_at = $2, version = version + 1, search_stale = true where id = $1`, [id, at]);
  await query(db, `update tickets set ${listedSql} where id = $1`, [id]);
  await refreshFamily(db, from, at);
}

/** The family and what lists show of it, from the rows themselves. */
async function refreshFamily(db: Db, root: number, at: string): Promise<void> {
  await query(
    db,
    `with recursive members as (
       select id from tickets where merged_into = $1 union all select t.id from tickets t join members m on t.merged_into = m.id
     ), counts as (
       select count(*) as all_messages, count(*) filter (where kind = 'reply') as public_messages from messages where ticket_id = $1 or ticket_id in (select id from members)
     )
     update tickets set family = array(select id from members order by id), message_count = counts.all_messages, public_count = counts.public_messages,
       updated_at = $2, version = version + 1, search_stale = true
     from counts where tickets.id = $1`,
    [root, at],
  );
}

interface Latest {
  text: string;
  quoteAt: number | null;
  at: string;
  by: string;
}

/** What lists show of a ticket, from the messages that it has now. @param at when it changed; null: it keeps its place in lists */
export async function refreshShown(db: Db, id: number, at: string | null): Promise<void> {
  const latest = async (kinds: readonly string[]): Promise<Latest | undefined> =>
    (
      await query<Latest>(
        db,
        `select text, quote_at as "quoteAt", created_at as at, author_side as by from messages where ticket_id = $1 and kind = any($2) order by id desc limit 1`,
        [id, kinds],
      )
    )[0];
  const words = (message: Latest | undefined) => (message === undefined ? "" : excerpt(message.text.slice(0, message.quoteAt ?? undefined) || message.text));
  const [any, shown] = [await latest(["reply", "note", "side"]), await latest(["reply"])];
  await query(
    db,
    `update tickets t set message_count = c.all_messages, public_count = c.public_messages, staff_excerpt = $3, public_excerpt = $4,
       last_public_at = coalesce($5, last_public_at), last_public_by = coalesce($6, last_public_by), updated_at = coalesce($2, updated_at), version = version + 1, search_stale = true
     from (select count(*) as all_messages, count(*) filter (where kind = 'reply') as public_messages from messages
       where ticket_id = any(array(select unnest(family || id) from tickets where id = $1))) c
     where t.id = $1`,
    [id, at, words(any), words(shown), shown?.at ?? null, shown === undefined ? null : shown.by === "customer" ? "customer" : "agent"],
  );
}

/** Takes messages to another ticket. Those of side conversations stay where their conversation is. Only those that are in the ticket are taken; @returns their ids */
export async function moveMessages(db: Db, ids: readonly number[], from: number, to: number, at: string): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `update messages set ticket_id = $3 where id = any($1) and ticket_id = $2 and kind <> 'side' returning id`, [ids, from, to]);
  for (const ticket of [from, to]) await refreshShown(db, ticket, at);
  return rows.map((row) => row.id).sort((a, b) => a - b);
}

export interface FirstMessage {
  id: number;
  authorId: number | null;
  authorSide: string;
  text: string;
  kind: string;
}
export const messagesOf = (db: Db, ticketId: number, ids: readonly number[]): Promise<FirstMessage[]> =>
  query(db, `select id, author_id as "authorId", author_side as "authorSide", text, kind from messages where ticket_id = $1 and id = any($2) and kind <> 'side' order by id`, [ticketId, ids]);

/**
 * An empty copy of a ticket that messages are moved into: same desk, queue and type. What its fields say is its
 * requester's, and goes to nobody else. @returns its number
 */
export async function copyTicket(db: Db, id: number, subject: string, requesterId: number, statusId: number, state: string, at: string): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `insert into tickets (desk_id, subject, state, status_id, queue_id, type_id, first_type_id, priority, requester_id, tags, fields, source, locale, created_at, updated_at,
       public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by)
     select desk_id, $2, $3, $4, queue_id, type_id, type_id, priority, $5, tags, case when requester_id = $5 then fields else '{}' end, source, locale, $6, $6, '', '', 0, 0, $6, 'customer' from tickets where id = $1
     returning id`,
    [id, subject, state, statusId, requesterId, at],
  );
  return found(row).id;
}

// links -------------------------------------------------------------------------------------------------------------

/** @returns false when the link stood already */
export async function insertLink(db: Db, ticketId: number, otherId: number, kind: "parent" | "related", at: string): Promise<boolean> {
  const rows = await query(db, `insert into links (ticket_id, other_id, kind, created_at) values ($1, $2, $3, $4) on conflict do nothing returning ticket_id`, [ticketId, otherId, kind, at]);
  return rows.length > 0;
}

export async function deleteLink(db: Db, ticketId: number, otherId: number, kind: "parent" | "related"): Promise<boolean> {
  const rows = await query(db, `delete from links where ticket_id = $1 and other_id = $2 and kind = $3 returning ticket_id`, [ticketId, otherId, kind]);
  return rows.length > 0;
}

/** An arbitrary constant: parents are given one after the other. */
const parentsLock = 7_236_506;
export const lockParents = (db: Db): Promise<unknown> => query(db, `select pg_advisory_xact_lock($1)`, [parentsLock]);

export async function parentOf(db: Db, ticketId: number): Promise<number | null> {
  const [row] = await query<{ id: number }>(db, `select other_id as id from links where ticket_id = $1 and kind = 'parent'`, [ticketId]);
  return row?.id ?? null;
}

/** Is the ticket below the other, through any number of parents? */
export async function isBelow(db: Db, ticketId: number, otherId: number): Promise<boolean> {
  const [row] = await query<{ below: boolean }>(
    db,
    `with recursive up as (select other_id as id from links where ticket_id = $1 and kind = 'parent' union select l.other_id from links l join up on l.ticket_id = up.id and l.kind = 'parent')
     select exists (select from up where id = $2) as below`,
    [ticketId, otherId],
  );
  return row?.below ?? false;
}

/** Children that are still being worked on: they hold the parent's solution. */
export async function openChildren(db: Db, ticketId: number): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    `select t.id from links l join tickets t on t.id = l.ticket_id where l.other_id = $1 and l.kind = 'parent' and t.listed and t.state not in ('solved', 'closed') order by t.id`,
    [ticketId],
  );
  return rows.map((row) => row.id);
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error("the ticket was not written");
  return row;
}
