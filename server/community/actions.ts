import { longestEntry, longestReason, longestTitle, type EntryKind, type Moderation, type PostKind } from "../../contract/community.ts";
import type { Language } from "../../contract/common.ts";
import type { DeskConfig } from "../desks/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { excerpt, maskCards, renderBody } from "../platform/rich-text/index.ts";
import type { Person, Work } from "../platform/work.ts";
import * as complaints from "./complaints.ts";
import * as comments from "./comments-store.ts";
import type { StoredComment, Subject } from "./comments-store.ts";
import { forgetMailsOf } from "./entry-mails.ts";
import { isAuthor, isStaff, mayChange, mayComment, mayModerate, mayPostIn, maySeeEntry, mayVote, mayWithdrawComment, mayWithdrawPost, topicsFor } from "./policy.ts";
import { limits, waitFor } from "./rules.ts";
import * as store from "./store.ts";
import type { StoredPost } from "./store.ts";
import { setFollowing, type Followed } from "./subscriptions.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "community.tell": { kind: EntryKind; id: number };
  }
}

/** What a form brings: the number makes two sendings of it one. */
export interface Form {
  formId: string;
  text: string;
  /** mail me what is new */
  follow: boolean;
}

/** Begins a post. @throws 403, 404, 422, 429 */
export async function publishPost(work: Work, desk: DeskConfig, language: Language, input: Form & { topic: string; kind: PostKind; title: string }): Promise<number> {
  const person = writer(work);
  const topic = topicsFor(person, desk).find((one) => one.key === input.topic);
  if (topic === undefined) throw problem("community.no-topic", 422, { path: "/topic" });
  const staff = isStaff(person, desk.id);
  if (!mayPostIn(person, desk, topic) || (input.kind === "news" && !staff)) throw problem("permission.denied", 403);
  const words = { title: titleOf(input.title), ...bodyOf(input.text) };
  await holdTo(work, "post", person, staff);
  const { id, fresh } = await store.insertPost(work.db, { deskId: desk.id, topicId: topic.id, kind: input.kind, authorId: person.id, staff, language, ...words, at: work.now.toString(), formId: input.formId });
  if (!fresh) return id;
  if (input.follow) await setFollowing(work.db, { subject: "post", id }, person.id, true, language, work.now.toString());
  await work.record(at(desk.id), "post.published", { postId: id, topic: topic.key, kind: input.kind });
  await work.enqueue("community.tell", { kind: "post", id });
  return id;
}

/** Comments on a post, or on an article that the caller has seen to be one the person reads. @throws 404, 409, 422, 429 */
export async function comment(work: Work, desk: DeskConfig, language: Language, subject: Subject, input: Form): Promise<number> {
  const person = writer(work);
  if (subject.on === "post") {
    const post = await visiblePost(work, desk, subject.id);
    if (!mayComment(person, post)) throw problem("community.locked", 409);
  }
  const staff = isStaff(person, desk.id);
  const words = bodyOf(input.text);
  await holdTo(work, "comment", person, staff);
  const { id, fresh } = await comments.insertComment(work.db, { deskId: desk.id, subject, authorId: person.id, staff, language, ...words, at: work.now.toString(), formId: input.formId });
  if (!fresh) return id;
  if (subject.on === "post") await store.recountPost(work.db, subject.id);
  if (input.follow) await setFollowing(work.db, { subject: subject.on, id: subject.id }, person.id, true, language, work.now.toString());
  await work.record(at(desk.id), "comment.published", { commentId: id, on: subject.on, id: subject.id });
  await work.enqueue("community.tell", { kind: "comment", id });
  return id;
}

/** Writes one's own words anew. @throws 403, 404, 422 */
export async function changeEntry(work: Work, desk: DeskConfig, kind: EntryKind, id: number, input: { title: string; text: string }): Promise<void> {
  const { entry, locked } = await lockEntry(work, desk, kind, id);
  if (!mayChange(work.actor, entry, locked)) throw problem("permission.denied", 403);
  const body = { ...bodyOf(input.text), at: work.now.toString() };
  if (kind === "post") await store.changePost(work.db, id, { title: titleOf(input.title), ...body });
  else await comments.changeComment(work.db, id, body);
  await work.record(at(desk.id), "entry.changed", { kind, id });
}

/** Takes one's own words back: they are gone. @throws 403, 404 */
export async function withdrawEntry(work: Work, desk: DeskConfig, kind: EntryKind, id: number): Promise<void> {
  const { entry, post } = await lockEntry(work, desk, kind, id);
  if ("postId" in entry ? !mayWithdrawComment(work.actor, entry) : !mayWithdrawPost(work.actor, entry)) throw problem("permission.denied", 403);
  if (kind === "post") await store.withdrawPost(work.db, id);
  else await comments.withdrawComment(work.db, id);
  if (kind === "comment" && post !== null) await store.recountPost(work.db, post.id);
  await forgetMailsOf(work, kind, id);
  await complaints.settleComplaints(work.db, kind, id, null, work.now.toString());
  await work.record(at(desk.id), "entry.withdrawn", { kind, id });
}

/** Says that one wants or asks the same, or takes it back. @throws 403 for one's own and for news, 404 */
export async function vote(work: Work, desk: DeskConfig, postId: number, wanted: boolean): Promise<void> {
  const person = writer(work);
  if (!mayVote(person, await visiblePost(work, desk, postId))) throw problem("permission.denied", 403);
  await store.setVote(work.db, postId, person.id, wanted, work.now.toString());
}

/** To be mailed what is new, or not any more. The caller has seen that an article is one the person reads. @throws 404 */
export async function follow(work: Work, desk: DeskConfig, language: Language, followed: Followed, wanted: boolean): Promise<void> {
  const person = writer(work);
  if (followed.subject === "post" && wanted) await visiblePost(work, desk, followed.id);
  if (followed.subject === "topic" && wanted && !topicsFor(person, desk).some((topic) => topic.id === followed.id)) throw notFound("page");
  await setFollowing(work.db, followed, person.id, wanted, language, work.now.toString());
}

/** Tells the moderators that something is wrong with what somebody wrote. @throws 404, 422, 429 */
export async function reportEntry(work: Work, desk: DeskConfig, kind: EntryKind, id: number, reason: string): Promise<void> {
  const person = writer(work);
  const { entry } = await lockEntry(work, desk, kind, id);
  const said = maskCards(plain(reason)).slice(0, longestReason);
  if (said === "") throw problem("community.no-reason", 422, { path: "/reason" });
  // what is one's own can be taken back, and what is hidden needs no complaint
  if (isAuthor(person, entry) || entry.state !== "shown") return;
  await holdTo(work, "complaint", person, false);
  const fresh = await complaints.insertComplaint(work.db, desk.id, { kind, entryId: id, personId: person.id, reason: said, at: work.now.toString() });
  if (fresh) await work.record(at(desk.id), "entry.reported", { kind, id });
}

/** What a moderator does with a post or a comment. @throws 403, 404, 409 */
export async function moderate(work: Work, desk: DeskConfig, kind: EntryKind, id: number, { hidden, locked, official, kept }: Moderation): Promise<void> {
  if (!mayModerate(work.actor, desk.id)) throw problem("permission.denied", 403);
  const { entry, post } = await lockEntry(work, desk, kind, id);
  if (entry.state === "withdrawn") throw problem("community.withdrawn", 409);
  const did = (what: "hidden" | "shown" | "locked" | "unlocked" | "made-official" | "made-unofficial" | "kept") => work.record(at(desk.id), "entry.moderated", { kind, id, did: what });
  if (hidden !== undefined && hidden !== (entry.state === "hidden")) {
    const state = hidden ? "hidden" : "shown";
    await (kind === "post" ? store.setPostState(work.db, id, state) : comments.setCommentState(work.db, id, state));
    await did(state);
  }
  if (locked !== undefined && !("postId" in entry) && locked !== entry.locked) {
    await store.setLocked(work.db, id, locked);
    await did(locked ? "locked" : "unlocked");
  }
  if (official !== undefined && "postId" in entry && official !== entry.official) {
    // an answer is one to a question or a proposal, and is there to be read
    if (post === null || (official && (hidden ?? entry.state === "hidden"))) throw problem("community.not-an-answer", 409);
    await comments.setOfficial(work.db, post.id, id, official);
    await did(official ? "made-official" : "made-unofficial");
  }
  if (kept === true) await did("kept");
  if (kept === true || hidden !== undefined) await complaints.settleComplaints(work.db, kind, id, work.actor.kind === "person" ? work.actor.id : null, work.now.toString());
  if (kind === "comment" && post !== null) await store.recountPost(work.db, post.id);
}

/** The post, where the person reads it. @throws 404 */
export async function visiblePost({ db, actor }: { db: Work["db"]; actor: Work["actor"] | null }, desk: DeskConfig, id: number): Promise<StoredPost> {
  const post = await store.findPost(db, id);
  if (post === undefined || post.deskId !== desk.id || !maySeeEntry(actor, post) || !topicsFor(actor, desk).some((topic) => topic.id === post.topicId)) throw notFound("entry");
  return post;
}

interface Locked {
  entry: StoredPost | StoredComment;
  /** the post it is, or stands below; null: it stands below an article */
  post: StoredPost | null;
  locked: boolean;
}
/** The post first, then the comment: everybody locks in this order. @throws 404 for what the person does not see */
async function lockEntry(work: Work, desk: DeskConfig, kind: EntryKind, id: number): Promise<Locked> {
  const found = kind === "comment" ? await comments.findComment(work.db, id) : undefined;
  const postId = kind === "post" ? id : (found?.postId ?? null);
  const post = postId === null ? null : ((await store.lockPost(work.db, postId)) ?? null);
  const entry = kind === "post" ? post : found === undefined ? null : ((await comments.lockComment(work.db, id)) ?? null);
  if (entry === null || entry.deskId !== desk.id || !maySeeEntry(work.actor, entry)) throw notFound("entry");
  if (post !== null && (!maySeeEntry(work.actor, post) || !(mayModerate(work.actor, desk.id) || topicsFor(work.actor, desk).some((topic) => topic.id === post.topicId)))) throw notFound("entry");
  return { entry, post, locked: post?.locked ?? false };
}

const at = (desk: number) => ({ desk, ticket: null, version: null });

function writer({ actor }: Work): Person {
  if (actor.kind !== "person") throw problem("session.required", 401);
  return actor;
}

/** Refuses what floods. Colleagues answer as much as they have to. @throws 429 */
async function holdTo(work: Work, what: keyof typeof limits, person: Person, staff: boolean): Promise<void> {
  await store.takeTurn(work.db, person.id);
  if (staff) return;
  const since = work.now.subtract({ minutes: limits[what].minutes }).toString();
  const { count, oldest } = await store.writtenSince(work.db, ({ post: "posts", comment: "comments", complaint: "complaints" } as const)[what], person.id, since);
  const seconds = waitFor(limits[what], count, oldest, work.now);
  if (seconds !== null) throw problem("community.too-many", 429, { retryAfter: seconds, params: { minutes: Math.ceil(seconds / 60) } });
}

/** One line, as much as a title holds. @throws 422 */
function titleOf(typed: string): string {
  const title = maskCards(plain(typed).replace(/\s+/g, " ").trim());
  if (title === "") throw problem("community.no-title", 422, { path: "/title" });
  if (title.length > longestTitle) throw problem("community.long-title", 422, { path: "/title", params: { most: longestTitle } });
  return title;
}

/** What was typed as paragraphs with links. @throws 422 */
function bodyOf(typed: string): { html: string; words: string } {
  const text = plain(typed);
  if (excerpt(text) === "") throw problem("community.no-text", 422, { path: "/text" });
  if (text.length > longestEntry) throw problem("community.long-text", 422, { path: "/text", params: { most: longestEntry } });
  // nothing of it is a quoted history to be folded
  const { html, text: words } = renderBody(text, null, true);
  return { html, words };
}

/** Without what no page can show or turns the direction of what follows: control characters but line breaks. */
// oxlint-disable-next-line no-control-regex -- what must not be there is named
const plain = (typed: string): string => typed.toWellFormed().replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, "").trim();
