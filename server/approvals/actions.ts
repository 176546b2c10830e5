import type { ApprovalAnswer, NewApproval } from "../../contract/approvals.ts";
import { newSecret, secretHash } from "../auth/index.ts";
import { deskIn } from "../desks/index.ts";
import { queueDelivery } from "../mail-out/index.ts";
import { completeSignature, readSignature } from "../organizations/index.ts";
import { addressOk, agentOfDesk, contactsOf, ensurePeople, holdersOf, primaryAddress, rolesById, rolesHeldBy, rolesOfDesk } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { renderBody } from "../platform/rich-text/index.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import { familyOf, lockLive, lockVisible, setGateFacts, sideOf, statusOf, type StoredTicket } from "../tickets/index.ts";
import { mayAnswer, mayAsk } from "./policy.ts";
import { linkDays, missingOf, standingOf } from "./rules.ts";
import * as store from "./store.ts";
import type { StoredApproval } from "./store.ts";

/** Asks a person, or whoever of a role's holders answers first (C11). @throws 403, 404, 409, 422 */
export async function askApproval(work: Work, number: number, input: NewApproval): Promise<number> {
  const ticket = await lockVisible(work, number);
  if (!mayAsk(work.actor, ticket)) throw problem("permission.denied", 403);
  if (statusOf(await deskIn(work, ticket.deskId), ticket).state === "closed") throw problem("ticket.already-closed", 409);
  const asked = "person" in input ? { ...(await personAsked(work, input.person)), roleId: null, role: null } : { ...(await roleAsked(work, ticket, input.role)), approverId: null, person: null };
  const open = await store.approvalsOf(work.db, await familyOf(work.db, ticket.id));
  if (open.some((one) => one.state === "pending" && one.approverId === asked.approverId && one.roleId === asked.roleId)) throw problem("approval.already-asked", 409);
  const id = await store.insertApproval(work.db, {
    ticketId: ticket.id, question: input.question.trim(), approverId: asked.approverId, roleId: asked.roleId,
    askedBy: work.actor.kind === "person" ? work.actor.id : null, askedAt: work.now.toString(),
  });
  await record(work, ticket, "approval.asked", { approvalId: id, person: asked.person, role: asked.role });
  await store.dropExpiredLinks(work.db, work.now.subtract({ hours: linksRememberedHours }).toString());
  return id;
}
const linksRememberedHours = 60 * 24;

async function personAsked(work: Work, address: string): Promise<{ approverId: number; person: string }> {
  if (!addressOk(address) || (await work.desks.get()).byAddress.has(address.toLowerCase())) throw problem("ticket.own-address", 422, { params: { email: address }, path: "/person" });
  const [person] = await ensurePeople(work, [{ address }]);
  if (person === undefined) throw new Error("a person was not made");
  if (work.actor.kind === "person" && work.actor.id === person.id) throw problem("approval.oneself", 422, { path: "/person" });
  return { approverId: person.id, person: person.address };
}

async function roleAsked(work: Work, ticket: StoredTicket, key: string): Promise<{ roleId: number; role: string }> {
  const role = (await rolesOfDesk(work.db, ticket.deskId)).find((one) => one.key === key);
  if (role === undefined) throw problem("approval.unknown-role", 422, { params: { key }, path: "/role" });
  const others = (await holdersOf(work.db, role.id, ticket)).filter((id) => work.actor.kind !== "person" || id !== work.actor.id);
  if (others.length === 0) throw problem("approval.nobody", 422, { path: "/role" });
  return { roleId: role.id, role: role.key };
}

/** How the approvals of the ticket, and of what was merged into it, stand together, on its row. Returns the ticket's new version. */
async function restand(work: Work, ticketId: number): Promise<number> {
  const approvals = await store.approvalsOf(work.db, await familyOf(work.db, ticketId));
  return setGateFacts(work, ticketId, { approval: standingOf(approvals.map((one) => ({ id: one.id, of: `${one.approverId ?? ""}/${one.roleId ?? ""}`, state: one.state }))) });
}

/** Merging moves nothing: the standing is the family's, and changes with it. */
export async function restandFamily(work: Work, { ticket }: RecordedEvent<"ticket.absorbed"> | RecordedEvent<"ticket.released"> | RecordedEvent<"ticket.merge-undone">): Promise<void> {
  if (ticket !== null) await restand(work, ticket);
}

/** Writes the ticket's standing and the event. */
async function record<T extends "approval.asked" | "approval.granted" | "approval.refused" | "approval.cancelled" | "approval.moved">(
  work: Work, ticket: Pick<StoredTicket, "id" | "deskId">, type: T, data: Parameters<typeof work.record<T>>[2],
): Promise<void> {
  const version = await restand(work, ticket.id);
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, type, data);
}

/** Each of those asked is mailed a link of their own. */
export async function mailApprovalRequest(work: Work, event: RecordedEvent<"approval.asked" | "approval.moved">): Promise<void> {
  const approval = await store.findApproval(work.db, event.data.approvalId);
  if (approval?.state !== "pending") return;
  const ticket = await lockLive(work, approval.ticketId);
  const desk = await deskIn(work, ticket.deskId);
  const ids = approval.approverId === null ? await holdersOf(work.db, approval.roleId ?? 0, ticket) : [approval.approverId];
  const people = await contactsOf(work.db, ids.filter((id) => id !== approval.askedBy));
  const [asker] = approval.askedBy === null ? [] : await contactsOf(work.db, [approval.askedBy]);
  for (const person of people) {
    if (person.address === null || person.deactivated) continue;
    const secret = newSecret();
    const expiresAt = work.now.add({ hours: linkDays * 24 });
    await store.insertLink(work.db, secretHash(secret), approval.id, person.id, expiresAt.toString());
    const url = `${work.site.publicUrl}/desk/approval/${secret}`;
    await queueDelivery(work, {
      desk,
      to: { name: person.name, address: person.address, personId: person.id },
      lang: person.locale,
      letter: "approval-request",
      facts: { ticket: { number: ticket.id, subject: ticket.subject, url }, agent: asker?.name ?? "", link: { url, expiresAt: expiresAt.toString() } },
      author: asker?.name ?? null,
      words: renderBody(approval.question, null, true),
      scope: { kind: "note", person: person.id },
    });
  }
}

/**
 * Grants or refuses, signed with employee id and branch; what of these is missing can come with it (C11).
 * @throws 403 for everybody but the one asked, 404, 409 where it was answered already, 422
 */
export async function answerApproval(work: Work, id: number, input: ApprovalAnswer): Promise<void> {
  const { actor } = work;
  const known = await store.findApproval(work.db, id);
  if (known === undefined || actor.kind !== "person") throw notFound("approval");
  const ticket = await lockLive(work, known.ticketId);
  const approval = await store.findApproval(work.db, id, true);
  if (approval === undefined) throw notFound("approval");
  if (!mayAnswer(actor, approval, await rolesHeldBy(work.db, actor.id))) throw sideOf(actor, ticket) === "staff" ? problem("approval.not-yours", 403) : notFound("approval");
  if (approval.state !== "pending") throw problem("approval.settled", 409);
  const reason = input.reason?.trim() ?? "";
  if (input.answer === "refused" && reason === "") throw problem("approval.reason-required", 422, { path: "/reason" });
  const [missing] = missingOf(await readSignature(work, actor.id), input);
  if (missing !== undefined) throw problem("approval.incomplete-signature", 422, { path: `/${missing}` });
  await completeSignature(work, actor.id, input);
  const { employeeId, branch } = await readSignature(work, actor.id);
  if (employeeId === null || branch === null) throw new Error("a signature was not completed");
  await store.settle(work.db, id, input.answer, { by: actor.id, at: work.now.toString(), employeeId, branch, reason, via: actor.via });
  await record(work, ticket, input.answer === "granted" ? "approval.granted" : "approval.refused", { approvalId: id, employeeId, branch, reason });
}

/** It is needed no more. @throws 403, 404, 409 */
export async function cancelApproval(work: Work, id: number): Promise<void> {
  const { ticket, approval } = await loadForStaff(work, id);
  if (!mayAsk(work.actor, ticket)) throw problem("permission.denied", 403);
  await store.settle(work.db, approval.id, "cancelled", null);
  await record(work, ticket, "approval.cancelled", { approvalId: id });
}

async function loadForStaff(work: Work, id: number): Promise<{ ticket: StoredTicket; approval: StoredApproval }> {
  const known = await store.findApproval(work.db, id);
  if (known === undefined) throw notFound("approval");
  const ticket = await lockLive(work, known.ticketId);
  const approval = sideOf(work.actor, ticket) === "staff" ? await store.findApproval(work.db, id, true) : undefined;
  if (approval === undefined) throw notFound("approval");
  if (approval.state !== "pending") throw problem("approval.settled", 409);
  return { ticket, approval };
}

/** Asks a colleague instead of somebody who is away or has left; those where the actor may not ask stay. Answers how many. */
export async function handOverApprovals(work: Work, fromId: number, to: { id: number; address: string }): Promise<number> {
  let moved = 0;
  for (const { id, ticketId } of await store.pendingFor(work.db, fromId, [])) {
    const ticket = await lockLive(work, ticketId);
    const approval = await store.findApproval(work.db, id, true);
    if (approval?.state !== "pending" || approval.approverId !== fromId || approval.askedBy === to.id || !mayAsk(work.actor, ticket)) continue;
    await store.setApprover(work.db, id, to.id);
    await store.dropLinks(work.db, id, fromId);
    await record(work, ticket, "approval.moved", { approvalId: id, from: (await primaryAddress(work.db, fromId)) ?? "", to: to.address });
    moved += 1;
  }
  return moved;
}

/** Who may no longer sign in, or left the desk, answers no more: a colleague who takes over is asked instead; without one nobody is, and the history says so. */
export async function passOnApprovals(work: Work, event: RecordedEvent<"agent.deactivated"> | RecordedEvent<"agent.roles-changed">): Promise<void> {
  if (event.type === "agent.roles-changed" && event.data.to.length > 0) return;
  const { personId, handover } = event.data;
  for (const { id, ticketId } of await store.pendingFor(work.db, personId, [])) {
    const ticket = await lockLive(work, ticketId);
    if (event.type === "agent.roles-changed" && ticket.deskId !== event.desk) continue;
    const approval = await store.findApproval(work.db, id, true);
    if (approval?.state !== "pending" || approval.approverId !== personId) continue;
    const heir = handover?.email === undefined ? undefined : await agentOfDesk(work.db, ticket.deskId, handover.email);
    await store.dropLinks(work.db, id, personId);
    if (heir === undefined || heir.id === approval.askedBy) {
      await store.settle(work.db, id, "cancelled", null);
      await record(work, ticket, "approval.cancelled", { approvalId: id });
    } else {
      await store.setApprover(work.db, id, heir.id);
      await record(work, ticket, "approval.moved", { approvalId: id, from: (await primaryAddress(work.db, personId)) ?? "", to: heir.address });
    }
  }
}

/** The names of roles that approvals were asked of. */
export const rolesOf = (work: Pick<Work, "db">, approvals: readonly StoredApproval[]) => rolesById(work.db, approvals.flatMap((one) => one.roleId ?? []));
