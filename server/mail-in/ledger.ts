import { query, type Db } from "../platform/db.ts";

/** A mail as the ledger page shows it. */
export interface StoredMail {
  id: number;
  receivedAt: string;
  source: string;
  envelopeFrom: string;
  envelopeTo: string[];
  size: number;
  fate: string;
  reason: string | null;
  evidence: unknown;
  settledAt: string | null;
  tries: number;
  deskId: number | null;
  ticketId: number | null;
  fromAddress: string | null;
  fromName: string | null;
  subject: string | null;
  hasRaw: boolean;
  messageId: number | null;
  decidedBy: string | null;
  decidedAt: string | null;
  note: string | null;
}

const columns = `id, received_at as "receivedAt", source, envelope_from as "envelopeFrom", envelope_to as "envelopeTo", size, fate, reason, evidence,
  settled_at as "settledAt", tries, desk_id as "deskId", ticket_id as "ticketId", from_address as "fromAddress", from_name as "fromName", subject,
  (raw is not null or raw_hash is not null) as "hasRaw", message_id as "messageId", decided_at as "decidedAt", decision_note as note,
  (select p.name from people p where p.id = decided_by) as "decidedBy"`;

/** Which mails a person may see in the ledger: of every desk, or of these. */
export type LedgerScope = "everything" | readonly number[];

export interface LedgerSearch {
  scope: LedgerScope;
  /** only this desk's */
  desk: number | null;
  fate: string | null;
  /** a mail address, a ticket's number, or words of the subject */
  q: string;
  /** only mails before this one */
  before: number | null;
  limit: number;
}

/** Words are looked for among this many of the newest mails, so that the page costs the same whatever the ledger holds. */
const searched = 10_000;

/** A page of the ledger, newest first. */
export async function listMails(db: Db, { scope, desk, fate, q, before, limit }: LedgerSearch): Promise<StoredMail[]> {
  const desks = desk === null ? (scope === "everything" ? null : scope) : scope === "everything" || scope.includes(desk) ? [desk] : [];
  const number = /^#?(\d{1,15})$/.exec(q)?.[1];
  const common = `($1::bigint[] is null or desk_id = any($1)) and ($2::text is null or fate = $2) and id < $3`;
  const values: unknown[] = [desks, fate, before ?? Number.MAX_SAFE_INTEGER, limit];
  if (q === "") return query(db, `select ${columns} from mails where ${common} order by id desc limit $4`, values);
  if (q.includes("@")) return query(db, `select ${columns} from mails where ${common} and from_address = $5 order by id desc limit $4`, [...values, q.toLowerCase()]);
  const newest = `(select * from mails where id < $3 order by id desc limit ${searched}) as mails`;
  if (number !== undefined) return query(db, `select ${columns} from ${newest} where ${common} and ticket_id = $5 order by id desc limit $4`, [...values, Number(number)]);
  return query(db, `select ${columns} from ${newest} where ${common} and (subject ilike $5 or from_name ilike $5) order by id desc limit $4`, [...values, `%${q.replace(/[\\%_]/g, "\\$&")}%`]);
}

export async function findMail(db: Db, scope: LedgerScope, id: number): Promise<StoredMail | undefined> {
  const [row] = await query<StoredMail>(db, `select ${columns} from mails where id = $1 and ($2::bigint[] is null or desk_id = any($2))`, [id, scope === "everything" ? null : scope]);
  return row;
}

/** How many mails wait in each desk, counted up to `most`. */
export const countWaiting = (db: Db, deskIds: readonly number[], most: number): Promise<{ deskId: number; count: number }[]> =>
  query(
    db,
    `select d as "deskId", (select count(*)::int from (select from mails where desk_id = d and fate = 'held' limit $2) as held) as count from unnest($1::bigint[]) as d`,
    [deskIds, most],
  );

export async function findRaw(db: Db, id: number): Promise<{ raw: Buffer | null; rawHash: Buffer | null } | undefined> {
  const [row] = await query<{ raw: Buffer | null; rawHash: Buffer | null }>(db, `select raw, raw_hash as "rawHash" from mails where id = $1`, [id]);
  return row;
}

/**
 * Lets a mail be admitted once more. What failed is tried as it was; what was set aside on purpose is opened whatever it
 * is. False when it has become a message, waits already, or its raw form is gone.
 */
export async function requeue(db: Db, id: number): Promise<boolean> {
  const rows = await query(
    db,
    `update mails set reason = case when fate = 'failed' then 'retry' else 'retry-anyway' end, fate = 'received', settled_at = null, interrupted = 0, decided_by = null, decided_at = null, decision_note = null
     where id = $1 and fate <> 'received' and message_id is null and (raw is not null or raw_hash is not null) returning id`,
    [id],
  );
  return rows.length > 0;
}

/** Erases the raw form of a desk's mails received before; null: of mails that belong to no desk. The ledger's row stays. Answers the blobs that may go, and how many mails it were. */
export async function eraseRaw(db: Db, deskId: number | null, before: string, at: string, limit: number): Promise<{ erased: number; hashes: Buffer[] }> {
  const rows = await query<{ rawHash: Buffer | null }>(
    db,
    `with old as (
       select id, raw_hash from mails where ${deskId === null ? "desk_id is null and $1::bigint is null" : "desk_id = $1"} and received_at < $2 and erased_at is null and fate not in ('received', 'held')
       order by received_at limit $4 for update skip locked
     ), gone as (update mails set raw = null, raw_hash = null, erased_at = $3 where id in (select id from old))
     select raw_hash as "rawHash" from old`,
    [deskId, before, at, limit],
  );
  return { erased: rows.length, hashes: rows.flatMap(({ rawHash }) => (rawHash === null ? [] : [rawHash])) };
}
