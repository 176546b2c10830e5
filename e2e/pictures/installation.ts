import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { admin, type Call } from "./call.ts";

const ventanilla = path.join(import.meta.dirname, "..", "..", "bin", "ventanilla");
const run = promisify(execFile);

export interface Installation {
  url: string;
  signInLink: string;
  call: Call;
  stop(): Promise<void>;
}

/** An installation of its own with the demonstration in it, thrown away afterwards. */
export async function startInstallation(): Promise<Installation> {
  const folder = await mkdtemp(path.join(tmpdir(), "ventanilla-shots-"));
  await chmod(folder, 0o755); // as root, the database runs as another account, which must get through
  const env = { ...process.env, PORT: "0", SMTP_PORT: "0", PRESETS: "hotel-sales", DATA_DIR: path.join(folder, "data") };
  const child = spawn(ventanilla, ["serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const ready = Promise.withResolvers<void>();
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    const steps = [...output.matchAll(/"done":(\d+),"of":(\d+)/g)].at(-1); // told every 50 steps
    const loaded = steps !== undefined && Number(steps[1]) + 50 > Number(steps[2]);
    if (loaded && output.includes("  sign in ")) ready.resolve();
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  child.on("exit", (code) => ready.reject(new Error(`ventanilla ended with ${code}:\n${output}`)));
  // Without a last word about the demonstration, what is there after a while has to do.
  const patience = setTimeout(() => (output.includes("  sign in ") ? ready.resolve() : ready.reject(new Error(output))), 45_000);
  await ready.promise;
  clearTimeout(patience);
  const signInLink = /^ {2}sign in +(\S+)/m.exec(output)?.[1] ?? "";
  const url = new URL(signInLink).origin;
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (email: string) =>
    tokens.get(email) ??
    tokens
      .set(
        email,
        run(ventanilla, ["token", "create", "--email", email, "--name", "shots"], { env }).then(({ stdout }) => /vt_[\w-]+/.exec(stdout)?.[0] ?? ""),
      )
      .get(email);
  return {
    url,
    signInLink,
    async call<T>(route: string, body?: unknown, { as = admin, method = body === undefined ? "GET" : "POST" }: { as?: string; method?: string } = {}): Promise<T> {
      const answer = await fetch(`${url}/api/v1${route}`, {
        method,
        headers: { authorization: `Bearer ${await tokenOf(as)}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}\n${output.slice(-3000)}`);
      return (answer.status === 202 || answer.status === 204 ? undefined : await answer.json()) as T; // what the contract says of the route
    },
    async stop() {
      if (child.exitCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
