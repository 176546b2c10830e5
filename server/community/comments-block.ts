import { randomUUID } from "node:crypto";
import { longestEntry, longestReason } from "../../contract/community.ts";
import type { DeskConfig } from "../desks/index.ts";
import { helpPath, signInPath, type HelpVisit } from "../help-centre/index.ts";
import type { Db } from "../platform/db.ts";
import { html, trusted, type Html } from "../platform/html.ts";
import { listComments, perPage, type StoredComment, type Subject } from "./comments-store.ts";
import { isAuthor, mayChange, mayModerate, mayWithdrawComment } from "./policy.ts";
import { isFollowing } from "./subscriptions.ts";
import { act, byline, icons, namesOf, sayIn, wordsOf, type Say } from "./view.ts";

/** What stands above and around the comments of a page. */
export interface Around {
  subject: Subject;
  /** where the page is */
  path: string;
  /** of a post: how many there are; an article's are not counted */
  count: number | null;
  locked: boolean;
  /** the comment the desk stands by; it stands first, and again where it was written */
  official: StoredComment | null;
  /** may the desk stand by a comment here */
  answerable: boolean;
  after: number;
  draft: Draft | null;
}
/** What was typed and refused: nothing of it is lost. */
export interface Draft {
  text: string;
  formId: string;
  follow: boolean;
  problem: string;
}

/** H11: the comments on a post or an article, a page of them, and the form for another; for who is not signed in, the way in. */
export async function commentsBlock(db: Db, visit: HelpVisit, around: Around): Promise<Html> {
  const { desk, language, actor } = visit;
  const say = sayIn(language);
  const { subject, path } = around;
  const rows = await listComments(db, subject, { all: mayModerate(actor, desk.id), personId: actor?.id ?? null }, around.after, perPage + 1);
  const shown = rows.slice(0, perPage);
  const last = shown.at(-1);
  const nameOf = await namesOf(db, around.official === null ? shown : [...shown, around.official]);
  const following = actor !== null && (await isFollowing(db, { subject: subject.on, id: subject.id }, actor.id));
  const one = (comment: StoredComment, pinned: boolean) => commentOf(visit, say, around, comment, nameOf(comment), pinned);
  return html`<section class="comments" id="comments" aria-labelledby="comments-title">
<header class="comments-head"><h2 id="comments-title">${around.count === null ? say("comments.title") : say("comments", { count: around.count })}</h2>
${actor !== null && act(helpPath(desk, language, "community", "follow"), say(following ? "unfollow" : "follow"), { subject: subject.on, id: String(subject.id), wanted: following ? "no" : "yes", back: path }, { look: "quiet", icon: icons.bell, pressed: following })}</header>
${around.official !== null && around.after === 0 && html`<section class="official" aria-labelledby="official-title"><h3 id="official-title">${icons.answered}${say("official.title")}</h3>${one(around.official, true)}</section>`}
${shown.length > 0 && html`<ol class="comment-list">${shown.map((comment) => html`<li>${one(comment, false)}</li>`)}</ol>`}
${rows.length > perPage && last !== undefined && html`<p class="more"><a class="button" rel="next" href="${path}?after=${last.id}#comments">${say("comments.more")}</a></p>`}
${actor === null && around.draft === null ? invitation(visit, say, path) : around.locked && around.draft === null ? html`<p class="closed">${icons.lock}${say("locked")}</p>` : form(visit, say, around, following)}
</section>`;
}

const invitation = ({ desk }: HelpVisit, say: Say, path: string): Html => html`<p class="invitation"><a class="button" href="${signInPath(desk, `${path}#comments`)}">${say("comments.sign-in")}</a></p>`;

function form({ desk, language, actor }: HelpVisit, say: Say, { subject, path, draft }: Around, following: boolean): Html {
  const action = subject.on === "post" ? helpPath(desk, language, "community", subject.id, "comments") : helpPath(desk, language, "community", "articles", subject.id, "comments");
  return html`<form method="post" action="${action}#write" class="write" id="write">
<label for="text">${say("write.comment")}</label>
${draft !== null && html`<p class="problem" role="alert" id="text-problem">${draft.problem}${actor === null && html` ${signInElsewhere(desk, say, `${path}#comments`)}`}</p>`}
<textarea class="field" id="text" name="text" rows="5" required maxlength="${longestEntry}" dir="auto"${draft !== null && trusted(' aria-invalid="true" aria-describedby="text-problem" autofocus')}>${lines(draft?.text ?? "")}</textarea>
<input type="hidden" name="form" value="${draft?.formId ?? randomUUID()}">
<p class="write-end">${!following && followTick(say, draft?.follow ?? false)}<button class="button primary">${say("write.send")}</button></p>
</form>`;
}

/** Not in place of what is being written. */
export const signInElsewhere = (desk: DeskConfig, say: Say, path: string): Html => html`<a href="${signInPath(desk, path)}" target="_blank" rel="noopener">${say("write.session-ended.sign-in")}</a>`;

/** A line break that a text begins with would be taken for the element's own (HTML 13.1.2.5). */
export const lines = (text: string): string => (/^\r?\n/.test(text) ? `\n${text}` : text);
export const followTick = (say: Say, checked: boolean): Html => html`<label class="tick"><input type="checkbox" name="follow" value="yes"${checked && trusted(" checked")}> ${say("write.follow")}</label>`;

function commentOf(visit: HelpVisit, say: Say, around: Around, comment: StoredComment, name: string | null, pinned: boolean): Html {
  const { desk, actor } = visit;
  const hidden = comment.state === "hidden";
  const acts = pinned ? [] : actsOf(visit, say, around, comment);
  return html`<article class="comment${hidden ? " is-hidden" : ""}"${!pinned && html` id="comment-${comment.id}"`} aria-label="${say("comments.by", { name: name ?? say("erased") })}">
${byline(say, { desk, language: visit.language }, comment, name)}
${hidden && html`<p class="hidden-note">${say(isAuthor(actor, comment) ? "hidden.own" : "hidden")}</p>`}
${comment.official && !pinned && html`<p class="official-note">${icons.answered}${say("official")}</p>`}
${wordsOf(comment)}
${pinned ? html`<p class="acts"><a href="#comment-${comment.id}">${say("official.there")}</a></p>` : acts.length > 0 && html`<div class="acts">${acts}</div>`}
</article>`;
}

function actsOf(visit: HelpVisit, say: Say, { answerable, locked, path }: Around, comment: StoredComment): Html[] {
  const { desk, language, actor } = visit;
  const at = (what: string) => helpPath(desk, language, "community", "comments", comment.id, what);
  const moderates = mayModerate(actor, desk.id);
  return [
    ...(mayChange(actor, comment, locked) ? [html`<a class="quiet" href="${at("edit")}">${say("change")}</a>`] : mayWithdrawComment(actor, comment) ? [act(at("withdraw"), say("withdraw"), {}, { look: "quiet" })] : []),
    ...(actor !== null && !isAuthor(actor, comment) && !moderates && comment.state === "shown" ? [reportForm(say, at("report"), path)] : []),
    ...(moderates && answerable && comment.state === "shown" ? [act(at("moderate"), say(comment.official ? "unofficial" : "make-official"), { official: comment.official ? "no" : "yes", back: path }, { look: "quiet" })] : []),
    ...(moderates ? [act(at("moderate"), say(comment.state === "hidden" ? "show" : "hide"), { hidden: comment.state === "hidden" ? "no" : "yes", back: path }, { look: "quiet" })] : []),
  ];
}

/** Opens without script; where it leads back to is checked when it comes. */
export const reportForm = (say: Say, action: string, path: string): Html => html`<details class="report"><summary class="quiet">${say("report")}</summary>
<form method="post" action="${action}"><label>${say("report.reason")}<textarea class="field" name="reason" rows="2" required maxlength="${longestReason}" dir="auto"></textarea></label><input type="hidden" name="back" value="${path}"><button class="button">${say("report.send")}</button></form></details>`;
