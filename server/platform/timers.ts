import { Temporal, type Clock } from "./clock.ts";
import { query, type Database, type Db } from "./db.ts";
import type { Log } from "./log.ts";
import type { Transact } from "./transact.ts";
import { systemActor, type Work } from "./work.ts";

/**
 * Every kind of timer with its payload; slices add their own as with jobs. A timer is due at an instant of OUR clock
 * and is done, once, in the transaction that takes it from the table.
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface TimerPayloads {}
export type TimerKind = keyof TimerPayloads & string;
export type TimerHandlers = { [K in TimerKind]: (work: Work, subject: string, payload: TimerPayloads[K]) => Promise<void> };

/** Sets the timer of this kind and subject; an earlier one is replaced. */
export async function setTimer<K extends TimerKind>(db: Db, kind: K, subject: string, dueAt: Temporal.Instant, payload: TimerPayloads[K]): Promise<void> {
  await query(
    db,
    `insert into timers (due_at, kind, subject, payload) values ($1, $2, $3, $4)
     on conflict (kind, subject) do update set due_at = excluded.due_at, payload = excluded.payload`,
    [dueAt.toString(), kind, subject, JSON.stringify(payload)],
  );
}

/** Sets these timers, each of a subject of its own; one that is set already stays where it is due earlier. */
export async function bringTimersForward<K extends TimerKind>(db: Db, kind: K, timers: readonly { subject: string; dueAt: Temporal.Instant }[]): Promise<void> {
  const earliest = new Map<string, Temporal.Instant>();
  for (const { subject, dueAt } of timers) {
    const known = earliest.get(subject);
    if (known === undefined || dueAt.epochMilliseconds < known.epochMilliseconds) earliest.set(subject, dueAt);
  }
  if (earliest.size === 0) return;
  await query(
    db,
    // in one order, so that two who do this at a time wait for each other, not in a circle
    `insert into timers (due_at, kind, subject) select due, $1, subject from unnest($2::timestamptz[], $3::text[]) as w(due, subject) order by subject
     on conflict (kind, subject) do update set due_at = excluded.due_at where timers.due_at > excluded.due_at`,
    [kind, [...earliest.values()].map(String), [...earliest.keys()]],
  );
}

export async function clearTimer(db: Db, kind: TimerKind, subject: string): Promise<void> {
  await query(db, `delete from timers where kind = $1 and subject = $2`, [kind, subject]);
}

/** When the first timer of a subject is due after an instant; null: there is none. Housekeeping has no subject. */
export async function nextTimerAt(db: Db, after: Temporal.Instant): Promise<Temporal.Instant | null> {
  const [row] = await query<{ at: string | null }>(db, `select min(due_at) as at from timers where due_at > $1 and subject <> ''`, [after.toString()]);
  return row?.at == null ? null : Temporal.Instant.from(row.at);
}

/** A lock of the database: whoever does a timer holds it with others, whoever plays a past holds it alone. */
const doing = 5477022;

/**
 * Runs what sets timers in the past, which is to do them itself: meanwhile no process does any. `null`: another does so
 * now, and nothing was run.
 */
export const withTimersHeld = <R>(transact: Transact, run: () => Promise<R>): Promise<{ done: R } | null> =>
  transact(systemActor("timer"), async ({ db }) => {
    const [row] = await query<{ alone: boolean }>(db, `select pg_try_advisory_xact_lock($1) as alone`, [doing]);
    if (row?.alone !== true) return null;
    // for as long as it takes; and a statement without a snapshot, as the one before keeps its own until the next: with it,
    // nothing that becomes outdated meanwhile could be cleaned away, and everything would be read through it again and again
    await query(db, "set local idle_in_transaction_session_timeout = 0", []);
    return { done: await run() };
  });

/** Are timers held now? */
export async function timersAreHeld(db: Db): Promise<boolean> {
  const [row] = await query<{ free: boolean }>(db, `select pg_try_advisory_xact_lock_shared($1) as free`, [doing]);
  return row?.free === false;
}

export interface DueTimer {
  id: number;
  kind: string;
  subject: string;
  payload: unknown;
  dueAt: string;
}

/** Takes the first timer that is due at a moment, of these kinds, out of the table. */
export async function takeDueTimer(db: Db, kinds: readonly string[], at: Temporal.Instant): Promise<DueTimer | undefined> {
  const [taken] = await query<DueTimer>(
    db,
    `delete from timers where id = (select id from timers where due_at <= $1 and kind = any($2) order by due_at, id limit 1 for update skip locked)
     returning id, kind, subject, payload, due_at as "dueAt"`,
    [at.toString(), kinds],
  );
  return taken;
}

export const dropTimer = (db: Db, id: number): Promise<unknown> => query(db, `delete from timers where id = $1`, [id]);

/** Does what is due now, one timer a transaction, several processes side by side. Returns how many were done. */
export async function runDueTimers(transact: Transact, handlers: TimerHandlers, clock: Clock, log: Log): Promise<number> {
  let done = 0;
  const failed = new Set<number>();
  for (;;) {
    let taken: { id: number; kind: string; subject: string; payload: unknown } | undefined;
    try {
      await transact(systemActor("timer"), async (work) => {
        [taken] = await query<{ id: number; kind: string; subject: string; payload: unknown }>(
          work.db,
          `with free as materialized (select pg_try_advisory_xact_lock_shared($3) as so)
           delete from timers where id = (select t.id from free join timers t on free.so where t.due_at <= $1 and t.id <> all($2::bigint[]) order by t.due_at limit 1 for update of t skip locked)
           returning id, kind, subject, payload`,
          [clock.now().toString(), [...failed], doing],
        );
        if (taken === undefined) return;
        const handler = (handlers as Record<string, ((work: Work, subject: string, payload: unknown) => Promise<void>) | undefined>)[taken.kind];
        if (handler === undefined) throw new Error(`no handler for timer ${taken.kind}`);
        await handler(work, taken.subject, taken.payload);
      });
    } catch (error) {
      if (taken === undefined) throw error;
      // it stays in the table (rolled back) and is tried again at the next round; the others go on
      failed.add(taken.id);
      log.error({ err: error, timer: taken.kind, subject: taken.subject }, "a timer failed");
      continue;
    }
    if (taken === undefined) return done;
    done += 1;
  }
}

/** Looks at the table every second. */
export function startTimers(database: Database, transact: Transact, handlers: TimerHandlers, clock: Clock, log: Log): { stop(): Promise<void> } {
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  const tick = async () => {
    try {
      const [due] = await query<{ due: boolean }>(database.db, `select exists (select from timers where due_at <= $1) as due`, [clock.now().toString()]);
      if (due?.due) await runDueTimers(transact, handlers, clock, log);
    } catch (error) {
      log.warn({ err: error }, "timers could not be looked at");
    }
  };
  const handle = setInterval(() => {
    if (!stopped) round = round.then(tick);
  }, 1000);
  return {
    async stop() {
      stopped = true;
      clearInterval(handle);
      await round;
    },
  };
}
