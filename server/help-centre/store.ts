import type { Language } from "../../contract/common.ts";
import type { ArticleAudience } from "../../contract/help-centre.ts";
import { query, type Db } from "../platform/db.ts";
import type { VariantFacts } from "./rules.ts";

export interface ArticleRow {
  id: number;
  deskId: number;
  sectionId: number;
  section: string;
  audience: ArticleAudience;
  organizations: number[];
  language: Language;
  reviewOn: string | null;
  ticketId: number | null;
  changedAt: string;
  removed: boolean;
}
export interface UsedFile {
  fileId: string;
  contentId: string | null;
  inline: boolean;
}
/** What was saved of an article in one language. */
export interface RevisionText {
  title: string;
  summary: string;
  html: string;
  words: string;
  files: UsedFile[];
}
export interface RevisionRow extends RevisionText {
  articleId: number;
  language: Language;
  number: number;
  authorId: number | null;
  at: string;
  restored: number | null;
}
export interface VariantRow extends VariantFacts {
  articleId: number;
  publishedAt: string | null;
}

const columns = `a.id, a.desk_id as "deskId", a.section_id as "sectionId", (select key from article_sections s where s.id = a.section_id) as section, a.audience,
  array(select organization_id from article_organizations o where o.article_id = a.id order by organization_id) as organizations,
  a.language, a.review_on::text as "reviewOn", a.ticket_id as "ticketId", a.changed_at as "changedAt", a.archived_at is not null as removed`;

export async function findArticle(db: Db, id: number, lock = false): Promise<ArticleRow | undefined> {
  const [row] = await query<ArticleRow>(db, `select ${columns} from articles a where a.id = $1${lock ? " for no key update" : ""}`, [id]);
  return row;
}

export async function insertArticle(db: Db, article: Pick<ArticleRow, "deskId" | "sectionId" | "audience" | "language" | "reviewOn" | "ticketId"> & { at: string }): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `insert into articles (desk_id, section_id, audience, language, review_on, ticket_id, position, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, (select coalesce(max(position) + 1, 0) from articles where section_id = $2), $7, $7) returning id`,
    [article.deskId, article.sectionId, article.audience, article.language, article.reviewOn, article.ticketId, article.at],
  );
  if (row === undefined) throw new Error("an article was not made");
  return row.id;
}

export async function updateArticle(db: Db, id: number, article: Pick<ArticleRow, "sectionId" | "audience" | "reviewOn"> & { at: string }): Promise<void> {
  await query(db, `update articles set section_id = $2, audience = $3, review_on = $4, changed_at = $5, version = version + 1 where id = $1`, [id, article.sectionId, article.audience, article.reviewOn, article.at]);
}

export async function setReaders(db: Db, id: number, organizations: readonly number[]): Promise<void> {
  await query(db, `delete from article_organizations where article_id = $1 and organization_id <> all($2::bigint[])`, [id, organizations]);
  await query(db, `insert into article_organizations (article_id, organization_id) select $1, unnest($2::bigint[]) on conflict do nothing`, [id, organizations]);
}

export async function setRemoved(db: Db, id: number, removedAt: string | null, at: string): Promise<void> {
  await query(db, `update articles set archived_at = $2, changed_at = $3, version = version + 1 where id = $1`, [id, removedAt, at]);
}

/** Puts the article before another of its section, or last; the others move along. */
export async function placeArticle(db: Db, id: number, sectionId: number, before: number | null): Promise<void> {
  await query(
    db,
    `with placed as (
       select id, row_number() over (order by case when id = $1 then coalesce((select position from articles b where b.id = $3 and b.section_id = $2), 2147483647) else position end, id <> $1, id) - 1 as place
       from articles where section_id = $2)
     update articles set position = placed.place from placed where articles.id = placed.id and position <> placed.place`,
    [id, sectionId, before],
  );
}

export const variantsOf = (db: Db, ids: readonly number[]): Promise<VariantRow[]> =>
  query(db, `select article_id as "articleId", language, latest, published, published_at as "publishedAt", follows from article_variants where article_id = any($1) order by article_id, language`, [ids]);

const revisionColumns = `r.article_id as "articleId", r.language, r.number, r.title, r.summary, r.html, r.words, r.files, r.author_id as "authorId", r.at, r.restored`;

/** The newest revision in each language. */
export const latestOf = (db: Db, id: number): Promise<RevisionRow[]> =>
  query(db, `select ${revisionColumns} from article_variants v join article_revisions r on r.article_id = v.article_id and r.language = v.language and r.number = v.latest where v.article_id = $1 order by r.language`, [id]);

/** What is read in each language. */
export const publishedOf = (db: Db, id: number): Promise<(RevisionRow & { publishedAt: string })[]> =>
  query(
    db,
    `select ${revisionColumns}, v.published_at as "publishedAt" from article_variants v join article_revisions r on r.article_id = v.article_id and r.language = v.language and r.number = v.published
     where v.article_id = $1 order by r.language`,
    [id],
  );

export async function findRevision(db: Db, id: number, language: string, number: number): Promise<RevisionRow | undefined> {
  const [row] = await query<RevisionRow>(db, `select ${revisionColumns} from article_revisions r where r.article_id = $1 and r.language = $2 and r.number = $3`, [id, language, number]);
  return row;
}

/** The newest first; more than anybody looks at are left out. */
export const revisionsOf = (db: Db, id: number, language: string): Promise<Pick<RevisionRow, "number" | "title" | "at" | "authorId" | "restored">[]> =>
  query(db, `select number, title, at, author_id as "authorId", restored from article_revisions where article_id = $1 and language = $2 order by number desc limit 200`, [id, language]);

export async function insertRevision(db: Db, revision: RevisionRow): Promise<void> {
  const { articleId, language, number, title, summary, html, words, files, authorId, at, restored } = revision;
  await query(
    db,
    `with written as (insert into article_revisions (article_id, language, number, title, summary, html, words, files, author_id, at, restored) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)),
       changed as (update articles set changed_at = $10, version = version + 1 where id = $1)
     insert into article_variants (article_id, language, latest) values ($1, $2, $3) on conflict (article_id, language) do update set latest = excluded.latest`,
    [articleId, language, number, title, summary, html, words, JSON.stringify(files), authorId, at, restored],
  );
}

/**
 * From now on this revision is read and found: by its words as they are, and by their stems, with accents ("integración" and
 * "integraciones" have one) and without (as many type). @param follows the original's that it was held against
 */
export async function publish(db: Db, revision: RevisionRow, follows: number | null, at: string): Promise<void> {
  const { articleId, language, number, title, summary, words } = revision;
  await query(
    db,
    `update article_variants set published = $3, published_at = $4, follows = $5, title = $6,
       search = setweight(to_tsvector('simple', folded($6)) || to_tsvector($9::regconfig, folded($6)) || to_tsvector($9::regconfig, $6), 'A')
         || setweight(to_tsvector($9::regconfig, folded($7)) || to_tsvector($9::regconfig, $7), 'B')
         || setweight(to_tsvector('simple', folded($8)), 'D') || setweight(to_tsvector($9::regconfig, folded($8)) || to_tsvector($9::regconfig, $8), 'C')
     where article_id = $1 and language = $2`,
    [articleId, language, number, at, follows, title, summary, words.slice(0, 200_000), searchConfiguration(language)],
  );
}

export async function withdraw(db: Db, id: number, language: string): Promise<void> {
  await query(db, `update article_variants set published = null, published_at = null, title = null, search = null where article_id = $1 and language = $2`, [id, language]);
}

export async function setFollows(db: Db, id: number, language: string, follows: number): Promise<void> {
  await query(db, `update article_variants set follows = $3 where article_id = $1 and language = $2`, [id, language, follows]);
}

/** How PostgreSQL finds the stems of a language's words: its own configurations, by ISO 639-1; of other languages words are found as they are. */
const stemmers: Readonly<Record<string, string>> = {
  ar: "arabic", ca: "catalan", da: "danish", de: "german", el: "greek", en: "english", es: "spanish", eu: "basque", fi: "finnish", fr: "french", ga: "irish", hi: "hindi", hu: "hungarian", hy: "armenian", id: "indonesian",
  it: "italian", lt: "lithuanian", nb: "norwegian", ne: "nepali", nl: "dutch", no: "norwegian", pt: "portuguese", ro: "romanian", ru: "russian", sr: "serbian", sv: "swedish", ta: "tamil", tr: "turkish", yi: "yiddish",
};
export const searchConfiguration = (language: Language): string => stemmers[language.split("-")[0] ?? ""] ?? "simple";

/** Every file that any revision used. */
export async function filesOf(db: Db, id: number): Promise<Set<string>> {
  const rows = await query<{ id: string }>(db, `select distinct f->>'fileId' as id from article_revisions r cross join jsonb_array_elements(r.files) f where r.article_id = $1`, [id]);
  return new Set(rows.map((row) => row.id));
}

/** Is there an article for customers to read, in whatever language? */
export async function hasArticles(db: Db, deskId: number): Promise<boolean> {
  const [row] = await query<{ found: boolean }>(
    db,
    `select exists (select from articles a join article_variants v on v.article_id = a.id where a.desk_id = $1 and a.archived_at is null and a.audience <> 'staff' and v.published is not null) as found`,
    [deskId],
  );
  return row?.found ?? false;
}
