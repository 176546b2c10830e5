import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createLink, createToken } from "../server/auth/index.ts";
import { createApp } from "../server/app.ts";
import { agentsOfDesk, ensurePeople, grantRole } from "../server/people/index.ts";
import { openBlobs } from "../server/platform/blobs.ts";
import { systemClock } from "../server/platform/clock.ts";
import { projectDir } from "../server/platform/config.ts";
import { openDatabase, type DbConnection } from "../server/platform/db.ts";
import { createLog } from "../server/platform/log.ts";
import { migrate } from "../server/platform/migrate.ts";
import { findPostgres, startPostgres } from "../server/platform/postgres/index.ts";
import { systemActor } from "../server/platform/work.ts";
import { installPresets } from "../server/presets/index.ts";
import { writeSetting } from "../server/settings/index.ts";
import { seedTickets } from "./seed.ts";

const preset = "hotel-sales";
const password = "ocho caballos miden el muelle";
const cacheDir = path.join(projectDir, "dist", "bench");
const quiet = { info: () => {}, warn: (message: string) => console.error(message) };

/** Who asks in the benchmark: an agent of the seeded desk. */
export interface Access {
  desk: { id: number; key: string; address: string };
  email: string;
  token: string;
  /** of one who leads the desk, and sees its figures */
  leadToken: string;
}

/** A data folder that may be written to and is thrown away afterwards. */
export interface DataDir {
  dir: string;
  access: Access;
  remove(): void;
}

/** A copy of the seeded installation; seeded when there is none of this schema yet. */
export async function seededCopy(tickets: number): Promise<DataDir> {
  const cached = path.join(cacheDir, `${seedHash()}-${tickets}`);
  if (!existsSync(cached)) await makeSeed(cached, tickets);
  const { dir, remove } = temporaryDir();
  mkdirSync(path.join(dir, "postgres"), { recursive: true });
  copy(path.join(cached, "pgdata"), path.join(dir, "postgres", "18"));
  execFileSync("sync"); // gigabytes on their way to the disk would be measured with whatever comes next
  return { dir, remove, access: readAccess(cached) };
}

function readAccess(folder: string): Access {
  const access: Access = JSON.parse(readFileSync(path.join(folder, "access.json"), "utf8"));
  return access;
}

/** Owners and times are kept: PostgreSQL asks for both. */
const copy = (from: string, to: string) => execFileSync("cp", ["-a", "--reflink=auto", from, to]);

/** The database's account must be able to pass through. */
export function temporaryDir(): { dir: string; remove(): void } {
  const dir = mkdtempSync(path.join(tmpdir(), "ventanilla-bench-"));
  chmodSync(dir, 0o711);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Another schema, preset or seed gives other data. */
function seedHash(): string {
  const hash = createHash("sha256");
  const migrations = path.join(projectDir, "server", "migrations");
  const files = [...readdirSync(migrations).sort().map((name) => path.join(migrations, name)), ...["seed.ts", "seed-rows.ts", "words.ts"].map((name) => path.join(import.meta.dirname, name))];
  for (const file of [...files, path.join(projectDir, "presets", preset, "preset.yaml")]) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

async function makeSeed(target: string, tickets: number): Promise<void> {
  console.error(`seeding ${tickets} tickets`);
  const { dir, remove } = temporaryDir();
  try {
    const postgres = await startPostgres({ dataDir: dir, log: quiet });
    try {
      await migrate(postgres.connection);
      const access = await furnish(dir, postgres.connection, tickets);
      writeFileSync(path.join(dir, "access.json"), JSON.stringify(access));
    } finally {
      await postgres.stop();
    }
    const making = `${target}.making`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true });
    copy(postgres.dir, path.join(making, "pgdata"));
    copy(path.join(dir, "access.json"), path.join(making, "access.json"));
    renameSync(making, target);
  } finally {
    remove();
  }
}

async function furnish(dataDir: string, connection: DbConnection, tickets: number): Promise<Access> {
  const log = createLog("warn");
  const database = openDatabase(connection, log);
  const app = await createApp({
    config: { smtpUrl: null, host: "127.0.0.1", outgoingAllow: [], clamdUrl: null },
    database,
    blobs: await openBlobs(dataDir),
    clock: systemClock,
    log,
    site: { publicUrl: "http://127.0.0.1", mailHost: "localhost" },
    smtpPort: () => null,
    web: null,
  });
  try {
    await app.transact(systemActor("bench"), async (work) => {
      await installPresets(work, [preset]);
      // the demonstration would load itself into the figures
      await writeSetting(work.db, `demo.${preset}`, { base: work.now.toString(), done: 1_000_000, numbers: {} });
    });
    await sleep(500); // until the process has heard of the new desk
    const furnished = await app.transact(systemActor("bench"), async (work) => {
      const [desk] = (await work.desks.get()).all;
      if (desk === undefined) throw new Error("the preset has no desk");
      const more = Array.from({ length: 16 }, (_, index) => ({ address: `agente.${index}@hoteles.example.com`, name: `Agente ${index}` }));
      for (const person of await ensurePeople(work, more)) await grantRole(work.db, person.id, desk.id, "agente");
      return { desk, agents: await agentsOfDesk(work.db, desk.id) };
    });
    const { desk, agents } = furnished;
    const [agent] = agents;
    if (agent === undefined || desk.addresses[0] === undefined) throw new Error("the preset has no agents or no address");
    const { token } = await app.transact(systemActor("bench"), (work) => createToken(work, { email: agent.address, name: "bench", scopes: ["all"] }));
    const link = await app.transact(systemActor("bench"), (work) => createLink(work, { personId: agent.id, address: null, purpose: "password", occasion: "password", desk: null }));
    const answer = await app.http.inject({ method: "POST", url: `/api/v1/sign-in-links/${path.basename(link.path)}`, payload: { password } });
    if (answer.statusCode >= 300) throw new Error(`setting a password: ${answer.body}`);
    const leadToken = await app.transact(systemActor("bench"), async (work) => {
      const [lead] = await ensurePeople(work, [{ address: "supervision@hoteles.example.com", name: "Supervisión" }]);
      if (lead === undefined) throw new Error("nobody was made");
      await grantRole(work.db, lead.id, desk.id, "supervisor");
      return (await createToken(work, { email: "supervision@hoteles.example.com", name: "bench", scopes: ["all"] })).token;
    });
    await seedTickets(connection, desk, agents, tickets);
    // figures, as a running product would have them
    while ((await app.index()) > 0);
    return { desk: { id: desk.id, key: desk.key, address: desk.addresses[0] }, email: agent.address, token, leadToken };
  } finally {
    await app.stop();
    await database.close();
  }
}

/** The product as its users run it: `ventanilla serve`, its own PostgreSQL, its own settings. */
export interface Product {
  url: string;
  smtpPort: number;
  pid: number;
  connection: DbConnection;
  /** ms from the start of the process until /readyz said so */
  startedIn: number;
  stop(): Promise<void>;
}

export async function startProduct(dataDir: string, { project = projectDir, presets = preset }: { project?: string; presets?: string } = {}): Promise<Product> {
  const [port, smtpPort] = [await freePort(), await freePort()];
  const began = performance.now();
  const child = spawn(path.join(project, "bin", "ventanilla"), ["serve"], {
    env: {
      PATH: process.env["PATH"], HOME: process.env["HOME"], DATA_DIR: dataDir, PORT: String(port), SMTP_PORT: String(smtpPort), PRESETS: presets, LOG_LEVEL: "warn",
      ...extraEnvironment(),
    },
    stdio: ["ignore", 2, 2], // its log; our standard output is for the figures
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, url);
  const startedIn = performance.now() - began;
  const { running } = findPostgres(dataDir);
  if (running === null || child.pid === undefined) throw new Error("the product's database does not run");
  return { url, smtpPort, pid: child.pid, connection: running, startedIn, stop: () => stopProcess(child) };
}

/** `BENCH_NODE_OPTIONS="--cpu-prof --cpu-prof-dir=…"` shows where the product spends its time. */
function extraEnvironment(): Record<string, string> {
  const options = process.env["BENCH_NODE_OPTIONS"];
  return options === undefined ? {} : { NODE_OPTIONS: options };
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}`);
    const ready = await fetch(`${url}/readyz`).then((response) => response.ok, () => false);
    if (ready) return;
    await sleep(10);
  }
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

/** A session of the agent, as a `Cookie` header. */
export async function signIn(url: string, email: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0];
  if (!response.ok || cookie === undefined) throw new Error(`signing in: ${response.status} ${await response.text()}`);
  return cookie;
}
