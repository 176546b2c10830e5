import { randomUUID } from "node:crypto";
import { labelIn } from "../../contract/common.ts";
import { longestEntry, longestTitle, postKinds, type EntryKind } from "../../contract/community.ts";
import { helpLanguages, helpPath, signInPath, type HelpPage, type HelpVisit } from "../help-centre/index.ts";
import { html, trusted, type Html } from "../platform/html.ts";
import { followTick, lines, signInElsewhere } from "./comments-block.ts";
import { isStaff, mayPostIn, topicsFor } from "./policy.ts";
import { publicName } from "./rules.ts";
import { act, sayIn, type Say } from "./view.ts";

/** What was typed into the form of a post; `problem` stands at the field of its path. */
export interface PostDraft {
  topic: string;
  kind: string;
  title: string;
  text: string;
  follow: boolean;
  formId: string;
  problem: { text: string; path: string } | null;
}
export const newPost = (topic: string): PostDraft => ({ topic, kind: "question", title: "", text: "", follow: true, formId: randomUUID(), problem: null });

/** The form for a post. Whoever is not signed in is shown the way in, and what they had typed. */
export function writePage(visit: HelpVisit, draft: PostDraft): HelpPage {
  const { desk, language, actor } = visit;
  const say = sayIn(language);
  const topics = topicsFor(actor, desk).filter((topic) => mayPostIn(actor, desk, topic));
  const kinds = postKinds.filter((kind) => kind !== "news" || isStaff(actor, desk.id));
  const title = say("new");
  const path = helpPath(desk, language, "community", "new");
  const option = (value: string, text: string, chosen: string) => html`<option value="${value}"${value === chosen && trusted(" selected")}>${text}</option>`;
  const fields = html`<fieldset class="kinds"><legend>${say("write.kind")}</legend>${kinds.map((kind) => html`<label class="tick"><input type="radio" name="kind" value="${kind}"${kind === draft.kind && trusted(" checked")}> <span>${say(`kind.${kind}`)}<small>${say(`kind.${kind}.about`)}</small></span></label>`)}</fieldset>
<label for="topic">${say("write.topic")}</label>
<select class="field" id="topic" name="topic">${topics.map((topic) => option(topic.key, labelIn(topic.labels, language, desk.language), draft.topic))}</select>
${titleField(say, draft.title, draft.problem)}
${textField(say, draft.text, draft.problem, 8)}
<input type="hidden" name="form" value="${draft.formId}">
<p class="public">${isStaff(actor, desk.id) ? say("write.as-team", { name: actor?.name ?? "" }) : say("write.as", { name: publicName(actor?.name ?? "") })}</p>
<p class="write-end">${followTick(say, draft.follow)}<button class="button primary">${say("write.publish")}</button></p>`;
  const body = html`<div class="community narrow-page">
<nav class="crumbs" aria-label="${say("back")}"><ol><li><a href="${helpPath(desk, language, "community")}">${say("title")}</a></li></ol></nav>
<h1>${title}</h1>
${actor === null && draft.text === "" && draft.title === "" ? html`<p class="invitation"><a class="button primary" href="${signInPath(desk, path)}">${say("write.sign-in")}</a></p>` : html`${actor === null && sessionEnded(visit, say, path)}<form method="post" action="${helpPath(desk, language, "community")}" class="write tall">${fields}</form>`}
</div>`;
  return { desk, language, title, description: null, path, alternates: helpLanguages(desk).map((one) => ({ language: one, path: helpPath(desk, one, "community", "new") })), actor, place: "community", unlisted: true, body };
}

/** One's own words, to be written anew or taken back. */
export function changePage(visit: HelpVisit, entry: { kind: EntryKind; id: number; title: string; text: string; withdrawable: boolean; back: string }, problem: { text: string; path: string } | null): HelpPage {
  const { desk, language, actor } = visit;
  const say = sayIn(language);
  const title = say(`change.${entry.kind}`);
  const at = (what: string) => (entry.kind === "post" ? helpPath(desk, language, "community", entry.id, what) : helpPath(desk, language, "community", "comments", entry.id, what));
  const body = html`<div class="community narrow-page">
<nav class="crumbs" aria-label="${say("back")}"><ol><li><a href="${entry.back}">${say("back.entry")}</a></li></ol></nav>
<h1>${title}</h1>
${actor === null && sessionEnded(visit, say, at("edit"))}
<form method="post" action="${at("edit")}" class="write tall">
${entry.kind === "post" && titleField(say, entry.title, problem)}
${textField(say, entry.text, problem, 8)}
<p class="write-end"><a class="button" href="${entry.back}">${say("cancel")}</a><button class="button primary">${say("change.save")}</button></p>
</form>
${entry.withdrawable && html`<section class="withdraw"><h2>${say("withdraw.title")}</h2><p>${say("withdraw.about")}</p>${act(at("withdraw"), say("withdraw"), {}, { look: "button danger" })}</section>`}
</div>`;
  return { desk, language, title, description: null, path: at("edit"), alternates: [], actor, place: "community", unlisted: true, body };
}

/** Signed out while writing: it is all there, and goes once they are signed in elsewhere. */
const sessionEnded = ({ desk }: HelpVisit, say: Say, path: string): Html => html`<p class="problem" role="alert">${say("write.session-ended")} ${signInElsewhere(desk, say, path)}</p>`;

const problemAt = (problem: { text: string; path: string } | null, path: string): Html | null => (problem?.path === path ? html`<p class="problem" role="alert" id="problem">${problem.text}</p>` : null);
const invalid = (problem: { path: string } | null, path: string) => problem?.path === path && trusted(' aria-invalid="true" aria-describedby="problem" autofocus');

const titleField = (say: Say, value: string, problem: { text: string; path: string } | null): Html => html`<label for="title">${say("write.title")}</label>
${problemAt(problem, "/title")}<input class="field" id="title" name="title" value="${value}" required maxlength="${longestTitle}" dir="auto" autocomplete="off"${invalid(problem, "/title")}>`;
const textField = (say: Say, value: string, problem: { text: string; path: string } | null, rows: number): Html => html`<label for="text">${say("write.text")}</label>
${problemAt(problem, "/text")}<textarea class="field" id="text" name="text" rows="${rows}" required maxlength="${longestEntry}" dir="auto"${invalid(problem, "/text")}>${lines(value)}</textarea>`;
