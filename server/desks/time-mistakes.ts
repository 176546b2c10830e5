import type { Configuration } from "../../contract/configuration.ts";
import { none, type Condition } from "../../contract/conditions.ts";
import { priorities } from "../../contract/desks.ts";
import { clockKinds, levelCondition } from "../../contract/service-levels.ts";
import { Temporal } from "../platform/clock.ts";
import { dueAfter, isEverOpen, openHours } from "./open-hours.ts";

type Full = Configuration["definition"];
type Wrong = (path: string, key: string, params?: Record<string, string | number>) => void;

/** Calendars that are never open, or at no time that there is. */
export function calendarMistakes(desk: Full, wrong: Wrong): void {
  desk.calendars.forEach((calendar, n) => {
    const at = `/calendars/${n}`;
    if (calendar.timeZone !== undefined && !isTimeZone(calendar.timeZone)) wrong(`${at}/timeZone`, "time-zone");
    if (!isEverOpen(openHours({ week: calendar.week }, "UTC"))) wrong(`${at}/week`, "calendar-never-open");
    const seen = new Set<string>();
    calendar.holidays?.forEach(({ date }, m) => {
      if (!isDate(date)) wrong(`${at}/holidays/${m}/date`, "calendar-date", { date });
      if (seen.has(date)) wrong(`${at}/holidays/${m}/date`, "calendar-date-twice", { date });
      seen.add(date);
    });
  });
}

/** Levels that promise nothing, are never chosen, or end on no day. */
export function levelMistakes(desk: Full, wrong: Wrong): void {
  const catchAll = desk.serviceLevels.findIndex(({ q = "" }) => q === "");
  desk.serviceLevels.forEach((level, n) => {
    const at = `/serviceLevels/${n}`;
    const targets = clockKinds.flatMap((kind) => (level.targets[kind] === undefined ? [] : [{ kind, ...level.targets[kind] }]));
    if (targets.length === 0) wrong(`${at}/targets`, "level-no-target");
    const read = levelCondition(level.q);
    if ("part" in read) wrong(`${at}/q`, "level-search", { part: read.part });
    else for (const key of unknownIn(read.condition, desk)) wrong(`${at}/q`, "unknown-key", { key });
    if (catchAll !== -1 && catchAll < n) wrong(`${at}/q`, "level-never-chosen", { level: desk.serviceLevels[catchAll]?.labels[desk.language] ?? "" });
    const calendar = desk.calendars.find((one) => one.key === level.calendar);
    if (level.calendar !== undefined && calendar === undefined) wrong(`${at}/calendar`, "unknown-key", { key: level.calendar });
    if (level.calendar === undefined && targets.some(({ counts }) => counts !== "calendar")) wrong(`${at}/calendar`, "level-calendar-missing");
    for (const { kind, minutes, counts, warnBefore } of targets) {
      if (warnBefore !== undefined && warnBefore >= minutes) wrong(`${at}/targets/${kind}/warnBefore`, "level-warns-at-once");
      if (counts !== "calendar" && calendar !== undefined && isTimeZone(calendar.timeZone ?? desk.timeZone) && !endsAtAll(openHours(calendar, desk.timeZone), minutes)) wrong(`${at}/targets/${kind}/minutes`, "level-never-due");
    }
  });
}

/** Any Monday: a week is like another. */
const someMonday = Temporal.Instant.from("2026-01-05T00:00:00Z");
const endsAtAll = (hours: ReturnType<typeof openHours>, minutes: number): boolean => !isEverOpen(hours) || dueAfter(hours, someMonday, minutes * 60_000) !== null;

/** Keys that no ticket of the desk can have. */
function unknownIn(condition: Condition, desk: Full): string[] {
  if ("all" in condition) return condition.all.flatMap((part) => unknownIn(part, desk));
  if ("any" in condition) return condition.any.flatMap((part) => unknownIn(part, desk));
  if ("not" in condition) return unknownIn(condition.not, desk);
  if (!("in" in condition)) return [];
  const known = { type: [...desk.types.map(({ key }) => key), none], queue: desk.queues.map(({ key }) => key), priority: [...priorities] as string[] }[condition.field as string];
  return known === undefined ? [] : condition.in.filter((key) => !known.includes(key));
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** `02-29` is a day of some years, `2026-02-29` is none. */
function isDate(text: string): boolean {
  const [year, month, day] = text.length === 5 ? [2000, text.slice(0, 2), text.slice(3)] : [text.slice(0, 4), text.slice(5, 7), text.slice(8)];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
