import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBlobs } from "../../server/platform/blobs.ts";
import type { DbConnection } from "../../server/platform/db.ts";
import { migrate } from "../../server/platform/migrate.ts";
import { startPostgres, type Postgres } from "../../server/platform/postgres/index.ts";
import { restoreArchive } from "./read.ts";
import { writeArchive } from "./write.ts";

const dir = mkdtempSync(join(tmpdir(), "ventanilla-archive-"));
chmodSync(dir, 0o711);
const now = new Date("2026-11-22T08:00:00Z");
const kept = Buffer.from("a file");
const dropped = Buffer.from("dropped while the backup ran");
const original = join(dir, "original");
let postgres: Postgres;
let source: DbConnection;

beforeAll(async () => {
  const log = { info: () => {}, warn: () => {} };
  postgres = await startPostgres({ dataDir: join(dir, "cluster"), log, settings: { fsync: "off" } });
  source = await createDatabase("source");
  await migrate(source);
  await ask(source, filling);
  const blobs = await openBlobs(original);
  for (const content of [kept, dropped]) {
    const staged = await blobs.stage(content, 1000);
    if (staged === "too-large") throw new Error("a small blob");
    await ask(source, "insert into files (id, hash, name, type, size, created_at) values (gen_random_uuid(), $1, 'a', 'b', 1, $2)", [
      staged.hash,
      now,
    ]);
    await blobs.keep(staged);
  }
  writeFileSync(join(original, "smtp-key.pem"), "a key");
});
afterAll(async () => {
  await postgres.stop();
  rmSync(dir, { recursive: true });
});

async function createDatabase(name: string): Promise<DbConnection> {
  await ask(postgres.connection, `create database ${name}`);
  return { ...postgres.connection, database: name };
}

async function ask(connection: DbConnection, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>({ text: sql, values: values.length > 0 ? values : undefined })).rows;
  } finally {
    await client.end();
  }
}

const filling = `
  insert into desks (key, labels, language, languages, time_zone, hue, position) values ('d', '{}', 'en', '{en}', 'UTC', 1, 1);
  insert into queues (desk_id, key, labels, position) values (1, 'q', '{}', 1);
  insert into statuses (desk_id, key, state, labels, explanations, runs_clocks, position) values (1, 's', 'new', '{}', '{}', true, 1);
  insert into people (name, created_at) values (E'Ana \\\\ tab\\t newline\\n "ñ" \\\\N', now()), ('', now());
  insert into mails (received_at, source, envelope_from, envelope_to, remote, size, raw)
    select now(), 'smtp', 'a@b', '{c@d}', '{}', 4, decode(repeat(md5(n::text), 500), 'hex') from generate_series(1, 300) n;
  insert into deliveries (letter, lang, to_address, to_name, header_message_id, content, state, queued_at)
    select 'l', 'en', 'a@b', '', state, '{}', state, now() from unnest(array['queued', 'retry', 'sending', 'sent']) as state;
  select graphile_worker.add_job('mail-out.send', '{"deliveryId": 1}', run_at => '2030-01-01', job_key => 'k', max_attempts => 7);
  insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at,
    public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by)
    values (1, 'merged later', 'new', 1, 1, 2, 1, 'mail', now(), now(), '', '', 1, 1, now(), 'customer')`;

/** What one transaction writes: a ticket with its message and event. Without one of them the snapshot is torn. */
const oneTicket = `
  with t as (
    insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at,
      public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by, merged_into)
    values (1, 'during', 'new', 1, 1, 2, 1, 'mail', now(), now(), '', '', 1, 1, now(), 'customer', 1001) returning id)
  , m as (
    insert into messages (ticket_id, kind, author_side, channel, created_at, html, text)
    select id, 'reply', 'customer', 'mail', now(), '', repeat('text ', 50) from t)
  insert into events (at, actor_kind, via, ticket_id, type, audience, data)
  select now(), 'system', 'mail', id, 'ticket.created', 'public', '{}' from t`;

const counts = `select (select count(*)::int from tickets where subject = 'during') as tickets,
  (select count(*)::int from messages m join tickets t on t.id = m.ticket_id) as messages,
  (select count(*)::int from events e join tickets t on t.id = e.ticket_id) as events`;

test("a backup of a database that changes meanwhile is one moment of it", { timeout: 30_000 }, async () => {
  const file = join(dir, "live.tar.gz");
  const server = new pg.Client({ ...source, application_name: "ventanilla" });
  await server.connect();
  let writing = true;
  const writer = (async () => {
    while (writing) await server.query(oneTicket);
  })();
  await ask(source, `select graphile_worker.add_job('tickets.confirm', '{"number": 1001, "messageId": 1}', job_key => 'owed')`);
  while ((await ask(source, counts))[0]?.tickets === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const written = await writeArchive(source, original, file, "0.1.0", now);
  writing = false;
  await writer;
  await server.end();
  await ask(source, "select graphile_worker.remove_job('owed')");
  expect(written.warnings).toEqual([]);
  expect(written.manifest).toMatchObject({ product: "ventanilla", version: "0.1.0", running: true, createdAt: "2026-11-22T08:00:00.000Z" });
  expect(written.checks.blobs).toEqual({ count: 2, bytes: kept.length + dropped.length });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const target = await createDatabase("from_live");
  const restored = await restoreArchive(target, join(dir, "from-live"), file);
  const [found] = await ask(target, counts);
  expect(found?.tickets).toBeGreaterThan(0);
  expect(found).toEqual({ tickets: found?.tickets, messages: found?.tickets, events: found?.tickets });
  const [after] = await ask(source, counts);
  expect(Number(after?.tickets)).toBeGreaterThan(Number(found?.tickets));
  // the server may have sent them since
  expect(restored.uncertain).toBe(3);
  expect(await ask(target, "select header_message_id as was, state from deliveries order by id")).toEqual([
    { was: "queued", state: "uncertain" },
    { was: "retry", state: "uncertain" },
    { was: "sending", state: "uncertain" },
    { was: "sent", state: "sent" },
  ]);
  // a confirmation that was owed at that moment is written, and says that it may have been sent
  expect(await ask(target, "select payload from graphile_worker._private_jobs where key = 'owed'")).toEqual([
    { payload: { number: 1001, messageId: 1, uncertain: "restored from a backup made while the server was running" } },
  ]);
});

test("a restored installation is the one that was backed up, and goes on", async () => {
  const file = join(dir, "quiet.tar.gz");
  await ask(source, "select pg_current_xact_id()");
  const { manifest } = await writeArchive(source, original, file, "0.1.0", now);
  expect(manifest.running).toBe(false);
  const target = await createDatabase("from_quiet");
  const restoredDir = join(dir, "from-quiet");
  expect((await restoreArchive(target, restoredDir, file)).uncertain).toBe(1);

  for (const { name, columns } of manifest.tables) {
    const same = columns.filter((column) => column !== "xid").join(", ");
    const digest = `select count(*)::int as n, md5(string_agg(r::text, '' order by r::text)) as md5 from (select ${same} from ${name}) r`;
    if (name !== "deliveries") expect([name, await ask(target, digest)]).toEqual([name, await ask(source, digest)]);
  }
  expect(await ask(target, "select distinct xid::text from events")).toEqual([{ xid: "0" }]);
  expect(await ask(target, "select state from deliveries order by id")).toEqual([
    { state: "queued" },
    { state: "retry" },
    { state: "uncertain" },
    { state: "sent" },
  ]);
  expect(
    await ask(target, "select task_identifier, key, max_attempts, extract(year from run_at)::int as year from graphile_worker.jobs"),
  ).toEqual([{ task_identifier: "mail-out.send", key: "k", max_attempts: 7, year: 2030 }]);
  const blobs = await openBlobs(restoredDir);
  expect(await blobs.read(createHash("sha256").update(kept).digest())).toEqual(kept);
  expect(readFileSync(join(restoredDir, "smtp-key.pem"), "utf8")).toBe("a key");

  // rows go on where they were, keys and triggers are back
  const [last] = await ask(target, "select max(id)::int as id from tickets");
  await ask(target, oneTicket);
  expect(await ask(target, "select max(id)::int as id from tickets")).toEqual([{ id: Number(last?.id) + 1 }]);
  await expect(ask(target, "delete from desks")).rejects.toThrow("violates foreign key constraint");
  const shape = `select (select count(*)::int from pg_constraint where contype = 'f') as keys,
    (select count(*)::int from pg_trigger where tgenabled = 'O' and not tgisinternal) as triggers`;
  expect(await ask(target, shape)).toEqual(await ask(source, shape));
});

test("only an empty database is restored into", async () => {
  await expect(restoreArchive(source, join(dir, "no"), join(dir, "quiet.tar.gz"))).rejects.toThrow(/^The database is not empty \(table/);
  const served = await createDatabase("served");
  const server = new pg.Client({ ...served, application_name: "ventanilla" });
  await server.connect();
  await expect(restoreArchive(served, join(dir, "no"), join(dir, "quiet.tar.gz"))).rejects.toThrow("A server is running on this database");
  await server.end();
});

test("a damaged archive restores nothing, and the database stays empty", { timeout: 60_000 }, async () => {
  const whole = readFileSync(join(dir, "quiet.tar.gz"));
  const target = await createDatabase("from_damaged");
  const restore = async (bytes: Buffer) => {
    writeFileSync(join(dir, "damaged.tar.gz"), bytes);
    await restoreArchive(target, join(dir, "from-damaged"), join(dir, "damaged.tar.gz"));
  };
  await expect(restore(whole.subarray(0, whole.length / 2))).rejects.toThrow(
    "cannot be restored: unexpected end of file. The database is still empty",
  );
  await expect(restore(Buffer.from("nonsense"))).rejects.toThrow("cannot be restored: incorrect header check");

  const plain = gunzipSync(whole);
  const changed = (from: string, to: string) => {
    const bytes = Buffer.from(plain);
    const at = bytes.indexOf(from);
    expect(at).toBeGreaterThan(0);
    bytes.write(to, at);
    return gzipSync(bytes, { level: 1 });
  };
  await expect(restore(changed("during", "hacked"))).rejects.toThrow("table tickets in it is damaged");
  await expect(restore(changed("a file\0", "a fool\0"))).rejects.toThrow(/the stored file [0-9a-f]{64} in it is damaged/);
  await expect(restore(changed("a key", "a kex"))).rejects.toThrow("the file smtp-key.pem in it is damaged");
  await expect(restore(changed('"migration": "0', '"migration": "9'))).rejects.toThrow("which this version does not have");
  await expect(restore(changed('"format": 1', '"format": 9'))).rejects.toThrow("it was written by a newer version, 0.1.0");
  await restoreArchive(target, join(dir, "from-damaged"), join(dir, "quiet.tar.gz"));
});

test("a missing file is told, unless nothing needs it any more", async () => {
  const hash = createHash("sha256").update(dropped).digest();
  (await openBlobs(original)).drop(hash);
  const { warnings, checks } = await writeArchive(source, original, join(dir, "missing.tar.gz"), "0.1.0", now);
  expect(checks.blobs.count).toBe(1);
  expect(warnings).toEqual([`The stored file ${hash.toString("hex")} is missing or damaged; it is not in the archive`]);
  await ask(source, "delete from files where hash = $1", [hash]);
  expect((await writeArchive(source, original, join(dir, "gone.tar.gz"), "0.1.0", now)).warnings).toEqual([]);
});

test("a backup that cannot be written leaves nothing behind", async () => {
  const file = join(dir, "closed", "x.tar.gz");
  await expect(writeArchive(source, original, file, "0.1.0", now)).rejects.toThrow("ENOENT");
  mkdirSync(join(dir, "closed"));
  await expect(writeArchive(await createDatabase("nothing"), original, file, "0.1.0", now)).rejects.toThrow("There is nothing to back up");
  expect(statSync(join(dir, "closed")).nlink).toBe(2);
  expect(() => statSync(`${file}.part`)).toThrow("ENOENT");
});

test("every column that may refer to a blob is known to backups", async () => {
  const columns = await ask(
    source,
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea' order by 1`,
  );
  const noBlobs = [
    "address_claims.hash",
    "approval_links.hash",
    "article_votes.voter",
    "choice_links.hash",
    "idempotency.hash",
    "intake_records.content_hash",
    "intake_sources.salt",
    "mailboxes.sealed",
    "mails.content_hash",
    "mails.raw",
    "passkeys.public_key",
    "recovery_codes.hash",
    // what a scanner said of a blob that something else refers to
    "scanned_blobs.hash",
    "sessions.hash",
    "sign_in_links.hash",
    "sign_in_steps.hash",
    "sign_on_providers.secret",
    "tokens.hash",
    "totp_keys.sealed",
    "webhooks.salt",
  ];
  expect(columns.map(({ name }) => name)).toEqual([...noBlobs, "files.hash", "mails.raw_hash"].sort());
});
