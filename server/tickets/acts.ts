import type { Closure, Escalation, Postponement, TypeDecision, TypeRequest } from "../../contract/acts.ts";
import { agentOfDesk } from "../people/index.ts";
import { deskIn, firstOfState, typeIn, type DeskConfig } from "../desks/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { allows, type Work } from "../platform/work.ts";
import { changeTicket, lockVisible, permittedStatus, statusOf } from "./change.ts";
import * as acts from "./acts-store.ts";
import { canDo } from "./policy.ts";
import { cancelPurge, schedulePurge } from "./purge.ts";
import { postponedTo } from "./rules.ts";
import type { StoredTicket } from "./store.ts";

/** The ticket, locked, with its desk and what the actor may do. @throws 403, 404 */
async function open(work: Work, number: number) {
  const ticket = await lockVisible(work, number);
  const desk = await deskIn(work, ticket.deskId);
  return { ticket, desk, can: canDo(work.actor, ticket, statusOf(desk, ticket), desk) };
}
const subjectOf = (ticket: StoredTicket, version: number) => ({ desk: ticket.deskId, ticket: ticket.id, version });
const denied = () => problem("permission.denied", 403);

/** R10: sets a new due date, or none. */
export async function postponeTicket(work: Work, number: number, input: Postponement): Promise<void> {
  const { ticket, desk, can } = await open(work, number);
  if (!can.edit) throw denied();
  const dueAt = "at" in input ? input.at : postponedTo(work.now, input, desk.timeZone).toString();
  const { from, version } = await acts.setDueAt(work.db, ticket.id, dueAt, work.now.toString());
  if (from !== dueAt) await work.record(subjectOf(ticket, version), "ticket.postponed", { from, to: dueAt });
}

/**
 * R11: closes the ticket, in the desk's first closed status, else its first solved one. A reason, a comment and a source
 * make it "Explain & Close".
 */
export async function closeTicket(work: Work, number: number, input: Closure): Promise<void> {
  const { ticket, desk, can } = await open(work, number);
  if (statusOf(desk, ticket).state === "closed") throw problem("ticket.already-closed", 409);
  const status = firstOfState(desk, "closed") ?? firstOfState(desk, "solved");
  if (status === undefined) throw problem("ticket.no-closing-status", 409);
  const stays = status.id === ticket.statusId;
  if (stays && !allows(work.actor, "ticket.solve", ticket.deskId, ticket)) throw denied();
  const to = stays ? status : permittedStatus(desk, can.statuses, status.key);
  const { reason = null, comment = null, source = null } = input;
  if (reason !== null || comment !== null || source !== null) {
    await work.record(subjectOf(ticket, ticket.version), "ticket.closure-explained", { reason, comment, source });
  }
  if (!stays) await changeTicket(work, ticket, desk, { status: to });
}

/** Raises the ticket to a level, with a reason, and to somebody who is told; level 0 takes it back. */
export async function escalateTicket(work: Work, number: number, input: Escalation): Promise<void> {
  const { ticket, desk, can } = await open(work, number);
  if (!can.escalate) throw denied();
  const person = input.to == null ? null : await colleague(work, desk, input.to);
  const { from, version } = await acts.setEscalation(work.db, ticket.id, input.level, person?.id ?? null, work.now.toString());
  if (from !== input.level || person !== null) {
    await work.record(subjectOf(ticket, version), "ticket.escalated", { from, to: input.level, reason: input.reason, person: person?.address ?? null });
  }
}

/** One level more, by itself, for a reason that staff are told. */
export async function raiseEscalation(work: Work, ticketId: number, reason: string): Promise<void> {
  const raised = await acts.raiseEscalation(work.db, ticketId, work.now.toString());
  if (raised !== null) await work.record({ desk: raised.deskId, ticket: ticketId, version: raised.version }, "ticket.escalated", { from: raised.to - 1, to: raised.to, reason, person: null });
}

async function colleague(work: Work, desk: DeskConfig, address: string): Promise<{ id: number; address: string }> {
  const agent = await agentOfDesk(work.db, desk.id, address);
  if (agent === undefined) throw problem("ticket.unknown-assignee", 422, { params: { email: address }, path: "/to" });
  return agent;
}

/** C8: asks for another typification; a later request replaces one that still waits. */
export async function requestType(work: Work, number: number, input: TypeRequest): Promise<void> {
  const { ticket, desk, can } = await open(work, number);
  if (!can.edit || work.actor.kind !== "person") throw denied();
  const type = typeIn(desk, input.type);
  if (type.id === ticket.typeId) throw problem("ticket.same-type", 409);
  await acts.putTypeRequest(work.db, ticket.id, type.id, work.actor.id, input.reason, work.now.toString());
  const version = await acts.touch(work.db, ticket.id, work.now.toString());
  await work.record(subjectOf(ticket, version), "type.requested", { type: type.key, reason: input.reason });
}

/** C8: grants or refuses the request in one step. @throws 404 where none waits */
export async function decideTypeRequest(work: Work, number: number, input: TypeDecision): Promise<void> {
  const { ticket, desk, can } = await open(work, number);
  if (!can.retypify) throw denied();
  const request = await acts.takeTypeRequest(work.db, ticket.id);
  const type = desk.types.find((one) => one.id === request?.typeId);
  if (request === undefined || type === undefined) throw notFound("event");
  const reason = input.reason ?? null;
  if (input.grant) await changeTicket(work, ticket, desk, { typeId: type.id });
  const version = await acts.touch(work.db, ticket.id, work.now.toString());
  await work.record(subjectOf(ticket, version), input.grant ? "type.granted" : "type.refused", { type: type.key, reason });
}

/** Spam stands in no list and in nobody's way; "not spam" brings it back. */
export async function markSpam(work: Work, number: number, spam: boolean): Promise<void> {
  const { ticket, can } = await open(work, number);
  if (!can.remove) throw denied();
  const version = await acts.setSpam(work.db, ticket.id, spam, work.now.toString());
  if (version !== null) await work.record(subjectOf(ticket, version), spam ? "ticket.marked-spam" : "ticket.unmarked-spam", {});
}

/** Deletes, with 30 days to restore. */
export async function deleteTicket(work: Work, number: number): Promise<void> {
  const { ticket, can } = await open(work, number);
  if (!can.remove) throw denied();
  const version = await acts.setDeleted(work.db, ticket.id, true, work.now.toString());
  if (version === null) return;
  await schedulePurge(work, ticket.id);
  await work.record(subjectOf(ticket, version), "ticket.deleted", {});
}

export async function restoreTicket(work: Work, number: number): Promise<void> {
  const { ticket, can } = await open(work, number);
  if (!can.remove) throw denied();
  const version = await acts.setDeleted(work.db, ticket.id, false, work.now.toString());
  if (version === null) return;
  await cancelPurge(work, ticket.id);
  await work.record(subjectOf(ticket, version), "ticket.restored", {});
}
