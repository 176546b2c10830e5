import type { Traces } from "../people/index.ts";
import { query } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

export async function eraseShiftsOf({ db }: Work, { ids }: Traces): Promise<void> {
  await query(db, `delete from shifts where person_id = any($1)`, [ids]);
}

/** Whom an agent is to call, and why. */
export async function strikeFollowUps({ db }: Work, ticket: number, { words }: Traces): Promise<void> {
  await query(db, `update follow_ups set whom = redacted(whom, $2), note = redacted(note, $2) where ticket_id = $1`, [ticket, words]);
}
