import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { commandLineOf, startTimeOf, type ProcessId } from "./processes.ts";

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
