import { query, type Db } from "../platform/db.ts";

/** Who of them wants no notifications about the ticket (T13). */
export async function optedOut(db: Db, ticketId: number, personIds: readonly number[]): Promise<Set<number>> {
  const rows = await query<{ id: number }>(db, `select person_id as id from opt_outs where ticket_id = $1 and person_id = any($2)`, [ticketId, personIds]);
  return new Set(rows.map(({ id }) => id));
}
