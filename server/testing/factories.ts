import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Logger, runOnce } from "graphile-worker";
import { beforeAll } from "vitest";
import { configurationLists, type Configuration, type DeskBasics } from "../../contract/configuration.ts";
import { permissions, type Permission } from "../../contract/permissions.ts";
import type { Ticket } from "../../contract/tickets.ts";
import { createApp, type App } from "../app.ts";
import { createToken, ensureAdministrator } from "../auth/index.ts";
import { importDesk, type DeskDefinition } from "../desks/index.ts";
import { ensurePeople } from "../people/index.ts";
import { openBlobs } from "../platform/blobs.ts";
import { fakeClock } from "../platform/clock.ts";
import { query, type Database, type DbConnection } from "../platform/db.ts";
import { createLog } from "../platform/log.ts";
import { systemActor } from "../platform/work.ts";
import { runDueTimers } from "../platform/timers.ts";
import { cleanUp } from "./cleanup.ts";
import { useDatabase } from "./database.ts";
import { until } from "./live.ts";

export const publicUrl = "http://help.example.test";
const silent = new Logger(() => () => {});
const start = "2026-03-02T09:00:00Z";

export interface Ask {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  url: string;
  payload?: object | string;
  headers?: Record<string, string>;
}
/** The answer to a request; `json()` is parsed JSON of whatever shape. */
export interface Answered {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test says by its expectations what it is
  json: () => any;
}
export type Caller = (ask: Ask | string) => Promise<Answered>;

/** What the settings save as the desk's general part. */
export const generalOf = (definition: Configuration["definition"]): DeskBasics => {
  const lists: readonly string[] = ["key", ...configurationLists];
  // a definition without its lists
  return Object.fromEntries(Object.entries(definition).filter(([key]) => !lists.includes(key))) as DeskBasics;
};

/** The whole product behind its HTTP edge: on a database of its own, under a clock that stands still, without mail peers. */
export interface TestApp {
  app: App;
  database: Database;
  connection: DbConnection;
  clock: ReturnType<typeof fakeClock>;
  dataDir: string;
  /** asks in a person's name, by an API token; the person is made where unknown */
  as(email: string): Caller;
  /** asks without being signed in */
  anyone: Caller;
  token(email: string): Promise<string>;
  /** brings a desk to its definition */
  desk(definition?: Partial<DeskDefinition>): Promise<number>;
  /** gives a role of the desk, in one queue or all, at one location or all */
  grant(email: string, desk: string, role: string, queue?: string, location?: number): Promise<void>;
  /** branches of our own company; their numbers */
  locations(...names: string[]): Promise<number[]>;
  /** takes all roles away */
  revoke(email: string): Promise<void>;
  administrator(email: string): Promise<void>;
  /** opens a ticket as the customer by the API */
  ticket(requester: string, more?: Record<string, unknown>): Promise<Ticket>;
  /** brings search up to date */
  index(): Promise<void>;
  /** until nothing that happened can be overtaken any more: another test's transaction on the same server may have begun earlier */
  settled(): Promise<void>;
  /** tells staff of what happened, and does what is due and queued */
  tell(): Promise<void>;
  /** does what is queued */
  runJobs(): Promise<void>;
  rows<R>(sql: string, values?: readonly unknown[]): Promise<R[]>;
}

/**
 * @param smtpUrl where mail is handed over, asked before the first test; absent: it stays in the built-in mailbox
 * @param clamdUrl of a virus scanner; absent: nobody looks
 */
export function useApp(smtpUrl: () => string | null = () => null, clamdUrl: () => string | null = () => null): { current: TestApp } {
  const db = useDatabase();
  const holder: { current: TestApp } = {
    get current(): TestApp {
      throw new Error("the app exists only while tests run");
    },
  };
  const undo = cleanUp();
  beforeAll(async () => {
    const { database, connection } = db.current;
    const { app, dataDir, clock } = await makeApp(database, fakeClock(start), smtpUrl(), clamdUrl());
    undo(async () => {
      await app.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
    Object.defineProperty(holder, "current", { value: withHelpers(app, database, connection, dataDir, clock), configurable: true });
  });
  return holder;
}

/** One process' share of the product on a database that others may share. */
export async function makeApp(database: Database, clock = fakeClock(start), smtpUrl: string | null = null, clamdUrl: string | null = null): Promise<{ app: App; dataDir: string; clock: ReturnType<typeof fakeClock> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "ventanilla-app-"));
  const app = await createApp({
    config: { smtpUrl, host: "127.0.0.1", outgoingAllow: ["127.0.0.1"], clamdUrl },
    database,
    blobs: await openBlobs(dataDir),
    clock,
    log: createLog(process.env["TEST_LOG"] === "error" ? "error" : "silent"),
    site: { publicUrl, mailHost: "help.example.test" },
    smtpPort: () => null,
    web: null,
  });
  app.setReady(true);
  return { app, dataDir, clock };
}

/** Asks the app as somebody with this token; null: nobody. */
export function callerOf(app: App, token: () => Promise<string | null>): Caller {
  return async (ask) => {
    const { method = "GET", url, payload, headers = {} } = typeof ask === "string" ? { url: ask } : ask;
    const secret = await token();
    const answer = await app.http.inject({
      method,
      url: url.startsWith("/") && !url.startsWith("/api/") && !/^\/(healthz|readyz|metrics|help\/)/.test(url) ? `/api/v1${url}` : url,
      ...(payload === undefined ? {} : { payload }),
      headers: { ...(secret === null ? {} : { authorization: `Bearer ${secret}` }), ...(typeof payload === "string" ? { "content-type": "application/json" } : {}), ...headers },
    });
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, json: () => JSON.parse(answer.body) };
  };
}

function withHelpers(app: App, database: Database, connection: DbConnection, dataDir: string, clock: TestApp["clock"]): TestApp {
  const system = systemActor("test");
  const tokens = new Map<string, Promise<string>>();
  const personId = (email: string) =>
    app.transact(system, async (work) => {
      const [person] = await ensurePeople(work, [{ address: email }]);
      if (person === undefined) throw new Error("nobody was made");
      return person.id;
    });
  const token = (email: string): Promise<string> => {
    const known = tokens.get(email) ?? personId(email).then(() => app.transact(system, (work) => createToken(work, { email, name: "test", scopes: ["all"] }))).then((made) => made.token);
    tokens.set(email, known);
    return known;
  };
  const rows: TestApp["rows"] = (sql, values = []) => query(database.db, sql, values);
  const settled = async () => {
    await until(async () => (await rows(`select from events where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1`)).length === 0);
  };
  const as = (email: string): Caller => {
    const call = callerOf(app, () => token(email));
    return async (ask) => {
      // figures follow what has settled
      if ((typeof ask === "string" ? ask : ask.url).startsWith("/reports/")) await settled();
      return call(ask);
    };
  };
  // what the database tells must have been heard before a request relies on it
  const heard = () => app.transact(system, (work) => work.desks.caughtUp());
  const runJobs = () =>
    runOnce({
      pgPool: database.pool,
      noHandleSignals: true,
      logger: silent,
      taskList: Object.fromEntries(
        Object.entries(app.jobs).map(([name, handler]) => [
          name,
          async (payload: unknown, helpers: { job: { attempts: number; max_attempts: number } }) =>
            (handler as (payload: unknown, attempt: object) => Promise<void>)(payload, { attempt: helpers.job.attempts, maxAttempts: helpers.job.max_attempts }),
        ]),
      ),
    });
  return {
    app, database, connection, clock, dataDir, as, token, rows, runJobs, settled,
    anyone: callerOf(app, async () => null),
    async desk(definition = {}) {
      const id = await app.transact(system, (work) => importDesk(work, { ...salesDesk, ...definition }));
      await heard();
      return id;
    },
    async grant(email, desk, role, queue, location) {
      await rows(
        `insert into grants (person_id, role_id, queue_id, location_id) select $1, r.id, (select id from queues q where q.desk_id = r.desk_id and q.key = $4), $5
         from roles r join desks d on d.id = r.desk_id where d.key = $2 and r.key = $3
         on conflict do nothing`,
        [await personId(email), desk, role, queue ?? null, location ?? null],
      );
      await heard();
    },
    async locations(...names) {
      const [own] = await rows<{ id: number }>(`insert into organizations (name, own, created_at) values ('Our company', true, $1) returning id`, [clock.now().toString()]);
      const made = await rows<{ id: number }>(`insert into branches (organization_id, name, code) select $1, n, upper(left(n, 3)) from unnest($2::text[]) with ordinality as w(n, at) order by at returning id`, [own?.id, names]);
      return made.map((row) => row.id);
    },
    async revoke(email) {
      await rows(`delete from grants where person_id = $1`, [await personId(email)]);
      await heard();
    },
    async administrator(email) {
      await app.transact(system, (work) => ensureAdministrator(work, { email, password: null }));
      await heard();
    },
    async ticket(requester, more = {}) {
      const answer = await as(requester)({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "Una pregunta", body: "Hola", requester: { email: requester }, ...more } });
      if (answer.status !== 201) throw new Error(`no ticket was opened: ${answer.text}`);
      return answer.json();
    },
    async index() {
      while ((await app.index()) > 0);
    },
    async tell() {
      await settled();
      await app.tell();
      await runDueTimers(app.transact, app.timers, clock, createLog("silent"));
      await runJobs();
    },
  };
}

const label = (es: string, en: string) => ({ es, en });
const staff: Permission[] = ["ticket.see", "ticket.create", "ticket.reply", "ticket.note", "ticket.assign", "ticket.edit", "ticket.solve", "ticket.reopen"];

/** A desk with a status of every state, two pending ones, and roles from "may only look" to everything. */
export const salesDesk: DeskDefinition = {
  key: "ventas",
  labels: label("Ventas", "Sales"),
  language: "es",
  languages: ["es", "en"],
  timeZone: "Europe/Madrid",
  hue: 170,
  addresses: ["ventas@hotel.example"],
  reopenFor: "P14D",
  statuses: [
    { key: "nuevo", state: "new", labels: label("Nuevo", "New"), explanations: {}, runsClocks: true },
    { key: "abierto", state: "open", labels: label("Abierto", "Open"), explanations: label("Trabajamos en ello", "We work on it"), runsClocks: true },
    { key: "esperando", state: "pending", labels: label("Esperando respuesta", "Awaiting reply"), explanations: {}, runsClocks: false, afterCustomerMessage: "abierto" },
    { key: "sin-documentacion", state: "pending", labels: label("Sin documentación completa", "Papers missing"), explanations: {}, runsClocks: false },
    { key: "en-espera", state: "on_hold", labels: label("En espera", "On hold"), explanations: {}, runsClocks: false },
    { key: "resuelta", state: "solved", labels: label("Resuelta", "Solved"), explanations: {}, runsClocks: false, afterCustomerMessage: "abierto" },
    { key: "cerrada", state: "closed", labels: label("Cerrada", "Closed"), explanations: {}, runsClocks: false },
  ],
  queues: [{ key: "general", labels: label("General", "General") }, { key: "grupos", labels: label("Grupos", "Groups") }, { key: "bodas", labels: label("Bodas", "Weddings") }],
  types: [{ key: "factura", labels: label("Factura", "Invoice") }, { key: "duplicado", labels: label("Duplicado", "Copy"), parent: "factura" }],
  fields: [{ key: "reserva", kind: "text", labels: label("Reserva", "Booking") }, { key: "noches", kind: "number", labels: label("Noches", "Nights") }],
  roles: [
    { key: "agente", labels: label("Agente", "Agent"), permissions: staff },
    { key: "mirador", labels: label("Consulta", "Looks"), permissions: ["ticket.see", "ticket.note"] },
    { key: "jefa", labels: label("Jefa", "Head"), permissions: [...permissions].filter((permission) => permission !== "installation.administer") },
  ],
};
