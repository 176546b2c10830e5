import type { State } from "../../contract/desks.ts";
import { clockKinds, type ClockKind, type stopCauses } from "../../contract/service-levels.ts";
import { dueAfter, elapsed, openHours, type CalendarVersion } from "../desks/index.ts";
import { Temporal } from "../platform/clock.ts";

export type StopCause = (typeof stopCauses)[number];

/** What a level promises for one kind of clock. */
export interface TargetNow {
  minutes: number;
  warnBefore: number;
  escalates: boolean;
  /** null: all time counts */
  calendar: { id: number; version: CalendarVersion } | null;
}
export interface LevelNow {
  id: number;
  targets: Partial<Record<ClockKind, TargetNow>>;
}

/** A run or a stop that goes on. */
export interface Segment {
  from: Temporal.Instant;
  /** null: it runs */
  stopped: StopCause | null;
  statusId: number;
  /** of a run: by which hours; null: all time counts */
  version: CalendarVersion | null;
}
export interface ClosedSegment extends Segment {
  until: Temporal.Instant;
  /** milliseconds that counted */
  counted: number;
}
export interface Clock {
  kind: ClockKind;
  /** counts the times that it began anew */
  round: number;
  deskId: number;
  levelId: number | null;
  minutes: number;
  warnBefore: number;
  calendarId: number | null;
  startedAt: Temporal.Instant;
  /** null: it does not run */
  dueAt: Temporal.Instant | null;
  warnAt: Temporal.Instant | null;
  metAt: Temporal.Instant | null;
  warnedAt: Temporal.Instant | null;
  /** the instant at which the time was up */
  breachedAt: Temporal.Instant | null;
  /** milliseconds that the closed segments counted */
  counted: number;
  segment: Segment;
}

/** What there is to know of a ticket for its clocks. */
export interface TicketNow {
  deskId: number;
  status: { id: number; state: State; runsClocks: boolean };
  unlisted: "merged" | "spam" | "deleted" | null;
  assigned: boolean;
  level: LevelNow | null;
  /** somebody asked, and we have answered since at least once */
  answered: boolean;
  /** the last word is the customer's */
  owed: boolean;
}

/** What happened: the customer asked (also by opening the ticket), we answered, or something else became different. */
export type Moment = "asked" | "answered" | "changed";

export interface Happening {
  what: "warned" | "breached";
  clock: Clock;
  dueAt: Temporal.Instant;
  escalates: boolean;
}
export interface Advanced {
  clocks: Clock[];
  /** of which clock, by kind and round */
  closed: { kind: ClockKind; round: number; segment: ClosedSegment }[];
  happened: Happening[];
}

const minute = 60_000;
const { compare } = Temporal.Instant;
const ended = ({ status }: TicketNow) => status.state === "solved" || status.state === "closed";
const isReply = (kind: ClockKind) => kind === "first-reply" || kind === "next-reply";

/** Milliseconds that a segment has counted at an instant. */
export function countedIn(segment: Segment, until: Temporal.Instant): number {
  if (segment.stopped !== null) return 0;
  if (segment.version === null) return Math.max(0, until.epochMilliseconds - segment.from.epochMilliseconds);
  return elapsed(openHours(segment.version.hours, "UTC"), segment.from, until);
}
/** Milliseconds that a clock has counted at an instant. */
export const countedBy = (clock: Clock, until: Temporal.Instant): number => clock.counted + countedIn(clock.segment, until);

/** When a running segment will have counted so much; null: never. */
function reaches(segment: Segment, milliseconds: number): Temporal.Instant | null {
  if (segment.version === null) return segment.from.add({ milliseconds: Math.max(0, milliseconds) });
  return dueAfter(openHours(segment.version.hours, "UTC"), segment.from, milliseconds);
}

/**
 * A ticket's clocks as they stand after something happened, or after time went by. What is due by now happens, once for
 * each clock: who was away for days is told what is late, not first that it will be.
 */
export function advance(before: readonly Clock[], ticket: TicketNow, moment: Moment, now: Temporal.Instant): Advanced {
  const closed: Advanced["closed"] = [];
  const happened: Happening[] = [];
  const judge = (clock: Clock): Clock => {
    const { late, warned } = judged(clock, now);
    const escalates = ticket.level?.targets[clock.kind]?.escalates ?? false;
    if (late !== null) happened.push({ what: "breached", clock, dueAt: late, escalates });
    else if (warned) happened.push({ what: "warned", clock, dueAt: clock.dueAt ?? now, escalates: false });
    return { ...clock, breachedAt: late ?? clock.breachedAt, warnedAt: warned || late !== null ? (clock.warnedAt ?? now) : clock.warnedAt };
  };
  const current = clockKinds.flatMap((kind) => before.filter((clock) => clock.kind === kind).toSorted((a, b) => b.round - a.round).slice(0, 1));
  const past = before.filter((clock) => !current.includes(clock));
  const kept = current.map((clock) => {
    const close = (segment: ClosedSegment) => closed.push({ kind: clock.kind, round: clock.round, segment });
    const until = judge(measured(withNewHours(clock, ticket, now, close), now));
    const stopped = wanted(until, ticket, moment);
    const over = isOver(until, stopped, ticket);
    const after = moved(over ? until : promised(until, ticket), stopped, ticket, now, close);
    return judge(measured(after, now));
  });
  const begun = beginning(kept, ticket, moment).map(({ kind, target, round }) => judge(measured(fresh(kind, round, target, ticket, now), now)));
  return { clocks: [...past, ...kept, ...begun], closed, happened };
}

/** Somewhere else it has to be picked up anew: of assignment, a department has its own time. */
const leavesItsDesk = (clock: Clock, { deskId }: TicketNow) => clock.kind === "assignment" && clock.deskId !== deskId;

/** What is due at an instant and has not happened: it is late since then, or it is near its end. */
function judged(clock: Clock, now: Temporal.Instant): { late: Temporal.Instant | null; warned: boolean } {
  if (clock.dueAt === null || clock.breachedAt !== null) return { late: null, warned: false };
  if (compare(now, clock.dueAt) >= 0) return { late: clock.dueAt, warned: false };
  return { late: null, warned: clock.warnedAt === null && clock.warnAt !== null && compare(now, clock.warnAt) >= 0 };
}

/** What is over, or is over now, is judged by what was promised until then. */
const isOver = (clock: Clock, stopped: StopCause | null, ticket: TicketNow): boolean => leavesItsDesk(clock, ticket) || stopped === "done" || ended(ticket);

/** What a clock should do: run, or stand for a reason. A reply that was given stays given. */
function wanted(clock: Clock, ticket: TicketNow, moment: Moment): StopCause | null {
  if (leavesItsDesk(clock, ticket)) return clock.segment.stopped === "done" ? "done" : "no-target";
  if (isReply(clock.kind) && (clock.segment.stopped === "done" || moment === "answered")) return "done";
  if (clock.kind === "assignment" && ticket.assigned) return "done";
  return standing(clock.kind, ticket);
}
function standing(kind: ClockKind, ticket: TicketNow): StopCause | null {
  if (ticket.unlisted !== null) return ticket.unlisted;
  if (ended(ticket)) return "status";
  if (ticket.level?.targets[kind] === undefined) return "no-target";
  return ticket.status.runsClocks ? null : "status";
}

/** By what the ticket's level promises now. */
function promised(clock: Clock, ticket: TicketNow): Clock {
  const target = ticket.level?.targets[clock.kind];
  if (target === undefined) return { ...clock, deskId: ticket.deskId, levelId: null };
  return { ...clock, deskId: ticket.deskId, levelId: ticket.level?.id ?? null, minutes: target.minutes, warnBefore: target.warnBefore, calendarId: target.calendar?.id ?? null };
}

/** Closes the segment where another begins. Closed ones keep what they counted, whatever changes later. */
function moved(clock: Clock, stopped: StopCause | null, ticket: TicketNow, now: Temporal.Instant, close: (segment: ClosedSegment) => void): Clock {
  const version = stopped === null ? (ticket.level?.targets[clock.kind]?.calendar?.version ?? null) : null;
  const { segment } = clock;
  const metAt = stopped === "done" || (ended(ticket) && stopped !== "no-target") ? (clock.metAt ?? now) : null;
  const sameStop = stopped !== null && segment.stopped === stopped && (stopped !== "status" || segment.statusId === ticket.status.id);
  const sameRun = stopped === null && segment.stopped === null && segment.version?.id === version?.id;
  if (sameStop || sameRun) return { ...clock, metAt };
  return { ...begunAnew(clock, { from: now, stopped, statusId: ticket.status.id, version }, close), metAt };
}

/** A calendar's new hours count from when they were set, however late this is noticed; nothing is late by hours that were over. */
function withNewHours(clock: Clock, ticket: TicketNow, now: Temporal.Instant, close: (segment: ClosedSegment) => void): Clock {
  const version = ticket.level?.targets[clock.kind]?.calendar?.version;
  const { segment } = clock;
  if (version === undefined || segment.stopped !== null || segment.version === null || segment.version.calendarId !== version.calendarId || segment.version.id === version.id) return clock;
  const from = [segment.from, Temporal.Instant.from(version.since), now].toSorted(compare)[1] ?? now;
  return begunAnew(clock, { ...segment, from, version }, close);
}

function begunAnew(clock: Clock, segment: Segment, close: (segment: ClosedSegment) => void): Clock {
  const counted = countedIn(clock.segment, segment.from);
  close({ ...clock.segment, until: segment.from, counted });
  return { ...clock, counted: clock.counted + counted, segment };
}

/** When it is due and near its end, as it counts now; whether it is late follows from what it has counted. */
export function measured(clock: Clock, now: Temporal.Instant): Clock {
  if (clock.metAt !== null) return { ...clock, dueAt: null, warnAt: null };
  const left = clock.minutes * minute - clock.counted;
  const isLate = countedBy(clock, now) >= clock.minutes * minute;
  if (clock.segment.stopped !== null) return { ...clock, dueAt: null, warnAt: null, breachedAt: isLate ? clock.breachedAt : null, warnedAt: isLate ? clock.warnedAt : null };
  const dueAt = clock.breachedAt !== null && isLate ? clock.breachedAt : left <= 0 ? now : reaches(clock.segment, left);
  const warnAt = reaches(clock.segment, Math.max(0, left - clock.warnBefore * minute));
  const isNear = isLate || (warnAt !== null && compare(now, warnAt) >= 0);
  return { ...clock, dueAt, warnAt, breachedAt: isLate ? clock.breachedAt : null, warnedAt: isNear ? clock.warnedAt : null };
}

/** Which clocks begin now. */
function beginning(clocks: readonly Clock[], ticket: TicketNow, moment: Moment): { kind: ClockKind; target: TargetNow; round: number }[] {
  if (ticket.unlisted !== null) return [];
  const of = (kind: ClockKind) => clocks.find((clock) => clock.kind === kind);
  const assignment = of("assignment");
  const kinds: ClockKind[] = [];
  if (!ended(ticket) && !ticket.assigned && (assignment === undefined || leavesItsDesk(assignment, ticket))) kinds.push("assignment");
  if (!ended(ticket) && of("resolution") === undefined) kinds.push("resolution");
  const reply = replyThatBegins(of("first-reply"), of("next-reply"), ticket, moment);
  if (reply !== null) kinds.push(reply);
  return kinds.flatMap((kind) => {
    const target = ticket.level?.targets[kind];
    return target === undefined ? [] : [{ kind, target, round: (of(kind)?.round ?? 0) + 1 }];
  });
}

function replyThatBegins(first: Clock | undefined, next: Clock | undefined, ticket: TicketNow, moment: Moment): ClockKind | null {
  const waits = (clock: Clock | undefined) => clock !== undefined && clock.segment.stopped !== "done";
  if (waits(first) || waits(next) || moment === "answered") return null;
  // what a customer asks of a solved ticket waits as soon as it is opened again
  if (ended(ticket) && moment !== "asked") return null;
  // a level that comes to apply to a ticket that had no clock for it: who waits, waits from now on
  if (moment === "changed" && (first !== undefined || next !== undefined || !ticket.owed)) return null;
  return ticket.answered || first !== undefined ? "next-reply" : "first-reply";
}

const fresh = (kind: ClockKind, round: number, target: TargetNow, ticket: TicketNow, now: Temporal.Instant): Clock => {
  const stopped = standing(kind, ticket);
  return {
    kind, round, deskId: ticket.deskId, levelId: ticket.level?.id ?? null, minutes: target.minutes, warnBefore: target.warnBefore, calendarId: target.calendar?.id ?? null,
    startedAt: now, dueAt: null, warnAt: null, metAt: ended(ticket) ? now : null, warnedAt: null, breachedAt: null, counted: 0,
    segment: { from: now, stopped, statusId: ticket.status.id, version: stopped === null ? (target.calendar?.version ?? null) : null },
  };
};

/** When the next clock has to be looked at again; null: nothing will happen by itself. */
export function nextLook(clocks: readonly Clock[]): Temporal.Instant | null {
  const looks = clocks.flatMap(({ dueAt, warnAt, warnedAt, breachedAt }) => (dueAt === null || breachedAt !== null ? [] : [warnedAt === null && warnAt !== null && compare(warnAt, dueAt) < 0 ? warnAt : dueAt]));
  return looks.toSorted(compare)[0] ?? null;
}

/** What a list shows of a ticket's clocks: the one that ends first, else the stopped one of which least is left. */
export function foremost(clocks: readonly Clock[]): { kind: ClockKind; dueAt: Temporal.Instant | null; warnAt: Temporal.Instant | null; left: number | null } | null {
  const running = clocks.flatMap(({ kind, dueAt, warnAt }) => (dueAt === null ? [] : [{ kind, dueAt, warnAt, left: null }])).toSorted((a, b) => compare(a.dueAt, b.dueAt));
  const stands = ({ metAt, segment }: Clock) => metAt === null && segment.stopped === "status";
  const stopped = clocks.filter(stands).map(({ kind, minutes, counted }) => ({ kind, dueAt: null, warnAt: null, left: minutes * minute - counted }));
  return running[0] ?? stopped.toSorted((a, b) => a.left - b.left)[0] ?? null;
}
