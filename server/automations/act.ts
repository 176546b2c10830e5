import { labelIn } from "../../contract/common.ts";
import { fillPlaceholders } from "../../contract/configuration.ts";
import { minutesOf, planned, type Deed, type RuleAction } from "../../contract/rules.ts";
import { askApproval } from "../approvals/index.ts";
import type { DeskConfig, DeskRule } from "../desks/index.ts";
import { addFollowUp } from "../follow-ups/index.ts";
import { notify } from "../notifications/index.ts";
import { locationCalled } from "../organizations/index.ts";
import { agentOfDesk, agentsOfDesk, contactsOf, holdersOf, knownAs, personByAddress, rolesOfDesk, writerOf } from "../people/index.ts";
import { problem } from "../platform/problem.ts";
import { renderBody } from "../platform/rich-text/index.ts";
import type { Work } from "../platform/work.ts";
import { addStaffMessage, createTicket, linkTicket, lockLive, mailTicketLetter, patchTicket, ruleSource, type StoredTicket } from "../tickets/index.ts";
import { chooseAgent } from "./among.ts";
import { mailsAMinute } from "./rules.ts";
import * as store from "./store.ts";
import { announce } from "./webhooks.ts";

/** A rule at work on one ticket. */
export interface Acting {
  desk: DeskConfig;
  rule: DeskRule;
  number: number;
  runId: number;
  /** what it follows was written by a machine: no letter answers it */
  automatic: boolean;
}

/** More mails than a rule may send to one address: it is to be switched off. */
export const flood = "rule.flood";

/** Does one action, by the same acts as people do them. Answers what it did; nothing where all was so already. @throws what the act throws */
export async function act(work: Work, acting: Acting, action: RuleAction): Promise<Deed[]> {
  const { desk, rule, number } = acting;
  const ticket = await lockLive(work, number);
  switch (action.do) {
    case "set": {
      const { do: _do, location, ...patch } = action;
      const place = typeof location === "string" ? await locationCalled(work.db, desk.id, location) : location;
      if (typeof location === "string" && place === null) throw problem("ticket.unknown-location", 422);
      const before = ticket.version;
      return (await patchTicket(work, ticket.id, { ...patch, ...(place === undefined ? {} : { location: place }) })) === before ? [] : planned(action);
    }
    case "assign": {
      if ("to" in action) return assign(work, ticket, action.to);
      const agent = await chooseAgent(work, rule.id, desk, ticket, action);
      return assign(work, ticket, agent.address);
    }
    case "tag": {
      const removed = (action.remove ?? []).map((tag) => tag.toLowerCase());
      const tags = [...ticket.tags.filter((tag) => !removed.includes(tag.toLowerCase())), ...(action.add ?? [])];
      return (await patchTicket(work, ticket.id, { tags })) === ticket.version ? [] : planned(action);
    }
    case "note":
      await addStaffMessage(work, ticket.id, { kind: "note", authorId: null, side: "system", channel: "rule", ...renderBody(await filled(work, desk, ticket, action.text), null, true), quoteAt: null, attachments: [], automatic: true });
      return planned(action);
    case "letter": {
      if (acting.automatic) throw problem("rule.answers-machine", 409);
      const mailed = await mailTicketLetter(work, { number: ticket.id, letter: action.letter, copies: true, mandatory: false, once: `rule run ${acting.runId} ${action.letter}` });
      if (mailed === null) throw problem("rule.no-letter", 409, { params: { letter: action.letter } });
      await refuseFlood(work, rule, mailed.to);
      return mailed.to.length === 0 ? [] : planned(action);
    }
    case "notify": {
      const people = await receivers(work, desk, ticket, action);
      await refuseFlood(work, rule, people.flatMap(({ address }) => address ?? []));
      const told = await notify(work, { people: people.map(({ id }) => id), kind: "rule", ticket: ticket.id, text: await filled(work, desk, ticket, action.text) });
      // in what a demonstration plays nobody is told, but they had been
      return told === 0 && !(work.actor.via === "demo" && people.length > 0) ? [] : planned(action);
    }
    case "webhook":
      await announce(work, desk, { key: action.webhook, occasion: `run:${acting.runId}`, event: "rule", ticket: ticket.id, rule: rule.key });
      return planned(action);
    case "approval":
      await refuseFlood(work, rule, "person" in action ? [action.person] : []);
      await askApproval(work, ticket.id, "person" in action ? { person: action.person, question: action.question } : { role: action.role, question: action.question });
      return planned(action);
    case "follow-up": {
      const agent = action.agent ?? (ticket.assigneeId === null ? undefined : (await contactsOf(work.db, [ticket.assigneeId]))[0]?.address);
      if (agent == null || (await agentOfDesk(work.db, desk.id, agent)) === undefined) throw problem("rule.nobody-to-follow-up", 409);
      const [requester] = await contactsOf(work.db, [ticket.requesterId]);
      const dueAt = work.now.add({ minutes: minutesOf(action.in) }).toString();
      await addFollowUp(work, ticket.id, { means: action.means, whom: requester?.name || (requester?.address ?? "—"), dueAt, agent, ...(action.note === undefined ? {} : { note: action.note }) });
      return planned(action);
    }
    case "child":
      return [await openChild(work, desk, ticket, action)];
    case "keep":
    case "ticket":
      throw new Error("a ticket is no item any more");
  }
}

async function assign(work: Work, ticket: StoredTicket, address: string | null): Promise<Deed[]> {
  if ((await patchTicket(work, ticket.id, { assignee: address })) === ticket.version) return [];
  const person = address === null ? undefined : await personByAddress(work.db, address);
  return [address === null ? { key: "nobody", params: {} } : { key: "assigned", params: { person: person?.name || address } }];
}

/** The words of a rule with what canned replies may name. What a customer wrote stands in them as it is. */
async function filled(work: Work, desk: DeskConfig, ticket: StoredTicket, text: string): Promise<string> {
  const [requester] = await contactsOf(work.db, [ticket.requesterId]);
  const agent = ticket.assigneeId === null ? null : await writerOf(work.db, ticket.assigneeId);
  return fillPlaceholders(text, {
    "ticket.number": String(ticket.id),
    "ticket.subject": ticket.subject,
    "requester.name": requester?.name ?? "",
    "requester.email": requester?.address ?? "",
    "agent.name": agent?.name ?? "",
    "agent.email": agent?.address ?? "",
    "agent.contact": agent?.contact ?? "",
    "desk.name": labelIn(desk.labels, desk.language, desk.language),
  });
}

async function receivers(work: Work, desk: DeskConfig, ticket: StoredTicket, { assignee, people = [], roles = [] }: Extract<RuleAction, { do: "notify" }>) {
  const agents = await agentsOfDesk(work.db, desk.id);
  const named = people.map((address) => address.toLowerCase());
  const held = (await rolesOfDesk(work.db, desk.id)).filter(({ key }) => roles.includes(key));
  const holders = (await Promise.all(held.map(({ id }) => holdersOf(work.db, id, ticket)))).flat();
  return agents.filter(({ id, address }) => (assignee === true && id === ticket.assigneeId) || named.includes(address) || holders.includes(id));
}

/** Counts what is mailed, one rule at a time. @throws `rule.flood` */
async function refuseFlood(work: Work, rule: DeskRule, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  const counts = await store.countMails(work.db, rule.id, addresses, work.now.toString(), work.now.subtract({ minutes: 1 }).toString());
  const over = counts.find(({ count }) => count > mailsAMinute);
  if (over !== undefined) throw problem(flood, 409, { params: { address: over.address } });
}

/** A ticket of the same requester, who sees it in the portal as any other; nobody is mailed that there is one. */
async function openChild(work: Work, desk: DeskConfig, parent: StoredTicket, action: Extract<RuleAction, { do: "child" }>): Promise<Deed> {
  const subject = await filled(work, desk, parent, action.subject);
  const { number } = await createTicket(work, {
    desk,
    subject,
    requesterId: parent.requesterId,
    requesterAddress: await knownAs(work.db, parent.requesterId),
    watcherIds: [],
    message: { kind: "reply", authorId: null, side: "system", channel: "rule", ...renderBody(await filled(work, desk, parent, action.text), null, true), quoteAt: null, attachments: [], automatic: true },
    type: action.type,
    locationId: parent.locationId ?? undefined,
    source: ruleSource,
    locale: parent.locale,
  });
  if (action.queue !== undefined) await patchTicket(work, number, { queue: action.queue });
  await linkTicket(work, number, { kind: "parent", number: parent.id });
  return { key: "child", params: { subject: `#${number} ${subject}` } };
}
