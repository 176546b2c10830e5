import type { EntryKind } from "../../contract/community.ts";
import { query, type Db } from "../platform/db.ts";

export interface Complaint {
  kind: EntryKind;
  entryId: number;
  /** null: the person was erased */
  personId: number | null;
  reason: string;
  at: string;
}
const columnOf = { post: "post_id", comment: "comment_id" } as const;

/** Each says it once of each entry; what was settled is open again when somebody new says it. @returns whether it is new */
export async function insertComplaint(db: Db, deskId: number, { kind, entryId, personId, reason, at }: Complaint): Promise<boolean> {
  const made = await query(db, `insert into complaints (desk_id, ${columnOf[kind]}, person_id, reason, at) values ($1, $2, $3, $4, $5) on conflict do nothing returning id`, [deskId, entryId, personId, reason, at]);
  return made.length > 0;
}

export const settleComplaints = (db: Db, kind: EntryKind, entryId: number, by: number | null, at: string) =>
  query(db, `update complaints set settled_at = $3, settled_by = $2 where ${columnOf[kind]} = $1 and settled_at is null`, [entryId, by, at]);

/** Those nobody has settled, of some entries. */
export const openComplaints = (db: Db, postIds: readonly number[], commentIds: readonly number[]): Promise<Complaint[]> =>
  query(
    db,
    `select case when post_id is null then 'comment' else 'post' end as kind, coalesce(post_id, comment_id) as "entryId", person_id as "personId", reason, at
     from complaints where settled_at is null and (post_id = any($1) or comment_id = any($2)) order by id`,
    [postIds, commentIds],
  );

/** How many entries of a desk wait for a moderator, counted up to a bound. */
export async function countReported(db: Db, deskId: number, most: number): Promise<number> {
  const [row] = await query<{ count: number }>(
    db,
    `select count(*)::int as count from (select distinct post_id, comment_id from complaints where desk_id = $1 and settled_at is null limit $2) waiting`,
    [deskId, most],
  );
  return row?.count ?? 0;
}
