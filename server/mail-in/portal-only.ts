import type { Work } from "../platform/work.ts";
import { addStaffMessage, lockLive, mailTicketLetter, type Placed, type StoredTicket, type Writing } from "../tickets/index.ts";
import type { DeskConfig } from "../desks/index.ts";
import type { BatchFacts } from "./batch.ts";

/** A ticket of a desk whose customers answer in the portal alone (T11), locked. */
export interface PortalTicket {
  ticket: StoredTicket;
  desk: DeskConfig;
}

/** Null: mail counts as an answer there. What was merged is looked at where it went. */
export async function portalTicketOf(work: Work, { desks }: Pick<BatchFacts, "desks">, number: number): Promise<PortalTicket | null> {
  if (!desks.all.some(({ settings }) => settings.portalOnly === true)) return null;
  const ticket = await lockLive(work, number);
  const desk = desks.byId.get(ticket.deskId);
  return desk?.settings.portalOnly === true ? { ticket, desk } : null;
}

/** Whether the person is one of its customers, who can answer in the portal. */
export const answersThere = ({ ticket }: PortalTicket, personId: number | null): boolean =>
  personId !== null && !ticket.deleted && !ticket.spam && (ticket.requesterId === personId || ticket.watcherIds.includes(personId));

/**
 * T11: the mail is kept in the ticket for staff to see. It is no customer's word: status and clocks stay. Its writer is
 * told where answers count, once for this ticket and day of the desk; a machine is told nothing, nor is who may not have
 * written it (DMARC failed).
 */
export async function keepBeside(work: Work, { ticket, desk }: PortalTicket, personId: number, note: Writing & { kind: "note" }): Promise<Placed> {
  const placed = await addStaffMessage(work, ticket.id, note);
  if (note.automatic || note.mail?.trust?.verdict === "failed") return placed;
  const day = work.now.toZonedDateTimeISO(desk.timeZone).toPlainDate();
  await mailTicketLetter(work, { number: ticket.id, letter: "portal-only", copies: true, only: personId, mandatory: true, rates: false, once: `portal-only:${personId}:${day.toString()}` });
  return placed;
}
