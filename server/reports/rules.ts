import type { Condition } from "../../contract/conditions.ts";
import { parseQuery } from "../../contract/query.ts";
import { Temporal } from "../platform/clock.ts";
import { problem } from "../platform/problem.ts";

/** Instants between which something lies, the second one excluded. */
export interface Stretch {
  from: string;
  before: string;
}
/** The days of a report, and the days before them that it is compared with. They begin when days do in the time zone. */
export interface Period extends Stretch {
  timeZone: string;
  firstDay: string;
  lastDay: string;
  previous: Stretch & { firstDay: string; lastDay: string };
}

/** Longer, no chart shows it. */
const mostDays = 3660;

/**
 * Whole months are compared with as many whole months before them, other days with as many days.
 * @param from, to days of the calendar, both included
 * @throws 422 where the last day lies before the first, or there are too many
 */
export function periodOf(from: string, to: string, timeZone: string): Period {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const days = first.until(last, { largestUnit: "days" }).days + 1;
  if (days < 1 || days > mostDays) throw problem("report.bad-period", 422, { path: "/querystring/to" });
  const next = last.add({ days: 1 });
  const months = first.day === 1 && next.day === 1 ? first.until(next, { largestUnit: "months" }).months : 0;
  const earlier = months > 0 ? first.subtract({ months }) : first.subtract({ days });
  const [start, end, earlierStart] = [first, next, earlier].map((day) => beginning(day, timeZone));
  return {
    timeZone,
    firstDay: first.toString(),
    lastDay: last.toString(),
    from: start ?? "",
    before: end ?? "",
    previous: { firstDay: earlier.toString(), lastDay: first.subtract({ days: 1 }).toString(), from: earlierStart ?? "", before: start ?? "" },
  };
}

/** When the day begins there, as a search writes it. */
const beginning = (day: Temporal.PlainDate, timeZone: string): string => day.toZonedDateTime(timeZone).startOfDay().toInstant().toString({ smallestUnit: "minute" });

export interface Series {
  unit: "day" | "week" | "month";
  points: (Stretch & { firstDay: string; lastDay: string })[];
}
/** The bars of a chart: days, else weeks from Monday on, else months; the first and last may be cut. */
export function seriesOf(period: Pick<Period, "firstDay" | "lastDay" | "timeZone">): Series {
  const [first, last] = [Temporal.PlainDate.from(period.firstDay), Temporal.PlainDate.from(period.lastDay)];
  const days = first.until(last, { largestUnit: "days" }).days + 1;
  const unit = days <= 31 ? "day" : days <= 190 ? "week" : "month";
  const points: Series["points"] = [];
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; ) {
    const whole = unit === "day" ? day.add({ days: 1 }) : unit === "week" ? day.add({ days: 8 - day.dayOfWeek }) : day.with({ day: 1 }).add({ months: 1 });
    const next = Temporal.PlainDate.compare(whole, last) > 0 ? last.add({ days: 1 }) : whole;
    points.push({ firstDay: day.toString(), lastDay: next.subtract({ days: 1 }).toString(), from: beginning(day, period.timeZone), before: beginning(next, period.timeZone) });
    day = next;
  }
  return { unit, points };
}

/** What a search says of what figures are narrowed by; a figure's own times are its own. */
const narrowing: readonly string[] = ["desk", "queue", "type", "status", "state", "priority", "source", "location", "organization", "assignee", "requester", "tag"];

/** @throws 400 for what cannot be read, or narrows no figure */
export function filterOf(q: string, me: string | null): readonly Condition[] {
  const parsed = parseQuery(q, me);
  if ("part" in parsed) throw problem("query.malformed", 400, { params: { part: parsed.part }, path: "/querystring/q" });
  const parts = parsed.condition.all;
  if (parsed.shelf !== "listed" || !parts.every(narrows)) throw problem("report.bad-filter", 400, { path: "/querystring/q" });
  return parts;
}

function narrows(part: Condition): boolean {
  if ("not" in part) return narrows(part.not);
  return "in" in part && narrowing.includes(part.field);
}

/** Within these a search finds what `created:` and the like name. */
export const within = (field: "created" | "solved" | "replied" | "reopened" | "rated", { from, before }: Stretch): string => `${field}:>=${from} ${field}:<${before}`;
export const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");

/** The bounds between ages of what is open, the youngest first, and the search for each. */
export function agesAt(now: Temporal.Instant): { bounds: string[]; searches: string[] } {
  const bounds = [1, 3, 7, 30].map((days) => now.subtract({ hours: days * 24 }).toString({ smallestUnit: "minute" }));
  const searches = [undefined, ...bounds].map((before, n) => joined("state:open", before === undefined ? "" : `created:<${before}`, bounds[n] === undefined ? "" : `created:>=${bounds[n]}`));
  return { bounds, searches };
}
