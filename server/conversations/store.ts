import type { NewMessage, SideConversation } from "../../contract/tickets.ts";
import { query, type Db } from "../platform/db.ts";

/** RFC 3339 in UTC, as JSON made by PostgreSQL needs it. */
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The ticket and what was merged into it. */
export async function familyOf(db: Db, ticket: number): Promise<number[]> {
  const [row] = await query<{ ids: number[] }>(db, `select array_prepend(id, family) as ids from tickets where id = $1`, [ticket]);
  return (row?.ids ?? [ticket]).map(Number);
}

/** Who asked for one of these tickets, or is in copy of one as a customer. */
export async function customersOf(db: Db, family: readonly number[]): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    `select requester_id as id from tickets where id = any($1) union select person_id from watchers where ticket_id = any($1) and side = 'customer'`,
    [family],
  );
  return rows.map(({ id }) => id);
}

/** The newest reply after a message, held or not, that this person did not write; its author's name. */
export async function newerReply(db: Db, family: readonly number[], after: number, notBy: number): Promise<{ name: string | null } | undefined> {
  const [row] = await query<{ name: string | null }>(
    db,
    `select p.name from (
       select id, author_id from messages where ticket_id = any($1) and kind = 'reply' and id > $2 and author_id is distinct from $3
       union all select id, person_id from held_messages where ticket_id = any($1) and id > $2 and person_id <> $3
     ) m left join people p on p.id = m.author_id order by m.id desc limit 1`,
    [family, after, notBy],
  );
  return row;
}

/** A reply that waits, with what is to be done when it goes. `input.to`, `input.cc` and `input.mentions` are settled. */
export interface HeldMessage {
  id: number;
  ticketId: number;
  personId: number;
  via: string;
  input: NewMessage;
  html: string;
  text: string;
  createdAt: string;
  heldUntil: string;
}
const heldColumns = `id, ticket_id as "ticketId", person_id as "personId", via, input, html, text, created_at as "createdAt", held_until as "heldUntil"`;

export async function insertHeld(db: Db, held: Omit<HeldMessage, "id">): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `insert into held_messages (ticket_id, person_id, via, input, html, text, created_at, held_until) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [held.ticketId, held.personId, held.via, JSON.stringify(held.input), held.html, held.text, held.createdAt, held.heldUntil],
  );
  if (row === undefined) throw new Error("a message was not held");
  return row.id;
}

/** Takes the held reply; who comes second gets nothing: it is either sent or taken back. */
export async function takeHeld(db: Db, id: number, by?: { family: readonly number[]; person: number }): Promise<HeldMessage | undefined> {
  const [row] = await query<HeldMessage>(
    db,
    `delete from held_messages where id = $1 and ($2::bigint[] is null or (ticket_id = any($2) and person_id = $3)) returning ${heldColumns}`,
    [id, by?.family ?? null, by?.person ?? null],
  );
  return row;
}

export async function findHeld(db: Db, id: number): Promise<{ ticketId: number; personId: number; via: string } | undefined> {
  const [row] = await query<{ ticketId: number; personId: number; via: string }>(db, `select ticket_id as "ticketId", person_id as "personId", via from held_messages where id = $1`, [id]);
  return row;
}

export interface StoredSide {
  id: number;
  ticketId: number;
  kind: "side" | "forward";
  subject: string;
  addresses: string[];
  state: "open" | "closed";
  /** the ticket at another desk of ours that it is held in; null: it goes by mail */
  child: number | null;
}
const sideColumns = `id, ticket_id as "ticketId", kind, subject, addresses, state, child_ticket as child`;

export async function insertSide(db: Db, side: Omit<StoredSide, "id" | "state" | "child">, by: number, at: string): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `insert into side_conversations (ticket_id, kind, subject, addresses, created_by, created_at) values ($1, $2, $3, $4, $5, $6) returning id`,
    [side.ticketId, side.kind, side.subject, side.addresses, by, at],
  );
  if (row === undefined) throw new Error("a side conversation was not written");
  return row.id;
}

export async function findSide(db: Db, id: number): Promise<StoredSide | undefined> {
  const [row] = await query<StoredSide>(db, `select ${sideColumns} from side_conversations where id = $1`, [id]);
  return row;
}

/** The ticket's conversations with an address, the newest first. */
export const sidesWith = (db: Db, family: readonly number[], address: string): Promise<StoredSide[]> =>
  query(db, `select ${sideColumns} from side_conversations where ticket_id = any($1) and $2 = any(addresses) order by id desc`, [family, address]);

/** The ticket at another desk that the side conversation is held in from now on. */
export const setChild = (db: Db, id: number, child: number): Promise<unknown> => query(db, `update side_conversations set child_ticket = $2 where id = $1`, [id, child]);

/** The side conversation that is held in a ticket, or in what was merged into it. */
export async function sideOfChild(db: Db, ticket: number): Promise<number | undefined> {
  const [row] = await query<{ id: number }>(
    db,
    `select s.id from tickets t join side_conversations s on s.child_ticket = any(array_prepend(t.id, t.family)) where t.id = $1 order by s.id desc limit 1`,
    [ticket],
  );
  return row?.id;
}

/** Returns whether it was different before. */
export async function setSideState(db: Db, id: number, state: "open" | "closed"): Promise<boolean> {
  return (await query(db, `update side_conversations set state = $2 where id = $1 and state <> $2 returning id`, [id, state])).length > 0;
}

/** The side conversations of these messages. */
export const sidesOfMessages = (db: Db, messageIds: readonly number[]): Promise<(StoredSide & { messageId: number })[]> =>
  query(
    db,
    `select m.id as "messageId", s.id, s.ticket_id as "ticketId", s.kind, s.subject, s.addresses, s.state, s.child_ticket as child
     from messages m join side_conversations s on s.id = m.side_id where m.id = any($1)`,
    [messageIds],
  );

/** A side conversation as the contract has it, as JSON; from side_conversations `s`. */
export const sideJson = `json_build_object('id', s.id, 'kind', s.kind, 'subject', s.subject, 'state', s.state, 'ticket', s.child_ticket, 'createdAt', ${iso("s.created_at")},
  'to', coalesce((select json_agg(json_build_object('email', a.address, 'name', p.name) order by p.name, a.address) from addresses a join people p on p.id = a.person_id
     where a.address = any(s.addresses)), '[]'),
  'messages', coalesce((select json_agg(m.id order by m.id) from messages m where m.side_id = s.id), '[]'))`;

export async function readSides(db: Db, family: readonly number[]): Promise<SideConversation[]> {
  const rows = await query<{ json: SideConversation }>(db, `select ${sideJson} as json from side_conversations s where s.ticket_id = any($1) order by s.id`, [family]);
  return rows.map(({ json }) => json);
}

export interface SideMessage {
  id: number;
  authorId: number | null;
  authorName: string | null;
  authorSide: string;
  createdAt: string;
  html: string;
  text: string;
  quoteAt: number | null;
  headerMessageId: string | null;
}
/** Newest first. */
export const sideMessages = (db: Db, sideId: number): Promise<SideMessage[]> =>
  query(
    db,
    `select m.id, m.author_id as "authorId", p.name as "authorName", m.author_side as "authorSide", m.created_at as "createdAt", m.html, m.text, m.quote_at as "quoteAt",
       m.header_message_id as "headerMessageId"
     from messages m left join people p on p.id = m.author_id where m.side_id = $1 order by m.id desc limit 50`,
    [sideId],
  );

/** The Message-IDs of what this address was sent in the side conversation, with when. */
export const sideMailsTo = (db: Db, sideId: number, address: string): Promise<{ id: string; at: string }[]> =>
  query(
    db,
    `select d.header_message_id as id, d.queued_at as at from deliveries d join messages m on m.id = d.message_id
     where m.side_id = $1 and d.to_address = $2 and d.state <> 'suppressed' order by d.id`,
    [sideId, address],
  );
