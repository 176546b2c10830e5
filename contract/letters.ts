import { Type, type Static } from "typebox";
import { Key, Labels, Language, languages, oneOf, TicketNumber } from "./common.ts";

const strict = { additionalProperties: false } as const;
const line = Type.String({ maxLength: 1000 });
const text = Type.String({ maxLength: 20_000 });

/**
 * A letter in one language. Each text may hold Liquid placeholders and conditions, see `letterPlaceholders`; opening and
 * body besides a little markup: paragraphs, lists, `**bold**`, `[words](address)`. What a desk leaves out of a built-in
 * letter stays as it is built in.
 */
export const LetterText = Type.Object({
  subject: Type.Optional(line),
  /** stands first, before what a person wrote where the letter carries it */
  opening: Type.Optional(text),
  body: Type.Optional(text),
  /** what the button says that opens the request; absent in a letter of the desk's own: there is none */
  button: Type.Optional(line),
  /** what a second link says, where the letter brings one */
  link: Type.Optional(line),
  /** small print: what happens next and when */
  next: Type.Optional(text),
}, strict);
export type LetterText = Static<typeof LetterText>;

/** One letter with all its language variants. With a built-in letter's key it replaces that one in its desk. */
export const LetterDefinition = Type.Object({
  key: Key,
  labels: Labels,
  /** sent in all of these at once, the receiver's first (L7); absent: in the receiver's */
  languages: Type.Optional(Type.Array(Language, { minItems: 2, uniqueItems: true })),
  texts: Type.Object(Object.fromEntries(languages.map((language) => [language, Type.Optional(LetterText)])) as Record<Language, ReturnType<typeof Type.Optional<typeof LetterText>>>, strict),
}, strict);
export type LetterDefinition = Static<typeof LetterDefinition>;

/** Whom a built-in letter is for, and what it may speak of besides what all of these may. */
export interface BuiltInLetter {
  /** of `staff`: written to colleagues by the system itself, not for a desk to change */
  to: "customer" | "colleague" | "account" | "staff";
  placeholders: readonly string[];
}

/** The letters that every desk has. Their texts are in `server/mail-out`. */
export const builtInLetters: Readonly<Record<string, BuiltInLetter>> = {
  confirmation: { to: "customer", placeholders: ["solved", "invited", "invited.address"] },
  reply: { to: "customer", placeholders: ["status"] },
  outgoing: { to: "customer", placeholders: ["invited", "invited.address"] },
  "status-changed": { to: "customer", placeholders: ["explanation", "solved"] },
  reminder: { to: "customer", placeholders: ["last"] },
  "closed-unanswered": { to: "customer", placeholders: ["closed"] },
  "portal-only": { to: "customer", placeholders: [] },
  mentioned: { to: "colleague", placeholders: ["kind"] },
  side: { to: "colleague", placeholders: ["about"] },
  forward: { to: "colleague", placeholders: ["about"] },
  "approval-request": { to: "colleague", placeholders: ["link.expires"] },
  notification: { to: "staff", placeholders: ["what", "lead", "more"] },
  "notification-digest": { to: "staff", placeholders: ["count", "more", "tickets", "page"] },
  report: { to: "staff", placeholders: ["what", "lines", "recurrent", "page"] },
  "rule-stopped": { to: "staff", placeholders: ["rule", "address", "link.expires"] },
  "article-review": { to: "staff", placeholders: ["count", "title", "titles", "page"] },
  community: { to: "account", placeholders: ["kind", "who", "title", "topic", "page"] },
  invitation: { to: "account", placeholders: ["link.expires", "address"] },
  "colleague-invitation": { to: "account", placeholders: ["link.expires", "address", "by"] },
  "access-changed": { to: "account", placeholders: ["what", "address", "page"] },
  "confirm-address": { to: "account", placeholders: ["link.expires", "address", "by"] },
  "set-password": { to: "account", placeholders: ["link.expires", "address"] },
  "sign-in-link": { to: "account", placeholders: ["link.expires", "address"] },
};

const common: Record<BuiltInLetter["to"], readonly string[]> = {
  customer: [
    "ticket.number", "ticket.subject", "ticket.status", "ticket.type", "ticket.queue", "ticket.created", "ticket.url", "requester.name", "requester.email", "receiver.name", "receiver.email",
    "agent.name", "agent.email", "agent.contact", "desk.name", "copied", "portalOnly", "rating.url",
  ],
  colleague: ["ticket.number", "ticket.subject", "agent.name", "desk.name"],
  account: ["desk.name"],
  staff: ["ticket.number", "ticket.subject", "ticket.url", "desk.name"],
};

/** What a letter may name: a built-in one what its facts are, a desk's own all that is known of a ticket; those about tickets the desk's fields too. */
export function letterPlaceholders(key: string, ticketFields: readonly string[]): string[] {
  const built = Object.hasOwn(builtInLetters, key) ? builtInLetters[key] : undefined;
  const to = built?.to ?? "customer";
  return [...common[to], ...(built?.placeholders ?? []), ...(to === "customer" ? ticketFields.map((field) => `ticket.fields.${field}`) : [])];
}

/** Of names a text uses, those that are no placeholders; what is part of one is one: `agent` of `agent.name`. */
export const unknownIn = (names: readonly string[], known: readonly string[]): string[] => names.filter((name) => !known.some((one) => one === name || one.startsWith(`${name}.`)));

/** Tries a letter as it is being written: on a real ticket of the desk that the writer sees, else on one that is made up. */
export const LetterTrial = Type.Object({ letter: LetterDefinition, ticket: Type.Optional(TicketNumber), language: Type.Optional(Language) }, strict);
export type LetterTrial = Static<typeof LetterTrial>;
export const LetterPreview = Type.Object({
  subject: Type.String(),
  /** for a sandboxed frame */
  html: Type.String(),
  text: Type.String(),
  /** the languages of the mail, in their order */
  languages: Type.Array(Language),
  /** see `Configuration`; paths within the letter */
  notices: Type.Array(Type.Object({ path: Type.String(), detail: Type.String() })),
});
export type LetterPreview = Static<typeof LetterPreview>;
/** The letters every desk has, as they are written where a desk writes nothing else. */
export const StandardLetters = Type.Object({
  items: Type.Array(Type.Object({ key: Key, to: oneOf(["customer", "colleague", "account"]), placeholders: Type.Array(Type.String()), texts: Type.Record(Type.String(), LetterText) })),
});
export type StandardLetters = Static<typeof StandardLetters>;

/** T13: does somebody want notifications about one request? Questions and the resolution reach them all the same (T14). */
export const NotificationChoice = Type.Object({ desk: Key, number: TicketNumber, subject: Type.String(), wanted: Type.Boolean() });
export type NotificationChoice = Static<typeof NotificationChoice>;
export const NewNotificationChoice = Type.Object({ wanted: Type.Boolean() }, strict);
