import { existsSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { configError } from "../config.ts";
import { run } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { major, type Location } from "./location.ts";

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
        // Sorts by code point whatever the system's libc; names that a person looks for are sorted once more (names.ts).
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

export function lastLine(text: string): string {
  return (
    text
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^\S+ \S+ UTC \[\d+\] /, "") || "no reason given"
  );
}
