import { expect, test } from "vitest";
import { Temporal } from "../platform/clock.ts";
import { limits, publicName, waitFor } from "./rules.ts";

test.each([
  ["Ana García López", "Ana L."],
  ["Ana", "Ana"],
  ["  ana   de la cruz ", "ana C."],
  ["ana.garcia@people.example", "ana.garcia"],
  ["Ștefan Țepeș", "Ștefan Ț."],
  ["Ana <b>x</b>", "Ana B."],
  ["Ana 007", "Ana"],
  ["李 小龙", "李 小."],
  ["", ""],
])("%j is called %j where everybody reads", (name, shown) => expect(publicName(name)).toBe(shown));

test("who has written as much as may be waits until the oldest of it is old enough", () => {
  const now = Temporal.Instant.from("2026-03-02T10:00:00Z");
  expect(waitFor(limits.comment, 19, "2026-03-02T09:59:00Z", now)).toBeNull();
  expect(waitFor(limits.comment, 20, "2026-03-02T09:59:00Z", now)).toBe(9 * 60);
  expect(waitFor(limits.comment, 20, "2026-03-02T09:50:00Z", now)).toBe(1);
  expect(waitFor(limits.post, 0, null, now)).toBeNull();
});
