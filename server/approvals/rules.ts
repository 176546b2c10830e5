import type { ApprovalState, Standing } from "../../contract/approvals.ts";

/** What the standing of approvals depends on; `of`: the person or role asked. */
export interface AskedApproval {
  id: number;
  of: string;
  state: ApprovalState;
}

/**
 * How a ticket's approvals stand together: of each person or role asked, what was asked last counts. All must have
 * granted; one who has not answered keeps it pending, one who refused refuses it. Null: none was asked.
 */
export function standingOf(approvals: readonly AskedApproval[]): Standing | null {
  const last = new Map<string, AskedApproval>();
  for (const approval of approvals.toSorted((a, b) => a.id - b.id)) if (approval.state !== "cancelled") last.set(approval.of, approval);
  const states = [...last.values()].map((approval) => approval.state);
  if (states.length === 0) return null;
  if (states.includes("refused")) return "refused";
  return states.includes("pending") ? "pending" : "granted";
}

/** What a signature still lacks (C11). */
export function missingOf(signature: { employeeId: string | null; branch: string | null }, given: { employeeId?: string | undefined; branch?: string | undefined }): ("employeeId" | "branch")[] {
  const lacks = (has: string | null, gives: string | undefined) => !has && !gives?.trim();
  return [...(lacks(signature.employeeId, given.employeeId) ? (["employeeId"] as const) : []), ...(lacks(signature.branch, given.branch) ? (["branch"] as const) : [])];
}

/** A mailed link works so long. */
export const linkDays = 14;
