import { expect, test } from "vitest";
import { useDatabase } from "../testing/database.ts";
import { fakeClock } from "./clock.ts";
import { openDatabase, query } from "./db.ts";
import { isDatabaseAway } from "./http.ts";
import { createLog } from "./log.ts";
import { createTransact, type React } from "./transact.ts";
import { systemActor, type WorkContext } from "./work.ts";

const db = useDatabase();
const clock = fakeClock("2026-03-02T09:00:00Z");
const subject = { desk: null, ticket: null, version: null };
const make = (react: React = async () => {}) => createTransact(db.current.database, clock, react, {} as WorkContext);
const count = async (table: string) => (await query<{ n: number }>(db.current.database.db, `select count(*)::int as n from ${table}`, []))[0]?.n;

test("state, events and jobs commit together", async () => {
  const recorded = await make()(systemActor("test"), async (work) => {
    await query(work.db, "insert into settings (key, value) values ('a', '1')", []);
    await work.enqueue("files.drop-blobs", { hashes: ["1"] }, { key: "k", runAt: work.now });
    await work.enqueue("files.drop-blobs", { hashes: ["2"] }, { key: "k" });
    return work.record(subject, "demo.loaded", { preset: "x" });
  });
  expect(recorded).toMatchObject({ type: "demo.loaded", id: expect.any(Number) });
  expect([await count("settings"), await count("events"), await count("graphile_worker.jobs")]).toEqual([1, 1, 1]);
  const [event] = await query(db.current.database.db, "select at, actor_kind, via, audience, data from events", []);
  expect(event).toEqual({ at: "2026-03-02T09:00:00Z", actor_kind: "system", via: "test", audience: "admin", data: { preset: "x" } });
});

test("a plain job is queued just as the queue's own function does it", async () => {
  const { db: own } = db.current.database;
  const payload = { hashes: ["as it is"] };
  await query(own, "select graphile_worker.add_job('files.drop-blobs', $1::json)", [JSON.stringify(payload)]);
  await make()(systemActor("test"), (work) => work.enqueue("files.drop-blobs", payload));
  // but for its number and its moment
  const queued = await query(own, "select to_jsonb(j) - '{id,run_at,created_at,updated_at}'::text[] as job from graphile_worker._private_jobs j where payload::jsonb = $1 order by id", [JSON.stringify(payload)]);
  expect(queued).toHaveLength(2);
  expect(queued[1]).toEqual(queued[0]);
});

test("a transaction that goes on past a statement that failed says that nothing of it was committed", async () => {
  const passedOver = make()(systemActor("test"), async (work) => {
    await query(work.db, "insert into settings (key, value) values ('passed over', '1')", []);
    await query(work.db, "select 1 / 0", []).catch(() => []);
  });
  await expect(passedOver).rejects.toThrow("nothing was committed");
  expect(await query(db.current.database.db, "select from settings where key = 'passed over'", [])).toEqual([]);
});

test("when anything fails, in the action or in what follows from its events, nothing is left of it", async () => {
  const before = await Promise.all(["settings", "events", "graphile_worker.jobs"].map(count));
  const fails = make(async (work) => {
    await work.enqueue("files.drop-blobs", { hashes: ["3"] });
    throw new Error("a reaction fails");
  });
  await expect(
    fails(systemActor("test"), async (work) => {
      await query(work.db, "insert into settings (key, value) values ('b', '1')", []);
      await work.record(subject, "demo.loaded", { preset: "x" });
    }),
  ).rejects.toThrow("a reaction fails");
  await expect(
    make()(systemActor("test"), async (work) => {
      await work.record(subject, "demo.loaded", { preset: "x" });
      await query(work.db, "select 1 / 0", []);
    }),
  ).rejects.toThrow("division by zero");
  expect(await Promise.all(["settings", "events", "graphile_worker.jobs"].map(count))).toEqual(before);
});

test("a connection that breaks within a transaction fails it, not the process, and the next one works", async () => {
  const transact = make();
  const broken = await transact(systemActor("test"), async (work) => {
    await query(work.db, "insert into settings (key, value) values ('c', '1')", []);
    const [own] = await query<{ pid: number }>(work.db, "select pg_backend_pid() as pid", []);
    await query(db.current.database.db, "select pg_terminate_backend($1)", [own?.pid]);
    // between two statements nobody waits for this connection: its end arrives unasked
    await new Promise((resolve) => setTimeout(resolve, 50));
    await query(work.db, "select 1", []);
  }).catch((error: unknown) => error);
  expect(isDatabaseAway(broken)).toBe(true);
  expect(await count("settings where key = 'c'")).toBe(0);
  expect(await transact(systemActor("test"), async (work) => (await query(work.db, "select 1 as one", []))[0])).toEqual({ one: 1 });
});

test("instants keep their microseconds, big numbers are numbers, and time is UTC", async () => {
  const [row] = await query(db.current.database.db, `select $1::timestamptz as at, '2026-01-01 00:00:00+05'::timestamptz as whole, 9007199254740991::bigint as big, array[1, null]::bigint[] as list, '{}'::bigint[] as none`, ["2026-01-01T00:00:00.123456Z"]);
  expect(row).toEqual({ at: "2026-01-01T00:00:00.123456Z", whole: "2025-12-31T19:00:00Z", big: 9007199254740991, list: [1, null], none: [] });
});

test("more asks than connections wait their turn", async () => {
  const small = openDatabase(db.current.connection, createLog("silent"), 2);
  const transact = createTransact(small, clock, async () => {}, {} as WorkContext);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => transact(systemActor("test"), async (work) => (await query<{ n: number }>(work.db, "select $1::int as n", [n]))[0]?.n)));
  expect(answers).toEqual(Array.from({ length: 20 }, (_, n) => n));
  await small.close();
});

test("transactions that stand in each other's way are run again, not told to anybody", async () => {
  const transact = make();
  await transact(systemActor("test"), (work) => query(work.db, "insert into settings (key, value) values ('left', '0'), ('right', '0')", []));
  const met = Promise.withResolvers<void>();
  let waiting = 0;
  const attempts: string[] = [];
  const cross = (first: string, second: string) =>
    transact(systemActor("test"), async (work) => {
      attempts.push(first);
      await query(work.db, "update settings set value = to_jsonb((value #>> '{}')::int + 1) where key = $1", [first]);
      waiting += 1;
      if (waiting === 2) met.resolve();
      await met.promise;
      await query(work.db, "update settings set value = to_jsonb((value #>> '{}')::int + 1) where key = $1", [second]);
    });
  await Promise.all([cross("left", "right"), cross("right", "left")]);
  expect(attempts.length).toBeGreaterThan(2);
  const rows = await query<{ value: number }>(db.current.database.db, "select (value #>> '{}')::int as value from settings where key in ('left', 'right')", []);
  expect(rows.map((row) => row.value)).toEqual([2, 2]);
});
