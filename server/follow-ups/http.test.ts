import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Agenda } from "../../contract/follow-ups.ts";
import { createLog } from "../platform/log.ts";
import { runDueTimers } from "../platform/timers.ts";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const marta = "marta@hotel.example";
const joan = "joan@hotel.example";
const head = "jefa@hotel.example";
const looker = "mira@hotel.example";
const guest = "ana@guest.example";
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const put = (url: string, payload: object) => ({ method: "PUT" as const, url, payload });
const patch = (url: string, payload: object) => ({ method: "PATCH" as const, url, payload });
/** Mondays to Fridays from nine to two and from four to seven, in Madrid. */
const week = [1, 2, 3, 4, 5].flatMap((day) => [{ day, from: "09:00", to: "14:00" }, { day, from: "16:00", to: "19:00" }]);
const monday = "2026-03-02T09:00:00Z";

beforeAll(async () => {
  await t.current.desk({ roles: salesDesk.roles.map((role) => (role.key === "agente" ? { ...role, permissions: [...role.permissions, "follow-up.record" as const] } : role)) });
  for (const [email, role] of [[marta, "agente"], [joan, "agente"], [head, "jefa"], [looker, "mirador"]] as const) await t.current.grant(email, "ventas", role);
  for (const email of [marta, joan]) {
    expect((await t.current.as(head)(put(`/shifts/${email}`, { timeZone: "Europe/Madrid", week, exceptions: [] }))).status).toBe(200);
  }
});
beforeEach(() => t.current.clock.set(monday));

const owned = async (by = marta) => {
  const { number } = await t.current.ticket(guest);
  expect((await t.current.as(head)(patch(`/tickets/${number}`, { assignee: by }))).status).toBe(200);
  return number;
};
const agenda = async (by = marta, query = ""): Promise<Agenda> => (await t.current.as(by)(`/agenda${query}`)).json();
const runTimers = () => runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, createLog("silent"));
const events = (number: number) =>
  t.current.rows<{ type: string; data: Record<string, unknown> }>(`select type, data from events where ticket_id = $1 order by id`, [number]);

test("C4 proposes the agent's next shift, and the agenda shows the day's follow-ups, overdue ones first", async () => {
  const number = await owned();
  const before = (await t.current.as(marta)(`/tickets/${number}/follow-ups`)).json();
  expect(before).toMatchObject({ items: [], attempts: 0, nextAt: null, proposal: { at: "2026-03-03T08:00:00Z", timeZone: "Europe/Madrid", basis: "shift" }, contacts: [{ means: "mail", whom: guest }], can: { record: true, assign: false } });

  const planned = await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana, 600 10 20 30", dueAt: before.proposal.at }));
  expect(planned.json().followUp).toMatchObject({ agent: { email: marta }, means: "call", state: "planned", dueAt: "2026-03-03T08:00:00Z", can: { record: true, move: true } });
  // the next proposal leaves that time free
  expect((await t.current.as(marta)(`/tickets/${number}/follow-ups`)).json().proposal.at).toBe("2026-03-03T08:15:00Z");
  await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "mail", whom: guest, dueAt: "2026-03-03T17:00:00Z" }));

  t.current.clock.set("2026-03-03T10:00:00Z");
  const day = await agenda();
  expect(day).toMatchObject({ day: "2026-03-03", timeZone: "Europe/Madrid", shift: [{ start: "2026-03-03T08:00:00Z", end: "2026-03-03T13:00:00Z" }, { start: "2026-03-03T15:00:00Z", end: "2026-03-03T18:00:00Z" }] });
  expect(day.overdue.map((item) => [item.ticket, item.dueAt, item.subject.subject])).toEqual([[number, "2026-03-03T08:00:00Z", "Una pregunta"]]);
  expect(day.items.map((item) => item.dueAt)).toEqual(["2026-03-03T17:00:00Z"]);
  // what is solved waits for nobody
  await t.current.as(marta)(patch(`/tickets/${number}`, { status: "resuelta" }));
  expect((await agenda()).overdue).toEqual([]);
  expect((await events(number)).filter((event) => event.type.startsWith("follow-up.")).map((event) => event.type)).toEqual(["follow-up.planned", "follow-up.planned"]);
});

test("C4 an absence moves what is proposed; where no shifts are kept it is the next working day", async () => {
  const number = await owned(joan);
  await t.current.as(head)(put(`/shifts/${joan}`, { timeZone: "Europe/Madrid", week, exceptions: [{ from: "2026-03-03", until: "2026-03-06", spans: [], reason: "Vacaciones" }] }));
  expect((await t.current.as(joan)(`/tickets/${number}/follow-ups`)).json().proposal).toEqual({ at: "2026-03-09T08:00:00Z", timeZone: "Europe/Madrid", basis: "shift" });
  expect((await t.current.as(head)(`/tickets/${number}/follow-ups`)).json().proposal).toEqual({ at: "2026-03-03T08:00:00Z", timeZone: "Europe/Madrid", basis: "working-day" });
  await t.current.as(head)(put(`/shifts/${joan}`, { timeZone: "Europe/Madrid", week, exceptions: [] }));
});

test("C4 moves to a colleague in one step: one follow-up, or all of somebody who is away", async () => {
  const [one, two] = [await owned(), await owned()];
  const ids: number[] = [];
  for (const number of [one, two]) ids.push((await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-02T15:30:00Z" }))).json().followUp.id);
  expect((await t.current.as(marta)(patch(`/follow-ups/${ids[0]}`, { agent: joan }))).json()).toMatchObject({ agent: { email: joan }, can: { move: false } });
  expect((await agenda(joan)).items.map((item) => item.ticket)).toEqual([one]);
  // now it is Joan's to move
  expect((await t.current.as(marta)(patch(`/follow-ups/${ids[0]}`, { agent: marta }))).status).toBe(403);
  expect((await t.current.as(marta)(post("/agenda/transfers", { from: joan, to: marta }))).status).toBe(403);
  expect((await t.current.as(head)(post("/agenda/transfers", { from: marta, to: joan, until: "2026-03-02" }))).json()).toEqual({ moved: 1 });
  expect((await agenda(joan)).items.map((item) => item.ticket)).toEqual([one, two]);
  expect((await agenda(marta)).items).toEqual([]);
  expect((await events(two)).findLast((event) => event.type === "follow-up.moved")?.data).toMatchObject({ from: { agent: marta }, to: { agent: joan } });
});

test("C2 C4 the follow-ups of a ticket go with it to its new owner", async () => {
  const number = await owned();
  await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-10T09:00:00Z" }));
  await t.current.as(head)(patch(`/tickets/${number}`, { assignee: joan }));
  expect((await agenda(joan, "?day=2026-03-10")).items.map((item) => item.ticket)).toEqual([number]);
});

test("C9 records means, whom, outcome and the next date; nobody answering is an attempt, not productive, and offers a mail", async () => {
  const number = await owned();
  const { followUp } = (await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-02T10:00:00Z" }))).json();
  const missed = await t.current.as(marta)(put(`/follow-ups/${followUp.id}/result`, { outcome: "not-reached", note: "Buzón", next: { dueAt: "2026-03-03T08:00:00Z" } }));
  expect(missed.json()).toMatchObject({
    followUp: { state: "done", outcome: "not-reached", note: "Buzón", doneAt: "2026-03-02T09:00:00Z", doneBy: "Marta" },
    next: { state: "planned", means: "call", whom: "Ana", dueAt: "2026-03-03T08:00:00Z" },
    instead: { means: "mail", whom: guest },
  });
  const mailed = await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "mail", whom: guest, outcome: "reached" }));
  expect(mailed.json()).toMatchObject({ followUp: { state: "done" }, next: null, instead: null });
  expect((await t.current.as(marta)(`/tickets/${number}/follow-ups`)).json()).toMatchObject({ attempts: 2, productive: 1, nextAt: "2026-03-03T08:00:00Z" });
  // what gates ask for stands on the ticket (C6)
  expect(await t.current.rows(`select follow_up_count as count, next_follow_up_at as next from tickets where id = $1`, [number])).toEqual([{ count: 2, next: "2026-03-03T08:00:00Z" }]);
  expect((await events(number)).filter((event) => event.type === "follow-up.recorded").map((event) => event.data)).toMatchObject([
    { agent: marta, means: "call", outcome: "not-reached", attempts: 1 },
    { agent: marta, means: "mail", outcome: "reached", attempts: 2 },
  ]);
  expect((await t.current.as(marta)(put(`/follow-ups/${followUp.id}/result`, { outcome: "reached" }))).json().key).toBe("follow-up.settled");
  expect((await agenda()).done.map((item) => item.outcome)).toEqual(["not-reached", "reached"]);
});

test("C4 what has no future follow-up at the end of the shift is flagged to agent and supervisor, until it has one", async () => {
  await runTimers();
  const [forgotten, planned, solved] = [await owned(), await owned(), await owned()];
  await t.current.as(marta)(post(`/tickets/${planned}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-03T08:00:00Z" }));
  await t.current.as(marta)(patch(`/tickets/${solved}`, { status: "resuelta" }));
  t.current.clock.set("2026-03-02T17:59:00Z");
  await runTimers();
  expect((await agenda()).flagged).toEqual([]);
  t.current.clock.set("2026-03-02T18:00:00Z");
  await runTimers();
  const mine = (await agenda()).flagged.map((ticket) => ticket.number);
  expect(mine).toContain(forgotten);
  expect(mine).not.toContain(planned);
  expect(mine).not.toContain(solved);
  expect((await t.current.as(head)("/flagged-tickets")).json().items).toContainEqual(expect.objectContaining({ number: forgotten, flag: "no-follow-up", flaggedAt: "2026-03-02T18:00:00Z", agent: { name: "Marta", email: marta } }));
  expect((await t.current.as(marta)("/flagged-tickets")).status).toBe(403);
  // not flagged twice
  t.current.clock.set("2026-03-03T18:00:00Z");
  await runTimers();
  expect((await events(forgotten)).filter((event) => event.type === "ticket.flagged")).toHaveLength(1);
  expect((await t.current.as(marta)(`/tickets/${forgotten}/follow-ups`)).json().flag).toBe("no-follow-up");
  await t.current.as(marta)(post(`/tickets/${forgotten}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-04T08:00:00Z" }));
  expect((await t.current.as(marta)(`/tickets/${forgotten}/follow-ups`)).json().flag).toBeNull();
  expect((await agenda()).flagged.map((ticket) => ticket.number)).not.toContain(forgotten);
});

test("agendas, shifts and follow-ups are for who may", async () => {
  const number = await owned();
  const { followUp } = (await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-20T08:00:00Z" }))).json();
  const of = (who: string) => t.current.as(who);
  expect((await of(guest)(`/tickets/${number}/follow-ups`)).status).toBe(403);
  expect((await of("otro@guest.example")(`/tickets/${number}/follow-ups`)).status).toBe(404);
  expect((await of(looker)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "x", outcome: "reached" }))).status).toBe(403);
  expect((await of(looker)(`/tickets/${number}/follow-ups`)).json().can).toEqual({ record: false, assign: false });
  expect((await of(guest)(put(`/follow-ups/${followUp.id}/result`, { outcome: "reached" }))).status).toBe(404);
  expect((await of(guest)("/agenda")).status).toBe(403);
  expect((await of(marta)(`/agenda?agent=${joan}`)).status).toBe(403);
  expect((await of(marta)(put(`/shifts/${marta}`, { timeZone: "Europe/Madrid", week: [], exceptions: [] }))).status).toBe(403);
  expect((await of(marta)(`/shifts/${marta}`)).json()).toMatchObject({ kept: true, can: { edit: false } });
  expect((await of(head)(`/agenda?agent=${joan}`)).json()).toMatchObject({ agent: { email: joan }, can: { seeOthers: true, editShifts: true } });
  expect((await of(head)(put(`/shifts/${joan}`, { timeZone: "Nowhere/There", week, exceptions: [] }))).json()).toMatchObject({ key: "shifts.malformed", path: "/timeZone" });
  expect((await of(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-01T08:00:00Z" }))).json().key).toBe("follow-up.past");
  expect((await of(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-21T08:00:00Z", agent: guest }))).json().key).toBe("ticket.unknown-assignee");
  expect((await of(joan)({ method: "DELETE", url: `/follow-ups/${followUp.id}` })).status).toBe(403);
  expect((await of(marta)({ method: "DELETE", url: `/follow-ups/${followUp.id}` })).status).toBe(204);
  expect((await of(marta)(`/tickets/${number}/follow-ups`)).json()).toMatchObject({ items: [], nextAt: null });
});

test("who keeps no shifts and has chosen no zone works by the clock of their own desk, not of the first there is", async () => {
  const rui = "rui@hotel.example";
  await t.current.desk({ key: "lisboa", timeZone: "Europe/Lisbon", addresses: ["lisboa@hotel.example"] });
  await t.current.grant(rui, "lisboa", "agente");
  expect((await t.current.as(rui)("/me")).json().timeZone).toBe("Europe/Lisbon");
  expect((await t.current.as(rui)(`/shifts/${rui}`)).json()).toMatchObject({ kept: false, timeZone: "Europe/Lisbon" });
});
