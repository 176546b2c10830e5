import { labelIn, type Language } from "../../contract/common.ts";
import type { StoredFile } from "../../contract/files.ts";
import type { DeskConfig } from "../desks/index.ts";
import { html, trusted, type Html, type Piece } from "../platform/html.ts";
import { translate } from "../platform/i18n.ts";
import { foldedWords } from "../people/index.ts";
import { helpPath, languageName } from "./page.ts";
import type { Shown } from "./reading.ts";
import { articleText, marked } from "./rich.ts";
import { sectionName, type Section } from "./sections.ts";
import { articlePath, excerptOf } from "./view.ts";

/** What pages hold between their frame's head and foot. */
interface Place {
  desk: DeskConfig;
  language: Language;
}
const words = ({ language }: Place) => (key: string, params: Record<string, string | number> = {}) => translate(language, key, params);

const searchForm = ({ desk, language }: Place, q: string, large: boolean): Html => {
  const t = words({ desk, language });
  return html`<form class="search${large && " large"}" role="search" action="${helpPath(desk, language, "search")}"><label class="visually-hidden" for="q">${t("help.search")}</label><input class="field" id="q" name="q" type="search" value="${q}" placeholder="${t("help.search")}" maxlength="200" enterkeyhint="search" required><button class="button primary">${t("help.search.do")}</button></form>`;
};

const breadcrumbs = (place: Place, section: Section | null): Html => html`<nav class="crumbs" aria-label="${words(place)("help.breadcrumbs")}"><ol><li><a href="${helpPath(place.desk, place.language)}">${words(place)("help.nav.articles")}</a></li>${
  section && html`<li><a href="${helpPath(place.desk, place.language, "sections", section.key)}">${sectionName(section, place.language, place.desk)}</a></li>`
}</ol></nav>`;

/** In another language than the page: said, and read out, in that one. */
const inLanguage = ({ language }: Place, shown: Pick<Shown, "language">): Piece => shown.language !== language && html` lang="${shown.language}"`;
const articleLink = (place: Place, shown: Shown): Html =>
  html`<a href="${articlePath(place.desk, place.language, shown.id, shown.title)}"${inLanguage(place, shown)}>${shown.title}</a>${shown.language !== place.language && html` <span class="tag">${languageName(shown.language)}</span>`}`;

/** With what of them is said before they are opened. */
const articleList = (place: Place, articles: readonly Shown[], searched: readonly string[] = []): Html =>
  html`<ul class="articles">${articles.map((one) => html`<li><h2>${articleLink(place, one)}</h2><p${inLanguage(place, one)}>${marked(excerptOf(one), searched)}</p></li>`)}</ul>`;

/** For whom the articles have no answer. */
const ask = (place: Place): Html => {
  const t = words(place);
  return html`<aside class="ask"><div><h2>${t("help.ask.title")}</h2><p>${t("help.ask.lead")}</p></div><a class="button" href="/portal/${place.desk.key}/new">${t("help.ask.do")}</a></aside>`;
};

export function homeBody(place: Place, sections: readonly { section: Section; articles: readonly Shown[]; count: number }[]): Html {
  const { desk, language } = place;
  const t = words(place);
  const filled = sections.filter(({ count }) => count > 0);
  return html`<div class="hero"><h1>${t("help.home.title")}</h1><p>${t("help.home.lead", { desk: labelIn(desk.labels, language, desk.language) })}</p>${filled.length > 0 && searchForm(place, "", true)}</div>
${filled.length === 0 && html`<p class="none">${t("help.home.empty")}</p>`}
<div class="sections">${filled.map(({ section, articles, count }) => {
    const to = helpPath(desk, language, "sections", section.key);
    const about = explanation(section, place);
    return html`<section aria-labelledby="s-${section.key}"><h2 id="s-${section.key}"><a href="${to}">${sectionName(section, language, desk)}</a></h2>${about && html`<p>${about}</p>`}<ul>${articles.map((one) => html`<li>${articleLink(place, one)}</li>`)}</ul>${
      count > articles.length && html`<p class="all"><a href="${to}">${t("help.section.all", { count })}</a></p>`
    }</section>`;
  })}</div>
${ask(place)}`;
}

const explanation = (section: Section, { desk, language }: Place): string => labelIn(section.explanations, language, desk.language);

export const sectionBody = (place: Place, section: Section, articles: readonly Shown[]): Html => html`${breadcrumbs(place, null)}
<div class="column"><h1>${sectionName(section, place.language, place.desk)}</h1>${explanation(section, place) && html`<p class="lead">${explanation(section, place)}</p>`}
${articles.length === 0 ? html`<p class="none">${words(place)("help.section.empty")}</p>` : articleList(place, articles)}
${ask(place)}</div>`;

export function searchBody(place: Place, q: string, found: readonly Shown[]): Html {
  const t = words(place);
  return html`${breadcrumbs(place, null)}
<div class="column"><h1>${q === "" ? t("help.search") : t("help.search.title", { q })}</h1>
${searchForm(place, q, false)}
${q !== "" && html`<p class="lead" role="status">${found.length === 0 ? t("help.search.none", { q }) : t("help.search.count", { count: found.length })}</p>`}
${articleList(place, found, foldedWords(q))}
${ask(place)}</div>`;
}

export interface ArticlePage {
  article: Shown & { html: string; files: readonly StoredFile[] };
  section: Section;
  others: readonly Shown[];
  /** what the reader said of it */
  vote: { helpful: boolean; said: boolean } | null;
  /** works at the desk, and may write */
  editable: boolean;
  /** what comes below: comments */
  below: Piece;
}

export function articleBody(place: Place, { article, section, others, vote, editable, below }: ArticlePage): Html {
  const { desk, language } = place;
  const t = words(place);
  const fileUrl = (id: string, show = true) => `/help/${desk.key}/files/${article.id}/${id}${show ? "?inline=1" : ""}`;
  const { body, headings } = articleText(article.html, fileUrl);
  const updated = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: desk.timeZone }).format(new Date(article.publishedAt));
  return html`${breadcrumbs(place, section)}
<article class="reading"${inLanguage(place, article)}>
<header><h1>${article.title}</h1>${article.summary !== "" && html`<p class="lead">${article.summary}</p>`}
<p class="meta" lang="${language}"><time datetime="${article.publishedAt}">${t("help.article.updated", { date: updated })}</time>${article.audience !== "everyone" && html` · ${t(`help.article.audience.${article.audience}`)}`}${
    editable && html` · <a href="/desk/help/${desk.key}/${article.id}?language=${article.language}">${t("help.article.edit")}</a>`
  }</p>
${article.language !== language && html`<p class="other" lang="${language}">${t("help.article.other-language", { language: languageIn(article.language, language) })}</p>`}</header>
${headings.length > 2 && html`<nav class="contents" aria-labelledby="contents"><h2 id="contents" lang="${language}">${t("help.article.contents")}</h2><ol>${headings.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}</ol></nav>`}
<div class="text" dir="auto">${body}</div>
${article.files.length > 0 && html`<section class="files" lang="${language}"><h2>${t("help.article.files")}</h2><ul>${article.files.map((file) => html`<li><a href="${fileUrl(file.id, false)}" dir="auto">${file.name}</a> <span>${sizeIn(file.size, language)}</span></li>`)}</ul></section>`}
</article>
<div class="column">${votes(place, article, vote)}
${others.length > 0 && html`<section class="related"><h2>${t("help.article.related", { section: sectionName(section, language, desk) })}</h2><ul>${others.map((one) => html`<li>${articleLink(place, one)}</li>`)}</ul></section>`}
${below}
${ask(place)}</div>`;
}

/** One press, without script; then what was missing, or thanks. */
function votes(place: Place, article: Pick<Shown, "id" | "title">, vote: ArticlePage["vote"]): Html {
  const t = words(place);
  const to = articlePath(place.desk, place.language, article.id, article.title);
  const button = (value: "yes" | "no") => html`<button class="button" name="helpful" value="${value}"${vote !== null && vote.helpful === (value === "yes") && trusted(` aria-pressed="true"`)}>${t(`help.vote.${value}`)}</button>`;
  return html`<section class="votes" id="helpful" aria-labelledby="helpful-title"><form method="post" action="${to}/helpful"><h2 id="helpful-title">${t("help.vote.title")}</h2><div class="pair">${button("yes")}${button("no")}</div></form>
${vote !== null && (vote.helpful || vote.said) && html`<p role="status">${t("help.vote.thanks")}</p>`}
${vote !== null && !vote.helpful && !vote.said && html`<form class="missing" method="post" action="${to}/missing"><label for="missing">${t("help.vote.missing")}</label><textarea class="field" id="missing" name="missing" rows="3" maxlength="2000" required aria-describedby="missing-hint" dir="auto"></textarea><p id="missing-hint">${t("help.vote.missing.hint")}</p><button class="button">${t("help.vote.missing.send")}</button></form>`}
</section>`;
}

const languageIn = (language: Language, reader: Language): string => new Intl.DisplayNames([reader], { type: "language" }).of(language) ?? language;

/** Of a file, in the units people know. */
function sizeIn(bytes: number, language: Language): string {
  const [unit, amount] = bytes >= 1_000_000 ? (["megabyte", bytes / 1_000_000] as const) : (["kilobyte", Math.max(1, bytes / 1000)] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: amount < 10 && unit === "megabyte" ? 1 : 0 }).format(amount);
}
