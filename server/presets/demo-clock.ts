import type { DemoClock } from "../../contract/demo.ts";
import { keepsTimes } from "../automations/index.ts";
import { isMailboxWatched } from "../mail-in/index.ts";
import { Temporal, type MovableClock } from "../platform/clock.ts";
import { query, type Database, type Db } from "../platform/db.ts";
import type { Listener } from "../platform/listener.ts";
import type { Log } from "../platform/log.ts";
import { problem } from "../platform/problem.ts";
import { nextTimerAt, timersAreHeld } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import { isAdministrator, systemActor, type Actor } from "../platform/work.ts";
import { hasSettings, readSetting, writeSetting } from "../settings/index.ts";

/** Told when the clock was moved; every process then reads how far. */
export const clockChannel = "ventanilla_clock";
const setting = "clock.ahead";
/** So far at a time. */
const farthest = Temporal.Duration.from({ hours: 31 * 24 });
/** How often rules that wait for a time look, on the way. */
const stride = Temporal.Duration.from({ minutes: 15 });

/** The clock of a demonstration, which an administrator moves on to watch what days bring. */
export interface DemoClocks {
  /** Reads how far the clock stands ahead; at start, and when it is moved. */
  read(): Promise<void>;
  /** May it be moved: is there a demonstration, and nobody outside whom a mail could reach? */
  isMovable(): Promise<boolean>;
  /**
   * Moves the clock on, through every moment at which something falls due on the way, so that all happens in its order.
   * @param advance ISO 8601, at most 31 days
   * @throws 404 where there is no such clock, 403 for who does not administer the installation, 422 for a move too far
   */
  advance(actor: Actor, advance: string): Promise<DemoClock>;
}

interface DemoClockDeps {
  database: Database;
  listener: Listener;
  transact: Transact;
  clock: MovableClock;
  /** mail stays in the built-in mailbox */
  builtIn: boolean;
  /** does what is due by the clock */
  runTimers: () => Promise<unknown>;
  log: Log;
}

export function createDemoClock({ database, listener, transact, clock, builtIn, runTimers, log }: DemoClockDeps): DemoClocks {
  const isMovable = async () => builtIn && (await isDemonstrated(database.db)) && !(await isMailboxWatched(database.db));
  let moving = false;
  const read = async () => {
    const kept = await readSetting(database.db, setting);
    // the demonstration was removed, and its clock with it
    if (!moving && kept === undefined) clock.ahead = 0;
    if (!moving && typeof kept === "number" && (await isMovable())) clock.ahead = kept;
  };
  listener.on(clockChannel, () => void read().catch((error: unknown) => log.warn({ err: error }, "the demonstration's clock could not be read")));

  const moveTo = async (instant: Temporal.Instant) => {
    clock.ahead += Math.max(0, instant.since(clock.now()).total("milliseconds"));
    await writeSetting(database.db, setting, Math.round(clock.ahead));
  };
  const move = async (target: Temporal.Instant) => {
    const looks = await transact(systemActor("timer"), async ({ desks }) => keepsTimes(await desks.get()));
    for (;;) {
      const at = clock.now();
      const due = await nextTimerAt(database.db, at);
      const look = looks ? at.add(stride) : null;
      const next = due === null || (look !== null && Temporal.Instant.compare(look, due) < 0) ? look : due;
      if (next === null || Temporal.Instant.compare(next, target) > 0) break;
      await moveTo(next);
      await runTimers();
    }
    await moveTo(target);
    await runTimers();
  };

  return {
    read,
    isMovable,
    async advance(actor, advance) {
      if (!(await isMovable())) throw problem("page.not-found", 404);
      if (!isAdministrator(actor)) throw problem("permission.denied", 403);
      const by = Temporal.Duration.from(advance).round({ largestUnit: "hour", relativeTo: Temporal.PlainDate.from("2026-01-01") });
      if (Temporal.Duration.compare(by, farthest) > 0) throw problem("demo.too-far", 422, { path: "/advance" });
      if (moving) throw problem("demo.moving", 409);
      // what it moves over would still be there to come
      if (await timersAreHeld(database.db)) throw problem("demo.loading", 409);
      moving = true;
      try {
        await move(clock.now().add(by));
      } finally {
        moving = false;
      }
      await transact(actor, async (work) => {
        await work.record({ desk: null, ticket: null, version: null }, "demo.clock-moved", { advance, now: work.now.toString() });
        await query(work.db, `select pg_notify($1, '')`, [clockChannel]);
      });
      return { now: clock.now().toString(), ahead: Math.round(clock.ahead) };
    },
  };
}

/** Has a preset's demonstration been begun? */
const isDemonstrated = (db: Db): Promise<boolean> => hasSettings(db, "demo.");
