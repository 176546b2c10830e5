import { createLink } from "../auth/index.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { filesUsedIn } from "../files/index.ts";
import { queueDelivery, wasMailed, type Mailbox } from "../mail-out/index.ts";
import { contactsAt, contactsOf, markInvited, type Contact } from "../people/index.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import { withoutWaitingForDisk, type Transact } from "../platform/transact.ts";
import { systemActor, type RecordedEvent, type Work } from "../platform/work.ts";
import * as store from "./store.ts";

/** So many earlier messages stand below a reply; the portal has them all. */
const quotedMessages = 10;

interface Recipient extends Contact {
  address: string;
}

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "tickets.confirm": Confirmation;
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

/**
 * A confirmation is owed from the moment the ticket is: the job commits with it. The letter is written by the job, so
 * that intake waits for no letter.
 */
export async function oweConfirmation(work: Work, { ticket, data }: RecordedEvent<"ticket.created">): Promise<void> {
  if (ticket === null) throw new Error("an event of a ticket names none");
  // what we write first is a letter itself
  if (data.outgoing === true || data.source === departmentSource) return;
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
        await withoutWaitingForDisk(work);
        await mailConfirmation(work, confirmation);
      }),
  }) satisfies Partial<JobHandlers>;

/**
 * The requester learns the number and how to follow the request (H1, T10); at a person's first mail also how to get a
 * password (H3). A request written by a machine gets none: the letter is kept with that reason. Run again, it does nothing.
 */
async function mailConfirmation(work: Work, { number, messageId, automatic, openedBy, solved = false, uncertain }: Confirmation): Promise<void> {
  const ticket = await store.findOpening(work.db, number);
  if (ticket === undefined) throw new Error("a confirmation is owed for no ticket");
  if (await wasMailed(work, messageId, "confirmation")) return;
  const people = await contactsOf(work.db, [ticket.requesterId, ...(openedBy === null ? [] : [openedBy])]);
  const [requester] = recipients(people, [ticket.requesterId]);
  if (requester === undefined) return;
  const desk = await deskIn(work, ticket.deskId);
  await queueDelivery(work, {
    desk,
    to: { name: requester.name, address: requester.address, personId: requester.id },
    lang: ticket.locale ?? requester.locale,
    letter: "confirmation",
    facts: {
      ticket: factsOf(work, { ticket, desk }),
      agent: openedBy === null || openedBy === requester.id ? null : (people.find((person) => person.id === openedBy)?.name ?? null),
      invited: automatic ? null : await inviteOnce(work, desk, requester),
      solved,
    },
    messageId,
    inReplyTo: ticket.headerMessageId,
    answersAutomatic: automatic,
    ...(uncertain === undefined ? {} : { uncertain }),
  });
}

/** A reply of an agent goes to the requester and to every customer in copy, to each by a mail of its own. Notes go to nobody. */
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
  for (const person of [...to, ...cc]) {
    const own = person.id === ticket.requesterId;
    const facts = { ticket: factsOf(work, about), agent: author ?? "", copied: !own };
    await queueDelivery(work, {
      desk: about.desk,
      to: { ...mailbox(person), personId: person.id },
      lang: own ? (ticket.locale ?? person.locale) : person.locale,
      // what begins with our own words answers nothing
      ...(event.data.first
        ? { letter: "outgoing" as const, facts: { ...facts, invited: own ? await inviteOnce(work, about.desk, person) : null } }
        : { letter: "reply" as const, facts }),
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

const factsOf = (work: Work, { ticket, desk }: Pick<Subject, "ticket" | "desk">) => ({
  number: ticket.id,
  subject: ticket.subject,
  url: `${work.site.publicUrl}/portal/${desk.key}/tickets/${ticket.id}`,
});

/** The first mail to a person brings the way to a password; who has been invited or signs in already gets none. */
async function inviteOnce(work: Work, desk: DeskConfig, person: Recipient): Promise<{ url: string; address: string } | null> {
  if (person.invited || work.actor.via === "demo") return null;
  const link = await createLink(work, { personId: person.id, address: person.address, purpose: "password", occasion: "invitation", desk: { id: desk.id, key: desk.key } });
  await markInvited(work.db, person.address, work.now.toString());
  return { url: `${work.site.publicUrl}${link.path}`, address: person.address };
}
