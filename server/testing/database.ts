import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { beforeAll, inject } from "vitest";
import { openDatabase, type Database, type DbConnection } from "../platform/db.ts";
import { createLog } from "../platform/log.ts";
import { migrate } from "../platform/migrate.ts";
import { cleanUp } from "./cleanup.ts";

export interface TestDatabase {
  database: Database;
  connection: DbConnection;
}

/**
 * A database of its own for a test file, cloned from a template that has been migrated once a run. It is dropped
 * afterwards; a connection left open makes that fail, so leaks are seen.
 */
export function useDatabase(): { current: TestDatabase } {
  const holder: { current: TestDatabase } = {
    get current(): TestDatabase {
      throw new Error("the database exists only while tests run");
    },
  };
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  const undo = cleanUp();
  beforeAll(async () => {
    const cluster = inject("postgres");
    await withAdmin(async (admin) => {
      const template = await ensureTemplate(admin);
      await admin.query(`create database ${name} template ${template} strategy file_copy`);
    });
    const connection: DbConnection = { ...cluster, database: name };
    const database = openDatabase(connection, createLog("silent"));
    undo(async () => {
      await database.close();
      await withAdmin(async (admin) => {
        const left = await connectionsTo(admin, name);
        await admin.query(`drop database ${name} with (force)`);
        if (left.length > 0) throw new Error(`connections were left open: ${left.join("; ")}`);
      });
    });
    Object.defineProperty(holder, "current", { value: { database, connection }, configurable: true });
  });
  return holder;
}

/** What is still connected to the database a second after everything was closed; PostgreSQL's processes end a moment after their connections. */
async function connectionsTo(admin: pg.Client, name: string): Promise<string[]> {
  for (let tries = 0; ; tries += 1) {
    const { rows } = await admin.query<{ application_name: string; query: string }>(
      `select application_name, query from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || tries === 50) return rows.map((row) => `${row.application_name}: ${row.query}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function withAdmin(run: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client(inject("postgres"));
  await admin.connect();
  try {
    await run(admin);
  } finally {
    await admin.end();
  }
}

/** The migrated template's name bears the migrations' hash; whoever comes first makes it. */
async function ensureTemplate(admin: pg.Client): Promise<string> {
  const folder = path.join(import.meta.dirname, "..", "migrations");
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(path.join(folder, file)));
  const name = `template_${hash.digest("hex").slice(0, 16)}`;
  await admin.query(`select pg_advisory_lock(7236599)`);
  try {
    const { rowCount } = await admin.query(`select from pg_database where datname = $1`, [name]);
    if (rowCount === 0) {
      const making = `${name}_making`;
      await admin.query(`drop database if exists ${making} with (force)`);
      await admin.query(`create database ${making}`);
      await migrate({ ...inject("postgres"), database: making });
      await admin.query(`alter database ${making} rename to ${name}`);
    }
  } finally {
    await admin.query(`select pg_advisory_unlock(7236599)`);
  }
  return name;
}
