import type { DeskSet } from "../desks/index.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import { Temporal } from "../platform/clock.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { momentsOf } from "../tickets/index.ts";
import { momentIn, rulesOn } from "./rules.ts";
import { afterEvent, runRule, type FollowDeps } from "./run.ts";
import * as store from "./store.ts";
import { forgetDeliveries } from "./webhook-store.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "automations.look": Record<string, never>;
    "automations.forget": Record<string, never>;
  }
}

/** Rules that keep to a time look so often. No index leads to a date field: those look less often. */
const everySeconds = 60;
const fieldEveryMinutes = 15;
/**
 * So far back each look reaches into the one before: a stay or a message may have been committed after a look that it lies
 * before; a date may be set when the moment before it is past already. What was looked at once is known.
 */
const overlapMinutes = { stay: 10, date: 24 * 60 };
/** Looked-at moments are remembered longer than any look reaches back, and mails longer than a minute. */
const remembered = { passedDays: 3, mailHours: 1, deliveryDays: 90 };

export async function scheduleRuleTimers(work: Work): Promise<void> {
  await setTimer(work.db, "automations.look", "", work.now, {});
  await setTimer(work.db, "automations.forget", "", work.now.add({ minutes: 11 }), {});
}

/** Is there a rule that waits for a time, for which the time must be looked at? */
export const keepsTimes = ({ all }: DeskSet): boolean => all.some((desk) => rulesOn(desk).some((rule) => momentIn(desk, rule.settings.when) !== null));

export const ruleTimers = {
  async "automations.look"(work, subject, payload) {
    for (const desk of (await work.desks.get()).all) {
      const timed = rulesOn(desk).flatMap((rule) => {
        const of = momentIn(desk, rule.settings.when);
        return of === null ? [] : [{ rule, of }];
      });
      const looks = new Map((await store.lookedUntil(work.db, timed.map(({ rule }) => rule.id))).map(({ id, until }) => [id, Temporal.Instant.from(until)]));
      for (const { rule, of } of timed) {
        const since = Temporal.Instant.from(rule.since);
        const until = looks.get(rule.id);
        const last = until === undefined || Temporal.Instant.compare(until, since) < 0 ? null : until;
        if (of.since === "field" && last !== null && work.now.since(last).total("minutes") < fieldEveryMinutes) continue;
        const back = of.since === "due" || of.since === "field" ? overlapMinutes.date : overlapMinutes.stay;
        const reach = (last ?? since).subtract({ minutes: back });
        const from = Temporal.Instant.compare(reach, since) < 0 ? since : reach;
        await momentsOf(work.db, desk.id, of, from, work.now, async (moments) => {
          for (const { ticketId, occasion } of await store.notHad(work.db, rule.id, moments)) {
            await work.enqueue("automations.keep-time", { rule: rule.id, ticket: ticketId, desk: desk.id, occasion }, { key: `rule ${rule.id} ${ticketId} ${occasion}` });
          }
        });
        await store.setLooked(work.db, rule.id, work.now.toString());
      }
    }
    await setTimer(work.db, "automations.look", subject, work.now.add({ seconds: everySeconds }), payload);
  },
  async "automations.forget"(work, subject, payload) {
    const hoursAgo = (hours: number) => work.now.subtract({ hours }).toString();
    await store.forgetRuns(work.db, { passed: hoursAgo(remembered.passedDays * 24), mails: hoursAgo(remembered.mailHours) });
    await forgetDeliveries(work.db, hoursAgo(remembered.deliveryDays * 24));
    await setTimer(work.db, "automations.forget", subject, work.now.add({ hours: 6 }), payload);
  },
} satisfies Partial<TimerHandlers>;

/** Followed after the commit of what they follow; each run is a transaction of its own that says it was. */
export const ruleJobs = (deps: FollowDeps) =>
  ({
    "automations.follow": (payload) => afterEvent(deps, payload),
    async "automations.keep-time"({ rule: id, ticket, desk: deskId, occasion }) {
      const rule = await deps.transact(systemActor("rule"), async (work) => {
        const desk = (await work.desks.get()).byId.get(deskId);
        return desk === undefined ? undefined : rulesOn(desk).find((one) => one.id === id);
      });
      if (rule !== undefined) await runRule(deps, rule, { ticket, desk: deskId, occasion, chain: [], automatic: false, judgeOnce: true });
    },
  }) satisfies Partial<JobHandlers>;
