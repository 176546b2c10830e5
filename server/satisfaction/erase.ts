import type { Traces } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** Tickets that somebody rated, or was rated in. */
export async function ticketsRatedBy(db: Db, people: readonly number[]): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select ticket_id as id from ratings where person_id = any($1) or agent_id = any($1) order by 1`, [people]);
  return rows.map((row) => row.id);
}

/** The score counts on; what was said with it does not stay, nor who is named in it. */
export async function strikeRating({ db }: Work, ticket: number, { ids, words }: Traces): Promise<void> {
  await query(db, `update ratings set message = case when person_id = any($2) then '' else redacted(message, $3) end where ticket_id = $1`, [ticket, ids, words]);
}
