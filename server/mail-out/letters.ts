import type { Ending, Fact } from "./facts.ts";

/** The texts of a letter in one language, each a template over the letter's facts, see `platform/templates.ts`. */
export interface LetterTexts {
  subject: string;
  /** the first line: what happened */
  opening: string;
  /** further paragraphs, parted by empty lines; stand after the person's words where there are some */
  body?: string;
  /** what the one button says */
  button: string;
  /** what a second, plain link says, where the facts bring one */
  link?: string;
  /** small print: what happens next and when */
  next: string;
  /** small print: why they got this, and how to stop it */
  why: string;
}

export const letterParts = ["subject", "opening", "body", "button", "link", "next", "why"] as const satisfies (keyof LetterTexts)[];

interface AboutTicket {
  ticket: { number: number; subject: string; url: string };
  /** of mails to its customers: how it ends by itself */
  ending?: Ending | null;
  rating?: { url: string } | null;
}

/** What each letter's templates may speak of. Strings are shown as they are: nothing in them is a template. */
export interface LetterFacts {
  /** H1, T10: the request has a number. `invited` on the first mail to a person (H3); `agent` when a colleague opened it for them, `solved` when they solved it at once. */
  confirmation: AboutTicket & { agent: string | null; invited: { url: string; address: string } | null; solved: boolean };
  /** An agent writes first. `invited` on the first mail to a person (H3). */
  outgoing: AboutTicket & { agent: string; copied: boolean; invited: { url: string; address: string } | null };
  /** An agent answers. `copied` where the receiver is in copy; `status` where the desk tells customers of each status, and it sets one. */
  reply: AboutTicket & { status?: Fact; agent: string; copied: boolean };
  /** A colleague was named by `@`; the answer by mail becomes a note (R8). */
  mentioned: AboutTicket & { agent: string; kind: "note" | "reply" };
  /** What somebody of the staff is told of a ticket: in a word, its first line, and further ones; the answer by mail becomes a note (R8). */
  notification: AboutTicket & { what: string; lead: string; more: readonly string[] };
  /** The same of several tickets, as one mail; `page` is where all of it stands, `more` how many tickets are not listed. */
  "notification-digest": { count: number; more: number; tickets: readonly { number: number; subject: string; url: string; lines: string }[]; page: string };
  /** R13: the main figures of a period, one a line, and what came most often; `page` is where all of them are. */
  report: { what: string; lines: readonly string[]; recurrent: readonly string[]; page: string };
  /** T16: a question to somebody who is no customer of the ticket. */
  side: AboutTicket & { agent: string; about: string };
  /** R9: what a ticket holds, or a part of it. */
  forward: AboutTicket & { agent: string; about: string };
  /** T13: the request has another status; `explanation` is what the portal says of it, `solved` that this is the resolution. */
  "status-changed": AboutTicket & { copied: boolean; explanation: Fact; solved: boolean };
  /** H8: we still wait for an answer; `last`: no further reminder comes. */
  reminder: AboutTicket & { last: boolean };
  /** H8, C6: nothing came, so it has ended; `closed`: for good. */
  "closed-unanswered": AboutTicket & { closed: boolean };
  /** T11: they answered by mail where only the portal takes answers. */
  "portal-only": AboutTicket & { copied: boolean };
  /** C11: a sign-off is asked for; the link opens the choice, and changes nothing by being opened. */
  "approval-request": AboutTicket & { agent: string; link: { url: string; expiresAt: string } };
  /** T8: they have access, and set a password by this link. */
  invitation: { link: { url: string; expiresAt: string }; address: string };
  /** R3: a rule flooded an address and was switched off; to who changed it last. */
  "rule-stopped": { rule: string; address: string; link: { url: string; expiresAt: string } };
  /** H10, H11: a post in a topic, or a comment, that the receiver follows; `topic` of posts only. */
  community: { kind: "post" | "comment"; who: string; title: string; topic: string; page: string };
  /** H10: articles are to be read again; `title` the first of them. */
  "article-review": { count: number; title: string; titles: readonly string[]; page: string };
  /** A colleague is asked to join a desk. */
  "colleague-invitation": { link: { url: string; expiresAt: string }; address: string; by: string };
  /** By what somebody signs in was changed; `page` is where they see to it. */
  "access-changed": { what: "password" | "address-added" | "address-chosen" | "factor-added" | "factor-removed" | "token-added"; address: string; page: string };
  /** Somebody says that the address is theirs, too. */
  "confirm-address": { link: { url: string; expiresAt: string }; address: string; by: string };
  "set-password": { link: { url: string; expiresAt: string }; address: string };
  "sign-in-link": { link: { url: string; expiresAt: string }; address: string };
}
export type LetterKey = keyof LetterFacts;
