import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, expect, test } from "vitest";
import { findPostgres, startPostgres, type Options, type Postgres } from "./index.ts";
import { isAlive, startTimeOf, type ProcessId } from "./processes.ts";

const dir = mkdtempSync(join(tmpdir(), "ventanilla-postgres-"));
chmodSync(dir, 0o711);
const dataDir = join(dir, "data");
const pidFile = join(dataDir, "postgres/18/postmaster.pid");

const warnings: string[] = [];
const log = { info: () => {}, warn: (message: string) => warnings.push(message) };
const running: Postgres[] = [];
const peers: ChildProcess[] = [];

async function start(options: Partial<Options> = {}): Promise<Postgres> {
  const postgres = await startPostgres({ dataDir, log, ...options });
  running.push(postgres);
  return postgres;
}

async function startPeer(mode?: string): Promise<ChildProcess> {
  const peer = spawn(process.execPath, [join(import.meta.dirname, "peer.ts"), dataDir, ...(mode === undefined ? [] : [mode])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  peers.push(peer);
  await (mode === "exit" ? once(peer, "exit") : once(peer.stdout, "data"));
  return peer;
}

async function end(peer: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  peer.kill(signal);
  if (peer.exitCode === null && peer.signalCode === null) await once(peer, "exit");
}

function postmaster(): ProcessId {
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  const startTime = startTimeOf(pid);
  expect(startTime).not.toBeNull();
  return { pid, startTime: startTime ?? "" };
}

async function ask(postgres: Postgres, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client(postgres.connection);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows[0];
  } finally {
    await client.end();
  }
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await what()); tries += 1) {
    if (tries > 400) throw new Error("it did not happen within 20 s");
    await sleep(50);
  }
}

afterEach(async () => {
  for (const peer of peers.splice(0)) await end(peer, "SIGKILL");
  for (const postgres of running.splice(0)) await postgres.stop();
  warnings.length = 0;
});
afterAll(() => rmSync(dir, { recursive: true }));

test("the first start makes a durable UTF-8 database that only a unix socket reaches", async () => {
  // what a start killed during initdb leaves behind
  mkdirSync(join(dataDir, "postgres/new-1/base"), { recursive: true });
  const postgres = await start();
  expect(
    await ask(
      postgres,
      `select current_database() as database, current_user as "user", current_setting('server_encoding') as encoding,
         current_setting('listen_addresses') as tcp, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
         current_setting('timezone') as zone, upper('é') as upper, (select datlocale from pg_database where datname = 'ventanilla') as locale`,
    ),
  ).toEqual({
    database: "ventanilla",
    user: "ventanilla",
    encoding: "UTF8",
    tcp: "",
    fsync: "on",
    commit: "on",
    zone: "UTC",
    upper: "É",
    locale: "C.UTF-8",
  });
  expect(postgres.notes).toEqual([]);
  expect(existsSync(join(dataDir, "postgres/new-1"))).toBe(false);
  await ask(postgres, "create table kept as select 1 as n");
});

test("a later start is quick and finds the data", async () => {
  const began = performance.now();
  const postgres = await start();
  expect(performance.now() - began).toBeLessThan(5000);
  expect(await ask(postgres, "select n from kept")).toEqual({ n: 1 });
});

test("stopping does not wait for open transactions", async () => {
  const postgres = await start();
  const client = new pg.Client(postgres.connection);
  client.on("error", () => {});
  await client.connect();
  await client.query("begin; insert into kept values (2)");
  const server = postmaster();
  const began = performance.now();
  await postgres.stop();
  expect(performance.now() - began).toBeLessThan(5000);
  expect(isAlive(server)).toBe(false);
  expect(await ask(await start(), "select count(*)::int as n from kept")).toEqual({ n: 1 });
});

test("the server that a killed process left running is taken over, and stopped at the end", async () => {
  await end(await startPeer(), "SIGKILL");
  const server = postmaster();
  const postgres = await start();
  expect(postmaster()).toEqual(server);
  expect(await ask(postgres, "select n from kept")).toEqual({ n: 1 });
  expect(warnings).toEqual([]);
  await postgres.stop();
  expect(isAlive(server)).toBe(false);
});

test("a server left running with other settings is replaced", async () => {
  await end(await startPeer(), "SIGKILL");
  const server = postmaster();
  const postgres = await start({ settings: { work_mem: "5MB" } });
  expect(isAlive(server)).toBe(false);
  expect(await ask(postgres, "show work_mem")).toEqual({ work_mem: "5MB" });
  expect(warnings).toEqual([expect.stringContaining("was left running")]);
});

test("a server left running that does not answer is replaced", { timeout: 30_000 }, async () => {
  await end(await startPeer(), "SIGKILL");
  const server = postmaster();
  process.kill(server.pid, "SIGSTOP");
  expect(await ask(await start(), "select n from kept")).toEqual({ n: 1 });
  expect(isAlive(server)).toBe(false);
});

test("a start after process and server were both killed recovers", { timeout: 30_000 }, async () => {
  const peer = await startPeer();
  const postgres = await start();
  await ask(postgres, "insert into kept values (3)");
  const server = postmaster();
  running.length = 0;
  // this process keeps its own watch: what follows is what a new process would do, as soon as the old ones are gone
  process.kill(server.pid, "SIGKILL");
  await end(peer, "SIGKILL");
  expect(await ask(await start(), "select max(n) as n from kept")).toEqual({ n: 3 });
  expect(postmaster()).not.toEqual(server);
  await postgres.stop();
});

test("a lock file whose number is another program's now is no obstacle", async () => {
  const peer = await startPeer();
  const lines = readFileSync(pidFile, "utf8").split("\n");
  const server = postmaster();
  process.kill(server.pid, "SIGKILL");
  await end(peer, "SIGKILL");
  await until(() => !isAlive(server));
  const other = spawn("sleep", ["60"], { uid: process.getuid?.() === 0 ? ownerOf() : undefined, stdio: "ignore" });
  writeFileSync(pidFile, [other.pid, ...lines.slice(1)].join("\n"));
  expect(await ask(await start(), "select count(*)::int as n from kept")).toEqual({ n: 2 });
  other.kill("SIGKILL");
});

test("a server that dies is started again", { timeout: 30_000 }, async () => {
  const postgres = await start();
  const server = postmaster();
  process.kill(server.pid, "SIGKILL");
  await until(() => ask(postgres, "select n from kept").then(Boolean, () => false));
  expect(postmaster()).not.toEqual(server);
  expect(warnings[0]).toContain("ended: killed by SIGKILL. Starting it again");
});

test("a taken-over server that dies is started again", { timeout: 30_000 }, async () => {
  await end(await startPeer(), "SIGKILL");
  const postgres = await start();
  const server = postmaster();
  process.kill(server.pid, "SIGKILL");
  await until(() => !isAlive(server));
  await until(() => ask(postgres, "select n from kept").then(Boolean, () => false));
});

test("two processes share the server; the last to leave stops it", async () => {
  const peer = await startPeer();
  const server = postmaster();
  const postgres = await start();
  expect(postmaster()).toEqual(server);
  await postgres.stop();
  expect(isAlive(server)).toBe(true);
  const again = await start();
  await end(peer, "SIGTERM");
  expect(peer.exitCode).toBe(0);
  expect(isAlive(server)).toBe(true);
  expect(await ask(again, "select n from kept")).toEqual({ n: 1 });
  await again.stop();
  expect(isAlive(server)).toBe(false);
});

test("starts at the same moment end with one server", async () => {
  const [first, second] = await Promise.all([start(), start(), startPeer()]);
  expect(first.connection).toEqual(second.connection);
  expect(await ask(second, "select n from kept")).toEqual({ n: 1 });
});

test("a process that exits without stopping leaves no server behind", async () => {
  await startPeer("exit");
  await until(() => findPostgres(dataDir).running === null);
});

test("finds a running server without starting one", async () => {
  expect(findPostgres(dataDir)).toEqual({ base: join(dataDir, "postgres"), running: null });
  const postgres = await start();
  expect(findPostgres(dataDir).running).toEqual(postgres.connection);
  expect(findPostgres(join(dir, "nowhere")).running).toBeNull();
});

test("a path too long for a socket gets one in /tmp, closed to others", async () => {
  const deep = join(dir, "d".repeat(100));
  mkdirSync(deep, { mode: 0o711 });
  const postgres = await start({ dataDir: join(deep, "data") });
  const { host } = postgres.connection;
  expect(host).toMatch(/^\/tmp\/ventanilla-[0-9a-f]{12}$/);
  expect(await ask(postgres, "select 1 as n")).toEqual({ n: 1 });
  await postgres.stop();
  expect(existsSync(host)).toBe(false);

  mkdirSync(host);
  chmodSync(host, 0o777);
  await expect(start({ dataDir: join(deep, "data") })).rejects.toThrow("is not a folder of mode 0700; remove it");
  rmSync(host, { recursive: true });
});

test("what keeps the server from starting is told in one line", async () => {
  const broken = join(dir, "broken");
  const postgres = await start({ dataDir: broken });
  await postgres.stop();
  rmSync(join(broken, "postgres/18/global/pg_control"));
  const began = performance.now();
  await expect(start({ dataDir: broken, retryFor: 400 })).rejects.toThrow(/^The database does not start: .*pg_control.*postgres\.log\)$/);
  expect(performance.now() - began).toBeGreaterThan(400);
  rmSync(join(broken, "postgres/18"), { recursive: true });
  mkdirSync(join(broken, "postgres/17"));
  await expect(start({ dataDir: broken })).rejects.toThrow("is of PostgreSQL 17");
});

function ownerOf(): number {
  return Number(readFileSync("/etc/passwd", "utf8").match(/^(?:postgres|nobody):[^:]*:(\d+)/m)?.[1]);
}
