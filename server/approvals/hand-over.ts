import type { Absence, HandedOver } from "../../contract/approvals.ts";
import type { DeskSet } from "../desks/index.ts";
import { agentMeant, colleaguesOf, handOverFollowUps, keepAbsence, plannedCount } from "../follow-ups/index.ts";
import { agentsOfDesk } from "../people/index.ts";
import type { Db } from "../platform/db.ts";
import { isProblem, problem } from "../platform/problem.ts";
import { allows, type Person, type Work } from "../platform/work.ts";
import { ownedOpen, patchTicket } from "../tickets/index.ts";
import { handOverApprovals } from "./actions.ts";
import { pendingFor } from "./store.ts";

/**
 * Gives a colleague everything that is somebody's: unsolved tickets, planned follow-ups, approvals not answered yet, in
 * one step and one transaction. What the colleague may not take, or the actor not give, stays. @throws 403, 404, 422
 */
export async function handOver(work: Work, actor: Person, from: string, to: string): Promise<HandedOver> {
  const desks = await work.desks.get();
  const giver = await agentMeant(work.db, desks, actor, from);
  const taker = (await colleaguesOf(work.db, desks, actor)).find((one) => one.address === to.toLowerCase());
  if (taker === undefined || taker.id === giver.id) throw problem("ticket.unknown-assignee", 422, { params: { email: to }, path: "/to" });
  const followUps = await handOverFollowUps(work, giver.id, taker, null);
  let tickets = 0;
  for (const { id } of await ownedOpen(work.db, giver.id)) {
    try {
      await patchTicket(work, id, { assignee: taker.address });
      tickets += 1;
    } catch (error) {
      // of a desk where the colleague does not work, or the actor does not decide: it stays
      if (!isProblem(error)) throw error;
    }
  }
  return { tickets, followUps, approvals: await handOverApprovals(work, giver.id, taker) };
}

/** What is somebody's: what would be moved. For themselves, for who leads them, and for who configures a desk of theirs. @throws 403, 404 */
export async function countTheirs(db: Db, desks: DeskSet, actor: Person, of: string): Promise<HandedOver> {
  const configured = desks.all.filter((desk) => allows(actor, "desk.configure", desk.id));
  const known = (await Promise.all(configured.map((desk) => agentsOfDesk(db, desk.id)))).flat().find((agent) => agent.address === of.toLowerCase());
  const { id } = known ?? (await agentMeant(db, desks, actor, of));
  return { tickets: (await ownedOpen(db, id)).length, followUps: await plannedCount(db, id), approvals: (await pendingFor(db, id, [])).length };
}

/**
 * Notes that somebody is away from one day to another, and, where a deputy is named, gives the deputy what is theirs, in
 * one step (C4). @throws 403, 404, 422
 */
export async function beAbsent(work: Work, actor: Person, input: Absence): Promise<HandedOver> {
  const desks = await work.desks.get();
  const agent = await agentMeant(work.db, desks, actor, input.agent);
  const works = (await Promise.all(desks.all.map((desk) => agentsOfDesk(work.db, desk.id)))).flat().some((one) => one.id === agent.id);
  if (!works) throw problem("permission.denied", 403);
  await keepAbsence(work, agent, { from: input.from, until: input.until, spans: [], reason: input.reason ?? "" });
  return input.deputy == null ? { tickets: 0, followUps: 0, approvals: 0 } : handOver(work, actor, agent.address, input.deputy);
}
