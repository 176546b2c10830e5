import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { configError } from "../config.ts";
import { baseEnvironment, runAs } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { database, lastLine, user } from "./cluster.ts";
import type { Location } from "./location.ts";
import { findPostmaster, removeStaleLockFile, type Postmaster } from "./postmaster.ts";
import { commandLineOf, isAlive, startTimeOf, type ProcessId } from "./processes.ts";
import { serverArguments } from "./settings.ts";

/** How to reach the server; `host` is the folder of its unix socket. For pg's Client and Pool. */
export type Connection = { host: string; port: number; user: string; database: string };

export type Log = { info(message: string): void; warn(message: string): void };

export type Server = ProcessId & {
  /** Called once when the process is gone, at once if it is already. */
  onEnd(callback: (how: string) => void): void;
};

export type Plan = {
  location: Location;
  binaries: Binaries;
  socketDir: string;
  settings: Readonly<Record<string, string>>;
  logFile: string;
  log: Log;
};

export function connectionOf(socketDir: string): Connection {
  return { host: socketDir, port: 5432, user, database };
}

/** The running server on the cluster, if it can be used as it is. */
export async function adopt(plan: Plan, found: Postmaster): Promise<Server | null> {
  const until = Date.now() + 5000;
  let now: Postmaster | null = found;
  while (now !== null && !now.isReady && Date.now() < until) {
    await sleep(50);
    now = findPostmaster(plan.location.pgdata);
  }
  if (!now?.isReady || now.socketDir !== plan.socketDir || !(await answers(connectionOf(now.socketDir)))) return null;
  return { ...now, onEnd: (callback) => watch(found, callback) };
}

/** Whether it runs the program and the settings that this version would start. */
export function isCurrent({ location, binaries, socketDir, settings }: Plan, found: Postmaster): boolean {
  return commandLineOf(found.pid).join("\0") === [binaries.postgres, ...serverArguments(location.pgdata, socketDir, settings)].join("\0");
}

/**
 * Starts the server and waits until it takes connections. After a crash the processes and the shared memory of the
 * last one may linger: an early end is tried again for `retryFor` ms. Recovery may take its time.
 */
export async function launch(plan: Plan, retryFor: number): Promise<Server> {
  const until = Date.now() + retryFor;
  for (;;) {
    await removeStaleLockFile(plan.location.pgdata);
    const result = await launchOnce(plan);
    if ("onEnd" in result) return result;
    if (Date.now() >= until) {
      throw configError(`The database does not start: ${result.failed} (more in ${plan.logFile})`);
    }
    plan.log.warn(`The database does not start yet: ${result.failed}`);
    await sleep(300);
  }
}

async function launchOnce({ location, binaries, socketDir, settings, logFile, log }: Plan): Promise<Server | { failed: string }> {
  if (existsSync(logFile) && statSync(logFile).size > 5_000_000) renameSync(logFile, `${logFile}.1`);
  const output = openSync(logFile, "a", 0o600);
  const logged = statSync(logFile).size;
  const child = spawn(binaries.postgres, serverArguments(location.pgdata, socketDir, settings), {
    ...runAs(location.account),
    env: { ...baseEnvironment, ...binaries.env },
    stdio: ["ignore", output, output],
    // Its own session: a Ctrl-C in the terminal is ours to handle, and requests under way still need the database.
    detached: true,
  });
  closeSync(output);
  child.unref();

  let ended: string | null = null;
  const callbacks: ((how: string) => void)[] = [];
  const end = (how: string) => {
    if (ended !== null) return;
    ended = how;
    for (const callback of callbacks) callback(how);
  };
  child.once("error", (error) => end(error.message));
  child.once("exit", (code, killedBy) => end(killedBy === null ? `exit code ${code}` : `killed by ${killedBy}`));

  const began = Date.now();
  let mentioned = 0;
  const hasEnded = () => ended;
  while (hasEnded() === null) {
    const postmaster = findPostmaster(location.pgdata);
    if (postmaster?.isReady && postmaster.pid === child.pid) {
      return {
        pid: postmaster.pid,
        startTime: postmaster.startTime,
        onEnd: (callback) => {
          const how = hasEnded();
          if (how === null) callbacks.push(callback);
          else callback(how);
        },
      };
    }
    const seconds = Math.floor((Date.now() - began) / 10_000) * 10;
    if (seconds > mentioned) {
      mentioned = seconds;
      log.info(`The database has been starting for ${seconds} s: ${lastLine(readFileSync(logFile, "utf8").slice(logged))}`);
    }
    await sleep(10);
  }
  const said = readFileSync(logFile).subarray(logged).toString();
  return { failed: said.match(/(?:FATAL|PANIC): {2}(.*)/)?.[1] ?? (said.trim() ? lastLine(said) : (hasEnded() ?? "")) };
}

function watch(server: ProcessId, callback: (how: string) => void): void {
  const timer = setInterval(() => {
    if (isAlive(server)) return;
    clearInterval(timer);
    callback(startTimeOf(server.pid) === null ? "gone" : "replaced");
  }, 250);
  timer.unref();
}

async function answers(connection: Connection): Promise<boolean> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 3000, query_timeout: 3000 });
  // The server may end between two packets; connect and query report that themselves.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
