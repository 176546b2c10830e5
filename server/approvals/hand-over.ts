import type { HandedOver } from "../../contract/approvals.ts";
import { agentMeant, colleaguesOf, handOverFollowUps } from "../follow-ups/index.ts";
import { isProblem, problem } from "../platform/problem.ts";
import type { Person, Work } from "../platform/work.ts";
import { ownedOpen, patchTicket } from "../tickets/index.ts";
import { handOverApprovals } from "./actions.ts";

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
