import type { Traces } from "../people/index.ts";
import { query } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** That somebody was written to is told by the number of receivers; who it was is not any more. */
export async function eraseReceivers({ db }: Work, { ids, words }: Traces): Promise<void> {
  await query(
    db,
    `update outgoing_items set receiver = '{}', outcome = coalesce(outcome, 'refused'), reason = null
     where lower(receiver->>'email') = any($1) or receiver->>'phone' = any($1) or receiver->>'person' = any($2::text[])`,
    [words, ids.map(String)],
  );
  await query(db, `update outgoings set input = redacted(input, $1) where redacted(input, $1) <> input`, [words]);
}
