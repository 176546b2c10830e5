import type { RecordedEvent, Work } from "../platform/work.ts";
import { eraseMailsOfTickets } from "./erase.ts";

/** What was received for tickets that are erased. */
export async function forgetMails(work: Work, { data: { numbers } }: RecordedEvent<"ticket.purged">): Promise<void> {
  await eraseMailsOfTickets(work, numbers);
}
