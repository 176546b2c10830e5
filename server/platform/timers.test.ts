import { beforeEach, expect, test } from "vitest";
import { useDatabase } from "../testing/database.ts";
import { until } from "../testing/live.ts";
import { fakeClock } from "./clock.ts";
import { openDatabase, query, type Db } from "./db.ts";
import { createLog } from "./log.ts";
import { clearTimer, runDueTimers, setTimer, startTimers, type TimerHandlers, type TimerKind } from "./timers.ts";
import { createTransact } from "./transact.ts";
import type { WorkContext } from "./work.ts";

const db = useDatabase();
const clock = fakeClock("2026-03-02T09:00:00Z");
const log = createLog("silent");
const transact = () => createTransact(db.current.database, clock, async () => {}, {} as WorkContext);
const left = async () => (await query<{ subject: string }>(db.current.database.db, "select subject from timers order by subject", [])).map((row) => row.subject);
// kinds of this test's own, which no slice declares
const kindOf = (name: string) => name as TimerKind;
const set = (subject: string, minutes: number, kind = "test.ring", n?: number) =>
  setTimer(db.current.database.db, kindOf(kind), subject, clock.now().add({ minutes }), (n === undefined ? {} : { n }) as never);

let rung: string[];
const handlers = {
  "test.ring": async (work: { db: Db }, subject: string, payload: { n?: number }) => {
    rung.push(payload.n === undefined ? subject : `${subject}=${payload.n}`);
    await query(work.db, "insert into settings (key, value) values ($1, '1')", [`rung ${subject} ${Math.random()}`]);
  },
  "test.fail": async (work: { db: Db }, subject: string) => {
    await query(work.db, "insert into settings (key, value) values ($1, '1')", [`failed ${subject}`]);
    throw new Error("it fails");
  },
} as unknown as TimerHandlers;

beforeEach(async () => {
  rung = [];
  await query(db.current.database.db, "delete from timers", []);
});

test("rings when due by our clock, once, in order; a later setting replaces the earlier, a cleared one is gone", async () => {
  await set("b", 10);
  await set("a", 5);
  await set("later", 60);
  await set("replaced", 5, "test.ring", 1);
  await set("replaced", 8, "test.ring", 2);
  await set("gone", 5);
  await clearTimer(db.current.database.db, kindOf("test.ring"), "gone");
  expect(await runDueTimers(transact(), handlers, clock, log)).toBe(0);
  clock.advance("PT10M");
  expect(await runDueTimers(transact(), handlers, clock, log)).toBe(3);
  expect(rung).toEqual(["a", "replaced=2", "b"]);
  expect(await runDueTimers(transact(), handlers, clock, log)).toBe(0);
  expect(await left()).toEqual(["later"]);
});

test("two processes share the timers: each rings once", async () => {
  for (let n = 0; n < 40; n += 1) await set(`t${n}`, 0);
  const other = openDatabase(db.current.connection, log, 4);
  const theirs = createTransact(other, clock, async () => {}, {} as WorkContext);
  const done = await Promise.all([runDueTimers(transact(), handlers, clock, log), runDueTimers(theirs, handlers, clock, log), runDueTimers(theirs, handlers, clock, log)]);
  await other.close();
  expect(done.reduce((a, b) => a + b)).toBe(40);
  expect(rung.toSorted()).toEqual(Array.from({ length: 40 }, (_, n) => `t${n}`).toSorted());
  expect(await left()).toEqual([]);
});

test("one that fails leaves nothing behind, stays to be tried again, and holds up no other; an unknown kind likewise", async () => {
  await set("bad", 0, "test.fail");
  await query(db.current.database.db, "insert into timers (due_at, kind, subject) values ($1, 'test.unknown', 'stranger')", [clock.now().subtract({ hours: 1 }).toString()]);
  await set("good", 0);
  expect(await runDueTimers(transact(), handlers, clock, log)).toBe(1);
  expect(rung).toEqual(["good"]);
  expect(await left()).toEqual(["bad", "stranger"]);
  expect(await query(db.current.database.db, "select from settings where key like 'failed%'", [])).toEqual([]);
});

test("the running process looks every second and goes on after the table could not be read", async () => {
  const timers = startTimers(db.current.database, transact(), handlers, clock, log);
  await query(db.current.database.db, "alter table timers rename to timers_away", []);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await query(db.current.database.db, "alter table timers_away rename to timers", []);
  await set("again", 0);
  expect(await until(() => rung.includes("again"))).toBe(true);
  await timers.stop();
});
