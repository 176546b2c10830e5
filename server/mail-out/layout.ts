import type { Language } from "../../contract/common.ts";
import { translate } from "../platform/i18n.ts";
import { dayAndTime } from "../platform/dates.ts";
import { escapeHtml } from "../platform/rich-text/index.ts";
import type { Rendered } from "../platform/templates.ts";
import { accentOf } from "./rules.ts";

/** What a person wrote, both forms as `rich-text` made them. */
export interface Words {
  html: string;
  text: string;
}

/** An earlier message of the conversation. */
export interface Earlier extends Words {
  /** RFC 3339 */
  at: string;
  author: string;
}

interface Link {
  label: string;
  url: string;
}

/** A rendered letter in one language. Texts are plain; only opening and body have their HTML. */
export interface Section {
  lang: Language;
  opening: Rendered;
  body: Rendered;
  /** null: the receiver has no page to open */
  button: Link | null;
  link: Link | null;
  /** the answers that a waiting ticket asks for, each by a link */
  choices: readonly Link[];
  /** T6: how satisfied are they? a link for each score, the lowest first, and one to the choice */
  stars: { question: string; scale: string; url: string; links: readonly (Link & { about: string })[] } | null;
  next: string;
  /** small print: how the ticket ends by itself, and when; empty: it does not */
  ending: string;
  why: string;
  /** where they say that they want no more of these */
  stop: Link | null;
}

/** A rendered letter and what stands around it. */
export interface Sheet {
  timeZone: string;
  desk: { name: string; hue: number };
  subject: string;
  ticket: number | null;
  /** one for each language of the mail, the receiver's first; never none */
  sections: readonly Section[];
  words: Words | null;
  /** plain lines below the words; empty: none */
  signature: string;
  /** names of files that are too large to go by mail */
  leftOut: readonly string[];
  /** newest first */
  history: readonly Earlier[];
  /** how much of it goes along */
  historyLimits?: { messages: number; characters: number };
}

const replyLimits = { messages: 10, characters: 60_000 };

/**
 * The two bodies of a mail: first what happened, then the person's words, one button, small print, and the earlier
 * conversation below; in several languages one after the other, each under its name. Both say the same. The HTML needs no
 * remote content, reads on 320 px and in dark mode.
 */
export function layOut(sheet: Sheet): { subject: string; text: string; html: string } {
  const history = bounded(sheet.history, sheet.historyLimits ?? replyLimits);
  return { subject: sheet.subject, text: asText(sheet, history), html: asHtml(sheet, history) };
}

const langOf = (sheet: Sheet): Language => sheet.sections[0]?.lang ?? "en";
/** The language's name in itself, where a mail has several. */
const nameOf = (sheet: Sheet, { lang }: Section): string => {
  const name = sheet.sections.length < 2 ? "" : (new Intl.DisplayNames(lang, { type: "language", languageDisplay: "standard" }).of(lang) ?? lang);
  return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
};

function bounded(history: readonly Earlier[], limits: { messages: number; characters: number }): Earlier[] {
  const kept: Earlier[] = [];
  let size = 0;
  for (const earlier of history.slice(0, limits.messages)) {
    size += earlier.html.length + earlier.text.length;
    if (size > limits.characters) break;
    kept.push(earlier);
  }
  return kept;
}

const when = (sheet: Sheet, at: string) => dayAndTime(langOf(sheet), "medium", sheet.timeZone, at);
const wrote = (sheet: Sheet, earlier: Earlier) => translate(langOf(sheet), "mail.wrote", { date: when(sheet, earlier.at), name: earlier.author || sheet.desk.name });
const leftOut = (sheet: Sheet) => (sheet.leftOut.length > 0 ? translate(langOf(sheet), "mail.attachments-in-portal", { names: sheet.leftOut.join(", ") }) : "");
const origin = (sheet: Sheet) => [sheet.ticket === null ? "" : translate(langOf(sheet), "mail.ticket", { number: String(sheet.ticket) }), sheet.desk.name].filter(Boolean).join(" · ");

function asText(sheet: Sheet, history: readonly Earlier[]): string {
  const parts = [
    ...sheet.sections.flatMap((section, n) => [
      sheet.sections.length < 2 ? "" : `* ${nameOf(sheet, section)} *`,
      section.opening.text,
      ...(n === 0 ? [sheet.words?.text.trim() ?? "", sheet.signature, leftOut(sheet)] : []),
      section.body.text,
      ...[section.button, section.link, ...section.choices].map((link) => (link === null ? "" : `${link.label}:\n${link.url}`)),
      section.stars === null ? "" : `${section.stars.question} (${section.stars.scale})\n${section.stars.url}`,
    ]),
    // RFC 3676, 4.3: what follows is not part of the message
    ["-- ", origin(sheet), ...sheet.sections.flatMap(({ next, ending, why, stop }) => [next, ending, why, stop === null ? "" : `${stop.label}: ${stop.url}`].filter((line) => line !== ""))].join("\n"),
    ...history.map((earlier) => `${wrote(sheet, earlier)}\n${quoted(earlier.text)}`),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const quoted = (text: string) => text.trim().split("\n").map((line) => (line.startsWith(">") ? `>${line}` : `> ${line}`.trimEnd())).join("\n");

const font = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
/** A picture of an earlier message is not sent along again. */
const withoutInlineImages = (html: string) => html.replace(/<img\b[^<>]*\bsrc="cid:[^"<>]*"[^<>]*>/gi, "");

const paragraph = (text: string) => (text === "" ? "" : `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`);
const linkTo = ({ label, url }: Link, style: string) => `<a class="link" href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a>`;

function sectionHtml(sheet: Sheet, section: Section, first: boolean, accent: string): string {
  const { button, link } = section;
  const heading = sheet.sections.length < 2 ? "" : `<p class="quiet${first ? "" : " line"}" style="margin:${first ? "0" : "32px"} 0 12px;${first ? "" : "padding:20px 0 0;border-top:1px solid #d8dce1;"}font-size:13px;line-height:20px;color:#5b636d">${escapeHtml(nameOf(sheet, section))}</p>`;
  const words = first && sheet.words !== null ? `<div style="margin:0 0 16px">${sheet.words.html}</div>` : "";
  const signature = first && sheet.signature !== "" ? `<p class="quiet" style="margin:0 0 16px;font-size:14px;line-height:21px;color:#5b636d">${sheet.signature.split("\n").map(escapeHtml).join("<br>")}</p>` : "";
  const parts = [
    heading,
    section.opening.html,
    words,
    signature,
    first ? paragraph(leftOut(sheet)) : "",
    section.body.html,
    button === null ? "" : `<p style="margin:24px 0"><a href="${escapeHtml(button.url)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:${accent};color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(button.label)}</a></p>`,
    ...[...(link === null ? [] : [link]), ...section.choices].map((one) => `<p style="margin:0 0 16px">${linkTo(one, `color:${accent}`)}</p>`),
    section.stars === null ? "" : starsHtml(section.stars, accent),
  ].filter((part) => part !== "");
  return `<div lang="${section.lang}">\n${parts.join("\n")}\n</div>`;
}

/** Five targets for a thumb, which say by themselves what they are: no picture is loaded, and no colour needed. */
function starsHtml({ question, scale, links }: NonNullable<Section["stars"]>, accent: string): string {
  const star = ({ label, about, url }: Link & { about: string }) =>
    `<a class="link line" href="${escapeHtml(url)}" title="${escapeHtml(about)}" aria-label="${escapeHtml(about)}" style="display:inline-block;width:48px;margin:0 6px 6px 0;padding:11px 0;border:1px solid #d8dce1;border-radius:6px;text-align:center;text-decoration:none;color:${accent};font-weight:600">${escapeHtml(label)}&nbsp;&#9733;</a>`;
  return `<p style="margin:24px 0 8px;font-weight:600">${escapeHtml(question)}</p>
<p style="margin:0">${links.map(star).join("")}</p>
<p class="quiet" style="margin:0 0 16px;font-size:13px;line-height:20px;color:#5b636d">${escapeHtml(scale)}</p>`;
}

function asHtml(sheet: Sheet, history: readonly Earlier[]): string {
  const accent = accentOf(sheet.desk.hue);
  const small = sheet.sections.map(({ lang, next, ending, why, stop }) => `<span lang="${lang}">${[...[next, ending, why].filter((line) => line !== "").map(escapeHtml), ...(stop === null ? [] : [linkTo(stop, "color:#5b636d")])].join("<br>")}</span>`);
  const earlier = history
    .map(
      (message) => `<p class="quiet" style="margin:24px 0 8px;font-size:13px;line-height:20px;color:#5b636d">${escapeHtml(wrote(sheet, message))}</p>
<blockquote type="cite" class="line" style="margin:0;padding:0 0 0 12px;border-left:2px solid #d8dce1;font-size:14px;line-height:21px">${withoutInlineImages(message.html)}</blockquote>`,
    )
    .join("\n");
  return `<!doctype html>
<html lang="${langOf(sheet)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(sheet.subject)}</title>
<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
img{max-width:100%;height:auto}
@media (prefers-color-scheme:dark){
.page{background:#15171a!important}
.ink{color:#e8eaed!important}
.quiet{color:#a6adb6!important}
.line{border-color:#3a4048!important}
.link{color:#a9c1ff!important}
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#ffffff">
<div class="ink" style="max-width:600px;margin:0 auto;padding:24px 16px;font-family:${font};font-size:16px;line-height:24px;color:#1c2024;overflow-wrap:anywhere">
<p style="margin:0 0 20px;padding:0 0 0 10px;border-left:4px solid ${accent};font-size:14px;line-height:20px;font-weight:600">${escapeHtml(sheet.desk.name)}</p>
${sheet.sections.map((section, n) => sectionHtml(sheet, section, n === 0, accent)).join("\n")}
<p class="quiet line" style="margin:24px 0 0;padding:16px 0 0;border-top:1px solid #d8dce1;font-size:13px;line-height:20px;color:#5b636d">${[escapeHtml(origin(sheet)), ...small].join("<br>")}</p>
${earlier}
</div>
</body>
</html>
`;
}
