import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, realpathSync } from "node:fs";
import { chmod, chown, lstat, mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { configError } from "../config.ts";
import { canEnter, chooseAccount, type Account } from "./account.ts";
import { findPostmaster } from "./postmaster.ts";
import { isErrno, stopServer } from "./processes.ts";

/** Major version of the embedded server: the name of the cluster's folder, so that the next major finds its own. */
export const major = "18";

export type Location = {
  account: Account;
  /** Owned by the account, mode 0700; holds the cluster, and the socket where its path is short enough. */
  base: string;
  pgdata: string;
  /** What the operator should know about where it is. */
  notes: string[];
};

/** Where a cluster outside of DATA_DIR is written down, in DATA_DIR. */
const pointerName = "postgres.json";

/** The folder that holds the cluster of DATA_DIR, made or not. */
export function findBase(dataDir: string): string {
  return readPointer(dataDir)?.base ?? join(dataDir, "postgres");
}

/**
 * Makes the folder for the cluster: DATA_DIR/postgres, or below `systemDir` (/var/lib/ventanilla) where the account
 * cannot reach DATA_DIR, e.g. in a clone under /root.
 */
export async function prepareLocation(dataDir: string, systemDir: string): Promise<Location> {
  const origin = realpathSync(dataDir);
  const pointer = readPointer(dataDir);
  if (pointer !== null) {
    if (pointer.dataDir !== origin) {
      if (readPointer(pointer.dataDir)?.base === pointer.base) {
        throw configError(
          `${dataDir} is a copy of ${pointer.dataDir}, whose database is in ${pointer.base} and was not copied; use ventanilla backup and restore`,
        );
      }
      await writePointer(dataDir, { base: pointer.base, dataDir: origin });
    }
    const account = chooseAccount(ownerOf(pointer.base));
    await makeOwned(pointer.base, account);
    return located(account, pointer.base, dataDir);
  }

  const inside = join(dataDir, "postgres");
  const account = chooseAccount(ownerOf(inside));
  await makeOwned(inside, account);
  if (process.getuid?.() !== 0 || (await canEnter(account, inside))) return located(account, inside, null);

  const base = join(systemDir, createHash("sha256").update(origin).digest("hex").slice(0, 12));
  await mkdir(systemDir, { recursive: true, mode: 0o755 });
  await chmod(systemDir, 0o755);
  const aside = await setAside(base);
  if (existsSync(join(inside, major))) await move(inside, base);
  else await rmdir(inside);
  await writePointer(dataDir, { base, dataDir: origin });
  await makeOwned(base, account);
  const location = located(account, base, dataDir);
  return { ...location, notes: [...location.notes, ...aside] };
}

/** A removed installation leaves its database behind; one at the same path must not find it, nor may it be lost. */
async function setAside(base: string): Promise<string[]> {
  if (!existsSync(base)) return [];
  const running = findPostmaster(join(base, major));
  if (running !== null) await stopServer(running);
  const aside = `${base}.${Math.floor(Date.now() / 1000)}`;
  await rename(base, aside);
  return [`An earlier installation's database was set aside as ${aside}.`];
}

function located(account: Account, base: string, unreachable: string | null): Location {
  const notes =
    unreachable === null ? [] : [`The database is in ${base}: the account ${account.name} it runs as cannot reach ${unreachable}.`];
  return { account, base, pgdata: join(base, major), notes };
}

/** A folder only the account can enter. What is there already must be the account's own. */
async function makeOwned(dir: string, account: Account): Promise<void> {
  await mkdir(dir, { mode: 0o700 }).catch((error: unknown) => {
    if (!isErrno(error, "EEXIST")) throw error;
  });
  const { uid } = await lstat(dir);
  if (uid === account.uid) return;
  if (process.getuid?.() !== 0) {
    throw configError(
      `${dir} belongs to account number ${uid}, not to ${account.name}; run as that account, or give it the folder with chown -R`,
    );
  }
  if (uid !== 0)
    throw configError(`${dir} belongs to account number ${uid}, which this system does not know; chown -R ${account.name} ${dir}`);
  await chown(dir, account.uid, account.gid);
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: unknown) => {
    if (!isErrno(error, "EXDEV")) throw error;
    throw configError(`The database in ${from} cannot be reached by its account any more; move it: mv ${from} ${to}`);
  });
}

function readPointer(dataDir: string): { base: string; dataDir: string } | null {
  let text: string;
  try {
    text = readFileSync(join(dataDir, pointerName), "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return null;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "base" in value && "dataDir" in value) {
    return { base: String(value.base), dataDir: String(value.dataDir) };
  }
  throw configError(
    `${join(dataDir, pointerName)} is damaged; it should say {"base": "<folder of the database>", "dataDir": "${dataDir}"}`,
  );
}

async function writePointer(dataDir: string, pointer: { base: string; dataDir: string }): Promise<void> {
  const path = join(dataDir, pointerName);
  await writeFile(`${path}.new`, `${JSON.stringify(pointer)}\n`);
  await rename(`${path}.new`, path);
}

function ownerOf(dir: string): number | null {
  try {
    return lstatSync(dir).uid;
  } catch {
    return null;
  }
}

/** The address of a unix socket has room for 107 bytes (unix(7)), of which `/.s.PGSQL.5432` takes 15. */
const longestSocketDir = 107 - 15;

/**
 * The folder of the socket: beside the cluster, or where that path is too long for a socket, one in /tmp that is
 * found again by name. It must be the account's own and closed to others: anybody may have made that name in /tmp.
 */
export async function prepareSocketDir({ base, account }: Location): Promise<string> {
  const beside = join(base, "socket");
  const short = Buffer.byteLength(beside) <= longestSocketDir;
  const dir = short ? beside : `/tmp/ventanilla-${createHash("sha256").update(base).digest("hex").slice(0, 12)}`;
  await makeOwned(dir, account);
  const stat = await lstat(dir);
  if (!stat.isDirectory() || stat.mode & 0o077) {
    throw configError(`${dir}, the folder for the database's socket, is not a folder of mode 0700; remove it`);
  }
  return dir;
}

/** Removes a socket folder outside of the cluster's. */
export async function removeSocketDir({ base }: Location, dir: string): Promise<void> {
  if (!dir.startsWith(`${base}/`)) await rm(dir, { recursive: true, force: true });
}
