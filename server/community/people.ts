import { entryKinds } from "../../contract/community.ts";
import type { Traces } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import { forgetMailsOf } from "./entry-mails.ts";
import { recountPost } from "./store.ts";

/** Two turned out to be one person: what the one wrote, voted for and follows is the other's. */
export async function takeOverCommunity({ db }: Pick<Work, "db">, { data: { personId, into } }: RecordedEvent<"person.merged">): Promise<void> {
  await query(db, `update posts set author_id = $2 where author_id = $1`, [personId, into]);
  await query(db, `update comments set author_id = $2 where author_id = $1`, [personId, into]);
  // who voted with both addresses voted once
  const both = await query<{ id: number }>(db, `delete from votes where person_id = $1 and post_id in (select post_id from votes where person_id = $2) returning post_id as id`, [personId, into]);
  await query(db, `update posts set votes = votes - 1 where id = any($1)`, [both.map(({ id }) => id)]);
  await query(db, `update votes set person_id = $2 where person_id = $1`, [personId, into]);
  await query(db, `insert into subscriptions (subject, subject_id, person_id, language, at) select subject, subject_id, $2, language, at from subscriptions where person_id = $1 on conflict do nothing`, [personId, into]);
  await query(db, `delete from subscriptions where person_id = $1`, [personId]);
  await query(
    db,
    `delete from complaints c where c.person_id = $1 and exists (select from complaints o where o.person_id = $2 and (o.post_id = c.post_id or o.comment_id = c.comment_id))`,
    [personId, into],
  );
  await query(db, `update complaints set person_id = $2 where person_id = $1`, [personId, into]);
}

/** What a person wrote in communities and below articles, for their own copy. */
export const communityOf = (db: Db, ids: readonly number[]): Promise<{ kind: "post" | "comment"; title: string | null; text: string; at: string }[]> =>
  query(
    db,
    `select 'post' as kind, title, words as text, at from posts where author_id = any($1) and state <> 'withdrawn'
     union all select 'comment', null, words, at from comments where author_id = any($1) and state <> 'withdrawn' order by at`,
    [ids],
  );

/**
 * Their words are gone, with the mails that carry them, their votes and what they follow; what stood below a post of theirs
 * is not read any more. Others may have named them: that is struck out.
 */
export async function eraseCommunityOf(work: Pick<Work, "db">, { ids, words }: Pick<Traces, "ids" | "words">): Promise<void> {
  const { db } = work;
  await query(db, `update posts p set votes = votes - v.count from (select post_id, count(*)::int as count from votes where person_id = any($1) group by post_id) v where v.post_id = p.id`, [ids]);
  await query(db, `delete from votes where person_id = any($1)`, [ids]);
  await query(db, `delete from subscriptions where person_id = any($1)`, [ids]);
  await query(db, `update complaints set person_id = null, reason = '' where person_id = any($1)`, [ids]);
  const comments = await query<{ id: number; postId: number | null }>(
    db,
    `update comments set author_id = null, state = 'withdrawn', official = false, html = '', words = '' where author_id = any($1) returning id, post_id as "postId"`,
    [ids],
  );
  const posts = await query<{ id: number }>(db, `update posts set author_id = null, title = '', html = '', words = '', state = 'withdrawn' where author_id = any($1) returning id`, [ids]);
  for (const postId of new Set(comments.flatMap((one) => one.postId ?? []))) await recountPost(db, postId);
  for (const { id } of comments) await forgetMailsOf(work, "comment", id);
  for (const { id } of posts) await forgetMailsOf(work, "post", id);
  const named = {
    post: `update posts set title = redacted(title, $1), words = redacted(words, $1), html = redacted(html, $1) where words is distinct from redacted(words, $1) or title is distinct from redacted(title, $1) returning id`,
    comment: `update comments set words = redacted(words, $1), html = redacted(html, $1) where words is distinct from redacted(words, $1) returning id`,
  };
  for (const kind of entryKinds) for (const { id } of await query<{ id: number }>(db, named[kind], [words])) await forgetMailsOf(work, kind, id);
  await query(db, `update complaints set reason = redacted(reason, $1) where reason is distinct from redacted(reason, $1)`, [words]);
}
