import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll } from "vitest";
import type { EventType } from "../../contract/events.ts";
import type { VirusCheck } from "../files/index.ts";
import { createDesks, importDesk, type DeskConfig } from "../desks/index.ts";
import { openBlobs, type Blobs } from "../platform/blobs.ts";
import { fakeClock } from "../platform/clock.ts";
import { query, type DbConnection } from "../platform/db.ts";
import { createLog } from "../platform/log.ts";
import type { Sender } from "../platform/smtp/sender.ts";
import { createTransact, type Transact } from "../platform/transact.ts";
import { systemActor, type RecordedEvent, type WorkContext } from "../platform/work.ts";
import { mailOutJobs, mailOutTimers } from "../mail-out/index.ts";
import { fileParts } from "../presets/index.ts";
import { cleanUp } from "./cleanup.ts";
import { useDatabase } from "./database.ts";
import { firstDue } from "../sla/index.ts";

export const replySecret = Buffer.from("the secret of this test");
const log = createLog("silent");

export interface StoredDelivery {
  id: number;
  state: string;
  reason: string | null;
  response: string | null;
  attempts: number;
  content: { subject: string; text: string; html: string; files: unknown[] };
  nextTryAt: string | null;
}

/** One desk on a database of its own, a clock that stands still, and what `record` has recorded. */
export function useMailWorld() {
  const database = useDatabase();
  const clock = fakeClock("2026-11-22T09:00:00Z");
  const events: RecordedEvent<EventType>[] = [];
  const world = {
    clock,
    events,
    get db() {
      return database.current.database.db;
    },
    get database() {
      return database.current.database;
    },
    get connection(): DbConnection {
      return database.current.connection;
    },
    /** Work as the product does it; `builtIn` says whether mail stays in the built-in mailbox. */
    transact: (builtIn = false): Transact => createTransact(database.current.database, clock, async (_work, event) => void events.push(event), world.context(builtIn)),
    context: (builtIn: boolean): WorkContext => ({
      site: { publicUrl: "https://help.example.com", mailHost: "help.example.com" },
      desks: world.desks(),
      fileParts, firstDue,
      blobs: world.blobs(),
      mailOut: { builtIn, replySecret },
    }),
    desks: (): ReturnType<typeof createDesks> => createDesks(database.current.database, { on: () => () => {}, isUp: () => false, caughtUp: async () => {}, stop: async () => {} }),
    blobs: (): Blobs => {
      throw new Error("the blobs exist only while tests run");
    },
    desk: async (): Promise<DeskConfig> => {
      const desk = (await world.desks().get()).byKey.get("ventas");
      if (desk === undefined) throw new Error("no desk");
      return desk;
    },
    /** Does the job of a delivery, as the queue would. */
    send: (sender: Sender | null, deliveryId: number, transact: Transact = world.transact(), withhold: VirusCheck["withhold"] = async () => {}) =>
      mailOutJobs({ database: database.current.database, transact, blobs: world.blobs(), viruses: { withhold }, sender, log })["mail-out.send"]({ deliveryId }),
    /** Passes time and does what became due; answers which deliveries were queued again. */
    pass: async (duration: string): Promise<number[]> => {
      clock.advance(duration);
      await query(world.db, `delete from graphile_worker._private_jobs`, []);
      await world.transact()(systemActor("timer"), async (work) => {
        const due = await query<{ subject: string }>(work.db, `delete from timers where kind = 'mail-out.retry' and due_at <= $1 returning subject`, [work.now.toString()]);
        for (const { subject } of due) await mailOutTimers["mail-out.retry"](work, subject);
      });
      const jobs = await query<{ payload: { deliveryId: number } }>(world.db, `select payload from graphile_worker._private_jobs order by id`, []);
      return jobs.map((job) => job.payload.deliveryId);
    },
    delivery: async (id: number): Promise<StoredDelivery> => {
      const [row] = await query<StoredDelivery>(
        world.db,
        `select id, state, reason, response, attempts, content, next_try_at as "nextTryAt" from deliveries where id = $1`,
        [id],
      );
      if (row === undefined) throw new Error("no such delivery");
      return row;
    },
  };
  const undo = cleanUp();
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "mail-out-"));
    undo(() => rm(folder, { recursive: true }));
    const blobs = await openBlobs(folder);
    world.blobs = () => blobs;
    await world.transact()(systemActor("test"), (work) =>
      importDesk(work, {
        key: "ventas",
        labels: { es: "Ventas", en: "Sales" },
        language: "es",
        languages: ["es", "en"],
        timeZone: "Europe/Madrid",
        hue: 210,
        addresses: ["ventas@hotel.example", "reservas@hotel.example"],
        statuses: [{ key: "abierto", state: "new", labels: { es: "Abierto" }, explanations: {}, runsClocks: true }],
        queues: [{ key: "ventas", labels: { es: "Ventas" } }],
        roles: [],
      }),
    );
  });
  return world;
}
