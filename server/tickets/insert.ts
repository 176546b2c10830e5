import type { State } from "../../contract/desks.ts";
import { query, type Db } from "../platform/db.ts";
import type { StoredTicket } from "./store.ts";

/** A new ticket's row, and what is written beside it. */
export interface TicketInsert extends Pick<StoredTicket, "deskId" | "subject" | "statusId" | "queueId" | "locationId" | "typeId" | "priority" | "requesterId" | "assigneeId" | "fields" | "source" | "locale"> {
  state: State;
  tags: readonly string[];
  createdBy: number | null;
  excerpt: string;
  followUpOf: number | null;
  watcherIds: readonly number[];
  watcherSide: "customer" | "agent";
  /** null: not known yet, or nothing is promised */
  firstDue: FirstDue | null;
}
/** The clock of a ticket that is due first, as its row has it; instants in RFC 3339. */
export interface FirstDue {
  kind: string;
  dueAt: string | null;
  warnAt: string | null;
  /** ms, of one that stands */
  left: number | null;
}
export interface MessageInsert {
  kind: "reply" | "note" | "side";
  authorId: number | null;
  authorSide: "customer" | "agent" | "system" | "third-party";
  channel: string;
  html: string;
  text: string;
  quoteAt: number | null;
  sideId: number | null;
  recipients: { to?: readonly string[]; cc?: readonly string[] };
  headerMessageId: string | null;
  mailId: number | null;
  evidence: unknown;
  trust: unknown;
  omitted: readonly string[];
}
export interface EventInsert {
  actorKind: "person" | "system";
  actorId: number | null;
  via: string;
}

/** Ticket, first message, copied people and both events by one statement: the hot path of every way in. */
const insertTicketSql = `with ticket as (
  insert into tickets (desk_id, subject, state, status_id, queue_id, type_id, first_type_id, priority, requester_id, assignee_id, tags, fields, source, locale, created_by,
    created_at, updated_at, solved_at, closed_at, public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by, follow_up_of, location_id,
    clock_kind, clock_due_at, next_due_at, clock_warn_at, clock_left_ms)
  values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, case when $3 in ('solved', 'closed') then $15::timestamptz end,
    case when $3 = 'closed' then $15::timestamptz end, $16, $16, 1, 1, $15, $17, $18, $39, $40, $41, $41, $42, $43)
  returning id
), message as (
  insert into messages (ticket_id, kind, author_id, author_side, channel, created_at, html, text, quote_at, recipients, header_message_id, mail_id, evidence, trust, omitted)
  select id, $19, $20, $21, $22, $15, $23, $24, $25, $26, $27, $28, $29, $30, $31 from ticket
  returning id
), copied as (
  insert into watchers (ticket_id, person_id, side, added_at) select ticket.id, w, $32, $15 from ticket, unnest($33::bigint[]) as w on conflict do nothing
), recorded as (
  insert into events (at, actor_kind, actor_id, via, desk_id, ticket_id, type, version, audience, data)
  select $15, $34, $35, $36, $1, ticket.id, e.type, 1, 'public', jsonb_set(e.data, '{messageId}', to_jsonb(message.id))
  from ticket, message, (values (1, 'ticket.created', $37::jsonb), (2, 'message.added', $38::jsonb)) as e (n, type, data) order by e.n
  returning id, type
)
select ticket.id as "ticketId", message.id as "messageId", (select min(id) from recorded) as "createdEventId", (select max(id) from recorded) as "addedEventId"
from ticket, message`;

export interface Inserted {
  ticketId: number;
  messageId: number;
  createdEventId: number;
  addedEventId: number;
}

export async function insertTicket(db: Db, at: string, ticket: TicketInsert, message: MessageInsert, event: EventInsert, created: unknown, added: unknown): Promise<Inserted> {
  const [row] = await query<Inserted>(db, insertTicketSql, [
    ticket.deskId, ticket.subject, ticket.state, ticket.statusId, ticket.queueId, ticket.typeId, ticket.priority, ticket.requesterId, ticket.assigneeId,
    ticket.tags, JSON.stringify(ticket.fields), ticket.source, ticket.locale, ticket.createdBy, at, ticket.excerpt,
    message.authorSide === "customer" ? "customer" : "agent", ticket.followUpOf,
    message.kind, message.authorId, message.authorSide, message.channel, message.html, message.text, message.quoteAt, JSON.stringify(message.recipients),
    message.headerMessageId, message.mailId, json(message.evidence), json(message.trust), message.omitted,
    ticket.watcherSide, ticket.watcherIds, event.actorKind, event.actorId, event.via, JSON.stringify(created), JSON.stringify(added), ticket.locationId,
    ticket.firstDue?.kind ?? null, ticket.firstDue?.dueAt ?? null, ticket.firstDue?.warnAt ?? null, ticket.firstDue?.left ?? null,
  ]);
  if (row === undefined) throw new Error("a ticket was not written");
  return row;
}

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

/** A further message with its event, and what the list shows of it, by one statement. */
const insertMessageSql = `with message as (
  insert into messages (ticket_id, kind, author_id, author_side, channel, created_at, html, text, quote_at, recipients, header_message_id, mail_id, evidence, trust, omitted, side_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $22) returning id
), ticket as (
  update tickets set updated_at = $6, version = version + 1, search_stale = true, message_count = message_count + 1,
    public_count = public_count + case when $2 = 'reply' then 1 else 0 end, staff_excerpt = $16,
    public_excerpt = case when $2 = 'reply' then $16 else public_excerpt end,
    last_public_at = case when $2 = 'reply' then $6 else last_public_at end,
    last_public_by = case when $2 <> 'reply' then last_public_by when $4 = 'customer' then 'customer' else 'agent' end
  where id = $1 returning version, desk_id
), recorded as (
  insert into events (at, actor_kind, actor_id, via, desk_id, ticket_id, type, version, audience, data)
  select $6, $17, $18, $19, ticket.desk_id, $1, 'message.added', ticket.version, $20, jsonb_set($21::jsonb, '{messageId}', to_jsonb(message.id)) from message, ticket
  returning id
)
select message.id as "messageId", ticket.version, recorded.id as "eventId" from message, ticket, recorded`;

export async function insertMessage(db: Db, at: string, ticketId: number, message: MessageInsert, excerpt: string, event: EventInsert, audience: string, added: unknown): Promise<{ messageId: number; version: number; eventId: number }> {
  const [row] = await query<{ messageId: number; version: number; eventId: number }>(db, insertMessageSql, [
    ticketId, message.kind, message.authorId, message.authorSide, message.channel, at, message.html, message.text, message.quoteAt, JSON.stringify(message.recipients),
    message.headerMessageId, message.mailId, json(message.evidence), json(message.trust), message.omitted,
    excerpt, event.actorKind, event.actorId, event.via, audience, JSON.stringify(added), message.sideId,
  ]);
  if (row === undefined) throw new Error("a message was not written");
  return row;
}
