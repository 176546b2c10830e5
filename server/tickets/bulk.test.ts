import { beforeAll, expect, test } from "vitest";
import { useApp, type Caller } from "../testing/factories.ts";

const t = useApp();
let eva: Caller;
let jefa: Caller;

beforeAll(async () => {
  await t.current.desk();
  await t.current.desk({ key: "grupos", addresses: ["grupos@hotel.example"] });
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  eva = t.current.as("eva@hotel.example");
  jefa = t.current.as("jefa@hotel.example");
});

const open = async (count: number, more: Record<string, unknown> = {}): Promise<number[]> => {
  const numbers: number[] = [];
  for (let n = 0; n < count; n += 1) numbers.push((await t.current.ticket(`guest${n}@guest.example`, more)).number);
  return numbers;
};
/** Asks for the change, lets it be done, and reads what became of it. */
async function bulk(as: Caller, payload: object) {
  const started = await as({ method: "POST", url: "/tickets/bulk", payload });
  expect(started.status, started.text).toBe(201);
  expect(started.json()).toMatchObject({ state: "running", done: 0 });
  await t.current.runJobs();
  return read(as, started.json().id);
}
const read = async (as: Caller, id: number) => (await as(`/bulks/${id}`)).json();
const items = async (as: Caller, id: number) => (await as(`/bulks/${id}/items?limit=200`)).json().items as { number: number; outcome: string; reason: string | null }[];
const undo = async (as: Caller, id: number) => {
  const answer = await as({ method: "PUT", url: `/bulks/${id}/undo` });
  expect(answer.status, answer.text).toBe(200);
  await t.current.runJobs();
  return read(as, id);
};
const ticket = async (number: number, as = jefa) => (await as(`/tickets/${number}`)).json();
const types = async (number: number): Promise<string[]> => (await jefa(`/tickets/${number}/events`)).json().items.map((event: { type: string }) => event.type);

test("R5 changes many tickets at once, each with its own history, and takes it back", async () => {
  const numbers = await open(5);
  await jefa({ method: "PATCH", url: `/tickets/${numbers[1]}`, payload: { priority: "urgent", tags: ["vip", "Viejo"] } });
  const before = await Promise.all(numbers.map((number) => ticket(number)));
  const change = { assignee: "eva@hotel.example", queue: "bodas", priority: "urgent", addTags: ["VIP", "boda"], removeTags: ["viejo"], status: "esperando" };
  const done = await bulk(eva, { numbers, change });
  expect(done).toMatchObject({ state: "done", total: 5, done: 5, changed: 5, unchanged: 0, refused: 0, change });
  expect(done.finishedAt).not.toBeNull();
  for (const number of numbers) expect(await ticket(number)).toMatchObject({ assignee: "eva@hotel.example", queue: "bodas", priority: "urgent", status: "esperando" });
  expect((await ticket(numbers[1] ?? 0)).tags).toEqual(["boda", "vip"]);
  // it was urgent already
  expect((await types(numbers[1] ?? 0)).filter((type) => type === "ticket.priority-changed")).toHaveLength(1);
  expect((await types(numbers[0] ?? 0)).filter((type) => type.startsWith("ticket.")).toSorted()).toEqual(
    ["ticket.assigned", "ticket.created", "ticket.priority-changed", "ticket.queue-changed", "ticket.status-changed", "ticket.tags-changed"],
  );

  // a second time there is nothing to do
  expect(await bulk(eva, { numbers, change })).toMatchObject({ changed: 0, unchanged: 5 });

  const undone = await undo(eva, done.id);
  expect(undone).toMatchObject({ state: "undone", undone: 5, undoRefused: 0, changed: 0 });
  for (const was of before) expect(await ticket(was.number)).toMatchObject({ assignee: was.assignee, queue: was.queue, priority: was.priority, tags: was.tags, status: was.status, type: was.type });
  expect((await eva({ method: "PUT", url: `/bulks/${done.id}/undo` })).status).toBe(409);
});

test("R5 tells for each refused ticket why, in the reader's words, and changes the others", async () => {
  const [one = 0, closed = 0] = await open(2);
  const [elsewhere = 0] = await open(1, { desk: "grupos" });
  await jefa({ method: "PATCH", url: `/tickets/${closed}`, payload: { status: "cerrada" } });
  const done = await bulk(eva, { numbers: [one, closed, elsewhere, 999_999], change: { queue: "grupos" } });
  expect(done).toMatchObject({ total: 4, changed: 1, refused: 3 });
  const rows = await items(eva, done.id);
  expect(rows.map((row) => [row.number, row.outcome])).toEqual([[one, "changed"], [closed, "refused"], [elsewhere, "refused"], [999_999, "refused"]]);
  expect(rows[1]?.reason).toMatch(/closed for good/);
  // foreign and missing look the same
  expect(rows[2]?.reason).toBe(rows[3]?.reason);
  expect((await ticket(elsewhere, t.current.as("guest0@guest.example"))).queue).toBe("general");
  const spanish = (await eva({ url: `/bulks/${done.id}/items?outcome=refused&limit=1`, headers: { "accept-language": "es" } })).json();
  expect(spanish.items[0].reason).toMatch(/cerrad/);
  expect((await eva(`/bulks/${done.id}/items?outcome=refused&limit=1&after=${spanish.next}`)).json().items[0].number).toBe(elsewhere);
});

test("a part that is refused leaves the whole ticket as it was", async () => {
  const [one = 0] = await open(1);
  const done = await bulk(eva, { numbers: [one], change: { queue: "bodas", status: "cerrada" } });
  expect(done).toMatchObject({ refused: 1, changed: 0 });
  expect(await ticket(one)).toMatchObject({ queue: "general", status: "nuevo" });
});

test("an undo leaves what somebody changed since, and says so", async () => {
  const [one = 0, two = 0] = await open(2);
  const done = await bulk(jefa, { numbers: [one, two], change: { queue: "bodas", priority: "high" } });
  await eva({ method: "PATCH", url: `/tickets/${two}`, payload: { priority: "low" } });
  expect(await undo(jefa, done.id)).toMatchObject({ undone: 1, undoRefused: 1 });
  expect(await ticket(one)).toMatchObject({ queue: "general", priority: "normal" });
  expect(await ticket(two)).toMatchObject({ queue: "bodas", priority: "low" });
  expect((await items(jefa, done.id)).find((row) => row.number === two)?.reason).toBeTruthy();
});

test("R10 R11 postpones, closes, marks as spam and deletes many, and takes each back", async () => {
  const numbers = await open(3);
  const of = (key: string) => Promise.all(numbers.map(async (number) => (await ticket(number))[key]));
  const postponed = await bulk(jefa, { numbers, change: { postpone: { amount: 3, unit: "days" } } });
  expect(await of("dueAt")).toEqual(Array(3).fill("2026-03-05T09:00:00Z"));
  expect(await undo(jefa, postponed.id)).toMatchObject({ undone: 3 });
  expect(await of("dueAt")).toEqual([null, null, null]);

  const closed = await bulk(jefa, { numbers, change: { close: { reason: "duplicadas" } } });
  expect(await of("state")).toEqual(["closed", "closed", "closed"]);
  expect(await types(numbers[0] ?? 0)).toContain("ticket.closure-explained");
  expect(await bulk(jefa, { numbers, change: { close: {} } })).toMatchObject({ unchanged: 3 });
  expect(await undo(jefa, closed.id)).toMatchObject({ undone: 3 });
  expect(await of("status")).toEqual(["nuevo", "nuevo", "nuevo"]);

  const spam = await bulk(jefa, { numbers, change: { spam: true } });
  expect(await of("unlisted")).toEqual(["spam", "spam", "spam"]);
  await undo(jefa, spam.id);
  const deleted = await bulk(jefa, { numbers, change: { delete: true } });
  expect(await of("unlisted")).toEqual(["deleted", "deleted", "deleted"]);
  await undo(jefa, deleted.id);
  expect(await of("unlisted")).toEqual([null, null, null]);
  expect(await bulk(eva, { numbers, change: { delete: true } })).toMatchObject({ refused: 3 });
});

test("an undone closing comes back only for whom closing was allowed", async () => {
  const [one = 0] = await open(1);
  const done = await bulk(jefa, { numbers: [one], change: { close: {} } });
  await t.current.revoke("jefa@hotel.example");
  await t.current.grant("jefa@hotel.example", "ventas", "agente");
  expect(await undo(jefa, done.id)).toMatchObject({ undoRefused: 1 });
  await t.current.revoke("jefa@hotel.example");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  expect((await ticket(one)).state).toBe("closed");
});

test("R5 takes what a search finds at that moment, more than a list shows", async () => {
  await open(1, { subject: "palabrita suelta" });
  await t.current.rows(
    `insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by)
     select desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, '', '', 1, 1, last_public_at, 'customer'
     from tickets, generate_series(1, 619) where subject = 'palabrita suelta'`,
  );
  await t.current.index();
  const done = await bulk(eva, { q: "desk:ventas palabrita", change: { priority: "low" } });
  expect(done).toMatchObject({ total: 620, changed: 620, done: 620 });
  const back = await undo(eva, done.id);
  expect(back).toMatchObject({ undone: 620 });
}, 120_000);

test("one that runs can be stopped; a job that starts again goes on where it was", async () => {
  const numbers = await open(3);
  const started = (await jefa({ method: "POST", url: "/tickets/bulk", payload: { numbers, change: { priority: "high" } } })).json();
  await jefa({ method: "PUT", url: `/bulks/${started.id}/undo` });
  await t.current.runJobs();
  expect(await read(jefa, started.id)).toMatchObject({ state: "undone", unchanged: 3, changed: 0 });
  // as if the process had died between two tickets
  const again = (await jefa({ method: "POST", url: "/tickets/bulk", payload: { numbers, change: { priority: "high" } } })).json();
  await t.current.rows("update bulk_items set outcome = 'unchanged' where bulk_id = $1 and position = 1", [again.id]);
  await t.current.runJobs();
  expect(await read(jefa, again.id)).toMatchObject({ state: "done", changed: 2, unchanged: 1 });
});

test("what cannot be meant is refused; a bulk is its maker's own", async () => {
  const [one = 0] = await open(1);
  const post = async (payload: object, as = eva) => (await as({ method: "POST", url: "/tickets/bulk", payload })).status;
  expect(await post({ change: { priority: "low" } })).toBe(422);
  expect(await post({ numbers: [one], q: "x", change: { priority: "low" } })).toBe(422);
  expect(await post({ q: "requester:nobody@nowhere.example", change: { priority: "low" } })).toBe(422);
  expect(await post({ numbers: [one], change: {} })).toBe(400);
  expect(await post({ numbers: [], change: { priority: "low" } })).toBe(400);
  expect(await post({ numbers: [one], change: { priority: "low" } }, t.current.as("guest0@guest.example"))).toBe(403);
  const done = await bulk(eva, { numbers: [one, one], change: { priority: "low" } });
  expect(done).toMatchObject({ total: 1, changed: 1 });
  for (const url of [`/bulks/${done.id}`, `/bulks/${done.id}/items`]) expect((await jefa(url)).status).toBe(404);
  expect((await jefa({ method: "PUT", url: `/bulks/${done.id}/undo` })).status).toBe(404);
  const key = { "idempotency-key": "einmal" };
  const ask = { method: "POST" as const, url: "/tickets/bulk", payload: { numbers: [one], change: { priority: "high" } }, headers: key };
  expect((await eva(ask)).json().id).toBe((await eva(ask)).json().id);
});
