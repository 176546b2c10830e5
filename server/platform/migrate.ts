import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import type { DbConnection } from "./db.ts";

const folder = path.join(import.meta.dirname, "..", "migrations");
/** An arbitrary constant: processes that start at once migrate one after the other. */
const lock = 7_236_501;
export const oldestPostgres = 160_000;

/**
 * Brings the database up to this version's schema, each file in its own transaction, under an advisory lock.
 * @param upTo the last migration to apply; all when absent (a restore stops at its archive's version)
 * @returns the names of the files applied now
 * @throws when the server is older than PostgreSQL 16, or the database is newer than this program
 */
export async function migrate(connection: DbConnection, upTo?: string): Promise<string[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const version = Number((await client.query<{ server_version_num: string }>("show server_version_num")).rows[0]?.server_version_num);
    if (version < oldestPostgres) throw new Error(`the database is PostgreSQL ${Math.floor(version / 10_000)}; Ventanilla needs 16 or newer`);
    await client.query("select pg_advisory_lock($1)", [lock]);
    await client.query("create table if not exists migrations (name text primary key, applied_at timestamptz not null)");
    const applied = new Set((await client.query<{ name: string }>("select name from migrations")).rows.map((row) => row.name));
    const files = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
    for (const name of applied) {
      if (!files.includes(name)) throw new Error(`the database has migration ${name}, which this version of Ventanilla does not know: it was made by a newer one`);
    }
    const now: string[] = [];
    for (const name of files) {
      if (applied.has(name) || (upTo !== undefined && name > upTo)) continue;
      await client.query("begin");
      await client.query(await readFile(path.join(folder, name), "utf8"));
      await client.query("insert into migrations (name, applied_at) values ($1, $2)", [name, new Date()]);
      await client.query("commit");
      now.push(name);
    }
    const pool = new pg.Pool({ ...connection, max: 1 });
    // its queries report a lost connection; graphile-worker warns about a pool without listeners
    pool.on("error", () => {});
    pool.on("connect", (connected) => connected.on("error", () => {}));
    try {
      await runMigrations({ pgPool: pool });
    } finally {
      await pool.end();
    }
    return now;
  } finally {
    await client.end();
  }
}
