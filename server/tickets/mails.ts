import { labelIn } from "../../contract/common.ts";
import { createLink } from "../auth/index.ts";
import { deskIn, portalOrigin, typeSets, type DeskConfig } from "../desks/index.ts";
import { filesUsedIn } from "../files/index.ts";
import { letterIn, queueLetter, receiversOf, wasMailed, type Mailbox } from "../mail-out/index.ts";
import { contactsAt, contactsOf, markInvited, writerOf, type Contact } from "../people/index.ts";
import { happenedAt } from "../platform/events.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import { withoutWaitingForDisk, type Transact } from "../platform/transact.ts";
import { systemActor, type RecordedEvent, type Work } from "../platform/work.ts";
import { statusOf } from "./change.ts";
import { endingFor, endingOf, ratingFor } from "./choice-links.ts";
import { mailTicketLetter, ticketFacts } from "./letters.ts";
import * as store from "./store.ts";

/** So many earlier messages stand below a reply; the portal has them all. */
const quotedMessages = 10;

interface Recipient extends Contact {
  address: string;
}

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "tickets.confirm": Confirmation;
    /** T13: the event of a change of status */
    "tickets.tell-status": { number: number; eventId: number };
  }
}
interface Confirmation {
  number: number;
  messageId: number;
  automatic: boolean;
  /** the colleague who opened it for the requester; null: the requester did */
  openedBy: number | null;
  /** solved while the requester was on the phone or at the counter */
  solved?: boolean;
  /** restored from a backup: why it may have been sent already */
  uncertain?: string;
}

/** Where a request comes from that another department of ours made: it reads the answers in its own ticket. */
export const departmentSource = "department";
/** Where a ticket comes from that a rule opened, for us to work on: nobody asked, so nothing is confirmed. */
export const ruleSource = "rule";

/**
 * A confirmation is owed from the moment the ticket is: the job commits with it. The letter is written by the job, so
 * that intake waits for no letter.
 */
export async function oweConfirmation(work: Work, { ticket, data }: RecordedEvent<"ticket.created">): Promise<void> {
  if (ticket === null) throw new Error("an event of a ticket names none");
  // what we write first is a letter itself
  if (data.outgoing === true || data.source === departmentSource || data.source === ruleSource) return;
  const openedBy = work.actor.kind === "person" ? work.actor.id : null;
  const confirmation: Confirmation = { number: ticket, messageId: data.messageId, automatic: data.automatic, openedBy, ...(data.firstCall === true ? { solved: true } : {}) };
  // the demonstration lies in the past: no job has its time
  if (work.actor.via === "demo") await mailConfirmation(work, confirmation);
  else await work.enqueue("tickets.confirm", confirmation);
}

/** @param transact of the application */
export const confirmationJobs = (transact: Transact) =>
  ({
    "tickets.confirm": (confirmation) =>
      transact(systemActor("job"), async (work) => {
        withoutWaitingForDisk(work);
        await mailConfirmation(work, confirmation);
      }),
    "tickets.tell-status": ({ number, eventId }) => transact(systemActor("job"), (work) => tellStatus(work, number, eventId)),
  }) satisfies Partial<JobHandlers>;

/**
 * The requester learns the number and how to follow the request (H1, T10); at a person's first mail also how to get a
 * password (H3). A request written by a machine gets none: the letter is kept with that reason. Run again, it does nothing.
 */
async function mailConfirmation(work: Work, { number, messageId, automatic, openedBy, solved = false, uncertain }: Confirmation): Promise<void> {
  const ticket = await store.findOpening(work.db, number);
  if (ticket === undefined) throw new Error("a confirmation is owed for no ticket");
  const desk = await deskIn(work, ticket.deskId);
  const type = desk.types.find((one) => one.id === ticket.typeId);
  const ofType = type === undefined ? undefined : typeSets(desk, type).letter;
  // L7, L8: the typification says which; a letter that was removed since is the confirmation again
  const letter = ofType !== undefined && letterIn(desk, ofType) !== null ? ofType : "confirmation";
  const [people, mailed] = await Promise.all([
    contactsOf(work.db, [ticket.requesterId, ...(openedBy === null ? [] : [openedBy])]),
    wasMailed(work, messageId, [letter, "confirmation"]),
  ]);
  const [requester] = recipients(people, [ticket.requesterId]);
  if (requester === undefined || mailed) return;
  const opener = openedBy === requester.id ? undefined : people.find(({ id }) => id === openedBy);
  const { deliveryId, reason } = await queueLetter(work, {
    desk,
    to: { name: requester.name, address: requester.address, personId: requester.id },
    lang: [requester.locale, ticket.locale],
    letter,
    facts: {
      ...(await ticketFacts(work, { ticket, desk, requester })),
      ending: endingOf(ticket),
      receiver: { name: requester.name, email: requester.address },
      copied: false,
      agent: opener === undefined ? null : { name: opener.name, email: opener.address ?? "", contact: opener.contact ?? "" },
      invited: automatic ? null : await inviteOnce(work, desk, requester),
      solved,
      rating: solved ? await ratingFor(work, ticket, desk, statusOf(desk, ticket), requester.id) : null,
    },
    messageId,
    inReplyTo: ticket.headerMessageId,
    answersAutomatic: automatic,
    ...(uncertain === undefined ? {} : { uncertain }),
  });
  // L14; why it was not sent stands on the message
  if (reason === null) await work.record({ desk: desk.id, ticket: ticket.id, version: null }, "letter.sent", { letter, to: [requester.address], deliveries: [deliveryId] });
}

/** Who writes, as a letter names them. */
const writer = async (work: Work, personId: number) => {
  const found = await writerOf(work.db, personId);
  return { name: found?.name ?? "", email: found?.address ?? "", contact: found?.contact ?? "" };
};

/**
 * A reply of an agent goes to the requester and to every customer in copy, to each by a mail of its own. Notes go to nobody.
 * Who wants no notifications gets it all the same: what a colleague writes to them is none (T14).
 */
export async function mailReply(work: Work, event: RecordedEvent<"message.added">): Promise<void> {
  if (event.data.kind !== "reply" || event.data.side !== "agent") return;
  const about = await loadSubject(work, event);
  const { ticket, people } = about;
  const [message, ...earlier] = await store.recentReplies(work.db, ticket.id, quotedMessages + 1);
  if (message === undefined) throw new Error("a reply is not in its ticket");
  const chosen = message.recipients.to === undefined ? null : { to: message.recipients.to, cc: message.recipients.cc ?? [] };
  const to = chosen === null ? recipients(people, [ticket.requesterId]) : await byAddress(work, chosen.to);
  const cc = chosen === null ? recipients(people, ticket.watcherIds) : await byAddress(work, chosen.cc);
  const author = message.authorId === null ? null : (people.find((person) => person.id === message.authorId)?.name ?? null);
  const files = await filesUsedIn(work.db, "message", message.id);
  const headerIds = earlier.flatMap((one) => (one.headerMessageId === null ? [] : [one.headerMessageId]));
  const visible = { to: to.map(mailbox), cc: cc.map(mailbox) };
  const requester = people.find((person) => person.id === ticket.requesterId);
  const signedBy = message.authorId === null ? null : { personId: message.authorId, requester: { name: requester?.name ?? "", email: requester?.address ?? null } };
  const status = statusOf(about.desk, ticket);
  const told = about.desk.settings.statusMails === true && (await happenedAt(work.db, ticket.id, "ticket.status-changed", work.now));
  const known = await ticketFacts(work, { ticket, desk: about.desk, requester: requester ?? { name: "", address: null } });
  const agent = message.authorId === null ? { name: author ?? "" } : await writer(work, message.authorId);
  for (const person of [...to, ...cc]) {
    const own = person.id === ticket.requesterId;
    await queueLetter(work, {
      desk: about.desk,
      to: { ...mailbox(person), personId: person.id },
      lang: [person.locale, ticket.locale],
      // what begins with our own words answers nothing
      letter: event.data.first ? "outgoing" : "reply",
      facts: {
        ...known,
        // of what is solved the requester is asked whether it is
        ending: own && status.state === "solved" ? await endingFor(work, ticket, about.desk, person.id) : endingOf(ticket),
        rating: own ? await ratingFor(work, ticket, about.desk, status, person.id) : null,
        agent,
        receiver: { name: person.name, email: person.address },
        copied: !own,
        status: told ? known.ticket.status : null,
        invited: event.data.first && own ? await inviteOnce(work, about.desk, person) : null,
      },
      messageId: message.id,
      author,
      visible,
      words: { html: message.html, text: message.text },
      signedBy,
      history: earlier.map((one) => ({
        at: one.createdAt,
        author: people.find((other) => other.id === one.authorId)?.name ?? "",
        html: one.html,
        text: one.quoteAt === null ? one.text : one.text.slice(0, one.quoteAt),
      })),
      files: files.map((file) => ({ id: file.fileId, contentId: file.contentId, inline: file.inline })),
      inReplyTo: headerIds[0] ?? null,
      references: headerIds.toReversed(),
    });
  }
}

/** T13: its customers learn of each change of status, where the desk wants it; who is told by a reply or another letter anyway is told once. */
export async function oweStatus(work: Work, { id, desk: deskId, ticket }: RecordedEvent<"ticket.status-changed">): Promise<void> {
  // who plays a demonstration says when
  if (ticket === null || deskId === null || work.actor.via === "demo") return;
  if ((await deskIn(work, deskId)).settings.statusMails === true) await work.enqueue("tickets.tell-status", { number: ticket, eventId: id });
}

/** After the commit, as only then all that was mailed with the change is known. A question and the resolution reach everybody (T14). */
export async function tellStatus(work: Work, number: number, eventId: number): Promise<void> {
  const ticket = await store.findTicket(work.db, number);
  const change = await store.statusChange(work.db, eventId);
  // erased meanwhile
  if (ticket === undefined || change === undefined) return;
  const desk = await deskIn(work, ticket.deskId);
  const [from, to] = [change.from, change.to].map((key) => desk.statuses.find((one) => one.key === key));
  // handed to another desk meanwhile: what it was there tells nobody anything
  if (from === undefined || to === undefined) return;
  const solved = (to.state === "solved" || to.state === "closed") && from.state !== "solved";
  if (change.created !== null && (!solved || change.created.solved)) return;
  await mailTicketLetter(work, {
    number,
    letter: "status-changed",
    status: to,
    facts: { explanation: (lang) => labelIn(to.explanations, lang, desk.language), solved },
    copies: true,
    mandatory: to.state === "pending" || solved,
    stoppable: true,
    once: `status:${eventId}`,
    except: await receiversOf(work.db, change),
  });
}

interface Subject {
  ticket: store.StoredTicket;
  desk: DeskConfig;
  /** everybody who has to do with the ticket */
  people: Contact[];
}

async function loadSubject(work: Work, event: RecordedEvent): Promise<Subject> {
  const ticket = event.ticket === null ? undefined : await store.findTicket(work.db, event.ticket);
  if (ticket === undefined) throw new Error("an event of a ticket names none");
  const authors = await store.authorsOf(work.db, ticket.id);
  const people = await contactsOf(work.db, [ticket.requesterId, ...ticket.watcherIds, ...authors]);
  return { ticket, desk: await deskIn(work, ticket.deskId), people };
}

const recipients = (people: readonly Contact[], ids: readonly number[]): Recipient[] =>
  people.flatMap((person) => (ids.includes(person.id) && person.address !== null && !person.deactivated ? [{ ...person, address: person.address }] : []));

/** The people behind the addresses a reply was sent to, each at that address. */
const byAddress = async (work: Work, addresses: readonly string[]): Promise<Recipient[]> =>
  (await contactsAt(work.db, addresses)).flatMap((person) => (person.address === null || person.deactivated ? [] : [{ ...person, address: person.address }]));

const mailbox = (person: Recipient): Mailbox => ({ name: person.name, address: person.address });

/** The first mail to a person brings the way to a password; who has been invited or signs in already gets none. */
async function inviteOnce(work: Work, desk: DeskConfig, person: Recipient): Promise<{ url: string; address: string } | null> {
  if (person.invited || work.actor.via === "demo") return null;
  const [link] = await Promise.all([
    createLink(work, { personId: person.id, address: person.address, purpose: "password", occasion: "invitation", desk }),
    markInvited(work.db, person.address, work.now.toString()),
  ]);
  return { url: `${portalOrigin(work.site, desk)}${link.path}`, address: person.address };
}
