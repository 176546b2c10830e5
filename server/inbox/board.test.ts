import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Board } from "../../contract/board.ts";
import { generalOf, useApp } from "../testing/factories.ts";

const t = useApp();
const jefa = () => t.current.as("jefa@hotel.example");
const ana = "ana@guest.example";
const board = async (who = jefa(), query = ""): Promise<Board> => (await who(`/desks/ventas/board${query}`)).json();
const groups = async (who = jefa()) => Object.fromEntries((await board(who)).groups.map((group) => [group.key, group.items.map((item) => item.number)]));
const put = (url: string, payload: object = {}) => ({ method: "PUT" as const, url, payload });
const assign = (number: number, assignee: string | null) => ({ method: "PATCH" as const, url: `/tickets/${number}`, payload: { assignee } });

beforeAll(async () => {
  await t.current.desk();
  for (const [email, role] of [["eva@hotel.example", "agente"], ["raul@hotel.example", "agente"], ["jefa@hotel.example", "jefa"], ["mira@hotel.example", "mirador"]] as const) await t.current.grant(email, "ventas", role);
});
beforeEach(() => t.current.rows(`update tickets set deleted_at = '2026-01-01', listed = false`));

test("C3 the board holds what is pending and nobody has: by type, by mail, and the rest, the most urgent first", async () => {
  const invoice = await t.current.ticket(ana, { type: "duplicado" });
  const plain = await t.current.ticket(ana);
  const mailed = await t.current.ticket(ana, { subject: "Por correo" });
  await t.current.rows(`update tickets set source = 'email' where id = $1`, [mailed.number]);
  const urgent = await t.current.ticket(ana);
  await jefa()({ method: "PATCH", url: `/tickets/${urgent.number}`, payload: { priority: "urgent" } });
  const taken = await t.current.ticket(ana);
  await jefa()(assign(taken.number, "eva@hotel.example"));
  const solved = await t.current.ticket(ana);
  await jefa()({ method: "PATCH", url: `/tickets/${solved.number}`, payload: { status: "resuelta" } });
  expect(await groups()).toEqual({ "type-factura": [invoice.number], mail: [mailed.number], rest: [urgent.number, plain.number] });
  const [first] = (await board()).groups;
  expect(first).toMatchObject({ kind: "type", labels: { es: "Factura" }, count: 1, more: false, items: [{ requester: "Ana", type: "duplicado", status: "nuevo", version: 1 }] });
  // the group's own search lists the same
  const listed = await jefa()(`/tickets?q=${encodeURIComponent(first?.q ?? "")}`);
  expect(listed.json().items.map((row: { number: number }) => row.number)).toEqual([invoice.number]);
});

test("C3 a desk says itself how its board is grouped; a group that cannot be read is refused with its place", async () => {
  const weddings = await t.current.ticket(ana);
  await jefa()({ method: "PATCH", url: `/tickets/${weddings.number}`, payload: { tags: ["boda"] } });
  const other = await t.current.ticket(ana);
  const general = (await jefa()("/desks/ventas/configuration")).json();
  const basics = generalOf(general.definition);
  const change = (groupsWanted: object[]) => jefa()({ ...put("/desks/ventas/configuration/general", { ...basics, board: groupsWanted }), headers: { "if-match": `"${general.version}"` } });
  const refused = await change([{ labels: { es: "Bodas" }, q: "created:mañana" }]);
  expect([refused.status, JSON.stringify(refused.json())]).toEqual([422, expect.stringContaining("board")]);
  expect((await change([{ labels: { es: "Bodas" }, q: "tag:boda" }])).status).toBe(200);
  expect(await groups()).toEqual({ "group-1": [weddings.number], rest: [other.number] });
  // it stands in the desk's file, and comes back from it
  expect((await jefa()("/desks/ventas/export")).text).toContain("tag:boda");
  await t.current.desk();
});

test("C3 each agent's load: unsolved, overdue, today's follow-ups, in shift or absent", async () => {
  t.current.clock.set("2026-03-02T09:00:00Z"); // Monday, 10:00 in Madrid
  const [one, two] = [await t.current.ticket(ana), await t.current.ticket(ana)];
  for (const ticket of [one, two]) await jefa()(assign(ticket.number, "eva@hotel.example"));
  await jefa()(put(`/tickets/${one.number}/due-date`, { at: "2026-03-02T09:30:00Z" }));
  const plan = (payload: object) => jefa()({ method: "POST", url: `/tickets/${two.number}/follow-ups`, payload });
  expect((await plan({ means: "call", whom: "Ana", dueAt: "2026-03-02T17:00:00Z", agent: "eva@hotel.example" })).status).toBe(201);
  expect((await plan({ means: "call", whom: "Ana", dueAt: "2026-03-03T09:00:00Z", agent: "eva@hotel.example" })).status).toBe(201);
  const week = [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "15:00" }));
  await jefa()(put("/shifts/eva@hotel.example", { timeZone: "Europe/Madrid", week, exceptions: [] }));
  await jefa()(put("/shifts/raul@hotel.example", { timeZone: "Europe/Madrid", week, exceptions: [{ from: "2026-03-01", until: "2026-03-04", spans: [], reason: "Vacaciones" }] }));
  t.current.clock.set("2026-03-02T10:00:00Z");
  const agent = async (email: string) => (await board()).agents.find((one) => one.email === email);
  expect(await agent("eva@hotel.example")).toMatchObject({ name: "Eva", open: 2, overdue: 1, followUps: 1, presence: { kind: "working", until: "2026-03-02T14:00:00Z" } });
  expect(await agent("raul@hotel.example")).toMatchObject({ open: 0, overdue: 0, followUps: 0, presence: { kind: "absent", until: "2026-03-05T08:00:00Z" } });
  expect(await agent("jefa@hotel.example")).toMatchObject({ presence: { kind: "unknown", until: null } });
  // who only reads and notes is nobody to give work to
  expect(await agent("mira@hotel.example")).toBeUndefined();
  expect((await jefa()("/desks/ventas")).json().agents).toEqual(expect.arrayContaining([expect.objectContaining({ email: "mira@hotel.example", assignable: false }), expect.objectContaining({ email: "eva@hotel.example", assignable: true })]));
  t.current.clock.set("2026-03-02T14:00:00Z");
  expect(await agent("eva@hotel.example")).toMatchObject({ presence: { kind: "off", until: "2026-03-03T08:00:00Z" } });
  t.current.clock.set("2026-03-02T09:00:00Z");
});

describe("C3 who may see and assign", () => {
  test("only who assigns at the desk has a board; others are refused, strangers told nothing", async () => {
    expect((await t.current.as("mira@hotel.example")("/desks/ventas/board")).status).toBe(403);
    expect((await t.current.as(ana)("/desks/ventas/board")).status).toBe(404);
    expect((await t.current.anyone("/desks/ventas/board")).status).toBe(401);
  });
  test("with rights in one queue, the board shows that queue only", async () => {
    await t.current.grant("grupos@hotel.example", "ventas", "agente", "grupos");
    const mine = await t.current.ticket(ana);
    await jefa()({ method: "PATCH", url: `/tickets/${mine.number}`, payload: { queue: "grupos" } });
    const other = await t.current.ticket(ana);
    expect((await groups(t.current.as("grupos@hotel.example")))["rest"]).toEqual([mine.number]);
    expect((await groups())["rest"]).toEqual([mine.number, other.number]);
  });
});

test("C3 many are assigned at once; who got somebody meanwhile keeps them, and the supervisor is told", async () => {
  const numbers: number[] = [];
  for (let n = 0; n < 5; n += 1) numbers.push((await t.current.ticket(ana)).number);
  const [first = 0] = numbers;
  await jefa()(assign(first, "raul@hotel.example"));
  const bulk = await jefa()({ method: "POST", url: "/tickets/bulk", payload: { numbers, change: { assignee: "eva@hotel.example", onlyUnassigned: true } } });
  await t.current.runJobs();
  expect((await jefa()(`/bulks/${bulk.json().id}`)).json()).toMatchObject({ changed: 4, refused: 1 });
  expect((await jefa()(`/bulks/${bulk.json().id}/items?outcome=refused`)).json().items).toEqual([{ number: first, outcome: "refused", reason: expect.stringContaining("Raul") }]);
  expect((await jefa()(`/tickets/${first}`)).json().assignee).toBe("raul@hotel.example");
  expect((await groups())["rest"]).toEqual([]);
});

test("C3 counts stop at 1,000, and reading walks what nobody has, not all there is", async () => {
  const { number } = await t.current.ticket(ana);
  await t.current.rows(
    `insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, assignee_id, source, created_at, updated_at, public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by)
     select desk_id, subject, state, status_id, queue_id, priority, requester_id, case when n > 1500 then requester_id end, source, created_at, updated_at, '', '', 1, 1, last_public_at, 'customer' from tickets, generate_series(1, 4000) n where id = $1`,
    [number],
  );
  const rest = (await board(jefa(), "?limit=3")).groups.find((group) => group.key === "rest");
  expect(rest).toMatchObject({ count: 1000, more: true });
  expect(rest?.items).toHaveLength(3);
  await t.current.rows(`analyze tickets`);
  const plan = await t.current.rows<Record<string, string>>(
    `explain select id from tickets t where t.desk_id = (select desk_id from tickets where id = $1) and t.listed and t.state in ('new', 'open', 'pending', 'on_hold') and t.assignee_id is null order by t.created_at, t.id limit 10000`,
    [number],
  );
  expect(JSON.stringify(plan)).toContain("tickets_unassigned");
});
