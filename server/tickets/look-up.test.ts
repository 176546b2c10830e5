import { beforeAll, describe, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";
import { ticketRoutes, urlOf, type Things } from "../testing/routes.ts";

const t = useApp();
const ana = "ana@guest.example";
const jefa = () => t.current.as("jefa@hotel.example");
const mira = () => t.current.as("mira@hotel.example");
const eva = () => t.current.as("eva@hotel.example");
const patch = (number: number, payload: object) => ({ method: "PATCH" as const, url: `/tickets/${number}`, payload });
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });

beforeAll(async () => {
  await t.current.desk({
    roles: [
      ...(salesDesk.roles ?? []).filter((role) => role.key !== "mirador"),
      // L10 as a preset writes it
      { key: "consulta", labels: { es: "Consulta" }, permissions: ["ticket.see", "ticket.note", "ticket.status", "ticket.solve", "ticket.reopen", "people.see", "people.edit"] },
    ],
  });
  for (const [email, role] of [["jefa@hotel.example", "jefa"], ["eva@hotel.example", "agente"], ["mira@hotel.example", "consulta"]] as const) await t.current.grant(email, "ventas", role);
});

/** A ticket with something of everything that routes name. */
async function full(): Promise<{ number: number; things: Things }> {
  const other = (await t.current.ticket(ana)).number;
  const { number } = await t.current.ticket(ana, { type: "factura" });
  const does = async (url: string, payload: object) => (await jefa()(post(`/tickets/${number}${url}`, payload))).json();
  const file = (await jefa()({ method: "POST", url: "/files?name=a.txt", payload: "a", headers: { "content-type": "text/plain" } })).json();
  const reply = (await does("/messages", { kind: "reply", body: "Buenos días" })).id;
  const note = (await does("/messages", { kind: "note", body: "Interna", attachments: [file.id] })).id;
  const side = (await does("/side-conversations", { to: ["banco@other.example"], subject: "Pago", body: "¿Llegó?" })).id;
  const held = (await does("/messages", { kind: "reply", body: "Retenida", hold: true })).id;
  await jefa()(patch(number, { priority: "high" }));
  await jefa()({ method: "PUT", url: `/tickets/${number}/type-request`, payload: { type: "duplicado", reason: "x" } });
  const [event] = await t.current.rows<{ id: number }>(`select max(id) as id from events where ticket_id = $1 and type = 'ticket.priority-changed'`, [number]);
  const [delivery] = await t.current.rows<{ id: number }>(`select max(id) as id from deliveries where ticket_id = $1`, [number]);
  return { number, things: { other, reply, note, side, held, event: event?.id ?? 0, delivery: delivery?.id ?? 0, file: file.id } };
}

describe("L10 staff who may only look up", () => {
  test("add an internal note, send as a status, and reopen by a note (L13)", async () => {
    const { number } = await full();
    expect((await mira()(post(`/tickets/${number}/messages`, { kind: "note", body: "Llamó otra vez" }))).status).toBe(201);
    expect((await mira()(post(`/tickets/${number}/messages`, { kind: "note", body: "Espera papeles", status: "sin-documentacion" }))).status).toBe(201);
    expect((await mira()(`/tickets/${number}`)).json()).toMatchObject({ status: "sin-documentacion", can: { reply: false, note: true, edit: false, assign: false, retypify: false, escalate: false, forward: false, merge: false, remove: false } });
    expect((await mira()(patch(number, { status: "resuelta" }))).status).toBe(200);
    expect((await mira()(post(`/tickets/${number}/messages`, { kind: "note", body: "Nadie contestó", status: "abierto" }))).status).toBe(201);
    expect((await mira()(`/tickets/${number}`)).json().status).toBe("abierto");
    expect((await mira()(patch(number, { status: "cerrada" }))).status).toBe(403);
  });

  test("correct the requester's contact data, and no organization's", async () => {
    const { number } = await full();
    const { person } = (await mira()(`/tickets/${number}`)).json();
    expect((await mira()({ method: "PATCH", url: `/people/${person}`, payload: { name: "Ana Corregida" } })).status).toBe(200);
    expect((await mira()(`/people/${person}`)).json()).toMatchObject({ name: "Ana Corregida" });
    expect((await mira()(post("/organizations", { name: "Nueva" }))).status).toBe(403);
  });

  test("nothing else: every other act is refused, by every route, and changes nothing", async () => {
    for (const payload of [{ priority: "low" }, { queue: "bodas" }, { assignee: "mira@hotel.example" }, { type: null }, { tags: ["x"] }, { subject: "Otra" }, { fields: { reserva: "X" } }, { requester: { email: "otra@guest.example" } }, { status: "abierto", priority: "low" }]) {
      const { number } = await t.current.ticket(ana);
      expect([payload, (await mira()(patch(number, payload))).status]).toEqual([payload, 403]);
      expect((await jefa()(`/tickets/${number}`)).json().version).toBe(1);
    }
    const one = await full();
    // what is their own: that they look at it and follow it, and what they are about to note
    const own = ["PUT /tickets/:number/following", "PUT /tickets/:number/read", "DELETE /tickets/:number/read", "POST /tickets/:number/presence", "PUT /tickets/:number/draft", "DELETE /tickets/:number/draft"];
    const done: string[] = [];
    for (const [route, sample] of Object.entries(ticketRoutes)) {
      if (route.startsWith("GET ")) continue;
      const before = await t.current.rows(`select t.*, (select count(*) from events e where e.ticket_id = t.id) as events from tickets t where id = any($1) order by id`, [[one.number, one.things.other]]);
      const answer = await mira()(urlOf(route, sample, one.things, { number: one.number }));
      if (answer.status < 300) done.push(route);
      else expect([route, answer.status]).toEqual([route, expect.toSatisfy((status: number) => [403, 404, 409].includes(status))]);
      if (!own.includes(route)) expect([route, await t.current.rows(`select t.*, (select count(*) from events e where e.ticket_id = t.id) as events from tickets t where id = any($1) order by id`, [[one.number, one.things.other]])]).toEqual([route, before]);
    }
    expect(done.filter((route) => !own.includes(route))).toEqual([]);
    const bulk = (await mira()(post("/tickets/bulk", { numbers: [one.number], change: { priority: "low", addTags: ["x"] } }))).json();
    await t.current.runJobs();
    expect((await mira()(`/bulks/${bulk.id}`)).json()).toMatchObject({ changed: 0, refused: 1 });
    for (const url of ["/desks/ventas/board", "/desks/ventas/configuration", "/agenda?agent=eva@hotel.example", "/flagged-tickets"]) expect([url, (await mira()(url)).status]).toEqual([url, 403]);
  });
});

test("R2 front-line staff update tickets, only managers close them: by act, status, sending, and in bulk", async () => {
  const { number } = await t.current.ticket(ana);
  expect((await eva()(patch(number, { status: "esperando", priority: "high", queue: "grupos", tags: ["x"] }))).status).toBe(200);
  expect((await eva()({ method: "PUT", url: `/tickets/${number}/closure`, payload: {} })).status).toBe(403);
  expect((await eva()(patch(number, { status: "cerrada" }))).status).toBe(403);
  expect((await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Listo", status: "cerrada" }))).status).toBe(403);
  for (const change of [{ close: {} }, { status: "cerrada" }]) {
    const bulk = (await eva()(post("/tickets/bulk", { numbers: [number], change }))).json();
    await t.current.runJobs();
    expect((await eva()(`/bulks/${bulk.id}`)).json()).toMatchObject({ changed: 0, refused: 1 });
  }
  expect((await eva()(`/tickets/${number}`)).json()).toMatchObject({ status: "esperando" });
  expect((await jefa()({ method: "PUT", url: `/tickets/${number}/closure`, payload: {} })).json()).toMatchObject({ state: "closed" });
});
