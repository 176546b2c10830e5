import { helpLanguages, helpPath } from "../help-centre/index.ts";
import type { Language } from "../../contract/common.ts";
import type { Entry, EntryKind, EntryList, EntryShelf } from "../../contract/community.ts";
import type { DeskConfig } from "../desks/index.ts";
import { contactsOf } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { notFound } from "../platform/problem.ts";
import type { Actor } from "../platform/work.ts";
import type { FindArticle } from "./articles.ts";
import { openComplaints } from "./complaints.ts";
import { pageOf } from "./comments-store.ts";

/** A post or a comment as moderators look at it. */
interface Row {
  kind: EntryKind;
  id: number;
  postId: number | null;
  articleId: number | null;
  title: string | null;
  words: string;
  language: string;
  authorId: number | null;
  staff: boolean;
  at: string;
  state: "shown" | "hidden";
  locked: boolean;
  official: boolean;
}
const both = (postsWhere: string, commentsWhere: string, end: string) => `
  (select 'post' as kind, p.id, p.id as "postId", null::bigint as "articleId", p.title, p.words, p.language, p.author_id as "authorId", p.staff, p.at, p.state, p.locked, false as official
   from posts p where ${postsWhere} ${end})
  union all
  (select 'comment', c.id, c.post_id, c.article_id, o.title, c.words, c.language, c.author_id, c.staff, c.at, c.state, false, c.official
   from comments c left join posts o on o.id = c.post_id where ${commentsWhere} ${end})`;

/** Newest first. The place in it is a moment, a kind and a number, for what was written at the same moment. */
const list = (where: (alias: "p" | "c", column: "post_id" | "comment_id") => string) => {
  const clause = (alias: "p" | "c", kind: EntryKind) =>
    `${alias}.desk_id = $1 and ${alias}.state <> 'withdrawn' and ($2::timestamptz is null or (${alias}.at, '${kind}', ${alias}.id) < ($2, $3::text, $4::bigint)) and ${where(alias, kind === "post" ? "post_id" : "comment_id")}`;
  return `select * from (${both(clause("p", "post"), clause("c", "comment"), `order by at desc, id desc limit $5`)}) entries order by at desc, kind desc, id desc limit $5`;
};
const shelves: Record<EntryShelf, string> = {
  reported: list((alias, column) => `exists (select from complaints m where m.${column} = ${alias}.id and m.settled_at is null)`),
  newest: list(() => "true"),
  hidden: list((alias) => `${alias}.state = 'hidden'`),
};

/** What a desk's moderators have to look at, a page of it. */
export async function listEntries(db: Db, desk: DeskConfig, language: Language, reader: Actor, articles: FindArticle, { shelf, after, limit }: { shelf: EntryShelf; after: string | undefined; limit: number }): Promise<EntryList> {
  const [, at = null, kind = null, id = null] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)_(post|comment)_(\d{1,15})$/.exec(after ?? "") ?? [];
  const rows = await query<Row>(db, shelves[shelf], [desk.id, at, kind, id, limit + 1]);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: await view(db, desk, language, reader, articles, shown), next: rows.length > limit && last !== undefined ? `${last.at}_${last.kind}_${last.id}` : null };
}

/** @throws 404 */
export async function readEntry(db: Db, desk: DeskConfig, language: Language, reader: Actor, articles: FindArticle, kind: EntryKind, id: number): Promise<Entry> {
  const rows = await query<Row>(db, `select * from (${both("p.id = $1 and $2 = 'post'", "c.id = $1 and $2 = 'comment'", "")}) entries`, [id, kind]);
  const [entry] = await view(db, desk, language, reader, articles, rows);
  if (entry === undefined) throw notFound("entry");
  return entry;
}

async function view(db: Db, desk: DeskConfig, wanted: Language, reader: Actor, articles: FindArticle, rows: readonly Row[]): Promise<Entry[]> {
  const of = (kind: EntryKind) => rows.flatMap((row) => (row.kind === kind ? [row.id] : []));
  const complaints = await openComplaints(db, of("post"), of("comment"));
  const people = await contactsOf(db, [...rows.map((row) => row.authorId), ...complaints.map((one) => one.personId)].flatMap((id) => id ?? []));
  const contacts = new Map(people.map((contact) => [contact.id, contact]));
  const offered = helpLanguages(desk);
  const language = offered.find((one) => one === wanted) ?? offered[0] ?? wanted;
  const found = new Map<number, Awaited<ReturnType<FindArticle>>>();
  for (const { articleId } of rows) if (articleId !== null && !found.has(articleId)) found.set(articleId, await articles(db, desk, language, reader, articleId));
  const entries: Entry[] = [];
  for (const row of rows) {
    const article = row.articleId === null ? null : (found.get(row.articleId) ?? null);
    const base = row.postId !== null ? helpPath(desk, language, "community", row.postId) : (article?.path ?? helpPath(desk, language));
    const after = row.kind === "post" ? 0 : await pageOf(db, row.postId === null ? { on: "article", id: row.articleId ?? 0 } : { on: "post", id: row.postId }, row.id);
    const author = row.authorId === null ? undefined : contacts.get(row.authorId);
    entries.push({
      kind: row.kind,
      id: row.id,
      title: row.title ?? article?.title ?? "",
      on: row.postId === null ? "article" : "post",
      text: row.words,
      author: { name: author?.name ?? "", email: author?.address ?? null, staff: row.staff },
      at: row.at,
      hidden: row.state === "hidden",
      locked: row.locked,
      official: row.official,
      reports: complaints.filter((one) => one.kind === row.kind && one.entryId === row.id).map((one) => ({ by: (one.personId === null ? undefined : contacts.get(one.personId)?.name) ?? "", reason: one.reason, at: one.at })),
      path: row.kind === "post" ? base : `${base}${after === 0 ? "" : `?after=${after}`}#comment-${row.id}`,
    });
  }
  return entries;
}
