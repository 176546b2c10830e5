import { query } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import { mailsOfTicket } from "../tickets/index.ts";

/** The ledger says of a mail what its ticket is: unwanted … */
export const markSpamMails = (work: Work, event: RecordedEvent<"ticket.marked-spam">): Promise<void> => retell(work, event.ticket, "ticketed", "spam", "ticket-spam");
/** … or not. */
export const unmarkSpamMails = (work: Work, event: RecordedEvent<"ticket.unmarked-spam">): Promise<void> => retell(work, event.ticket, "spam", "ticketed", null);

async function retell(work: Work, ticket: number | null, from: string, to: string, reason: string | null): Promise<void> {
  const ids = ticket === null ? [] : await mailsOfTicket(work.db, ticket);
  if (ids.length > 0) await query(work.db, `update mails set fate = $3, reason = $4 where id = any($1) and fate = $2`, [ids, from, to, reason]);
}
