import { labelIn } from "../../contract/common.ts";
import { postKinds, type PostKind } from "../../contract/community.ts";
import type { DeskConfig, DeskTopic } from "../desks/index.ts";
import { helpLanguages, helpPath, type HelpPage, type HelpVisit } from "../help-centre/index.ts";
import { prefixQuery } from "../people/index.ts";
import type { Db } from "../platform/db.ts";
import { html, trusted, type Html } from "../platform/html.ts";
import { notFound } from "../platform/problem.ts";
import { mayPostIn, topicsFor } from "./policy.ts";
import { listPosts, postOrders, publicPosts, type PostCursor, type PostOrder, type StoredPost } from "./store.ts";
import { isFollowing } from "./subscriptions.ts";
import { act, dayOf, icons, namesOf, sayIn, type Say } from "./view.ts";

/** The posts that everybody may read, each at its one address for search engines: in the language it was written in. */
export async function publicPages(db: Db, desk: DeskConfig): Promise<{ path: string; at: string }[]> {
  const offered = helpLanguages(desk);
  const posts = await publicPosts(db, desk.id, topicsFor(null, desk).map(({ id }) => id));
  return posts.flatMap(({ id, language, at }) => offered.filter((one) => one === language).map((one) => ({ path: helpPath(desk, one, "community", id), at })));
}

/** What of the community is looked at, as the address says it. */
export interface Wanted {
  topic?: string;
  kind?: string;
  order?: string;
  q?: string;
  after?: string;
}
interface Looking {
  topic: DeskTopic | null;
  kind: PostKind | null;
  order: PostOrder;
  q: string;
}
const perPage = 20;

/** The community of a desk: its topics, and the posts of all or one of them. @throws 404 where the desk has none for the reader */
export async function indexPage(db: Db, visit: HelpVisit, wanted: Wanted): Promise<HelpPage> {
  const { desk, language, actor } = visit;
  const say = sayIn(language);
  const topics = topicsFor(actor, desk);
  const topic = wanted.topic === undefined ? null : topics.find((one) => one.key === wanted.topic);
  if (desk.topics.every((one) => one.archived) || topic === undefined) throw notFound("page");
  const looking: Looking = { topic, kind: postKinds.find((one) => one === wanted.kind) ?? null, order: postOrders.find((one) => one === wanted.order) ?? "latest", q: (wanted.q ?? "").trim().slice(0, 200) };
  const posts = await listPosts(db, { deskId: desk.id, topicIds: (topic === null ? topics : [topic]).map(({ id }) => id), kind: looking.kind, words: prefixQuery(looking.q), order: looking.order, after: readCursor(wanted.after, looking.order), limit: perPage + 1 });
  const shown = posts.slice(0, perPage);
  const last = shown.at(-1);
  const next = posts.length > perPage && last !== undefined ? writeCursor(last, looking.order) : null;
  const nameOf = await namesOf(db, shown);
  const labelOf = (one: DeskTopic) => labelIn(one.labels, language, desk.language);
  const address = (change: Partial<Looking>, after: string | null = null) => addressOf(visit, { ...looking, ...change }, after);
  const link = (to: string, text: string, current: boolean) => html`<li><a href="${to}"${current && trusted(' aria-current="true"')}>${text}</a></li>`;
  const writable = topics.some((one) => mayPostIn(actor, desk, one));
  const title = topic === null ? say("title") : labelOf(topic);
  const about = topic === null ? say("about") : labelIn(topic.settings.descriptions ?? {}, language, desk.language);
  const body = html`<div class="community">
<header class="community-head">
<div><h1>${title}</h1>${about !== "" && html`<p>${about}</p>`}</div>
${writable && html`<a class="button primary" href="${helpPath(desk, language, "community", "new")}${topic !== null && mayPostIn(actor, desk, topic) ? `?topic=${topic.key}` : ""}">${say("new")}</a>`}
</header>
<nav class="tabs" aria-label="${say("topics")}"><ul>${link(address({ topic: null }), say("topics.all"), topic === null)}${topics.map((one) => link(address({ topic: one }), labelOf(one), one.id === topic?.id))}</ul></nav>
<form class="find" method="get" action="${helpPath(desk, language, "community")}" role="search">
${topic !== null && html`<input type="hidden" name="topic" value="${topic.key}">`}
<label class="unseen" for="q">${say("search")}</label>
<input class="field" type="search" id="q" name="q" value="${looking.q}" placeholder="${say("search")}" maxlength="200" autocomplete="off">
<button class="button">${say("search.go")}</button>
</form>
<div class="narrow">
<nav aria-label="${say("kinds")}"><ul class="pills">${link(address({ kind: null }), say("kinds.all"), looking.kind === null)}${postKinds.map((kind) => link(address({ kind }), say(`kinds.${kind}`), looking.kind === kind))}</ul></nav>
<nav aria-label="${say("orders")}"><ul class="pills">${postOrders.map((order) => link(address({ order }), say(`orders.${order}`), looking.order === order))}</ul></nav>
</div>
${shown.length === 0 ? empty(say, looking, wanted.after !== undefined) : html`<ol class="posts">${shown.map((post) => item(visit, say, post, nameOf(post), topics.find((one) => one.id === post.topicId), topic === null))}</ol>`}
${next !== null && html`<p class="more"><a class="button" rel="next" href="${address({}, next)}">${say("more")}</a></p>`}
${topic !== null && actor !== null && act(helpPath(desk, language, "community", "follow"), ...(await followTopic(db, say, topic, actor.id)))}
</div>`;
  return {
    desk,
    language,
    title,
    description: about === "" ? null : about,
    path: topic === null ? helpPath(desk, language, "community") : addressOf(visit, { topic, kind: null, order: "latest", q: "" }, null),
    alternates: helpLanguages(desk).map((one) => ({ language: one, path: addressOf({ desk, language: one }, { ...looking, kind: null, order: "latest", q: "" }, null) })),
    actor,
    place: "community",
    // what is searched or narrowed is the same posts once more
    unlisted: looking.q !== "" || looking.kind !== null || looking.order !== "latest" || wanted.after !== undefined || topic?.settings.readers !== undefined,
    body,
  };
}

async function followTopic(db: Db, say: Say, topic: DeskTopic, personId: number): Promise<[string, Record<string, string>, { icon: Html; pressed: boolean }]> {
  const following = await isFollowing(db, { subject: "topic", id: topic.id }, personId);
  return [say(following ? "unfollow.topic" : "follow.topic"), { subject: "topic", id: String(topic.id), wanted: following ? "no" : "yes" }, { icon: icons.bell, pressed: following }];
}

function item({ desk, language }: HelpVisit, say: Say, post: StoredPost, name: string | null, topic: DeskTopic | undefined, withTopic: boolean): Html {
  return html`<li class="post-row">
<span class="kind-mark kind-${post.kind}">${icons[post.kind]}</span>
<div class="post-told">
<h2><a href="${helpPath(desk, language, "community", post.id)}" lang="${post.language}" dir="auto">${post.title}</a></h2>
<p class="meta"><span>${say(`kind.${post.kind}`)}</span> · <bdi>${name ?? say("erased")}</bdi>${post.staff && html` <span class="badge">${say("team")}</span>`}\u00a0· ${dayOf(language, desk, post.lastAt)}${withTopic && topic !== undefined && html`\u00a0· ${labelIn(topic.labels, language, desk.language)}`}</p>
</div>
<ul class="counts">
${post.answered && html`<li class="answered">${icons.answered}<span>${say("answered")}</span></li>`}
${post.kind !== "news" && html`<li title="${say("votes", { count: post.votes })}">${icons.up}<span aria-hidden="true">${post.votes}</span><span class="unseen">${say("votes", { count: post.votes })}</span></li>`}
<li title="${say("comments", { count: post.comments })}">${icons.comments}<span aria-hidden="true">${post.comments}</span><span class="unseen">${say("comments", { count: post.comments })}</span></li>
</ul>
</li>`;
}

const empty = (say: Say, { q }: Looking, later: boolean): Html =>
  html`<div class="nothing"><h2>${q !== "" ? say("nothing.found", { q }) : later ? say("nothing.more") : say("nothing")}</h2><p>${q !== "" ? say("nothing.found.about") : say("nothing.about")}</p></div>`;

function addressOf({ desk, language }: Pick<HelpVisit, "desk" | "language">, { topic, kind, order, q }: Looking, after: string | null): string {
  const query = new URLSearchParams({ ...(topic === null ? {} : { topic: topic.key }), ...(kind === null ? {} : { kind }), ...(order === "latest" ? {} : { order }), ...(q === "" ? {} : { q }), ...(after === null ? {} : { after }) }).toString();
  return `${helpPath(desk, language, "community")}${query === "" ? "" : `?${query}`}`;
}

const writeCursor = (post: StoredPost, order: PostOrder): string => `${order === "latest" ? post.lastAt : post.votes}_${post.id}`;
/** A cursor that was not ours begins at the beginning. */
function readCursor(text: string | undefined, order: PostOrder): PostCursor | null {
  const [, value = "", id = ""] = (order === "latest" ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)_(\d{1,15})$/ : /^(\d{1,9})_(\d{1,15})$/).exec(text ?? "") ?? [];
  return id === "" ? null : { value: order === "latest" ? value : Number(value), id: Number(id) };
}
