import { createHash } from "node:crypto";
import { createReadStream, type WriteStream } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { configError } from "../../server/platform/config.ts";
import type { DbConnection } from "../../server/platform/db.ts";
import {
  blobReferences,
  format,
  isOtherData,
  isTransactionNumber,
  quoted,
  selectJobs,
  type Check,
  type Checks,
  type Manifest,
} from "./format.ts";
import { writeTar, type TarWriter } from "./tar.ts";

export type Written = { manifest: Manifest; checks: Checks; bytes: number; /** What the operator should know. */ warnings: string[] };

const partSize = 1 << 20;

/**
 * Writes everything into one archive: the database as one moment's snapshot, taken while others go on writing, then
 * the blobs its rows refer to. Memory does not grow with the installation. The file has its name only when complete.
 */
export async function writeArchive(connection: DbConnection, dataDir: string, file: string, version: string, now: Date): Promise<Written> {
  const client = new pg.Client({ ...connection, application_name: "backup" });
  // Its queries report the end of the connection.
  client.on("error", () => {});
  await client.connect();
  const aside = `${file}.part`;
  let output: WriteStream | null = null;
  try {
    await client.query("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set datestyle = iso; set timezone = 'UTC'");
    await client.query("begin isolation level repeatable read read only");
    const handle = await open(aside, "w", 0o600);
    output = handle.createWriteStream({ flush: true });
    const gzip = createGzip({ level: 5 });
    gzip.pipe(output);
    output.on("error", (error) => gzip.destroy(error));
    const tar = writeTar(gzip, now);
    const stored = finished(output);
    stored.catch(() => {});

    const tables = await listTables(client);
    const manifest: Manifest = {
      product: "ventanilla",
      format,
      version,
      createdAt: now.toISOString(),
      migration: await lastMigration(client),
      running: await isServed(client),
      tables: tables.map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) })),
    };
    await tar.add("manifest.json", ...json(manifest));

    const checks: Checks = { tables: {}, jobs: { rows: 0, bytes: 0, sha256: "" }, sequences: {}, data: {}, blobs: { count: 0, bytes: 0 } };
    for (const table of tables) checks.tables[table.name] = await copyOut(client, tar, `tables/${table.name}`, selectTable(table));
    checks.jobs = await copyOut(client, tar, "jobs", selectJobs);
    // Sequences are outside of snapshots. Read after the rows they gave numbers to, they are never behind them.
    checks.sequences = await readSequences(client);
    await addOtherData(tar, dataDir, checks);
    const missing = await addBlobs(client, tar, dataDir, checks);
    await client.query("commit");
    await tar.add("checks.json", ...json(checks));
    await tar.end();
    await stored;
    await rename(aside, file);
    return { manifest, checks, bytes: (await stat(file)).size, warnings: await reallyMissing(client, missing) };
  } catch (error) {
    output?.destroy();
    await rm(aside, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

type Table = { name: string; columns: { name: string; type: string }[] };

async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select c.relname as name,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`);
  if (rows.length === 0) throw configError("There is nothing to back up: the database is empty");
  return rows;
}

function selectTable({ name, columns }: Table): string {
  const values = columns.map((column) => (isTransactionNumber(column.type) ? `'0'::${column.type}` : quoted(column.name)));
  return `select ${values.join(", ")} from ${quoted(name)}`;
}

async function lastMigration(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>("select max(name) as name from migrations");
  return rows[0]?.name ?? "";
}

/** Servers and workers name their connections; see openDatabase and startJobs. */
export async function isServed(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ served: boolean }>(
    `select exists (select from pg_stat_activity where datname = current_database() and application_name like 'ventanilla%') as served`,
  );
  return rows[0]?.served ?? false;
}

/** The result of a query as parts of bounded size: a tar's entry must say its size before its content. */
async function copyOut(client: pg.Client, tar: TarWriter, folder: string, select: string): Promise<Check> {
  const stream = client.query(copyTo(`copy (${select}) to stdout`));
  const hash = createHash("sha256");
  let bytes = 0;
  let part = 0;
  let pending: Buffer[] = [];
  let size = 0;
  const flush = async () => {
    part += 1;
    await tar.add(`${folder}/${String(part).padStart(6, "0")}`, size, Buffer.concat(pending));
    pending = [];
    size = 0;
  };
  for await (const chunk of stream) {
    const data: Buffer = chunk;
    hash.update(data);
    bytes += data.length;
    size += data.length;
    pending.push(data);
    if (size >= partSize) await flush();
  }
  if (size > 0) await flush();
  return { rows: stream.rowCount, bytes, sha256: hash.digest("hex") };
}

async function readSequences(client: pg.Client): Promise<Record<string, string | null>> {
  const { rows } = await client.query<{ name: string; last: string | null }>(
    `select sequencename as name, last_value::text as last from pg_sequences where schemaname = 'public' order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}

async function addOtherData(tar: TarWriter, dataDir: string, checks: Checks): Promise<void> {
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(dataDir.length + 1);
    if (!entry.isFile() || !isOtherData(name)) continue;
    const handle = await open(path);
    const content = await handle.readFile().finally(() => handle.close());
    checks.data[name] = createHash("sha256").update(content).digest("hex");
    await tar.add(`data/${name}`, content.length, content);
  }
}

/** Returns the hashes of those that are not there, or are not what they were. */
async function addBlobs(client: pg.Client, tar: TarWriter, dataDir: string, checks: Checks): Promise<string[]> {
  const missing: string[] = [];
  await client.query(`declare blobs no scroll cursor for select encode(hash, 'hex') as hash from (${blobReferences}) as needed`);
  for (;;) {
    const { rows } = await client.query<{ hash: string }>("fetch 500 from blobs");
    if (rows.length === 0) return missing;
    for (const { hash } of rows) {
      const path = join(dataDir, "blobs", hash.slice(0, 2), hash.slice(2));
      if (!(await isIntact(path, hash))) {
        missing.push(hash);
        continue;
      }
      const { size } = await stat(path);
      await tar.add(`blobs/${hash}`, size, createReadStream(path));
      checks.blobs.count += 1;
      checks.blobs.bytes += size;
    }
  }
}

async function isIntact(path: string, hash: string): Promise<boolean> {
  const found = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) found.update(chunk);
  } catch {
    return false;
  }
  return found.digest("hex") === hash;
}

/** A blob that was dropped while we wrote is no loss; one that rows still need now is. */
async function reallyMissing(client: pg.Client, hashes: string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const { rows } = await client.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from (${blobReferences}) as needed where encode(hash, 'hex') = any($1)`,
    [hashes],
  );
  return rows.map(({ hash }) => `The stored file ${hash} is missing or damaged; it is not in the archive`);
}

function json(value: unknown): [number, Buffer] {
  const bytes = Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  return [bytes.length, bytes];
}
