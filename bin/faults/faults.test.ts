import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { useDatabase } from "../../server/testing/database.ts";
import { until } from "../../server/testing/live.ts";
import { proxyTo } from "../../server/testing/proxy.ts";
import { connectSmtp, numberedMail, type NumberedMail, type Outcome } from "./mails.ts";
import { inOneFile } from "./one-file.ts";
import { startServer } from "./process.ts";
import { runRounds } from "./rounds.ts";

const db = useDatabase();
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

function folder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "ventanilla-faults-"));
  // as root, PostgreSQL runs as another account
  chmodSync(dir, 0o711);
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function sendOnce(port: number, mail: NumberedMail): Promise<Outcome> {
  const connection = await connectSmtp(port);
  try {
    return await connection.send(mail);
  } finally {
    connection.end();
  }
}
const codeOf = (outcome: Outcome) => (outcome === "lost" ? outcome : outcome.code);
const sized = (n: number, bytes: number): NumberedMail => {
  const mail = numberedMail(n * 45); // neither an answer nor large
  return { ...mail, raw: `${mail.raw}${"0123456789abcdef".repeat(4)}\r\n`.padEnd(bytes - 2, `${"x".repeat(70)}\r\n`).replace(/\r?\n?$/, "\r\n") };
};

test("kill -9 of the process 40 times and of PostgreSQL 10 times: every 250 is exactly one message with its fate", async () => {
  // two installations side by side: a round is mostly waiting
  const program = await inOneFile();
  const reports = await Promise.all([runRounds(folder(), 20, 5, { program }), runRounds(folder(), 20, 5, { program })]);
  expect(reports.flatMap((report) => report.wrong)).toEqual([]);
  expect(reports[0].acknowledged + reports[1].acknowledged).toBeGreaterThan(100);
  expect(reports.map((report) => report.postgresKilled)).toEqual([5, 5]);
}, 900_000);

test("the database away: 451 to mail, 503 to people, each by itself again when it is back; nothing acknowledged is lost", async () => {
  const proxy = await proxyTo(db.current.connection);
  undo.push(() => proxy.stop());
  if (!("port" in proxy.connection)) throw new Error("unreachable");
  const { user, port, database } = proxy.connection;
  const server = await startServer(folder(), { DATABASE_URL: `postgres://${user}@127.0.0.1:${port}/${database}` });
  undo.push(() => server.kill());
  const http = async (url: string) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${url}`, { headers: { "accept-language": "ro" } });
    return { status: answer.status, body: await answer.text() };
  };
  expect(codeOf(await sendOnce(server.smtpPort, numberedMail(0)))).toBe(250);
  expect((await http("/readyz")).status).toBe(200);

  await proxy.down();
  expect(await until(async () => (await http("/readyz")).status === 503, 20_000)).toBe(true);
  const asked = await http("/api/v1/desks");
  expect([asked.status, JSON.parse(asked.body).key]).toEqual([503, "database.away"]);
  expect((await http("/healthz")).status).toBe(200);
  expect(codeOf(await sendOnce(server.smtpPort, numberedMail(1)))).toBe(451);
  // longer than the queue's runner bears
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(codeOf(await sendOnce(server.smtpPort, numberedMail(2)))).toBe(451);

  await proxy.up();
  expect(await until(async () => (await http("/readyz")).status === 200, 20_000)).toBe(true);
  for (const n of [1, 2]) expect(codeOf(await sendOnce(server.smtpPort, numberedMail(n)))).toBe(250);
  const settled = async () => (await db.current.database.pool.query<{ fate: string }>("select fate from mails order by id")).rows.map((row) => row.fate);
  expect(await until(async () => (await settled()).every((fate) => fate === "ticketed"), 20_000)).toBe(true);
  expect(await settled()).toEqual(["ticketed", "ticketed", "ticketed"]);
  // the confirmations have left: jobs go on as well
  const waiting = async () => (await db.current.database.pool.query<{ n: number }>("select count(*)::int as n from graphile_worker.jobs")).rows[0]?.n;
  expect(await until(async () => (await waiting()) === 0, 20_000)).toBe(true);
  expect(await server.stop()).toBe(0);
}, 120_000);

test("a full disk: 452 to mail, and recovery unaided once there is room; nothing acknowledged is lost", async (context) => {
  const disk = folder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=400m,mode=0711", "tmpfs", disk], { stdio: "pipe" });
  } catch {
    context.skip("only root can mount a small disk");
  }
  undo.push(() => execFileSync("umount", ["-l", disk], { stdio: "pipe" }));
  const dataDir = path.join(disk, "data");
  mkdirSync(dataDir, { mode: 0o711 });
  const server = await startServer(dataDir);
  undo.push(() => server.stop());
  expect(codeOf(await sendOnce(server.smtpPort, sized(1, 300_000)))).toBe(250);

  const filler = path.join(disk, "filler");
  expect(() => {
    for (;;) writeFileSync(filler, Buffer.alloc(64 * 1024 * 1024), { flag: "a" });
  }).toThrow("ENOSPC");
  const outcomes: (number | "lost")[] = [];
  for (let n = 2; n < 8; n += 1) outcomes.push(codeOf(await sendOnce(server.smtpPort, sized(n, 300_000))));
  expect(outcomes).toEqual(Array(6).fill(452));
  // small ones go into the database, until it has no room either
  const acknowledged: number[] = [];
  for (let n = 100; n < 250; n += 1) {
    const code = codeOf(await sendOnce(server.smtpPort, sized(n, 200_000)));
    if (code === 250) acknowledged.push(n);
    else outcomes.push(code);
    if (outcomes.length > 12) break;
  }
  expect(outcomes.every((code) => code === 452 || code === 451)).toBe(true);

  rmSync(filler);
  const recovered = () => sendOnce(server.smtpPort, sized(999, 300_000)).then((outcome) => codeOf(outcome) === 250);
  expect(await until(recovered, 60_000)).toBe(true);
  const ids = [1, ...acknowledged, 999].map((n) => sized(n, 1000).id);
  const { findPostgres } = await import("../../server/platform/postgres/index.ts");
  const { default: pg } = await import("pg");
  const { running } = findPostgres(dataDir);
  if (running === null) throw new Error("the database does not run");
  const client = new pg.Client(running);
  await client.connect();
  undo.push(() => client.end());
  const missing = async () =>
    (await client.query<{ id: string }>(`select wanted.id from unnest($1::text[]) as wanted (id) where not exists (select from messages m where trim(both '<>' from m.header_message_id) = wanted.id)`, [ids])).rows;
  await until(async () => (await missing()).length === 0, 60_000);
  expect(await missing()).toEqual([]);
}, 240_000);
