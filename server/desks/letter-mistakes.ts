import { languages, type Language } from "../../contract/common.ts";
import type { Configuration } from "../../contract/configuration.ts";
import { builtInLetters, letterPlaceholders, unknownIn, type LetterText } from "../../contract/letters.ts";
import { templateMistake, variablesOf } from "../platform/templates.ts";

type Full = Configuration["definition"];
type Wrong = (path: string, key: string, params?: Record<string, string | number>) => void;

const parts = ["subject", "opening", "body", "button", "link", "next"] as const satisfies readonly (keyof LetterText)[];

/** Each text of each letter, with where it stands in the definition. */
function* textsOf(desk: Pick<Full, "letters">): Generator<{ key: string; at: string; text: string; language: Language }> {
  for (const [n, { key, texts }] of desk.letters.entries()) {
    for (const language of languages) {
      for (const part of parts) {
        const text = texts[language]?.[part];
        if (text !== undefined) yield { key, at: `/letters/${n}/texts/${language}/${part}`, text, language };
      }
    }
  }
}

/** Letters that could never be sent as they are: text that is no template, a variant with nothing in it, types that name none. */
export function letterMistakes(desk: Full, wrong: Wrong): void {
  for (const { at, text } of textsOf(desk)) {
    const mistake = templateMistake(text);
    if (mistake !== null) wrong(at, "letter-template", mistake);
  }
  desk.letters.forEach(({ key, languages: together, texts }, n) => {
    const at = `/letters/${n}`;
    if (Object.hasOwn(builtInLetters, key) && builtInLetters[key]?.to === "staff") wrong(`${at}/key`, "letter-reserved");
    if (Object.hasOwn(builtInLetters, key)) return;
    for (const language of languages) {
      const own = texts[language];
      if (own === undefined) {
        if (language === desk.language) wrong(`${at}/texts/${language}`, "letter-own-language");
        else if (together?.includes(language) === true) wrong(`${at}/languages`, "letter-together", { language });
      } else {
        if (own.subject === undefined) wrong(`${at}/texts/${language}/subject`, "letter-empty");
        if (own.opening === undefined && own.body === undefined) wrong(`${at}/texts/${language}/body`, "letter-empty");
      }
    }
  });
  const own = new Set(desk.letters.flatMap(({ key }) => (Object.hasOwn(builtInLetters, key) ? [] : [key])));
  desk.types.forEach(({ sets }, n) => {
    if (sets?.letter !== undefined && !own.has(sets.letter)) wrong(`/types/${n}/sets/letter`, "unknown-key", { key: sets.letter });
  });
}

/** What hinders a letter from being tried, and what is worth a second look; paths within the letter. */
export function tryLetter(desk: Full, letter: Full["letters"][number]): { mistakes: Flag[]; notices: Flag[] } {
  const alone = { ...desk, letters: [letter] };
  const mistakes: Flag[] = [];
  for (const { at, text } of textsOf(alone)) {
    const mistake = templateMistake(text);
    if (mistake !== null) mistakes.push({ path: at, key: "configuration.letter-template", params: mistake });
  }
  const within = (flag: Flag): Flag => ({ ...flag, path: flag.path.slice("/letters/0".length) });
  return { mistakes: mistakes.map(within), notices: letterNotices(alone).map(within) };
}

export interface Flag {
  path: string;
  key: string;
  params: Record<string, string | number>;
}

/** What can be sent, and is worth a second look: languages of the desk that are missing, placeholders that stand for nothing. */
export function letterNotices(desk: Full): Flag[] {
  const fields = desk.fields.flatMap(({ key, on }) => (on === undefined || on === "ticket" ? [key] : []));
  const unknown = [...textsOf(desk)].flatMap(({ key, at, text }) =>
    unknownIn(variablesOf(text), letterPlaceholders(key, fields)).map((name) => ({ path: at, key: "configuration.letter-placeholder", params: { name } })),
  );
  const missing = desk.letters.flatMap(({ texts }, n) =>
    desk.languages.flatMap((language) => (texts[language] === undefined ? [{ path: `/letters/${n}/texts/${language}`, key: "configuration.letter-missing", params: { language } }] : [])),
  );
  return [...unknown, ...missing];
}
