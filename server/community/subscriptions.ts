import { query, type Db } from "../platform/db.ts";

/** What can be followed: the posts of a topic, the comments on a post or an article. */
export const subjects = ["topic", "post", "article"] as const;
export interface Followed {
  subject: (typeof subjects)[number];
  id: number;
}

/** @returns whether anything changed */
export async function setFollowing(db: Db, { subject, id }: Followed, personId: number, wanted: boolean, language: string, at: string): Promise<boolean> {
  const changed = wanted
    ? await query(db, `insert into subscriptions (subject, subject_id, person_id, language, at) values ($1, $2, $3, $4, $5) on conflict do nothing returning person_id`, [subject, id, personId, language, at])
    : await query(db, `delete from subscriptions where subject = $1 and subject_id = $2 and person_id = $3 returning person_id`, [subject, id, personId]);
  return changed.length > 0;
}

export async function isFollowing(db: Db, { subject, id }: Followed, personId: number): Promise<boolean> {
  return (await query(db, `select from subscriptions where subject = $1 and subject_id = $2 and person_id = $3`, [subject, id, personId])).length > 0;
}

/** Who follows, by number, after one. */
export const followersOf = (db: Db, { subject, id }: Followed, after: number, limit: number): Promise<{ personId: number; language: string }[]> =>
  query(db, `select person_id as "personId", language from subscriptions where subject = $1 and subject_id = $2 and person_id > $3 order by person_id limit $4`, [subject, id, after, limit]);
