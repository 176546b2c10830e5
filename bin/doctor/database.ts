import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { isConfigError, projectDir, withoutPassword, type Config } from "../../server/platform/config.ts";
import { openDatabaseServer } from "../../server/platform/database-server.ts";
import { oldestPostgres } from "../../server/platform/migrate.ts";
import { findPostgres } from "../../server/platform/postgres/index.ts";
import { quietLog } from "../commands/terminal.ts";
import type { Finding } from "./finding.ts";

const area = "database";

/** Looks at the database, and returns the mail addresses of its desks; null if they cannot be known. */
export async function* examineDatabase(config: Config): AsyncGenerator<Finding, string[] | null> {
  if (config.databaseUrl === null && !existsSync(join(findPostgres(config.dataDir).base, "18"))) {
    yield { area, verdict: "good", says: "there is no database yet; the first start makes it" };
    return null;
  }
  const server = await openDatabaseServer(config, quietLog).catch((error: unknown) => {
    if (isConfigError(error)) return error;
    throw error;
  });
  if (server instanceof Error) {
    yield {
      area,
      verdict: "bad",
      says: server.message,
      mend: `look into ${config.dataDir}/postgres.log; a backup can be restored into another DATA_DIR`,
    };
    return null;
  }
  const client = new pg.Client({ ...server.connection, connectionTimeoutMillis: 10_000, application_name: "doctor" });
  client.on("error", () => {});
  try {
    await client.connect();
    yield* examineVersion(client, config);
    return yield* examineSchema(client);
  } catch (error) {
    yield explain(error, config);
    return null;
  } finally {
    await client.end().catch(() => {});
    await server.stop();
  }
}

async function* examineVersion(client: pg.Client, config: Config): AsyncGenerator<Finding> {
  const { rows } = await client.query<{ number: number; version: string; creates: boolean; zone: string }>(
    `select current_setting('server_version_num')::int as number, split_part(current_setting('server_version'), ' ', 1) as version,
       has_schema_privilege('public', 'create') as creates`,
  );
  const [found] = rows;
  if (found === undefined) return;
  const which = config.databaseUrl === null ? "embedded" : withoutPassword(config.databaseUrl);
  if (found.number < oldestPostgres) {
    yield {
      area,
      verdict: "bad",
      says: `PostgreSQL ${found.version} (${which}) is too old`,
      mend: "give a DATABASE_URL of PostgreSQL 16 or newer",
    };
  } else {
    yield { area, verdict: "good", says: `PostgreSQL ${found.version} (${which}) answers` };
  }
  if (!found.creates) {
    yield {
      area,
      verdict: "bad",
      says: "this database account may not create tables",
      mend: "as its administrator: grant all on schema public to <that account>",
    };
  }
}

async function* examineSchema(client: pg.Client): AsyncGenerator<Finding, string[] | null> {
  const { rows: known } = await client.query<{ there: boolean }>("select to_regclass('public.migrations') is not null as there");
  if (!known[0]?.there) {
    yield { area, verdict: "good", says: "the database is empty; the first start makes its tables" };
    return null;
  }
  const { rows } = await client.query<{ name: string }>("select name from migrations");
  const applied = new Set(rows.map((row) => row.name));
  const files = readdirSync(join(projectDir, "server/migrations")).filter((name) => /^\d{4}-.*\.sql$/.test(name));
  const unknown = [...applied].filter((name) => !files.includes(name));
  const missing = files.filter((name) => !applied.has(name));
  if (unknown.length > 0) {
    yield {
      area,
      verdict: "bad",
      says: `a newer version has used this database (${unknown.join(", ")})`,
      mend: "run that version, or restore a backup made before",
    };
  } else if (missing.length > 0) {
    yield {
      area,
      verdict: "hint",
      says: `not applied yet: ${missing.join(", ")}`,
      mend: "start the server, or run ventanilla migrate",
    };
  } else {
    yield { area, verdict: "good", says: `all ${files.length} migrations are applied` };
  }
  if (!applied.has("0001-create-foundation.sql")) return null;
  const { rows: addresses } = await client.query<{ address: string }>(
    "select a.address from desk_addresses a join desks d on d.id = a.desk_id where d.archived_at is null order by d.position, a.position",
  );
  return addresses.map((row) => row.address);
}

function explain(error: unknown, config: Config): Finding {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const says = (words: string, mend: string): Finding => ({ area, verdict: "bad", says: words, mend });
  const url = withoutPassword(config.databaseUrl ?? "");
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return says(`no PostgreSQL listens at ${url}`, "start it, or correct host and port in DATABASE_URL");
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return says(`the host in ${url} is not known`, "correct the host in DATABASE_URL");
    case "28P01":
    case "28000":
      return says(`PostgreSQL refuses the user or password of ${url}`, "correct them in DATABASE_URL, or let the user in by pg_hba.conf");
    case "3D000":
      return says(`the database in ${url} does not exist`, "create it (createdb), or correct its name in DATABASE_URL");
    case "53300":
      return says("PostgreSQL has no connection left", "raise its max_connections, or stop other programs");
    default:
      return says(`the database does not answer (${error instanceof Error ? error.message : String(error)})`, "see PostgreSQL's own log");
  }
}
