import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that is told apart from a later one with the same pid. */
export type ProcessId = { pid: number; startTime: string };

export const self: ProcessId = { pid: process.pid, startTime: startTimeOf(process.pid) ?? "" };

/** When a process started, in clock ticks since boot; null if it is gone or a zombie. See proc_pid_stat(5). */
export function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

export function isAlive({ pid, startTime }: ProcessId): boolean {
  return startTimeOf(pid) === startTime;
}

export function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  } catch {
    return [];
  }
}

export function signal({ pid, startTime }: ProcessId, name: NodeJS.Signals): void {
  if (startTimeOf(pid) !== startTime) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!isErrno(error, "ESRCH")) throw error;
  }
}

/** Whether it ended within `ms`. */
export async function endsWithin(id: ProcessId, ms: number): Promise<boolean> {
  const until = Date.now() + ms;
  while (isAlive(id)) {
    if (Date.now() >= until) return false;
    await sleep(10);
  }
  return true;
}

/** Ends the server, rolling back what is open; after `patience` ms less and less politely. */
export async function stopServer(server: ProcessId, patience = 8000): Promise<void> {
  signal(server, "SIGINT");
  if (await endsWithin(server, patience)) return;
  signal(server, "SIGQUIT");
  if (await endsWithin(server, 1000)) return;
  signal(server, "SIGKILL");
  await endsWithin(server, 500);
}

export function isErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code);
}
