import { query, type Db } from "../platform/db.ts";
import type { DeliveryContent } from "./compose.ts";

export type DeliveryState = "queued" | "sending" | "sent" | "retry" | "failed" | "uncertain" | "bounced" | "suppressed";

export interface NewDelivery {
  deskId: number | null;
  ticketId: number | null;
  messageId: number | null;
  personId: number | null;
  letter: string;
  lang: string;
  toAddress: string;
  toName: string;
  headerMessageId: string;
  content: DeliveryContent;
  state: DeliveryState;
  reason: string | null;
  response: string | null;
  queuedAt: string;
  settledAt: string | null;
}

export async function insertDelivery(db: Db, row: NewDelivery): Promise<number> {
  const [inserted] = await query<{ id: number }>(
    db,
    `insert into deliveries (desk_id, ticket_id, message_id, person_id, letter, lang, to_address, to_name, header_message_id, content, state, reason, response,
       queued_at, settled_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id`,
    [
      row.deskId, row.ticketId, row.messageId, row.personId, row.letter, row.lang, row.toAddress, row.toName, row.headerMessageId, JSON.stringify(row.content),
      row.state, row.reason, row.response, row.queuedAt, row.settledAt,
    ],
  );
  if (inserted === undefined) throw new Error("the delivery was not written");
  return inserted.id;
}

/** The Message-IDs of what this address was sent about the ticket as its customer, oldest first. */
export async function messageIdsSent(db: Db, ticketId: number, address: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    `select header_message_id as id from deliveries where ticket_id = $1 and to_address = $2 and state not in ('suppressed', 'failed') and letter not in ('side', 'forward', 'mentioned')
     order by deliveries.id desc limit 20`,
    [ticketId, address],
  );
  return rows.map((row) => row.id).reverse();
}

/** The newest mail of a letter about a ticket since a moment; its own clock's when it left or was given up. */
export async function lastDelivery(db: Db, ticketId: number, letter: string, since: string): Promise<{ state: DeliveryState; reason: string | null; settledAt: string | null } | null> {
  const [row] = await query<{ state: DeliveryState; reason: string | null; settledAt: string | null }>(
    db,
    `select state, reason, settled_at as "settledAt" from deliveries where ticket_id = $1 and letter = $2 and queued_at >= $3 order by id desc limit 1`,
    [ticketId, letter, since],
  );
  return row ?? null;
}

export interface DeliveryRow {
  id: number;
  deskId: number | null;
  ticketId: number | null;
  messageId: number | null;
  personId: number | null;
  letter: string;
  toAddress: string;
  toName: string;
  headerMessageId: string;
  content: DeliveryContent;
  state: DeliveryState;
  attempts: number;
  queuedAt: string;
}

const columns = `id, desk_id as "deskId", ticket_id as "ticketId", message_id as "messageId", person_id as "personId", letter, to_address as "toAddress",
  to_name as "toName", header_message_id as "headerMessageId", content, state, attempts, queued_at as "queuedAt"`;

export async function findDelivery(db: Db, id: number): Promise<DeliveryRow | undefined> {
  const [row] = await query<DeliveryRow>(db, `select ${columns} from deliveries where id = $1`, [id]);
  return row;
}

/** Marks a waiting delivery as being sent; nothing when it does not wait any more. Committed before the SMTP dialogue begins. */
export async function claimDelivery(db: Db, id: number): Promise<DeliveryRow | undefined> {
  const [row] = await query<DeliveryRow>(
    db,
    `update deliveries set state = 'sending', attempts = attempts + 1, next_try_at = null where id = $1 and state in ('queued', 'retry') returning ${columns}`,
    [id],
  );
  return row;
}

export interface Settlement {
  state: DeliveryState;
  reason: string | null;
  response: string | null;
  settledAt: string | null;
  nextTryAt: string | null;
  /** what is kept of the content; null: as it is */
  content: DeliveryContent | null;
}

/** Writes how an attempt ended; false when somebody settled it before. Knowing how it ended outweighs having presumed it lost. */
export async function settleDelivery(db: Db, id: number, end: Settlement): Promise<boolean> {
  const rows = await query(
    db,
    `update deliveries set state = $2, reason = $3, response = $4, settled_at = $5, next_try_at = $6, content = coalesce($7::jsonb, content)
     where id = $1 and (state = 'sending' or (state = 'uncertain' and $2 <> 'uncertain')) returning id`,
    [id, end.state, end.reason, end.response, end.settledAt, end.nextTryAt, end.content === null ? null : JSON.stringify(end.content)],
  );
  return rows.length > 0;
}

/** Puts a mail that ended badly in the queue again; false when it did not. */
export async function requeueDelivery(db: Db, id: number, at: string): Promise<boolean> {
  const rows = await query(
    db,
    `update deliveries set state = 'queued', reason = null, response = null, attempts = 0, queued_at = $2, next_try_at = null, settled_at = null
     where id = $1 and state in ('failed', 'uncertain', 'bounced') returning id`,
    [id, at],
  );
  return rows.length > 0;
}

export interface SentMail {
  deliveryId: number;
  letter: string;
  deskId: number | null;
  ticketId: number | null;
  messageId: number | null;
  personId: number | null;
  toAddress: string;
  headerMessageId: string;
  state: DeliveryState;
}

export const findSent = (db: Db, messageIds: readonly string[]): Promise<SentMail[]> =>
  query<SentMail>(
    db,
    `select id as "deliveryId", letter, desk_id as "deskId", ticket_id as "ticketId", message_id as "messageId", person_id as "personId", to_address as "toAddress",
       header_message_id as "headerMessageId", state
     from deliveries where header_message_id = any($1) order by id desc`,
    [messageIds],
  );

export async function markBouncedDelivery(db: Db, id: number, reason: string, at: string): Promise<boolean> {
  const rows = await query(
    db,
    `update deliveries set state = 'bounced', reason = $2, settled_at = $3, next_try_at = null where id = $1 and state <> 'bounced' returning id`,
    [id, reason, at],
  );
  return rows.length > 0;
}

export interface ListedMail {
  id: number;
  at: string;
  from: string;
  to: string;
  subject: string;
  letter: string;
  state: DeliveryState;
  ticket: number | null;
  text: string;
}

/** Outgoing mails, newest first, before an id. What was suppressed (demonstration data, loops) went to nobody. */
export const listOutgoing = (db: Db, limit: number, before: number | null): Promise<ListedMail[]> =>
  query<ListedMail>(
    db,
    `select id, queued_at as at, content->'from'->>'address' as "from", to_address as "to", content->>'subject' as subject, letter, state, ticket_id as ticket,
       left(content->>'text', 400) as text
     from deliveries where id < coalesce($2, 9223372036854775807) and state <> 'suppressed' order by id desc limit $1`,
    [limit, before],
  );

export async function hasDelivery(db: Db, messageId: number, letters: readonly string[]): Promise<boolean> {
  const [row] = await query<{ found: boolean }>(db, `select exists (select from deliveries where message_id = $1 and letter = any($2)) as found`, [messageId, letters]);
  return row?.found ?? false;
}

/** Whom these mails, and those that carry these messages, are for. */
export async function receiversOf(db: Db, { messageIds, deliveryIds }: { messageIds: readonly number[]; deliveryIds: readonly number[] }): Promise<number[]> {
  if (messageIds.length === 0 && deliveryIds.length === 0) return [];
  const rows = await query<{ id: number }>(db, `select distinct person_id as id from deliveries where person_id is not null and (message_id = any($1) or id = any($2))`, [messageIds, deliveryIds]);
  return rows.map(({ id }) => id);
}

/** Forgets what was mailed about tickets that are erased. */
export const forgetDeliveries = (db: Db, ticketIds: readonly number[]): Promise<unknown> => query(db, `delete from deliveries where ticket_id = any($1)`, [ticketIds]);
