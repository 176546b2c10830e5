import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { StoredPost } from "./store.ts";

/** What comments stand below. */
export type Subject = { on: "post" | "article"; id: number };

export interface StoredComment {
  id: number;
  deskId: number;
  postId: number | null;
  articleId: number | null;
  /** null: the person was erased */
  authorId: number | null;
  staff: boolean;
  language: string;
  html: string;
  words: string;
  at: string;
  editedAt: string | null;
  state: StoredPost["state"];
  official: boolean;
}
const columns = `c.id, c.desk_id as "deskId", c.post_id as "postId", c.article_id as "articleId", c.author_id as "authorId", c.staff, c.language, c.html, c.words, c.at, c.edited_at as "editedAt", c.state, c.official`;
const columnOf = { post: "post_id", article: "article_id" } as const;

export async function findComment(db: Db, id: number): Promise<StoredComment | undefined> {
  const [row] = await query<StoredComment>(db, `select ${columns} from comments c where c.id = $1`, [id]);
  return row;
}
export async function lockComment(db: Db, id: number): Promise<StoredComment | undefined> {
  const [row] = await query<StoredComment>(db, `select ${columns} from comments c where c.id = $1 for no key update`, [id]);
  return row;
}

/** In the order they were written, a page; with what is hidden for who may see it: all of it, or one's own. */
export const listComments = (db: Db, subject: Subject, reader: { all: boolean; personId: number | null }, after: number, limit: number): Promise<StoredComment[]> =>
  query(
    db,
    `select ${columns} from comments c
     where c.${columnOf[subject.on]} = $1 and c.id > $2 and (c.state = 'shown' or c.state = 'hidden' and ($3 or c.author_id = $4)) order by c.id limit $5`,
    [subject.id, after, reader.all, reader.personId, limit],
  );

/** The comment the desk stands by. */
export async function officialComment(db: Db, postId: number): Promise<StoredComment | undefined> {
  const [row] = await query<StoredComment>(db, `select ${columns} from comments c where c.post_id = $1 and c.official and c.state = 'shown'`, [postId]);
  return row;
}

export async function countComments(db: Db, subject: Subject): Promise<number> {
  const [row] = await query<{ count: number }>(db, `select count(*)::int as count from comments c where c.${columnOf[subject.on]} = $1 and c.state = 'shown'`, [subject.id]);
  return row?.count ?? 0;
}

export type CommentInsert = Pick<StoredComment, "deskId" | "authorId" | "staff" | "language" | "html" | "words" | "at"> & { subject: Subject; formId: string };

/** @returns the comment; of a form that was sent before, the one it made */
export async function insertComment(db: Db, row: CommentInsert): Promise<{ id: number; fresh: boolean }> {
  const [made] = await query<{ id: number }>(
    db,
    `insert into comments (desk_id, ${columnOf[row.subject.on]}, author_id, staff, language, html, words, at, form_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (form_id) do nothing returning id`,
    [row.deskId, row.subject.id, row.authorId, row.staff, row.language, row.html, row.words, row.at, row.formId],
  );
  if (made !== undefined) return { id: made.id, fresh: true };
  const [known] = await query<{ id: number }>(db, `select id from comments where form_id = $1 and author_id = $2`, [row.formId, row.authorId]);
  if (known === undefined) throw problem("request.idempotency-reused", 422);
  return { id: known.id, fresh: false };
}

export const changeComment = (db: Db, id: number, { html, words, at }: { html: string; words: string; at: string }) =>
  query(db, `update comments set html = $2, words = $3, edited_at = $4 where id = $1`, [id, html, words, at]);
export const setCommentState = (db: Db, id: number, state: StoredComment["state"]) => query(db, `update comments set state = $2, official = official and $2 = 'shown' where id = $1`, [id, state]);
export const withdrawComment = (db: Db, id: number) => query(db, `update comments set state = 'withdrawn', official = false, html = '', words = '' where id = $1`, [id]);

/** One comment of a post at most is the desk's. */
export async function setOfficial(db: Db, postId: number, id: number, official: boolean): Promise<void> {
  await query(db, `update comments set official = false where post_id = $1 and official`, [postId]);
  if (official) await query(db, `update comments set official = true where id = $1`, [id]);
}

/** So many comments stand on a page. */
export const perPage = 50;
/** The comment after which the page begins on which a comment stands; 0: the first. */
export async function pageOf(db: Db, subject: Subject, id: number): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `select id from (select c.id, row_number() over (order by c.id) as n from comments c where c.${columnOf[subject.on]} = $1 and c.state = 'shown' and c.id < $2) before
     where n % ${perPage} = 0 order by id desc limit 1`,
    [subject.id, id],
  );
  return row?.id ?? 0;
}
