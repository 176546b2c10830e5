import { query } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";

/** What was received for tickets that are erased: the ledger keeps that a mail came, and when, without sender, words or bytes. */
export async function forgetMails(work: Work, { data: { numbers } }: RecordedEvent<"ticket.purged">): Promise<void> {
  const rows = await query<{ rawHash: Buffer | null }>(
    work.db,
    `with gone as (select id, raw_hash from mails where ticket_id = any($1) for update)
     update mails set raw = null, raw_hash = null, erased_at = coalesce(erased_at, $2), envelope_from = '', envelope_to = '{}', remote = '{}', evidence = null, from_address = null, from_name = null,
       subject = null, header_message_id = null, content_hash = null, decision_note = null, message_id = null
     from gone where mails.id = gone.id returning gone.raw_hash as "rawHash"`,
    [numbers, work.now.toString()],
  );
  const hashes = rows.flatMap(({ rawHash }) => (rawHash === null ? [] : [rawHash.toString("hex")]));
  if (hashes.length > 0) await work.enqueue("files.drop-blobs", { hashes });
}
