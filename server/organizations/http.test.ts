import { beforeAll, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const patch = (url: string, payload: object, headers: Record<string, string> = {}) => ({ method: "PATCH" as const, url, payload, headers });
const head = "jefa@hotel.example";
const agent = "marta@hotel.example";

beforeAll(async () => {
  await t.current.desk({
    country: "ES",
    fields: [
      ...(salesDesk.fields ?? []),
      { key: "zona", kind: "text", on: "organization", labels: { es: "Zona" } },
      { key: "turno", kind: "text", on: "person", labels: { es: "Turno" } },
    ],
    roles: [...salesDesk.roles.map((role) => (role.key === "agente" ? { ...role, permissions: [...role.permissions, "people.see" as const] } : role))],
  });
  await t.current.grant(head, "ventas", "jefa");
  await t.current.grant(agent, "ventas", "agente");
});

const organization = async (name: string, more: object = {}) => {
  const answer = await t.current.as(head)(post("/organizations", { name, ...more }));
  expect(answer.status).toBe(201);
  return answer.json();
};

test("C12 a point of sale is an organization with branches; its mail domain places who writes for the first time", async () => {
  const shop = await organization("Calentadores Peña", { domains: ["Pena.example"], phone: "971 00 01 01", fields: { zona: "norte" } });
  const made = await t.current.as(head)(post(`/organizations/${shop.id}/branches`, { name: "Sucursal Centro", code: "PV-014" }));
  expect(made.status).toBe(201);
  await t.current.ticket("caja@pena.example");
  const [person] = (await t.current.as(agent)("/people?email=caja@pena.example")).json().items;
  expect(person).toMatchObject({ name: "Caja", email: "caja@pena.example", organization: { id: shop.id, name: "Calentadores Peña" }, branch: null });
  const answer = await t.current.as(head)(patch(`/people/${person.id}`, { branch: made.json().id, phones: ["600 10 20 30"], employeeId: "E-7", fields: { turno: "tarde" } }));
  expect(answer.json()).toMatchObject({
    branch: { id: made.json().id, name: "Sucursal Centro" },
    phones: [{ number: "+34600102030", written: "+34 600 10 20 30" }],
    employeeId: "E-7",
    fields: { turno: "tarde" },
    can: { edit: true, editAddresses: true },
  });
  // found as one types, by any of them
  for (const q of ["caj", "caja@pe", "600 10", "+34 600102030", "102030"]) {
    expect((await t.current.as(agent)(`/people?q=${encodeURIComponent(q)}&desk=ventas`)).json().items.map((found: { email: string }) => found.email), q).toContain("caja@pena.example");
  }
  for (const q of ["pena", "PEÑA", "cale", "pv-014", "centro", "pena.example"]) {
    expect((await t.current.as(agent)(`/organizations?q=${encodeURIComponent(q)}`)).json().items.map((found: { id: number }) => found.id), q).toContain(shop.id);
  }
  expect((await t.current.as(agent)("/branches?q=centr")).json().items).toEqual([{ id: made.json().id, name: "Sucursal Centro", organization: { id: shop.id, name: "Calentadores Peña" } }]);
  expect((await t.current.as(agent)(`/people?organization=${shop.id}`)).json().items.map((found: { id: number }) => found.id)).toEqual([person.id]);
});

test("C12 adding a domain also places those who belong nowhere yet; a domain leads to one organization", async () => {
  await t.current.ticket("ana@sur.example");
  const south = await organization("Sur", { domains: ["sur.example"] });
  const [ana] = (await t.current.as(agent)("/people?email=ana@sur.example")).json().items;
  expect(ana.organization.id).toBe(south.id);
  const taken = await t.current.as(head)(post("/organizations", { name: "Otra", domains: ["sur.example"] }));
  expect([taken.status, taken.json().key]).toEqual([409, "organization.domain-taken"]);
  expect((await t.current.as(agent)("/organizations?q=otra")).json().items).toEqual([]);
});

test("C12 the list goes by name page after page, as a person looks for it: letters with accents beside those without", async () => {
  const names = ["Ólbia Gas", "olas de Cobre", "Omega", "Omega", "zafra", "Ñandú", "Nopal"];
  for (const name of names) await organization(name);
  const found: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const page = (await t.current.as(head)(`/organizations?limit=2${next === "" ? "" : `&after=${next}`}`)).json();
    found.push(...page.items.map((item: { name: string }) => item.name));
    next = page.next;
  }
  expect(found.filter((name) => names.includes(name))).toEqual(["Ñandú", "Nopal", "olas de Cobre", "Ólbia Gas", "Omega", "Omega", "zafra"]);
});

test("two records of one organization become one, and part again; circles are refused", async () => {
  const one = await organization("Tienda Uno", { domains: ["uno.example"] });
  const two = await organization("Tienda Uno S.L.");
  const branch = await t.current.as(head)(post(`/organizations/${one.id}/branches`, { name: "Puerto" }));
  await t.current.ticket("leo@uno.example");
  expect((await t.current.as(head)({ method: "PUT", url: `/organizations/${one.id}/merge`, payload: { into: two.id } })).json()).toMatchObject({ id: two.id, name: "Tienda Uno S.L.", domains: ["uno.example"], branches: [{ id: branch.json().id }] });
  expect((await t.current.as(head)({ method: "PUT", url: `/organizations/${two.id}/merge`, payload: { into: one.id } })).status).toBe(409);
  const [leo] = (await t.current.as(agent)("/people?email=leo@uno.example")).json().items;
  expect(leo.organization).toEqual({ id: two.id, name: "Tienda Uno S.L." });
  expect((await t.current.as(agent)(`/people?organization=${two.id}`)).json().items).toHaveLength(1);
  // what the merged one brought is kept when the other is saved
  expect((await t.current.as(head)(patch(`/organizations/${two.id}`, { domains: ["uno.example", "dos.example"] }))).status).toBe(200);
  expect((await t.current.as(head)({ method: "DELETE", url: `/organizations/${one.id}/merge` })).json()).toMatchObject({ id: one.id, domains: ["uno.example"] });
});

test("a change based on an older version is refused, not lost", async () => {
  const shop = await organization("Dos manos");
  expect((await t.current.as(head)(patch(`/organizations/${shop.id}`, { notes: "a" }, { "if-match": `"${shop.version}"` }))).status).toBe(200);
  const stale = await t.current.as(head)(patch(`/organizations/${shop.id}`, { notes: "b" }, { "if-match": `"${shop.version}"` }));
  expect([stale.status, stale.json().key]).toEqual([412, "record.stale"]);
});

test("who calls without an address is found or made by phone; a known address leads to who has it", async () => {
  const made = await t.current.as(agent)(post("/people", { name: "Rosa Nuñez", phones: ["(971) 22-33-44"], desk: "ventas" }));
  expect(made.status).toBe(201);
  expect((await t.current.as(agent)("/people?q=971223344")).json().items).toMatchObject([{ name: "Rosa Nuñez", email: null }]);
  expect((await t.current.as(agent)("/people?q=nunez%20ro")).json().items).toMatchObject([{ name: "Rosa Nuñez" }]);
  const again = await t.current.as(agent)(post("/people", { name: "X", email: "caja@pena.example" }));
  expect([again.status, again.json().name]).toEqual([200, "Caja"]);
});

test("people are for who may see and change them; nobody gets at a colleague's address", async () => {
  const [marta] = (await t.current.as(head)(`/people?email=${agent}`)).json().items;
  expect((await t.current.as("ana@sur.example")("/people?q=marta")).status).toBe(403);
  expect((await t.current.as("ana@sur.example")(`/people/${marta.id}`)).status).toBe(404);
  expect((await t.current.anyone("/people?q=marta")).status).toBe(401);
  expect((await t.current.as(agent)(post("/organizations", { name: "No" }))).status).toBe(403);
  const [ana] = (await t.current.as(agent)("/people?email=ana@sur.example")).json().items;
  expect((await t.current.as(agent)(patch(`/people/${ana.id}`, { name: "Ana María" }))).status).toBe(403);
  expect((await t.current.as(head)(patch(`/people/${marta.id}`, { addresses: ["thief@evil.example"] }))).status).toBe(403);
  expect((await t.current.as(head)(patch(`/people/${ana.id}`, { addresses: [agent] }))).json().key).toBe("person.known-address");
  expect((await t.current.as(head)(patch(`/people/${ana.id}`, { addresses: ["ventas@hotel.example"] }))).json().key).toBe("ticket.own-address");
  expect((await t.current.as(head)(patch(`/people/${ana.id}`, { addresses: ["ana.maria@sur.example", "ana@sur.example"] }))).json().addresses).toMatchObject([
    { email: "ana.maria@sur.example", primary: true },
    { email: "ana@sur.example", primary: false },
  ]);
  // of oneself: id, branch, phones, language, and nothing else
  expect((await t.current.as(agent)(patch(`/people/${marta.id}`, { employeeId: "M-1" }))).json().employeeId).toBe("M-1");
  expect((await t.current.as(agent)(patch(`/people/${marta.id}`, { notes: "x" }))).status).toBe(403);
});

test("C12 people and organizations have the fields that desks configure for them, checked as typed", async () => {
  const label = (en: string) => ({ es: en, en });
  await t.current.desk({
    key: "puntos", addresses: ["puntos@hotel.example"],
    fields: [
      { key: "cif", kind: "text", on: "organization", labels: label("Tax number"), pattern: "[A-Z]\\d{8}", example: "B12345678" },
      { key: "socio", kind: "number", on: "person", labels: label("Member number") },
    ],
  });
  const shown = (await t.current.as(agent)("/desks/ventas")).json();
  expect([shown.organizationFields.map((one: { key: string }) => one.key), shown.personFields.map((one: { key: string }) => one.key)]).toEqual([["zona", "cif"], ["turno", "socio"]]);
  expect((await t.current.as("ana@guest.example")("/desks/ventas")).json()).toMatchObject({ organizationFields: [], personFields: [] });
  const create = (fields: object) => t.current.as(head)({ method: "POST", url: "/organizations", payload: { name: "Con campos", fields } });
  expect((await create({ cif: "12" })).json()).toMatchObject({ status: 422, path: "/fields/cif" });
  expect((await create({ otro: "x" })).json()).toMatchObject({ status: 422, path: "/fields/otro" });
  expect((await create({ cif: "B12345678" })).json().fields).toEqual({ cif: "B12345678" });
  const person = (await t.current.as(head)({ method: "POST", url: "/people", payload: { name: "Con número", email: "numero@guest.example", fields: { socio: 7 } } })).json();
  expect(person.fields).toEqual({ socio: 7 });
  const patch = (fields: object) => t.current.as(head)({ method: "PATCH", url: `/people/${person.id}`, payload: { fields } });
  expect((await patch({ socio: "siete" })).json()).toMatchObject({ status: 422, path: "/fields/socio" });
  expect((await patch({ socio: null })).json().fields).toEqual({});
});
