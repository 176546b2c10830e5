import type { ClockSpan, Shifts } from "../../contract/follow-ups.ts";
import { Temporal } from "../platform/clock.ts";

/** Part of a shift without a break. */
export interface Span {
  start: Temporal.Instant;
  end: Temporal.Instant;
}
/** A day's work of an agent: one shift, with its breaks between the spans. A night shift is of the day it starts on. */
export interface Shift extends Span {
  day: Temporal.PlainDate;
  spans: readonly Span[];
}
export type ShiftPlan = Shifts;

/** So far ahead a next shift is looked for, in days. */
const horizon = 400;
const before = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;
const later = (a: Temporal.Instant, b: Temporal.Instant) => (before(a, b) ? b : a);

function clockSpansOn(plan: ShiftPlan, day: Temporal.PlainDate): readonly ClockSpan[] {
  const date = day.toString();
  // what was written last holds: an absence entered over a changed week
  const exception = plan.exceptions.findLast(({ from, until }) => from <= date && date <= until);
  return exception?.spans ?? plan.week.filter((span) => span.day === day.dayOfWeek);
}

/**
 * The shift that starts on a day; null where there is none. Wall-clock times are of the plan's zone: one that the change
 * to summer time skips is that much later, one that comes twice is the first.
 */
export function shiftOn(plan: ShiftPlan, day: Temporal.PlainDate): Shift | null {
  const at = (date: Temporal.PlainDate, clock: string) => date.toZonedDateTime({ timeZone: plan.timeZone, plainTime: Temporal.PlainTime.from(clock) }).toInstant();
  const spans: Span[] = [];
  const wanted = clockSpansOn(plan, day)
    .map(({ from, to }) => ({ start: at(day, from), end: at(to > from ? day : day.add({ days: 1 }), to) }))
    .filter(({ start, end }) => before(start, end))
    .sort((a, b) => Temporal.Instant.compare(a.start, b.start));
  for (const span of wanted) {
    const last = spans.at(-1);
    if (last !== undefined && !before(last.end, span.start)) last.end = later(last.end, span.end);
    else spans.push(span);
  }
  const [first] = spans;
  const last = spans.at(-1);
  return first === undefined || last === undefined ? null : { day, spans, start: first.start, end: last.end };
}

export const dayOf = (instant: Temporal.Instant, timeZone: string): Temporal.PlainDate => instant.toZonedDateTimeISO(timeZone).toPlainDate();

function* shiftsFrom(plan: ShiftPlan, now: Temporal.Instant): Generator<Shift> {
  const today = dayOf(now, plan.timeZone);
  // a night shift of yesterday may still be under way
  for (let n = -1; n <= horizon; n += 1) {
    const shift = shiftOn(plan, today.add({ days: n }));
    if (shift !== null) yield shift;
  }
}

/** The first shift that has not begun; null where none is ahead. */
export function nextShift(plan: ShiftPlan, now: Temporal.Instant): Shift | null {
  for (const shift of shiftsFrom(plan, now)) if (before(now, shift.start)) return shift;
  return null;
}

/** When the shift under way, or else the next one, is over; null where none is ahead. */
export function nextShiftEnd(plan: ShiftPlan, now: Temporal.Instant): Temporal.Instant | null {
  for (const shift of shiftsFrom(plan, now)) if (before(now, shift.end)) return shift.end;
  return null;
}

/** A follow-up takes so long in an agenda, in minutes. */
export const slotMinutes = 15;

/** The earliest of a shift's slots that nothing is planned in; its start when all are taken. @param taken due times already planned */
function freeSlot(shift: Shift, taken: readonly Temporal.Instant[]): Temporal.Instant {
  for (const span of shift.spans) {
    for (let slot = span.start; before(slot, span.end); slot = slot.add({ minutes: slotMinutes })) {
      const end = slot.add({ minutes: slotMinutes });
      if (!taken.some((due) => !before(due, slot) && before(due, end))) return slot;
    }
  }
  return shift.start;
}

export interface ProposedTime {
  at: Temporal.Instant;
  basis: "shift" | "working-day";
}

/** When an agent can go on with what could not be finished (C4): in the next shift, else on the next working day at nine. */
export function proposeFollowUp(plan: ShiftPlan | null, timeZone: string, now: Temporal.Instant, taken: readonly Temporal.Instant[]): ProposedTime {
  const shift = plan === null ? null : nextShift(plan, now);
  if (shift !== null) return { at: freeSlot(shift, taken), basis: "shift" };
  let day = dayOf(now, timeZone).add({ days: 1 });
  while (day.dayOfWeek > 5) day = day.add({ days: 1 });
  return { at: day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from("09:00") }).toInstant(), basis: "working-day" };
}

/** A calendar day as instants, as long as it is in its zone (23 to 25 hours). */
export function dayBounds(day: Temporal.PlainDate, timeZone: string): Span {
  const start = (of: Temporal.PlainDate) => of.toZonedDateTime(timeZone).toInstant();
  return { start: start(day), end: start(day.add({ days: 1 })) };
}

/** Can the plan be kept? Its zone exists and each exception ends after it begins. Answers the pointer to what is wrong. */
export function planProblem(plan: ShiftPlan): string | null {
  try {
    dayOf(Temporal.Instant.from("2000-01-01T00:00Z"), plan.timeZone);
  } catch (error) {
    if (error instanceof RangeError) return "/timeZone";
    throw error;
  }
  const wrong = plan.exceptions.findIndex(({ from, until }) => until < from);
  return wrong < 0 ? null : `/exceptions/${wrong}/until`;
}

/** Where an agent stands now: in a shift (breaks belong to it), between shifts, or absent all day by an exception of their plan. */
export type Presence = { kind: "working" | "off" | "absent"; until: Temporal.Instant | null };

export function presenceAt(plan: ShiftPlan, now: Temporal.Instant): Presence {
  const today = dayOf(now, plan.timeZone);
  for (const day of [today.subtract({ days: 1 }), today]) {
    const shift = shiftOn(plan, day);
    if (shift !== null && !before(now, shift.start) && before(now, shift.end)) return { kind: "working", until: shift.end };
  }
  const date = today.toString();
  const exception = plan.exceptions.findLast(({ from, until }) => from <= date && date <= until);
  return { kind: exception?.spans.length === 0 ? "absent" : "off", until: nextShift(plan, now)?.start ?? null };
}
