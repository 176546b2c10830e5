import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPostmaster } from "../../server/platform/postgres/postmaster.ts";
import { findPostgres } from "../../server/platform/postgres/index.ts";

export interface Server {
  port: number;
  smtpPort: number;
  /** kill -9 */
  kill(): Promise<void>;
  /** SIGTERM; its exit code */
  stop(): Promise<number | null>;
  /** what it has logged */
  log(): string;
}

/**
 * Starts the product on a data folder and waits until it takes mail.
 * @param program `server.ts`, or what `inOneFile` made of it
 */
export async function startServer(dataDir: string, env: Record<string, string> = {}, program = path.join(import.meta.dirname, "server.ts")): Promise<Server> {
  const child: ChildProcess = spawn(process.execPath, ["--preserve-symlinks", program], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: "0", SMTP_PORT: "0", PRESETS: "none", LOG_LEVEL: "warn", NODE_COMPILE_CACHE: path.join(tmpdir(), "ventanilla-faults-compiled"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const exited = once(child, "exit");
  const ready = await new Promise<string>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-200_000);
      const line = /^ready (.*)$/m.exec(output)?.[1];
      if (line !== undefined) resolve(line);
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${output.slice(-3000)}`)));
  });
  const ports = JSON.parse(ready) as { port: number; smtpPort: number };
  return {
    ...ports,
    log: () => output,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
      return child.exitCode;
    },
  };
}

/** Kills the database server of a data folder as a crash would: postmaster and all. */
export function killPostgres(dataDir: string): boolean {
  const { base } = findPostgres(dataDir);
  const postmaster = findPostmaster(path.join(base, "18"));
  if (postmaster === null) return false;
  try {
    process.kill(postmaster.pid, "SIGKILL");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
  return true;
}
