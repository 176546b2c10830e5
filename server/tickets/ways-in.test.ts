import { beforeAll, expect, test } from "vitest";
import type { DeskDefinition } from "../../contract/configuration.ts";
import { permissions } from "../../contract/permissions.ts";
import { salesDesk, useApp } from "../testing/factories.ts";

/** Requests entered by hand: who asks, who owns them, what is solved at once. */
const t = useApp();
const eva = "eva@hotel.example";
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const patch = (url: string, payload: object) => ({ method: "PATCH" as const, url, payload });
const label = (es: string) => ({ es, en: es });

const desk: Partial<DeskDefinition> = {
  types: [...(salesDesk.types ?? []), { key: "queja", labels: label("Queja"), roles: ["jefa"] }, { key: "reinstalacion", labels: label("Reinstalación"), sets: { gates: [{ kind: "follow-ups", atLeast: 1 }] } }],
  fields: [...(salesDesk.fields ?? []), { key: "placa", kind: "text", labels: label("Placa"), required: "create", pattern: "[A-Z]{2}", example: "AB" }, { key: "causa", kind: "text", labels: label("Causa"), required: "solve" }],
  roles: [
    ...(salesDesk.roles ?? []),
    { key: "linea", labels: label("Línea"), permissions: ["ticket.see", "ticket.create", "ticket.reply", "ticket.note", "ticket.edit", "ticket.solve", "people.see"] },
    { key: "contacto", labels: label("Consulta"), permissions: ["ticket.see", "ticket.note", "ticket.reopen", "people.see", "people.edit"] },
  ],
};

beforeAll(async () => {
  await t.current.desk(desk);
  for (const [email, role] of [[eva, "linea"], ["head@hotel.example", "jefa"], ["leo@hotel.example", "agente"], ["look@hotel.example", "contacto"]] as const) await t.current.grant(email, "ventas", role);
});

const phoneTicket = (requester: object, more: object = {}) =>
  t.current.as(eva)(post("/tickets", { desk: "ventas", subject: "No hay agua caliente", body: "Llamó a las nueve.", source: "phone", fields: { placa: "AB" }, requester, ...more }));
const mailsTo = (address: string) => t.current.rows<{ letter: string }>(`select letter from deliveries where to_address = $1 order by id`, [address]);

test("R3 T7 somebody known by phone only: found in any notation, told as such, never mailed", async () => {
  const first = await phoneTicket({ phone: "971 00 01 01", name: "Ana Gil" });
  expect(first.status).toBe(201);
  expect(first.json().requester).toEqual({ name: "Ana Gil", email: null, phone: { number: "+34971000101", written: "+34 971 00 01 01" } });
  const second = (await phoneTicket({ phone: "+34 (971) 000-101", name: "ana  gil" })).json();
  expect(second.person).toBe(first.json().person);
  expect((await phoneTicket({ phone: "0034971000101" })).json().person).toBe(first.json().person);
  const other = (await phoneTicket({ phone: "971000101", name: "Bo Gil" })).json();
  expect(other.person).not.toBe(first.json().person);
  const several = await phoneTicket({ phone: "971000101" });
  expect([several.status, several.json().path, several.json().title]).toEqual([422, "/requester/name", expect.stringContaining("+34 971 00 01 01")]);
  const page = (await t.current.as(eva)(`/tickets/${second.number}/page`)).json();
  expect(page.messages[0]).toMatchObject({ side: "customer", channel: "phone", author: { name: "Ana Gil" } });
  await t.current.runJobs();
  expect(await t.current.rows(`select from deliveries where ticket_id = any($1)`, [[first.json().number, second.number, other.number]])).toEqual([]);

  const listed = (await t.current.as(eva)("/tickets?q=requester:%2B34971000101")).json().items;
  expect(new Set(listed.map((row: { requester: { name: string; phone: { written: string } } }) => `${row.requester.name} ${row.requester.phone.written}`))).toEqual(new Set(["Ana Gil +34 971 00 01 01", "Bo Gil +34 971 00 01 01"]));
  await t.current.index();
  for (const q of ["971 00 01 01", "%2B34 971000101", "Gil"]) {
    const found = (await t.current.as(eva)(`/tickets?q=${q}`)).json().items.map((row: { number: number }) => row.number);
    expect([q, found]).toEqual([q, expect.arrayContaining([first.json().number, second.number, other.number])]);
  }
  const csv = await t.current.as(eva)("/tickets.csv?columns=number,requester,requester-email");
  expect(csv.text).toContain("Ana Gil,'+34 971 00 01 01");
});

test("R3 a reply to who has no address is refused with the reason; with somebody in copy it goes", async () => {
  const { number } = (await phoneTicket({ phone: "971 00 02 02", name: "Sin Correo" })).json();
  const refused = await t.current.as(eva)(post(`/tickets/${number}/messages`, { kind: "reply", body: "Hola" }));
  expect([refused.status, refused.json().key]).toEqual([422, "ticket.no-address"]);
  expect((await t.current.as(eva)(post(`/tickets/${number}/messages`, { kind: "note", body: "Llamado" }))).status).toBe(201);
  const sent = await t.current.as(eva)(post(`/tickets/${number}/messages`, { kind: "reply", body: "Hola", to: ["hija@guest.example"] }));
  expect(sent.status).toBe(201);
  expect((await mailsTo("hija@guest.example")).map(({ letter }) => letter)).toEqual(["reply"]);
});

test("L10 an address added to who was known by phone joins them with whom it belongs to, only when that is said", async () => {
  const carla = (await phoneTicket({ email: "carla@guest.example", name: "Carla Sanz" })).json();
  const caller = (await phoneTicket({ phone: "971 00 03 03", name: "Carla" })).json();
  const head = t.current.as("head@hotel.example");
  const asked = await head(patch(`/people/${caller.person}`, { addresses: ["carla@guest.example"] }));
  expect([asked.status, asked.json().key, asked.json().title]).toEqual([409, "person.known-address", expect.stringContaining("Carla Sanz")]);
  expect((await t.current.as(eva)(patch(`/people/${caller.person}`, { addresses: ["carla@guest.example"], merge: true }))).status).toBe(403);
  const joined = await head(patch(`/people/${caller.person}`, { addresses: ["carla@guest.example"], merge: true }));
  expect(joined.json()).toMatchObject({ id: carla.person, name: "Carla Sanz", phones: [{ number: "+34971000303" }] });
  const ticket = (await head(`/tickets/${caller.number}`)).json();
  expect(ticket).toMatchObject({ requester: { name: "Carla Sanz", email: "carla@guest.example", phone: null }, person: carla.person });
  // Carla sees it in her portal from now on, with her own words
  const hers = t.current.as("carla@guest.example");
  expect((await hers(`/tickets/${caller.number}/page`)).json().messages[0].author.name).toBe("Carla Sanz");
  expect((await head(`/people/${caller.person}`)).json().id).toBe(carla.person);
  expect((await head("/people?q=971000303")).json().items.map((one: { id: number }) => one.id)).toEqual([carla.person]);
  const history = (await head(`/tickets/${caller.number}/events`)).json().items;
  expect(history[0]).toMatchObject({ type: "ticket.requester-changed", data: { from: "+34971000303", to: "carla@guest.example" } });
  // who had an address had access by it, and becomes nobody else
  const refused = await head(patch(`/people/${carla.person}`, { addresses: ["carla@guest.example", "eva@hotel.example"], merge: true }));
  expect(refused.status).toBe(409);
});

test("L10 an address that is nobody's is simply theirs: then they can be written to", async () => {
  const { number, person } = (await phoneTicket({ phone: "971 00 04 04", name: "Dora" })).json();
  const look = t.current.as("look@hotel.example");
  expect((await look(patch(`/people/${person}`, { addresses: ["dora@guest.example"], phones: ["971 00 04 04", "600 111 222"], name: "Dora Vidal" }))).json()).toMatchObject({
    name: "Dora Vidal", addresses: [{ email: "dora@guest.example", primary: true }], phones: [{ number: "+34971000404" }, { number: "+34600111222" }],
  });
  expect((await t.current.as(eva)(post(`/tickets/${number}/messages`, { kind: "reply", body: "Ya está" }))).status).toBe(201);
  expect(await mailsTo("dora@guest.example")).toHaveLength(1);
});

test("L13 contact data corrected and a note that reopens the case, by who may only look up", async () => {
  const { number, person } = (await phoneTicket({ email: "mal@guest.example", name: "Pasajera" }, { status: "resuelta", fields: { placa: "AB", causa: "x" } })).json();
  const look = t.current.as("look@hotel.example");
  expect((await look(patch(`/people/${person}`, { addresses: ["bien@guest.example"] }))).status).toBe(200);
  expect((await look(post(`/tickets/${number}/messages`, { kind: "note", body: "No recibió nada", status: "abierto" }))).status).toBe(201);
  expect((await look(`/tickets/${number}`)).json()).toMatchObject({ state: "open", requester: { email: "bien@guest.example" } });
  expect((await look(patch(`/tickets/${number}`, { subject: "Otro" }))).status).toBe(403);
});

test("L10 a ticket becomes another person's, who sees it then; the first no longer does; it can be taken back", async () => {
  const { number } = await t.current.ticket("equivocado@guest.example");
  const head = t.current.as("head@hotel.example");
  const changed = await head(patch(`/tickets/${number}`, { requester: { email: "cierto@guest.example", name: "La Cierta" } }));
  expect(changed.json().requester).toMatchObject({ email: "cierto@guest.example", name: "La Cierta" });
  expect((await t.current.as("equivocado@guest.example")(`/tickets/${number}`)).status).toBe(404);
  expect((await t.current.as("cierto@guest.example")(`/tickets/${number}`)).status).toBe(200);
  expect((await t.current.as("cierto@guest.example")(`/tickets/${number}`)).json().person).toBeNull();
  expect((await t.current.as("look@hotel.example")(patch(`/tickets/${number}`, { requester: { email: "x@guest.example" } }))).status).toBe(403);
  expect((await head(patch(`/tickets/${number}`, { requester: { email: "ventas@hotel.example" } }))).json().key).toBe("ticket.own-address");
  const [event] = (await head(`/tickets/${number}/events`)).json().items;
  expect(event).toMatchObject({ type: "ticket.requester-changed", undoable: true, data: { from: "equivocado@guest.example", to: "cierto@guest.example" } });
  await head(post(`/tickets/${number}/events/${event.id}/undo`, {}));
  expect((await t.current.as("equivocado@guest.example")(`/tickets/${number}`)).status).toBe(200);
});

test("C2 whoever creates a phone ticket owns it; a letter's waits for the supervisor (C3)", async () => {
  const owned = (await phoneTicket({ phone: "971 00 05 05", name: "Uno" })).json();
  expect(owned).toMatchObject({ assignee: eva, state: "open", source: "phone" });
  expect((await phoneTicket({ phone: "971 00 05 05", name: "Uno" }, { source: "walk-in" })).json().assignee).toBe(eva);
  expect((await phoneTicket({ phone: "971 00 05 05", name: "Uno" }, { source: "letter" })).json().assignee).toBeNull();
  expect((await phoneTicket({ phone: "971 00 05 05", name: "Uno" }, { assignee: null })).json().assignee).toBeNull();
  // giving it to a colleague is for who may assign
  expect((await phoneTicket({ phone: "971 00 05 05", name: "Uno" }, { assignee: "leo@hotel.example" })).status).toBe(403);
});

test("T7 T12 where calls wait, what is taken down on the phone waits to be assigned like any other request", async () => {
  await t.current.desk({ ...desk, callsWait: true });
  const taken = (await phoneTicket({ phone: "971 00 05 05", name: "Uno" })).json();
  expect(taken).toMatchObject({ assignee: null, source: "phone" });
  expect((await phoneTicket({ phone: "971 00 05 05", name: "Uno" }, { assignee: eva })).json().assignee).toBe(eva);
  await t.current.desk(desk);
  expect((await phoneTicket({ phone: "971 00 05 05", name: "Uno" })).json().assignee).toBe(eva);
});

test("C3 what a type leaves to whoever assigns waits, also from the phone, and what is below it; the others are their creators'", async () => {
  const types = (desk.types ?? []).map((type) => (type.key === "reinstalacion" ? { ...type, sets: { ...type.sets, callsWait: true } } : type));
  await t.current.desk({ ...desk, types: [...types, { key: "mudanza", labels: label("Mudanza"), parent: "reinstalacion" }] });
  for (const [type, owner] of [["mudanza", null], ["reinstalacion", null], ["factura", eva]] as const) expect((await phoneTicket({ phone: "971 00 05 05", name: "Uno" }, { type })).json().assignee, type).toBe(owner);
  await t.current.desk(desk);
  expect((await phoneTicket({ phone: "971 00 05 05", name: "Uno" }, { type: "reinstalacion" })).json().assignee).toBe(eva);
});

test("C2 create and solve is a first-call resolution, owned by nobody, and asks what solving asks", async () => {
  const asked = await phoneTicket({ phone: "971 00 06 06", name: "Dos" }, { status: "resuelta" });
  expect([asked.status, asked.json().path]).toEqual([422, "/fields/causa"]);
  const gated = await phoneTicket({ phone: "971 00 06 06", name: "Dos" }, { status: "resuelta", type: "reinstalacion", fields: { placa: "AB", causa: "x" } });
  expect([gated.status, gated.json().key]).toEqual([409, "ticket.gate-follow-ups"]);
  expect(await t.current.rows(`select from people where name = 'Dos'`)).toEqual([]);
  const solved = (await phoneTicket({ email: "dos@guest.example", name: "Dos" }, { status: "resuelta", fields: { placa: "AB", causa: "x" } })).json();
  expect(solved).toMatchObject({ state: "solved", assignee: null });
  const facts = async (number: number) => (await t.current.rows<{ data: object }>(`select data from events where ticket_id = $1 and type = 'ticket.created'`, [number]))[0]?.data;
  expect(await facts(solved.number)).toMatchObject({ firstCall: true });
  const letter = (await phoneTicket({ email: "dos@guest.example" }, { status: "resuelta", source: "letter", fields: { placa: "AB", causa: "x" } })).json();
  expect(await facts(letter.number)).not.toHaveProperty("firstCall");
  await t.current.runJobs();
  const [confirmation] = await t.current.rows<{ text: string }>(`select content->>'text' as text from deliveries where ticket_id = $1`, [solved.number]);
  expect(confirmation?.text).toContain("Ha quedado resuelta en el momento");
});

test("L2 only the types of one's group, and only the fields' right values, said in the person's language", async () => {
  expect((await phoneTicket({ phone: "971 00 07 07", name: "Tres" }, { type: "queja" })).json()).toMatchObject({ status: 403, path: "/type" });
  const missing = await t.current.as(eva)({ ...post("/tickets", { desk: "ventas", subject: "s", body: "b", requester: { phone: "971000707", name: "Tres" } }), headers: { "accept-language": "ro" } });
  expect(missing.json()).toMatchObject({ status: 422, path: "/fields/placa", errors: [{ path: "/fields/placa", detail: expect.stringMatching(/[ăâîșț]/) }] });
  expect((await phoneTicket({ phone: "971000707", name: "Tres" }, { fields: { placa: "12" } })).json()).toMatchObject({ status: 422, path: "/fields/placa" });
});

test("a customer says neither whose it is, nor its status, nor who works on it", async () => {
  const ana = "ana@guest.example";
  const ask = (more: object) => t.current.as(ana)(post("/tickets", { desk: "ventas", subject: "s", body: "b", requester: { email: ana }, ...more }));
  for (const more of [{ status: "resuelta" }, { assignee: null }, { requester: { email: ana, phone: "971000101" } }, { requester: { phone: "971000101" } }, { requester: { person: 1 } }]) expect((await ask(more)).status).toBe(403);
});

test("who may not look people up cannot name them by number", async () => {
  const leo = t.current.as("leo@hotel.example");
  const { person } = (await phoneTicket({ phone: "971 00 08 08", name: "Cuatro" })).json();
  const refused = await leo(post("/tickets", { desk: "ventas", subject: "s", body: "b", fields: { placa: "AB" }, requester: { person } }));
  expect([refused.status, refused.json().key]).toEqual([422, "ticket.unknown-person"]);
  expect((await phoneTicket({ person })).json().person).toBe(person);
  expect(permissions).toContain("people.see");
});

test("two who enter the same new number at once enter the same person", async () => {
  const made = await Promise.all(Array.from({ length: 4 }, () => phoneTicket({ phone: "971 00 09 09", name: "Cinco" })));
  expect(new Set(made.map((one) => one.json().person)).size).toBe(1);
});
