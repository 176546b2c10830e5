import type { QuietHours } from "../../contract/notifications.ts";
import { Temporal } from "../platform/clock.ts";

const before = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;

/** Is it quiet at this moment of the person's clock on the wall? From 20:00 until 08:00 spans midnight. */
export function isQuiet({ from, until, days }: QuietHours, at: Temporal.ZonedDateTime): boolean {
  if (days.includes(at.dayOfWeek)) return true;
  const time = at.toPlainTime().toString({ smallestUnit: "minute" });
  return from <= until ? from <= time && time < until : time >= from || time < until;
}

/**
 * When somebody may be disturbed: now, or when their quiet hours are over. Where the clocks change inside them, what counts
 * is what a clock on the wall shows: an end that is skipped comes as the clocks jump, one that comes twice counts the
 * second time if it is quiet again after the first.
 */
export function quietUntil(quiet: QuietHours | null, timeZone: string, now: Temporal.Instant): Temporal.Instant {
  if (quiet === null) return now;
  let at = now;
  // seven days of which at most six are quiet: each round passes one end or one midnight
  for (let round = 0; round < 20; round += 1) {
    const wall = at.toZonedDateTimeISO(timeZone);
    if (!isQuiet(quiet, wall)) return at;
    at = nextEdge(quiet, wall);
  }
  return at;
}

/** The next moment at which it may have become loud: an end of the quiet hours, a midnight, or a change of the clocks. */
function nextEdge(quiet: QuietHours, wall: Temporal.ZonedDateTime): Temporal.Instant {
  const now = wall.toInstant();
  const day = wall.toPlainDate();
  const end = Temporal.PlainTime.from(quiet.until);
  const edges = [
    ...[day, day.add({ days: 1 })].flatMap((date) =>
      (["earlier", "later"] as const).map((disambiguation) => date.toPlainDateTime(end).toZonedDateTime(wall.timeZoneId, { disambiguation }).toInstant()),
    ),
    day.add({ days: 1 }).toZonedDateTime(wall.timeZoneId).toInstant(),
    wall.getTimeZoneTransition("next")?.toInstant(),
  ].filter((edge) => edge !== undefined && before(now, edge)) as Temporal.Instant[];
  return edges.reduce((first, edge) => (before(edge, first) ? edge : first));
}
