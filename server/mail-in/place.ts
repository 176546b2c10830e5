import { languageOf } from "../platform/i18n.ts";
import { normalise } from "../../contract/conditions.ts";
import { applyVerdict, decideItem, type ItemFacts } from "../automations/index.ts";
import { addToSide } from "../conversations/index.ts";
import { storeFile, type FileUse } from "../files/index.ts";
import { ensurePeople, type Known } from "../people/index.ts";
import { headerValue, type Correspondent, type MailAttachment, type ParsedMail } from "../platform/mime/index.ts";
import { readReplyAddress } from "../platform/reply-address.ts";
import { renderBody, textToHtml, type Body } from "../platform/rich-text/index.ts";
import type { Work } from "../platform/work.ts";
import type { Evidence } from "../../contract/tickets.ts";
import type { Fate } from "../../contract/mail.ts";
import { addCustomerMessage, addStaffMessage, addWatchers, createTicket, findTicket, type Writing } from "../tickets/index.ts";
import type { BatchFacts, Decided, Place, ToPlace } from "./batch.ts";
import { isForwardSubject, mayBeForward, readForwarded, withoutForwardPrefix, type Forwarded } from "./forwarded.ts";
import { deskOf, isOurs } from "./recipients.ts";
import { answersThere, keepBeside, portalTicketOf } from "./portal-only.ts";
import { countInTicket } from "./store.ts";
import { findAside, type Aside } from "./aside.ts";
import { decideThread, subjectTokens, type SenderInTicket, type ThreadDecision } from "./threading.ts";

/** Mails of one sender to one ticket within ten minutes; more are a loop. */
const ticketRate = { minutes: 10, most: 20 };
const maxCopied = 50;
const maxFiles = 200;

/** Puts a mail where it belongs: into a ticket, as a note, or into a ticket of its own. */
export async function placeMail(work: Work, known: BatchFacts, incoming: ToPlace, busy: boolean): Promise<Place> {
  const { desk, kind, sender, person, anyway } = incoming;
  const aside = incoming.decided === null ? await findAside(work, known, incoming) : null;
  if (aside !== null && aside.to !== "new") return placeAside(work, incoming, aside);
  const decision: ThreadDecision = incoming.decided === null ? (aside ?? (await findThread(work, known, incoming))) : await asDecided(work, known, incoming, incoming.decided);
  const at = (fate: Fate, more: Partial<Place> = {}): Place => ({ fate, reason: null, evidence: decision.evidence, ticketId: null, messageId: null, deskId: desk.id, ...more });
  if (decision.to === "ticket") {
    const { ticket } = decision;
    if (!anyway && (await countInTicket(work.db, sender.address, ticket, work.now.subtract({ minutes: ticketRate.minutes }).toString())) >= ticketRate.most) {
      return at("loop", { reason: "ticket-rate", ticketId: ticket });
    }
    if (kind.kind === "auto-reply" && !anyway) {
      const placed = await addStaffMessage(work, ticket, await writing(work, incoming, decision.evidence, { kind: "note", side: "system", automatic: true }));
      return at("auto-reply", { ticketId: placed.number, messageId: placed.messageId });
    }
    if (decision.as === "agent") {
      const placed = await addStaffMessage(work, ticket, await writing(work, incoming, decision.evidence, { kind: "note", side: "agent", automatic: kind.kind !== "person" }));
      return at("threaded", { ticketId: placed.number, messageId: placed.messageId });
    }
    const portal = incoming.decided === null && !anyway ? await portalTicketOf(work, known, ticket) : null;
    if (portal !== null) {
      // of who cannot answer there it is a first mail, which waits for somebody to decide
      if (person === null || !answersThere(portal, person.id)) return at("held", { reason: "portal-holds" });
      const note = await writing(work, incoming, [{ key: "portal-only", params: {} }, ...decision.evidence], { kind: "note", side: "customer", automatic: kind.kind !== "person" || busy });
      const placed = await keepBeside(work, portal, person.id, { ...note, kind: "note" });
      return at("portal-only", { ticketId: placed.number, messageId: placed.messageId });
    }
    const copying = mayCopy(decision, incoming);
    const evidence = copying || decision.as !== "customer" || !copiesAnybody(known, incoming) ? decision.evidence : [...decision.evidence, { key: "not-copied", params: { ticket: String(ticket) } }];
    const message = await writing(work, incoming, evidence, { kind: "reply", side: "customer", automatic: kind.kind !== "person" || busy });
    const placed = await addCustomerMessage(work, ticket, message, { requesterAddress: sender.address, source: "email" });
    if (copying) await addWatchers(work, placed.number, await copied(work, known, incoming));
    return at(placed.number === ticket ? "threaded" : "ticketed", { evidence, ticketId: placed.number, messageId: placed.messageId });
  }
  if (kind.kind === "auto-reply" && !anyway) return at("auto-reply", { reason: "no-ticket" });
  // R3: a rule says what becomes of it; C5, T11: a person decides. What opens the ticket afterwards is the same as what would have opened it now
  const verdict = decideItem(desk, "mail", () => factsOf(incoming));
  const held = verdict.becomes === "kept" ? "rule-holds" : verdict.becomes !== null ? null : desk.settings.portalOnly === true ? "portal-holds" : desk.settings.mailIntake === "held" ? "desk-holds" : null;
  if (held !== null && !anyway) return at("held", { reason: held, evidence: decision.evidence.filter(({ key }) => key !== "new-request") });
  const opened = await openFromMail(work, known, incoming, decision.evidence, busy);
  if (opened.ticketId !== null) await applyVerdict(work, desk, opened.ticketId, verdict);
  return { ...at("ticketed"), ...opened };
}

/**
 * A stranger's word does not put others in copy, and neither does a name that nothing proves beside a number that can be guessed: who is
 * in copy reads the whole correspondence.
 */
const mayCopy = (decision: Extract<ThreadDecision, { to: "ticket" }>, { trust }: ToPlace): boolean =>
  decision.as === "customer" && (trust?.verdict === "proven" || !decision.evidence.some(({ key }) => key === "subject-token"));

/** What rules know of a mail before it is a ticket. */
const factsOf = ({ desk, mail, sender }: ToPlace): ItemFacts => ({
  queue: desk.queues.find(({ archived }) => !archived)?.key ?? "",
  type: null,
  priority: "normal",
  tags: [],
  source: "email",
  location: [],
  requester: sender.address,
  rating: null,
  fields: {},
  text: normalise([mail.subject, renderBody(mail.text, mail.html).text, sender.name, sender.address].join(" \n ")),
});

/** What is for colleagues only: a part of a side conversation (T16), or a note of the colleague who answers a notification (R8). */
async function placeAside(work: Work, incoming: ToPlace, aside: Exclude<Aside, { to: "new" }>): Promise<Place> {
  const { desk, kind, sender, anyway } = incoming;
  const at = (fate: Fate, more: Partial<Place> = {}): Place => ({ fate, reason: null, evidence: aside.evidence, ticketId: null, messageId: null, deskId: desk.id, ...more });
  if (!anyway && (await countInTicket(work.db, sender.address, aside.ticket, work.now.subtract({ minutes: ticketRate.minutes }).toString())) >= ticketRate.most) {
    return at("loop", { reason: "ticket-rate", ticketId: aside.ticket });
  }
  const machine = kind.kind === "auto-reply" && !anyway;
  const automatic = kind.kind !== "person";
  const placed =
    aside.to === "side"
      ? await addToSide(work, aside.side, await writing(work, incoming, aside.evidence, { kind: "side", side: aside.agent ? "agent" : "third-party", automatic }))
      : await addStaffMessage(work, aside.ticket, await writing(work, incoming, aside.evidence, { kind: "note", side: machine ? "system" : "agent", automatic }));
  if (placed === null) throw new Error("a side conversation has gone");
  return at(machine ? "auto-reply" : "threaded", { ticketId: placed.number, messageId: placed.messageId });
}

/** Where a person said that it goes. To the ticket's own people it is as if they had answered; anybody else is told apart. */
async function asDecided(work: Work, known: BatchFacts, { person }: ToPlace, decided: Decided): Promise<ThreadDecision> {
  if (decided.to === "new") return { to: "new", evidence: [{ key: "decided-ticket", params: { by: decided.by } }] };
  const found = await findTicket(work.db, decided.ticket);
  const isCustomer = person !== null && found !== undefined && (found.requesterId === person.id || found.watcherIds.includes(person.id));
  const isAgent = person !== null && found !== undefined && (await known.agentsOf(found.deskId)).has(person.id);
  const as = isCustomer ? "customer" : isAgent ? "agent" : "stranger";
  const ticket = String(decided.ticket);
  return { to: "ticket", ticket: decided.ticket, as, evidence: [{ key: "decided-add", params: { by: decided.by, ticket } }, ...(as === "stranger" ? [{ key: "not-participant", params: { ticket } }] : [])] };
}

async function findThread(work: Work, known: BatchFacts, incoming: ToPlace): Promise<ThreadDecision> {
  const { mail, row, person, sender, trust } = incoming;
  const addressed = [...row.envelopeTo, ...mail.deliveredTo, ...mail.to.map(({ address }) => address), ...mail.cc.map(({ address }) => address)];
  const signed = addressed.flatMap((address) => {
    const found = address.includes("+") ? readReplyAddress(work.mailOut.replySecret, address) : null;
    return found?.genuine && found.scope === null && isOurs(known.desks, incoming, found.deskAddress) ? [found.ticketNumber] : [];
  });
  // the nearest first: what it answers, then the chain backwards
  const named = [...new Set([...mail.inReplyTo, ...mail.references.slice(-30).toReversed()])];
  const referenced = named.flatMap((messageId) => {
    const sent = known.sent.get(messageId)?.ticketId ?? null;
    return (sent === null ? (known.stored.get(messageId) ?? []) : [sent]).map((ticket) => ({ ticket, messageId }));
  });
  const tokens = subjectTokens(mail.subject);
  const tickets = new Map<number, SenderInTicket>();
  const desks = new Map<number, number>();
  // tickets of another desk that the mail was sent to as well: it goes there by the row which that desk has of it
  const elsewhere = new Set<number>();
  for (const number of new Set([...signed, ...referenced.map(({ ticket }) => ticket), ...tokens])) {
    const found = await findTicket(work.db, number);
    if (found === undefined) continue;
    if (incoming.otherDesks.includes(found.deskId)) {
      elsewhere.add(number);
      continue;
    }
    desks.set(number, found.deskId);
    const ours = [...known.sent.values()].some((each) => each.ticketId === number && each.toAddress === sender.address && named.includes(each.headerMessageId));
    const agents = await known.agentsOf(found.deskId);
    const isCustomer = person !== null && (found.requesterId === person.id || found.watcherIds.includes(person.id));
    tickets.set(number, { participant: isCustomer || ours, agent: person !== null && !isCustomer && agents.has(person.id) });
  }
  // one message may stand in tickets of several desks: its answer belongs to this desk's
  const here = (ticket: number) => (desks.get(ticket) === incoming.desk.id ? 0 : 1);
  const nearest = referenced.toSorted((a, b) => named.indexOf(a.messageId) - named.indexOf(b.messageId) || here(a.ticket) - here(b.ticket));
  return decideThread({ signed: [...new Set(signed)], referenced: nearest, tokens: tokens.filter((number) => !elsewhere.has(number)), tickets, senderFailed: trust?.verdict === "failed" });
}

/** Opens a ticket: the writer's, or, of a mail that an agent passed on, the original sender's (H2). */
async function openFromMail(work: Work, known: BatchFacts, incoming: ToPlace, evidence: Evidence[], busy: boolean): Promise<Pick<Place, "ticketId" | "messageId" | "evidence" | "deskId">> {
  const { desk, mail, kind, sender, person, trust } = incoming;
  if (person === null) throw new Error("a sender was not written");
  const passedOn = trust?.verdict !== "failed" && mayBeForward(mail) && (await known.agentsOf(desk.id)).has(person.id) ? readForwarded(mail) : null;
  const original = passedOn !== null && deskOf(known.desks, passedOn.from.address) === undefined && passedOn.from.address !== sender.address ? passedOn : null;
  if (original === null) {
    const message = await writing(work, incoming, evidence, { kind: "reply", side: "customer", automatic: kind.kind !== "person" || busy });
    const watchers = kind.kind === "person" ? await copied(work, known, incoming) : [];
    const opened = await createTicket(work, {
      desk, subject: mail.subject, requesterId: person.id, requesterAddress: sender.address, watcherIds: watchers.map(({ id }) => id), message, source: "email", locale: localeOf(mail),
    });
    return { ticketId: opened.number, messageId: opened.messageId, evidence, deskId: desk.id };
  }
  return openForwarded(work, known, incoming, original, { id: person.id, address: sender.address, name: person.name });
}

async function openForwarded(work: Work, known: BatchFacts, incoming: ToPlace, original: Forwarded, agent: Known | { id: number; address: string; name: string }): Promise<Pick<Place, "ticketId" | "messageId" | "evidence" | "deskId">> {
  const { desk, mail } = incoming;
  const evidence: Evidence[] = [{ key: original.how === "attached" ? "forwarded-attached" : "forwarded", params: { agent: agent.address, from: original.from.address, date: original.date } }];
  const [requester] = await ensurePeople(work, [original.from]);
  if (requester === undefined) throw new Error("a sender was not written");
  const others = await copied(work, known, incoming);
  const message = await writing(
    work,
    { ...incoming, person: requester, mail: { ...mail, attachments: original.attachments ?? mail.attachments } },
    evidence,
    { kind: "reply", side: "customer", automatic: false },
    original.body,
  );
  const opened = await createTicket(work, {
    desk,
    subject: original.subject || withoutForwardPrefix(mail.subject),
    requesterId: requester.id,
    requesterAddress: requester.address,
    watcherIds: others.map(({ id }) => id).filter((id) => id !== requester.id),
    message: { ...message, mail: message.mail && { ...message.mail, trust: null } },
    source: "email",
    locale: null,
  });
  if (original.comment !== "") {
    await addStaffMessage(work, opened.number, {
      kind: "note", authorId: agent.id, side: "agent", channel: "email", html: textToHtml(original.comment), text: original.comment, quoteAt: null, attachments: [], automatic: false,
    });
  }
  return { ticketId: opened.number, messageId: opened.messageId, evidence, deskId: desk.id };
}

/** Who stands in To and Cc beside us (H3, H4): customers get the ticket in copy, the desk's own people do not. */
function othersIn(known: BatchFacts, { mail, sender }: Pick<ToPlace, "mail" | "sender">): Correspondent[] {
  const others = [...mail.to, ...mail.cc].filter(({ address }) => address !== sender.address && deskOf(known.desks, address) === undefined);
  return others.slice(0, maxCopied);
}
const copiesAnybody = (known: BatchFacts, incoming: ToPlace): boolean => othersIn(known, incoming).length > 0;

async function copied(work: Work, known: BatchFacts, { mail, desk, sender }: ToPlace): Promise<{ id: number; address: string }[]> {
  const others = othersIn(known, { mail, sender });
  if (others.length === 0) return [];
  const people = await ensurePeople(work, others);
  const agents = await known.agentsOf(desk.id);
  return people.filter(({ id }) => !agents.has(id)).map(({ id, address }) => ({ id, address }));
}

async function writing(
  work: Work,
  { mail, row, trust, person }: Pick<ToPlace, "mail" | "row" | "trust" | "person">,
  evidence: readonly Evidence[],
  as: Pick<Writing, "kind" | "side" | "automatic">,
  body: Body = renderBody(mail.text, mail.html, isForwardSubject(mail.subject)),
): Promise<Writing> {
  const files = mail.attachments.slice(0, maxFiles);
  const omitted: string[] = mail.attachments.length > maxFiles ? [...mail.omitted, "attachments"] : mail.omitted;
  return {
    ...as,
    ...body,
    authorId: person?.id ?? null,
    channel: "email",
    attachments: await storeAttachments(work, files),
    mail: { to: addresses(mail.to), cc: addresses(mail.cc), headerMessageId: mail.messageId, mailId: row.id, evidence, trust, omitted },
  };
}

async function storeAttachments(work: Work, attachments: readonly MailAttachment[]): Promise<FileUse[]> {
  const uses: FileUse[] = [];
  for (const { name, type, content, contentId, inline } of attachments) {
    const file = await storeFile(work, { name, type, content, createdBy: null, maxBytes: content.length });
    uses.push({ fileId: file.id, contentId, inline });
  }
  return uses;
}

const addresses = (people: readonly Correspondent[]): string[] => people.slice(0, 200).map(({ address }) => address);

/** Outlook says in which language its user writes. */
function localeOf(mail: ParsedMail): string | null {
  const tag = headerValue(mail.headers, "content-language") || headerValue(mail.headers, "accept-language");
  return tag === "" ? null : languageOf(tag.split(/[,;]/)[0]?.trim() ?? "");
}
