import { beforeAll, expect, test } from "vitest";
import { useApp } from "../testing/factories.ts";

const t = useApp();
let palma = 0;
let mahon = 0;
const numbers = async (email: string, q: string): Promise<number[]> => (await t.current.as(email)(`/tickets?q=${encodeURIComponent(q)}`)).json().items.map((row: { number: number }) => row.number).toSorted();

beforeAll(async () => {
  await t.current.desk();
  [palma = 0, mahon = 0] = await t.current.locations("Palma", "Mahón");
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  await t.current.grant("boss@hotel.example", "ventas", "jefa");
});

test("R15 a ticket is about a location of ours: set, shown, undone, found, and recorded with who and from what to what (R4)", async () => {
  const eva = t.current.as("eva@hotel.example");
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.ticket("ana@guest.example");
  const set = await eva({ method: "PATCH", url: `/tickets/${number}`, payload: { location: palma } });
  expect(set.json().location).toEqual({ id: palma, name: "Palma" });
  expect(await numbers("eva@hotel.example", "location:palma")).toEqual([number]);
  expect(await numbers("eva@hotel.example", "location:PAL")).toEqual([number]);
  expect(await numbers("eva@hotel.example", "location:mahón")).toEqual([]);
  const [event] = (await eva(`/tickets/${number}/events`)).json().items;
  expect(event).toMatchObject({ type: "ticket.location-changed", data: { from: null, to: { id: palma, name: "Palma" } }, undoable: true });
  const undone = await eva({ method: "POST", url: `/tickets/${number}/events/${event.id}/undo` });
  expect(undone.json().location).toBeNull();
  expect((await t.current.as("ana@guest.example")(`/tickets/${number}/events`)).text).not.toContain("location");
});

test("what is no location of ours is refused at its place", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const [foreign] = await t.current.rows<{ id: number }>(
    `with o as (insert into organizations (name, created_at) values ('Shop', now()) returning id) insert into branches (organization_id, name) select id, 'Branch' from o returning id`,
  );
  for (const location of [foreign?.id, 999_999]) {
    expect((await t.current.as("eva@hotel.example")({ method: "PATCH", url: `/tickets/${number}`, payload: { location } })).json()).toMatchObject({ status: 422, key: "ticket.unknown-location", path: "/location" });
    const roles = [{ role: "agente", queue: null, location }];
    expect((await t.current.as("boss@hotel.example")({ method: "PUT", url: "/desks/ventas/agents/eva@hotel.example/roles", payload: { roles } })).json()).toMatchObject({ status: 422, path: "/roles/0/location" });
  }
});

test("who does not configure the desk learns nothing of which locations there are", async () => {
  for (const location of [palma, 999_999]) {
    const asked = { method: "PUT" as const, url: "/desks/ventas/agents/eva@hotel.example/roles", payload: { roles: [{ role: "agente", queue: null, location }] } };
    expect((await t.current.as("ana@guest.example")(asked)).status).toBe(403);
  }
});

test("a role may be narrowed to a location: who holds it works on that location's tickets only", async () => {
  const boss = t.current.as("boss@hotel.example");
  const made = await boss({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "Palma", body: "x", requester: { email: "ana@guest.example" }, location: palma } });
  const there = (await boss({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "Mahón", body: "x", requester: { email: "ana@guest.example" }, location: mahon } })).json().number;
  const here = made.json().number;
  const invited = await boss({ method: "POST", url: "/desks/ventas/agents", payload: { email: "site@hotel.example", name: "Site", roles: [{ role: "agente", queue: null, location: palma }] } });
  expect(invited.json().roles).toEqual([{ role: "agente", queue: null, location: palma }]);
  await t.current.index();
  const site = t.current.as("site@hotel.example");
  expect(await numbers("site@hotel.example", "")).toEqual([here]);
  expect(await numbers("site@hotel.example", "palma")).toEqual([here]);
  expect((await site(`/tickets/${there}`)).status).toBe(404);
  expect((await site(`/tickets/${here}`)).json().can).toMatchObject({ reply: true, edit: true });
  // once it goes elsewhere it is no longer theirs
  await boss({ method: "PATCH", url: `/tickets/${here}`, payload: { location: mahon } });
  expect((await site(`/tickets/${here}`)).status).toBe(404);
  expect(await numbers("site@hotel.example", "")).toEqual([]);
  const roles = [{ role: "agente", queue: null, location: palma }, { role: "mirador", queue: "bodas", location: mahon }];
  expect((await boss({ method: "PUT", url: "/desks/ventas/agents/site@hotel.example/roles", payload: { roles } })).json().roles).toEqual(roles);
  expect(await numbers("site@hotel.example", "")).toEqual([]);
  await boss({ method: "PATCH", url: `/tickets/${there}`, payload: { queue: "bodas" } });
  expect(await numbers("site@hotel.example", "")).toEqual([there]);
});

test("colleagues are told the locations there are, customers are not", async () => {
  expect((await t.current.as("eva@hotel.example")("/desks/ventas")).json().locations).toMatchObject([{ name: "Mahón", code: "MAH" }, { name: "Palma", code: "PAL" }]);
  expect((await t.current.as("ana@guest.example")("/desks/ventas")).json().locations).toEqual([]);
});

test("C3 who assigns at one location has a board of what waits there", async () => {
  const boss = t.current.as("boss@hotel.example");
  const open = async (location: number | undefined): Promise<number> => (await boss({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "Waits", body: "x", requester: { email: "ana@guest.example" }, ...(location === undefined ? {} : { location }) } })).json().number;
  const here = await open(mahon);
  for (const elsewhere of [palma, undefined]) await open(elsewhere);
  await t.current.grant("lead@hotel.example", "ventas", "jefa", undefined, mahon);
  await t.current.rows(`update tickets set assignee_id = null where location_id = $1`, [mahon]);
  const board = await t.current.as("lead@hotel.example")("/desks/ventas/board");
  expect(board.status).toBe(200);
  const shown: number[] = board.json().groups.flatMap((group: { items: { number: number }[] }) => group.items.map((item) => item.number));
  expect(shown).toContain(here);
  const at = await t.current.rows<{ location: number }>(`select distinct location_id as location from tickets where id = any($1)`, [shown]);
  expect(at).toEqual([{ location: mahon }]);
});

test("lists and exports name the location, to staff only", async () => {
  const [row] = (await t.current.as("eva@hotel.example")("/tickets?q=location:mahón")).json().items;
  expect(row.location).toEqual({ id: mahon, name: "Mahón" });
  const file = await t.current.as("eva@hotel.example")("/tickets.csv?q=location:mahón&columns=number,location");
  expect(file.text.split("\r\n")[1]).toMatch(/^\d+,Mahón$/);
  const own = (await t.current.as("ana@guest.example")("/tickets?q=involves:me")).json().items;
  expect(own.length).toBeGreaterThan(1);
  expect(own.every((one: { location: unknown }) => one.location === null)).toBe(true);
});

test("R15 what is some desks' business only, other desks are not offered", async () => {
  await t.current.desk({ key: "taller", addresses: ["taller@hotel.example"] });
  await t.current.grant("boss@hotel.example", "taller", "jefa");
  const boss = t.current.as("boss@hotel.example");
  const made = await boss({ method: "POST", url: "/organizations", payload: { name: "Talleres", own: true, desks: ["taller"] } });
  expect(made.json()).toMatchObject({ own: true, desks: ["taller"] });
  const { id } = made.json();
  await boss({ method: "POST", url: `/organizations/${id}/branches`, payload: { name: "Nave 3" } });
  const offered = async (desk: string) => (await boss(`/desks/${desk}`)).json().locations.map((one: { name: string }) => one.name);
  expect([await offered("ventas"), await offered("taller")]).toEqual([["Mahón", "Palma"], ["Mahón", "Nave 3", "Palma"]]);
  expect((await boss({ method: "PATCH", url: `/organizations/${id}`, payload: { desks: ["nada"] } })).json()).toMatchObject({ status: 422, path: "/desks/0" });
  expect((await boss({ method: "PATCH", url: `/organizations/${id}`, payload: { desks: [] } })).json().desks).toEqual([]);
  expect(await offered("ventas")).toContain("Nave 3");
});
