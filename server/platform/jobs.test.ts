import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, test } from "vitest";
import { useDatabase } from "../testing/database.ts";
import { until } from "../testing/live.ts";
import { proxyTo } from "../testing/proxy.ts";
import { query, type DbConnection } from "./db.ts";
import { startJobs, type Attempt, type JobHandlers } from "./jobs.ts";
import { createLog } from "./log.ts";

const db = useDatabase();
const log = createLog(process.env["TEST_LOG"] ?? "silent");
const add = (n: number) => query(db.current.database.db, `select graphile_worker.add_job('test.job', $1::json)`, [JSON.stringify({ n })]);
const waiting = async () => (await query<{ n: number }>(db.current.database.db, "select count(*)::int as n from graphile_worker.jobs", []))[0]?.n;
const handlers = (run: (n: number, attempt: Attempt) => Promise<void>) => ({ "test.job": ({ n }: { n: number }, attempt: Attempt) => run(n, attempt) }) as unknown as JobHandlers;

/** How many connections say that a worker process lives. */
const lives = async () =>
  (await query<{ n: number }>(db.current.database.db, "select count(*)::int as n from pg_locks where locktype = 'advisory' and classid = 7236502 and database = (select oid from pg_database where datname = current_database())", []))[0]?.n;

/** Another process that takes a job and never ends it. */
async function stuckWorker(connection: DbConnection) {
  const program = `
    import { startJobs } from ${JSON.stringify(path.join(import.meta.dirname, "jobs.ts"))};
    import { createLog } from ${JSON.stringify(path.join(import.meta.dirname, "log.ts"))};
    await startJobs(${JSON.stringify(connection)}, { "test.job": ({ n }) => { console.log("took " + n); return new Promise(() => {}); } }, createLog("silent"));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return {
    kill: async () => {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

test("jobs run as soon as they are queued, several at a time, and know which attempt it is", async () => {
  const done: number[] = [];
  const attempts: Attempt[] = [];
  const jobs = await startJobs(db.current.connection, handlers(async (n, attempt) => {
    attempts.push(attempt);
    if (n === 3) throw new Error("fails");
    done.push(n);
  }), log);
  for (const n of [1, 2, 3]) await add(n);
  await until(() => attempts.length === 3);
  await jobs.stop();
  expect(done.toSorted()).toEqual([1, 2]);
  expect(attempts[0]).toEqual({ attempt: 1, maxAttempts: 25 });
  // what failed waits for another attempt
  expect(await query(db.current.database.db, "select attempts, last_error from graphile_worker.jobs", [])).toEqual([{ attempts: 1, last_error: "fails" }]);
  await query(db.current.database.db, "select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))", []);
});

test("what a killed process had taken is free at the next start; what a living one has taken is not", async () => {
  await add(10);
  const worker = await stuckWorker(db.current.connection);
  const done: number[] = [];
  const take = handlers(async (n) => void done.push(n));
  const beside = await startJobs(db.current.connection, take, log);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(done).toEqual([]);
  await beside.stop();

  await worker.kill();
  await until(async () => (await lives()) === 0);
  const next = await startJobs(db.current.connection, take, log);
  await until(() => done.length > 0);
  await next.stop();
  expect(done).toEqual([10]);
  expect(await waiting()).toBe(0);
});

test("what a process left behind that was killed beside others is found", async () => {
  await add(12);
  const worker = await stuckWorker(db.current.connection);
  const done: number[] = [];
  const beside = await startJobs(db.current.connection, handlers(async (n) => void done.push(n)), log, { sweepMs: 100 });
  await query(db.current.database.db, "update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute'", []);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(done).toEqual([]);
  await worker.kill();
  // the queue looks for new jobs every two seconds
  expect(await until(() => done.length === 1)).toBe(true);
  await beside.stop();
});

test("after the database was away the queue goes on, with what was under way", async () => {
  const proxy = await proxyTo(db.current.connection);
  const begun: number[] = [];
  const done: number[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const jobs = await startJobs(proxy.connection, handlers(async (n) => {
    begun.push(n);
    if (begun.length === 1) await held;
    done.push(n);
  }), log);
  await add(20);
  await until(() => begun.length === 1);
  await proxy.down();
  release();
  await until(() => done.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await proxy.up();
  await add(21);
  expect(await until(async () => done.includes(21) && (await waiting()) === 0, 20_000)).toBe(true);
  // it could not be said that 20 was done: it ran again, and handlers are made for that
  expect(done.filter((n) => n === 20).length).toBeGreaterThanOrEqual(1);
  await jobs.stop();
  await proxy.stop();
}, 40_000);
