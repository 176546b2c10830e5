import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findPostgres } from "../server/platform/postgres/index.ts";
import { projectDir } from "../server/platform/config.ts";
import { signIn, startProduct, temporaryDir } from "./installation.ts";
import { median } from "./load.ts";
import type { Reading } from "./reads.ts";

/** Longer than a pooled connection is kept without use. */
const settleSeconds = 40;

/** MB that the product's processes hold, the database's included, each shared page counted once (PSS), a while after a person used it. */
export async function measureIdle({ product, access }: Reading): Promise<number> {
  const cookie = await signIn(product.url, access.email);
  for (let i = 0; i < 20; i++) await fetch(`${product.url}/api/v1/tickets?q=state:open`, { headers: { cookie } }).then((response) => response.text());
  await sleep(settleSeconds * 1000);
  const postmaster = postmasterOf(product.connection);
  // the server is the product's child as long as that has not been started anew beside it
  const bytes = [...new Set([...descendants(product.pid), ...descendants(postmaster)])].map((pid) => {
    const kb = Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? Number.NaN);
    console.error(`  ${String(Math.round(kb / 102.4) / 10).padStart(6)} MB  ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").slice(0, 60)}`);
    return kb;
  });
  return bytes.reduce((sum, each) => sum + each, 0) / 1024;
}

/** The server that listens on the socket. */
function postmasterOf(connection: { host: string } | { connectionString: string }): number {
  if (!("host" in connection)) throw new Error("the benchmark runs on the product's own database");
  const pid = Number(readFileSync(path.join(connection.host, ".s.PGSQL.5432.lock"), "utf8").split("\n")[0]);
  if (!Number.isInteger(pid)) throw new Error("the database's process is not known");
  return pid;
}

function descendants(root: number): number[] {
  const parents = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) }];
    } catch {
      return []; // it ended while we looked
    }
  });
  const found = [root];
  for (let at = 0; at < found.length; at++) found.push(...parents.filter(({ parent }) => parent === found[at]).map(({ pid }) => pid));
  return found;
}

/**
 * Seconds from the command to /readyz: the first time in a checkout that has never run (the browser apps are built, the
 * database is made), and the median of later times.
 */
export async function measureStarts(rounds: number): Promise<{ first: number; later: number }> {
  const { dir, remove } = temporaryDir();
  try {
    const project = path.join(dir, "checkout");
    cloneCheckout(project);
    const dataDir = path.join(dir, "data");
    const times: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const product = await startProduct(dataDir, { project });
      times.push(product.startedIn / 1000);
      // demonstration data loads on after the first start
      if (round === 0) await sleep(2000);
      await product.stop();
      if (findPostgres(dataDir).running !== null) throw new Error("the database was left running");
    }
    return { first: times[0] ?? Number.NaN, later: median(times.slice(1)) };
  } finally {
    remove();
  }
}

/** The files under version control, and the installed packages without what the product has kept beside them. */
function cloneCheckout(target: string): void {
  mkdirSync(target, { recursive: true });
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: projectDir, encoding: "utf8" }).split("\0").filter(Boolean);
  for (const file of files) cpSync(path.join(projectDir, file), path.join(target, file));
  const modules = path.join(projectDir, "node_modules");
  mkdirSync(path.join(target, "node_modules"));
  for (const name of readdirSync(modules)) {
    if (name !== ".cache" && name !== ".vite") symlinkSync(path.join(modules, name), path.join(target, "node_modules", name));
  }
  rmSync(path.join(target, "dist"), { recursive: true, force: true });
}
