import { languages, type Language } from "../../contract/common.ts";
import { builtInLetters } from "../../contract/letters.ts";
import { wordsOf } from "../platform/i18n.ts";
import { letterParts, type LetterKey, type LetterTexts } from "./letters.ts";

/** The letters of a desk that has not written its own: are they sent by us, not written by a person? Their texts are in `locales/`. */
export const standardLetters: Record<LetterKey, { automatic: boolean }> = {
  confirmation: { automatic: true },
  reply: { automatic: false },
  outgoing: { automatic: false },
  "status-changed": { automatic: true },
  reminder: { automatic: true },
  "closed-unanswered": { automatic: true },
  "portal-only": { automatic: true },
  mentioned: { automatic: true },
  notification: { automatic: true },
  "notification-digest": { automatic: true },
  side: { automatic: false },
  forward: { automatic: false },
  "approval-request": { automatic: true },
  report: { automatic: true },
  community: { automatic: true },
  "article-review": { automatic: true },
  "rule-stopped": { automatic: true },
  invitation: { automatic: true },
  "colleague-invitation": { automatic: true },
  "access-changed": { automatic: true },
  "confirm-address": { automatic: true },
  "set-password": { automatic: true },
  "sign-in-link": { automatic: true },
};

export const isBuiltIn = (key: string): key is LetterKey => Object.hasOwn(standardLetters, key);

/** A letter's texts in a language; each part that it lacks there in English. */
export function textsOf(key: LetterKey, language: Language): LetterTexts {
  const given = letterParts.flatMap((part) => {
    const words = wordsOf(language, `letter.${key}.${part}`);
    return words === undefined ? [] : [[part, words] as const];
  });
  return { subject: "", opening: "", button: "", next: "", why: "", ...Object.fromEntries(given) };
}

/** Those that a desk may write anew. */
export const standardLettersToChange = (): { key: string; to: "customer" | "colleague" | "account"; texts: Record<Language, LetterTexts> }[] =>
  Object.entries(builtInLetters).flatMap(([key, { to }]) =>
    to === "staff" || !isBuiltIn(key) ? [] : [{ key, to, texts: Object.fromEntries(languages.map((language) => [language, textsOf(key, language)])) as Record<Language, LetterTexts> }],
  );
