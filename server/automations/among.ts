import { plansOf, presenceAt } from "../follow-ups/index.ts";
import { agentsOfDesk, grantsOf, holdAgent, holdersOf, rolesOfDesk, type Agent } from "../people/index.ts";
import { problem } from "../platform/problem.ts";
import { allows, type Grant, type Work } from "../platform/work.ts";
import { openCounts, type StoredTicket } from "../tickets/index.ts";
import type { DeskConfig } from "../desks/index.ts";
import type { RuleAction } from "../../contract/rules.ts";
import * as store from "./store.ts";

type AmongPeople = Extract<RuleAction, { among: object }>;

/**
 * Who of a queue's or a role's people gets the ticket. Who is absent is passed over, and who is off duty while others work;
 * where shifts are not kept, everybody is there. @throws 409 where nobody is
 */
export async function chooseAgent(work: Work, ruleId: number, desk: DeskConfig, ticket: StoredTicket, { among, by }: AmongPeople): Promise<Agent> {
  const people = await peopleAmong(work, desk, ticket, among);
  const present = await presentOf(work, people);
  if (present.length === 0) throw problem("rule.nobody-there", 409);
  const ids = present.map(({ id }) => id);
  const turns = new Map((await store.turnsOf(work.db, ruleId)).map(({ personId, at }) => [personId, at]));
  const loads = by === "load" ? await openCounts(work.db, ids) : new Map<number, number>();
  // the least to do, then whoever waits longest, then the first by name
  const order = present.toSorted((a, b) => (loads.get(a.id) ?? 0) - (loads.get(b.id) ?? 0) || (turns.get(a.id) ?? "").localeCompare(turns.get(b.id) ?? ""));
  for (const agent of order) {
    if (!(await holdAgent(work.db, agent.id))) continue;
    await store.takeTurn(work.db, ruleId, agent.id, work.now.toString());
    return agent;
  }
  throw problem("rule.nobody-there", 409);
}

async function peopleAmong(work: Work, desk: DeskConfig, ticket: StoredTicket, among: AmongPeople["among"]): Promise<Agent[]> {
  const agents = await agentsOfDesk(work.db, desk.id);
  if ("role" in among) {
    const role = (await rolesOfDesk(work.db, desk.id)).find(({ key }) => key === among.role);
    if (role === undefined) return [];
    const holders = await holdersOf(work.db, role.id, ticket);
    return agents.filter(({ id }) => holders.includes(id));
  }
  const queue = desk.queues.find(({ key }) => key === among.queue);
  if (queue === undefined) return [];
  const place = { queueId: queue.id, locationId: ticket.locationId };
  const those: { agent: Agent; grants: Grant[] }[] = [];
  for (const agent of agents) those.push({ agent, grants: (await grantsOf(work.db, agent.id)).filter(({ desk: of }) => of === desk.id) });
  const works = ({ agent, grants }: (typeof those)[number]) => allows({ kind: "person", id: agent.id, name: agent.name, email: agent.address, locale: null, grants, via: "rule" }, "ticket.reply", desk.id, place);
  const here = those.filter(works);
  // a queue's people are those who work in it and not in all of them; where nobody does, whoever works at the desk
  const own = here.filter(({ grants }) => grants.some((grant) => grant.queue === queue.id));
  return (own.length > 0 ? own : here).map(({ agent }) => agent);
}

async function presentOf(work: Work, people: readonly Agent[]): Promise<Agent[]> {
  const plans = new Map((await plansOf(work.db, people.map(({ id }) => id))).map((plan) => [plan.personId, plan]));
  const presence = (agent: Agent) => {
    const plan = plans.get(agent.id);
    if (plan === undefined) return "working";
    const { kind } = presenceAt(plan, work.now);
    // an absence is known also of who keeps no shifts
    return kind === "off" && plan.week.length === 0 ? "working" : kind;
  };
  const working = people.filter((agent) => presence(agent) === "working");
  return working.length > 0 ? working : people.filter((agent) => presence(agent) === "off");
}
