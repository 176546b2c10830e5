import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll } from "vitest";
import { createOidc, createSessions, authRoutes, authJobs, accessChannel, type LinkLetter, type Sessions } from "../auth/index.ts";
import { configChannel, createDesks, importDesk, type Desks } from "../desks/index.ts";
import { createVirusCheck, fileJobs, fileRoutes, type FileReaders } from "../files/index.ts";
import { openBlobs, type Blobs } from "../platform/blobs.ts";
import { fakeClock } from "../platform/clock.ts";
import { query, type Database } from "../platform/db.ts";
import { createHttp, type Http } from "../platform/http.ts";
import { startListener, type Listener } from "../platform/listener.ts";
import { createLog } from "../platform/log.ts";
import { createOutgoing, rangesOf } from "../platform/outgoing-requests.ts";
import { createSealing } from "../platform/sealing.ts";
import { createTransact, liveChannel, type Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { fileParts } from "../presets/index.ts";
import { cleanUp } from "./cleanup.ts";
import { useDatabase } from "./database.ts";
import { firstDue } from "../sla/index.ts";

/** The foundation's slices behind a real HTTP edge and a real database, under a clock that stands still. */
export interface TestServer {
  http: Http;
  database: Database;
  transact: Transact;
  clock: ReturnType<typeof fakeClock>;
  desks: Desks;
  blobs: Blobs;
  dataDir: string;
  sessions: Sessions;
  listener: Listener;
  /** says whether the process can hear the database; false: as if the connection had broken */
  hearing: { up: boolean };
  /** who may read files of `message`; empty until a test says otherwise */
  readers: FileReaders & { message: FileReaders[string] };
  /** link letters that would have been mailed */
  letters: LinkLetter[];
  /** does what is queued */
  runJobs(): Promise<void>;
}

export const publicUrl = "http://help.example.test";

export function useServer(): { current: TestServer } {
  const db = useDatabase();
  const holder: { current: TestServer } = {
    get current(): TestServer {
      throw new Error("the server exists only while tests run");
    },
  };
  const undo = cleanUp();
  beforeAll(async () => {
    const { database, connection } = db.current;
    const log = createLog("silent");
    const clock = fakeClock("2026-03-02T09:00:00Z");
    const dataDir = await mkdtemp(path.join(tmpdir(), "ventanilla-blobs-"));
    const blobs = await openBlobs(dataDir);
    const real = await startListener(connection, [liveChannel, configChannel, accessChannel], log);
    const hearing = { up: true };
    const listener: Listener = { ...real, isUp: () => hearing.up && real.isUp() };
    const desks = createDesks(database, listener);
    const transact = createTransact(database, clock, async () => {}, {
      desks,
      fileParts, firstDue,
      blobs,
      site: { publicUrl, mailHost: "help.example.test" },
      mailOut: { builtIn: true, replySecret: Buffer.alloc(32) },
    });
    const sessions = createSessions({ database, listener, clock });
    const readers: TestServer["readers"] = { message: async () => false };
    const letters: LinkLetter[] = [];
    const allowed = rangesOf(["127.0.0.1"]);
    const http = createHttp({
      log,
      bodyLimit: 1024 * 1024,
      trustProxy: "loopback",
      isOwnOrigin: (origin) => origin === publicUrl,
      authenticate: (request) => sessions.authenticate(request),
    });
    await http.register(async (scope) => {
      const app = scope as unknown as Http;
      authRoutes(app, { database, transact, clock, desks, sessions, sealing: createSealing(Buffer.alloc(32)), deviceClock: clock, oidc: createOidc(createOutgoing(allowed)), allowed, log, publicUrl: () => publicUrl, clockState: async () => ({ ahead: 0, movable: false }) });
      await fileRoutes(app, { database, transact, blobs, readers, viruses: createVirusCheck({ database, scanner: null, clock, log }) });
    });
    await http.ready();
    await transact(systemActor("test"), (work) => importDesk(work, desk));
    const jobs = { ...authJobs(transact, async (_work, letter) => void letters.push(letter)), ...fileJobs(transact, blobs, []) };
    const runJobs = async () => {
      for (;;) {
        const taken = await query<{ name: string; payload: unknown }>(
          database.db,
          `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id returning t.identifier as name, j.payload`,
          [],
        );
        if (taken.length === 0) return;
        for (const { name, payload } of taken) {
          const handler = Object.entries(jobs).find(([key]) => key === name)?.[1];
          if (handler === undefined) throw new Error(`no handler for ${name}`);
          await (handler as (payload: unknown) => Promise<void>)(payload);
        }
      }
    };
    const current: TestServer = {
      http, database, transact, clock, desks, blobs, dataDir, sessions, listener, hearing, readers, letters,
      runJobs,
    };
    Object.defineProperty(holder, "current", { value: current, configurable: true });
    undo(async () => {
      await http.close();
      await real.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
  });
  return holder;
}

const label = (text: string) => ({ en: text });
const desk: Parameters<typeof importDesk>[1] = {
  key: "ventas",
  labels: { es: "Ventas", en: "Sales" },
  language: "es",
  languages: ["es", "en"],
  timeZone: "Europe/Madrid",
  hue: 170,
  addresses: ["ventas@hotel.example"],
  statuses: [{ key: "abierto", state: "open", labels: label("Open"), explanations: {}, runsClocks: true }],
  queues: [{ key: "ventas", labels: label("Sales") }],
  roles: [{ key: "agente", labels: label("Agent"), permissions: ["ticket.see", "ticket.reply"] }],
};
