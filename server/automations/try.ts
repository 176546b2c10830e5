import type { Language } from "../../contract/common.ts";
import type { Condition } from "../../contract/conditions.ts";
import { planned, ruleEvents, type RuleDraft, type RuleTrial } from "../../contract/rules.ts";
import { readRule, type DeskConfig, type DeskSet } from "../desks/index.ts";
import { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import { eventsOfDesk } from "../platform/events.ts";
import type { Actor, Work } from "../platform/work.ts";
import { createdSince, momentsOf, staysEnded, ticketHeads } from "../tickets/index.ts";
import { follows, isOf, momentIn } from "./rules.ts";
import { deedText } from "./view.ts";

/** So far back it is tried, in days; so many of the newest are looked at, and so many shown. */
const daysBack = 30;
const looked = 1000;
const shown = 50;

/** How tickets of each kind of item say they came. */
const ways = { review: "review", survey: "survey", call: "phone", mail: "email", other: "api" } as const;

export type SelectSeen = (db: Db, desks: DeskSet, actor: Actor, condition: Condition, tickets: readonly number[]) => Promise<number[]>;

/**
 * Which of last month's tickets a rule would have met, as they are today, and what it would have done with each. Nothing is
 * changed. @throws 422 for a rule that could never work
 */
export async function tryRule(work: Work, desk: DeskConfig, draft: RuleDraft, language: Language, select: SelectSeen): Promise<RuleTrial> {
  const rule = readRule(desk, draft);
  const since = work.now.subtract({ hours: daysBack * 24 });
  const candidates = await candidatesOf(work, desk, rule, since);
  const newest = newestEach(candidates).slice(0, looked);
  const met = new Set(await select(work.db, await work.desks.get(), work.actor, rule.if ?? { all: [] }, newest.map(({ ticketId }) => ticketId)));
  const those = newest.filter(({ ticketId }) => met.has(ticketId));
  const heads = new Map((await ticketHeads(work.db, those.slice(0, shown).map(({ ticketId }) => ticketId))).map((head) => [head.of, head]));
  const would = rule.then.flatMap(planned).map((deed) => deedText(desk, language, deed));
  return {
    count: those.length,
    more: candidates.length >= looked,
    items: those.slice(0, shown).flatMap(({ ticketId, at }) => {
      const head = heads.get(ticketId);
      return head === undefined ? [] : [{ number: ticketId, subject: head.subject, at, would }];
    }),
  };
}

interface Candidate {
  ticketId: number;
  at: string;
}

async function candidatesOf(work: Work, desk: DeskConfig, { when }: RuleDraft, since: Temporal.Instant): Promise<Candidate[]> {
  const { db, now } = work;
  if ("item" in when) return createdSince(db, desk.id, since.toString(), when.item.map((kind) => ways[kind]), looked);
  if ("event" in when) {
    if (when.event === "created") return createdSince(db, desk.id, since.toString(), null, looked);
    const events = await eventsOfDesk(db, desk.id, ruleEvents[when.event].types, since.toString(), looked);
    return events.filter((event) => isOf(when.event, event) && follows(when, event)).map(({ ticketId, at }) => ({ ticketId, at }));
  }
  const of = momentIn(desk, when);
  if (of === null) return [];
  if (of.since === "status") return staysEnded(db, desk.id, "inStatus" in when ? when.inStatus : [], of.minutes, since.toString(), now.toString(), looked);
  const found: Candidate[] = [];
  await momentsOf(db, desk.id, of, since, now, async (moments) => void found.push(...moments));
  return found;
}

/** Of each ticket its newest occasion, the newest first. */
function newestEach(candidates: readonly Candidate[]): Candidate[] {
  const newest = new Map<number, Candidate>();
  for (const one of candidates) if ((newest.get(one.ticketId)?.at ?? "") < one.at) newest.set(one.ticketId, one);
  return [...newest.values()].toSorted((a, b) => Temporal.Instant.compare(b.at, a.at) || b.ticketId - a.ticketId);
}
