import { labelIn } from "../../contract/common.ts";
import { builtInLetters, letterPlaceholders, type LetterPreview, type LetterTrial, type StandardLetters } from "../../contract/letters.ts";
import { definitionOf, deskToConfigure, tryLetter, type DeskConfig } from "../desks/index.ts";
import { letterIn, queueLetter, renderLetter, standardLettersToChange } from "../mail-out/index.ts";
import { contactsOf } from "../people/index.ts";
import { languageOf, translate, type Language } from "../platform/i18n.ts";
import { notFound, problem } from "../platform/problem.ts";
import { textToHtml } from "../platform/rich-text/index.ts";
import type { Person, Work } from "../platform/work.ts";
import { readVisible, statusOf } from "./change.ts";
import { ticketFacts } from "./letters.ts";
import type { StoredTicket } from "./store.ts";

/** The letters that a desk can write anew, with what each may name. @throws 403, 404 */
export async function lettersToChange(work: Work, key: string): Promise<StandardLetters> {
  const desk = await deskToConfigure(work, key);
  const fields = desk.fields.filter((field) => !field.archived && (field.settings.on ?? "ticket") === "ticket").map((field) => field.key);
  return { items: standardLettersToChange().map(({ key: letter, to, texts }) => ({ key: letter, to, texts, placeholders: letterPlaceholders(letter, fields) })) };
}

/** The letter as its receiver would see it. @throws 403; 404 for a ticket that is not the desk's or not the writer's to see; 422 at the text that is no template */
export async function previewLetter(work: Work, person: Person, key: string, trial: LetterTrial, language: Language): Promise<LetterPreview> {
  const { desk, facts, wanted, words, notices } = await prepared(work, person, key, trial, language);
  // what is written to an account is about no ticket: its number stands nowhere around it
  const { ticket: _none, ...aside } = facts;
  const mail = renderLetter(desk, trial.letter.key, wanted, builtInLetters[trial.letter.key]?.to === "account" ? aside : facts, stopOf(trial), words);
  // an own letter in which nothing is written yet
  if (mail === null) throw notFound("letter");
  return { subject: mail.subject, html: mail.html, text: mail.text, languages: [...mail.languages], notices };
}

/** The same as a mail to who writes it. @throws the same; 409 for who has no address */
export async function mailLetterTrial(work: Work, person: Person, key: string, trial: LetterTrial, language: Language): Promise<{ to: string }> {
  const { desk, facts, wanted, words } = await prepared(work, person, key, trial, language);
  if (person.email === null) throw problem("letter.no-address", 409);
  if (letterIn(desk, trial.letter.key) === null) throw notFound("letter");
  await queueLetter(work, {
    desk, to: { name: person.name, address: person.email, personId: person.id }, lang: wanted, letter: trial.letter.key, facts, ...(words === null ? {} : { words }), stopUrl: stopOf(trial), trial: true,
  });
  return { to: person.email };
}

/** Automatic as they are, these bring what somebody wrote. */
const quoting = ["mentioned", "approval-request", "community"];
const stopOf = (trial: LetterTrial) => (trial.letter.key === "status-changed" ? "#" : null);

async function prepared(work: Work, person: Person, key: string, { letter, ticket: number, language: asked }: LetterTrial, language: Language) {
  const desk = await deskToConfigure(work, key);
  const { mistakes, notices } = tryLetter(definitionOf(desk), letter);
  const [first] = mistakes;
  const at = (path: string) => `/letter${path}`;
  if (first !== undefined) throw problem(first.key, 422, { params: first.params, path: at(first.path), errors: mistakes.map((one) => ({ ...one, path: at(one.path) })) });
  const ticket = number === undefined ? sample(desk, person, language) : await readVisible(work.db, work.actor, number);
  if (ticket.deskId !== desk.id) throw notFound("ticket");
  const [found] = await contactsOf(work.db, [ticket.requesterId]);
  const requester = found === undefined || number === undefined ? { name: person.name, address: person.email, locale: null } : found;
  const lang = asked ?? language;
  const known = await ticketFacts(work, { ticket, desk, requester });
  const link = { url: known.ticket.url, expiresAt: work.now.add({ hours: 24 }).toString() };
  const { automatic = true } = letterIn(desk, letter.key) ?? {};
  return {
    desk: { ...desk, letters: [{ id: 0, archived: false, key: letter.key, labels: letter.labels, languages: letter.languages ?? null, texts: letter.texts }] },
    facts: {
      ...known,
      agent: letter.key === "confirmation" ? null : (known.agent ?? { name: person.name, email: person.email ?? "", contact: "" }),
      receiver: { name: requester.name, email: requester.address ?? "" },
      // what only this or that letter knows, as it would be at its first
      copied: false, solved: false, closed: false, last: false, kind: "reply", status: null, by: person.name, about: ticket.subject, what: "password", who: person.name, title: ticket.subject, topic: "", page: known.ticket.url, address: requester.address ?? "",
      explanation: (spoken: Language) => labelIn(statusOf(desk, ticket).explanations, spoken, desk.language),
      invited: { url: known.ticket.url, address: requester.address ?? "" },
      link,
      rating: desk.settings.ratings === true && (letter.key === "closed-unanswered" || ["solved", "closed"].includes(statusOf(desk, ticket).state)) ? { url: known.ticket.url } : null,
    },
    wanted: [asked ?? null, requester.locale, ticket.locale],
    words: automatic && !quoting.includes(letter.key) ? null : { text: translate(lang, "letter.sample.words"), html: textToHtml(translate(lang, "letter.sample.words")) },
    notices: notices.map((notice) => ({ path: notice.path, detail: translate(language, `problem.${notice.key}`, notice.params) })),
  };
}

/** A ticket that is none, in the desk as it is. */
function sample(desk: DeskConfig, person: Person, language: Language): StoredTicket {
  const now = new Date(0).toISOString();
  return {
    id: 1042, deskId: desk.id, subject: translate(languageOf(desk.language) ?? language, "letter.sample.subject"), statusId: desk.statuses[0]?.id ?? 0, queueId: desk.queues[0]?.id ?? 0, locationId: null,
    typeId: null, priority: 2, requesterId: person.id, assigneeId: person.id, tags: [], fields: {}, source: "portal", locale: null, createdAt: now, updatedAt: now, solvedAt: null, closedAt: null, version: 1, mergedInto: null,
    spam: false, deleted: false, watcherIds: [], closesAt: null, closesHow: null,
  };
}
