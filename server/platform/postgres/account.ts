import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { configError } from "../config.ts";

/** The system account PostgreSQL runs as. */
export type Account = { uid: number; gid: number; name: string };

/**
 * PostgreSQL refuses to run as root, so root's installation runs it as an existing unprivileged account: the one
 * that owns the cluster already, else `postgres`, else `nobody`. Anyone else runs it as themselves.
 * An account without an entry in passwd will not do: initdb asks for its name.
 */
export function chooseAccount(owner: number | null): Account {
  const uid = process.getuid?.() ?? -1;
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? -1, name: accounts().find((one) => one.uid === uid)?.name ?? String(uid) };
  const usable = accounts().filter((one) => one.uid !== 0);
  const account =
    usable.find((one) => one.uid === owner) ?? usable.find((one) => one.name === "postgres") ?? usable.find((one) => one.name === "nobody");
  if (account === undefined) {
    throw configError("The database cannot run as root and there is no account postgres or nobody; create one or set DATABASE_URL");
  }
  return account;
}

/** Options for spawn that run a program as the account. From `/`, as it may not be able to reach our own folder. */
export function runAs(account: Account): { uid?: number; gid?: number; cwd: string } {
  return process.getuid?.() === account.uid ? { cwd: "/" } : { uid: account.uid, gid: account.gid, cwd: "/" };
}

/** Whether the account can enter the folder, asked of the kernel: modes, access lists and mounts all have a say. */
export async function canEnter(account: Account, dir: string): Promise<boolean> {
  const { code } = await run(account, "/bin/sh", ["-c", 'cd "$1"', "sh", dir]);
  return code === 0;
}

/** Runs a program to its end and gives what it printed, both streams together. */
export function run(
  account: Account,
  program: string,
  args: readonly string[],
  { input = "", env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...runAs(account), env: { ...baseEnvironment, ...env }, stdio: "pipe" });
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    // A program that ends without reading its input is judged by its code.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", (error) =>
      reject(
        configError(`${program} cannot be run as account ${account.name} (${error.message}); run as an ordinary user or set DATABASE_URL`),
      ),
    );
    child.on("close", (code) => resolve({ code: code ?? -1, output: Buffer.concat(output).toString() }));
  });
}

/** Nothing of our environment reaches the server: PGDATA, PGPORT and the like would change what it does. */
export const baseEnvironment: Record<string, string> = { PATH: "/usr/bin:/bin", LANG: "C", TZ: "UTC" };

function accounts(): Account[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((one) => one.name && Number.isInteger(one.uid) && Number.isInteger(one.gid));
}
