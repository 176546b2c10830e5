import { setTimeout } from "node:timers/promises";
import { audienceOf, type EventData, type EventType } from "../../contract/events.ts";
import type { Clock, Temporal } from "./clock.ts";
import { query, type Database, type Db } from "./db.ts";
import type { Actor, Followed, RecordedEvent, Work, WorkContext } from "./work.ts";

/**
 * Runs a use case in one transaction. `now` is the clock's, read once, unless a moment is given (demo data). Where it and
 * another stood in each other's way, and PostgreSQL ended this one, it is run again: nothing of it has happened.
 */
export type Transact = <R>(actor: Actor, run: (work: Work) => Promise<R>, now?: Temporal.Instant) => Promise<R>;
export type React = (work: Work, event: RecordedEvent) => Promise<void>;

/** The channel on which open browsers' processes hear that there is something to read. */
export const liveChannel = "ventanilla_live";

/**
 * @param react what follows from an event in the same transaction: `reactions.ts`
 */
export function createTransact(database: Database, clock: Clock, react: React, context: WorkContext): Transact {
  const announce = createAnnouncer(database);
  return async (actor, run, now = clock.now()) => {
    let afterwards: (() => void | Promise<void>)[] = [];
    let news = { events: false, jobs: 0 };
    const attempt = () => database.transaction(async (db) => {
      afterwards = [];
      news = { events: false, jobs: 0 };
      const queued: Promise<unknown>[] = [];
      const plain: PlainJob[] = [];
      const recorded: Followed[] = [];
      const workAs = (who: Actor, at = now): Work => {
        const work: Work = {
          ...context,
          db,
          actor: who,
          now: at,
          async record(subject, type, data) {
            const event = { ...subject, type, data, id: await insertEvent(work, subject, type, data) };
            await work.react(event as RecordedEvent);
            return event;
          },
          react(event) {
            news.events = true;
            recorded.push({ ...event, via: who.via });
            return react(work, event);
          },
          recorded: () => recorded,
          as: (other, moment = at) => workAs(other, moment),
          afterCommit: (act) => void afterwards.push(act),
          async enqueue(job, payload, options = {}) {
            news.jobs += 1;
            // what a demonstration plays may be taken back within its transaction, with its jobs
            if (options.runAt === undefined && options.key === undefined && who.via !== "demo") {
              plain.push({ job, payload: JSON.stringify(payload) });
              return;
            }
            // goes out together with the next statement; the commit waits for it
            const adding = addJob(db, job, JSON.stringify(payload), options.runAt?.toString() ?? null, options.key ?? null);
            adding.catch(() => {});
            queued.push(adding);
          },
        };
        return work;
      };
      const done = await run(workAs(actor));
      await Promise.all(queued);
      if (plain.length > 0) await queueJobs(db, plain);
      return done;
    });
    const result = await againAfterConflict(attempt);
    announce(news);
    for (const act of afterwards) await act();
    return result;
  };
}

/** ms */
const betweenTellings = 10;

/**
 * Tells browsers' processes of new events, and workers of new jobs, once the transaction has committed: within it, commits
 * would wait for each other's disk (PostgreSQL puts the commits of notifying transactions in order, one after the other).
 * One telling stands for all that has committed since the last. One that a crash swallows is made good by whoever looks by
 * themselves: workers every two seconds, browsers' streams at each heartbeat.
 */
function createAnnouncer({ db }: Pick<Database, "db">): (news: { events: boolean; jobs: number }) => void {
  const untold = { events: false, jobs: 0 };
  let telling = false;
  const tell = async () => {
    telling = true;
    try {
      while (untold.events || untold.jobs > 0) {
        const told = [...(untold.events ? [[liveChannel, ""]] : []), ...(untold.jobs > 0 ? [["jobs:insert", JSON.stringify({ count: untold.jobs })]] : [])];
        untold.events = false;
        untold.jobs = 0;
        await query(db, `select pg_notify(channel, payload) from unnest($1::text[], $2::text[]) as told (channel, payload)`, [told.map(([channel]) => channel), told.map(([, payload]) => payload)]);
        // one who is busy tells of what commits meanwhile together
        await setTimeout(betweenTellings, undefined, { ref: false });
      }
    } catch {
      // the database is away: who hears it come back reads everything anew, and the next telling stands for this one
      untold.events = true;
    } finally {
      telling = false;
    }
  };
  return ({ events, jobs }) => {
    untold.events ||= events;
    untold.jobs += jobs;
    if (!telling) void tell();
  };
}

interface PlainJob {
  job: string;
  payload: string;
}

/**
 * Queues a transaction's jobs as graphile_worker.add_job does, all by one statement, and without what plain ones need none of:
 * that function's notification, and its four statements. Names that the queue has not met yet go through it.
 */
async function queueJobs(db: Db, jobs: readonly PlainJob[]): Promise<void> {
  const queued = await query(
    db,
    `insert into graphile_worker._private_jobs (task_id, payload) select t.id, w.payload::json
     from unnest($1::text[], $2::text[]) with ordinality as w (job, payload, n) join graphile_worker._private_tasks t on t.identifier = w.job order by w.n returning id`,
    [jobs.map(({ job }) => job), jobs.map(({ payload }) => payload)],
  );
  if (queued.length === jobs.length) return;
  const met = await query<{ name: string }>(db, `select identifier as name from graphile_worker._private_tasks`, []);
  for (const { job, payload } of jobs) if (!met.some(({ name }) => name === job)) await addJob(db, job, payload, null, null);
}

const addJob = (db: Db, job: string, payload: string, runAt: string | null, key: string | null): Promise<unknown> =>
  query(db, `select graphile_worker.add_job($1, $2::json, run_at => $3::timestamptz, job_key => $4)`, [job, payload, runAt, key]);

/** So often a transaction is run at all. */
const tries = 5;

async function againAfterConflict<R>(attempt: () => Promise<R>): Promise<R> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tried >= tries || !isConflict(error)) throw error;
      // those that met once would else meet again
      await setTimeout(Math.random() * 20 * 2 ** tried);
    }
  }
}

/** A deadlock, or a serialization failure (class 40 of PostgreSQL's codes). */
const isConflict = (error: unknown): boolean => error instanceof Error && "code" in error && (error.code === "40P01" || error.code === "40001");

/**
 * Does not wait for the disk: for what is done again where a crash lost it, since what asks for it is lost with it (a
 * job's end, a mark that is taken away). Never before something leaves the house.
 */
export function withoutWaitingForDisk({ db }: Pick<Work, "db">): void {
  // goes out together with the next statement, which fails where this does
  query(db, "set local synchronous_commit = off", []).catch(() => {});
}

async function insertEvent<T extends EventType>(work: Work, subject: { desk: number | null; ticket: number | null; version: number | null }, type: T, data: EventData[T]): Promise<number> {
  const [row] = await query<{ id: number }>(
    work.db,
    `insert into events (at, actor_kind, actor_id, via, desk_id, ticket_id, type, version, audience, data)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      work.now.toString(),
      work.actor.kind,
      work.actor.kind === "person" ? work.actor.id : null,
      work.actor.via,
      subject.desk,
      subject.ticket,
      type,
      subject.version,
      audienceOf(type, data),
      JSON.stringify(data),
    ],
  );
  if (row === undefined) throw new Error("an event was not written");
  return row.id;
}
