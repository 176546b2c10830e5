import type { NewRating, RatingLink } from "../../contract/satisfaction.ts";
import { labelIn, type Language } from "../../contract/common.ts";
import { deskIn, type Desks } from "../desks/index.ts";
import { primaryAddress, writerOf } from "../people/index.ts";
import type { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import { notFound, problem } from "../platform/problem.ts";
import { maskCards } from "../platform/rich-text/index.ts";
import type { Person, RecordedEvent, Work } from "../platform/work.ts";
import { lockLive, sideOf, solverOf, statusOf } from "../tickets/index.ts";
import { choiceHolder } from "../waiting/index.ts";
import { asksForRating, isRater } from "./rules.ts";
import * as store from "./store.ts";

/**
 * T6: who asked says how satisfied they are with who solved it, and may say it otherwise as long as it is solved.
 * @throws 404, 403 for who is in copy or works on it, 409 where nobody asks for it now
 */
export async function rateTicket(work: Work, person: Person, number: number, input: NewRating): Promise<void> {
  const ticket = await lockLive(work, number);
  const side = sideOf(person, ticket);
  if (side === null) throw notFound("ticket");
  if (side === "staff") throw problem("permission.denied", 403);
  const desk = await deskIn(work, ticket.deskId);
  if (!asksForRating(desk, statusOf(desk, ticket))) throw problem("rating.not-now", 409);
  if (!isRater(person, ticket)) throw problem("permission.denied", 403);
  const before = await store.findRating(work.db, ticket.id);
  const agentId = await solverOf(work.db, ticket);
  const message = maskCards(input.message?.trim() ?? "");
  if (before !== undefined && before.score === input.score && before.message === message && before.agentId === agentId) return;
  await store.saveRating(work.db, ticket.id, { personId: person.id, agentId, score: input.score, message, ratedAt: work.now.toString() });
  const agent = agentId === null ? null : await primaryAddress(work.db, agentId);
  await work.record({ desk: desk.id, ticket: ticket.id, version: null }, "ticket.rated", { from: before?.score ?? null, to: input.score, words: message !== "", agent });
}

/** The stars of a mail, looked at: nothing changes by it, since mail filters open links too. */
export async function readRatingLink(db: Db, desks: Desks, secret: string, language: Language, now: Temporal.Instant): Promise<RatingLink> {
  const held = await choiceHolder(db, secret, now);
  if (held === null || !isRater(held.person, held.ticket)) return { state: "unknown", ticket: null, rating: null };
  const { ticket } = held;
  const desk = await deskIn({ desks }, ticket.deskId);
  const solver = await solverOf(db, ticket);
  const rating = await store.findRating(db, ticket.id);
  return {
    state: held.expired ? "expired" : asksForRating(desk, statusOf(desk, ticket)) ? "valid" : "over",
    ticket: {
      number: ticket.id,
      subject: ticket.subject,
      desk: desk.key,
      deskName: labelIn(desk.labels, language, desk.language),
      agent: solver === null ? null : ((await writerOf(db, solver))?.name ?? null),
    },
    rating: rating === undefined ? null : { score: rating.score, message: rating.message },
  };
}

/** The button of the page that a star opens. @throws 404, 409, 410 */
export async function rateByLink(work: Work, secret: string, input: NewRating): Promise<void> {
  const held = await choiceHolder(work.db, secret, work.now);
  if (held === null) throw notFound("link");
  if (held.expired) throw problem("link.expired", 410);
  await rateTicket(work, held.person, held.ticket.id, input);
}

/** Two turned out to be one person. */
export async function takeOverRatings(work: Work, { data: { personId, into } }: RecordedEvent<"person.merged">): Promise<void> {
  await store.moveRatings(work.db, personId, into);
}

/** Of what goes on counting the score stays, without a word. */
export async function forgetRatings({ db }: Pick<Work, "db">, { data: { numbers, counts } }: RecordedEvent<"ticket.purged">): Promise<void> {
  await (counts ? store.silenceRatings(db, numbers) : store.deleteRatings(db, numbers));
}
