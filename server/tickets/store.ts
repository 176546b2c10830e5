import type { State } from "../../contract/desks.ts";
import type { ClosingKind } from "../../contract/waiting.ts";
import { query, type Db } from "../platform/db.ts";

/** A ticket as an action needs it. */
export interface StoredTicket {
  id: number;
  deskId: number;
  subject: string;
  statusId: number;
  queueId: number;
  locationId: number | null;
  typeId: number | null;
  priority: number;
  requesterId: number;
  assigneeId: number | null;
  tags: string[];
  fields: Record<string, unknown>;
  source: string;
  locale: string | null;
  createdAt: string;
  updatedAt: string;
  solvedAt: string | null;
  closedAt: string | null;
  /** when it ends by itself unless its customer writes */
  closesAt: string | null;
  closesHow: ClosingKind | null;
  version: number;
  mergedInto: number | null;
  spam: boolean;
  deleted: boolean;
  watcherIds: number[];
}

const columns = `t.id, t.desk_id as "deskId", t.subject, t.status_id as "statusId", t.queue_id as "queueId", t.location_id as "locationId", t.type_id as "typeId", t.priority,
  t.requester_id as "requesterId", t.assignee_id as "assigneeId", t.tags, t.fields, t.source, t.locale, t.created_at as "createdAt", t.updated_at as "updatedAt",
  t.solved_at as "solvedAt", t.closed_at as "closedAt", t.closes_at as "closesAt", t.closes_how as "closesHow", t.version, t.merged_into as "mergedInto", t.spam, t.deleted_at is not null as deleted,
  array(select person_id from watchers w where w.ticket_id = t.id and w.side = 'customer') as "watcherIds"`;

export async function findTicket(db: Db, id: number): Promise<StoredTicket | undefined> {
  const [row] = await query<StoredTicket>(db, `select ${columns} from tickets t where t.id = $1 and t.purged_at is null`, [id]);
  return row;
}

/** What the ticket was merged into; itself where it was not. */
export async function rootOf(db: Db, ticket: StoredTicket): Promise<StoredTicket> {
  const into = ticket.mergedInto === null ? undefined : await findTicket(db, ticket.mergedInto);
  return into === undefined ? ticket : rootOf(db, into);
}

/** The ticket with the Message-ID of the mail that opened it. */
export async function findOpening(db: Db, id: number): Promise<(StoredTicket & { headerMessageId: string | null }) | undefined> {
  const [row] = await query<StoredTicket & { headerMessageId: string | null }>(
    db,
    `select ${columns}, (select header_message_id from messages m where m.ticket_id = t.id and m.kind = 'reply' order by m.id limit 1) as "headerMessageId" from tickets t where t.id = $1`,
    [id],
  );
  return row;
}

/** Locks the row until the transaction ends, so that changes to one ticket come one after the other. */
export async function lockTicket(db: Db, id: number): Promise<StoredTicket | undefined> {
  const [row] = await query<StoredTicket>(db, `select ${columns} from tickets t where t.id = $1 and t.purged_at is null for no key update of t`, [id]);
  return row;
}

/**
 * Locks what the ticket was merged into; itself where it was not. Only that one: whoever locks several tickets takes them
 * in the order of their numbers, and a merged one may have the higher. The row says whether it was merged while this waited.
 */
export async function lockRoot(db: Db, id: number): Promise<StoredTicket | undefined> {
  const [row] = await query<StoredTicket>(
    db,
    `select ${columns} from tickets t where t.id = (
       with recursive up as (select id, merged_into from tickets where id = $1 union all select r.id, r.merged_into from tickets r join up on r.id = up.merged_into)
       select id from up where merged_into is null
     ) for no key update of t`,
    [id],
  );
  return row;
}

export interface StatusChange {
  from: string;
  to: string;
  /** a part of its creation, which the confirmation tells of; `solved`: that too */
  created: { solved: boolean } | null;
  /** what was mailed in the same transaction: messages, and letters' deliveries */
  messageIds: number[];
  deliveryIds: number[];
}

/** A change of status as it was recorded, and what else happened in its transaction. */
export async function statusChange(db: Db, eventId: number): Promise<StatusChange | undefined> {
  const [row] = await query<StatusChange>(
    db,
    `select e.data->>'from' as "from", e.data->>'to' as "to",
       (select json_build_object('solved', coalesce((o.data->>'firstCall')::boolean, false)) from events o where o.ticket_id = e.ticket_id and o.xid = e.xid and o.at = e.at and o.type = 'ticket.created' limit 1) as created,
       array(select (o.data->>'messageId')::bigint from events o where o.ticket_id = e.ticket_id and o.xid = e.xid and o.at = e.at and o.type = 'message.added' and o.data->>'side' = 'agent') as "messageIds",
       array(select jsonb_array_elements_text(o.data->'deliveries')::bigint from events o where o.ticket_id = e.ticket_id and o.xid = e.xid and o.at = e.at and o.type = 'letter.sent') as "deliveryIds"
     from events e where e.id = $1`,
    [eventId],
  );
  return row;
}

/** Writes what an action changed. Returns the new version. */
export async function updateTicket(db: Db, at: string, state: State, ticket: StoredTicket): Promise<number> {
  const [row] = await query<{ version: number }>(
    db,
    `update tickets set subject = $2, state = $3, status_id = $4, queue_id = $5, type_id = $6, first_type_id = coalesce(first_type_id, $6), priority = $7, assignee_id = $8, tags = $9, fields = $10,
       solved_at = $11, closed_at = $12, status_since = case when status_id = $4 then status_since else $13 end, updated_at = $13, requester_id = $14, location_id = $15, source = $16, version = version + 1, search_stale = true
     where id = $1 returning version`,
    [ticket.id, ticket.subject, state, ticket.statusId, ticket.queueId, ticket.typeId, ticket.priority, ticket.assigneeId, ticket.tags, JSON.stringify(ticket.fields),
      ticket.solvedAt, ticket.closedAt, at, ticket.requesterId, ticket.locationId, ticket.source],
  );
  if (row === undefined) throw new Error("the ticket was not written");
  return row.version;
}

/** Adds people in copy; returns those who were not yet. */
export const insertWatchers = (db: Db, ticketId: number, personIds: readonly number[], side: "customer" | "agent", at: string): Promise<{ personId: number }[]> =>
  query(
    db,
    `insert into watchers (ticket_id, person_id, side, added_at) select $1, w, $3, $4 from unnest($2::bigint[]) as w
     where w <> (select requester_id from tickets where id = $1) on conflict do nothing returning person_id as "personId"`,
    [ticketId, personIds, side, at],
  );

export const removeWatcher = (db: Db, ticketId: number, personId: number): Promise<unknown> =>
  query(db, `delete from watchers where ticket_id = $1 and person_id = $2 and side = 'customer'`, [ticketId, personId]);

/** Whatever somebody asked or is in copy of, merged and deleted tickets too. */
export const ticketsOfPerson = (db: Db, personId: number): Promise<{ id: number }[]> =>
  query(db, `select id from tickets where requester_id = $1 union select ticket_id from watchers where person_id = $1 order by 1`, [personId]);

export const moveAuthor = (db: Db, ticketId: number, from: number, to: number): Promise<unknown> =>
  query(db, `update messages set author_id = $3 where ticket_id = $1 and author_id = $2`, [ticketId, from, to]);

export const setRequester = (db: Db, ticketId: number, from: number, to: number): Promise<unknown> =>
  query(db, `update tickets set requester_id = $3 where id = $1 and requester_id = $2`, [ticketId, from, to]);

export async function replaceWatcher(db: Db, ticketId: number, from: number, to: number): Promise<void> {
  await query(
    db,
    `with gone as (delete from watchers where ticket_id = $1 and person_id = $2 returning side, added_at)
     insert into watchers (ticket_id, person_id, side, added_at) select $1, $3, side, added_at from gone
     where $3 <> (select requester_id from tickets where id = $1) on conflict do nothing`,
    [ticketId, from, to],
  );
}

/** The tickets whose stored messages bear one of these Message-IDs, newest first; with the side conversation where they are of one. */
export const findByMessageIds = (db: Db, messageIds: readonly string[]): Promise<{ ticketId: number; messageId: number; headerMessageId: string; sideId: number | null }[]> =>
  query(
    db,
    `select ticket_id as "ticketId", id as "messageId", header_message_id as "headerMessageId", side_id as "sideId" from messages where header_message_id = any($1) order by id desc limit 20`,
    [messageIds],
  );

export interface RecentReply {
  id: number;
  authorId: number | null;
  createdAt: string;
  html: string;
  text: string;
  quoteAt: number | null;
  headerMessageId: string | null;
  recipients: { to?: string[]; cc?: string[] };
}

/** The newest messages that customers see, newest first. */
export const recentReplies = (db: Db, ticketId: number, limit: number): Promise<RecentReply[]> =>
  query(
    db,
    `select id, author_id as "authorId", created_at as "createdAt", html, text, quote_at as "quoteAt", header_message_id as "headerMessageId", recipients
     from messages where ticket_id = $1 and kind = 'reply' order by id desc limit $2`,
    [ticketId, limit],
  );

export async function authorsOf(db: Db, ticketId: number): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select distinct author_id as id from messages where ticket_id = $1 and kind = 'reply' and author_id is not null`, [ticketId]);
  return rows.map((row) => row.id);
}
