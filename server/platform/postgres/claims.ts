import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, isErrno, self } from "./processes.ts";

/**
 * Which processes use one embedded server: a server with a backup or a command beside it. The last to leave stops
 * PostgreSQL. A claim is a file named for its process, so that one of a killed process is known to be void.
 */
export type Claim = { release(): void; othersUseIt(): boolean };

let count = 0;

export function claim(dir: string): Claim {
  mkdirSync(dir, { recursive: true });
  count += 1;
  const name = `${self.pid}-${self.startTime}-${count}`;
  writeFileSync(join(dir, name), "");
  return {
    release: () => rmSync(join(dir, name), { force: true }),
    othersUseIt: () => readdirSync(dir).some((other) => other !== name && isClaimed(dir, other)),
  };
}

function isClaimed(dir: string, name: string): boolean {
  const [pid, startTime = ""] = name.split("-");
  if (isAlive({ pid: Number(pid), startTime })) return true;
  rmSync(join(dir, name), { force: true });
  return false;
}

/**
 * Runs `work` while no other process (or caller in this one) is between start and stop of the same server.
 * The lock is an abstract unix socket: the kernel lets go of it however its process ends.
 */
export async function exclusively<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const name = `\0ventanilla-${createHash("sha256").update(dir).digest("hex")}`;
  let lock = await listen(name);
  while (lock === null) {
    await sleep(25);
    lock = await listen(name);
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

function listen(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error) => (isErrno(error, "EADDRINUSE") ? resolve(null) : reject(error)));
    server.listen(name, () => resolve(server));
  });
}
