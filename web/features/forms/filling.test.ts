import { expect, test } from "vitest";
import type { TicketField } from "../../../contract/desks.ts";
import type { DeskForm } from "../../../contract/forms.ts";
import { askedOf, givenAnswers, levelsOf, tellingValues, typeAfter, wrongAnswers, type FormDesk } from "./filling.ts";

const type = (key: string, parent: string | null = null, usable = true) => ({ key, parent, labels: { es: key }, usable, callsWait: false });
const field = (key: string, more: Partial<TicketField> = {}): TicketField => ({ key, labels: { es: key }, kind: "text", required: null, pattern: null, example: null, choices: [], currency: null, ...more });
const desk: FormDesk = {
  key: "air",
  language: "es",
  types: [type("ventas"), type("equipaje"), type("danyo", "equipaje"), type("merma", "equipaje"), type("especial", "merma"), type("consulta", null, false), type("tarifa", "consulta")],
  fields: [field("reserva", { pattern: "[A-Z0-9]{6}", example: "ABC123" }), field("vuelo", { kind: "date" }), field("etiqueta"), field("pesa", { kind: "check" })],
};
const part = (types: string[] | null, ...fields: string[]) => ({ labels: {}, types, guidance: [], fields: fields.map((one) => ({ field: one.replace("!", ""), required: one.endsWith("!"), similar: one.startsWith("reserva"), hint: {} })) });
const form: DeskForm = { key: "caso", labels: {}, for: "staff", typed: true, asksLanguage: false, parts: [part(null, "reserva!"), part(["equipaje"], "etiqueta!", "pesa!", "gone!"), part(["especial"], "vuelo", "etiqueta")] };

test("L4 a subtype is offered once its type is chosen, of that type only; what is others' is not offered, nor what is below it hidden", () => {
  expect(levelsOf(desk.types, "").map(({ options }) => options.map(({ key }) => key))).toEqual([["ventas", "equipaje", "tarifa"]]);
  expect(levelsOf(desk.types, "merma").map(({ chosen, options }) => [chosen, options.map(({ key }) => key)])).toEqual([["equipaje", ["ventas", "equipaje", "tarifa"]], ["merma", ["danyo", "merma"]], ["", ["especial"]]]);
  expect(typeAfter(levelsOf(desk.types, "merma"), 1, "")).toBe("equipaje");
  expect(typeAfter(levelsOf(desk.types, "merma"), 0, "")).toBe("");
  expect(typeAfter(levelsOf(desk.types, "merma"), 0, "ventas")).toBe("ventas");
});

test("L5 L6 what is asked is what the type and those above it need; only what is asked is missing, wrong, given, or looked for", () => {
  const all = (chosen: string) => [...askedOf(desk, form, chosen).first, ...askedOf(desk, form, chosen).ofType];
  const paths = (chosen: string, fields: Record<string, unknown>) => Object.keys(wrongAnswers(desk, all(chosen), { type: chosen, fields }));
  expect(paths("ventas", {})).toEqual(["/fields/reserva"]);
  expect(paths("especial", { reserva: "abc", vuelo: "2026-02-30" })).toEqual(["/fields/reserva", "/fields/etiqueta", "/fields/vuelo"]);
  const fields = { reserva: "ABC123", etiqueta: "x", vuelo: "2026-02-03" };
  expect(paths("danyo", fields)).toEqual([]);
  expect(givenAnswers(desk, all("danyo"), { type: "danyo", fields })).toEqual({ reserva: "ABC123", etiqueta: "x" });
  expect(tellingValues(desk, all("danyo"), { type: "danyo", fields })).toEqual(["ABC123"]);
  expect(tellingValues(desk, all("danyo"), { type: "danyo", fields: { reserva: "ABC12" } })).toEqual([]);
});
