import { expect, test } from "vitest";
import { ensureAdministrator } from "../auth/index.ts";
import { createLog } from "../platform/log.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { runDueTimers, setTimer, withTimersHeld } from "../platform/timers.ts";
import { writeSetting } from "../settings/index.ts";
import { leaveDemoEmpty, loadDemo } from "./index.ts";
import { makeApp, useApp } from "../testing/factories.ts";

const t = useApp();
const admin = "admin@hotel.example";
const asAdmin = () => t.current.as(admin);
const advance = (by: string, who = asAdmin()) => who({ method: "POST", url: "/demo/clock", payload: { advance: by } });
const system = <R>(run: (work: Work) => Promise<R>) => t.current.app.transact(systemActor("test"), run);

test("the demonstration's clock is there only while there is a demonstration and no mail leaves or is fetched", async () => {
  await t.current.desk();
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await system((work) => ensureAdministrator(work, { email: admin, name: "Admin", password: null }));
  expect((await advance("P1D")).json()).toMatchObject({ status: 404, key: "page.not-found" });
  expect((await asAdmin()("/me")).json().clock).toBeNull();

  await system((work) => writeSetting(work.db, "demo.hotel-sales", { done: 1 }));
  expect((await asAdmin()("/me")).json().clock).toEqual({ ahead: 0, movable: true });
  expect((await t.current.as("jefa@hotel.example")("/me")).json().clock).toBeNull();
  expect((await advance("P1D", t.current.as("jefa@hotel.example"))).status).toBe(403);

  await t.current.rows(`insert into mailboxes (desk_id, key, connection) select id, 'inbox', '{}' from desks`);
  expect((await advance("P1D")).status).toBe(404);
  await t.current.rows(`delete from mailboxes`);
});

test("what falls due on the way happens in its order, each at its time; everybody then lives at the new time", async () => {
  const done: string[] = [];
  await t.current.rows("delete from timers");
  const start = t.current.app.clock.now();
  Object.assign(t.current.app.timers, { "auth.tidy": async (work: Work, subject: string) => void done.push(`${subject} ${work.now.since(start).total("hours")}`) });
  await system(async (work) => {
    await setTimer(work.db, "auth.tidy", "c", start.add({ hours: 50 }), {});
    await setTimer(work.db, "auth.tidy", "a", start.add({ hours: 2 }), {});
    await setTimer(work.db, "auth.tidy", "b", start.add({ hours: 30 }), {});
    await setTimer(work.db, "auth.tidy", "soon after", start.add({ hours: 30, minutes: 6 }), {});
    await setTimer(work.db, "auth.tidy", "later", start.add({ hours: 80 }), {});
  });
  const moved = await advance("P3D");
  expect(moved.json()).toEqual({ now: start.add({ hours: 72 }).toString(), ahead: 72 * 3_600_000 });
  expect(done).toEqual(["a 2", "b 30", "soon after 30.1", "c 50"]);
  // who is not an administrator lives at that time too, and what is done now is done then
  expect((await t.current.as("jefa@hotel.example")("/me")).json().clock).toEqual({ ahead: 72 * 3_600_000, movable: false });
  const ticket = await t.current.ticket("ana@guest.example");
  expect(ticket.createdAt.slice(0, 19)).toBe(start.add({ hours: 72 }).toString().slice(0, 19));
  const [event] = await t.current.rows<{ data: object }>(`select data from events where type = 'demo.clock-moved'`);
  expect(event?.data).toMatchObject({ advance: "P3D" });
});

test("a process that starts, or runs beside, has the same time", async () => {
  const { app, clock } = await makeApp(t.current.database);
  try {
    expect(app.clock.now().since(clock.now()).total("hours")).toBe(72);
    await advance("PT1H");
    await expect.poll(() => app.clock.now().since(clock.now()).total("hours")).toBe(73);
  } finally {
    await app.stop();
  }
});

test("a move that is no duration, none at all, or too far is refused with the reason", async () => {
  for (const wrong of ["3 days", "P", "PT", "-P1D", "P1Y"]) expect([wrong, (await advance(wrong)).status]).toEqual([wrong, 400]);
  expect((await advance("P32D")).json()).toMatchObject({ status: 422, key: "demo.too-far", path: "/advance" });
});

test("a demonstration that was left empty has a clock to move, and is not loaded later", async () => {
  await t.current.rows("delete from settings where starts_with(key, 'demo.')");
  expect((await advance("P1D")).status).toBe(404);
  await system((work) => leaveDemoEmpty(work, ["hotel-sales"]));
  expect((await asAdmin()("/me")).json().clock).toMatchObject({ movable: true });
  const tickets = () => t.current.rows<{ count: number }>("select count(*)::int as count from tickets");
  const before = await tickets();
  await loadDemo(t.current.app.transact, ["hotel-sales"], createLog("silent")).finished;
  expect(await tickets()).toEqual(before);
});

test("while a demonstration is loaded its progress is told, nothing that is due is done beside it, and its clock stays", async () => {
  const { app, clock, rows } = t.current;
  expect((await asAdmin()("/demo")).json()).toEqual({ loading: null });
  const done: string[] = [];
  Object.assign(app.timers, { "auth.tidy": async (_work: Work, subject: string) => void done.push(subject) });
  await system((work) => setTimer(work.db, "auth.tidy", "due", app.clock.now().subtract({ hours: 1 }), {}));
  await rows(`update settings set value = '{"base": "2026-03-02T09:00:00Z", "done": 3, "of": 12, "numbers": {}}' where key = 'demo.hotel-sales'`);
  await withTimersHeld(app.transact, async () => {
    expect((await asAdmin()("/demo")).json()).toEqual({ loading: { done: 3, of: 12 } });
    expect((await advance("PT1H")).json()).toMatchObject({ status: 409, key: "demo.loading" });
    expect(await runDueTimers(app.transact, app.timers, clock, createLog("silent"))).toBe(0);
    // nobody else loads at the same time
    expect(await withTimersHeld(app.transact, async () => done.push("both"))).toBeNull();
  });
  expect(done).toEqual([]);
  await runDueTimers(app.transact, app.timers, app.clock, createLog("silent"));
  expect(done).toEqual(["due"]);
});
