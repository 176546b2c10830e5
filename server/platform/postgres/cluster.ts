import { existsSync, readFileSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { configError } from "../config.ts";
import { run } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { major, type Location } from "./location.ts";
import { commandLineOf, startTimeOf, type ProcessId } from "./processes.ts";

export const user = "ventanilla";
export const database = "ventanilla";

/** Makes the cluster if there is none: aside, then renamed, as initdb refuses what a killed initdb left behind. */
export async function ensureCluster({ account, base, pgdata }: Location, binaries: Binaries): Promise<void> {
  if (existsSync(join(pgdata, "PG_VERSION"))) return;
  const other = (await readdir(base)).find((name) => /^\d+$/.test(name) && name !== major);
  if (other !== undefined) {
    throw configError(
      `The database in ${base} is of PostgreSQL ${other}, this program brings ${major}; back up with the program that made it, then restore`,
    );
  }
  for (const name of await readdir(base)) {
    if (name.startsWith("new-")) await rm(join(base, name), { recursive: true, force: true });
  }
  const aside = join(base, `new-${process.pid}`);
  await succeed(
    "initdb",
    run(
      account,
      binaries.initdb,
      [
        `--pgdata=${aside}`,
        `--username=${user}`,
        // Who can enter the socket's folder is let in: the account itself, and root.
        "--auth=trust",
        "--encoding=UTF8",
        // Sorts by code point whatever the system's libc; what a person reads is sorted by an ICU collation.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--sync-method=syncfs",
        "--no-instructions",
      ],
      { env: binaries.env },
    ),
  );
  await succeed(
    "creating the database",
    run(account, binaries.postgres, ["--single", "-D", aside, "postgres"], {
      env: binaries.env,
      input: `CREATE DATABASE ${database};\n`,
    }),
  );
  await rename(aside, pgdata);
}

async function succeed(what: string, running: Promise<{ code: number; output: string }>): Promise<void> {
  const { code, output } = await running;
  // The single-user server reports a failed statement on stderr and still ends with 0.
  if (code !== 0 || /^(ERROR|FATAL)|\b(ERROR|FATAL):/m.test(output)) {
    throw configError(`The database could not be made: ${what} failed (${lastLine(output)})`);
  }
}

/** What postmaster.pid says of a server. See "Database File Layout" in PostgreSQL's manual. */
export type Postmaster = ProcessId & { socketDir: string; port: number; isReady: boolean };

/** The server that runs on this cluster, whoever started it; null if none does, whatever postmaster.pid says. */
export function findPostmaster(pgdata: string): Postmaster | null {
  const lock = readLockFile(pgdata);
  if (lock === null) return null;
  const startTime = startTimeOf(lock.pid);
  return startTime !== null && isPostmasterOf(lock.pid, pgdata) ? { ...lock, startTime } : null;
}

/**
 * Removes a lock file whose process is not the server, which is what a reboot or a container's restart leaves: the
 * pid is another program's now, and PostgreSQL would take it for a running server.
 */
export async function removeStaleLockFile(pgdata: string): Promise<void> {
  const lock = readLockFile(pgdata);
  if (lock === null || startTimeOf(lock.pid) === null || isPostmasterOf(lock.pid, pgdata)) return;
  await rm(join(pgdata, "postmaster.pid"), { force: true });
}

function isPostmasterOf(pid: number, pgdata: string): boolean {
  const args = commandLineOf(pid);
  return /(^|\/)postgres$/.test(args[0] ?? "") && args[args.indexOf("-D") + 1] === pgdata;
}

function readLockFile(pgdata: string): Omit<Postmaster, "startTime"> | null {
  let lines: string[];
  try {
    lines = readFileSync(join(pgdata, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), socketDir: lines[4] ?? "", isReady: lines[7]?.trim() === "ready" };
}

export function lastLine(text: string): string {
  return (
    text
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^\S+ \S+ UTC \[\d+\] /, "") || "no reason given"
  );
}
