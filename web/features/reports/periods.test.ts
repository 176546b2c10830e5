import { expect, test } from "vitest";
import { daysOf, isDay, todayIn } from "./periods.ts";

test.each([
  ["7", "2026-03-02", "2026-02-24", "2026-03-02"],
  ["30", "2026-03-02", "2026-02-01", "2026-03-02"],
  ["month", "2026-03-02", "2026-03-01", "2026-03-02"],
  ["last-month", "2026-03-02", "2026-02-01", "2026-02-28"],
  ["last-month", "2026-01-31", "2025-12-01", "2025-12-31"],
  ["year", "2026-03-02", "2026-01-01", "2026-03-02"],
] as const)("%s on %s is from %s to %s", (preset, today, from, to) => {
  expect(daysOf(preset, today)).toEqual({ from, to });
});

test("it is already tomorrow in Bucharest", () => {
  const now = Date.parse("2026-03-01T22:30:00Z");
  expect([todayIn("Europe/Bucharest", now), todayIn("America/Mexico_City", now)]).toEqual(["2026-03-02", "2026-03-01"]);
});

test("an address names days of the calendar or none", () => {
  expect(["2026-02-28", "2026-02-30", "yesterday", undefined].map(isDay)).toEqual([true, false, false, false]);
});
