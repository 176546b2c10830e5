import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { EventEmitter } from "node:events";
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { typeParsers, type DbConnection } from "./db.ts";
import type { Log } from "./log.ts";

/**
 * Every job with its payload. A slice adds its own by declaration merging:
 * `declare module "../platform/jobs.ts" { interface JobPayloads { "mail-out.send": { deliveryId: number } } }`.
 * Payloads carry ids, never secrets or texts.
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface JobPayloads {}
export type JobName = keyof JobPayloads & string;
export interface Attempt {
  attempt: number;
  maxAttempts: number;
}
export type JobHandlers = { [N in JobName]: (payload: JobPayloads[N], attempt: Attempt) => Promise<void> };

export interface Jobs {
  /** Lets jobs under way finish (at most about 8 s), takes no new ones. */
  stop(): Promise<void>;
}

/** Session-level advisory locks of this class say which worker processes live: PostgreSQL drops them with the connection. */
const livenessClass = 7_236_502;

/**
 * Starts working the queue. Jobs that a killed process had taken are freed first: the queue itself would hold them for
 * hours. When the database was away the queue's runner gives up; it is begun anew, as is what it had taken.
 * @param concurrency jobs at a time in this process
 * @param sweepMs how often what other processes left behind is looked for
 */
export async function startJobs(connection: DbConnection, handlers: JobHandlers, log: Log, { concurrency = 4, sweepMs = 20_000 } = {}): Promise<Jobs> {
  const pool = new pg.Pool({
    ...connection,
    max: concurrency + 2,
    types: typeParsers,
    connectionTimeoutMillis: 10_000,
    application_name: "ventanilla jobs",
    // what the queue notes down may be lost in a crash: the job is then done again, which every job allows for
    options: "-c timezone=UTC -c synchronous_commit=off",
  });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", (error) => log.warn({ err: error }, "a job connection ended")));
  const taskList: TaskList = {};
  for (const [name, handler] of Object.entries<(payload: never, attempt: Attempt) => Promise<void>>(handlers)) {
    taskList[name] = async (payload, helpers) => {
      // `enqueue` wrote the payload, typed by the same name
      await handler(payload as never, { attempt: helpers.job.attempts, maxAttempts: helpers.job.max_attempts });
    };
  }
  const begin = async () => {
    const liveness = await sayWeLive(pool, log);
    const events: WorkerEvents = new EventEmitter();
    events.on("pool:create", ({ workerPool }) => void liveness.query(`select pg_advisory_lock_shared(${livenessClass}, hashtext($1))`, [workerPool.id]).catch(() => {})); // the connection's end is heard below
    const sweep = setInterval(() => {
      freeAbandonedJobs(liveness).catch((error: unknown) => log.warn({ err: error }, "abandoned jobs could not be looked for"));
    }, sweepMs);
    try {
      const runner = await run({
        pgPool: pool,
        events,
        taskList,
        concurrency,
        noHandleSignals: true,
        pollInterval: 2000,
        logger: new Logger(() => (level, message) => {
          if (level === "error") log.error({ job: true }, message);
          else if (level === "warning") log.warn({ job: true }, message);
        }),
        // unbatched, the queue leaves the rejection of what it could not write unhandled, which would end the process. That
        // jobs are done is noted for some of them at a time
        preset: { worker: { localQueue: { size: 100 }, completeJobBatchDelay: 50, failJobBatchDelay: 0, gracefulShutdownAbortTimeout: 8000 } },
      });
      return { liveness, runner, sweep, over: overOf(liveness, runner) };
    } catch (error) {
      clearInterval(sweep);
      liveness.release(true);
      throw error;
    }
  };
  const end = async ({ liveness, runner, sweep }: Awaited<ReturnType<typeof begin>>) => {
    clearInterval(sweep);
    await runner.stop().catch((error: unknown) => log.debug({ err: error }, "the queue's runner had stopped by itself"));
    liveness.release(true);
  };

  const stopping = new AbortController();
  let current = await begin();
  const supervise = async () => {
    for (;;) {
      await Promise.race([current.over, aborted(stopping.signal)]);
      await end(current);
      if (stopping.signal.aborted) return;
      log.warn("the queue is begun anew");
      const next = await beginAgain();
      if (next === null) return;
      current = next;
    }
  };
  const beginAgain = async () => {
    while (!stopping.signal.aborted) {
      try {
        return await begin();
      } catch (error) {
        log.warn({ err: error }, "the queue cannot be worked");
        await setTimeout(1000, undefined, { signal: stopping.signal }).catch(() => {}); // stopped meanwhile: the loop ends
      }
    }
    return null;
  };
  const supervised = supervise();
  return {
    async stop() {
      stopping.abort();
      await supervised;
      await pool.end();
    },
  };
}

const aborted = (signal: AbortSignal) => new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve(), { once: true })));

/** Resolves when the runner gave up, or when the database no longer knows that we live. */
function overOf(liveness: pg.PoolClient, runner: Runner): Promise<void> {
  return new Promise((resolve) => {
    liveness.once("end", () => resolve());
    liveness.once("error", () => resolve());
    runner.promise.then(
      () => resolve(),
      () => resolve(),
    );
  });
}

/** The name under which the queue's runner of a process takes jobs is locked while the process lives. */
const abandoned = (seconds: number) => `select graphile_worker.force_unlock_workers(array(
  select locked_by from (
    select locked_by, locked_at from graphile_worker._private_jobs union all select locked_by, locked_at from graphile_worker._private_job_queues
  ) taken where locked_by is not null and locked_at <= now() - interval '${seconds} seconds' and not exists (
    select from pg_locks where locktype = 'advisory' and classid = ${livenessClass} and objsubid = 2 and objid::bigint = hashtext(taken.locked_by)::bigint & 4294967295
      and database = (select oid from pg_database where datname = current_database()))))`;

/** A runner takes jobs before its name can be locked: what was taken just now is left alone. */
const freeAbandonedJobs = (liveness: pg.PoolClient) => liveness.query(abandoned(15));

/** Where no other worker process lives, everything taken was abandoned. Returns the connection that says we live. */
async function sayWeLive(pool: pg.Pool, log: Log): Promise<pg.PoolClient> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ alone: boolean }>(
      `select not exists (
         select from pg_locks where locktype = 'advisory' and classid = ${livenessClass} and database = (select oid from pg_database where datname = current_database())
       ) as alone, pg_advisory_lock_shared(${livenessClass}, hashtext($1))`,
      [randomUUID()],
    );
    if (rows[0]?.alone) await client.query(abandoned(0));
    else log.debug("other workers are running");
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
