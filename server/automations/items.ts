import { matches, type Facts } from "../../contract/conditions.ts";
import { labelIn } from "../../contract/common.ts";
import type { ItemKind, RuleAction } from "../../contract/rules.ts";
import type { DeskConfig, DeskRule } from "../desks/index.ts";
import { isProblem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { findTicket } from "../tickets/index.ts";
import { act } from "./act.ts";
import { attemptWithin } from "./attempt.ts";
import { rulesOn } from "./rules.ts";
import { fail, nameOf } from "./run.ts";
import * as store from "./store.ts";

/** What is known of something that arrived, before it is a ticket: what it would be as one. Texts are normalised by `normalise`. */
export type ItemFacts = Pick<Facts, "queue" | "type" | "priority" | "tags" | "source" | "location" | "requester" | "rating" | "fields" | "text">;

export interface ItemVerdict {
  /** `null`: no rule says; the source or the desk decides */
  becomes: "ticket" | "kept" | null;
  /** which rule decided, in the desk's language */
  by: string | null;
  /** what is to be done with the ticket it becomes, rule by rule */
  rules: { rule: DeskRule; then: readonly RuleAction[] }[];
}

/**
 * What a desk's rules make of an item (R3): a ticket, or kept without one, and what is done with it. In their order; one
 * that keeps it, or says stop, is the last.
 */
export function decideItem(desk: DeskConfig, kind: ItemKind, item: () => ItemFacts): ItemVerdict {
  const verdict: ItemVerdict = { becomes: null, by: null, rules: [] };
  const asked = rulesOn(desk).filter(({ settings: { when } }) => "item" in when && when.item.includes(kind));
  // most desks have none, and most items cost nothing
  if (asked.length === 0) return verdict;
  const known = item();
  const facts: Facts = {
    ...known, desk: desk.key, status: "", state: "new", organization: [], assignee: null, involves: [known.requester], number: 0, created: "", updated: "", due: null, solved: null, replied: null, reopened: null,
    is: [], has: [], approval: null, satisfaction: null, solver: null, rated: null, followups: 0, followedUp: [], clocks: [],
  };
  for (const rule of asked) {
    const { if: condition, then, stop } = rule.settings;
    if (condition !== undefined && !matches(condition, facts)) continue;
    const name = labelIn(rule.labels, desk.language, desk.language);
    if (then.some((action) => action.do === "keep")) return verdict.becomes === "ticket" ? verdict : { becomes: "kept", by: name, rules: [] };
    if (then.some((action) => action.do === "ticket")) Object.assign(verdict, { becomes: "ticket", by: verdict.by ?? name });
    verdict.rules.push({ rule, then: then.filter((action) => action.do !== "ticket") });
    if (stop === true) break;
  }
  return verdict;
}

/**
 * Does with the ticket that an item became what the rules say, in the transaction that opened it. A rule that is refused
 * something, as to assign it to who has left, does nothing and says so: what arrived is a ticket all the same.
 */
export async function applyVerdict(work: Work, desk: DeskConfig, number: number, { rules }: ItemVerdict): Promise<void> {
  for (const { rule, then } of rules) {
    const as = work.as({ kind: "system", via: work.actor.via === "demo" ? "demo" : "rule", rule: { id: rule.id, chain: [rule.id] } });
    try {
      await attemptWithin(work, () => apply(as, desk, number, rule, then));
    } catch (error) {
      if (!isProblem(error)) throw error;
      await fail(as, rule, { ticket: number, occasion }, { key: error.key, params: error.params });
    }
  }
}

const occasion = "item";

async function apply(work: Work, desk: DeskConfig, number: number, rule: DeskRule, then: readonly RuleAction[]): Promise<void> {
  const runId = await store.beginRun(work.db, { ruleId: rule.id, ticketId: number, occasion, at: work.now.toString(), outcome: "ran" });
  if (runId === null) return;
  const did = [];
  for (const action of then) did.push(...(await act(work, { desk, rule, number, runId, automatic: false }, action)));
  await store.saveDeeds(work.db, runId, did);
  const ticket = await findTicket(work.db, number);
  await work.record({ desk: desk.id, ticket: number, version: ticket?.version ?? null }, "rule.ran", { rule: rule.key, name: nameOf(desk, rule), did });
}
