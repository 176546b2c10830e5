import { expect, test } from "vitest";
import type { FieldDefinition } from "../../contract/configuration.ts";
import { wrongIn } from "../../contract/fields.ts";
import { fieldMistakes, type FieldMoment } from "./fields.ts";
import type { DeskField } from "./store.ts";

const choices = [{ key: "gas", labels: { en: "Gas" } }, { key: "solar", labels: { en: "Solar" } }];
const booking = { kind: "text", pattern: "[A-Z0-9]{6}", example: "AB12CD" } as const;

test.each<[Omit<FieldDefinition, "key" | "labels">, unknown, string | null]>([
  [{ kind: "text" }, "Ana", null],
  [{ kind: "text" }, "two\nlines", "field.text"],
  [{ kind: "text" }, 7, "field.text"],
  [{ kind: "text" }, "x".repeat(1001), "field.too-long"],
  [booking, "AB12CD", null],
  [booking, "ab12cd", "field.pattern-example"],
  [booking, "AB12CDE", "field.pattern-example"],
  [booking, "A".repeat(201), "field.pattern-example"],
  [{ kind: "text", pattern: "[" }, "a pattern that is none refuses nothing", null],
  [{ kind: "long-text" }, "two\nlines", null],
  [{ kind: "long-text" }, "x".repeat(20_001), "field.too-long"],
  [{ kind: "number" }, 3.25, null],
  [{ kind: "number" }, "3", "field.number"],
  [{ kind: "number" }, Number.NaN, "field.number"],
  [{ kind: "money" }, 19.99, null],
  [{ kind: "money" }, 19.999, "field.money"],
  [{ kind: "money" }, 1e15, "field.money"],
  [{ kind: "date" }, "2028-02-29", null],
  [{ kind: "date" }, "2027-02-29", "field.date"],
  [{ kind: "date" }, "29/02/2028", "field.date"],
  [{ kind: "choice", choices }, "gas", null],
  [{ kind: "choice", choices }, "coal", "field.choice"],
  [{ kind: "multi-choice", choices }, ["gas", "solar"], null],
  [{ kind: "multi-choice", choices }, ["gas", "gas"], "field.choice"],
  [{ kind: "multi-choice", choices }, "gas", "field.choice"],
  [{ kind: "check" }, false, null],
  [{ kind: "check" }, "yes", "field.check"],
  [{ kind: "person" }, "ana@guest.example", null],
  [{ kind: "person" }, "Ana", "field.person"],
  [{ kind: "organization" }, 12, null],
  [{ kind: "organization" }, 1.5, "field.organization"],
])("%j takes %j: %s", (field, value, key) => expect(wrongIn(field, value)?.key ?? null).toBe(key));

const field = (key: string, kind: DeskField["kind"], settings: DeskField["settings"] = {}, archived = false): DeskField => ({ id: 1, key, labels: {}, archived, kind, settings });
const fields = [
  field("booking", "text", { required: "create" }),
  field("outcome", "choice", { required: "solve", choices }),
  field("vip", "check", { required: "create" }),
  field("old", "text", {}, true),
  field("birthday", "date", { on: "person" }),
];

test.each<[string, Record<string, unknown>, FieldMoment, string[]]>([
  ["a change asks only for what is given", {}, "change", []],
  ["opening asks for what opening needs; a box unticked is an answer", {}, "create", ["/fields/booking field.required"]],
  ["blank is nothing", { booking: "  " }, "create", ["/fields/booking field.required"]],
  ["solving asks for both, in the desk's order", {}, "solve", ["/fields/booking field.required-to-solve", "/fields/outcome field.required-to-solve"]],
  ["an archived choice solves", { booking: "X", outcome: "coal" }, "solve", []],
  ["but cannot be set", { outcome: "coal" }, "change", ["/fields/outcome field.choice"]],
  ["an archived field of an old ticket solves", { booking: "X", outcome: "gas", old: "y" }, "solve", []],
  ["but cannot be set", { old: "y" }, "change", ["/fields/old ticket.unknown-field"]],
  ["taken away it can be", { old: null }, "change", []],
  ["a person's field is none of tickets", { birthday: "2000-01-01" }, "change", ["/fields/birthday ticket.unknown-field"]],
  ["every mistake is told", { nonsense: 1, booking: 1 }, "create", ["/fields/nonsense ticket.unknown-field", "/fields/booking field.text"]],
])("%s", (_name, values, moment, expected) => expect(fieldMistakes(fields, values, moment).map(({ path, key }) => `${path} ${key}`)).toEqual(expected));
