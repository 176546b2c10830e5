import { beforeAll, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const eva = () => t.current.as("eva@hotel.example");
const fina = () => t.current.as("fina@hotel.example");
const ana = () => t.current.as("ana@guest.example");
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const pageOf = async (who: ReturnType<typeof eva>, number: number) => (await who(`/tickets/${number}/page`)).json();

beforeAll(async () => {
  const statuses = salesDesk.statuses.map((one) => (one.key === "esperando" ? { ...one, afterSideAnswer: "abierto" } : one));
  await t.current.desk({ statuses });
  await t.current.desk({ key: "finanzas", labels: { es: "Finanzas", en: "Finance" }, addresses: ["finanzas@hotel.example"] });
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  await t.current.grant("fina@hotel.example", "finanzas", "agente");
});

test("C10 T16 T12 another department is asked in a ticket at its desk; what it replies comes back, its notes and the customer's words do not cross", async () => {
  const { number } = await t.current.ticket("ana@guest.example", { subject: "Factura", body: "mi secreto de clienta" });
  await eva()({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "esperando" } });
  const file = (await eva()({ method: "POST", url: "/files?name=nota.txt", payload: "hola", headers: { "content-type": "text/plain" } })).json();
  const asked = await eva()(post(`/tickets/${number}/side-conversations`, { desk: "finanzas", subject: "¿Pagada?", body: "¿Está pagada la 17?", attachments: [file.id] }));
  expect(asked.status).toBe(201);
  const side = asked.json();
  expect(side).toMatchObject({ subject: "¿Pagada?", state: "open", to: [{ email: "finanzas@hotel.example", name: "Finanzas" }], messages: [expect.any(Number)], ticket: expect.any(Number) });
  const child: number = side.ticket;

  // there it is a request of this department, with what was asked and nothing of the customer's
  const there = await pageOf(fina(), child);
  expect(there.ticket).toMatchObject({ desk: "finanzas", subject: "¿Pagada?", source: "department", requester: { name: "Ventas", email: "ventas@hotel.example" } });
  expect(there.messages).toMatchObject([{ text: "¿Está pagada la 17?", author: { email: "eva@hotel.example" }, attachments: [{ name: "nota.txt" }] }]);
  expect(JSON.stringify(there)).not.toMatch(/secreto|ana@guest/);
  expect((await fina()(`/tickets/${number}`)).status).toBe(404);
  expect((await eva()(`/tickets/${child}`)).status).toBe(404);

  // a note stays there, a reply comes back and ends the wait
  await fina()(post(`/tickets/${child}/messages`, { kind: "note", body: "ojo, moroso" }));
  expect((await pageOf(eva(), number)).ticket).toMatchObject({ status: "esperando" });
  expect((await fina()(post(`/tickets/${child}/messages`, { kind: "reply", body: "Sí, el lunes" }))).status).toBe(201);
  const here = await pageOf(eva(), number);
  expect(here.ticket).toMatchObject({ status: "abierto" });
  expect(here.messages.at(-1)).toMatchObject({ kind: "side", side: "third-party", text: "Sí, el lunes", author: { email: "fina@hotel.example" }, sideConversation: side.id });
  expect(JSON.stringify(here)).not.toContain("moroso");

  // it goes on in both directions
  await eva()(post(`/tickets/${number}/side-conversations/${side.id}/messages`, { body: "¿Y la 18?" }));
  expect((await pageOf(fina(), child)).messages.map((one: { text: string }) => one.text)).toEqual(["¿Está pagada la 17?", "ojo, moroso", "Sí, el lunes", "¿Y la 18?"]);
  expect((await pageOf(eva(), number)).sideConversations[0].messages).toHaveLength(3);

  // nothing of it was mailed to anybody, and the customer sees nothing
  await t.current.runJobs();
  expect(await t.current.rows("select letter from deliveries where (ticket_id = $1 or letter = 'side') and state <> 'suppressed'", [child])).toEqual([]);
  const seen = await Promise.all([`/tickets/${number}/page`, `/tickets/${number}/events`, "/tickets?q=involves:me"].map(async (url) => (await ana()(url)).text));
  for (const word of ["Pagada", "lunes", "finanzas", "Finanzas", "La 18"]) expect(seen.join("\n")).not.toContain(word);
  expect((await ana()(`/tickets/${child}`)).status).toBe(404);
});

test("C10 what was closed there is continued by a new ticket, and answers still come back", async () => {
  const { number } = await t.current.ticket("leo@guest.example");
  // by its address it is the same department
  const side = (await eva()(post(`/tickets/${number}/side-conversations`, { to: ["Finanzas@hotel.example"], subject: "Abono", body: "¿Se abona?" }))).json();
  await t.current.grant("fina@hotel.example", "finanzas", "jefa");
  expect((await fina()({ method: "PUT", url: `/tickets/${side.ticket}/closure`, payload: {} })).status).toBe(200);
  await fina()({ method: "PATCH", url: `/tickets/${side.ticket}`, payload: { status: "cerrada" } });
  expect((await eva()(post(`/tickets/${number}/side-conversations/${side.id}/messages`, { body: "Una cosa más" }))).status).toBe(201);
  const [now] = (await pageOf(eva(), number)).sideConversations;
  const { ticket } = (await fina()(`/tickets/${now.ticket}/page`)).json();
  expect(ticket.state).not.toBe("closed");
  await fina()(post(`/tickets/${now.ticket}/messages`, { kind: "reply", body: "Hecho" }));
  expect((await pageOf(eva(), number)).messages.at(-1)).toMatchObject({ kind: "side", text: "Hecho" });
});

test.each<[string, object, string, number]>([
  ["a desk there is not", { desk: "nada" }, "side.unknown-desk", 422],
  ["one's own", { desk: "ventas" }, "side.own-desk", 422],
  ["one's own address", { to: ["ventas@hotel.example"] }, "ticket.own-address", 422],
  ["a desk and somebody", { desk: "finanzas", to: ["x@bank.example"] }, "side.unknown-desk", 422],
  ["a desk's address among others", { to: ["finanzas@hotel.example", "x@bank.example"] }, "ticket.own-address", 422],
  ["nobody", {}, "side.nobody", 422],
])("C10 refuses to ask %s", async (_what, whom, key, status) => {
  const { number } = await t.current.ticket("ana@guest.example");
  const answer = await eva()(post(`/tickets/${number}/side-conversations`, { ...whom, subject: "x", body: "y" }));
  expect([answer.status, answer.json().key]).toEqual([status, key]);
});

test("T12 no answer of an outsider may end a ticket", async () => {
  await t.current.grant("boss@hotel.example", "ventas", "jefa");
  const boss = t.current.as("boss@hotel.example");
  const { definition } = (await boss("/desks/ventas/configuration")).json();
  const statuses = definition.statuses.map((one: { key: string }) => (one.key === "esperando" ? { ...one, afterSideAnswer: "resuelta" } : one));
  expect((await boss({ method: "PUT", url: "/desks/ventas/configuration/statuses", payload: statuses })).json()).toMatchObject({ key: "configuration.side-answer-ends" });
});

test("a colleague watches a ticket, mutes it, and does neither; each is told in the history, once", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const put = (who: ReturnType<typeof eva>, state: string | null) => who({ method: "PUT", url: `/tickets/${number}/following`, payload: { state } });
  expect((await eva()(`/tickets/${number}/following`)).json()).toEqual({ mine: null, watching: [] });
  expect((await put(eva(), "watching")).json()).toMatchObject({ mine: "watching", watching: [{ email: "eva@hotel.example" }] });
  await put(eva(), "watching");
  expect((await put(eva(), "muted")).json()).toEqual({ mine: "muted", watching: [] });
  expect((await put(eva(), null)).json()).toEqual({ mine: null, watching: [] });
  const events = (await eva()(`/tickets/${number}/events`)).json().items.filter((one: { type: string }) => one.type === "ticket.followed");
  expect(events.map((one: { data: object }) => one.data)).toEqual([{ to: "none" }, { to: "muted" }, { to: "watching" }]);
  expect((await put(ana(), "watching")).status).toBe(403);
  expect((await put(fina(), "watching")).status).toBe(404);
  expect((await ana()(`/tickets/${number}/events`)).text).not.toContain("followed");
});
