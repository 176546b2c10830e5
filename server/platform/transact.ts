import { setTimeout } from "node:timers/promises";
import { audienceOf, type EventData, type EventType } from "../../contract/events.ts";
import type { Clock, Temporal } from "./clock.ts";
import { query, type Database } from "./db.ts";
import type { Actor, RecordedEvent, Work, WorkContext } from "./work.ts";

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
  return async (actor, run, now = clock.now()) => {
    let afterwards: (() => void | Promise<void>)[] = [];
    const attempt = () => database.db.transaction().execute(async (db) => {
      afterwards = [];
      const queued: Promise<unknown>[] = [];
      const workAs = (who: Actor, at = now): Work => {
        const work: Work = {
          ...context,
          db,
          actor: who,
          now: at,
          async record(subject, type, data) {
            const event = { ...subject, type, data, id: await insertEvent(work, subject, type, data) };
            await react(work, event as RecordedEvent);
            return event;
          },
          react: (event) => react(work, event),
          as: (other, moment = at) => workAs(other, moment),
          afterCommit: (act) => void afterwards.push(act),
          async enqueue(job, payload, options = {}) {
            // goes out together with the next statement; the commit waits for it
            const adding = query(db, `select graphile_worker.add_job($1, $2::json, run_at => $3::timestamptz, job_key => $4)`, [
              job,
              JSON.stringify(payload),
              options.runAt?.toString() ?? null,
              options.key ?? null,
            ]);
            adding.catch(() => {});
            queued.push(adding);
          },
        };
        return work;
      };
      const done = await run(workAs(actor));
      await Promise.all(queued);
      return done;
    });
    const result = await againAfterConflict(attempt);
    for (const act of afterwards) await act();
    return result;
  };
}

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
export const withoutWaitingForDisk = (work: Work): Promise<unknown> => query(work.db, "set local synchronous_commit = off", []);

async function insertEvent<T extends EventType>(work: Work, subject: { desk: number | null; ticket: number | null; version: number | null }, type: T, data: EventData[T]): Promise<number> {
  const [row] = await query<{ id: number }>(
    work.db,
    `with event as (
       insert into events (at, actor_kind, actor_id, via, desk_id, ticket_id, type, version, audience, data)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id)
     select id, pg_notify('${liveChannel}', '') from event`,
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
