import { weekdays, type CalendarDefinition } from "../../contract/calendars.ts";
import { Temporal } from "../platform/clock.ts";

/**
 * Working time. A calendar is open at an instant if the clock on the wall then shows a time within its hours; so a night
 * on which clocks change has the hours that its wall clock shows, once or twice or not at all. All figures are
 * milliseconds that really pass.
 */
export interface OpenHours {
  timeZone: string;
  /** minutes of the wall clock from midnight, in order and apart from each other; Monday first */
  week: readonly (readonly Span[])[];
  /** in place of the weekday's, by `2026-12-24` or `12-25` */
  holidays: ReadonlyMap<string, readonly Span[]>;
}
interface Span {
  from: number;
  to: number;
}
interface Interval {
  from: number;
  to: number;
}

const minute = 60_000;
const wholeDay = 1440;
/** What is not due within so many days never is. */
const farthestDays = 3700;

/** Clocks ask for the same few calendars all the time, and for the same days of them. */
const known = new Map<string, OpenHours>();
const mostKnown = 200;
const days = new WeakMap<OpenHours, Map<number, Interval[]>>();
const mostDays = 2000;

/** A desk's calendars stay the same objects until its configuration is read anew. */
const knownOf = new WeakMap<object, { timeZone: string; hours: OpenHours }>();

/** @param timeZone the desk's, where the calendar names none */
export function openHours(calendar: Pick<CalendarDefinition, "week" | "holidays" | "timeZone">, timeZone: string): OpenHours {
  const seen = knownOf.get(calendar);
  if (seen?.timeZone === timeZone) return seen.hours;
  const hours = sameHours(calendar, timeZone);
  knownOf.set(calendar, { timeZone, hours });
  return hours;
}

function sameHours({ week, holidays = [], timeZone: own }: Pick<CalendarDefinition, "week" | "holidays" | "timeZone">, timeZone: string): OpenHours {
  const key = JSON.stringify([week, holidays, own ?? timeZone]);
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const made = read({ week, holidays }, own ?? timeZone);
  known.set(key, made);
  return made;
}

function read({ week, holidays = [] }: Pick<CalendarDefinition, "week" | "holidays">, timeZone: string): OpenHours {
  const spans: Span[][] = weekdays.map(() => []);
  weekdays.forEach((day, n) => {
    for (const { from, to } of (week[day] ?? []).map(readHours)) {
      spans[n]?.push({ from, to: to > from ? to : wholeDay });
      if (to <= from) spans[(n + 1) % 7]?.push({ from: 0, to });
    }
  });
  return {
    timeZone,
    week: spans.map(merged),
    // a holiday's hours end with it
    holidays: new Map(holidays.map(({ date, hours = [] }) => [date, merged(hours.map(readHours).map(({ from, to }) => ({ from, to: to > from ? to : wholeDay })))])),
  };
}

function readHours(text: string): Span {
  const [from = 0, to = 0] = text.split("-").map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  return { from, to };
}

function merged(spans: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    if (span.to <= span.from) continue;
    const last = apart.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else apart.push({ ...span });
  }
  return apart;
}

/** Is it never closed? Then working time is time. */
const isAlwaysOpen = ({ week, holidays }: OpenHours) => [...week, ...holidays.values()].every(([first]) => first?.from === 0 && first.to === wholeDay);

/** Is it open at all, on any day of an ordinary week? */
export const isEverOpen = ({ week }: OpenHours): boolean => week.some((day) => day.length > 0);

/** Open milliseconds between two instants; 0 where the second is not later. */
export function elapsed(hours: OpenHours, from: Temporal.Instant, to: Temporal.Instant): number {
  const [start, end] = [from.epochMilliseconds, to.epochMilliseconds];
  if (end <= start) return 0;
  if (isAlwaysOpen(hours)) return end - start;
  let sum = 0;
  for (const open of intervals(hours, start)) {
    if (open.from >= end) break;
    sum += Math.min(open.to, end) - Math.max(open.from, start);
  }
  return sum;
}

/** The first instant at which so many open milliseconds have passed; null where it never comes. */
export function dueAfter(hours: OpenHours, from: Temporal.Instant, duration: number): Temporal.Instant | null {
  const start = from.epochMilliseconds;
  if (duration <= 0) return from;
  if (isAlwaysOpen(hours)) return Temporal.Instant.fromEpochMilliseconds(start + duration);
  let left = duration;
  for (const open of intervals(hours, start)) {
    const begins = Math.max(open.from, start);
    if (open.to - begins >= left) return Temporal.Instant.fromEpochMilliseconds(begins + left);
    left -= open.to - begins;
  }
  return null;
}

/** The stretches of working time between two instants, so many at most. */
export function aheadOf(hours: OpenHours, from: Temporal.Instant, to: Temporal.Instant, most: number): { from: Temporal.Instant; to: Temporal.Instant }[] {
  const [start, end] = [from.epochMilliseconds, to.epochMilliseconds];
  if (end <= start) return [];
  if (isAlwaysOpen(hours)) return [{ from, to }];
  const found: { from: Temporal.Instant; to: Temporal.Instant }[] = [];
  for (const open of intervals(hours, start)) {
    if (open.from >= end || found.length === most) break;
    found.push({ from: Temporal.Instant.fromEpochMilliseconds(Math.max(open.from, start)), to: Temporal.Instant.fromEpochMilliseconds(Math.min(open.to, end)) });
  }
  return found;
}

/** What is open from an instant on, in order; the first may have begun before. */
function* intervals(hours: OpenHours, start: number): Generator<Interval> {
  const first = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(hours.timeZone).toPlainDate();
  const from = Date.UTC(first.year, first.month - 1, first.day) / dayMs;
  for (let day = 0; day < farthestDays; day += 1) {
    for (const open of openOnDay(hours, from + day)) if (open.to > start) yield open;
  }
}
const dayMs = 86_400_000;

/** @param day since 1970 */
function openOnDay(hours: OpenHours, day: number): Interval[] {
  const looked = days.get(hours) ?? new Map<number, Interval[]>();
  days.set(hours, looked);
  const before = looked.get(day);
  if (before !== undefined) return before;
  if (looked.size >= mostDays) looked.clear();
  const found = openOn(hours, Temporal.PlainDate.from("1970-01-01").add({ days: day }));
  looked.set(day, found);
  return found;
}

/** The instants of a date at which its wall clock shows open hours: looked at for each stretch of it in which the clock is not changed. */
function openOn(hours: OpenHours, date: Temporal.PlainDate): Interval[] {
  const spans = hours.holidays.get(date.toString()) ?? hours.holidays.get(date.toString().slice(5)) ?? hours.week[date.dayOfWeek - 1] ?? [];
  if (spans.length === 0) return [];
  const end = date.add({ days: 1 }).toZonedDateTime(hours.timeZone).epochMilliseconds;
  const midnight = Date.UTC(date.year, date.month - 1, date.day);
  const found: Interval[] = [];
  for (let at: Temporal.ZonedDateTime | null = date.toZonedDateTime(hours.timeZone); at !== null && at.epochMilliseconds < end; at = at.getTimeZoneTransition("next")) {
    const [first, last] = [at.epochMilliseconds, Math.min(at.getTimeZoneTransition("next")?.epochMilliseconds ?? end, end)];
    const offset = at.offsetNanoseconds / 1e6;
    for (const span of spans) {
      const open = { from: Math.max(midnight + span.from * minute - offset, first), to: Math.min(midnight + span.to * minute - offset, last) };
      if (open.to > open.from) found.push(open);
    }
  }
  return found;
}
