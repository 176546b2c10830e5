import { expect, test } from "vitest";
import { joinQuery, queryParts, withChip } from "./query-tokens.ts";

test.each([
  ["factura duplicada", 0, "factura duplicada"],
  ["status:abierto assignee:me factura", 2, "factura"],
  ['tag:"channel manager" -queue:ventas', 2, ""],
  ["http://hotel.example/x", 0, "http://hotel.example/x"],
  ['"frase exacta" #1479', 0, '"frase exacta" #1479'],
])("takes %s apart and puts it together again", (q, chips, words) => {
  const parts = queryParts(q);
  expect(parts.chips).toHaveLength(chips);
  expect(parts.words).toBe(words);
  expect(queryParts(joinQuery(parts))).toEqual(parts);
});

test("a new filter takes the place of the one with the same key", () => {
  expect(withChip("status:abierto assignee:me factura", "status:resuelta")).toBe("assignee:me status:resuelta factura");
});
test("a ticket may be several things at once: those filters stand beside each other, each once", () => {
  expect(withChip("is:flagged has:note factura", "is:unread")).toBe("is:flagged has:note is:unread factura");
  expect(withChip("is:flagged tag:vip", "is:flagged")).toBe("tag:vip is:flagged");
});
