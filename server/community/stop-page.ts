import { labelIn } from "../../contract/common.ts";
import { helpLanguages, helpPath, type HelpPage, type HelpVisit } from "../help-centre/index.ts";
import { html } from "../platform/html.ts";
import { systemActor, type Work } from "../platform/work.ts";
import type { FindArticle } from "./articles.ts";
import { findPost } from "./store.ts";
import { isFollowing, type Followed } from "./subscriptions.ts";
import { act, sayIn } from "./view.ts";

/** Where the link of a mail leads: what is followed, and one button. Whoever has it had the mail, so they may know what it was about. */
export async function stopPage(work: Work, visit: HelpVisit, followed: Followed & { personId: number }, articles: FindArticle, token: string, done: boolean): Promise<HelpPage> {
  const { desk, language, actor } = visit;
  const say = sayIn(language);
  const about = await nameOf(work, visit, followed, articles);
  const following = !done && (await isFollowing(work.db, followed, followed.personId));
  const title = say(following ? "stop.title" : "stop.done");
  const body = html`<div class="community notice">
<h1>${title}</h1>
${about !== null && html`<p>${say(following ? `stop.about.${followed.subject}` : "stop.done.about", { title: about.title })}</p>`}
<p class="acts">${following && act(helpPath(desk, language, "community", "stop", token), say("stop.go"), {}, { look: "button primary" })}<a class="button" href="${about?.path ?? helpPath(desk, language)}">${say("stop.open")}</a></p>
</div>`;
  return { desk, language, title, description: null, path: helpPath(desk, language, "community", "stop", token), alternates: helpLanguages(desk).map((one) => ({ language: one, path: helpPath(desk, one, "community", "stop", token) })), actor, place: null, unlisted: true, body };
}

async function nameOf(work: Work, { desk, language }: HelpVisit, { subject, id }: Followed, articles: FindArticle): Promise<{ title: string; path: string } | null> {
  if (subject === "article") return articles(work.db, desk, language, systemActor("web"), id);
  if (subject === "topic") {
    const topic = desk.topics.find((one) => one.id === id);
    return topic === undefined ? null : { title: labelIn(topic.labels, language, desk.language), path: `${helpPath(desk, language, "community")}?topic=${topic.key}` };
  }
  const post = await findPost(work.db, id);
  return post === undefined || post.deskId !== desk.id || post.title === "" ? null : { title: post.title, path: helpPath(desk, language, "community", id) };
}
