import type { Condition } from "../../contract/conditions.ts";
import { labelIn } from "../../contract/common.ts";
import type { EventType } from "../../contract/events.ts";
import type { Deed } from "../../contract/rules.ts";
import { deskIn, holdRule, switchRuleOff, type DeskConfig, type DeskRule, type Desks, type DeskSet } from "../desks/index.ts";
import { queueDelivery } from "../mail-out/index.ts";
import { notify } from "../notifications/index.ts";
import { contactsOf } from "../people/index.ts";
import type { Database, Db } from "../platform/db.ts";
import { findEvent } from "../platform/events.ts";
import { isDatabaseAway } from "../platform/http.ts";
import { languageOf, translate } from "../platform/i18n.ts";
import type { Log } from "../platform/log.ts";
import { isProblem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Actor, type RecordedEvent, type Work } from "../platform/work.ts";
import { findTicket } from "../tickets/index.ts";
import { act, flood } from "./act.ts";
import { attemptWithin } from "./attempt.ts";
import { follows, isFollowed, isOf, rulesOn, runsAnHour } from "./rules.ts";
import * as store from "./store.ts";
import { announce } from "./webhooks.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    /** what a desk's rules and webhooks make of an event; `chain`: the rules that led to it */
    "automations.follow": { event: number; ticket: number; desk: number; chain: readonly number[] };
    /** a rule's time has come for a ticket */
    "automations.keep-time": { rule: number; ticket: number; desk: number; occasion: string };
  }
}

export interface RuleDeps {
  transact: Transact;
  log: Log;
  /** of these tickets, those that meet the condition: `inbox`, which comes after this slice, knows how */
  select: (db: Db, desks: DeskSet, condition: Condition, tickets: readonly number[]) => Promise<number[]>;
}

/** To follow events beside their transactions. */
export interface FollowDeps extends RuleDeps {
  database: Pick<Database, "db">;
  desks: Desks;
}

/** Where something waits for the event, a job follows it once the transaction has committed. What a demonstration plays is followed by who plays it. */
export async function followEvent(work: Work, event: RecordedEvent<EventType>): Promise<void> {
  if (event.ticket === null || event.desk === null || work.actor.via === "demo") return;
  const desk = (await work.desks.get()).byId.get(event.desk);
  if (desk === undefined || !isFollowed(desk, event)) return;
  const chain = work.actor.kind === "system" ? (work.actor.rule?.chain ?? []) : [];
  await work.enqueue("automations.follow", { event: event.id, ticket: event.ticket, desk: event.desk, chain });
}

/** Runs the rules that wait for an event, in their order, until one of them says stop; then tells the webhooks. */
export async function afterEvent(deps: FollowDeps, { event, ticket, desk: deskId, chain }: { event: number; ticket: number; desk: number; chain: readonly number[] }): Promise<void> {
  const { db } = deps.database;
  const fact = await findEvent(db, ticket, event);
  const desks = await deps.desks.get();
  const desk = desks.byId.get(deskId);
  if (fact === undefined || desk === undefined) return;
  await runRules(deps, desk, await fromFirstMet(deps, db, desks, rulesFor(desk, fact), ticket, `event:${event}`), { event, ticket, fact, chain });
  const told = desk.webhooks.filter(({ off, events }) => !off && events.some((name) => isOf(name, fact)));
  if (told.length === 0) return;
  await deps.transact(systemActor("rule"), async (work) => {
    for (const { key, events } of told) await announce(work, desk, { key, occasion: `event:${event}`, event: events.find((name) => isOf(name, fact)) ?? "", ticket, data: fact.data });
  });
}

const rulesFor = (desk: DeskConfig, fact: { type: string; data: Record<string, unknown> }): DeskRule[] => rulesOn(desk).filter(({ settings }) => follows(settings.when, fact));

/**
 * These rules from the first on whose condition holds: those before it do nothing, and most tickets meet none, which costs
 * neither a lock nor a transaction that is written. One that said stop may have run, before a crash: it is asked again.
 */
async function fromFirstMet({ select }: Pick<RuleDeps, "select">, db: Db, desks: DeskSet, rules: DeskRule[], ticket: number, occasion: string): Promise<DeskRule[]> {
  for (const [n, { id, settings }] of rules.entries()) {
    if (settings.if === undefined || (settings.stop === true && (await store.runOf(db, id, ticket, occasion)) !== null)) return rules.slice(n);
    if ((await select(db, desks, settings.if, [ticket])).includes(ticket)) return rules.slice(n);
  }
  return [];
}

type Met = (rule: DeskRule) => Promise<boolean>;

/** The rules that wait for it, in their order, until one of them says stop. @param met asked of each at its turn, before anything is held for it */
async function runRules(deps: RuleDeps, desk: DeskConfig, rules: readonly DeskRule[], { event, ticket, fact, chain }: { event: number; ticket: number; fact: { type: string; data: Record<string, unknown> }; chain: readonly number[] }, met: Met = async () => true): Promise<void> {
  const automatic = fact.data["automatic"] === true;
  for (const rule of rules) {
    if (!(await met(rule))) continue;
    const outcome = await runRule(deps, rule, { ticket, desk: desk.id, occasion: `event:${event}`, chain, automatic, judgeOnce: false });
    if (outcome === "ran" && rule.settings.stop === true) break;
  }
}

/**
 * What a desk's rules make of an event in a past that is played: at once, at that moment, in the same transaction. Nobody
 * outside hears of it, nor do webhooks. Returns whether a rule waited for it.
 */
export async function followPlayed(work: Work, deps: Omit<RuleDeps, "transact">, { id, ticket, desk: deskId, ...fact }: { id: number; ticket: number; desk: number; type: string; data: Record<string, unknown> }): Promise<boolean> {
  const desks = await work.desks.get();
  const desk = desks.byId.get(deskId);
  const rules = desk === undefined ? [] : rulesFor(desk, fact);
  if (desk === undefined || rules.length === 0) return false;
  const within: Transact = (actor, run) => attemptWithin(work, () => run(work.as({ ...actor, via: work.actor.via })));
  const met: Met = async ({ settings }) => settings.if === undefined || (await deps.select(work.db, desks, settings.if, [ticket])).includes(ticket);
  await runRules({ ...deps, transact: within }, desk, rules, { event: id, ticket, fact, chain: [] }, met);
  return true;
}

export interface Occasion {
  ticket: number;
  desk: number;
  /** what it is about: a rule runs once on each */
  occasion: string;
  chain: readonly number[];
  automatic: boolean;
  /** a time comes once: what its condition did not hold for then, is not looked at again */
  judgeOnce: boolean;
}
type Outcome = "ran" | "passed" | "failed" | "cut" | "stopped";

/**
 * Runs a rule on a ticket, in one transaction that also says that it ran: whoever does it again, after a crash or beside
 * this one, finds it done. What its actions refuse is kept with the reason, and none of it was done.
 */
export async function runRule(deps: RuleDeps, rule: DeskRule, at: Occasion): Promise<Outcome> {
  const actor: Actor = { kind: "system", via: "rule", rule: { id: rule.id, chain: [...at.chain, rule.id] } };
  try {
    return await deps.transact(actor, (work) => attempt(deps, work, rule, at));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const known = isProblem(error);
    if (!known) deps.log.error({ err: error, rule: rule.key, ticket: at.ticket }, "a rule could not run");
    const reason = known ? { key: error.key, params: error.params } : { key: "internal", params: {} };
    return deps.transact(actor, (work) => (reason.key === flood ? stop(work, rule, at, reason) : fail(work, rule, at, reason)));
  }
}

/** Keys below `problem.` */
const whyCut = { loop: "rule.loop", often: "rule.often" } as const;

async function attempt(deps: RuleDeps, work: Work, rule: DeskRule, at: Occasion): Promise<Outcome> {
  // one act of a rule at a time: turns and mails are counted
  if ((await holdRule(work.db, rule.id, true)) === null) return "passed";
  const found = await findTicket(work.db, at.ticket);
  // what is merged is told by what it was merged into; what went to another desk is that desk's
  if (found === undefined || found.mergedInto !== null || found.deskId !== at.desk || found.deleted || found.spam) return "passed";
  const had = await store.runOf(work.db, rule.id, found.id, at.occasion);
  if (had !== null) return had;
  const begin = (outcome: Outcome, reason: store.Reason | null = null) => store.beginRun(work.db, { ruleId: rule.id, ticketId: found.id, occasion: at.occasion, at: work.now.toString(), outcome, reason });
  const desks = await work.desks.get();
  const condition = rule.settings.if;
  if (condition !== undefined && !(await deps.select(work.db, desks, condition, [found.id])).includes(found.id)) {
    if (at.judgeOnce) await begin("passed");
    return "passed";
  }
  const desk = await deskIn(work, found.deskId);
  const subject = { desk: found.deskId, ticket: found.id, version: found.version };
  const looped = at.chain.includes(rule.id) ? "loop" : (await store.countRuns(work.db, rule.id, found.id, work.now.subtract({ hours: 1 }).toString())) >= runsAnHour ? "often" : null;
  if (looped !== null) {
    if ((await begin("cut", { key: whyCut[looped], params: {} })) === null) return "cut";
    await work.record(subject, "rule.cut", { rule: rule.key, name: nameOf(desk, rule), why: looped });
    await tellOwner(work, desk, rule, found.id, `rule.told.${looped}`);
    return "cut";
  }
  const runId = await begin("ran");
  if (runId === null) return "ran";
  const did: Deed[] = [];
  for (const action of rule.settings.then) did.push(...(await act(work, { desk, rule, number: found.id, runId, automatic: at.automatic }, action)));
  await store.saveDeeds(work.db, runId, did);
  const after = await findTicket(work.db, found.id);
  await work.record({ ...subject, version: after?.version ?? found.version }, "rule.ran", { rule: rule.key, name: nameOf(desk, rule), did });
  return "ran";
}

/** Says on the ticket and in the rule's runs why it did nothing. */
export async function fail(work: Work, rule: DeskRule, at: Pick<Occasion, "ticket" | "occasion">, reason: store.Reason): Promise<Outcome> {
  const found = await findTicket(work.db, at.ticket);
  if (found === undefined) return "failed";
  const begun = await store.beginRun(work.db, { ruleId: rule.id, ticketId: found.id, occasion: at.occasion, at: work.now.toString(), outcome: "failed", reason });
  if (begun !== null) await work.record({ desk: found.deskId, ticket: found.id, version: found.version }, "rule.failed", { rule: rule.key, name: nameOf(await deskIn(work, found.deskId), rule), reason: reason.key });
  return "failed";
}

/** It floods: from now on it does nothing, and its owner is mailed. */
async function stop(work: Work, rule: DeskRule, at: Occasion, reason: store.Reason): Promise<Outcome> {
  const found = await findTicket(work.db, at.ticket);
  if (found === undefined) return "stopped";
  await store.beginRun(work.db, { ruleId: rule.id, ticketId: found.id, occasion: at.occasion, at: work.now.toString(), outcome: "stopped", reason });
  const stopped = await switchRuleOff(work, rule.id);
  if (stopped === null) return "stopped";
  const desk = await deskIn(work, found.deskId);
  const address = String(reason.params["address"] ?? "");
  await work.record({ desk: found.deskId, ticket: found.id, version: found.version }, "rule.stopped", { rule: rule.key, name: nameOf(desk, rule), address });
  const [owner] = stopped.ownerId === null ? [] : await contactsOf(work.db, [stopped.ownerId]);
  if (owner?.address == null || owner.deactivated) return "stopped";
  await queueDelivery(work, {
    desk,
    to: { name: owner.name, address: owner.address, personId: owner.id },
    lang: owner.locale,
    letter: "rule-stopped",
    facts: { rule: labelIn(rule.labels, owner.locale ?? desk.language, desk.language), address, link: { url: `${work.site.publicUrl}/desk/settings/${desk.key}/rules`, expiresAt: work.now.toString() } },
  });
  return "stopped";
}

async function tellOwner(work: Work, desk: DeskConfig, rule: DeskRule, ticket: number, key: string): Promise<void> {
  const held = await holdRule(work.db, rule.id, false);
  if (held?.ownerId == null) return;
  const [owner] = await contactsOf(work.db, [held.ownerId]);
  const language = languageOf(owner?.locale ?? desk.language) ?? "en";
  await notify(work, { people: [held.ownerId], kind: "rule", ticket, text: translate(language, key, { name: labelIn(rule.labels, language, desk.language) }) });
}

/** As the desk calls it; history keeps the name it had. */
export const nameOf = (desk: DeskConfig, rule: DeskRule): string => labelIn(rule.labels, desk.language, desk.language);
