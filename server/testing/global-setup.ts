import { chmodSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startPostgres, type Connection } from "../platform/postgres/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The cluster all test files share; each clones its own database. */
    postgres: Connection;
  }
}

/** In memory where there is room: each file's database is nine hundred small files, which cost a disk's file system several times as much. */
function roomyFolder(): string {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > 4 * 2 ** 30 ? "/dev/shm" : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** One PostgreSQL for the whole run, without durability: it is thrown away at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(roomyFolder(), "ventanilla-test-"));
  // Not only ours: as root, PostgreSQL runs as another account.
  chmodSync(dataDir, 0o711);
  const quiet = { info: () => {}, warn: (message: string) => console.error(message) };
  const postgres = await startPostgres({
    dataDir,
    log: quiet,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200", autovacuum: "off" },
  });
  project.provide("postgres", postgres.connection);
  return async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
