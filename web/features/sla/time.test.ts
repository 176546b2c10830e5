import { expect, test } from "vitest";
import { leftOf, shortSpan, spanWords, urgencyOf } from "./time.ts";

const at = (text: string) => Date.parse(`2026-03-02T${text}:00Z`);
const clock = {
  state: "running" as const, dueAt: "2026-03-02T16:00:00Z", left: 0,
  ahead: [{ from: "2026-03-02T12:00:00Z", to: "2026-03-02T13:00:00Z" }, { from: "2026-03-02T15:00:00Z", to: "2026-03-02T16:00:00Z" }],
};

test("what is left goes on by itself, and stands while the desk is closed", () => {
  expect([at("11:00"), at("12:00"), at("12:30"), at("13:00"), at("14:59"), at("15:15"), at("16:00"), at("16:20")].map((now) => leftOf(clock, now) / 60_000)).toEqual([120, 120, 90, 60, 60, 45, 0, -20]);
  expect(leftOf({ ...clock, state: "stopped", dueAt: null, left: 5 }, at("23:00"))).toBe(5);
});

test("near its end, late, and standing are told apart", () => {
  const row = { dueAt: clock.dueAt, warnAt: "2026-03-02T15:30:00Z" };
  expect([at("15:29"), at("15:30"), at("16:00")].map((now) => urgencyOf(row, now))).toEqual(["calm", "near", "late"]);
  expect(urgencyOf({ dueAt: null, warnAt: null }, 0)).toBe("stopped");
});

test("a span is told in its two largest units; working time in hours", () => {
  const hours = (n: number) => n * 3_600_000;
  expect([spanWords(hours(2) + 600_000, true), spanWords(hours(28), true), spanWords(hours(28), false), spanWords(hours(48), true), spanWords(20_000, true), spanWords(0, false)]).toEqual(["2 h 10 min", "1 d 4 h", "28 h", "2 d", "1 min", "0 min"]);
  expect([shortSpan(hours(1) - 1), shortSpan(hours(47.9)), shortSpan(-hours(72))]).toEqual(["59 min", "47 h", "3 d"]);
});
