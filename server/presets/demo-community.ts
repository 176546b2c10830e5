import { createHash } from "node:crypto";
import type { Language } from "../../contract/common.ts";
import type { DeskConfig } from "../desks/index.ts";
import { comment, moderate, publishPost, vote } from "../community/index.ts";
import { Temporal } from "../platform/clock.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Actor } from "../platform/work.ts";
import { hours } from "./hours.ts";
import type { Demo } from "./format.ts";

type Post = Demo["community"][number];

/**
 * What people wrote in the community of a demonstration, by the real actions. Each post and comment has the number of a
 * form, made of its place in the file: played once more after an interruption nothing is there twice.
 */
export async function playCommunity(transact: Transact, actorOf: (address: string) => Promise<Actor>, stage: { name: string; desk: string }, posts: readonly Post[], base: Temporal.Instant): Promise<void> {
  for (const [index, post] of posts.entries()) {
    const at = base.subtract(hours(post.ago));
    const desk = await deskOf(transact, stage.desk);
    const formId = (part: string) => uuidOf(`${stage.name} ${index} ${part}`);
    const language = desk.language as Language;
    const id = await transact(await actorOf(post.by), (work) => publishPost(work, desk, language, { topic: post.topic, kind: post.kind, title: post.title, text: post.text, follow: false, formId: formId("post") }), at);
    let time = at;
    for (const [n, one] of (post.comments ?? []).entries()) {
      time = time.add(hours(one.after));
      if (Temporal.Instant.compare(time, base) > 0) break;
      const commentId = await transact(await actorOf(one.by), (work) => comment(work, desk, language, { on: "post", id }, { text: one.text, follow: false, formId: formId(`comment ${n}`) }), time);
      if (one.official === true) await transact(systemActor("demo"), (work) => moderate(work, desk, "comment", commentId, { official: true }), time);
    }
    for (const by of post.votes ?? []) await transact(await actorOf(by), (work) => vote(work, desk, id, true), at);
  }
}

async function deskOf(transact: Transact, key: string): Promise<DeskConfig> {
  const desk = await transact(systemActor("demo"), async (work) => (await work.desks.get()).byKey.get(key));
  if (desk === undefined) throw new Error(`there is no desk ${key}`);
  return desk;
}

/** RFC 9562, 5.8: of our own making. */
const uuidOf = (text: string): string => createHash("sha256").update(text).digest("hex").replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
