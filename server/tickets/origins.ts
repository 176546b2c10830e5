import { query, type Db } from "../platform/db.ts";

/** The ledger's numbers of the mails whose messages stand in the ticket. */
export async function mailsOfTicket(db: Db, ticketId: number): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select mail_id as id from messages where ticket_id = $1 and mail_id is not null`, [ticketId]);
  return rows.map((row) => row.id);
}
