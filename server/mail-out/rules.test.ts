import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Temporal } from "../platform/clock.ts";
import { accentOf, boundReferences, nextTry, oneLine, refusesAddress, withToken } from "./rules.ts";

const queued = Temporal.Instant.from("2026-11-22T08:00:00Z");

test("a mail that is put off is tried for at least two days, ever more rarely, and then given up", () => {
  let now = queued;
  const gaps: number[] = [];
  for (let attempts = 1; ; attempts += 1) {
    const next = nextTry(attempts, queued, now);
    if (next === null) break;
    gaps.push(next.since(now).total("minutes"));
    now = next;
  }
  expect(gaps.slice(0, 8)).toEqual([1, 5, 15, 30, 60, 120, 240, 240]);
  expect(Math.max(...gaps)).toBe(240);
  const days = now.since(queued).total("hours") / 24;
  expect(days).toBeGreaterThanOrEqual(2);
  expect(days).toBeLessThanOrEqual(3);
});

describe("withToken", () => {
  test.each([
    ["Late check-out", 12, "Late check-out [#12]"],
    ["Re: Late check-out", 12, "Re: Late check-out [#12]"],
    ["RE: re: Aw: Late check-out [#12] [#12]", 12, "Re: Late check-out [#12]"],
    ["Re: [#12] Late check-out", 12, "Re: Late check-out [#12]"],
    ["Refund [#11]", 12, "Refund [#11] [#12]"],
    ["Report: late", 12, "Report: late [#12]"],
    ["Sign in", null, "Sign in"],
    ["a\r\nBcc: all@example.com", 12, "a Bcc: all@example.com [#12]"],
  ])("%j of %s is %j", (subject, ticket, expected) => {
    expect(withToken(subject, ticket)).toBe(expected);
  });

  test("is stable: what comes back and goes out again gains nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (subject) => {
        const once = withToken(`Re: ${subject}`, 7);
        expect(withToken(`RE: ${once}`, 7)).toBe(once);
      }),
    );
  });
});

test("no subject or name can hold a line break", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    expect(oneLine(text)).not.toMatch(/[\r\n\0\u2028]/);
  }));
});

test("the chain of references keeps its first mail and the latest, and nothing that is no Message-ID", () => {
  const ids = Array.from({ length: 50 }, (_, n) => `<${n}@x>`);
  expect(boundReferences(ids)).toEqual(["<0@x>", ...ids.slice(-19)]);
  expect(boundReferences(["<a@x>", "<a@x>", "junk", "<b@x>\r\nBcc: <c@x>", "<b@x>"])).toEqual(["<a@x>", "<b@x>"]);
  expect(boundReferences([])).toEqual([]);
});

test.each([
  ["550 5.1.1 <a@x>: Recipient address rejected: User unknown", true],
  ["550 No such user here, mailbox unavailable", true],
  ["550 5.2.1 mailbox disabled", true],
  ["550 5.7.1 rejected as spam", false],
  ["552 5.2.2 mailbox full", false],
  ["554 5.7.1 your address 10.1.1.1 is listed", false],
])("%j speaks of the address: %s", (response, expected) => {
  expect(refusesAddress(response)).toBe(expected);
});

test("white text on the desk's colour can be read, whatever its hue", () => {
  for (let hue = 0; hue < 360; hue += 5) {
    const [r = 0, g = 0, b = 0] = (/^#(..)(..)(..)$/.exec(accentOf(hue)) ?? []).slice(1).map((part) => {
      const value = Number.parseInt(part, 16) / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    expect(1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)).toBeGreaterThanOrEqual(4.5);
  }
});
