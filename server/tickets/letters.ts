import { labelIn } from "../../contract/common.ts";
import { deskIn, portalUrl, type DeskConfig, type DeskStatus } from "../desks/index.ts";
import { letterIn, queueLetter, type Fact } from "../mail-out/index.ts";
import { contactsOf, writerOf, type Contact } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import { query } from "../platform/db.ts";
import { notFound } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { statusOf } from "./change.ts";
import { endingFor, ratingFor } from "./choice-links.ts";
import { fieldText } from "./field-text.ts";
import { optedOut, stopFor } from "./opt-outs.ts";
import * as store from "./store.ts";
import type { StoredTicket } from "./store.ts";

/** A letter about a ticket to its requester. */
export interface LetterToMail {
  number: number;
  /** the key of a built-in letter about tickets, or of one of the desk's own */
  letter: string;
  /** what it may speak of besides what every letter about a ticket may, see `contract/letters.ts` */
  facts?: { readonly [name: string]: Fact };
  /** also to the customers in copy */
  copies?: boolean;
  /** T6: what tells of a solved or closed one asks its requester how satisfied they are; false: it tells of something else */
  rates?: false;
  /** a question, or the resolution: mailed even to who wants no notifications (T14) */
  mandatory: boolean;
  /** it is mailed once for this ticket and key, however often this is called */
  once?: string;
  /** what the button opens instead of the request in the portal, and what the letter's second link does */
  buttonUrl?: string;
  linkUrl?: string;
  /** the status it tells of, where the ticket may have another by now */
  status?: DeskStatus;
  /** who has been told already */
  except?: readonly number[];
  /** none but this one of its customers */
  only?: number;
  /** with the way to get no more of these; absent: unless it is mandatory */
  stoppable?: boolean;
}

export interface LetterMailed {
  /** the addresses it goes to */
  to: string[];
  /** who does not get it: they opted out, or have no address */
  skipped: { person: string; reason: "opted-out" | "no-address" }[];
}

/**
 * Mails a letter about a ticket to its requester, of a merged ticket to that of what it was merged into. To whom it went,
 * and who was left out and why, stands in the ticket's history (L14). Nothing is mailed about what was deleted or is spam.
 * Null: this was mailed before (`once`), or the desk has no such letter any more. @throws 404
 */
export async function mailTicketLetter(work: Work, input: LetterToMail): Promise<LetterMailed | null> {
  const found = await store.findTicket(work.db, input.number);
  if (found === undefined) throw notFound("ticket");
  const ticket = await store.rootOf(work.db, found);
  const desk = await deskIn(work, ticket.deskId);
  if (letterIn(desk, input.letter) === null) return null;
  const mailed: LetterMailed = { to: [], skipped: [] };
  if (ticket.deleted || ticket.spam) return mailed;
  if (input.once !== undefined && !(await isFirst(work, ticket.id, input.once))) return null;
  const people = await contactsOf(work.db, [ticket.requesterId, ...(input.copies === true ? ticket.watcherIds : [])]);
  const requester = people.find((person) => person.id === ticket.requesterId);
  if (requester === undefined) throw new Error("a ticket names a requester who is nobody");
  const unwilling = input.mandatory ? new Set<number>() : await optedOut(work.db, ticket.id, people.map(({ id }) => id));
  const status = input.status ?? statusOf(desk, ticket);
  const facts = await ticketFacts(work, { ticket, desk, requester, status });
  const subject = { desk: desk.id, ticket: ticket.id, version: null };
  const deliveries: number[] = [];
  const stoppable = input.stoppable ?? !input.mandatory;
  for (const person of [requester, ...people.filter((one) => one !== requester && !one.deactivated)]) {
    if (input.except?.includes(person.id) === true || (input.only !== undefined && person.id !== input.only)) continue;
    const skip = async (reason: LetterMailed["skipped"][number]["reason"]) => {
      mailed.skipped.push({ person: person.address ?? person.name, reason });
      await work.record(subject, "letter.skipped", { letter: input.letter, person: person.address ?? person.name, reason });
    };
    if (person.address === null || person.deactivated) {
      await skip("no-address");
      continue;
    }
    const declined = unwilling.has(person.id);
    const { deliveryId } = await queueLetter(work, {
      desk,
      to: { name: person.name, address: person.address, personId: person.id },
      lang: [person.locale, ticket.locale],
      letter: input.letter,
      facts: {
        ...facts,
        ...input.facts,
        ticket: { ...facts.ticket, ...(input.buttonUrl === undefined ? {} : { url: input.buttonUrl }) },
        ...(input.linkUrl === undefined ? {} : { invited: { url: input.linkUrl, address: person.address } }),
        ending: await endingFor(work, ticket, desk, person.id),
        rating: input.rates !== false && person === requester ? await ratingFor(work, ticket, desk, status, person.id) : null,
        receiver: { name: person.name, email: person.address },
        copied: person !== requester,
      },
      optedOut: declined,
      ...(stoppable ? stopFor(work, desk, ticket.id, person.id) : {}),
    });
    if (declined) await skip("opted-out");
    else {
      mailed.to.push(person.address);
      deliveries.push(deliveryId);
    }
  }
  if (deliveries.length > 0) await work.record(subject, "letter.sent", { letter: input.letter, to: mailed.to, deliveries });
  return mailed;
}

async function isFirst(work: Work, ticketId: number, once: string): Promise<boolean> {
  const rows = await query(work.db, `insert into mailed_once (ticket_id, once) values ($1, $2) on conflict do nothing returning once`, [ticketId, once]);
  return rows.length > 0;
}

/** What every letter about a ticket may speak of. Whatever is a customer's words in it is shown as it is. */
export async function ticketFacts(work: Work, { ticket, desk, requester, status = statusOf(desk, ticket) }: { ticket: StoredTicket; desk: DeskConfig; requester: Pick<Contact, "name" | "address">; status?: DeskStatus }) {
  const agent = ticket.assigneeId === null ? null : await writerOf(work.db, ticket.assigneeId);
  const type = desk.types.find((one) => one.id === ticket.typeId);
  const queue = desk.queues.find((one) => one.id === ticket.queueId);
  const label = (labels: Record<string, string> | undefined): Fact => (lang) => (labels === undefined ? "" : labelIn(labels, lang, desk.language));
  return {
    ticket: {
      number: ticket.id,
      subject: ticket.subject,
      url: portalUrl(work.site, desk, `tickets/${ticket.id}`),
      status: label(status.labels),
      type: label(type?.labels),
      queue: label(queue?.labels),
      created: Temporal.Instant.from(ticket.createdAt),
      fields: Object.fromEntries(desk.fields.filter((field) => !field.archived).map((field): [string, Fact] => [field.key, (lang) => fieldText(field, ticket.fields[field.key], lang, desk.language)])),
    },
    requester: { name: requester.name, email: requester.address ?? "" },
    agent: agent === null ? null : { name: agent.name, email: agent.address ?? "", contact: agent.contact ?? "" },
  };
}
