import type { Delivery, Evidence, Message, SideConversation, Ticket, TicketEvent, TicketPage, Trust } from "../../contract/tickets.ts";
import { sideJson } from "../conversations/index.ts";
import { deskIn, type Desks } from "../desks/index.ts";
import { aside } from "../files/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Temporal } from "../platform/clock.ts";
import { clockJson, viewTicketClocks, type ClockJson } from "../sla/index.ts";
import { notFound } from "../platform/problem.ts";
import type { Actor } from "../platform/work.ts";
import { isRater, mayRate } from "../satisfaction/index.ts";
import { isUndoable, type Side } from "../tickets/index.ts";
import { continuation, replyEffect, solutionColumn } from "./solved.ts";
import { factsOf, loadNamed, namedColumns, namesJoin, sideOfNamed, viewTicket, type TicketWithNames } from "./view.ts";

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** What became of a mail, as JSON; from deliveries `d`. */
const deliveryJson = `json_build_object('id', d.id, 'to', d.to_address, 'letter', d.letter, 'state', d.state, 'reason', coalesce(d.reason, d.response), 'at', ${iso("coalesce(d.settled_at, d.queued_at)")})`;
/** Mails that carry what a person wrote, or go to colleagues: told elsewhere. */
const notByItself = `'{reply,outgoing,side,forward,mentioned,approval-request,notification,notification-digest}'::text[]`;

/** One message as JSON, with its files and deliveries; from messages `m`. */
const messageJson = `json_build_object('id', m.id, 'ticket', m.ticket_id, 'kind', m.kind, 'side', m.author_side, 'channel', m.channel, 'createdAt', ${iso("m.created_at")}, 'sideId', m.side_id,
  'html', m.html, 'text', m.text, 'quoteAt', m.quote_at, 'recipients', m.recipients, 'evidence', m.evidence, 'trust', m.trust, 'omitted', m.omitted, 'erased', m.erased_at is not null,
  'authorName', a.name, 'authorEmail', aa.address,
  'attachments', (select json_agg(json_build_object('id', f.id, 'name', f.name, 'type', f.type, 'size', f.size, 'contentId', u.content_id, 'inline', u.inline) order by u.position)
     from file_uses u join files f on f.id = u.file_id where u.kind = 'message' and u.subject = m.id),
  'deliveries', (select json_agg(${deliveryJson} order by d.id) from deliveries d where d.message_id = m.id))`;
const messageJoin = `left join people a on a.id = m.author_id left join addresses aa on aa.person_id = a.id and aa.is_primary`;

/** A reply that is held, as JSON like a message's; from held_messages `h`. */
const heldJson = `json_build_object('id', h.id, 'ticket', h.ticket_id, 'kind', 'reply', 'side', 'agent', 'channel', case h.via when 'token' then 'api' else 'desk' end, 'createdAt', ${iso("h.created_at")},
  'sideId', null, 'heldUntil', ${iso("h.held_until")}, 'html', h.html, 'text', h.text, 'quoteAt', null,
  'recipients', json_build_object('to', h.input->'to', 'cc', h.input->'cc'), 'evidence', null, 'trust', null, 'omitted', '[]'::json, 'authorName', a.name, 'authorEmail', aa.address,
  'attachments', (select json_agg(json_build_object('id', f.id, 'name', f.name, 'type', f.type, 'size', f.size, 'contentId', u.content_id, 'inline', u.inline) order by u.position)
     from file_uses u join files f on f.id = u.file_id where u.kind = 'held' and u.subject = h.id), 'deliveries', null)`;
const heldJoin = `join people a on a.id = h.person_id left join addresses aa on aa.person_id = a.id and aa.is_primary`;

interface MessageRow {
  id: number;
  ticket: number;
  kind: Message["kind"];
  side: Message["side"];
  channel: string;
  createdAt: string;
  sideId: number | null;
  heldUntil?: string;
  erased?: boolean;
  html: string;
  text: string;
  quoteAt: number | null;
  recipients: { to?: string[]; cc?: string[] };
  evidence: Evidence[] | null;
  trust: Trust | null;
  omitted: string[];
  authorName: string | null;
  authorEmail: string | null;
  attachments: Message["attachments"] | null;
  deliveries: Message["deliveries"] | null;
}
interface EventRow {
  id: number;
  at: string;
  actorKind: "person" | "system";
  actorName: string | null;
  via: string;
  type: string;
  data: Record<string, unknown>;
  /** of a file that was taken out of a message: it is still kept */
  returnable: boolean | null;
}

function viewMessage(row: MessageRow, side: Exclude<Side, null>): Message {
  const staff = side === "staff";
  return {
    id: row.id,
    ticket: row.ticket,
    kind: row.kind,
    author: row.authorName === null ? null : { name: row.authorName, email: staff || row.side === "customer" ? (row.authorEmail ?? "") : "" },
    side: row.side,
    channel: row.channel,
    createdAt: row.createdAt,
    heldUntil: row.heldUntil ?? null,
    sideConversation: row.sideId,
    html: row.html,
    text: row.text,
    quoteAt: row.quoteAt,
    to: row.recipients.to ?? (row.side === "agent" ? (row.deliveries ?? []).map((delivery) => delivery.to) : []),
    cc: row.recipients.cc ?? [],
    attachments: row.attachments ?? [],
    deliveries: staff ? (row.deliveries ?? []) : [],
    evidence: staff ? (row.evidence ?? []) : [],
    trust: staff ? row.trust : null,
    omitted: staff ? row.omitted : [],
    ...(row.erased === true ? { erased: true } : {}),
  };
}

const viewEvent = (row: EventRow, side: Exclude<Side, null>, ticket: Ticket): TicketEvent => ({
  id: row.id,
  at: row.at,
  actor: { name: row.actorName, kind: row.actorKind },
  via: row.via,
  type: row.type,
  data: side === "staff" ? row.data : publicData(row.type, row.data),
  undoable: side === "staff" && isUndoable(row, ticket),
});

/** Customers learn that an agent took over, not the agent's address: "assigned to" shows the name. */
const publicData = (type: string, data: Record<string, unknown>): Record<string, unknown> => (type === "ticket.assigned" ? {} : data);

const eventJson = `json_build_object('id', e.id, 'at', ${iso("e.at")}, 'actorKind', e.actor_kind, 'actorName', p.name, 'via', e.via, 'type', e.type, 'data', e.data,
  'returnable', case when e.type = 'attachment.removed' then exists (select from file_uses u where u.kind = '${aside("message")}' and u.subject = (e.data->>'messageId')::bigint and u.file_id = (e.data->>'file')::uuid) end)`;
const newestEvents = 50;

/** Of what was merged into a ticket, its customers see what they themselves took part in, or their colleagues; from messages `m`, the others parameters. */
const takesPart = (person: string, sharing: string) => `exists (select from tickets part where part.id = m.ticket_id and (part.requester_id = ${person}
  or exists (select from watchers w where w.ticket_id = part.id and w.person_id = ${person} and w.side = 'customer')
  or exists (select from people r where r.id = part.requester_id and r.organization_id = any(${sharing}))))`;
const sharingOf = (actor: Actor): readonly number[] => (actor.kind === "person" ? (actor.sharing ?? []) : []);
const personOf = (actor: Actor): number | null => (actor.kind === "person" ? actor.id : null);

const pageSql = `select ${namedColumns},
  (select json_agg(m.json order by m.id) from (select m.id, ${messageJson} as json from messages m ${messageJoin} where m.ticket_id = any(t.family || t.id)) m) as messages,
  (select json_agg(${heldJson} order by h.id) from held_messages h ${heldJoin} where h.ticket_id = any(t.family || t.id)) as held,
  (select json_agg(${sideJson} order by s.id) from side_conversations s where s.ticket_id = any(t.family || t.id)) as sides,
  (select json_agg(${deliveryJson} order by d.id) from deliveries d where d.ticket_id = any(t.family || t.id) and d.letter <> all(${notByItself})) as letters,
  case when $2::bigint = t.requester_id or exists (select from watchers w where w.ticket_id = t.id and w.person_id = $2 and w.side = 'customer')
    then not exists (select from opt_outs o where o.ticket_id = any(t.family || t.id) and o.person_id = $2) end as notifications,
  ${solutionColumn},
  (select json_agg(${clockJson} order by c.id) from clocks c where c.ticket_id = t.id) as clocks,
  (select json_build_object('score', g.score, 'message', g.message, 'ratedAt', ${iso("g.rated_at")}, 'agent', s.name) from ratings g left join people s on s.id = g.agent_id where g.ticket_id = t.id) as rating,
  (select json_agg(e.json order by e.id desc) from (select e.id, ${eventJson} as json from events e left join people p on p.id = e.actor_id
     where e.ticket_id = t.id and e.audience in ('public', 'staff') order by e.id desc limit ${newestEvents + 1}) e) as events
  from tickets t ${namesJoin} where t.id = $1 and t.purged_at is null`;

/** Ticket, conversation and the head of the history in one round trip. @throws 404 where it is missing or foreign */
export async function readPage(db: Db, desks: Desks, actor: Actor, number: number, now: Temporal.Instant): Promise<TicketPage> {
  const [row] = await query<TicketWithNames & { messages: MessageRow[] | null; held: MessageRow[] | null; sides: SideConversation[] | null; letters: Delivery[] | null; clocks: ClockJson[] | null; notifications: boolean | null; solution: TicketPage["solution"]; rating: TicketPage["rating"]; events: EventRow[] | null }>(db, pageSql, [number, personOf(actor)]);
  const side = row === undefined ? null : sideOfNamed(actor, row);
  if (row === undefined || side === null) throw notFound("ticket");
  if (row.mergedInto !== null) return readPage(db, desks, actor, row.mergedInto, now);
  const desk = await deskIn({ desks }, row.deskId);
  const ticket = viewTicket(row, desk, actor);
  // what was promised is no matter of a desk that promises nothing
  const clocks = desk.serviceLevels.length === 0 ? [] : viewTicketClocks(row.clocks ?? [], desk, side, now);
  const messages = side === "staff" ? [...(row.messages ?? []), ...(row.held ?? [])] : await findMessages(db, actor, number, side, null);
  const events = side === "staff" ? (row.events ?? []) : await findEvents(db, number, side, newestEvents, undefined);
  const effect = replyEffect(row, desk, now);
  return {
    ticket,
    messages: messages.map((message) => viewMessage(message, side)),
    sideConversations: side === "staff" ? (row.sides ?? []) : [],
    letters: side === "staff" ? (row.letters ?? []) : [],
    notifications: row.notifications,
    // of what was merged into it, not everything is for each of its customers
    solution: messages.some(({ id }) => id === row.solution?.message) ? row.solution : null,
    replyEffect: effect,
    continuedBy: effect === "continues" ? await continuation(db, actor, row.id) : null,
    rating: side === "staff" || isRater(actor, factsOf(row)) ? row.rating : null,
    mayRate: mayRate(actor, factsOf(row), desk, { state: ticket.state }),
    events: eventPage(events, newestEvents, side, ticket),
    clocks,
  };
}

/** The ticket as somebody stands to it. @throws 404 where it is missing or foreign */
async function namedFor(db: Db, actor: Actor, number: number): Promise<{ row: TicketWithNames; side: Exclude<Side, null> }> {
  const row = await loadNamed(db, number);
  const side = row === undefined ? null : sideOfNamed(actor, row);
  if (row === undefined || side === null) throw notFound("ticket");
  return { row, side };
}

export async function readMessages(db: Db, actor: Actor, number: number): Promise<Message[]> {
  const { side } = await namedFor(db, actor, number);
  return (await findMessages(db, actor, number, side, null)).map((row) => viewMessage(row, side));
}

async function findMessages(db: Db, actor: Actor, number: number, side: Exclude<Side, null>, id: number | null): Promise<MessageRow[]> {
  const rows = await query<{ json: MessageRow }>(
    db,
    `select ${messageJson} as json from messages m ${messageJoin} where m.ticket_id = any(array(select unnest(family || id) from tickets where id = $1))
       and ($2::bigint is null or m.id = $2) and ($3 or (m.kind = 'reply' and ${takesPart("$4", "$5")})) order by m.id`,
    [number, id, side === "staff", personOf(actor), sharingOf(actor)],
  );
  return rows.map(({ json }) => json);
}

export async function readMessage(db: Db, actor: Actor, number: number, messageId: number): Promise<Message> {
  const { side } = await namedFor(db, actor, number);
  const [row] = await findMessages(db, actor, number, side, messageId);
  const found = row ?? (side === "staff" ? (await findHeld(db, messageId, number))?.json : undefined);
  if (found === undefined) throw notFound("ticket");
  return viewMessage(found, side);
}

async function findHeld(db: Db, id: number, number: number): Promise<{ json: MessageRow } | undefined> {
  const [row] = await query<{ json: MessageRow }>(
    db,
    `select ${heldJson} as json from held_messages h ${heldJoin} where h.id = $1 and h.ticket_id = any(array(select unnest(family || id) from tickets where id = $2))`,
    [id, number],
  );
  return row;
}

/** The history, newest first. @param before an event's id */
export async function readEvents(db: Db, desks: Desks, actor: Actor, number: number, limit: number, before: number | undefined): Promise<TicketPage["events"]> {
  const { row, side } = await namedFor(db, actor, number);
  const ticket = viewTicket(row, await deskIn({ desks }, row.deskId), actor);
  return eventPage(await findEvents(db, number, side, limit, before), limit, side, ticket);
}

/** One more than asked for, to know whether there are more. */
async function findEvents(db: Db, number: number, side: Exclude<Side, null>, limit: number, before: number | undefined): Promise<EventRow[]> {
  const rows = await query<{ json: EventRow }>(
    db,
    `select ${eventJson} as json from events e left join people p on p.id = e.actor_id
     where e.ticket_id = $1 and e.audience = any($2) and ($3::bigint is null or e.id < $3) order by e.id desc limit $4`,
    [number, side === "staff" ? ["public", "staff"] : ["public"], before ?? null, limit + 1],
  );
  return rows.map(({ json }) => json);
}

function eventPage(rows: readonly EventRow[], limit: number, side: Exclude<Side, null>, ticket: Ticket): TicketPage["events"] {
  const items = rows.slice(0, limit).map((event) => viewEvent(event, side, ticket));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? String(last.id) : null };
}
