import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import { labelIn, languages, type Language } from "../../contract/common.ts";
import { logoPath, portalOrigin, type DeskConfig } from "../desks/index.ts";
import { html, textOf, trusted, type Html } from "../platform/html.ts";
import { translate } from "../platform/i18n.ts";
import type { Site } from "../platform/site.ts";
import type { Person } from "../platform/work.ts";

/** What stands around every page of every help centre. */
export interface HelpFrame {
  site: Site;
  /** the tags that load the style sheet of the build */
  head: () => Promise<Html>;
}

export interface HelpPage {
  desk: DeskConfig;
  language: Language;
  /** what the page is called; on the first page, the help centre itself */
  title: string;
  /** one sentence for search engines and previews of links */
  description: string | null;
  /** the page's own address, from `/help` on; see `helpPath` */
  path: string;
  /** the same page in other languages, itself included where it has any */
  alternates: readonly { language: Language; path: string }[];
  actor: Person | null;
  /** what of the navigation the page belongs to */
  place: "articles" | "community" | null;
  /** not for everybody, or of no lasting worth: search engines leave it out */
  unlisted?: boolean;
  body: Html;
}

/** The address of a page of a desk's help centre, below its language. */
export const helpPath = (desk: Pick<DeskConfig, "key">, language: Language, ...parts: readonly (string | number)[]): string => ["/help", desk.key, language, ...parts.map((part) => encodeURIComponent(part))].join("/");

/** The languages in which a desk's help centre can be read: those of the desk that the product speaks. */
export const helpLanguages = (desk: Pick<DeskConfig, "languages">): Language[] => {
  const offered = languages.filter((one) => desk.languages.includes(one));
  return offered.length > 0 ? offered : [...languages];
};

/** A language's own name: "Español". */
export function languageName(language: Language): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** Where a customer signs in, to come back to this page. */
export const signInPath = (desk: Pick<DeskConfig, "key">, path: string): string => `/portal/${desk.key}/sign-in?to=${encodeURIComponent(path)}`;

/** A page, whole: readable without script, in the desk's colour, with what search engines want to know. */
export function helpPage(site: Pick<Site, "publicUrl">, head: Html, page: HelpPage): Html {
  const { desk, language, actor, alternates, place } = page;
  const t = (key: string, params: Record<string, string> = {}) => translate(language, key, params);
  const name = labelIn(desk.labels, language, desk.language);
  const absolute = (path: string) => `${portalOrigin(site, desk)}${path}`;
  const logo = logoPath(desk);
  const title = page.title === "" ? t("help.title", { desk: name }) : `${page.title} · ${name}`;
  // T11: whoever writes in the portal alone is not told to write a mail
  const address = desk.settings.portalOnly === true ? undefined : desk.addresses[0];
  const link = (to: string, text: string, current: boolean) => html`<li><a href="${to}"${current && trusted(` aria-current="true"`)}>${text}</a></li>`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${page.description && html`<meta name="description" content="${page.description}">\n`}${page.unlisted ? html`<meta name="robots" content="noindex">\n` : html`<link rel="canonical" href="${absolute(page.path)}">\n`}${
    page.unlisted || alternates.length < 2 ? null : alternates.map((one) => html`<link rel="alternate" hreflang="${one.language}" href="${absolute(one.path)}">\n`)
  }<meta property="og:title" content="${page.title === "" ? title : page.title}">
<meta property="og:site_name" content="${name}">
<style>${trusted(hueStyle(desk))}</style>
${head}
</head>
<body>
<a class="skip" href="#content">${t("help.skip")}</a>
<header class="header">
<div class="bar">
<a class="desk" href="${helpPath(desk, language)}">${logo === null ? mark : html`<img class="logo" src="${logo}" alt="">`}<span>${name}</span></a>
<nav aria-label="${t("help.nav")}"><ul class="nav">${link(helpPath(desk, language), t("help.nav.articles"), place === "articles")}${desk.topics.some(({ archived }) => !archived) && link(helpPath(desk, language, "community"), t("help.nav.community"), place === "community")}${link(`/portal/${desk.key}/`, t("help.nav.requests"), false)}</ul></nav>
<p class="who">${actor === null ? html`<a href="${signInPath(desk, page.path)}">${t("help.sign-in")}</a>` : html`<a href="/portal/${desk.key}/account" title="${t("help.signed-in", { name: actor.name })}" dir="auto">${actor.name}</a>`}</p>
</div>
</header>
<main id="content" class="main" tabindex="-1">
${page.body}
</main>
<footer class="foot">
<div class="line">
${address && html`<p>${writeTo(t("help.foot.write", { address }), address)}</p>`}
<nav aria-label="${t("help.languages")}"><ul class="languages">${helpLanguages(desk).map((one) => {
    const to = alternates.find((alternate) => alternate.language === one)?.path ?? helpPath(desk, one);
    return html`<li><a href="${to}" lang="${one}" hreflang="${one}"${one === language && trusted(` aria-current="true"`)}>${languageName(one)}</a></li>`;
  })}</ul></nav>
</div>
</footer>
</body>
</html>
`;
}

/** Answers a request with a page. */
export async function sendPage(reply: FastifyReply, frame: HelpFrame, page: HelpPage, status = 200): Promise<FastifyReply> {
  reply.headers({
    "content-security-policy": contentPolicy(page.desk),
    "cache-control": "private, no-cache",
    "content-language": page.language,
    vary: "cookie",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
  });
  return reply.status(status).type("text/html; charset=utf-8").send(textOf(helpPage(frame.site, await frame.head(), page)));
}

/** The desk's colour; the only style that is not in a file, known to the policy by its hash. It weighs more than what the file says. */
const hueStyle = (desk: Pick<DeskConfig, "hue">): string => `html:root{--hue:${Number(desk.hue)}}`;
const contentPolicy = (desk: DeskConfig): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${createHash("sha256").update(hueStyle(desk)).digest("base64")}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** A sentence with the desk's address in it as a link. */
function writeTo(text: string, address: string): Html {
  const [before = "", after = ""] = text.split(address);
  return html`${before}<a href="mailto:${address}">${address}</a>${after}`;
}

/** The window of the service desk, in the desk's colour. */
const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" class="mark-ground"></rect><g class="mark-lines" fill="none" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"><path d="M8 14a8 8 0 0 1 16 0v9H8z"></path><path d="M6 23h20M16 14v4"></path></g></svg>`;
