import { randomUUID } from "node:crypto";
import { labelIn } from "../../contract/common.ts";
import type { DeskConfig } from "../desks/index.ts";
import { findFile } from "../files/index.ts";
import { addressKey, addressOk, markBounced } from "../people/index.ts";
import { signReplyAddress, type ReplyScope } from "../platform/reply-address.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import type { DeliveryContent } from "./compose.ts";
import { composeLetter, languagesOf, letterIn, type DeskLetter, type Languages, type LetterSubject } from "./desk-letters.ts";
import { layOut, type Earlier, type Words } from "./layout.ts";
import type { LetterFacts, LetterKey } from "./letters.ts";
import { boundReferences, oneLine, type Mailbox } from "./rules.ts";
import { signatureBelow, type SignedBy } from "./signature.ts";
import * as store from "./store.ts";
import type { DeliveryState, SentMail } from "./store.ts";

declare module "../platform/work.ts" {
  interface WorkContext {
    mailOut: {
      /** there is no server to hand mail to: it stays in the built-in mailbox */
      builtIn: boolean;
      /** signs the addresses that answers go to */
      replySecret: Uint8Array;
    };
  }
}

export interface Outgoing<K extends LetterKey> extends Envelope {
  letter: K;
  facts: LetterFacts[K];
}

/** A letter about a ticket by its key in the desk. */
export interface TicketLetter extends Envelope {
  letter: string;
  facts: Required<Pick<LetterSubject, "ticket">> & LetterSubject & { readonly [name: string]: unknown };
}
type Written = Envelope & { letter: string; facts: LetterSubject };

interface Envelope {
  desk: DeskConfig;
  to: Mailbox & { personId: number | null };
  /** BCP 47, the first of them that letter and desk have counts: of the receiver, of the conversation. None of them: the desk's own */
  lang: string | null | readonly (string | null)[];
  /** the ticket's message this mail carries */
  messageId?: number | null;
  /** who wrote it: the mail is "from Marta (Sales)" */
  author?: string | null;
  /** the desk's address the conversation runs over; absent: its first */
  fromAddress?: string;
  /** who stands in the headers; absent: the receiver alone */
  visible?: { to: readonly Mailbox[]; cc: readonly Mailbox[] };
  words?: Words;
  /** who signs the words; absent: nobody */
  signedBy?: SignedBy | null;
  /** earlier messages that the receiver may see, newest first */
  history?: readonly Earlier[];
  files?: readonly { id: string; contentId: string | null; inline: boolean }[];
  /** the Message-ID of the mail this one answers, and the chain before it */
  inReplyTo?: string | null;
  references?: readonly string[];
  /** so much of the earlier messages goes along; absent: as much as a reply needs */
  historyLimits?: { messages: number; characters: number };
  /** what an answer to it is, where that is not a customer's word; such mails keep their own chain of references */
  scope?: ReplyScope;
  /** what it answers was written by a machine */
  answersAutomatic?: boolean;
  /** it may have been sent already: it is kept, and a person decides */
  uncertain?: string;
  /** the receiver wants none of these: it is kept, not sent */
  optedOut?: boolean;
  /** where the receiver says that they want no more of these */
  stopUrl?: string | null;
  /** only to see what it looks like: it belongs to no ticket, and no answer does */
  trial?: boolean;
  /** further headers by name */
  headers?: Readonly<Record<string, string>>;
}

export interface Queued {
  deliveryId: number;
  /** with angle brackets; fixed from now on, so that answers find their way back */
  headerMessageId: string;
  state: DeliveryState;
  /** why it is not sent, a key below `mail.not-sent.` in the catalogues */
  reason: string | null;
}

/** Larger attachments stay in the portal, and the mail says so: most servers refuse more than 20 to 25 MB, base64 counted. */
const maxAttachedBytes = 15 * 1024 * 1024;

/** Our own mail is known by this header when it comes back, even from a server that has changed its Message-ID. */
export const ownMark = "X-Ventanilla-Delivery";

/**
 * Writes one mail to one address and queues it; it leaves when the transaction has committed. Not sent, but kept with
 * the reason: mail to a desk's own address (a loop), an automatic letter in answer to an automatic mail, an address
 * that is none, what its receiver opted out of, and everything while demonstration data is made.
 */
export const queueDelivery = <K extends LetterKey>(work: Work, outgoing: Outgoing<K>): Promise<Queued> => queue(work, outgoing);

/** The same with a letter by its key in the desk: a built-in one, or one of the desk's own. @throws an error for a key that is neither */
export const queueLetter = (work: Work, outgoing: TicketLetter): Promise<Queued> => queue(work, outgoing);

async function queue(work: Work, outgoing: Written): Promise<Queued> {
  const { desk, facts } = outgoing;
  const letter = letterIn(desk, outgoing.letter);
  if (letter === null) throw new Error(`desk ${desk.key} has no letter ${outgoing.letter}`);
  const langs = languagesOf(desk, letter, outgoing.lang);
  const ticket = facts.ticket ?? null;
  const to = { name: outgoing.to.name, address: addressKey(outgoing.to.address) };
  const uuid = randomUUID();
  const headerMessageId = `<${ticket === null ? "" : `${ticket.number}.`}${uuid}@${work.site.mailHost}>`;
  const reason = (await reasonNotToSend(work, to.address, letter.automatic, outgoing.answersAutomatic ?? false)) ?? (outgoing.optedOut === true ? "opted-out" : null);
  const content = await write(work, outgoing, letter, langs, ticket, to, uuid);
  const state = reason === "bad-address" ? "failed" : reason !== null ? "suppressed" : outgoing.uncertain !== undefined ? "uncertain" : work.mailOut.builtIn ? "sent" : "queued";
  const now = work.now.toString();
  const deliveryId = await store.insertDelivery(work.db, {
    deskId: desk.id,
    ticketId: outgoing.trial === true ? null : (ticket?.number ?? null),
    messageId: outgoing.messageId ?? null,
    personId: outgoing.to.personId,
    letter: outgoing.letter,
    lang: langs[0],
    toAddress: to.address,
    toName: to.name,
    headerMessageId,
    content,
    state,
    reason: reason ?? outgoing.uncertain ?? null,
    response: null,
    queuedAt: now,
    settledAt: state === "queued" ? null : now,
  });
  if (state === "queued") await work.enqueue("mail-out.send", { deliveryId });
  if (state === "failed") {
    await work.record({ desk: desk.id, ticket: ticket?.number ?? null, version: null }, "delivery.failed", { deliveryId, to: to.address, reason: reason ?? "" });
  }
  return { deliveryId, headerMessageId, state, reason };
}

async function reasonNotToSend(work: Work, address: string, automatic: boolean, answersAutomatic: boolean): Promise<string | null> {
  if (work.actor.via === "demo") return "demo";
  if (!addressOk(address)) return "bad-address";
  if ((await work.desks.get()).byAddress.has(address)) return "own-address";
  return automatic && answersAutomatic ? "automatic" : null;
}

async function write(work: Work, outgoing: Written, letter: DeskLetter, langs: Languages, ticket: LetterSubject["ticket"] | null, to: Mailbox, uuid: string): Promise<DeliveryContent> {
  const { desk, facts } = outgoing;
  const { attached, leftOut } = await chooseFiles(work, outgoing.files ?? []);
  const lang = langs[0];
  const deskName = labelIn(desk.labels, lang, desk.language);
  const { subject, text, html } = layOut({
    ...composeLetter(desk, letter, langs, facts, outgoing.stopUrl ?? null),
    words: outgoing.words ?? null,
    signature: outgoing.signedBy == null ? "" : await signatureBelow(work, desk, lang, outgoing.signedBy, ticket ?? null),
    leftOut,
    history: outgoing.history ?? [],
    ...(outgoing.historyLimits === undefined ? {} : { historyLimits: outgoing.historyLimits }),
  });
  const fromAddress = outgoing.fromAddress ?? desk.addresses[0];
  if (fromAddress === undefined) throw new Error(`desk ${desk.key} has no mail address`);
  const sent = ticket == null || outgoing.trial === true || outgoing.letter === "confirmation" || outgoing.scope !== undefined ? [] : await store.messageIdsSent(work.db, ticket.number, to.address);
  const inReplyTo = outgoing.inReplyTo ?? sent.at(-1) ?? null;
  const references = boundReferences([...(outgoing.references ?? []), ...sent, ...(inReplyTo === null ? [] : [inReplyTo])]);
  const answersTo = ticket == null || outgoing.trial === true ? null : signReplyAddress(work.mailOut.replySecret, fromAddress, ticket.number, outgoing.scope);
  return {
    from: { name: oneLine(outgoing.author ? `${outgoing.author} (${deskName})` : deskName), address: fromAddress },
    to: outgoing.visible === undefined ? [to] : [...outgoing.visible.to],
    cc: outgoing.visible === undefined ? [] : [...outgoing.visible.cc],
    // T11: where the portal alone takes answers there is no address for them
    replyTo: letter.toCustomer && desk.settings.portalOnly === true ? null : answersTo,
    returnPath: answersTo,
    inReplyTo: inReplyTo !== null && references.includes(inReplyTo) ? inReplyTo : null,
    references,
    subject,
    text,
    html,
    headers: {
      [ownMark]: uuid,
      // RFC 3834, 5; and what Exchange heeds instead
      ...(letter.automatic
        ? { "Auto-Submitted": outgoing.letter === "confirmation" || outgoing.inReplyTo != null ? "auto-replied" : "auto-generated", "X-Auto-Response-Suppress": "All" }
        : {}),
      ...outgoing.headers,
    },
    files: attached,
    secrets: [facts.link?.url, facts.invited?.url].flatMap((url) => url ?? []),
    answers: [...Object.values(facts.ending?.links ?? {}), ...(facts.rating == null ? [] : [facts.rating.url])].map((url) => ({ url, instead: ticket?.url ?? "" })),
  };
}

async function chooseFiles(work: Work, files: readonly DeliveryContent["files"][number][]) {
  const attached: DeliveryContent["files"] = [];
  const leftOut: string[] = [];
  let bytes = 0;
  for (const use of files) {
    const file = await findFile(work.db, use.id);
    if (file === null) throw new Error(`file ${use.id} of a mail is gone`);
    if (bytes + file.size > maxAttachedBytes) leftOut.push(file.name);
    else {
      bytes += file.size;
      attached.push({ id: use.id, contentId: use.contentId, inline: use.inline });
    }
  }
  return { attached, leftOut };
}

/**
 * Sends a mail of the ticket once more that failed, came back, or is not known to have arrived. It keeps its Message-ID, so
 * that who did get it is not shown it twice. @throws 404, 409 where it does not wait for this or held a link that is gone
 */
export async function resendDelivery(work: Work, subject: { desk: number; ticket: number; version: number }, family: readonly number[], id: number): Promise<void> {
  const delivery = await store.findDelivery(work.db, id);
  if (delivery === undefined || delivery.ticketId === null || !family.includes(delivery.ticketId)) throw notFound("mail");
  if (delivery.content.stripped === true) throw problem("delivery.link-gone", 409);
  if (!(await store.requeueDelivery(work.db, id, work.now.toString()))) throw problem("delivery.not-resendable", 409);
  await work.enqueue("mail-out.send", { deliveryId: id });
  await work.record(subject, "delivery.resent", { deliveryId: id, to: delivery.toAddress });
}

/** Has one of these letters about a ticket's message been written already? What a job does twice must be sent once. */
export const wasMailed = (work: Pick<Work, "db">, messageId: number, letters: readonly string[]): Promise<boolean> => store.hasDelivery(work.db, messageId, letters);

/** Mails of ours with these Message-IDs, newest first: where an answer or a bounce belongs. */
export const findSentMails = (work: Pick<Work, "db">, messageIds: readonly string[]): Promise<SentMail[]> => store.findSent(work.db, messageIds);

/**
 * A mail came back. The delivery shows it, the ticket's agent is told, and the address is marked. `reason` is the
 * failing server's own words. Answers which delivery it was, or null.
 */
export async function recordBounce(work: Work, bounce: { messageIds: readonly string[]; reason: string }): Promise<SentMail | null> {
  const [mail] = await store.findSent(work.db, bounce.messageIds);
  if (mail === undefined) return null;
  const reason = oneLine(bounce.reason).slice(0, 500);
  if (await store.markBouncedDelivery(work.db, mail.deliveryId, reason, work.now.toString())) {
    await markBounced(work.db, mail.toAddress, work.now.toString(), reason);
    await work.record({ desk: mail.deskId, ticket: mail.ticketId, version: null }, "delivery.bounced", { deliveryId: mail.deliveryId, to: mail.toAddress, reason });
  }
  return mail;
}
