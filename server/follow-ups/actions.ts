import type { FollowUpPatch, FollowUpResult, NewFollowUp } from "../../contract/follow-ups.ts";
import { deskIn } from "../desks/index.ts";
import { agentOfDesk, agentsOfDesk, contactsOf, type Agent } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import { familyOf, gateFacts, lockLive, lockVisible, setGateFacts, sideOf, statusOf, type StoredTicket } from "../tickets/index.ts";
import { mayMove, mayRecord } from "./policy.ts";
import * as store from "./store.ts";
import type { StoredFollowUp } from "./store.ts";

interface Result {
  ticketId: number;
  followUpId: number;
  /** the one planned with it */
  nextId: number | null;
}

/** Plans a follow-up, or records one that was done just now and plans the next. @throws 403, 404, 409, 422 */
export async function addFollowUp(work: Work, number: number, input: NewFollowUp): Promise<Result> {
  const ticket = await lockVisible(work, number);
  if (!mayRecord(work.actor, ticket)) throw problem("permission.denied", 403);
  if ("dueAt" in input) {
    const agentId = await agentFor(work, ticket, input.agent);
    const planned = await plan(work, ticket, { ...input, note: input.note ?? "", agentId });
    return { ticketId: ticket.id, followUpId: planned.id, nextId: null };
  }
  const now = work.now.toString();
  const done = await store.insertFollowUp(work.db, {
    ticketId: ticket.id, agentId: self(work), means: input.means, whom: input.whom.trim(), note: input.note ?? "", dueAt: now,
    state: "done", outcome: input.outcome, doneAt: now, doneBy: self(work), createdBy: self(work), createdAt: now,
  });
  return { ticketId: ticket.id, followUpId: done.id, nextId: await afterwards(work, ticket, done, input.next) };
}

/** Records what came of a planned follow-up (C9), by whoever did it. @throws 403, 404, 409, 422 */
export async function recordFollowUp(work: Work, id: number, input: FollowUpResult): Promise<Result> {
  const { ticket, followUp } = await load(work, id);
  if (!mayRecord(work.actor, ticket)) throw problem("permission.denied", 403);
  const done: StoredFollowUp = {
    ...followUp, means: input.means ?? followUp.means, whom: input.whom?.trim() ?? followUp.whom, note: input.note ?? followUp.note,
    state: "done", outcome: input.outcome, doneAt: work.now.toString(), doneBy: self(work),
  };
  await store.updateFollowUp(work.db, done);
  return { ticketId: ticket.id, followUpId: id, nextId: await afterwards(work, ticket, done, input.next) };
}

/** The facts on the ticket, the event, and the next one. */
async function afterwards(work: Work, ticket: StoredTicket, done: StoredFollowUp, next: FollowUpResult["next"]): Promise<number | null> {
  const { attempts, version } = await refresh(work, ticket);
  const agent = await addressOf(work, self(work));
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, "follow-up.recorded", { followUpId: done.id, agent, means: done.means, outcome: done.outcome ?? "", attempts });
  if (next === undefined) return null;
  const planned = await plan(work, ticket, { means: next.means ?? done.means, whom: next.whom ?? done.whom, note: next.note ?? "", dueAt: next.dueAt, agentId: done.agentId });
  return planned.id;
}

async function plan(work: Work, ticket: StoredTicket, input: Pick<StoredFollowUp, "means" | "whom" | "note" | "dueAt" | "agentId">): Promise<StoredFollowUp> {
  if (statusOf(await deskIn(work, ticket.deskId), ticket).state === "closed") throw problem("ticket.already-closed", 409);
  const dueAt = ahead(work, input.dueAt);
  const planned = await store.insertFollowUp(work.db, {
    ...input, ticketId: ticket.id, whom: input.whom.trim(), dueAt, state: "planned", outcome: null, doneAt: null, doneBy: null,
    createdBy: work.actor.kind === "person" ? work.actor.id : null, createdAt: work.now.toString(),
  });
  const { version } = await refresh(work, ticket);
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, "follow-up.planned", {
    followUpId: planned.id, agent: await addressOf(work, planned.agentId), means: planned.means, dueAt,
  });
  await unflag(work, ticket.deskId, ticket.id);
  return planned;
}

function ahead(work: Work, dueAt: string): string {
  const due = Temporal.Instant.from(dueAt);
  if (Temporal.Instant.compare(due, work.now) <= 0) throw problem("follow-up.past", 422, { path: "/dueAt" });
  return due.toString();
}

/** Changes when, how, whom, or whose it is: a colleague takes it over in one step (C4). @throws 403, 404, 409, 422 */
export async function changeFollowUp(work: Work, id: number, patch: FollowUpPatch): Promise<void> {
  const { ticket, followUp } = await load(work, id);
  if (!mayMove(work.actor, ticket, followUp.agentId)) throw problem("permission.denied", 403);
  const after: StoredFollowUp = {
    ...followUp,
    means: patch.means ?? followUp.means,
    whom: patch.whom?.trim() ?? followUp.whom,
    note: patch.note ?? followUp.note,
    dueAt: patch.dueAt === undefined ? followUp.dueAt : ahead(work, patch.dueAt),
    agentId: patch.agent === undefined ? followUp.agentId : await agentFor(work, ticket, patch.agent),
  };
  await move(work, ticket, followUp, after);
  if (patch.dueAt !== undefined) await unflag(work, ticket.deskId, ticket.id);
}

async function move(work: Work, ticket: Pick<StoredTicket, "id" | "deskId">, before: StoredFollowUp, after: StoredFollowUp): Promise<void> {
  await store.updateFollowUp(work.db, after);
  if (before.agentId === after.agentId && before.dueAt === after.dueAt) return;
  const { version } = await refresh(work, ticket);
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, "follow-up.moved", {
    followUpId: after.id,
    from: { agent: await addressOf(work, before.agentId), dueAt: before.dueAt },
    to: { agent: await addressOf(work, after.agentId), dueAt: after.dueAt },
  });
}

/** @throws 403, 404, 409 */
export async function cancelFollowUp(work: Work, id: number): Promise<void> {
  const { ticket, followUp } = await load(work, id);
  if (!mayMove(work.actor, ticket, followUp.agentId)) throw problem("permission.denied", 403);
  await cancel(work, ticket, followUp);
}

async function cancel(work: Work, ticket: Pick<StoredTicket, "id" | "deskId">, followUp: StoredFollowUp): Promise<void> {
  await store.updateFollowUp(work.db, { ...followUp, state: "cancelled" });
  const { version } = await refresh(work, ticket);
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, "follow-up.cancelled", { followUpId: followUp.id, agent: await addressOf(work, followUp.agentId), dueAt: followUp.dueAt });
}

/**
 * Gives all that is planned for an agent to a colleague: absence, illness, leaving. Each goes where the colleague works
 * and the actor decides; the others stay. @param until exclusive; null: however far ahead
 */
export async function handOverFollowUps(work: Work, fromId: number, to: { id: number; address: string }, until: Temporal.Instant | null): Promise<number> {
  const planned = await store.plannedFor(work.db, fromId, null, until?.toString() ?? null);
  let moved = 0;
  for (const { id, ticketId } of planned) {
    const ticket = await lockVisible(work, ticketId).catch(nothingForForeign);
    const followUp = await store.lockFollowUp(work.db, id);
    if (ticket === null || followUp?.state !== "planned" || followUp.agentId !== fromId || !mayMove(work.actor, ticket, fromId)) continue;
    if ((await agentOfDesk(work.db, ticket.deskId, to.address)) === undefined) continue;
    await move(work, ticket, followUp, { ...followUp, agentId: to.id });
    moved += 1;
  }
  return moved;
}

function nothingForForeign(error: unknown): null {
  if (error instanceof Error && "status" in error && (error.status === 404 || error.status === 403)) return null;
  throw error;
}

/** Whose ticket it is, that one's follow-ups are (C2): they go with it to its new owner. The flag was the old one's. */
export async function followAssignee(work: Work, event: RecordedEvent<"ticket.assigned">): Promise<void> {
  if (event.ticket === null || event.desk === null) return;
  await unflag(work, event.desk, event.ticket);
  const { from, to } = event.data;
  const is = to === null ? undefined : await agentOfDesk(work.db, event.desk, to);
  if (is === undefined) return;
  const colleagues = new Map((await agentsOfDesk(work.db, event.desk)).map((agent) => [agent.id, agent.address]));
  for (const followUp of await store.plannedOn(work.db, await familyOf(work.db, event.ticket))) {
    // what was planned by who does not work there any more, or at the desk that handed it over, is nobody else's now
    const goes = colleagues.has(followUp.agentId) ? colleagues.get(followUp.agentId) === from : true;
    if (goes && followUp.agentId !== is.id) await move(work, { id: event.ticket, deskId: event.desk }, followUp, { ...followUp, agentId: is.id });
  }
}

/**
 * Who may no longer sign in, or left the desk, has nothing planned any more: their heir gets it, else whose ticket it is,
 * else who let them go; where none of them works there, it is cancelled, and the history says so.
 */
export async function passOnFollowUps(work: Work, event: RecordedEvent<"agent.deactivated"> | RecordedEvent<"agent.roles-changed">): Promise<void> {
  if (event.type === "agent.roles-changed" && event.data.to.length > 0) return;
  const { personId, handover } = event.data;
  const agents = new Map<number, Promise<Agent[]>>();
  for (const followUp of await store.plannedFor(work.db, personId, null, null)) {
    const ticket = await lockLive(work, followUp.ticketId);
    if (event.type === "agent.roles-changed" && ticket.deskId !== event.desk) continue;
    const here = agents.get(ticket.deskId) ?? agentsOfDesk(work.db, ticket.deskId);
    agents.set(ticket.deskId, here);
    const others = (await here).filter((agent) => agent.id !== personId);
    const byId = (id: number | null) => others.find((agent) => agent.id === id);
    const taker = others.find((agent) => agent.address === handover?.email) ?? byId(ticket.assigneeId) ?? byId(work.actor.kind === "person" ? work.actor.id : null);
    if (taker !== undefined) await move(work, ticket, followUp, { ...followUp, agentId: taker.id });
    else await cancel(work, ticket, followUp);
  }
}

/** What is solved waits for nobody. */
export async function unflagSolved(work: Work, event: RecordedEvent<"ticket.status-changed">): Promise<void> {
  const { toState } = event.data;
  if (event.ticket !== null && event.desk !== null && (toState === "solved" || toState === "closed")) await unflag(work, event.desk, event.ticket);
}

/** Merging moves nothing: what is counted of a ticket is counted over its family, again when the family changes. */
export async function recountFamily(work: Work, { ticket }: RecordedEvent<"ticket.absorbed"> | RecordedEvent<"ticket.released"> | RecordedEvent<"ticket.merge-undone">): Promise<void> {
  if (ticket !== null) await refresh(work, { id: ticket });
}

/** A flag is the family's as long as it is one: what is merged in brings its own along, and takes it away when it leaves. */
export async function carryFlag(work: Work, event: RecordedEvent<"ticket.absorbed"> | RecordedEvent<"ticket.released">): Promise<void> {
  if (event.ticket === null || event.desk === null) return;
  const [own, theirs] = [await gateFacts(work.db, event.ticket), await gateFacts(work.db, event.data.number)];
  if (theirs.flag === null) return;
  const subject = { desk: event.desk, ticket: event.ticket };
  if (event.type === "ticket.absorbed" && own.flag === null) {
    const version = await setGateFacts(work, event.ticket, { flag: theirs.flag, flaggedAt: theirs.flaggedAt });
    await work.record({ ...subject, version }, "ticket.flagged", { flag: theirs.flag, agent: null });
  } else if (event.type === "ticket.released" && own.flag === theirs.flag && own.flaggedAt === theirs.flaggedAt) {
    const version = await setGateFacts(work, event.ticket, { flag: null, flaggedAt: null });
    await work.record({ ...subject, version }, "ticket.unflagged", { flag: theirs.flag });
  }
}

async function unflag(work: Work, deskId: number, ticketId: number): Promise<void> {
  const { flag } = await gateFacts(work.db, ticketId);
  if (flag === null) return;
  const version = await setGateFacts(work, ticketId, { flag: null, flaggedAt: null });
  await work.record({ desk: deskId, ticket: ticketId, version }, "ticket.unflagged", { flag });
}

async function refresh(work: Work, ticket: Pick<StoredTicket, "id">): Promise<{ attempts: number; version: number }> {
  const { attempts, nextAt } = await store.factsOf(work.db, await familyOf(work.db, ticket.id));
  return { attempts, version: await setGateFacts(work, ticket.id, { followUpCount: attempts, nextFollowUpAt: nextAt }) };
}

/** The ticket first, then the follow-up: everybody locks in this order. @throws 404; 409 where it is planned no more */
async function load(work: Work, id: number): Promise<{ ticket: StoredTicket; followUp: StoredFollowUp }> {
  const known = await store.findFollowUp(work.db, id);
  if (known === undefined) throw notFound("follow-up");
  const ticket = await lockLive(work, known.ticketId);
  const followUp = sideOf(work.actor, ticket) === "staff" ? await store.lockFollowUp(work.db, id) : undefined;
  if (followUp === undefined) throw notFound("follow-up");
  if (followUp.state !== "planned") throw problem("follow-up.settled", 409);
  return { ticket, followUp };
}

async function agentFor(work: Work, ticket: StoredTicket, address: string | undefined): Promise<number> {
  if (address === undefined) return self(work);
  const agent = await agentOfDesk(work.db, ticket.deskId, address);
  if (agent === undefined) throw problem("ticket.unknown-assignee", 422, { params: { email: address }, path: "/agent" });
  return agent.id;
}

function self({ actor }: Work): number {
  if (actor.kind !== "person") throw new Error("only a person follows up");
  return actor.id;
}

async function addressOf(work: Work, personId: number): Promise<string> {
  const [person] = await contactsOf(work.db, [personId]);
  return person?.address ?? person?.name ?? "";
}
