import { query, type Db } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";

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
export const communityOf = (db: Db, personId: number): Promise<{ kind: "post" | "comment"; title: string | null; text: string; at: string }[]> =>
  query(
    db,
    `select 'post' as kind, title, words as text, at from posts where author_id = $1 and state <> 'withdrawn'
     union all select 'comment', null, words, at from comments where author_id = $1 and state <> 'withdrawn' order by at`,
    [personId],
  );

/** Their words, votes and what they follow are gone; what stood below a post of theirs is not read any more. */
export async function eraseCommunityOf({ db }: Pick<Work, "db">, personId: number): Promise<void> {
  await query(db, `update posts p set votes = votes - 1 from votes v where v.post_id = p.id and v.person_id = $1`, [personId]);
  await query(db, `delete from votes where person_id = $1`, [personId]);
  await query(db, `delete from subscriptions where person_id = $1`, [personId]);
  await query(db, `update complaints set person_id = null, reason = '' where person_id = $1`, [personId]);
  const theirs = await query<{ id: number }>(db, `update comments set author_id = null, state = 'withdrawn', official = false, html = '', words = '' where author_id = $1 returning post_id as id`, [personId]);
  await query(
    db,
    `update posts p set comments = c.count, last_at = coalesce(c.last, p.at), answered = c.answered
     from (select w.id, count(k.id)::int as count, max(k.at) as last, coalesce(bool_or(k.official), false) as answered
           from unnest($1::bigint[]) as w(id) left join comments k on k.post_id = w.id and k.state = 'shown' group by w.id) c where p.id = c.id`,
    [[...new Set(theirs.flatMap(({ id }) => id ?? []))]],
  );
  await query(db, `update posts set author_id = null, title = '', html = '', words = '', state = 'withdrawn' where author_id = $1`, [personId]);
}
