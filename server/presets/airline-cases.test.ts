import { expect, test } from "vitest";
import { firstParts, fieldsAsked, lineOf, partsOfType } from "../../contract/forms.ts";
import { readPreset } from "./read.ts";

/** What the airline's manual lists, line by line; the rest of it is walked in e2e/journeys. */
const { desk, agents } = readPreset("airline-cases");
const types = desk.types ?? [];
const form = desk.forms?.find((one) => one.for === "staff") ?? expect.fail("there is no case form");
const field = (key: string) => desk.fields?.find((one) => one.key === key) ?? expect.fail(`there is no field ${key}`);
const below = (parent: string | undefined) => types.filter((type) => type.parent === parent);
const spoken = (list: readonly { labels: Record<string, string> }[]) => list.map(({ labels }) => labels["es"]);

test("L2 the catalogue is whole: seven types, fifty-four subtypes, in Spanish, English and Portuguese", () => {
  expect(spoken(below(undefined))).toEqual(["LANPASS / programa de millas", "Ventas", "Devoluciones", "Equipaje", "Excepciones", "Facturas", "Consulta a especialista"]);
  expect(below(undefined).map(({ key }) => below(key).length)).toEqual([30, 4, 3, 9, 3, 2, 3]);
  for (const { key, labels } of types) for (const language of ["es", "en", "pt-BR"]) expect(labels[language], `${key} in ${language}`).toBeTruthy();
  expect(new Set(types.map(({ labels }) => labels["en"])).size).toBe(types.length);
});

test("L2 only the contact center asks specialists; all else is for offices too, and for no passenger", () => {
  for (const { key, roles = [] } of below(undefined)) {
    expect([key, roles.includes("contact-center"), roles.includes("oficina")]).toEqual([key, true, key !== "consulta-especialista"]);
  }
});

test("L4 the form asks market, plate and language of every case", () => {
  expect(fieldsAsked(firstParts(form)).map((one) => [one.field, one.required])).toEqual([["mercado", true], ["placa", true]]);
  expect(spoken(field("mercado").choices ?? [])).toEqual(["Chile", "Argentina", "Perú", "Colombia", "Ecuador", "Brasil", "Estados Unidos", "España", "Resto del mundo"]);
  expect(spoken(field("placa").choices ?? [])).toEqual(["LA", "JJ", "XL", "4M", "LP", "4C", "No aplica"]);
  expect([form.typed, form.asksLanguage, desk.languages]).toEqual([true, true, ["es", "en", "pt-BR"]]);
});

const flight = ["reserva", "fecha-vuelo"];
const charge = ["tarjeta", "fecha-cargo", "monto", "moneda"];
test.each([
  ["emision-asientos", [...flight, ...charge]],
  ["devolucion-denegada", flight],
  ["excepcion-nombre", flight],
  ["excepcion-cobro", [...flight, ...charge]],
  ["equipaje-faltante", [...flight, "talon"]],
  ["saldo-negativo", ["socio"]],
  ["doble-cargo", ["socio", ...charge]],
  ["cobro-monto-incorrecto", ["socio", ...charge]],
  ["duplicidad-cobro-kilometros", ["socio", ...charge]],
  ["desconocimiento-canje", ["socio"]],
  ["factura-emision", ["identificacion-tributaria", "razon-social", "monto", "moneda"]],
  ["consulta-tarifa", []],
])("L5 %s needs %j", (key, needed) => {
  const asked = fieldsAsked(partsOfType(form, lineOf(types, key)));
  expect(asked.filter(({ required }) => required).map((one) => one.field)).toEqual(needed);
  expect(asked.filter(({ required }) => !required).map((one) => one.field)).toEqual(key.startsWith("equipaje") ? ["direccion-entrega"] : []);
});

test("L5 every pending issue and every charge asks for the card's last digits, and nothing else does", () => {
  const asks = types.filter(({ key }) => fieldsAsked(partsOfType(form, lineOf(types, key))).some((one) => one.field === "tarjeta"));
  expect(asks.map(({ key }) => key).toSorted()).toEqual(types.filter(({ labels: { es = "" } }) => /cobro|cargo|emisión pendiente/i.test(es)).map(({ key }) => key).toSorted());
});

test("L8 five typifications bring a standard letter, in the ticket's own subject", () => {
  const lettered = types.flatMap(({ labels, sets }) => (sets?.letter === undefined ? [] : [[labels["es"], sets.letter] as const]));
  expect(lettered.map(([label]) => label)).toEqual(["Cuenta auditada o fraude sin comentario", "Devolución fuera de plazo", "Daño", "Merma (falta de objetos)", "Reclamo por problema de cobro"]);
  for (const [, key] of lettered) {
    const letter = desk.letters?.find((one) => one.key === key);
    expect(letter?.languages).toEqual(["es", "en", "pt-BR"]);
    for (const language of ["es", "en", "pt-BR"] as const) expect(letter?.texts[language]?.subject).toBe("{{ ticket.subject }}");
  }
});

test("L10 L12 who may only look up has no other right; the five statuses are the organisation's, and only the passenger's turn stops the clock", () => {
  expect(desk.roles.find(({ key }) => key === "consulta")?.permissions.toSorted()).toEqual(["people.edit", "people.see", "ticket.note", "ticket.reopen", "ticket.see", "ticket.solve", "ticket.status"]);
  expect(agents.some(({ role }) => role === "consulta")).toBe(true);
  expect(desk.statuses.map(({ labels, state, runsClocks }) => [labels["es"], state, runsClocks])).toEqual([
    ["Nuevo", "new", true], ["Abierto", "open", true], ["Pendiente", "pending", false], ["En espera", "on_hold", true], ["Resuelto", "solved", false],
  ]);
});
