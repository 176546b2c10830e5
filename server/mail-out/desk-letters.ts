import { labelIn, languages, type Language } from "../../contract/common.ts";
import { builtInLetters, type LetterText } from "../../contract/letters.ts";
import { scores } from "../../contract/satisfaction.ts";
import type { DeskConfig } from "../desks/index.ts";
import { dayAndTime } from "../platform/dates.ts";
import { languageOf, translate } from "../platform/i18n.ts";
import { renderBody, renderLine } from "../platform/templates.ts";
import { spoken, type Ending, type Fact } from "./facts.ts";
import { layOut, type Section, type Sheet, type Words } from "./layout.ts";
import { isBuiltIn, standardLetters, textsOf } from "./standard-letters.ts";
import { accentOf, withToken } from "./rules.ts";

/** A letter as a desk sends it: the built-in texts with what the desk wrote instead, or a letter of its own. */
export interface DeskLetter {
  automatic: boolean;
  /** a customer's answer to it is a word in their ticket */
  toCustomer: boolean;
  /** sent in all of these at once; null: in the receiver's */
  languages: readonly Language[] | null;
  texts: Partial<Record<Language, LetterText & { subject: string; why: string }>>;
}

/** The languages of one mail, the receiver's first. */
export type Languages = readonly [Language, ...Language[]];

/** What the facts of any letter may bring: what the button opens, and what the second link. */
export interface LetterSubject {
  ticket?: { number: number; subject: string; url: string };
  link?: { url: string; expiresAt: string };
  invited?: { url: string; address: string } | null;
  /** what the button opens where there is neither ticket nor link */
  page?: string;
  ending?: Ending | null;
  /** T6: where its receiver says how satisfied they are */
  rating?: { url: string } | null;
}

/** The letter of a key in a desk; null where there is none. What the desk does not write of a built-in letter stays as it is. */
export function letterIn(desk: Pick<DeskConfig, "letters">, key: string): DeskLetter | null {
  const written = desk.letters.find((one) => one.key === key && !one.archived);
  if (isBuiltIn(key)) {
    return { ...standardLetters[key], toCustomer: builtInLetters[key]?.to === "customer", languages: written?.languages ?? null, texts: Object.fromEntries(languages.map((lang) => [lang, { ...textsOf(key, lang), ...written?.texts[lang] }])) };
  }
  if (written === undefined) return null;
  const texts = languages.flatMap((lang) => {
    const { subject, ...rest } = written.texts[lang] ?? {};
    // the way to a password comes with the first mail, whichever letter that is (H3)
    return subject === undefined ? [] : [[lang, { link: textsOf("confirmation", lang).link, ...rest, subject, why: translate(lang, "mail.letter.why") }]];
  });
  return { automatic: true, toCustomer: true, languages: written.languages, texts: Object.fromEntries(texts) };
}

/** The language of a mail that is no letter's: the wanted one where the desk writes it, else the desk's. */
export function mailLanguage(desk: Pick<DeskConfig, "language" | "languages">, wanted: string | null): Language {
  const theirs = wanted === null ? null : languageOf(wanted);
  return theirs !== null && writes(desk, theirs) ? theirs : (languageOf(desk.language) ?? "en");
}
const writes = ({ languages: written }: Pick<DeskConfig, "languages">, lang: Language) => written.length === 0 || written.some((tag) => languageOf(tag) === lang);

/** In which languages a letter goes to somebody: all of its own, theirs first; else the first wanted one that it has and the desk writes. */
export function languagesOf(desk: Pick<DeskConfig, "language" | "languages">, { languages: together, texts }: DeskLetter, wanted: string | null | readonly (string | null)[]): Languages {
  const theirs = (typeof wanted === "string" || wanted === null ? [wanted] : wanted).flatMap((tag) => (tag === null ? [] : (languageOf(tag) ?? [])));
  if (together !== null) {
    const first = theirs.find((lang) => together.includes(lang)) ?? together[0];
    if (first !== undefined) return [first, ...together.filter((lang) => lang !== first)];
  }
  const own = languageOf(desk.language) ?? "en";
  const has = (lang: Language) => texts[lang] !== undefined;
  return [theirs.find((lang) => writes(desk, lang) && has(lang)) ?? (has(own) ? own : (languages.find(has) ?? own))];
}

/** The letter over its facts, ready to be laid out. */
export function composeLetter(desk: DeskConfig, letter: DeskLetter, langs: Languages, facts: LetterSubject, stopUrl: string | null): Pick<Sheet, "timeZone" | "desk" | "subject" | "ticket" | "sections"> {
  const ticket = facts.ticket ?? null;
  const accent = accentOf(desk.hue);
  const buttonUrl = ticket?.url ?? facts.link?.url ?? facts.page ?? "";
  const linkUrl = facts.invited?.url ?? "";
  const first = langs[0];
  const portalOnly = letter.toCustomer && desk.settings.portalOnly === true;
  const rendered = langs.map((lang) => {
    const { subject = "", opening = "", body = "", button = "", link = "", next = "", why } = letter.texts[lang] ?? { why: "" };
    const all = { ...told(desk, facts, lang), portalOnly };
    const line = (template: string) => renderLine(template, all);
    const section: Section = {
      lang,
      opening: renderBody(opening, all, accent),
      body: renderBody(body, all, accent),
      button: buttonUrl === "" || button === "" ? null : { label: line(button), url: buttonUrl },
      link: linkUrl === "" || link === "" ? null : { label: line(link), url: linkUrl },
      next: [line(next), portalOnly ? translate(lang, "mail.portal-only") : ""].filter((each) => each !== "").join(" "),
      why: line(why),
      ending: facts.ending == null ? "" : translate(lang, `mail.ending.${facts.ending.how}`, { date: String(spoken(facts.ending.at, lang, desk.timeZone)), where: portalOnly ? "portal" : "mail" }),
      choices: (facts.ending?.links ?? null) === null ? [] : (["solved", "help"] as const).map((choice) => ({ label: translate(lang, `mail.choice.${choice}`), url: facts.ending?.links?.[choice] ?? "" })),
      stars: facts.rating == null ? null : starsIn(lang, facts.rating.url),
      stop: stopUrl === null ? null : { label: translate(lang, "mail.stop"), url: stopUrl },
    };
    return { subject: line(subject), section };
  });
  return {
    timeZone: desk.timeZone,
    desk: { name: labelIn(desk.labels, first, desk.language), hue: desk.hue },
    subject: withToken(rendered[0]?.subject ?? "", ticket?.number ?? null),
    ticket: ticket?.number ?? null,
    sections: rendered.map(({ section }) => section),
  };
}

const starsIn = (lang: Language, url: string): Section["stars"] => ({
  question: translate(lang, "mail.rate"),
  scale: translate(lang, "mail.rate.scale"),
  url,
  links: scores.map((score) => ({ label: String(score), about: translate(lang, "mail.rate.score", { score }), url: `${url}?score=${score}` })),
});

/** The facts as templates are given them, in one language. */
function told(desk: DeskConfig, facts: LetterSubject, lang: Language): object {
  const { link, ending: _ending, ...rest } = facts;
  const expires = link === undefined ? undefined : dayAndTime(lang, "named", desk.timeZone, link.expiresAt);
  const said = spoken(rest as { [name: string]: Fact }, lang, desk.timeZone) as Record<string, unknown>;
  // who only has a name
  const agent = typeof said["agent"] === "string" && said["agent"] !== "" ? spoken({ name: said["agent"] }, lang, desk.timeZone) : said["agent"];
  return { ...said, agent, desk: spoken({ name: labelIn(desk.labels, lang, desk.language) }, lang, desk.timeZone), ...(link === undefined ? {} : { link: { ...link, expires } }) };
}

/** A letter as its receiver would see it. `words`: where it carries what a person writes. */
export function renderLetter(desk: DeskConfig, key: string, wanted: readonly (string | null)[], facts: LetterSubject, stopUrl: string | null, words: Words | null): { subject: string; text: string; html: string; languages: readonly Language[] } | null {
  const letter = letterIn(desk, key);
  if (letter === null) return null;
  const langs = languagesOf(desk, letter, wanted);
  const mail = layOut({ ...composeLetter(desk, letter, langs, facts, stopUrl), words, signature: "", leftOut: [], history: [] });
  return { ...mail, languages: langs };
}
