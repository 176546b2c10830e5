import { beforeAll, expect, test } from "vitest";
import { useApp, type Caller } from "../testing/factories.ts";

const t = useApp();
let eva: Caller;
let jefa: Caller;

beforeAll(async () => {
  await t.current.desk();
  await t.current.desk({ key: "grupos", addresses: ["grupos@hotel.example"] });
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  await t.current.grant("leo@hotel.example", "ventas", "agente", "bodas");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  eva = t.current.as("eva@hotel.example");
  jefa = t.current.as("jefa@hotel.example");
});

const post = (as: Caller, payload: object) => as({ method: "POST", url: "/views", payload: { desk: "ventas", shared: false, q: "", labels: { "*": "Una" }, ...payload } });
const names = async (as: Caller) => (await as("/views?desk=ventas")).json().items.map((view: { labels: Record<string, string> }) => view.labels["es"] ?? view.labels["*"]);
const counts = async (as: Caller): Promise<Record<string, number | string>> =>
  Object.fromEntries((await as("/views/counts?desk=ventas")).json().items.map((one: { view: string; count: number; more: boolean }) => [one.view, one.more ? `${one.count}+` : one.count]));

test("views are shared by who configures the desk, or one's own, each in their order", async () => {
  expect((await post(eva, { shared: true })).status).toBe(403);
  const shared = await post(jefa, { shared: true, labels: { es: "Bodas", en: "Weddings" }, q: "queue:bodas is:open", sort: "-created", columns: ["number", "requester", "due"] });
  expect(shared.status, shared.text).toBe(201);
  expect(shared.json()).toMatchObject({ desk: "ventas", shared: true, labels: { es: "Bodas", en: "Weddings" }, q: "queue:bodas is:open", sort: "-created", columns: ["number", "requester", "due"], editable: true });
  const one = (await post(eva, { labels: { "*": "Primera" } })).json();
  await post(eva, { labels: { "*": "Segunda" } });
  expect(await names(eva)).toEqual(["Bodas", "Primera", "Segunda"]);
  expect(await names(jefa)).toEqual(["Bodas"]);
  expect((await eva("/views?desk=ventas")).json().items.map((view: { editable: boolean }) => view.editable)).toEqual([false, true, true]);

  const patch = (as: Caller, id: number, payload: object) => as({ method: "PATCH", url: `/views/${id}`, payload });
  expect((await patch(eva, one.id, { position: 5, labels: { "*": "Última" } })).json().labels).toEqual({ "*": "Última" });
  expect(await names(eva)).toEqual(["Bodas", "Segunda", "Última"]);
  expect((await patch(eva, one.id, { sort: "due", columns: ["subject"] })).json()).toMatchObject({ sort: "due", columns: ["subject"] });
  expect((await patch(eva, one.id, { sort: null, columns: null })).json()).toMatchObject({ sort: null, columns: null });
  expect((await patch(eva, one.id, { sort: "nada" })).status).toBe(400);
  expect((await patch(eva, shared.json().id, { q: "" })).status).toBe(403);
  expect((await patch(jefa, one.id, { q: "" })).status).toBe(404);
  expect((await patch(eva, one.id, { q: "created:gestern" })).status).toBe(422);
  expect((await post(eva, { q: "is:nada" })).status).toBe(422);
  expect((await jefa({ method: "DELETE", url: `/views/${one.id}` })).status).toBe(404);
  expect((await eva({ method: "DELETE", url: `/views/${one.id}` })).status).toBe(204);
  expect((await eva({ method: "DELETE", url: `/views/${one.id}` })).status).toBe(404);
  expect(await names(eva)).toEqual(["Bodas", "Segunda"]);
  for (const stranger of [t.current.as("ana@guest.example"), eva]) expect((await stranger("/views?desk=grupos")).status).toBe(404);
  expect((await t.current.as("ana@guest.example")("/views?desk=ventas")).status).toBe(404);
});

test("each view is counted as its list would show it, for who reads it", async () => {
  const word = (await post(eva, { labels: { "*": "Palabra" }, q: "rareza" })).json();
  const tagged = (await post(eva, { labels: { "*": "VIP" }, q: "tag:vip" })).json();
  const weddings = (await jefa("/views?desk=ventas")).json().items[0];
  const open = async (more: object, patch: object = {}) => {
    const { number } = await t.current.ticket("ana@guest.example", { ...more });
    if (Object.keys(patch).length > 0) await jefa({ method: "PATCH", url: `/tickets/${number}`, payload: patch });
  };
  await open({ subject: "rareza" }, { queue: "bodas", assignee: "eva@hotel.example" });
  await open({}, { queue: "bodas", status: "resuelta", tags: ["VIP"] });
  await open({}, { status: "esperando" });
  await open({});
  await open({ desk: "grupos", subject: "rareza" });
  await t.current.index();
  expect(await counts(eva)).toMatchObject({ mine: 1, unassigned: 2, open: 3, pending: 1, "on-hold": 0, solved: 1, all: 4, [weddings.id]: 1, [word.id]: 1, [tagged.id]: 1 });
  expect(await counts(jefa)).toMatchObject({ mine: 0, open: 3 });
  // who works in one queue of the desk counts that queue
  expect(await counts(t.current.as("leo@hotel.example"))).toMatchObject({ open: 1, all: 2, solved: 1, [weddings.id]: 1 });
  expect((await t.current.as("ana@guest.example")("/views/counts?desk=ventas")).status).toBe(404);

  await t.current.rows(
    `insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by)
     select desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, '', '', 1, 1, last_public_at, 'customer'
     from tickets, generate_series(1, 1200) where state = 'new' and desk_id = (select id from desks where key = 'ventas')`,
  );
  expect(await counts(eva)).toMatchObject({ open: "1000+", all: "1000+", unassigned: "1000+", pending: 1, mine: 1, [tagged.id]: 1 });
});

test("beyond the window a count says so, and no more than the window is walked", async () => {
  await t.current.rows(
    `insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by)
     select desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, '', '', 1, 1, last_public_at, 'customer'
     from (select * from tickets where state = 'new' and desk_id = (select id from desks where key = 'ventas') order by id limit 1) one, generate_series(1, 10000)`,
  );
  await t.current.rows("analyze tickets");
  const [tagged] = (await eva("/views?desk=ventas")).json().items.filter((view: { q: string }) => view.q === "tag:vip");
  const found = await counts(eva);
  expect(found).toMatchObject({ open: "1000+", pending: expect.stringMatching(/^[01]\+$/), [tagged.id]: expect.stringMatching(/^[01]\+$/) });
}, 60_000);
