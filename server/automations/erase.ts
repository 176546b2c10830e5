import type { Traces } from "../people/index.ts";
import { query } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

export async function eraseTurnsOf({ db }: Work, { ids, addresses }: Traces): Promise<void> {
  await query(db, `delete from rule_turns where person_id = any($1)`, [ids]);
  await query(db, `delete from rule_mails where address = any($1)`, [addresses]);
}

/** What rules did with a ticket, and what was posted of it elsewhere. */
export async function strikeRuns({ db }: Work, ticket: number, { words }: Traces): Promise<void> {
  await query(db, `delete from webhook_deliveries where ticket_id = $1`, [ticket]);
  await query(db, `update rule_runs set did = redacted(did, $2), reason = redacted(reason, $2) where ticket_id = $1`, [ticket, words]);
}
