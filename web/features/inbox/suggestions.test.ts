import { describe, expect, test } from "vitest";
import type { DeskConfiguration } from "../../../contract/desks.ts";
import { deskWords } from "../desks/api.ts";
import { completed, suggestionsFor } from "./suggestions.ts";

const labels = (es: string) => ({ es, en: es });
const configuration: DeskConfiguration = {
  key: "ventas", labels: labels("Ventas"), language: "es", languages: ["es"], timeZone: "Europe/Madrid", hue: 1, addresses: [], agents: [{ email: "eva@hotel.example", name: "Eva Muñoz", assignable: true }],
  statuses: [{ key: "sin-doc", state: "pending", labels: labels("Sin documentación"), explanations: {} }],
  queues: [{ key: "grupos", labels: labels("Grupos") }],
  types: [{ key: "factura", parent: null, labels: labels("Facturación"), usable: true, callsWait: false }],
  fields: [],
  letters: [],
  archived: { statuses: [], queues: [], types: [], fields: [] },
} as unknown as DeskConfiguration; // what a desk says besides is not asked for here
const words = deskWords(configuration);
const offered = (typed: string) => suggestionsFor(typed, words, [], ["vip", "luna de miel"]).map((one) => one.value);

describe("L9 what is typed is suggested: filters, and their values", () => {
  test.each([
    ["sta", "status:"],
    ["hola ha", "has:"],
    ["status:doc", "status:sin-doc"],
    ["queue:gr", "queue:grupos"],
    ["type:FACT", "type:factura"],
    ["tag:lun", 'tag:"luna de miel"'],
    ["assignee:munoz", "assignee:eva@hotel.example"],
    ["has:", "has:attachment"],
    ["is:fl", "is:flagged"],
    ["-is:un", "is:unread"],
    ["approval:", "approval:pending"],
    ["followups:", "followups:>=3"],
    ["created:", `created:${new Date().toISOString().slice(0, 10)}`],
    // by its own name, without the filter's
    ["documentacion", "status:sin-doc"],
    ["vip", "tag:vip"],
    ["eva", "assignee:eva@hotel.example"],
  ])("%s → %s", (typed, value) => expect(offered(typed)).toContain(value));

  test("nothing where nothing is typed, and within a phrase", () => {
    expect([offered(""), offered("x"), offered('"stat')]).toEqual([[], [], []]);
    expect(completed("hola -sta", "status:")).toBe("hola -status:");
  });
});
