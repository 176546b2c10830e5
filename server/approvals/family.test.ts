import { beforeAll, expect, test } from "vitest";
import { runDueTimers, type TimerHandlers } from "../platform/timers.ts";
import { createLog } from "../platform/log.ts";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const ana = "ana@guest.example";
const joan = "joan@hotel.example";
const jefa = () => t.current.as("jefa@hotel.example");
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const put = (url: string, payload: object) => ({ method: "PUT" as const, url, payload });
const patch = (number: number, payload: object) => ({ method: "PATCH" as const, url: `/tickets/${number}`, payload });
const merge = async (from: number, into: number) => expect((await jefa()(put(`/tickets/${from}/merge`, { into }))).status).toBe(200);
const undo = async (number: number) => expect((await jefa()({ method: "DELETE", url: `/tickets/${number}/merge` })).status).toBe(200);
const call = (number: number, outcome: string) => jefa()(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", outcome }));
const followUps = async (number: number) => (await jefa()(`/tickets/${number}/follow-ups`)).json();
const facts = async (number: number) => (await t.current.rows<{ count: number; next: string | null; approval: string | null; flag: string | null }>(`select follow_up_count as count, next_follow_up_at as next, approval, flag from tickets where id = $1`, [number]))[0];

beforeAll(async () => {
  await t.current.desk({
    roles: salesDesk.roles,
    types: [{ key: "reinstalacion", labels: { es: "Reinstalación" }, sets: { gates: [{ kind: "approved" }, { kind: "follow-ups", atLeast: 3 }] } }],
  });
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await t.current.grant(joan, "ventas", "agente");
});

test("C6 C9 a merged ticket's follow-ups are the surviving one's, its gate counts them, and undoing gives each its own back", async () => {
  const [one, two] = [(await t.current.ticket(ana, { type: "reinstalacion" })).number, (await t.current.ticket(ana)).number];
  await call(one, "reached");
  for (const outcome of ["reached", "not-reached"]) await call(two, outcome);
  const planned = (await jefa()(post(`/tickets/${two}/follow-ups`, { means: "mail", whom: ana, dueAt: "2026-03-06T09:00:00Z", agent: joan }))).json();
  await merge(two, one);
  expect(await followUps(one)).toMatchObject({ attempts: 3, productive: 2, nextAt: "2026-03-06T09:00:00Z" });
  expect((await followUps(one)).items).toHaveLength(4);
  expect(await facts(one)).toMatchObject({ count: 3, next: "2026-03-06T09:00:00Z" });
  // the agenda leads to what survives
  const agenda = (await jefa()(`/agenda?agent=${joan}&day=2026-03-06`)).json();
  expect(agenda.items).toMatchObject([{ id: planned.followUp?.id ?? expect.any(Number), subject: { number: one } }]);
  // what is planned on the merged one can be done, and goes with the ticket to its owner
  await jefa()(patch(one, { assignee: "jefa@hotel.example" }));
  expect((await followUps(one)).items.filter((item: { state: string }) => item.state === "planned")).toMatchObject([{ agent: { email: joan } }]);
  await undo(two);
  expect(await facts(one)).toMatchObject({ count: 1, next: null });
  expect(await facts(two)).toMatchObject({ count: 2, next: "2026-03-06T09:00:00Z" });
});

test("C11 a merged ticket's approvals are shown, answered and counted in the surviving one, and go with it when the merge is undone", async () => {
  const [one, two] = [(await t.current.ticket(ana, { type: "reinstalacion" })).number, (await t.current.ticket(ana)).number];
  for (const outcome of ["reached", "reached", "reached"]) await call(one, outcome);
  const approval = (await jefa()(post(`/tickets/${two}/approvals`, { person: joan, question: "¿Vale?" }))).json();
  await merge(two, one);
  expect((await facts(one))?.approval).toBe("pending");
  expect((await jefa()(`/tickets/${one}/approvals`)).json()).toMatchObject({ standing: "pending", items: [{ id: approval.id }] });
  const [task] = (await t.current.as(joan)("/approvals")).json().items.filter((item: { approval: { id: number } }) => item.approval.id === approval.id);
  expect(task).toMatchObject({ subject: "Una pregunta" });
  expect((await jefa()(patch(one, { status: "resuelta" }))).json().key).toBe("ticket.gate-approved");
  expect((await t.current.as(joan)(put(`/approvals/${approval.id}/answer`, { answer: "granted", employeeId: "J-1", branch: "Centro" }))).status).toBe(200);
  expect((await facts(one))?.approval).toBe("granted");
  await undo(two);
  expect((await facts(one))?.approval).toBeNull();
  expect((await facts(two))?.approval).toBe("granted");
  expect((await jefa()(patch(one, { status: "resuelta" }))).json().key).toBe("ticket.gate-approved");
  await merge(two, one);
  expect((await jefa()(patch(one, { status: "resuelta" }))).status).toBe(200);
});

test("C4 a merged ticket's flag shows on the surviving one until the merge is undone; a follow-up ahead in the family is one ahead", async () => {
  const [one, two, three] = [(await t.current.ticket(ana)).number, (await t.current.ticket(ana)).number, (await t.current.ticket(ana)).number];
  for (const number of [one, two]) await jefa()(patch(number, { assignee: joan }));
  await jefa()(put(`/shifts/${joan}`, { timeZone: "Europe/Madrid", week: [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "15:00" })), exceptions: [] }));
  await jefa()(post(`/tickets/${one}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-02T15:00:00Z" }));
  // three is merged into one of Joan's without a follow-up of its own, and has one ahead
  await jefa()(post(`/tickets/${three}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-20T09:00:00Z" }));
  await merge(three, one);
  t.current.clock.set("2026-03-03T14:00:00Z");
  const handlers: Partial<TimerHandlers> = { "follow-ups.shift-end": t.current.app.timers["follow-ups.shift-end"] };
  await t.current.rows(`delete from timers where kind <> 'follow-ups.shift-end'`);
  await runDueTimers(t.current.app.transact, handlers as TimerHandlers, t.current.clock, createLog("error"));
  expect((await facts(one))?.flag).toBeNull();
  expect((await facts(two))?.flag).toBe("no-follow-up");
  await merge(two, one);
  expect((await facts(one))?.flag).toBe("no-follow-up");
  expect((await jefa()("/flagged-tickets")).json().items).toMatchObject([{ number: one }]);
  await undo(two);
  expect((await facts(one))?.flag).toBeNull();
  expect((await jefa()("/flagged-tickets")).json().items).toMatchObject([{ number: two }]);
});
