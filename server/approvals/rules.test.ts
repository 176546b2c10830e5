import { expect, test } from "vitest";
import type { ApprovalState, Standing } from "../../contract/approvals.ts";
import { missingOf, standingOf } from "./rules.ts";

const asked = (...list: [string, ApprovalState][]) => list.map(([of, state], n) => ({ id: n + 1, of, state }));

test.each<[string, [string, ApprovalState][], Standing | null]>([
  ["nothing asked", [], null],
  ["only what was taken back", [["ana", "cancelled"]], null],
  ["asked", [["ana", "pending"]], "pending"],
  ["granted", [["ana", "granted"]], "granted"],
  ["refused", [["ana", "refused"]], "refused"],
  ["two asked, one has granted", [["ana", "granted"], ["leo", "pending"]], "pending"],
  ["two asked, one has refused", [["ana", "refused"], ["leo", "granted"]], "refused"],
  ["both granted", [["ana", "granted"], ["leo", "granted"]], "granted"],
  ["refused, then asked again", [["ana", "refused"], ["ana", "pending"]], "pending"],
  ["refused, asked again, granted", [["ana", "refused"], ["ana", "granted"]], "granted"],
  ["granted, then asked again and taken back", [["ana", "granted"], ["ana", "cancelled"]], "granted"],
])("C11 %s", (_name, list, standing) => {
  expect(standingOf(asked(...list))).toBe(standing);
  expect(standingOf(asked(...list).toReversed())).toBe(standing);
});

test("C11 a signature lacks what neither is known nor given", () => {
  expect(missingOf({ employeeId: null, branch: null }, {})).toEqual(["employeeId", "branch"]);
  expect(missingOf({ employeeId: "E-1", branch: null }, { branch: "  " })).toEqual(["branch"]);
  expect(missingOf({ employeeId: null, branch: "Centro" }, { employeeId: "E-1" })).toEqual([]);
});
