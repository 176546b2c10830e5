import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";

const run = promisify(execFile);
const ventanilla = path.join(import.meta.dirname, "..", "bin", "ventanilla");

export interface Serving {
  /** all that it has said until now */
  said(): string;
  /** @throws when it does not end cleanly */
  stop(): Promise<void>;
}

/** What an operator would have set; not what tells programs that they run under a test. */
export function environmentOf(folder: string, env: Record<string, string>): NodeJS.ProcessEnv {
  const { NODE_ENV: _env, VITEST: _vitest, ...inherited } = process.env;
  return { ...inherited, PORT: "0", SMTP_PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "warn", ...env, DATA_DIR: path.join(folder, "data") };
}

/** `ventanilla serve`, once it has said how to get in. */
export async function serve(environment: NodeJS.ProcessEnv): Promise<Serving> {
  let output = "";
  const child = spawn(ventanilla, ["serve"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
    if (child.exitCode !== 0) throw new Error(`ventanilla did not stop cleanly (${child.exitCode ?? child.signalCode}):\n${output}`);
  };
  const ready = Promise.withResolvers<void>();
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    if (/^ {2}sign in |^ {2}set up /m.test(output)) ready.resolve();
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  child.on("exit", (code) => ready.reject(new Error(`ventanilla ended with ${code}:\n${output}`)));
  await ready.promise;
  return { said: () => output, stop };
}

/** Any other command, on the installation beside. */
export const command = async (environment: NodeJS.ProcessEnv, ...args: string[]): Promise<string> => (await run(ventanilla, args, { env: environment })).stdout;

/** A folder whose `data` is as a first start leaves it. The kind that most files use is started once, and copied. */
export async function newFolder(env: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ventanilla-e2e-"));
  // as root, the database runs as another account, which must get through
  await chmod(folder, 0o755);
  if (env["PRESETS"] === "hotel-sales" && env["DEMO"] === "empty") {
    // owners and times are kept: PostgreSQL asks for both
    await run("cp", ["-a", "--reflink=auto", path.join(await template({ PRESETS: "hotel-sales", DEMO: "empty" }), "data"), folder]);
  }
  return folder;
}

/** Made by whoever needs it first; the others wait. */
async function template(env: Record<string, string>): Promise<string> {
  const made = path.join(inject("templates"), "made");
  const making = path.join(inject("templates"), "making");
  for (;;) {
    const mine = await mkdir(making).then(() => true, () => false);
    if (mine) {
      try {
        if (!(await exists(made))) {
          const fresh = path.join(making, "fresh");
          await mkdir(fresh);
          const serving = await serve(environmentOf(fresh, env));
          await serving.stop();
          await rename(fresh, made);
        }
      } finally {
        await rm(making, { recursive: true, force: true });
      }
    }
    if (await exists(made)) return made;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
const exists = (folder: string) => access(folder).then(() => true, () => false);
