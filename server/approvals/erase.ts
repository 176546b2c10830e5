import { struckOut, type Traces } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** Tickets about which somebody was asked, or answered. */
export async function ticketsApprovedBy(db: Db, people: readonly number[]): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select distinct ticket_id as id from approvals where approver_id = any($1) or answered_by = any($1) order by 1`, [people]);
  return rows.map((row) => row.id);
}

/** That it was granted or refused holds; who signed it does not show any more. */
export async function strikeApprovals({ db }: Work, ticket: number, { ids, words }: Traces): Promise<void> {
  await query(db, `delete from approval_links where person_id = any($1)`, [ids]);
  await query(
    db,
    `update approvals set employee_id = case when answered_by = any($2) then $4 else employee_id end, branch = case when answered_by = any($2) then $4 else branch end,
       reason = case when answered_by = any($2) then $4 else redacted(reason, $3) end, question = redacted(question, $3) where ticket_id = $1`,
    [ticket, ids, words, struckOut],
  );
}
