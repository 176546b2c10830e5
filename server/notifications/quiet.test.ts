import fc from "fast-check";
import { expect, test } from "vitest";
import { Temporal } from "../platform/clock.ts";
import { isQuiet, quietUntil } from "./quiet.ts";

const until = (now: string, timeZone: string, quiet: Parameters<typeof quietUntil>[0]) => quietUntil(quiet, timeZone, Temporal.Instant.from(now)).toString();
const night = { from: "20:00", until: "08:00", days: [] };

test.each([
  ["in the day, at once", "2026-03-02T09:00:00Z", "Europe/Madrid", night, "2026-03-02T09:00:00Z"],
  ["in the evening, next morning", "2026-03-02T20:30:00Z", "Europe/Madrid", night, "2026-03-03T07:00:00Z"],
  ["after midnight, this morning", "2026-03-02T03:00:00Z", "Europe/Madrid", night, "2026-03-02T07:00:00Z"],
  ["the end itself is loud", "2026-03-02T07:00:00Z", "Europe/Madrid", night, "2026-03-02T07:00:00Z"],
  ["quiet at noon", "2026-03-02T12:30:00Z", "Europe/Bucharest", { from: "14:00", until: "15:00", days: [] }, "2026-03-02T13:00:00Z"],
  ["a free weekend, from Friday evening to Monday morning", "2026-03-06T21:00:00Z", "Europe/Madrid", { ...night, days: [6, 7] }, "2026-03-09T07:00:00Z"],
  ["the night the clocks go forward is an hour shorter", "2026-03-28T20:30:00Z", "Europe/Madrid", night, "2026-03-29T06:00:00Z"],
  ["the night they go back an hour longer", "2026-10-24T20:30:00Z", "Europe/Madrid", night, "2026-10-25T07:00:00Z"],
  ["an end that is skipped comes as the clocks jump", "2026-03-29T00:30:00Z", "Europe/Madrid", { from: "01:00", until: "02:30", days: [] }, "2026-03-29T01:00:00Z"],
  ["somebody in Santiago sleeps by Santiago's clock", "2026-04-05T02:00:00Z", "America/Santiago", night, "2026-04-05T12:00:00Z"],
])("R12 quiet hours: %s", (_, now, zone, quiet, expected) => {
  expect(until(now, zone, quiet)).toBe(expected);
});

test("R12 quiet hours agree with looking at the clock every minute, through both changes of the clocks", () => {
  const clock = fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom(0, 15, 30, 45) }).map(({ hour, minute }) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
  fc.assert(
    fc.property(
      fc.constantFrom("Europe/Madrid", "Europe/Bucharest", "America/Santiago", "America/Mexico_City", "Australia/Lord_Howe"),
      fc.constantFrom("2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z", "2026-04-04T12:00:00Z", "2026-09-05T12:00:00Z", "2028-02-28T12:00:00Z"),
      fc.integer({ min: 0, max: 48 * 60 }),
      clock,
      clock,
      fc.subarray([6, 7, 1], { maxLength: 2 }),
      (zone, start, minutes, from, end, days) => {
        const quiet = { from, until: end, days };
        const now = Temporal.Instant.from(start).add({ minutes });
        let expected = now;
        for (let n = 0; n < 8 * 1440 && isQuiet(quiet, expected.toZonedDateTimeISO(zone)); n += 1) expected = expected.add({ minutes: 1 });
        expect(quietUntil(quiet, zone, now).toString()).toBe(expected.toString());
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);
