import { beforeAll, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const marta = "marta@hotel.example";
const head = "jefa@hotel.example";
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const patch = (number: number, payload: object) => ({ method: "PATCH" as const, url: `/tickets/${number}`, payload });

beforeAll(async () => {
  await t.current.desk({
    statuses: salesDesk.statuses.map((status) =>
      status.key === "en-espera" ? { ...status, gates: [{ kind: "field", field: "reserva" }] } : status.key === "cerrada" ? { ...status, gates: [{ kind: "role", roles: ["jefa"] }] } : status,
    ),
    types: [{ key: "proceso", labels: { es: "Informes sobre proceso" }, sets: { gates: [{ kind: "follow-ups", atLeast: 3 }, { kind: "approved" }] } }],
    roles: salesDesk.roles.map((role) => (role.key === "agente" ? { ...role, permissions: [...role.permissions, "follow-up.record" as const] } : role)),
  });
  await t.current.grant(marta, "ventas", "agente");
  await t.current.grant(head, "ventas", "jefa");
  await t.current.grant("mira@hotel.example", "ventas", "mirador");
});

const checksOf = async (who: string, number: number, status: string) => (await t.current.as(who)(`/tickets/${number}`)).json().checks.find((one: { status: string }) => one.status === status)?.items;

test("C6 C11 what is missing is listed before the status is chosen, met or not, and the refusal names all of it", async () => {
  const { number } = await t.current.ticket("ana@people.example", { type: "proceso" });
  await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", outcome: "not-reached" }));
  expect(await checksOf(marta, number, "resuelta")).toEqual([
    { requirement: { kind: "follow-ups", atLeast: 3 }, met: false, recorded: 1 },
    { requirement: { kind: "approved" }, met: false },
  ]);
  expect(await checksOf(marta, number, "abierto")).toBeUndefined();
  const refused = (await t.current.as(marta)(patch(number, { status: "resuelta" }))).json();
  expect(refused).toMatchObject({ status: 409, key: "ticket.gate-follow-ups", path: "/status" });
  expect(refused.errors.map((one: { detail: string }) => one.detail)).toEqual(["It needs 3 recorded follow-ups first; so far there is one.", "Its approval has to be granted first."]);
  for (const _ of [2, 3]) await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", outcome: "reached" }));
  expect(await checksOf(marta, number, "resuelta")).toEqual([
    { requirement: { kind: "follow-ups", atLeast: 3 }, met: true, recorded: 3 },
    { requirement: { kind: "approved" }, met: false },
  ]);
});

test("a status asks for a field, also of who sends a reply with it; filled in the same change, it is met", async () => {
  const { number } = await t.current.ticket("bea@people.example");
  expect(await checksOf(marta, number, "en-espera")).toEqual([{ requirement: { kind: "field", field: "reserva" }, met: false }]);
  const sent = await t.current.as(marta)(post(`/tickets/${number}/messages`, { kind: "reply", body: "Lo pedimos fuera", status: "en-espera" }));
  expect(sent.json()).toMatchObject({ status: 409, key: "ticket.gate-field" });
  expect((await t.current.as(marta)(`/tickets/${number}/messages`)).json().items).toHaveLength(1);
  expect((await t.current.as(marta)(patch(number, { status: "en-espera", fields: { reserva: "A1" } }))).json().status).toBe("en-espera");
});

test("R2 front-line staff update tickets, only managers close: the checklist says so, to them only", async () => {
  const { number } = await t.current.ticket("eva@people.example");
  const closed = await checksOf(marta, number, "cerrada");
  expect(closed).toContainEqual({ requirement: { kind: "permission", permission: "ticket.close" }, met: false });
  expect(closed).toContainEqual({ requirement: { kind: "role", roles: ["jefa"] }, met: false });
  expect((await t.current.as(marta)(patch(number, { status: "cerrada" }))).status).toBe(403);
  expect(await checksOf(head, number, "cerrada")).toEqual([{ requirement: { kind: "role", roles: ["jefa"] }, met: true }]);
  // who may set no status at all is told nothing of them, nor is the customer
  for (const who of ["mira@hotel.example", "eva@people.example"]) expect((await t.current.as(who)(`/tickets/${number}`)).json().checks).toEqual([]);
  expect((await t.current.as(head)(patch(number, { status: "cerrada" }))).json().status).toBe("cerrada");
});

test("child tickets come first, by their numbers", async () => {
  const [parent, child] = [(await t.current.ticket("luz@people.example")).number, (await t.current.ticket("luz@people.example")).number];
  await t.current.as(head)(post(`/tickets/${parent}/links`, { kind: "child", number: child }));
  expect(await checksOf(marta, parent, "resuelta")).toEqual([{ requirement: { kind: "children", numbers: [child] }, met: false }]);
  expect((await t.current.as(marta)(patch(parent, { status: "resuelta" }))).json().key).toBe("ticket.open-children");
  await t.current.as(marta)(patch(child, { status: "resuelta" }));
  expect(await checksOf(marta, parent, "resuelta")).toBeUndefined();
});

test.each([
  ["a gate that names no field", "abierto", { gates: [{ kind: "field", field: "nada" }] }, "/1/gates/0/field", "configuration.unknown-key"],
  ["a gate where a customer's message leads", "abierto", { gates: [{ kind: "approved" }] }, "/2/afterCustomerMessage", "configuration.target-gated"],
  ["reminders out of order", "esperando", { waiting: { reminders: ["P3D", "P2D"] } }, "/2/waiting/reminders/1", "configuration.waiting-order"],
  ["an end before the last reminder", "esperando", { waiting: { reminders: ["P3D"], end: { after: "PT72H", to: "resuelta" } } }, "/2/waiting/end/after", "configuration.waiting-end-early"],
  ["a delay of nothing", "esperando", { waiting: { reminders: ["P0D"] } }, "/2/waiting/reminders/0", "configuration.waiting-delay"],
  ["an end in a status that goes on", "esperando", { waiting: { end: { after: "P3D", to: "abierto" } } }, "/2/waiting/end/to", "configuration.waiting-end-status"],
  ["an end that solves what is solved", "resuelta", { waiting: { end: { after: "P3D", to: "resuelta" } } }, "/5/waiting/end/to", "configuration.waiting-end-status"],
  ["a closed status that waits", "cerrada", { waiting: { reminders: ["P3D"] } }, "/6/waiting", "configuration.waiting-final"],
])("what could never work is refused with the reason at its field: %s", async (_name, key, change, path, reason) => {
  const url = "/desks/ventas/configuration/statuses";
  const { headers } = await t.current.as(head)(url);
  const answer = await t.current.as(head)({ method: "PUT", url, headers: { "if-match": String(headers["etag"]) }, payload: salesDesk.statuses.map((status) => (status.key === key ? { ...status, ...change } : status)) });
  expect([answer.status, answer.json().path, answer.json().key]).toEqual([422, path, reason]);
});
