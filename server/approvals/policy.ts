import { allows, type Actor } from "../platform/work.ts";
import { sideOf, type TicketFacts } from "../tickets/index.ts";
import type { StoredApproval } from "./store.ts";

export const mayAsk = (actor: Actor, ticket: TicketFacts): boolean => sideOf(actor, ticket) === "staff" && allows(actor, "approval.ask", ticket.deskId, ticket);

/**
 * An approval is recorded by the one it was asked of, or by a holder of the role it was asked of, and by nobody else,
 * whatever their rights; never by who asked for it (C11).
 * @param roles the roles the actor holds
 */
export function mayAnswer(actor: Actor, approval: Pick<StoredApproval, "approverId" | "roleId" | "askedBy">, roles: readonly number[]): boolean {
  if (actor.kind !== "person" || actor.id === approval.askedBy) return false;
  return approval.approverId === null ? approval.roleId !== null && roles.includes(approval.roleId) : approval.approverId === actor.id;
}
