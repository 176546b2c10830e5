import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { chooseAccount, run } from "./account.ts";
import { findBinaries, findPackage } from "./binaries.ts";
import { findPostgres, startPostgres } from "./index.ts";
import { findBase, prepareLocation } from "./location.ts";

const dir = mkdtempSync(join(tmpdir(), "ventanilla-location-"));
chmodSync(dir, 0o711);
const systemDir = join(dir, "system");
const isRoot = process.getuid?.() === 0;
afterAll(() => rmSync(dir, { recursive: true }));

function closedFolder(name: string): string {
  const closed = join(dir, name);
  mkdirSync(closed, { mode: 0o700 });
  return join(closed, "data");
}

describe.runIf(isRoot)("as root", () => {
  test("the server runs as an unprivileged account", async () => {
    const account = chooseAccount(null);
    expect(account.uid).not.toBe(0);
    expect((await run(account, "/usr/bin/id", ["-u"])).output.trim()).toBe(String(account.uid));
  });

  test("an installation below a closed folder has its database elsewhere, says so, and finds it again", async () => {
    const dataDir = closedFolder("closed");
    const log = { info: () => {}, warn: () => {} };
    const first = await startPostgres({ dataDir, systemDir, log });
    expect(first.dir).toMatch(new RegExp(`^${systemDir}/[0-9a-f]{12}/18$`));
    expect(first.notes).toEqual([
      expect.stringMatching(/^The database is in .*: the account .* it runs as cannot reach .*closed\/data\.$/),
    ]);
    expect(findPostgres(dataDir).running).toEqual(first.connection);
    await first.stop();
    const second = await startPostgres({ dataDir, systemDir, log });
    expect({ ...second, stop: null }).toEqual({ ...first, stop: null });
    await second.stop();
    expect(existsSync(join(dataDir, "postgres"))).toBe(false);
  });

  test("a moved installation keeps its database, a copied one is refused", async () => {
    const dataDir = closedFolder("to-move");
    mkdirSync(dataDir);
    const { base } = await prepareLocation(dataDir, systemDir);
    const copy = `${dataDir}-copy`;
    cpSync(dataDir, copy, { recursive: true });
    await expect(prepareLocation(copy, systemDir)).rejects.toThrow(/is a copy of .*to-move\/data, whose database is in/);
    rmSync(copy, { recursive: true });
    renameSync(dataDir, copy);
    expect((await prepareLocation(copy, systemDir)).base).toBe(base);
    expect((await prepareLocation(copy, systemDir)).base).toBe(base);
  });

  test("a new installation at the path of a removed one does not find its database, but keeps it", async () => {
    const dataDir = closedFolder("again");
    mkdirSync(dataDir);
    const { base, pgdata } = await prepareLocation(dataDir, systemDir);
    mkdirSync(pgdata);
    rmSync(dataDir, { recursive: true });
    mkdirSync(dataDir);
    const next = await prepareLocation(dataDir, systemDir);
    expect(next.base).toBe(base);
    expect(existsSync(next.pgdata)).toBe(false);
    expect(next.notes).toEqual([expect.stringContaining("The database is in"), expect.stringContaining(`set aside as ${base}.`)]);
  });

  test("a database whose folder was closed later moves to where it can be reached", async () => {
    const open = join(dir, "open");
    const dataDir = join(open, "data");
    mkdirSync(dataDir, { recursive: true });
    const { pgdata } = await prepareLocation(dataDir, systemDir);
    expect(pgdata).toBe(join(dataDir, "postgres/18"));
    mkdirSync(pgdata);
    chmodSync(open, 0o700);
    const moved = await prepareLocation(dataDir, systemDir);
    expect(existsSync(moved.pgdata)).toBe(true);
    expect(findBase(dataDir)).toBe(moved.base);
  });

  test("the account that owns the cluster stays its account", async () => {
    const dataDir = join(dir, "owned");
    mkdirSync(dataDir);
    const nobody = Number(spawnSync("id", ["-u", "nobody"]).stdout);
    mkdirSync(join(dataDir, "postgres"), { mode: 0o700 });
    spawnSync("chown", ["nobody", join(dataDir, "postgres")]);
    expect((await prepareLocation(dataDir, systemDir)).account.uid).toBe(nobody);
    expect(lstatSync(join(dataDir, "postgres")).uid).toBe(nobody);
  });

  test("programs the account cannot read are copied once", async () => {
    const closed = join(closedFolder("package"), "native");
    cpSync(findPackage(), closed, { recursive: true, verbatimSymlinks: true });
    cpSync(join(findPackage(), "../package.json"), join(closed, "../package.json"));
    const account = chooseAccount(null);
    const binaries = await findBinaries(account, systemDir, join(dir, "links"), closed);
    expect(binaries.postgres).toMatch(new RegExp(`^${systemDir}/postgres-18[^/]*/bin/postgres$`));
    const { ino } = lstatSync(binaries.postgres);
    expect(await findBinaries(account, systemDir, join(dir, "links"), closed)).toEqual(binaries);
    expect(lstatSync(binaries.postgres).ino).toBe(ino);
  });
});

test("programs run after an install without scripts, which leaves out the libraries' links", async () => {
  const native = join(dir, "bare", "native");
  cpSync(findPackage(), native, { recursive: true, filter: (source) => !lstatSync(source).isSymbolicLink() });
  expect(existsSync(join(native, "lib/libicuuc.so.60"))).toBe(false);
  const account = chooseAccount(null);
  const binaries = await findBinaries(account, systemDir, join(dir, "links"), native);
  expect(binaries).toEqual({ initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres"), env: {} });
  expect(existsSync(join(native, "lib/libicuuc.so.60"))).toBe(true);
});
