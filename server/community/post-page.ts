import { labelIn, type Language } from "../../contract/common.ts";
import { helpLanguages, helpPath, type HelpPage, type HelpVisit } from "../help-centre/index.ts";
import type { Db } from "../platform/db.ts";
import { html, type Html } from "../platform/html.ts";
import { excerpt } from "../platform/rich-text/index.ts";
import { visiblePost } from "./actions.ts";
import { commentsBlock, reportForm, type Draft } from "./comments-block.ts";
import { officialComment } from "./comments-store.ts";
import { isAuthor, mayChange, mayModerate, mayVote, mayWithdrawPost } from "./policy.ts";
import { hasVoted, type StoredPost } from "./store.ts";
import { act, byline, icons, namesOf, sayIn, wordsOf, type Say } from "./view.ts";

/** A post with what others say to it. @throws 404 */
export async function postPage(db: Db, visit: HelpVisit, id: number, { after, draft, said }: { after: number; draft: Draft | null; said: string | null }): Promise<HelpPage> {
  const { desk, language, actor } = visit;
  const post = await visiblePost({ db, actor }, desk, id);
  const topic = desk.topics.find((one) => one.id === post.topicId);
  const say = sayIn(language);
  const nameOf = await namesOf(db, [post]);
  const path = helpPath(desk, language, "community", id);
  const topicPath = `${helpPath(desk, language, "community")}${topic === undefined ? "" : `?topic=${topic.key}`}`;
  const official = (await officialComment(db, id)) ?? null;
  const body = html`<div class="community narrow-page post">
<nav class="crumbs" aria-label="${say("back")}"><ol><li><a href="${helpPath(desk, language, "community")}">${say("title")}</a></li>${topic !== undefined && html`<li><a href="${topicPath}">${labelIn(topic.labels, language, desk.language)}</a></li>`}</ol></nav>
${said !== null && html`<p class="said" role="status">${said}</p>`}
<article aria-labelledby="title">
<p class="kind kind-${post.kind}">${icons[post.kind]}${say(`kind.${post.kind}`)}</p>
<h1 id="title" lang="${post.language}" dir="auto">${post.title}</h1>
${byline(say, visit, post, nameOf(post))}
${post.state === "hidden" && html`<p class="hidden-note">${say(isAuthor(actor, post) ? "hidden.own" : "hidden")}</p>`}
${wordsOf(post)}
<div class="acts">${await actsOf(db, visit, say, post, path)}</div>
</article>
${await commentsBlock(db, visit, { subject: { on: "post", id }, path, count: post.comments, locked: post.locked || post.state !== "shown", official, answerable: post.kind !== "news", after, draft })}
</div>`;
  return {
    desk,
    language,
    title: post.title,
    description: excerpt(post.words, 160),
    path,
    alternates: helpLanguages(desk).map((one: Language) => ({ language: one, path: helpPath(desk, one, "community", id) })),
    actor,
    place: "community",
    // one address for search engines: that of the language it was written in
    unlisted: post.state !== "shown" || topic?.settings.readers !== undefined || post.language !== language || after > 0,
    body,
  };
}

async function actsOf(db: Db, { desk, language, actor }: HelpVisit, say: Say, post: StoredPost, path: string): Promise<Html[]> {
  const at = (what: string) => helpPath(desk, language, "community", post.id, what);
  const moderates = mayModerate(actor, desk.id);
  const voted = actor !== null && (await hasVoted(db, post.id, actor.id));
  const votes = say("votes", { count: post.votes });
  return [
    ...(mayVote(actor, post) ? [act(at("vote"), say(voted ? "vote.taken" : `vote.${post.kind}`), { wanted: voted ? "no" : "yes" }, { icon: icons.up, pressed: voted })] : []),
    ...(post.kind === "news" ? [] : [html`<span class="tally">${votes}</span>`]),
    ...(mayChange(actor, post, post.locked) ? [html`<a class="quiet" href="${at("edit")}">${say("change")}</a>`] : mayWithdrawPost(actor, post) ? [act(at("withdraw"), say("withdraw"), {}, { look: "quiet" })] : []),
    ...(actor !== null && !isAuthor(actor, post) && !moderates && post.state === "shown" ? [reportForm(say, at("report"), path)] : []),
    ...(moderates
      ? [
          act(at("moderate"), say(post.locked ? "unlock" : "lock"), { locked: post.locked ? "no" : "yes", back: path }, { look: "quiet" }),
          act(at("moderate"), say(post.state === "hidden" ? "show" : "hide"), { hidden: post.state === "hidden" ? "no" : "yes", back: path }, { look: "quiet" }),
        ]
      : []),
  ];
}
