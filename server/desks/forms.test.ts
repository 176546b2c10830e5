import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Configuration, DeskDefinition } from "../../contract/configuration.ts";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const head = "jefa@air.example";
const office = "oficina@air.example";
const contactCenter = "contacto@air.example";
const passenger = "ana@people.example";
const jefa = () => t.current.as(head);
const eva = () => t.current.as(office);
const cc = () => t.current.as(contactCenter);
const ana = () => t.current.as(passenger);

const label = (es: string) => ({ es });
/** As an airline asks: market first, then what the case type needs. */
const forms: NonNullable<DeskDefinition["forms"]> = [
  {
    key: "caso",
    for: "staff",
    labels: label("Caso"),
    typed: true,
    asksLanguage: true,
    parts: [
      { fields: [{ field: "mercado", required: true }], guidance: [{ texts: label("Confirme siempre el correo del pasajero."), roles: ["contacto"] }, { texts: label("Para todos.") }] },
      { labels: label("Vuelo"), types: ["ventas", "equipaje"], fields: [{ field: "reserva", required: true, similar: true, hint: label("Está en la confirmación.") }, { field: "vuelo" }] },
      { types: ["danyo"], fields: [{ field: "etiqueta", required: true }] },
      { types: ["consulta"], fields: [{ field: "vuelo" }] },
    ],
  },
  { key: "ayuda", for: "customers", labels: label("Ayuda"), parts: [{ fields: [{ field: "reserva", required: true }] }, { types: ["consulta"], fields: [{ field: "mercado" }] }] },
];

beforeAll(async () => {
  await t.current.desk({
    types: [
      { key: "ventas", labels: label("Ventas") },
      { key: "equipaje", labels: label("Equipaje") },
      { key: "danyo", labels: label("Daño"), parent: "equipaje" },
      { key: "merma", labels: label("Merma"), parent: "equipaje" },
      { key: "consulta", labels: label("Consulta a especialista"), roles: ["contacto"] },
    ],
    fields: [
      { key: "mercado", kind: "choice", labels: label("Mercado"), choices: [{ key: "cl", labels: label("Chile") }, { key: "br", labels: label("Brasil") }] },
      { key: "reserva", kind: "text", labels: label("Código de reserva"), pattern: "[A-Z0-9]{6}", example: "ABC123" },
      { key: "vuelo", kind: "date", labels: label("Fecha del vuelo") },
      { key: "etiqueta", kind: "text", labels: label("Etiqueta"), required: "create" },
      { key: "interno", kind: "text", labels: label("Interno"), required: "create" },
    ],
    roles: [...(salesDesk.roles ?? []), { key: "contacto", labels: label("Contact center"), permissions: ["ticket.see", "ticket.create", "ticket.reply"] }],
    forms,
  });
  for (const [email, role] of [[head, "jefa"], [office, "agente"], [contactCenter, "contacto"]] as const) await t.current.grant(email, "ventas", role);
});

const spanish = { "accept-language": "es" };
const open = (as: ReturnType<typeof eva>, more: object) => as({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "Maleta rota", body: "Llegó rota", requester: { email: passenger }, ...more }, headers: spanish });
const wrong = async (answer: Promise<{ json: () => { errors?: { path: string; detail: string }[]; path?: string } }>) => {
  const { errors = [], path } = (await answer).json();
  return errors.length > 0 ? errors.map((one) => [one.path, one.detail]) : path;
};

describe("a form asks", () => {
  test("L4 L5 for the type down to its last level, and for what that type needs, in words at each field", async () => {
    expect(await wrong(open(eva(), { form: "caso", fields: {} }))).toEqual([["/type", "Elija de qué se trata."], ["/fields/mercado", "Rellene este campo."]]);
    expect(await wrong(open(eva(), { form: "caso", type: "equipaje", fields: { mercado: "cl" } }))).toEqual([["/type", "Elija también el subtipo."], ["/fields/reserva", "Rellene este campo."]]);
    // its own parts and those of the type above it; a field that every new request needs is needed only where it is asked
    expect(await wrong(open(eva(), { form: "caso", type: "danyo", fields: { mercado: "cl" } }))).toEqual([["/fields/reserva", "Rellene este campo."], ["/fields/etiqueta", "Rellene este campo."]]);
    const made = await open(eva(), { form: "caso", type: "danyo", fields: { mercado: "cl", reserva: "QWE987", etiqueta: "LA123456" }, requester: { email: "pasajero@people.example", locale: "en" } });
    expect(made.json()).toMatchObject({ type: "danyo", fields: { mercado: "cl", reserva: "QWE987", etiqueta: "LA123456" } });
    expect(await t.current.rows("select locale from tickets where id = $1", [made.json().number])).toEqual([{ locale: "en" }]);
  });

  test("L14 what the first line entered is kept as a note of its own, whatever is corrected later; card numbers are not in it", async () => {
    const { number } = (await open(eva(), { form: "caso", type: "danyo", fields: { mercado: "cl", reserva: "LIN123", etiqueta: "4111 1111 1111 1111" } })).json();
    await jefa()({ method: "PATCH", url: `/tickets/${number}`, payload: { fields: { reserva: "LIN124" } } });
    const entered = async (as: ReturnType<typeof eva>) => (await as(`/tickets/${number}/page`)).json().events.items.filter(({ type }: { type: string }) => type === "ticket.entered");
    expect(await entered(jefa())).toMatchObject([{ actor: { name: "Oficina" }, data: { form: "caso", type: "danyo", fields: { mercado: "cl", reserva: "LIN123", etiqueta: "•••• •••• •••• 1111" } } }]);
    expect(await entered(ana())).toEqual([]);
  });

  test("L6 a booking code is six letters or digits, a flight date a day; nothing that was not asked comes in", async () => {
    const fields = { mercado: "cl", reserva: "ABC12", vuelo: "2026-02-30", interno: "x" };
    expect(await wrong(open(eva(), { form: "caso", type: "ventas", fields }))).toEqual([
      ["/fields/reserva", "Escríbalo así: ABC123"],
      ["/fields/vuelo", expect.any(String)],
      ["/fields/interno", "El formulario no pide «interno»."],
    ]);
    expect(await wrong(open(eva(), { form: "gone", type: "ventas", fields: {} }))).toBe("/form");
  });

  test("L2 L15 a type, what is asked of it and its guidance reach only the group they are for", async () => {
    const seen = async (as: ReturnType<typeof eva>) => (await as("/desks/ventas")).json().forms.find((one: { for: string }) => one.for === "staff");
    const [mine, theirs] = [await seen(cc()), await seen(eva())];
    expect(mine.parts[0].guidance).toEqual([label("Confirme siempre el correo del pasajero."), label("Para todos.")]);
    expect(theirs.parts[0].guidance).toEqual([label("Para todos.")]);
    expect(mine.parts.map((part: { types: string[] | null }) => part.types)).toEqual([null, ["ventas", "equipaje"], ["danyo"], ["consulta"]]);
    expect(theirs.parts.map((part: { types: string[] | null }) => part.types)).toEqual([null, ["ventas", "equipaje"], ["danyo"]]);
    expect(theirs.parts[1]).toMatchObject({ labels: label("Vuelo"), fields: [{ field: "reserva", required: true, similar: true, hint: label("Está en la confirmación.") }, { field: "vuelo", required: false }] });
    expect(JSON.stringify(theirs)).not.toContain("Confirme");
    expect((await open(eva(), { form: "caso", type: "consulta", fields: { mercado: "cl" } })).status).toBe(403);
    expect((await open(cc(), { form: "caso", type: "consulta", fields: { mercado: "cl" } })).status).toBe(201);
  });

  test("T1 customers are asked by theirs, named or not, and see no other; what they are not asked they cannot set", async () => {
    const shown = (await ana()("/desks/ventas")).json().forms;
    expect(shown.map((one: { key: string }) => one.key)).toEqual(["ayuda"]);
    expect(shown[0].parts).toHaveLength(1);
    expect((await t.current.anyone("/desks/ventas")).json().forms).toEqual(shown);
    const theirs = { desk: "ventas", subject: "Mi vuelo", body: "¿Sale?", requester: { email: passenger } };
    const ask = (more: object) => ana()({ method: "POST", url: "/tickets", payload: { ...theirs, ...more }, headers: spanish });
    expect(await wrong(ask({}))).toEqual([["/fields/reserva", "Rellene este campo."]]);
    expect(await wrong(ask({ form: "caso", fields: { reserva: "ABC123" } }))).toBe("/form");
    expect(await wrong(ask({ fields: { reserva: "ABC123", interno: "vip" } }))).toEqual([["/fields/interno", "El formulario no pide «interno»."]]);
    expect((await ask({ type: "ventas", fields: { reserva: "ABC123" } })).json()).toMatchObject({ type: "ventas", fields: { reserva: "ABC123" } });
  });

  test("T7 staff who enter a request without it are asked for what every new request needs", async () => {
    expect(await wrong(open(eva(), { type: "ventas", fields: {} }))).toEqual([["/fields/etiqueta", "Rellene este campo."], ["/fields/interno", "Rellene este campo."]]);
  });
});

describe("a desk's forms", () => {
  const read = async (): Promise<Configuration> => (await jefa()("/desks/ventas/configuration")).json();
  const put = (list: object) => jefa()({ method: "PUT", url: "/desks/ventas/configuration/forms", payload: list });

  test("L5 are written to its file and read from it as they are, and are written anew whole", async () => {
    const { definition } = await read();
    expect(definition.forms).toEqual(forms);
    await t.current.administrator("root@air.example");
    const root = t.current.as("root@air.example");
    const file = (await root("/desks/ventas/export")).text;
    expect(parse(file).desk.forms).toEqual(forms);
    const again = await root({ method: "POST", url: "/desks/import", payload: file, headers: { "content-type": "application/yaml" } });
    expect(again.json().differences).toEqual([]);
    const [staff] = forms;
    const saved = await put([{ ...staff, parts: [{ labels: { es: " " }, guidance: [], fields: [{ field: "mercado", required: false, hint: { es: "" } }] }] }]);
    expect(saved.json().definition.forms).toEqual([{ ...staff, parts: [{ fields: [{ field: "mercado" }] }] }]);
    expect(saved.json().archived.forms).toEqual([forms[1]]);
    expect((await ana()("/desks/ventas")).json().forms).toEqual([]);
    expect((await put(forms)).status).toBe(200);
  });

  const staff = (parts: object[]) => [{ key: "a", for: "staff", labels: label("A"), parts }];
  test("L5 a field that a form asks for is not removed under it: who tries is told which form", async () => {
    const { definition } = await read();
    const answer = await jefa()({ method: "PUT", url: "/desks/ventas/configuration/fields", payload: definition.fields.filter(({ key }) => key !== "etiqueta"), headers: spanish });
    expect(answer.json()).toMatchObject({ status: 422, key: "configuration.form-unknown", title: "El formulario «Caso» usa «etiqueta», que no existe. Quítelo antes de él." });
    expect((await read()).definition.fields).toEqual(definition.fields);
  });

  test.each<[string, object[], string, string]>([
    ["a second one for the same people", [...staff([]), { ...staff([])[0], key: "b" }], "/1/for", "configuration.form-twice"],
    ["a field that is none", staff([{ fields: [{ field: "nada" }] }]), "/0/parts/0/fields/0/field", "configuration.form-unknown"],
    ["a field twice in a part", staff([{ fields: [{ field: "vuelo" }, { field: "vuelo" }] }]), "/0/parts/0/fields/1/field", "configuration.form-field-twice"],
    ["a type that is none", staff([{ types: ["nada"], fields: [] }]), "/0/parts/0/types/0", "configuration.form-unknown"],
    ["guidance for a role that is none", staff([{ guidance: [{ texts: label("x"), roles: ["rey"] }], fields: [] }]), "/0/parts/0/guidance/0/roles/0", "configuration.unknown-key"],
    ["guidance that says nothing in the desk's language", staff([{ guidance: [{ texts: { en: "x" } }], fields: [] }]), "/0/parts/0/guidance/0/texts", "configuration.label-missing"],
    ["guidance for a role, to customers", [{ key: "a", for: "customers", labels: label("A"), parts: [{ guidance: [{ texts: label("x"), roles: ["jefa"] }], fields: [] }] }], "/0/parts/0/guidance/0/roles", "configuration.form-roles"],
  ])("L5 %s is refused at its place", async (_name, list, path, key) => {
    const answer = await put(list);
    expect(answer.json()).toMatchObject({ status: 422, key, path });
    expect(answer.json().errors[0].detail).not.toMatch(/^problem\./);
  });
});
