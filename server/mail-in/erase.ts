import type { Traces } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** Tickets that somebody's mails have become, or have joined. */
export async function ticketsOfSender(db: Db, { addresses }: Traces): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select distinct ticket_id as id from mails where from_address = any($1) and ticket_id is not null order by 1`, [addresses]);
  return rows.map((row) => row.id);
}

export async function countMailsOf(db: Db, { addresses }: Traces): Promise<number> {
  const [row] = await query<{ count: number }>(db, `select count(*)::int as count from mails where from_address = any($1)`, [addresses]);
  return row?.count ?? 0;
}

/** Nothing of a mail but that it came, when, and what became of it. */
const emptied = `raw = null, raw_hash = null, erased_at = coalesce(erased_at, $2), envelope_from = '', envelope_to = '{}', remote = '{}', evidence = null, from_address = null, from_name = null,
  subject = null, header_message_id = null, content_hash = null, decision_note = null, message_id = null`;

/** @param which a condition on mails, by $1 */
async function eraseMails(work: Work, which: string, value: readonly unknown[]): Promise<number> {
  const rows = await query<{ rawHash: Buffer | null }>(
    work.db,
    `with gone as (select id, raw_hash from mails where ${which} for update)
     update mails set ${emptied}, fate = case when fate = 'held' then 'kept' else fate end, settled_at = coalesce(settled_at, $2) from gone where mails.id = gone.id returning gone.raw_hash as "rawHash"`,
    [value, work.now.toString()],
  );
  await dropRaw(work, rows);
  return rows.length;
}

/** What came to be tickets that are erased: the ledger keeps that a mail came, and when, without sender, words or bytes. */
export const eraseMailsOfTickets = (work: Work, tickets: readonly number[]): Promise<number> => eraseMails(work, "ticket_id = any($1)", tickets);

/** All that somebody ever mailed, whatever became of it. @returns how many mails it were */
export async function eraseMailsOf(work: Work, { addresses }: Traces): Promise<number> {
  await query(work.db, `delete from blocked_senders where lower(pattern) = any($1)`, [addresses]);
  return eraseMails(work, "from_address = any($1)", addresses);
}

/** Others' mails of a ticket may quote somebody: their raw form goes, and what the ledger shows of them names nobody else. */
export async function strikeMails(work: Work, ticket: number, { words }: Traces): Promise<void> {
  const rows = await query<{ rawHash: Buffer | null }>(
    work.db,
    `with gone as (select id, raw_hash from mails where ticket_id = $1 for update)
     update mails set raw = null, raw_hash = null, erased_at = coalesce(erased_at, $2), envelope_to = redacted(envelope_to, $3), subject = redacted(subject, $3), evidence = redacted(evidence, $3),
       decision_note = redacted(decision_note, $3)
     from gone where mails.id = gone.id returning gone.raw_hash as "rawHash"`,
    [ticket, work.now.toString(), words],
  );
  await dropRaw(work, rows);
}

async function dropRaw(work: Work, rows: readonly { rawHash: Buffer | null }[]): Promise<void> {
  const hashes = rows.flatMap(({ rawHash }) => (rawHash === null ? [] : [rawHash.toString("hex")]));
  if (hashes.length > 0) await work.enqueue("files.drop-blobs", { hashes });
}
