import { Type, type Static } from "typebox";
import { Key, Labels, Language, languages } from "./common.ts";

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
