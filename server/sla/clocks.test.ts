import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import type { CalendarDefinition } from "../../contract/calendars.ts";
import type { ServiceLevelDefinition, TicketClock } from "../../contract/service-levels.ts";
import { runDueTimers } from "../platform/timers.ts";
import { createLog } from "../platform/log.ts";
import { makeApp, salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const [ana, eva, jefa] = ["ana@guest.example", "eva@hotel.example", "jefa@hotel.example"];
const office: CalendarDefinition = { key: "oficina", labels: { es: "Oficina" }, week: { monday: ["09:00-14:00", "16:00-19:00"], tuesday: ["09:00-14:00", "16:00-19:00"], wednesday: ["09:00-14:00", "16:00-19:00"] } };
const urgent: ServiceLevelDefinition = { key: "urgente", labels: { es: "Urgente" }, q: "priority:urgent", targets: { resolution: { minutes: 120, counts: "calendar", escalates: true } } };
const usual: ServiceLevelDefinition = {
  key: "normal", labels: { es: "Normal" }, calendar: "oficina",
  targets: { assignment: { minutes: 30 }, "first-reply": { minutes: 120 }, "next-reply": { minutes: 240, counts: "calendar" }, resolution: { minutes: 960, warnBefore: 60 } },
};
const staff = () => t.current.as(eva);
const clocksOf = async (number: number, as = staff()): Promise<TicketClock[]> => (await as(`/tickets/${number}/page`)).json().clocks;
const clock = async (number: number, kind: string): Promise<TicketClock> => (await clocksOf(number)).findLast((one) => one.kind === kind) ?? expect.fail(`no clock ${kind}`);
const timers = () => runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, createLog("silent"));
/** The clock goes on to an instant; what is due is done. */
async function until(instant: string): Promise<void> {
  t.current.clock.set(instant);
  await timers();
  await t.current.runJobs();
}
const patch = async (number: number, payload: object) => expect((await staff()({ method: "PATCH", url: `/tickets/${number}`, payload })).status).toBe(200);
const events = (number: number) => t.current.rows<{ type: string; data: { clock: string; dueAt: string } }>("select type, data from events where ticket_id = $1 and type like 'clock.%' order by id", [number]);
const monday = "2026-03-02T";

beforeAll(async () => {
  await t.current.desk({ calendars: [office], serviceLevels: [urgent, usual] });
  await t.current.desk({ key: "sin", addresses: ["sin@hotel.example"] });
  for (const desk of ["ventas", "sin"]) {
    await t.current.grant(eva, desk, "agente");
    await t.current.grant(jefa, desk, "jefa");
  }
});

describe("T12 the life of a request, in working time (Madrid: 9–14, 16–19)", () => {
  let number = 0;
  test("T12 it is to be assigned within 30 minutes, T2 and its customer sees the same times as we do", async () => {
    t.current.clock.set(`${monday}12:00:00Z`); // 13:00 in Madrid
    number = (await t.current.ticket(ana)).number;
    const clocks = await clocksOf(number);
    expect(clocks.map(({ kind, dueAt, state }) => [kind, dueAt, state])).toEqual([
      ["assignment", `${monday}12:30:00Z`, "running"],
      ["resolution", "2026-03-04T12:00:00Z", "running"],
      ["first-reply", `${monday}16:00:00Z`, "running"],
    ]);
    const theirs = await clocksOf(number, t.current.as(ana));
    expect(theirs).toEqual(clocks.map((one) => ({ ...one, ledger: [] })));
    expect(theirs[2]?.ahead).toEqual([{ from: `${monday}12:00:00Z`, to: `${monday}13:00:00Z` }, { from: `${monday}15:00:00Z`, to: `${monday}16:00:00Z` }]);
    const [row] = (await t.current.as(ana)("/tickets?q=involves:me")).json().items;
    expect(row.clock).toEqual({ kind: "assignment", dueAt: `${monday}12:30:00Z`, warnAt: expect.anything(), left: null });
  });
  test("T12 on assignment that clock ends and the list sorts by the next one", async () => {
    t.current.clock.set(`${monday}12:10:00Z`);
    await patch(number, { assignee: eva });
    expect(await clock(number, "assignment")).toMatchObject({ state: "met", metAt: `${monday}12:10:00Z`, breached: false, left: 20 * 60_000 });
    expect((await staff()("/tickets?sort=due")).json().items[0]).toMatchObject({ number, clock: { kind: "first-reply", dueAt: `${monday}16:00:00Z` } });
  });
  test("a note is no reply, and neither is a reply that is still held; once it goes it is one", async () => {
    t.current.clock.set(`${monday}12:20:00Z`);
    await staff()({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "note", body: "miro" } });
    await staff()({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Buenas", hold: true } });
    expect((await clock(number, "first-reply")).state).toBe("running");
    await until(`${monday}12:21:00Z`);
    expect(await clock(number, "first-reply")).toMatchObject({ state: "met" });
  });
  test("T12 while the customer has the turn it stands; the answer sets it going with what it had, and a reply is due again", async () => {
    await patch(number, { status: "esperando" });
    expect((await clocksOf(number)).filter(({ state }) => state === "running")).toEqual([]);
    const [row] = (await staff()(`/tickets?q=number:${number}`)).json().items;
    expect(row.clock).toEqual({ kind: "resolution", dueAt: null, warnAt: null, left: (960 - 21) * 60_000 });
    await until("2026-03-03T16:21:00Z");
    expect(await events(number)).toEqual([]);
    await t.current.as(ana)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Aquí está" } });
    expect(await clock(number, "next-reply")).toMatchObject({ state: "running", counts: "calendar", dueAt: "2026-03-03T20:21:00Z" });
    const resolution = await clock(number, "resolution");
    expect(resolution.ledger).toEqual([
      { from: `${monday}12:00:00Z`, until: expect.anything(), stopped: null, status: "nuevo", duration: 21 * 60_000 },
      { from: expect.anything(), until: "2026-03-03T16:21:00.000000Z", stopped: "status", status: "esperando", duration: 28 * 3_600_000 },
      { from: "2026-03-03T16:21:00.000000Z", until: null, stopped: null, status: "abierto", duration: 0 },
    ].map((one) => ({ ...one, from: one.from === `${monday}12:00:00Z` ? `${monday}12:00:00.000000Z` : one.from })));
  });
  test("L13 an answer that is due in 24 hours of any day is late after them: once, and everybody is told by an event", async () => {
    await until("2026-03-03T19:30:00Z");
    await until("2026-03-03T20:21:00Z");
    await until("2026-03-03T20:30:00Z");
    expect((await events(number)).map(({ type, data }) => [type, data.clock, data.dueAt])).toEqual([
      ["clock.warned", "next-reply", "2026-03-03T20:21:00Z"],
      ["clock.breached", "next-reply", "2026-03-03T20:21:00Z"],
    ]);
    expect(await clock(number, "next-reply")).toMatchObject({ state: "running", breached: true });
    expect((await t.current.as(ana)(`/tickets/${number}/events`)).text).not.toContain("clock.");
  });
  test("T12 solved ends them all; a question reopens, and the time goes on", async () => {
    await patch(number, { status: "resuelta" });
    expect((await clocksOf(number)).map(({ state }) => state)).toEqual(["met", "met", "met", "met"]);
    expect((await t.current.rows("select 1 from timers where kind = 'sla.look' and subject = $1", [String(number)])).length).toBe(0);
    const left = (await clock(number, "resolution")).left;
    t.current.clock.set("2026-03-09T08:00:00Z");
    await t.current.as(ana)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "¿Y ahora?" } });
    expect(await clock(number, "resolution")).toMatchObject({ state: "running", left });
  });
});

test("L13 a note that opens a solved case again owes its customer an answer within 24 hours; a note beside, or a slip taken back, does not", async () => {
  t.current.clock.set(`${monday}12:00:00Z`);
  const { number } = await t.current.ticket(ana);
  const note = (body: string, status?: string) => staff()({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "note", body, status } });
  await staff()({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Ya está", status: "resuelta" } });
  await patch(number, { status: "abierto" });
  t.current.clock.advance("PT1M");
  await note("Nada nuevo");
  expect((await clocksOf(number)).some(({ kind }) => kind === "next-reply")).toBe(false);
  await patch(number, { status: "resuelta" });
  await note("Llamó: no le llegó nada", "abierto");
  expect(await clock(number, "next-reply")).toMatchObject({ state: "running", counts: "calendar" });
  const { dueAt } = await clock(number, "next-reply");
  expect(Date.parse(dueAt ?? "") - Date.parse(`${monday}12:01:00Z`)).toBe((await clock(number, "next-reply")).minutes * 60_000);
  await staff()({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Perdón: aquí está" } });
  expect((await clock(number, "next-reply")).state).toBe("met");
});

describe("what changes the promise keeps the time that has passed", () => {
  test("priority, queue and type; the escalation is raised where the level says so", async () => {
    t.current.clock.set("2026-03-09T08:00:00Z");
    const { number } = await t.current.ticket(ana);
    await patch(number, { assignee: eva });
    await until("2026-03-09T09:00:00Z");
    await patch(number, { priority: "urgent" });
    expect(await clock(number, "resolution")).toMatchObject({ dueAt: "2026-03-09T10:00:00Z", counts: "calendar", minutes: 120 });
    expect((await clock(number, "first-reply")).state).toBe("stopped");
    // noticed by who touches it then
    t.current.clock.set("2026-03-09T10:00:01Z");
    await patch(number, { tags: ["tarde"] });
    expect(await t.current.rows("select actor_kind as by from events where ticket_id = $1 and type in ('clock.breached', 'ticket.escalated')", [number])).toEqual([{ by: "system" }, { by: "system" }]);
    expect((await staff()(`/tickets/${number}`)).json()).toMatchObject({ escalation: 1 });
    expect(await t.current.rows("select data->>'reason' as reason from events where ticket_id = $1 and type = 'ticket.escalated'", [number])).toEqual([{ reason: "No se resolvió a tiempo" }]);
    await patch(number, { priority: "normal" });
    expect(await clock(number, "resolution"), "back to the longer promise: not late after all").toMatchObject({ breached: false, left: (960 - 60 - 60) * 60_000 - 1000 });
  });
  test("another calendar midway counts from when it was set, also for tickets nobody touches", async () => {
    t.current.clock.set("2026-03-16T08:00:00Z");
    const { number } = await t.current.ticket(ana);
    await patch(number, { assignee: eva });
    t.current.clock.set("2026-03-16T09:00:00Z");
    const put = (calendars: CalendarDefinition[]) => t.current.as(jefa)({ method: "PUT", url: "/desks/ventas/configuration/calendars", payload: calendars });
    expect((await put([{ ...office, week: { ...office.week, monday: ["10:00-24:00"] } }])).status).toBe(200);
    // noticed an hour later only
    t.current.clock.set("2026-03-16T10:00:00Z");
    await t.current.runJobs();
    t.current.clock.set("2026-03-16T13:00:00Z");
    expect((await clock(number, "resolution")).left, "an hour by the old hours, four by the new ones").toBe((960 - 5 * 60) * 60_000);
    // and once more, noticed only as it is solved
    await put([office]);
    t.current.clock.set("2026-03-16T15:00:00Z");
    await patch(number, { status: "resuelta" });
    const { ledger, left } = await clock(number, "resolution");
    expect(left, "nothing between 14 and 16").toBe((960 - 5 * 60) * 60_000);
    expect(ledger.filter(({ stopped }) => stopped === null).map(({ duration }) => duration / 60_000)).toEqual([60, 240, 0]);
    await t.current.runJobs();
  });
  test("statuses that run clocks no more stop them, and levels that come to apply start them", async () => {
    t.current.clock.set("2026-03-23T08:00:00Z");
    const { number } = await t.current.ticket(ana, { desk: "sin" });
    expect(await clocksOf(number)).toEqual([]);
    await t.current.as(jefa)({ method: "PUT", url: "/desks/sin/configuration/service-levels", payload: [urgent, { ...usual, calendar: undefined, targets: { resolution: { minutes: 60, counts: "calendar" } } }] });
    await t.current.runJobs();
    expect(await clock(number, "resolution")).toMatchObject({ startedAt: "2026-03-23T08:00:00Z", dueAt: "2026-03-23T09:00:00Z" });
    await t.current.as(jefa)({ method: "PUT", url: "/desks/sin/configuration/statuses", payload: salesDesk.statuses.map((one) => ({ ...one, runsClocks: false })) });
    await t.current.runJobs();
    expect(await clock(number, "resolution")).toMatchObject({ state: "stopped", dueAt: null });
  });
  test("postponed, the list sorts by the earlier of both", async () => {
    t.current.clock.set("2026-03-23T08:00:00Z");
    const { number } = await t.current.ticket(ana);
    await staff()({ method: "PUT", url: `/tickets/${number}/due-date`, payload: { amount: 10, unit: "days" } });
    expect(await t.current.rows("select next_due_at = clock_due_at as same from tickets where id = $1", [number])).toEqual([{ same: true }]);
    await patch(number, { status: "esperando" });
    expect(await t.current.rows("select next_due_at = due_at as same from tickets where id = $1", [number])).toEqual([{ same: true }]);
  });
});

test("merged, spam and deleted tickets stand, and go on when they come back", async () => {
  t.current.clock.set("2026-03-23T08:00:00Z");
  const [first, second] = [(await t.current.ticket(ana)).number, (await t.current.ticket(ana)).number];
  const boss = t.current.as(jefa);
  for (const [url, back, cause] of [[`/tickets/${first}/spam`, ["DELETE", `/tickets/${first}/spam`], "spam"], [`/tickets/${first}/merge`, ["DELETE", `/tickets/${first}/merge`], "merged"]] as const) {
    expect((await boss({ method: "PUT", url, payload: cause === "merged" ? { into: second } : {} })).status).toBeLessThan(300);
    expect(await t.current.rows("select distinct s.stopped from clock_segments s join clocks c on c.id = s.clock_id where c.ticket_id = $1 and s.until_at is null", [first])).toEqual([{ stopped: cause }]);
    expect(await t.current.rows("select clock_due_at from tickets where id = $1", [first])).toEqual([{ clock_due_at: null }]);
    expect((await boss({ method: back[0], url: back[1] })).status).toBeLessThan(300);
    expect((await clock(first, "assignment")).state).toBe("running");
  }
  await boss({ method: "DELETE", url: `/tickets/${first}` });
  await until("2026-03-25T08:00:00Z");
  expect(await events(first)).toEqual([]);
});

test("a ticket that we opened by writing owes no reply before its customer writes", async () => {
  t.current.clock.set("2026-03-30T08:00:00Z");
  const answer = await t.current.as(jefa)({ method: "POST", url: "/outgoings", payload: { desk: "ventas", subject: "Cambio de horario", body: "Cerramos el lunes", to: [{ email: "leo@guest.example" }] } });
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  await t.current.runJobs();
  const [made] = await t.current.rows<{ id: number }>("select id from tickets order by id desc limit 1");
  expect((await clocksOf(made?.id ?? 0)).map(({ kind }) => kind)).not.toContain("first-reply");
});

test("what is due happens exactly once, with two processes at it, and one ended in the midst of it", async () => {
  t.current.clock.set("2026-04-06T08:00:00Z");
  const numbers = await Promise.all(Array.from({ length: 12 }, async () => (await t.current.ticket(ana, { desk: "ventas" })).number));
  const other = await makeApp(t.current.database, t.current.clock);
  t.current.clock.set("2026-04-20T08:00:00Z");
  // a third one takes a timer and is gone before it is done, as by kill -9: its connection ends in the midst of the transaction
  const killed = new pg.Client(t.current.connection);
  killed.on("error", () => {});
  await killed.connect();
  await killed.query("begin");
  await killed.query("delete from timers where kind = 'sla.look' and subject = $1", [String(numbers[0])]);
  await killed.query("update clocks set breached_at = due_at where ticket_id = $1", [numbers[0]]);
  (killed as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  const run = (app: typeof other.app) => runDueTimers(app.transact, app.timers, t.current.clock, createLog("silent"));
  await Promise.all([run(t.current.app), run(other.app), run(t.current.app), ...numbers.slice(0, 4).map((number) => patch(number, { tags: ["visto"] }))]);
  // who held a ticket just then: its timer waits a second
  t.current.clock.set("2026-04-20T08:00:02Z");
  await Promise.all([run(other.app), run(t.current.app)]);
  await other.app.stop();
  const told = await t.current.rows<{ ticket: number; clock: string; n: number }>("select ticket_id as ticket, data->>'clock' as clock, count(*)::int as n from events where ticket_id = any($1) and type = 'clock.breached' group by 1, 2", [numbers]);
  expect(told.map(({ n }) => n)).toEqual(told.map(() => 1));
  expect(told).toHaveLength(numbers.length * 3);
  expect((await t.current.rows("select 1 from events where ticket_id = any($1) and type = 'clock.warned'", [numbers])).length, "nobody is warned of what is late").toBe(0);
});

test("erased, a ticket leaves no clock", async () => {
  t.current.clock.set("2026-05-04T08:00:00Z");
  const { number } = await t.current.ticket(ana);
  await t.current.as(jefa)({ method: "DELETE", url: `/tickets/${number}` });
  await until("2026-06-10T08:00:00Z");
  expect(await t.current.rows("select 1 from clocks where ticket_id = $1", [number])).toEqual([]);
});

test("a new ticket costs one statement more where something is promised, and none where nothing is", async () => {
  t.current.clock.set("2026-05-04T08:00:00Z");
  const counted = async (desk: string) => {
    const sql: string[] = [];
    const { pool } = t.current.database;
    const heard = new WeakSet<object>();
    const listen = (client: { query: (...args: unknown[]) => unknown }) => {
      if (heard.has(client)) return;
      heard.add(client);
      const original = client.query.bind(client);
      client.query = (...args: unknown[]) => {
        const [first] = args;
        sql.push(typeof first === "string" ? first : ((first as { text?: string }).text ?? ""));
        return original(...args);
      };
    };
    pool.on("acquire", listen as never);
    await t.current.ticket(ana, { desk });
    pool.off("acquire", listen as never);
    return sql.filter((text) => /clocks|clock_segments/.test(text)).length;
  };
  await t.current.as(jefa)({ method: "PUT", url: "/desks/sin/configuration/service-levels", payload: [] });
  expect(await counted("ventas")).toBe(1);
  expect(await counted("sin")).toBe(0);
});
