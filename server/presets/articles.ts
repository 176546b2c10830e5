import { Type, type Static } from "typebox";
import { Email, Key, languages, oneOf, type Language } from "../../contract/common.ts";
import { articleAudiences, maxSummary, maxTitle } from "../../contract/help-centre.ts";
import { createArticle, saveVariant } from "../help-centre/index.ts";
import { Temporal } from "../platform/clock.ts";
import { readSetting, writeSetting } from "../settings/index.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Actor } from "../platform/work.ts";

const strict = { additionalProperties: false } as const;
const Ago = Type.String({ pattern: "^P\\d+D$" });
const Text = Type.Object({ title: Type.String({ minLength: 1, maxLength: maxTitle }), summary: Type.String({ maxLength: maxSummary }), html: Type.String({ minLength: 1 }) }, strict);
const Texts = Type.Partial(Type.Object(Object.fromEntries(languages.map((language) => [language, Text]))), strict);

/** The help centre of a demonstration: what was written, and what of it was written anew later. */
export const DemoArticles = Type.Object({
  articles: Type.Array(
    Type.Object({
      section: Key,
      audience: Type.Optional(oneOf(articleAudiences)),
      by: Email,
      /** before now, ISO 8601; a translation the same day */
      ago: Ago,
      /** after now: somebody should look at it again; negative: should have */
      review: Type.Optional(Type.String({ pattern: "^-?P\\d+D$" })),
      /** the first is the original */
      texts: Texts,
      /** written anew, so that the translations are outdated */
      anew: Type.Optional(Type.Object({ ago: Ago, texts: Texts }, strict)),
      /** nobody reads it yet */
      draft: Type.Optional(Type.Boolean()),
    }, strict),
  ),
}, strict);
export type DemoArticles = Static<typeof DemoArticles>;

/**
 * Writes the articles of a demonstration by the real actions, with `now` in the past. Done once; what was interrupted goes
 * on where it was. @param actorOf the person of an address, acting in the demonstration
 */
export async function loadArticles(transact: Transact, key: string, desk: string, { articles }: DemoArticles, base: Temporal.Instant, actorOf: (address: string) => Promise<Actor>): Promise<void> {
  const done = await transact(systemActor("demo"), async (work) => Number((await readSetting(work.db, key)) ?? 0));
  for (const [index, article] of articles.entries()) {
    if (index < done) continue;
    const day = (ago: string) => base.subtract({ hours: Temporal.Duration.from(ago).days * 24 });
    const by = await actorOf(article.by);
    const [original, ...others] = textsOf(article.texts);
    if (original === undefined) throw new Error("an article of the demonstration says nothing");
    const publish = article.draft !== true;
    const review = article.review === undefined ? null : base.add({ hours: Temporal.Duration.from(article.review).days * 24 }).toString().slice(0, 10);
    const id = await transact(by, async (work) => {
      const [language, text] = original;
      const made = await createArticle(work, desk, { section: article.section, audience: article.audience ?? "everyone", language, ...text, publish, reviewOn: review });
      for (const [other, translated] of others) await saveVariant(work, made, other, { ...translated, after: null, publish });
      await writeSetting(work.db, key, index + 1);
      return made;
    }, day(article.ago));
    const { anew } = article;
    if (anew !== undefined) await transact(by, async (work) => {
      for (const [language, text] of textsOf(anew.texts)) await saveVariant(work, id, language, { ...text, after: 1, publish });
    }, day(anew.ago));
  }
}

/** In the order of the file. */
const textsOf = (texts: Static<typeof Texts>): [Language, Static<typeof Text>][] => languages.flatMap((language) => (texts[language] === undefined ? [] : [[language, texts[language]] as [Language, Static<typeof Text>]])).toSorted(([a], [b]) => Object.keys(texts).indexOf(a) - Object.keys(texts).indexOf(b));
