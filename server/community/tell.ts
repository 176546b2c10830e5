import { labelIn, type Language } from "../../contract/common.ts";
import type { EntryKind } from "../../contract/community.ts";
import { portalOrigin, type DeskConfig } from "../desks/index.ts";
import { helpLanguages, helpPath } from "../help-centre/index.ts";
import { queueDelivery } from "../mail-out/index.ts";
import { contactsOf, grantsOf } from "../people/index.ts";
import { query } from "../platform/db.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Actor, type Work } from "../platform/work.ts";
import type { FindArticle } from "./articles.ts";
import { lockComment, pageOf } from "./comments-store.ts";
import { noteMail } from "./entry-mails.ts";
import { topicsFor } from "./policy.ts";
import { stopFor } from "./stopping.ts";
import { findPost, lockPost } from "./store.ts";
import { followersOf, type Followed } from "./subscriptions.ts";
import { namesOf } from "./view.ts";

/** So many followers are mailed in one transaction. */
const perBatch = 200;

/** Something new, as its followers are told of it. */
interface News {
  entry: { id: number; deskId: number; authorId: number | null; staff: boolean; html: string; words: string };
  followed: Followed;
  /** what a reader is shown of it; null: they do not read it any more */
  where: (reader: Actor, language: Language) => Promise<{ title: string; topic: string; path: string } | null>;
}

/**
 * Mails who follows a topic, a post or an article what is new there. By batches, each in one transaction with how far it
 * has come: nobody is told twice, and nobody is forgotten when it breaks off. What was hidden meanwhile is told to nobody.
 */
export const communityJobs = ({ transact, articles }: { transact: Transact; articles: FindArticle }) =>
  ({
    "community.tell": ({ kind, id }) =>
      transact(systemActor("job"), async (work) => {
        const news = kind === "post" ? await ofPost(work, id) : await ofComment(work, id, articles);
        const desk = news === null ? undefined : (await work.desks.get()).byId.get(news.entry.deskId);
        if (news === null || desk === undefined) return;
        const table = kind === "post" ? "posts" : "comments";
        const [{ after = 0 } = {}] = await query<{ after: number }>(work.db, `select told_to as after from ${table} where id = $1`, [id]);
        const followers = await followersOf(work.db, news.followed, after, perBatch);
        await mail(work, desk, kind, news, followers);
        const last = followers.at(-1);
        if (last === undefined) return;
        await query(work.db, `update ${table} set told_to = $2 where id = $1`, [id, last.personId]);
        if (followers.length === perBatch) await work.enqueue("community.tell", { kind, id });
      }),
  }) satisfies Partial<JobHandlers>;

async function mail(work: Work, desk: DeskConfig, kind: EntryKind, { entry, followed, where }: News, followers: readonly { personId: number; language: string }[]): Promise<void> {
  const contacts = new Map((await contactsOf(work.db, followers.map(({ personId }) => personId))).map((contact) => [contact.id, contact]));
  const who = (await namesOf(work.db, [entry]))(entry) ?? "";
  for (const follower of followers) {
    const contact = contacts.get(follower.personId);
    if (contact === undefined || contact.address === null || contact.deactivated || contact.id === entry.authorId) continue;
    const offered = helpLanguages(desk);
    const language = offered.find((one) => one === follower.language) ?? offered[0] ?? "en";
    const reader: Actor = { kind: "person", id: contact.id, name: contact.name, email: contact.address, locale: contact.locale, grants: await grantsOf(work.db, contact.id), via: "job" };
    const place = await where(reader, language);
    if (place === null) continue;
    const { deliveryId } = await queueDelivery(work, {
      desk,
      to: { name: contact.name, address: contact.address, personId: contact.id },
      lang: language,
      letter: "community",
      facts: { kind, who, title: place.title, topic: place.topic, page: `${portalOrigin(work.site, desk)}${place.path}` },
      words: { html: entry.html, text: entry.words },
      ...stopFor(work, desk, language, followed, contact.id),
    });
    await noteMail(work.db, kind, entry.id, deliveryId);
  }
}

async function ofPost(work: Work, id: number): Promise<News | null> {
  const post = await lockPost(work.db, id);
  if (post === undefined || post.state !== "shown") return null;
  const desk = (await work.desks.get()).byId.get(post.deskId);
  return {
    entry: post,
    followed: { subject: "topic", id: post.topicId },
    async where(reader, language) {
      const topic = desk && topicsFor(reader, desk).find((one) => one.id === post.topicId);
      return desk === undefined || topic === undefined ? null : { title: post.title, topic: labelIn(topic.labels, language, desk.language), path: helpPath(desk, language, "community", post.id) };
    },
  };
}

async function ofComment(work: Work, id: number, articles: FindArticle): Promise<News | null> {
  const comment = await lockComment(work.db, id);
  const desk = comment && (await work.desks.get()).byId.get(comment.deskId);
  if (comment === undefined || desk === undefined || comment.state !== "shown") return null;
  const { postId, articleId } = comment;
  const subject = postId === null ? ({ on: "article", id: articleId ?? 0 } as const) : ({ on: "post", id: postId } as const);
  const after = await pageOf(work.db, subject, id);
  const anchor = `${after === 0 ? "" : `?after=${after}`}#comment-${id}`;
  if (subject.on === "article") {
    return {
      entry: comment,
      followed: { subject: "article", id: subject.id },
      async where(reader, language) {
        const article = await articles(work.db, desk, language, reader, subject.id);
        return article === null ? null : { title: article.title, topic: "", path: `${article.path}${anchor}` };
      },
    };
  }
  const post = await findPost(work.db, subject.id);
  if (post === undefined || post.state !== "shown") return null;
  return {
    entry: comment,
    followed: { subject: "post", id: post.id },
    where: async (reader, language) => (topicsFor(reader, desk).some((topic) => topic.id === post.topicId) ? { title: post.title, topic: "", path: `${helpPath(desk, language, "community", post.id)}${anchor}` } : null),
  };
}
