import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { weekdays, type CalendarDefinition } from "../../contract/calendars.ts";
import { Temporal } from "../platform/clock.ts";
import { dueAfter, elapsed, openHours } from "./open-hours.ts";

const at = (text: string) => Temporal.Instant.from(text);
const office: CalendarDefinition["week"] = { monday: ["09:00-14:00", "16:00-19:00"], tuesday: ["09:00-14:00"], friday: ["09:00-14:00"], saturday: ["22:00-06:00"] };
const madrid = openHours({ week: office, holidays: [{ date: "12-25" }, { date: "2026-12-22", hours: ["09:00-12:00"] }] }, "Europe/Madrid");
const always = openHours({ week: Object.fromEntries(weekdays.map((day) => [day, ["00:00-24:00"]])) }, "Europe/Madrid");
const minutes = (n: number) => n * 60_000;

describe("by hand", () => {
  // 2026-11-23 is a Monday; Madrid is at +01:00
  test.each([
    ["within a span", "2026-11-23T10:00+01:00", 60, "2026-11-23T11:00+01:00"],
    ["to the very end of one", "2026-11-23T10:00+01:00", 240, "2026-11-23T14:00+01:00"],
    ["over the midday break", "2026-11-23T13:00+01:00", 90, "2026-11-23T16:30+01:00"],
    ["from before it opens", "2026-11-23T03:00+01:00", 30, "2026-11-23T09:30+01:00"],
    ["over closed days", "2026-11-24T13:30+01:00", 60, "2026-11-27T09:30+01:00"],
    ["over midnight", "2026-11-28T23:30+01:00", 60, "2026-11-29T00:30+01:00"],
    ["over a yearly holiday on a Friday", "2026-12-25T09:00+01:00", 30, "2026-12-26T22:30+01:00"],
    ["half a day", "2026-12-22T11:30+01:00", 60, "2026-12-26T22:30+01:00"],
    ["nothing", "2026-11-22T10:00+01:00", 0, "2026-11-22T10:00+01:00"],
  ])("%s", (_name, from, n, due) => {
    expect(dueAfter(madrid, at(from), minutes(n))?.toString()).toBe(at(due).toString());
    expect(elapsed(madrid, at(from), at(due))).toBe(minutes(n));
  });
  test("around the clock, a day in which the clock is changed has 23 or 25 hours", () => {
    expect(elapsed(always, at("2026-03-29T00:00+01:00"), at("2026-03-30T00:00+02:00"))).toBe(minutes(23 * 60));
    expect(elapsed(always, at("2026-10-25T00:00+02:00"), at("2026-10-26T00:00+01:00"))).toBe(minutes(25 * 60));
    expect(dueAfter(always, at("2026-10-25T00:00+02:00"), minutes(1500))).toEqual(at("2026-10-26T00:00+01:00"));
  });
  test("what never opens is never due", () => {
    expect(dueAfter(openHours({ week: {} }, "UTC"), at("2026-11-22T10:00Z"), 1)).toBeNull();
  });
});

interface Wall {
  now: number;
  date: string;
  dayOfWeek: number;
}
const walls = new Map<string, Wall>();
/** What a zone's clock shows at an instant, looked at once. */
function wallAt(instant: Temporal.Instant, zone: string): Wall {
  const known = walls.get(`${zone} ${instant.epochMilliseconds}`);
  if (known !== undefined) return known;
  const zoned = instant.toZonedDateTimeISO(zone);
  const wall = { now: zoned.hour * 60 + zoned.minute, date: zoned.toPlainDate().toString(), dayOfWeek: zoned.dayOfWeek };
  walls.set(`${zone} ${instant.epochMilliseconds}`, wall);
  return wall;
}

/** Minute by minute, by the clock on the wall: slow, and plain enough to be believed. */
function slowly({ week, holidays = [] }: Pick<CalendarDefinition, "week" | "holidays">, zone: string, from: Temporal.Instant, to: Temporal.Instant): number {
  const time = (text: string) => (text === "24:00" ? 1440 : Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
  const within = (now: number, hours: string) => {
    const [start = "", end = ""] = hours.split("-");
    return time(end) > time(start) ? now >= time(start) && now < time(end) : now >= time(start);
  };
  let open = 0;
  for (let instant = from; Temporal.Instant.compare(instant, to) < 0; instant = instant.add({ minutes: 1 })) {
    const { now, date, dayOfWeek } = wallAt(instant, zone);
    const holiday = holidays.find((one) => one.date === date) ?? holidays.find((one) => one.date === date.slice(5));
    const today = week[weekdays[dayOfWeek - 1] ?? "monday"] ?? [];
    const yesterday = week[weekdays[(dayOfWeek + 5) % 7] ?? "monday"] ?? [];
    const reachesIn = (hours: string) => time(hours.slice(6)) <= time(hours.slice(0, 5)) && now < time(hours.slice(6));
    if (holiday === undefined ? today.some((hours) => within(now, hours)) || yesterday.some(reachesIn) : (holiday.hours ?? []).some((hours) => within(now, hours))) open += 1;
  }
  return open;
}

const clock = fc.integer({ min: 0, max: 95 }).map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`);
const hoursOf = fc.oneof(fc.tuple(clock, clock), fc.tuple(clock, fc.constant("24:00"))).map(([from, to]) => `${from}-${to}`);
const day = fc.array(hoursOf, { maxLength: 3 });
// each zone with days around both of its nights on which the clock is changed, and a leap day
const nights: [string, string[]][] = [
  ["Europe/Madrid", ["2026-03-28", "2026-10-24", "2028-02-28"]],
  ["Europe/Bucharest", ["2026-03-28", "2026-10-24", "2028-02-28"]],
  ["America/Santiago", ["2026-04-03", "2026-09-04", "2028-02-28"]],
  ["America/Mexico_City", ["2022-04-02", "2022-10-29", "2028-02-28"]],
];

describe.each(nights)("%s: as the clock on the wall says, minute by minute", (zone, starts) => {
  test.each(starts)("from %s on", (start) => {
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(weekdays.map((name) => [name, day]))),
        fc.array(fc.record({ date: fc.constantFrom(start, Temporal.PlainDate.from(start).add({ days: 1 }).toString(), start.slice(5)), hours: day }), { maxLength: 2 }),
        fc.integer({ min: 0, max: 2880 }),
        fc.integer({ min: 0, max: 4000 }),
        (week, holidays, offset, length) => {
          const first = new Map(holidays.map((holiday) => [holiday.date, holiday]));
          const definition = { week, holidays: [...first.values()] };
          const from = Temporal.PlainDate.from(start).toZonedDateTime(zone).toInstant().add({ minutes: offset });
          const to = from.add({ minutes: length });
          const hours = openHours(definition, zone);
          const open = slowly(definition, zone, from, to);
          expect(elapsed(hours, from, to)).toBe(minutes(open));
          const due = dueAfter(hours, from, minutes(open));
          // due at the earliest instant by which so much was open
          expect(due).not.toBeNull();
          if (due === null) return;
          expect(Temporal.Instant.compare(due, to)).toBeLessThanOrEqual(0);
          expect(elapsed(hours, from, due)).toBe(minutes(open));
          if (open > 0) expect(elapsed(hours, from, due.subtract({ milliseconds: 1 }))).toBe(minutes(open) - 1);
        },
      ),
      { numRuns: 25, seed: 20261122 },
    );
  });
});
