import type { Choice, ChoiceInput, ChoiceLink, ClosingKind } from "../../contract/waiting.ts";
import { labelIn, type Language } from "../../contract/common.ts";
import { deskIn, firstOfState, type DeskConfig, type DeskStatus, type Desks } from "../desks/index.ts";
import { profileOf } from "../people/index.ts";
import type { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import { languageOf, translate } from "../platform/i18n.ts";
import { notFound, problem } from "../platform/problem.ts";
import { systemActor, type Person, type Work } from "../platform/work.ts";
import { addCustomerMessage, changeTicket, checksOf, findChoiceLink, findTicket, lockLive, sideOf, statusOf, useChoiceLink, writingOf, type StoredTicket } from "../tickets/index.ts";
import { callOffFor } from "./actions.ts";
import * as store from "./store.ts";
import type { Waiting } from "./store.ts";

/** Are the two answers asked for? While a ticket waits for them, and as long as what is solved can still be opened again. */
const asks = (status: DeskStatus, waiting: Waiting | undefined): boolean => status.state === "solved" || (waiting !== undefined && status.state !== "closed");

/** Where "solved, thank you" leads: what is solved is closed where the end would close it; null: it stays as it is. */
function confirmedStatus(desk: DeskConfig, from: DeskStatus, plan: Waiting["plan"] | undefined): DeskStatus | null {
  const to = desk.statuses.find((status) => status.key === plan?.end?.to && !status.archived);
  if (from.state === "solved") return to?.state === "closed" ? to : null;
  return to ?? firstOfState(desk, "solved") ?? null;
}

/** A customer says in the portal that they still need help, or that it is solved. @throws 404, 409 where nothing asks for it */
export async function answerInPortal(work: Work, person: Person, number: number, input: ChoiceInput, language: Language): Promise<void> {
  const ticket = await lockLive(work, number);
  if (sideOf(person, ticket) === null) throw notFound("ticket");
  if (person.id !== ticket.requesterId && !ticket.watcherIds.includes(person.id)) throw problem("permission.denied", 403);
  await answer(work, person, ticket, input, language);
}

async function answer(work: Work, person: Person, ticket: StoredTicket, input: ChoiceInput, language: Language): Promise<void> {
  const desk = await deskIn(work, ticket.deskId);
  const status = statusOf(desk, ticket);
  const waiting = await store.findWaiting(work.db, ticket.id);
  if (ticket.deleted || ticket.spam || !asks(status, waiting)) throw problem("waiting.over", 409);
  const done = input.answer === "help" ? await needsHelp(work, person, ticket, input.words, language) : await isSolved(work, ticket, desk, status, waiting);
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version: null }, "waiting.answered", { answer: input.answer, done });
}

/** It is a message like any other of theirs: the ticket goes where the desk says, and whoever reads it sees it. */
async function needsHelp(work: Work, person: Person, ticket: StoredTicket, words: string | undefined, language: Language): Promise<boolean> {
  const body = words?.trim() || translate(languageOfHolder(person, ticket, language), "portal.choice.help.words");
  await addCustomerMessage(work, ticket.id, writingOf({ kind: "reply", body }, person.id, "customer", "portal"), { requesterAddress: person.email ?? "", source: "portal" });
  return true;
}

/** Where something has still to be met, it stays, and its owner has to look. */
async function isSolved(work: Work, ticket: StoredTicket, desk: DeskConfig, from: DeskStatus, waiting: Waiting | undefined): Promise<boolean> {
  const to = confirmedStatus(desk, from, waiting?.plan);
  if (to === null) return from.state === "solved";
  // no role or right of the customer's stands in the way, nor a field that staff fill in
  const byItself = work.as(systemActor(work.actor.via));
  if ((await checksOf(byItself, ticket, desk, from, to)).some(({ met }) => !met)) {
    await callOffFor(work, ticket.id, null);
    return false;
  }
  await changeTicket(byItself, ticket, desk, { status: to });
  return true;
}

interface Held {
  person: Person;
  ticket: StoredTicket;
  answer: Choice | null;
  usedAt: string | null;
  expired: boolean;
}

/** Whose link it is; null for one that nobody knows, of who has no longer to do with the ticket, or of a ticket that is gone. */
export async function choiceHolder(db: Db, secret: string, now: Temporal.Instant, lock = false): Promise<Held | null> {
  const link = await findChoiceLink(db, secret, lock);
  const [profile, found] = link === undefined ? [null, undefined] : [await profileOf(db, link.personId), await findTicket(db, link.ticketId)];
  const ticket = found?.mergedInto == null ? found : await findTicket(db, found.mergedInto);
  if (link === undefined || profile === null || profile.deactivated || ticket === undefined || ticket.deleted || ticket.spam) return null;
  if (profile.id !== ticket.requesterId && !ticket.watcherIds.includes(profile.id)) return null;
  return {
    // nothing but this can be done by it
    person: { kind: "person", id: profile.id, name: profile.name, email: profile.address, locale: profile.locale, grants: [], via: "mail-link" },
    ticket, answer: link.answer, usedAt: link.usedAt, expired: Date.parse(link.expiresAt) <= now.epochMilliseconds,
  };
}

/** A mailed link, looked at: nothing changes by it, since mail filters open links too. */
export async function readChoiceLink(db: Db, desks: Desks, secret: string, asked: Language, now: Temporal.Instant): Promise<ChoiceLink> {
  const held = await choiceHolder(db, secret, now);
  if (held === null) return { state: "unknown", ticket: null, answer: null, answeredAt: null };
  const { ticket, person } = held;
  const desk = await deskIn({ desks }, ticket.deskId);
  const language = languageOfHolder(person, ticket, asked);
  const status = statusOf(desk, ticket);
  const waiting = await store.findWaiting(db, ticket.id);
  const state = held.usedAt !== null ? "used" : held.expired ? "expired" : asks(status, waiting) ? "valid" : "over";
  return {
    state,
    ticket: {
      number: ticket.id,
      subject: ticket.subject,
      desk: desk.key,
      deskName: labelIn(desk.labels, language, desk.language),
      hue: desk.hue,
      status: labelIn(status.labels, language, desk.language),
      closing: closingOf(ticket),
      timeZone: desk.timeZone,
    },
    answer: held.answer,
    answeredAt: held.usedAt,
  };
}

const closingOf = ({ closesAt, closesHow }: StoredTicket): { at: string; kind: ClosingKind } | null => (closesAt === null || closesHow === null ? null : { at: closesAt, kind: closesHow });

/** As mails to them are written. @param asked the browser's */
const languageOfHolder = (person: Pick<Person, "locale">, ticket: Pick<StoredTicket, "locale">, asked: Language): Language => [person.locale, ticket.locale].flatMap((tag) => (tag === null ? [] : (languageOf(tag) ?? [])))[0] ?? asked;

/** The button of the page that a link opens. Each link answers once. @throws 404, 409, 410 */
export async function answerByLink(work: Work, secret: string, input: ChoiceInput, language: Language): Promise<void> {
  const held = await choiceHolder(work.db, secret, work.now, true);
  if (held === null) throw notFound("link");
  if (held.usedAt !== null) throw problem("link.used", 410);
  if (held.expired) throw problem("link.expired", 410);
  await answer(work, held.person, await lockLive(work, held.ticket.id), input, language);
  await useChoiceLink(work, secret, input.answer);
}
