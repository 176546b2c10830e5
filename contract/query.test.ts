import fc from "fast-check";
import { expect, test } from "vitest";
import { normalise } from "./conditions.ts";
import { parseQuery, tagToken } from "./query.ts";

const me = "eva@hotel.example";
const words = (...list: string[]) => ({ words: list, phrase: false });
const inOrder = (...list: string[]) => ({ words: list, phrase: "begins" });
const phrase = (...list: string[]) => ({ words: list, phrase: true });
const day = (field: string, from: string, before: string) => ({ all: [{ field, from: `${from}T00:00:00.000Z` }, { field, before: `${before}T00:00:00.000Z` }] });

test.each([
  ["", []],
  ["  \t\n ", []],
  ["factura", [words("factura")]],
  ["Facturación ÉLITE", [words("facturacion"), words("elite")]],
  ['"Fecha de pago"', [phrase("fecha", "de", "pago")]],
  ["-marzo", [{ not: words("marzo") }]],
  ['-"fecha de"', [{ not: phrase("fecha", "de") }]],
  ["status:abierto", [{ field: "status", in: ["abierto"] }]],
  ["status:Abierto,resuelta,", [{ field: "status", in: ["abierto", "resuelta"] }]],
  ['status:"abierto"', [{ field: "status", in: ["abierto"] }]],
  ["-status:abierto", [{ not: { field: "status", in: ["abierto"] } }]],
  ["status:", []],
  ["state:open", [{ field: "state", in: ["new", "open", "pending", "on_hold"] }]],
  ["state:new,solved", [{ field: "state", in: ["new", "solved"] }]],
  ["is:flagged -is:unread", [{ field: "is", in: ["flagged"] }, { not: { field: "is", in: ["unread"] } }]],
  ["has:attachment,note approval:pending", [{ field: "has", in: ["attachment", "note"] }, { field: "approval", in: ["pending"] }]],
  ["followups:>=3", [{ field: "followups", atLeast: 3 }]],
  ["followups:<3", [{ not: { field: "followups", atLeast: 3 } }]],
  ["is:open", [{ field: "state", in: ["new", "open", "pending", "on_hold"] }]],
  ["is:unassigned", [{ field: "assignee", in: ["none"] }]],
  ["assignee:me", [{ field: "assignee", in: [me] }]],
  ["assignee:me,none", [{ field: "assignee", in: [me, "none"] }]],
  ["assignee:Leo@Hotel.example", [{ field: "assignee", in: ["leo@hotel.example"] }]],
  ["involves:me", [{ field: "involves", in: [me] }]],
  ["requester:ana@guest.example", [{ field: "requester", in: ["ana@guest.example"] }]],
  ["number:#1001,1002", [{ field: "number", in: ["1001", "1002"] }]],
  ["tag:VIP", [{ field: "tag", in: ["VIP"] }]],
  ['tag:"muy importante"', [{ field: "tag", in: ["muy importante"] }]],
  ["created:2026-02-28", [day("created", "2026-02-28", "2026-03-01")]],
  ["created:>2026-01-31", [{ field: "created", from: "2026-02-01T00:00:00.000Z" }]],
  ["updated:>=2026-01-31", [{ field: "updated", from: "2026-01-31T00:00:00.000Z" }]],
  ["due:<2026-01-31", [{ field: "due", before: "2026-01-31T00:00:00.000Z" }]],
  ["due:<=2026-12-31", [{ field: "due", before: "2027-01-01T00:00:00.000Z" }]],
  ["created:>=2026-01-31T23:00Z", [{ field: "created", from: "2026-01-31T23:00:00.000Z" }]],
  ["solved:<2026-01-31T23:00:30Z", [{ field: "solved", before: "2026-01-31T23:00:30.000Z" }]],
  ["reopened:2026-02-28", [day("reopened", "2026-02-28", "2026-03-01")]],
  ["followup:any,2026-01-31T23:00Z,2026-02-28T23:00Z", [{ followedUp: { by: null, from: "2026-01-31T23:00:00.000Z", before: "2026-02-28T23:00:00.000Z", reached: false } }]],
  ["followup:me,2026-01-31T23:00Z,2026-02-28T23:00Z,reached", [{ followedUp: { by: me, from: "2026-01-31T23:00:00.000Z", before: "2026-02-28T23:00:00.000Z", reached: true } }]],
  ["clock:first-reply,missed,2026-01-31T23:00Z,2026-02-28T23:00Z", [{ clock: { kind: "first-reply", outcome: "missed", from: "2026-01-31T23:00:00.000Z", before: "2026-02-28T23:00:00.000Z" } }]],
  ["organization:#12 location:#7", [{ field: "organization", in: ["#12"] }, { field: "location", in: ["#7"] }]],
  ['tag:"50%25 off%2C %22now%22"', [{ field: "tag", in: ['50% off, "now"'] }]],
  ["http://example.com/a", [inOrder("http", "example", "com", "a")]],
  ["Re: factura", [words("re"), words("factura")]],
  ["foo:bar", [inOrder("foo", "bar")]],
  ["#1234", [words("1234")]],
  ["- -- :: \"\"", []],
  ['"unclosed words', [words("unclosed"), words("words")]],
  ["a'b)|c:*", [inOrder("a", "b", "c")]],
])("q=%s", (text, all) => {
  const parsed = parseQuery(text, me);
  expect("part" in parsed ? parsed : parsed.condition.all).toEqual(all);
});

test.each([
  ["is:nothing", "is:nothing"],
  ["factura created:tomorrow", "created:tomorrow"],
  ["created:2026-02-30", "created:2026-02-30"],
  ["created:0000-01-01", "created:0000-01-01"],
  ["created:9999-12-31", "created:9999-12-31"],
  ["due:>", "due:>"],
  ["created:2026-01-31T23:00Z", "created:2026-01-31T23:00Z"],
  ["created:>=2026-02-30T23:00Z", "created:>=2026-02-30T23:00Z"],
  ["clock:first-reply,late", "clock:first-reply,late"],
  ["followup:any", "followup:any"],
  ["followup:any,2026-01-31T23:00Z,2026-02-28T23:00Z,lost", "followup:any,2026-01-31T23:00Z,2026-02-28T23:00Z,lost"],
])("the part that cannot be read is named: %s", (text, part) => {
  expect(parseQuery(text, me)).toEqual({ part });
});

test.each([
  ["#7", "number"],
  ["1234", null],
  ["12345", "thing"],
  ["ana@guest.example", "thing"],
  ["971 00 01 01", "thing"],
  ["factura", null],
  ["-AB12CD", null],
])("what %s names", (text, names) => {
  const parsed = parseQuery(text, me);
  expect("part" in parsed ? parsed : parsed.names).toBe(names);
});

test.each([
  ["#1234", ["1234"]],
  ["Ana@Guest.example,", ["ana@guest.example"]],
  ["QX-77/A", ["qx-77/a", "qx77a"]],
  ["QX 77 A", ["qx77a"]],
  ["0034 971 00 01 01", ["34971000101"]],
  ["Tel. (+34) 971-000-101", ["tel34971000101", "34971000101"]],
  ["factura de marzo", []],
  ["-AB12CD", []],
  ["status:abierto", []],
])("identifiers of %s", (text, identifiers) => {
  const parsed = parseQuery(text, me);
  expect("part" in parsed ? parsed : parsed.identifiers).toEqual(identifiers);
});

test("nobody's `me` is nobody, and any text is either read or its mistake named", () => {
  expect(parseQuery("assignee:me", null)).toMatchObject({ condition: { all: [{ field: "assignee", in: [""] }] } });
  const pieces = fc.constantFrom("status:", "created:>", "-", '"', ":", "2026-01-01", "me", " ", ",", "is:open", "á", "\u0000", "#", "<", "tag:");
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 20 }), (parts) => {
      const text = parts.join("");
      const parsed = parseQuery(text, me);
      expect("part" in parsed ? text.includes(parsed.part) : Array.isArray(parsed.condition.all)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("words hold letters and digits only, without case and accents, and none is endless", () => {
  expect(normalise("¡Ünïcode, ﬁn № 5!  ÅSA's ２０")).toEqual(["unicode", "fin", "no", "5", "asa", "s", "20"]);
  expect(normalise("x".repeat(5000))[0]).toHaveLength(100);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const word of normalise(text)) {
        expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
        expect(normalise(word)).toEqual([word]);
      }
    }),
  );
});

test("a tag is found by how a search names it, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }).filter((tag) => tag.trim() === tag && !/[\p{Cc}]/u.test(tag)), (tag) => {
      expect(parseQuery(tagToken(tag), null)).toMatchObject({ condition: { all: [{ field: "tag", in: [tag] }] } });
    }),
  );
});
