import { createHmac } from "node:crypto";
import type { Language } from "../../contract/common.ts";
import type { Traces } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { maskCards } from "../platform/rich-text/index.ts";
import type { Work } from "../platform/work.ts";

/** characters of what somebody missed, at most */
export const mostMissing = 2000;

/**
 * By what a reader is known again: the person, or, without a session, a keyed hash of the network and the browser, which
 * tells nobody who it was.
 */
export const voterOf = (secret: Buffer, reader: { personId: number } | { network: string; browser: string }): Buffer =>
  createHmac("sha256", secret).update("personId" in reader ? `person ${reader.personId}` : `reader ${reader.network} ${reader.browser}`).digest();

export interface Vote {
  articleId: number;
  voter: Buffer;
  personId: number | null;
  language: Language;
  helpful: boolean;
}

/** Who says it again says it anew. */
export async function castVote(work: Work, vote: Vote): Promise<void> {
  await query(
    work.db,
    `insert into article_votes (article_id, voter, person_id, language, helpful, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (article_id, voter) do update set helpful = excluded.helpful, language = excluded.language, at = excluded.at, missing = case when excluded.helpful then null else article_votes.missing end`,
    [vote.articleId, vote.voter, vote.personId, vote.language, vote.helpful, work.now.toString()],
  );
}

/** What somebody missed whom it did not help. */
export async function sayMissing(work: Work, articleId: number, voter: Buffer, words: string): Promise<void> {
  await query(work.db, `update article_votes set missing = nullif($3, '') where article_id = $1 and voter = $2 and not helpful`, [articleId, voter, maskCards(words.trim().slice(0, mostMissing).toWellFormed().replaceAll("\0", ""))]);
}

export async function ownVote(db: Db, articleId: number, voter: Buffer): Promise<{ helpful: boolean; said: boolean } | null> {
  const [row] = await query<{ helpful: boolean; said: boolean }>(db, `select helpful, missing is not null as said from article_votes where article_id = $1 and voter = $2`, [articleId, voter]);
  return row ?? null;
}

export async function countVotes(db: Db, articleId: number): Promise<{ helpful: number; unhelpful: number }> {
  const [row] = await query<{ helpful: number; unhelpful: number }>(db, `select count(*) filter (where helpful)::int as helpful, count(*) filter (where not helpful)::int as unhelpful from article_votes where article_id = $1`, [articleId]);
  return row ?? { helpful: 0, unhelpful: 0 };
}

/** The newest first. */
export const wishesOf = (db: Db, articleId: number): Promise<{ at: string; language: Language; words: string }[]> =>
  query(db, `select at, language, missing as words from article_votes where article_id = $1 and missing is not null order by at desc limit 50`, [articleId]);

/** What a person said of articles goes with them; that somebody said it still counts. */
export async function eraseVotesOf({ db }: Work, { ids }: Traces): Promise<void> {
  await query(db, `update article_votes set person_id = null, missing = null, voter = sha256(voter || convert_to(article_id::text || ' erased', 'UTF8')) where person_id = any($1)`, [ids]);
}

/** What a person said of articles, for who asks for all that is kept of them. */
export const votesOf = (db: Db, personIds: readonly number[]): Promise<{ article: number; helpful: boolean; missing: string | null; at: string }[]> =>
  query(db, `select article_id as article, helpful, missing, at from article_votes where person_id = any($1) order by at`, [personIds]);
