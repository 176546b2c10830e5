import type { Language } from "../../contract/common.ts";
import { contactsOf } from "../people/index.ts";
import type { DeskConfig } from "../desks/index.ts";
import type { Db } from "../platform/db.ts";
import { html, trusted, type Html } from "../platform/html.ts";
import { translate } from "../platform/i18n.ts";
import { publicName } from "./rules.ts";

/** Says a text of the community's pages. */
export type Say = (key: string, params?: Record<string, string | number>) => string;
export const sayIn = (language: Language): Say => (key, params = {}) => translate(language, `community.${key}`, params);

/** Who wrote, by number, as everybody may read it: colleagues in full, others by first name. */
export async function namesOf(db: Db, entries: readonly { authorId: number | null; staff: boolean }[]): Promise<(entry: { authorId: number | null; staff: boolean }) => string | null> {
  const contacts = await contactsOf(db, entries.flatMap(({ authorId }) => (authorId === null ? [] : [authorId])));
  const names = new Map(contacts.map(({ id, name }) => [id, name]));
  return ({ authorId, staff }) => {
    const name = authorId === null ? undefined : names.get(authorId);
    return name === undefined ? null : staff ? name : publicName(name);
  };
}

/** Who, on whose behalf, and when: the line above what somebody wrote. */
export function byline(say: Say, { desk, language }: { desk: DeskConfig; language: Language }, entry: { staff: boolean; at: string; editedAt: string | null }, name: string | null): Html {
  return html`<p class="byline"><bdi class="name">${name ?? say("erased")}</bdi>${entry.staff && html` <span class="badge">${say("team")}</span>`} <span class="when">${moment(language, desk, entry.at)}${entry.editedAt !== null && html` · ${say("edited")}`}</span></p>`;
}

/** A moment in the reader's language and the desk's zone: the page is the same for everybody. */
export const moment = (language: Language, desk: Pick<DeskConfig, "timeZone">, at: string): Html =>
  html`<time datetime="${at}">${new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: desk.timeZone }).format(new Date(at))}</time>`;

/** Its day alone: what a list needs. */
export const dayOf = (language: Language, desk: Pick<DeskConfig, "timeZone">, at: string): Html =>
  html`<time datetime="${at}">${new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: desk.timeZone }).format(new Date(at))}</time>`;

/** What somebody wrote; its HTML comes from the rich-text pipeline. */
export const wordsOf = (entry: { html: string; language: string }): Html => html`<div class="words" lang="${entry.language}" dir="auto">${trusted(entry.html)}</div>`;

/** A button that posts by itself, without script. */
export const act = (action: string, label: string, fields: Record<string, string>, { look = "button", icon = null, pressed }: { look?: string; icon?: Html | null; pressed?: boolean } = {}): Html =>
  html`<form method="post" action="${action}" class="act">${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button class="${look}"${pressed !== undefined && trusted(` aria-pressed="${String(pressed)}"`)}>${icon}${label}</button></form>`;

const icon = (path: string) => trusted(`<svg class="icon" viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`);
/** Tabler's, as in the apps. */
export const icons = {
  question: icon('<path d="M12 17v.01"/><path d="M12 13.5a1.5 1.5 0 0 1 1 -1.5a2.6 2.6 0 1 0 -3 -4"/><circle cx="12" cy="12" r="9"/>'),
  proposal: icon('<path d="M3 12h1m8 -9v1m8 8h1m-15.4 -6.4l.7 .7m12.1 -.7l-.7 .7"/><path d="M9 16a5 5 0 1 1 6 0a3.5 3.5 0 0 0 -1 3a2 2 0 0 1 -4 0a3.5 3.5 0 0 0 -1 -3"/><path d="M9.7 17h4.6"/>'),
  news: icon('<path d="M18 8a3 3 0 0 1 0 6"/><path d="M10 8v11a1 1 0 0 1 -1 1h-1a1 1 0 0 1 -1 -1v-5"/><path d="M12 8l4.5 -3.8a.9 .9 0 0 1 1.5 .7v12.2a.9 .9 0 0 1 -1.5 .7l-4.5 -3.8h-8a1 1 0 0 1 -1 -1v-4a1 1 0 0 1 1 -1z"/>'),
  answered: icon('<path d="M5 12l5 5l10 -10"/>'),
  up: icon('<path d="M12 5l0 14"/><path d="M18 11l-6 -6"/><path d="M6 11l6 -6"/>'),
  comments: icon('<path d="M8 9h8"/><path d="M8 13h6"/><path d="M18 4a3 3 0 0 1 3 3v8a3 3 0 0 1 -3 3h-5l-5 3v-3h-2a3 3 0 0 1 -3 -3v-8a3 3 0 0 1 3 -3h12z"/>'),
  bell: icon('<path d="M10 5a2 2 0 1 1 4 0a7 7 0 0 1 4 6v3a4 4 0 0 0 2 3h-16a4 4 0 0 0 2 -3v-3a7 7 0 0 1 4 -6"/><path d="M9 17v1a3 3 0 0 0 6 0v-1"/>'),
  lock: icon('<path d="M5 13a2 2 0 0 1 2 -2h10a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-6z"/><path d="M8 11v-4a4 4 0 1 1 8 0v4"/>'),
};
