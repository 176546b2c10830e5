import type { Traces } from "../people/index.ts";
import { query } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** What was posted to us and names somebody, whatever became of it: its fate stays. What still waits becomes a ticket first. */
export async function eraseItemsNaming({ db }: Work, { words }: Traces): Promise<void> {
  await query(
    db,
    `update intake_items set payload = '', detail = null where payload <> '' and fate <> 'received' and exists (select from unnest($1::text[]) word where position(lower(word) in lower(payload)) > 0)`,
    [words],
  );
}
