import { execFile, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

export const run = promisify(execFile);

/** A folder under /tmp that other accounts may pass through: mail servers drop to their own. */
export async function makePrivateFolder(name: string): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(`/tmp/ventanilla-${name}-`);
  await chmod(folder, 0o755);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

/** Waits until something at the port greets, at most 30 s. */
export async function untilGreeted(port: number, what: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => resolve(true));
      socket.once("close", () => resolve(false));
      socket.on("error", () => resolve(false));
      socket.setTimeout(2000, () => resolve(false));
    }).catch(() => false);
    if (greeted) return;
    await sleep(50);
  }
  throw new Error(`${what} did not start`);
}

/** Ends a detached process of ours with all it started (Dovecot's sessions outlive their master), and waits for it. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await exited;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // nobody is left, as it should be
  }
}
