import { createHash, type Hash } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom, type CopyStreamQuery } from "pg-copy-streams";
import { Readable } from "node:stream";
import { openBlobs, type Blobs } from "../../server/platform/blobs.ts";
import { configError, isConfigError } from "../../server/platform/config.ts";
import type { DbConnection } from "../../server/platform/db.ts";
import { migrate } from "../../server/platform/migrate.ts";
import { Checks, format, isOtherData, jobColumns, Manifest, parse, quoted, type Check } from "./format.ts";
import { readTar, type TarEntry } from "./tar.ts";
import { isServed } from "./write.ts";

export type Restored = { manifest: Manifest; checks: Checks; /** Deliveries that may have been sent meanwhile. */ uncertain: number };

/**
 * Fills an empty installation from an archive, all of its database in one transaction: it is restored or still empty.
 * Files are written as they come; those of a failed restore are swept like any file no row refers to.
 */
export async function restoreArchive(connection: DbConnection, dataDir: string, file: string): Promise<Restored> {
  const client = new pg.Client({ ...connection, application_name: "restore" });
  client.on("error", () => {});
  await client.connect();
  try {
    await refuseUnlessEmpty(client);
    const source = pipeline(createReadStream(file), createGunzip(), () => {});
    const restored = await readAll(client, connection, await openBlobs(dataDir), dataDir, readTar(source)).catch((error: unknown) => {
      if (isConfigError(error)) throw error;
      throw configError(
        `${file} cannot be restored: ${error instanceof Error ? error.message : String(error)}. The database is still empty`,
      );
    });
    await migrate(connection);
    await client.query("analyze");
    return restored;
  } finally {
    await client.end();
  }
}

async function readAll(
  client: pg.Client,
  connection: DbConnection,
  blobs: Blobs,
  dataDir: string,
  entries: AsyncGenerator<TarEntry>,
): Promise<Restored> {
  const first = await entries.next();
  if (first.done || first.value.name !== "manifest.json") throw new Error("it is not one of our archives");
  const manifest = parse(Manifest, "manifest", await textOf(first.value));
  if (manifest.format > format) throw new Error(`it was written by a newer version, ${manifest.version}`);
  await migrate(connection, manifest.migration);
  if ((await lastApplied(client)) !== manifest.migration) {
    throw new Error(`its schema is ${manifest.migration}, which this version does not have, or the database was made by a newer one`);
  }

  const seen = newTally();
  const copying = copyIn(client, manifest, seen);
  await client.query("begin");
  try {
    await client.query("set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local datestyle = iso");
    const names = manifest.tables.map(({ name }) => quoted(name)).join(", ");
    await client.query(`truncate ${names}`);
    for (const { name } of manifest.tables) await client.query(`alter table ${quoted(name)} disable trigger user`);
    const keys = await dropForeignKeys(client);
    await client.query(`create temp table restored_jobs (identifier text, payload json, queue_name text, run_at timestamptz,
      max_attempts integer, key text, priority integer) on commit drop`);

    let checks: Checks | null = null;
    for await (const entry of entries) {
      const [kind, ...rest] = entry.name.split("/");
      const name = rest.join("/");
      if (kind === "tables" || kind === "jobs") await copying.take(entry);
      else if (kind === "data") await restoreData(dataDir, name, entry, seen);
      else if (kind === "blobs") await restoreBlob(blobs, name, entry, seen);
      else if (entry.name === "checks.json") checks = parse(Checks, "checks", await textOf(entry));
      else throw new Error(`it holds ${entry.name}, which does not belong there`);
    }
    await copying.end();
    if (checks === null) throw new Error("it is cut short");
    compare(checks, seen);

    for (const { table, name, definition } of keys) await client.query(`alter table ${table} add constraint ${quoted(name)} ${definition}`);
    for (const { name } of manifest.tables) await client.query(`alter table ${quoted(name)} enable trigger user`);
    for (const [name, last] of Object.entries(checks.sequences)) {
      if (last !== null) await client.query("select setval($1::regclass, $2::bigint)", [`public.${quoted(name)}`, last]);
    }
    await client.query(
      // a running server has most likely written the confirmations it owed after the snapshot: they are written as uncertain
      `select graphile_worker.add_job(identifier, case when $1 and identifier = 'tickets.confirm' then (payload::jsonb || jsonb_build_object('uncertain', $2::text))::json else payload end,
         queue_name, run_at, max_attempts, key, priority) from restored_jobs`,
      [manifest.running, doubt],
    );
    const uncertain = await doubtDeliveries(client, manifest.running);
    await client.query("commit");
    return { manifest, checks, uncertain };
  } catch (error) {
    copying.abort();
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

/** What a database has from its migrations alone: whoever follows the events notes there how far. */
const filledByMigrations = ["migrations", "notification_place", "report_progress"];

async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  if (await isServed(client)) throw configError("A server is running on this database; stop it, or give an empty database");
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> all($1::text[])`,
    [filledByMigrations],
  );
  for (const { name } of rows) {
    const { rowCount } = await client.query(`select from public.${name} limit 1`);
    if (rowCount) throw configError(`The database is not empty (table ${name} has rows); restore into another DATA_DIR or DATABASE_URL`);
  }
}

async function lastApplied(client: pg.Client): Promise<string | undefined> {
  return (await client.query<{ name: string }>("select max(name) as name from migrations")).rows[0]?.name;
}

type ForeignKey = { table: string; name: string; definition: string };

/** Without them tables load in any order; putting them back checks every row. */
async function dropForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0`,
  );
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${quoted(name)}`);
  return rows;
}

type Tally = { tables: Map<string, Check>; jobs: Check; data: Map<string, string>; blobs: { count: number; bytes: number } };

const none: Check = { rows: 0, bytes: 0, sha256: createHash("sha256").digest("hex") };
const newTally = (): Tally => ({ tables: new Map(), jobs: none, data: new Map(), blobs: { count: 0, bytes: 0 } });

/** Feeds the parts of one table after the other into one COPY each. */
function copyIn(client: pg.Client, manifest: Manifest, seen: Tally) {
  let current: { folder: string; stream: CopyStreamQuery; failure: Promise<never>; hash: Hash; bytes: number } | null = null;

  const open = (folder: string) => {
    const table = manifest.tables.find(({ name }) => folder === `tables/${name}`);
    if (table === undefined && folder !== "jobs") throw new Error(`it holds ${folder}, of which its manifest does not know`);
    const into = table === undefined ? `restored_jobs (${jobColumns})` : `${quoted(table.name)} (${table.columns.map(quoted).join(", ")})`;
    const stream = client.query(copyFrom(`copy ${into} from stdin`));
    const failure = new Promise<never>((_, reject) => stream.once("error", reject));
    failure.catch(() => {});
    return { folder, stream, failure, hash: createHash("sha256"), bytes: 0 };
  };

  const end = async () => {
    if (current === null) return;
    const { folder, stream, failure, hash, bytes } = current;
    current = null;
    const finished = once(stream, "finish");
    stream.end();
    await Promise.race([finished, failure]);
    const check = { rows: stream.rowCount, bytes, sha256: hash.digest("hex") };
    if (folder === "jobs") seen.jobs = check;
    else seen.tables.set(folder.slice("tables/".length), check);
  };

  return {
    async take(entry: TarEntry) {
      const folder = dirname(entry.name);
      if (current?.folder !== folder) {
        await end();
        current = open(folder);
      }
      const { stream, failure, hash } = current;
      for await (const chunk of entry.content) {
        hash.update(chunk);
        current.bytes += chunk.length;
        if (!stream.write(chunk)) await Promise.race([once(stream, "drain"), failure]);
      }
    },
    end,
    /** Ends a COPY under way: until then the connection takes no other statement. */
    abort: () => current?.stream.destroy(),
  };
}

async function restoreData(dataDir: string, name: string, entry: TarEntry, seen: Tally): Promise<void> {
  if (normalize(name) !== name || name.startsWith("/") || name.startsWith("..") || !isOtherData(name)) {
    throw new Error(`it holds ${entry.name}, which does not belong there`);
  }
  const content = await bytesOf(entry);
  await mkdir(dirname(join(dataDir, name)), { recursive: true });
  await writeFile(join(dataDir, name), content, { mode: 0o600 });
  seen.data.set(name, createHash("sha256").update(content).digest("hex"));
}

async function restoreBlob(blobs: Blobs, name: string, entry: TarEntry, seen: Tally): Promise<void> {
  const staged = await blobs.stage(Readable.from(entry.content), entry.size);
  if (staged === "too-large") throw new Error("it is damaged");
  if (staged.hash.toString("hex") !== name) {
    await blobs.discard(staged);
    throw new Error(`the stored file ${name} in it is damaged`);
  }
  await blobs.keep(staged);
  seen.blobs.count += 1;
  seen.blobs.bytes += staged.size;
}

function compare(checks: Checks, seen: Tally): void {
  const differs = (expected: Check, found: Check) =>
    expected.rows !== found.rows || expected.bytes !== found.bytes || expected.sha256 !== found.sha256;
  for (const [name, expected] of Object.entries(checks.tables)) {
    if (differs(expected, seen.tables.get(name) ?? none)) throw new Error(`table ${name} in it is damaged`);
  }
  if (differs(checks.jobs, seen.jobs)) throw new Error("the jobs in it are damaged");
  for (const [name, expected] of Object.entries(checks.data)) {
    if (seen.data.get(name) !== expected) throw new Error(`the file ${name} in it is damaged`);
  }
  if (checks.blobs.count !== seen.blobs.count || checks.blobs.bytes !== seen.blobs.bytes) throw new Error("stored files are missing in it");
}

const doubt = "restored from a backup made while the server was running";

/**
 * Mail that was waiting to be sent: of a stopped server nobody sent it, so it stays queued with its job. A running
 * server has most likely sent it after the snapshot, so it is not blindly sent again: a person decides.
 */
async function doubtDeliveries(client: pg.Client, wasRunning: boolean): Promise<number> {
  const doubtful = wasRunning ? ["queued", "retry", "sending"] : ["sending"];
  const { rowCount } = await client.query(
    `update deliveries set state = 'uncertain', reason = $2, settled_at = queued_at, next_try_at = null where state = any($1)`,
    [doubtful, doubt],
  );
  return rowCount ?? 0;
}

async function bytesOf(entry: TarEntry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry.content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function textOf(entry: TarEntry): Promise<string> {
  if (entry.size > 50_000_000) throw new Error("it is damaged");
  return (await bytesOf(entry)).toString();
}
