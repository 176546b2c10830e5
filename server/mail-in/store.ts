import { query, type Db } from "../platform/db.ts";
import type { Evidence, Trust } from "../../contract/tickets.ts";
import type { Fate } from "../../contract/mail.ts";

/** A mail as the ledger holds it before it is admitted. */
export interface LedgerMail {
  id: number;
  source: "smtp" | "imap";
  mailboxDeskId: number | null;
  trustedServer: string | null;
  envelopeFrom: string;
  envelopeTo: string[];
  remote: Remote;
  raw: Buffer | null;
  rawHash: Buffer | null;
  /** "retry-anyway": an administrator wants it opened whatever it is */
  reason: string | null;
  /** desks with a mailbox of their own, other than the one this came by */
  deskMailboxes: number[];
  /** how far the sender was proven when it came first */
  knownTrust: Trust | null;
}

/** What is known of the way it came. */
export interface Remote {
  address?: string;
  helo?: string;
  tls?: boolean;
  truncated?: boolean;
  /** it was sent to these desks too, each of which has a row of its own */
  otherDesks?: number[];
}

export interface NewMail {
  receivedAt: string;
  source: "smtp" | "imap";
  mailboxId: number | null;
  uidValidity: number | null;
  uid: number | null;
  envelopeFrom: string;
  envelopeTo: readonly string[];
  remote: object;
  size: number;
  raw: Buffer | null;
  rawHash: Buffer | null;
}

/** Null: this mail of the mailbox is stored already. */
export async function insertMail(db: Db, mail: NewMail): Promise<number | null> {
  const [row] = await query<{ id: number }>(
    db,
    `insert into mails (received_at, source, mailbox_id, uid_validity, uid, envelope_from, envelope_to, remote, size, raw, raw_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (mailbox_id, uid_validity, uid) do nothing returning id`,
    [mail.receivedAt, mail.source, mail.mailboxId, mail.uidValidity, mail.uid, mail.envelopeFrom, mail.envelopeTo, JSON.stringify(mail.remote), mail.size, mail.raw, mail.rawHash],
  );
  return row?.id ?? null;
}

/** Several mails that SMTP brought, by one statement and one sync. Answers their ids in the order given. */
export async function insertMails(db: Db, mails: readonly NewMail[]): Promise<number[]> {
  const column = <K extends keyof NewMail>(name: K) => mails.map((each) => each[name]);
  const rows = await query<{ id: number }>(
    db,
    `insert into mails (received_at, source, envelope_from, envelope_to, remote, size, raw)
     select received_at, 'smtp', envelope_from, array(select jsonb_array_elements_text(envelope_to)), remote, size, raw
     from unnest($1::timestamptz[], $2::text[], $3::jsonb[], $4::jsonb[], $5::int[], $6::bytea[]) with ordinality
       as m (received_at, envelope_from, envelope_to, remote, size, raw, n) order by n returning id`,
    [column("receivedAt"), column("envelopeFrom"), column("envelopeTo").map((each) => JSON.stringify(each)), column("remote").map((each) => JSON.stringify(each)), column("size"), column("raw")],
  );
  // ids are drawn in the order of the rows
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

const mails = `select m.id, m.source, b.desk_id as "mailboxDeskId", b.connection->>'authservId' as "trustedServer", m.envelope_from as "envelopeFrom",
  m.envelope_to as "envelopeTo", m.remote, m.raw, m.raw_hash as "rawHash", m.reason, m.evidence->'trust' as "knownTrust",
  case when m.source = 'imap' then array(select o.desk_id from mailboxes o where o.archived_at is null and o.id <> b.id) else '{}' end as "deskMailboxes"
  from mails m left join mails s on s.id = m.sibling_of left join mailboxes b on b.id = coalesce(m.mailbox_id, s.mailbox_id)`;

/** The oldest mails that nobody works on, locked until the transaction ends. */
export const claimMails = (db: Db, limit: number): Promise<LedgerMail[]> =>
  query(db, `${mails} where m.fate = 'received' order by m.id limit $1 for update of m skip locked`, [limit]);

export const claimMail = (db: Db, id: number): Promise<LedgerMail[]> => query(db, `${mails} where m.fate = 'received' and m.id = $1 for update of m skip locked`, [id]);

/** A mail whatever became of it, locked; for who decides on it. */
export async function lockMail(db: Db, id: number): Promise<LedgerMail | undefined> {
  const [row] = await query<LedgerMail>(db, `${mails} where m.id = $1 for update of m`, [id]);
  return row;
}

/** The same mail for another desk: a row of its own, which waits to be admitted. */
export async function insertSibling(db: Db, mail: Pick<LedgerMail, "id">, envelopeTo: readonly string[], otherDesks: readonly number[]): Promise<void> {
  await query(
    db,
    `insert into mails (received_at, source, envelope_from, envelope_to, remote, size, raw, raw_hash, sibling_of)
     select received_at, source, envelope_from, $2, remote || $3, size, raw, raw_hash, coalesce(sibling_of, id) from mails where id = $1`,
    [mail.id, envelopeTo, JSON.stringify({ otherDesks })],
  );
}

/** The row is of one of the desks that the mail was sent to. */
export async function keepForDesk(db: Db, id: number, envelopeTo: readonly string[], otherDesks: readonly number[]): Promise<void> {
  await query(db, `update mails set envelope_to = $2, remote = remote || $3 where id = $1`, [id, envelopeTo, JSON.stringify({ otherDesks })]);
}

/** Two mails with one Message-ID, met by two processes at once, are looked at one after the other. Sorted, so that locks do not cross. */
export async function lockMessageIds(db: Db, messageIds: readonly string[]): Promise<void> {
  await query(db, `select pg_advisory_xact_lock(hashtextextended(id, 7236504)) from (select distinct unnest($1::text[]) as id order by 1) as ids`, [messageIds]);
}

export interface EarlierMail {
  headerMessageId: string;
  contentHash: Buffer;
  deskId: number | null;
  id: number;
  ticketId: number | null;
}

/** Mails with these Message-IDs that were admitted before. */
export const findEarlier = (db: Db, messageIds: readonly string[]): Promise<EarlierMail[]> =>
  query(
    db,
    `select id, header_message_id as "headerMessageId", content_hash as "contentHash", desk_id as "deskId", ticket_id as "ticketId" from mails
     where header_message_id = any($1) and fate not in ('received', 'failed', 'duplicate') and content_hash is not null order by id`,
    [messageIds],
  );

/** How many mails each sender has sent since then, counted up to `most`. */
export async function countBySender(db: Db, senders: readonly string[], since: string, most: number): Promise<Map<string, number>> {
  const rows = await query<{ sender: string; count: number }>(
    db,
    `select sender, (select count(*)::int from (select from mails where from_address = sender and received_at > $2 limit $3) as latest) as count from unnest($1::text[]) as sender`,
    [senders, since, most],
  );
  return new Map(rows.map((row) => [row.sender, row.count]));
}

/** How many of the sender's mails went to the ticket since then. */
export async function countInTicket(db: Db, sender: string, ticketId: number, since: string): Promise<number> {
  const [row] = await query<{ count: number }>(
    db,
    `select count(*)::int as count from (select ticket_id from mails where from_address = $1 and received_at > $2 order by received_at desc limit 500) as latest where ticket_id = $3`,
    [sender, since, ticketId],
  );
  return row?.count ?? 0;
}

/** What became of a mail. */
export interface Settlement {
  id: number;
  fate: Fate;
  reason: string | null;
  evidence: Evidence[];
  trust: Trust | null;
  deskId: number | null;
  ticketId: number | null;
  messageId: number | null;
  from: string;
  fromName: string;
  subject: string;
  headerMessageId: string | null;
  contentHash: Buffer;
}

export async function settleMails(db: Db, at: string, settled: readonly Settlement[]): Promise<void> {
  const column = <K extends keyof Settlement>(name: K) => settled.map((each) => each[name]);
  await query(
    db,
    `update mails m set fate = s.fate, reason = s.reason, evidence = s.evidence, desk_id = s.desk_id, ticket_id = s.ticket_id, message_id = s.message_id,
       from_address = s.from_address, from_name = s.from_name, subject = s.subject, header_message_id = s.header_message_id, content_hash = s.content_hash,
       settled_at = $1, tries = m.tries + 1
     from unnest($2::bigint[], $3::text[], $4::text[], $5::jsonb[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bytea[])
       as s (id, fate, reason, evidence, desk_id, ticket_id, message_id, from_address, from_name, subject, header_message_id, content_hash)
     where m.id = s.id`,
    [
      at, column("id"), column("fate"), column("reason"), settled.map(({ evidence, trust }) => JSON.stringify({ evidence, trust })), column("deskId"), column("ticketId"),
      column("messageId"), column("from"), column("fromName"), column("subject"), column("headerMessageId"), column("contentHash"),
    ],
  );
}

export async function markFailed(db: Db, id: number, at: string, message: string): Promise<void> {
  await query(
    db,
    `update mails set fate = 'failed', reason = 'error', evidence = $3, settled_at = $2, tries = tries + 1 where id = $1 and fate = 'received'`,
    [id, at, JSON.stringify({ evidence: [{ key: "error", params: { message } }], trust: null })],
  );
}

/** Whether a raw mail of the ledger is kept in this blob. */
export async function mailUsesBlob(db: Db, hash: Buffer): Promise<boolean> {
  const rows = await query(db, `select from mails where raw_hash = $1 and erased_at is null limit 1`, [hash]);
  return rows.length > 0;
}
