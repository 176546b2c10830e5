import type { PostKind } from "../../contract/community.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";

export interface StoredPost {
  id: number;
  deskId: number;
  topicId: number;
  kind: PostKind;
  /** null: the person was erased */
  authorId: number | null;
  staff: boolean;
  language: string;
  title: string;
  html: string;
  words: string;
  at: string;
  editedAt: string | null;
  lastAt: string;
  /** counted over what is shown */
  comments: number;
  votes: number;
  answered: boolean;
  state: "shown" | "hidden" | "withdrawn";
  locked: boolean;
}
const columns = `p.id, p.desk_id as "deskId", p.topic_id as "topicId", p.kind, p.author_id as "authorId", p.staff, p.language, p.title, p.html, p.words, p.at, p.edited_at as "editedAt",
  p.last_at as "lastAt", p.comments, p.votes, p.answered, p.state, p.locked`;

export async function findPost(db: Db, id: number): Promise<StoredPost | undefined> {
  const [row] = await query<StoredPost>(db, `select ${columns} from posts p where p.id = $1`, [id]);
  return row;
}
export async function lockPost(db: Db, id: number): Promise<StoredPost | undefined> {
  const [row] = await query<StoredPost>(db, `select ${columns} from posts p where p.id = $1 for no key update`, [id]);
  return row;
}

export const postOrders = ["latest", "voted"] as const;
export type PostOrder = (typeof postOrders)[number];
export interface PostsWanted {
  deskId: number;
  /** those the reader may read */
  topicIds: readonly number[];
  kind: PostKind | null;
  /** for `to_tsquery('simple', …)` */
  words: string | null;
  order: PostOrder;
  after: PostCursor | null;
  limit: number;
}
/** Where a page of posts ended: by its order's value, and the post. */
export interface PostCursor {
  value: string | number;
  id: number;
}

/** The shown posts of some topics, a page of them. */
export function listPosts(db: Db, { deskId, topicIds, kind, words, order, after, limit }: PostsWanted): Promise<StoredPost[]> {
  const by = order === "latest" ? { column: "p.last_at", type: "timestamptz" } : { column: "p.votes", type: "integer" };
  return query<StoredPost>(
    db,
    `select ${columns} from posts p
     where p.desk_id = $1 and p.state = 'shown' and p.topic_id = any($2) and ($3::text is null or p.kind = $3) and ($4::text is null or p.search @@ to_tsquery('simple', $4))
       and ($5::${by.type} is null or (${by.column}, p.id) < ($5, $6::bigint))
     order by ${by.column} desc, p.id desc limit $7`,
    [deskId, topicIds, kind, words, after?.value ?? null, after?.id ?? null, limit],
  );
}

export type PostInsert = Pick<StoredPost, "deskId" | "topicId" | "kind" | "authorId" | "staff" | "language" | "title" | "html" | "words" | "at"> & { formId: string };

/** @returns the post; of a form that was sent before, the one it made */
export async function insertPost(db: Db, row: PostInsert): Promise<{ id: number; fresh: boolean }> {
  const [made] = await query<{ id: number }>(
    db,
    `insert into posts (desk_id, topic_id, kind, author_id, staff, language, title, html, words, at, last_at, form_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) on conflict (form_id) do nothing returning id`,
    [row.deskId, row.topicId, row.kind, row.authorId, row.staff, row.language, row.title, row.html, row.words, row.at, row.formId],
  );
  if (made !== undefined) return { id: made.id, fresh: true };
  const [known] = await query<{ id: number }>(db, `select id from posts where form_id = $1 and author_id = $2`, [row.formId, row.authorId]);
  if (known === undefined) throw problem("request.idempotency-reused", 422);
  return { id: known.id, fresh: false };
}

export const changePost = (db: Db, id: number, words: Pick<StoredPost, "title" | "html" | "words"> & { at: string }) =>
  query(db, `update posts set title = $2, html = $3, words = $4, edited_at = $5 where id = $1`, [id, words.title, words.html, words.words, words.at]);
export const setPostState = (db: Db, id: number, state: StoredPost["state"]) => query(db, `update posts set state = $2 where id = $1`, [id, state]);
export const setLocked = (db: Db, id: number, locked: boolean) => query(db, `update posts set locked = $2 where id = $1`, [id, locked]);
export const withdrawPost = (db: Db, id: number) => query(db, `update posts set state = 'withdrawn', title = '', html = '', words = '' where id = $1`, [id]);

/** Counts anew what stands below a post: what was hidden or withdrawn does not count. */
export const recountPost = (db: Db, id: number) =>
  query(
    db,
    `update posts p set comments = c.count, last_at = coalesce(c.last, p.at), answered = c.answered
     from (select count(*)::int as count, max(at) as last, coalesce(bool_or(official), false) as answered from comments where post_id = $1 and state = 'shown') c where p.id = $1`,
    [id],
  );

/** The post and who voted for it, once each. @returns whether anything changed */
export async function setVote(db: Db, postId: number, personId: number, wanted: boolean, at: string): Promise<boolean> {
  const changed = wanted
    ? await query(db, `insert into votes (post_id, person_id, at) values ($1, $2, $3) on conflict do nothing returning post_id`, [postId, personId, at])
    : await query(db, `delete from votes where post_id = $1 and person_id = $2 returning post_id`, [postId, personId]);
  if (changed.length > 0) await query(db, `update posts set votes = votes + $2 where id = $1`, [postId, wanted ? 1 : -1]);
  return changed.length > 0;
}
export async function hasVoted(db: Db, postId: number, personId: number): Promise<boolean> {
  return (await query(db, `select from votes where post_id = $1 and person_id = $2`, [postId, personId])).length > 0;
}

/** How much somebody wrote since a moment, and when the oldest of it. */
export async function writtenSince(db: Db, table: "posts" | "comments" | "complaints", personId: number, since: string): Promise<{ count: number; oldest: string | null }> {
  const [row] = await query<{ count: number; oldest: string | null }>(
    db,
    `select count(*)::int as count, min(at) as oldest from ${table} where ${table === "complaints" ? "person_id" : "author_id"} = $1 and at > $2`,
    [personId, since],
  );
  return row ?? { count: 0, oldest: null };
}

/** Whoever writes waits here until what they wrote at the same moment is counted. */
export const takeTurn = (db: Db, personId: number) => query(db, `select pg_advisory_xact_lock(hashtextextended($1, 5477135))`, [String(personId)]);

/** For search engines: the shown posts of some topics, the latest first. */
export const publicPosts = (db: Db, deskId: number, topicIds: readonly number[]): Promise<{ id: number; language: string; at: string }[]> =>
  query(db, `select id, language, last_at as at from posts where desk_id = $1 and state = 'shown' and topic_id = any($2) order by last_at desc, id desc limit 5000`, [deskId, topicIds]);
