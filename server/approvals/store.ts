import type { ApprovalState } from "../../contract/approvals.ts";
import { query, type Db } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";

export interface StoredApproval {
  id: number;
  ticketId: number;
  question: string;
  approverId: number | null;
  roleId: number | null;
  state: ApprovalState;
  askedBy: number | null;
  askedAt: string;
  answeredBy: number | null;
  answeredAt: string | null;
  employeeId: string | null;
  branch: string | null;
  reason: string | null;
}
const columns = `a.id, a.ticket_id as "ticketId", a.question, a.approver_id as "approverId", a.role_id as "roleId", a.state, a.asked_by as "askedBy", a.asked_at as "askedAt",
  a.answered_by as "answeredBy", a.answered_at as "answeredAt", a.employee_id as "employeeId", a.branch, a.reason`;

export async function insertApproval(db: Db, row: Pick<StoredApproval, "ticketId" | "question" | "approverId" | "roleId" | "askedBy" | "askedAt">): Promise<number> {
  const [made] = await query<{ id: number }>(
    db,
    `insert into approvals (ticket_id, question, approver_id, role_id, state, asked_by, asked_at) values ($1, $2, $3, $4, 'pending', $5, $6) returning id`,
    [row.ticketId, row.question, row.approverId, row.roleId, row.askedBy, row.askedAt],
  );
  if (made === undefined) throw new Error("an approval was not written");
  return made.id;
}

export async function findApproval(db: Db, id: number, lock = false): Promise<StoredApproval | undefined> {
  const [row] = await query<StoredApproval>(db, `select ${columns} from approvals a where a.id = $1${lock ? " for no key update" : ""}`, [id]);
  return row;
}

/** Newest first. */
export const approvalsOf = (db: Db, ticketIds: readonly number[]): Promise<StoredApproval[]> => query(db, `select ${columns} from approvals a where a.ticket_id = any($1) order by a.id desc`, [ticketIds]);

/** What waits for a person, asked by name or as one of a role's holders; the oldest first. */
export const pendingFor = (db: Db, personId: number, roleIds: readonly number[]): Promise<StoredApproval[]> =>
  query(db, `select ${columns} from approvals a where a.state = 'pending' and (a.approver_id = $1 or a.role_id = any($2)) order by a.id limit 200`, [personId, roleIds]);

export const settle = (db: Db, id: number, state: ApprovalState, answer: { by: number; at: string; employeeId: string; branch: string; reason: string; via: string } | null): Promise<unknown> =>
  query(db, `update approvals set state = $2, answered_by = $3, answered_at = $4, employee_id = $5, branch = $6, reason = $7, via = $8 where id = $1`, [
    id, state, answer?.by ?? null, answer?.at ?? null, answer?.employeeId ?? null, answer?.branch ?? null, answer?.reason ?? null, answer?.via ?? null,
  ]);

export const setApprover = (db: Db, id: number, approverId: number): Promise<unknown> => query(db, `update approvals set approver_id = $2 where id = $1`, [id, approverId]);

export const insertLink = (db: Db, hash: Buffer, approvalId: number, personId: number, expiresAt: string): Promise<unknown> =>
  query(db, `insert into approval_links (hash, approval_id, person_id, expires_at) values ($1, $2, $3, $4)`, [hash, approvalId, personId, expiresAt]);

export async function findLink(db: Db, hash: Buffer): Promise<{ approvalId: number; personId: number; expiresAt: string } | undefined> {
  const [row] = await query<{ approvalId: number; personId: number; expiresAt: string }>(
    db,
    `select approval_id as "approvalId", person_id as "personId", expires_at as "expiresAt" from approval_links where hash = $1`,
    [hash],
  );
  return row;
}

export const dropLinks = (db: Db, approvalId: number, personId: number): Promise<unknown> =>
  query(db, `delete from approval_links where approval_id = $1 and person_id = $2`, [approvalId, personId]);
/** So long a link still says that it has expired, instead of that nobody knows it. */
export const dropExpiredLinks = (db: Db, before: string): Promise<unknown> => query(db, `delete from approval_links where expires_at < $1`, [before]);

/** Two turned out to be one person: what the one was asked to sign off, the other is. */
export async function takeOverApprovals({ db }: Pick<Work, "db">, { data: { personId, into } }: RecordedEvent<"person.merged">): Promise<void> {
  await query(db, `update approvals set approver_id = $2 where approver_id = $1 and state = 'pending'`, [personId, into]);
  await query(db, `update approval_links set person_id = $2 where person_id = $1`, [personId, into]);
}

/** Approvals of tickets that are erased. */
export async function forgetApprovals({ db }: Pick<Work, "db">, { data: { numbers } }: RecordedEvent<"ticket.purged">): Promise<void> {
  await query(db, `delete from approval_links where approval_id in (select id from approvals where ticket_id = any($1))`, [numbers]);
  await query(db, `delete from approvals where ticket_id = any($1)`, [numbers]);
}
