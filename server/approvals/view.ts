import type { Approval, ApprovalLink, ApprovalTask, TicketApprovals } from "../../contract/approvals.ts";
import { labelIn } from "../../contract/common.ts";
import { secretHash } from "../auth/index.ts";
import type { DeskSet } from "../desks/index.ts";
import { readSignature, workplacesOf } from "../organizations/index.ts";
import { contactsOf, holdersOf, profileOf, rolesHeldBy, rolesOfDesk } from "../people/index.ts";
import type { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import type { Language } from "../platform/i18n.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Actor, Person } from "../platform/work.ts";
import { familyOf, findTicket, gateFacts, sideOf, statusOf, ticketHeads } from "../tickets/index.ts";
import { rolesOf } from "./actions.ts";
import { mayAnswer, mayAsk } from "./policy.ts";
import * as store from "./store.ts";
import type { StoredApproval } from "./store.ts";

async function viewAll(db: Db, actor: Actor, rows: readonly StoredApproval[], mayCancel: boolean): Promise<Approval[]> {
  const people = await contactsOf(db, rows.flatMap((row) => [row.approverId, row.askedBy, row.answeredBy].flatMap((id) => id ?? [])));
  const roles = await rolesOf({ db }, rows);
  const held = actor.kind === "person" ? await rolesHeldBy(db, actor.id) : [];
  const nameOf = (id: number | null) => people.find((person) => person.id === id)?.name ?? null;
  return rows.map((row) => {
    const person = people.find((one) => one.id === row.approverId);
    const role = roles.find((one) => one.id === row.roleId);
    const pending = row.state === "pending";
    return {
      id: row.id,
      ticket: row.ticketId,
      question: row.question,
      person: person === undefined ? null : { name: person.name, email: person.address ?? "" },
      role: role === undefined ? null : { key: role.key, labels: role.labels },
      state: row.state,
      askedBy: nameOf(row.askedBy),
      askedAt: row.askedAt,
      answer: row.answeredAt === null ? null : { by: nameOf(row.answeredBy) ?? "", at: row.answeredAt, reason: row.reason ?? "", employeeId: row.employeeId ?? "", branch: row.branch ?? "" },
      can: { answer: pending && mayAnswer(actor, row, held), cancel: pending && mayCancel },
    };
  });
}

/** @throws 404 where the ticket is missing or foreign, 403 for its customers */
export async function readTicketApprovals(db: Db, desks: DeskSet, actor: Actor, number: number): Promise<TicketApprovals> {
  const ticket = await findTicket(db, number);
  const side = ticket === undefined ? null : sideOf(actor, ticket);
  if (ticket === undefined || side === null) throw notFound("ticket");
  if (side === "customer") throw problem("permission.denied", 403);
  if (ticket.mergedInto !== null) return readTicketApprovals(db, desks, actor, ticket.mergedInto);
  const desk = desks.byId.get(ticket.deskId);
  if (desk === undefined) throw new Error("a ticket names a desk that does not exist");
  const ask = mayAsk(actor, ticket) && statusOf(desk, ticket).state !== "closed";
  const roles = ask ? await rolesOfDesk(db, ticket.deskId) : [];
  return {
    items: await viewAll(db, actor, await store.approvalsOf(db, await familyOf(db, ticket.id)), mayAsk(actor, ticket)),
    standing: (await gateFacts(db, ticket.id)).approval,
    roles: roles.map(({ key, labels }) => ({ key, labels })),
    can: { ask },
  };
}

export async function readApproval(db: Db, actor: Actor, id: number): Promise<Approval> {
  const row = await store.findApproval(db, id);
  const ticket = row === undefined ? undefined : await findTicket(db, row.ticketId);
  const [view] = row === undefined || ticket === undefined ? [] : await viewAll(db, actor, [row], mayAsk(actor, ticket));
  if (view === undefined) throw notFound("approval");
  return view;
}

async function viewTasks(db: Db, desks: DeskSet, actor: Person, language: Language, rows: readonly StoredApproval[]): Promise<ApprovalTask[]> {
  const heads = await ticketHeads(db, rows.map((row) => row.ticketId));
  const signature = await readSignature({ db }, actor.id);
  const branches = signature.branch === null ? await workplacesOf({ db }, actor.id) : [];
  const views = await viewAll(db, actor, rows, false);
  return views.flatMap((approval) => {
    const head = heads.find((one) => one.of === approval.ticket);
    const desk = head === undefined ? undefined : desks.byId.get(head.deskId);
    if (head === undefined || desk === undefined) return [];
    return [{ approval, subject: head.subject, requester: head.requesterName, desk: { key: desk.key, name: labelIn(desk.labels, language, desk.language), hue: desk.hue }, signature, branches }];
  });
}

/** What waits for the actor's answer, the oldest first. */
export async function readTasks(db: Db, desks: DeskSet, actor: Person, language: Language): Promise<ApprovalTask[]> {
  const rows = await store.pendingFor(db, actor.id, await rolesHeldBy(db, actor.id));
  const mine = rows.filter((row) => row.askedBy !== actor.id);
  return viewTasks(db, desks, actor, language, mine);
}

/** Who holds a mailed link, and for which approval; the link of somebody who left or lost the role is none. */
export async function linkHolder(db: Db, secret: string, now: Temporal.Instant): Promise<{ actor: Person; approval: StoredApproval; expired: boolean } | null> {
  const link = await store.findLink(db, secretHash(secret));
  const approval = link === undefined ? undefined : await store.findApproval(db, link.approvalId);
  const profile = link === undefined ? null : await profileOf(db, link.personId);
  if (link === undefined || approval === undefined || profile === null || profile.deactivated) return null;
  const actor: Person = { kind: "person", id: profile.id, name: profile.name, email: profile.address, locale: profile.locale, grants: profile.grants, via: "mail-link" };
  if (approval.roleId !== null) {
    const ticket = await findTicket(db, approval.ticketId);
    if (ticket === undefined || !(await holdersOf(db, approval.roleId, ticket)).includes(actor.id)) return null;
  } else if (approval.approverId !== actor.id) return null;
  return { actor, approval, expired: Date.parse(link.expiresAt) <= now.epochMilliseconds };
}

/** A mailed link, looked at: nothing changes by it. */
export async function readLink(db: Db, desks: DeskSet, secret: string, language: Language, now: Temporal.Instant): Promise<ApprovalLink> {
  const holder = await linkHolder(db, secret, now);
  if (holder === null) return { state: "unknown", task: null };
  if (holder.expired) return { state: "expired", task: null };
  const [task] = await viewTasks(db, desks, holder.actor, language, [holder.approval]);
  return { state: holder.approval.state === "pending" ? "valid" : "used", task: task ?? null };
}
