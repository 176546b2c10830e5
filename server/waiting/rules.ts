import type { ClosingKind, StatusWaiting } from "../../contract/waiting.ts";
import { Temporal } from "../platform/clock.ts";

/** How far a ticket has come in what its status brings by itself. */
export interface Progress {
  plan: StatusWaiting;
  enteredAt: Temporal.Instant;
  /** by so much everything is later than planned */
  lateSeconds: number;
  /** reminders behind it, sent or left out */
  remindersDone: number;
}

/** Less than this moves nothing: a busy minute is no downtime. */
const toleratedSeconds = 3600;

/**
 * A delay after a moment, by the desk's calendar: days and weeks keep the time of day, hours and minutes are as long as
 * they are. Where the change to summer time skips that time of day, it is an hour later; where it comes twice, the first.
 */
export const after = (from: Temporal.Instant, delay: string, timeZone: string): Temporal.Instant => from.toZonedDateTimeISO(timeZone).add(delay).toInstant();

/** When each reminder and the end are due. */
export function momentsOf({ plan, enteredAt, lateSeconds }: Progress, timeZone: string): { reminders: Temporal.Instant[]; end: Temporal.Instant | null } {
  const at = (delay: string) => after(enteredAt, delay, timeZone).add({ seconds: lateSeconds });
  return { reminders: (plan.reminders ?? []).map(at), end: plan.end === undefined ? null : at(plan.end.after) };
}

/** When something has to be done next; null: nothing follows. */
export function nextMoment(progress: Progress, timeZone: string): Temporal.Instant | null {
  const { reminders, end } = momentsOf(progress, timeZone);
  return reminders[progress.remindersDone] ?? end;
}

/** What is to be done now. `late`: what comes after is that much later than it was planned, in seconds. */
export type Step = { kind: "remind"; n: number; lateSeconds: number } | { kind: "end" } | { kind: "nothing" };

/**
 * The one step that is due. Where several reminders came due while nothing ran, the last of them is sent and those before
 * it are left out; what comes after keeps its distance to it. So nobody gets two at once, and nobody's ticket ends
 * without the last reminder, and as long after it as planned.
 */
export function dueStep(progress: Progress, timeZone: string, now: Temporal.Instant): Step {
  const { reminders, end } = momentsOf(progress, timeZone);
  const isDue = (at: Temporal.Instant) => Temporal.Instant.compare(at, now) <= 0;
  const n = reminders.findLastIndex((at, index) => index >= progress.remindersDone && isDue(at));
  const at = reminders[n];
  if (at !== undefined) {
    const late = Math.floor(now.since(at).total("seconds"));
    return { kind: "remind", n, lateSeconds: late > toleratedSeconds ? late : 0 };
  }
  return progress.remindersDone >= reminders.length && end !== null && isDue(end) ? { kind: "end" } : { kind: "nothing" };
}

/** Due, or so nearly that it is no longer put off. */
export const isSoon = (now: Temporal.Instant, at: Temporal.Instant): boolean => at.since(now).total("seconds") <= toleratedSeconds;

/** What a mail says about how a ticket is left to itself; null: it does not end, or only a colleague is told. */
export function closingKindOf(plan: StatusWaiting, stateOf: (key: string) => string | undefined): ClosingKind | null {
  const { to, gates = [] } = plan.end ?? {};
  const state = to === undefined ? undefined : stateOf(to);
  if (state !== "solved" && state !== "closed") return null;
  return gates.length > 0 ? "may" : state;
}

/** How an end comes out: not where the customer could not be asked, nor where something is still to be met (C6). */
export function outcomeOf(facts: { to: string | null; asked: boolean; ready: boolean; solvedBefore: boolean }): { how: "change" } | { how: "flag"; reason: "unanswered" | "not-ready" | "not-reached" } {
  if (facts.to === null) return { how: "flag", reason: "unanswered" };
  // what is solved was not asked anything: closing it takes nothing from who could not be told
  if (!facts.asked && !facts.solvedBefore) return { how: "flag", reason: "not-reached" };
  return facts.ready ? { how: "change" } : { how: "flag", reason: "not-ready" };
}
