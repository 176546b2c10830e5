import fc from "fast-check";
import { expect, test } from "vitest";
import { at, evaluate, hashOf, instantOf, isKept, mapPayload, ratingOf } from "./mapping.ts";
import { isSigned, readSignature, sign } from "../platform/signature.ts";

const payload = { a: { "b/c": "deep", "d~e": [10, { f: true }] }, empty: "  ", n: 0, none: null, o: {}, tags: ["x", " y ", null, {}] };

test.each([
  ["/a/b~1c", "deep"],
  ["/a/d~0e/0", 10],
  ["/a/d~0e/1/f", true],
  ["/n", 0],
  ["/empty", undefined],
  ["/none", undefined],
  ["/o", undefined],
  ["/missing/further", undefined],
  ["/a/d~0e/9", undefined],
  ["/__proto__/constructor", undefined],
  ["/tags", ["x", " y "]],
])("R3 a pointer %s leads to %j (RFC 6901)", (pointer, value) => expect(at(payload, pointer)).toEqual(value));

test.each([
  ["/n", 0],
  ["general", "general"],
  ["Of {{/a/b~1c}}: {{/n}}", "Of deep: 0"],
  ["Of {{/missing}}", undefined],
  ["{{ /a/b~1c }}{{/missing}}", "deep"],
  ["", undefined],
])("R3 an expression %j is %j", (expression, value) => expect(evaluate(payload, expression)).toEqual(value));

test.each([[4, 4], ["4", 4], ["4,5", 4.5], ["4.5/5", 4.5], ["★★★", 3], ["very good", null], [undefined, null], ["", null]])("R15 %j as a rating is %j", (value, rating) => expect(ratingOf(value)).toBe(rating));

test.each([
  ["2026-03-01", "2026-03-01T00:00:00Z"],
  ["2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00Z"],
  [1_772_323_200, "2026-03-01T00:00:00Z"],
  [1_772_323_200_000, "2026-03-01T00:00:00Z"],
  ["yesterday", null],
])("R15 %j as a time is %j", (value, time) => expect(instantOf(value)).toBe(time));

test("R3 defaults stand in for what is missing; links open with http only; without an id the content is the id", () => {
  const settings = { mapping: { queue: "/q", link: "/link", rating: "/n" }, defaults: { queue: "general" }, keepFrom: 0 };
  const mapped = mapPayload(settings, { ...payload, link: "javascript:alert(1)" }, "raw");
  expect(mapped).toMatchObject({ queue: "general", link: "", rating: 0, externalId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  expect(isKept(settings, mapped)).toBe(true);
  expect(isKept(settings, { ...mapped, rating: null })).toBe(false);
  expect(mapPayload(settings, payload, "raw").externalId).toBe(mapped.externalId);
  expect(hashOf({ ...mapped, text: "other" })).not.toEqual(hashOf(mapped));
});

test("R3 no payload, however made, breaks the mapping", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, expression) => {
      const mapped = mapPayload({ mapping: { subject: expression, body: "/a", rating: "/0", tags: "/a/b", writtenAt: "/a", link: "/a" } }, value, JSON.stringify(value));
      expect(mapped.subject.length).toBeLessThanOrEqual(1000);
      expect(mapped.subject.isWellFormed() || expression !== expression.toWellFormed()).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("R3 a signature is of the time and the body, by one of the secrets, and not for long", () => {
  const body = Buffer.from('{"a":1}');
  const header = `t=1700000000,v1=${sign("s", 1_700_000_000, body)}`;
  // as anybody computes it: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac s
  expect(header).toBe("t=1700000000,v1=ab7bd212df57f3ef4ea3c17d4a1a71d8981ef595d4cd699b62517c68d89192a2");
  const good = (secrets: string[], text: string | null, now = 1_700_000_000, of = body) => isSigned(secrets, readSignature(text), of, now);
  expect(good(["s"], header)).toBe(true);
  expect(good(["new", "s"], header, 1_700_000_300)).toBe(true);
  expect(good(["s"], header, 1_700_000_301)).toBe(false);
  expect(good(["s"], header, 1_699_999_699)).toBe(false);
  expect(good(["other"], header)).toBe(false);
  expect(good(["s"], header, 1_700_000_000, Buffer.from('{"a":2}'))).toBe(false);
  expect(good(["s"], header.replace("t=1700000000", "t=1700000001"))).toBe(false);
  for (const text of [null, "", "t=1", "v1=00", `v1=${"0".repeat(64)}`, `t=x,v1=${"0".repeat(64)}`]) expect(good(["s"], text)).toBe(false);
});
