import { languages, type Language } from "../../contract/common.ts";
import type { ArticleAudience, ArticleFilter } from "../../contract/help-centre.ts";
import { foldedWords, prefixQuery } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { readable, readerValues, type Reader } from "./policy.ts";
import { searchConfiguration, type ArticleRow } from "./store.ts";

/** An article in the language in which it is shown. */
export interface Shown {
  id: number;
  language: Language;
  title: string;
  summary: string;
  words: string;
  audience: ArticleAudience;
  sectionId: number;
  publishedAt: string;
}

/** The variant that is shown of each article `a`: in the language `$n`, else its own, else any. */
const shownVariant = (language: number) =>
  `cross join lateral (select v.language, v.title, v.published, v.published_at from article_variants v where v.article_id = a.id and v.published is not null
     order by v.language = $${language} desc, v.language = a.language desc, v.language limit 1) v
   join article_revisions r on r.article_id = a.id and r.language = v.language and r.number = v.published`;
const columns = `a.id, v.language, r.title, r.summary, left(r.words, 400) as words, a.audience, a.section_id as "sectionId", v.published_at as "publishedAt"`;

/** What a section holds, in its order. */
export const articlesOfSection = (db: Db, reader: Reader, sectionId: number, language: Language): Promise<Shown[]> =>
  query(
    db,
    `select ${columns} from articles a ${shownVariant(2)} join article_sections s on s.id = a.section_id
     where a.section_id = $1 and a.archived_at is null and s.archived_at is null and ${readable(3)} order by a.position, a.id limit 500`,
    [sectionId, language, ...readerValues(reader)],
  );

/** The first articles of each section of a desk. */
export const firstOfSections = (db: Db, reader: Reader, deskId: number, language: Language, most: number): Promise<(Shown & { count: number })[]> =>
  query(
    db,
    `select f.*, f.count::int from article_sections s cross join lateral (
       select ${columns}, a.position, count(*) over () as count from articles a ${shownVariant(2)}
       where a.section_id = s.id and a.archived_at is null and ${readable(3)} order by a.position, a.id limit $6) f
     where s.desk_id = $1 and s.archived_at is null order by s.position, s.id, f.position, f.id`,
    [deskId, language, ...readerValues(reader), most],
  );

/** The newest of a desk. */
export const newestArticles = (db: Db, reader: Reader, deskId: number, language: Language, most: number): Promise<Shown[]> =>
  query(
    db,
    `select ${columns} from articles a ${shownVariant(2)} join article_sections s on s.id = a.section_id
     where a.desk_id = $1 and a.archived_at is null and s.archived_at is null and ${readable(3)} order by v.published_at desc, a.id desc limit $6`,
    [deskId, language, ...readerValues(reader), most],
  );

/**
 * What is found by any of the words, those with all of them first: who writes a sentence gets what it is about. The last
 * word may be unfinished. An article is found in any of its languages, by the stems of that one, and shown in the best.
 */
export async function searchArticles(db: Db, reader: Reader, deskId: number, language: Language, q: string, most: number): Promise<Shown[]> {
  const last = foldedWords(q).at(-1);
  if (last === undefined) return [];
  return query<Shown>(
    db,
    `/* replan */ with asked as (
       select l.language, w.typed || w.plain as every, replace((w.typed || w.plain)::text, ' & ', ' | ')::tsquery || to_tsquery('simple', $7) as any
       from unnest($8::text[], $9::text[]) as l(language, stems)
         cross join lateral (select plainto_tsquery(l.stems::regconfig, $6) as typed, plainto_tsquery(l.stems::regconfig, folded($6)) as plain) w),
     found as (
       select v.article_id as id, max(ts_rank(v.search, asked.any) * case when v.language = $2 then 1.5 else 1 end + case when numnode(asked.every) > 1 and v.search @@ asked.every then 1 else 0 end) as rank
       from asked join article_variants v on v.language = asked.language and v.search @@ asked.any
         join articles a on a.id = v.article_id join article_sections s on s.id = a.section_id
       where a.desk_id = $1 and a.archived_at is null and s.archived_at is null and ${readable(3)}
       group by v.article_id order by rank desc, v.article_id desc limit $10)
     select ${columns} from found f join articles a using (id) ${shownVariant(2)} order by f.rank desc, a.id desc`,
    [deskId, language, ...readerValues(reader), q.slice(0, 1000), `'${last}':*`, languages, languages.map(searchConfiguration), most],
  );
}

/** For search engines: what everybody may read, in every language it is published in. */
export const publicPages = (db: Db, deskId: number): Promise<{ id: number; language: Language; title: string; at: string }[]> =>
  query(
    db,
    `select a.id, v.language, v.title, v.published_at as at from articles a join article_sections s on s.id = a.section_id join article_variants v on v.article_id = a.id
     where a.desk_id = $1 and a.archived_at is null and s.archived_at is null and a.audience = 'everyone' and v.published is not null order by a.id, v.language limit 45000`,
    [deskId],
  );

export interface ListedRow extends ArticleRow {
  title: string;
  helpful: number;
  unhelpful: number;
}

export interface ListAsked {
  deskId: number;
  show?: ArticleFilter | undefined;
  section?: string | undefined;
  q?: string | undefined;
  /** of the desk */
  languages: readonly Language[];
  /** in the desk's time zone */
  today: string;
  after: readonly [string, number] | null;
  limit: number;
}

/** How many are to be looked at again. @param today in the desk's time zone */
export async function countToReview(db: Db, deskId: number, today: string): Promise<number> {
  const [row] = await query<{ count: number }>(db, `select count(*)::int as count from articles where desk_id = $1 and archived_at is null and review_on <= $2::date`, [deskId, today]);
  return row?.count ?? 0;
}

/** For who writes: the latest changed first, those of a section as readers find them; drafts and what nobody reads any more too. */
export const listArticles = (db: Db, { deskId, show, section, q = "", languages, today, after, limit }: ListAsked): Promise<ListedRow[]> =>
  query(
    db,
    `/* replan */ select a.id, a.desk_id as "deskId", a.section_id as "sectionId", s.key as section, a.audience, '{}'::bigint[] as organizations, a.language, a.review_on::text as "reviewOn",
       a.ticket_id as "ticketId", a.changed_at as "changedAt", a.archived_at is not null as removed, t.title, n.helpful, n.unhelpful
     from articles a join article_sections s on s.id = a.section_id
       cross join lateral (select r.title from article_variants v join article_revisions r on r.article_id = v.article_id and r.language = v.language and r.number = v.latest
         where v.article_id = a.id order by v.language = a.language desc, v.language limit 1) t
       cross join lateral (select count(*) filter (where helpful)::int as helpful, count(*) filter (where not helpful)::int as unhelpful from article_votes w where w.article_id = a.id) n
     where a.desk_id = $1 and (a.archived_at is not null) = ($2::text is not distinct from 'removed') and ($3::text is null or s.key = $3)
       and ($8::timestamptz is null or (a.changed_at, a.id) < ($8, $9::bigint))
       and case $2::text when 'draft' then exists (select from article_variants v where v.article_id = a.id and v.published is distinct from v.latest)
         when 'review' then a.review_on <= $6::date
         when 'missing' then exists (select from unnest($5::text[]) as l where not exists (select from article_variants v where v.article_id = a.id and v.language = l and v.published is not null))
         when 'outdated' then exists (select from article_variants v join article_variants o on o.article_id = a.id and o.language = a.language
           where v.article_id = a.id and v.language <> a.language and v.published is not null and o.published is not null and coalesce(v.follows, 0) < o.published)
         else true end
       and ($4 = '' or exists (select from article_variants v join article_revisions r on r.article_id = v.article_id and r.language = v.language and r.number = v.latest
         where v.article_id = a.id and to_tsvector('simple', folded(r.title || ' ' || r.summary)) @@ to_tsquery('simple', $4)))
     order by case when $3::text is not null then a.position end, a.changed_at desc, a.id desc limit $7`,
    [deskId, show ?? null, section ?? null, prefixQuery(q) ?? "", languages, today, limit, after?.[0] ?? null, after?.[1] ?? null],
  );
