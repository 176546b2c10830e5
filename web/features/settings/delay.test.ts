import { expect, test } from "vitest";
import { delayOf, readDelay } from "./delay.ts";

test.each([
  ["P3D", 3, "days"],
  ["P2W", 14, "days"],
  ["PT24H", 24, "hours"],
  ["PT90M", 90, "minutes"],
] as const)("%s is %i %s", (delay, amount, unit) => expect(readDelay(delay)).toEqual({ amount, unit }));

test("what was typed is read as it was typed, and what only the file can write is left alone", () => {
  for (const unit of ["days", "hours", "minutes"] as const) expect(readDelay(delayOf(7, unit))).toEqual({ amount: 7, unit });
  expect(readDelay("P1DT12H")).toBeNull();
  expect(delayOf(-2.5, "hours")).toBe("PT0H");
});
