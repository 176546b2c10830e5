import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer as createWebServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { SMTPServer } from "smtp-server";
import { afterAll, expect, test } from "vitest";
import { migrate } from "../../server/platform/migrate.ts";
import { findPostgres, startPostgres } from "../../server/platform/postgres/index.ts";
import type { Finding } from "./finding.ts";
import { examine } from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "ventanilla-doctor-"));
chmodSync(dir, 0o711);
const dataDir = join(dir, "data");
afterAll(() => rmSync(dir, { recursive: true }));

async function look(env: Record<string, string>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of examine({ DATA_DIR: dataDir, PORT: "0", SMTP_PORT: "0", ...env }, dir)) findings.push(finding);
  return findings;
}
const bad = (findings: Finding[]) => findings.filter(({ verdict }) => verdict === "bad").map(({ says }) => says);
const said = (findings: Finding[]) => findings.map(({ says }) => says);

test("before the first start nothing is wrong, and looking makes nothing", async () => {
  const findings = await look({});
  expect(bad(findings)).toEqual([]);
  expect(said(findings)).toContain(`${dataDir} does not exist yet; the first start makes it`);
  expect(said(findings)).toContain("there is no database yet; the first start makes it");
});

test("a wrong variable is named", async () => {
  expect(await look({ LOG_LEVEL: "loud" })).toEqual([
    expect.objectContaining({
      verdict: "bad",
      says: expect.stringMatching(/^LOG_LEVEL is 'loud'; expected one of/),
      mend: expect.anything(),
    }),
  ]);
});

test("the embedded database is started to look at it, and stopped again", async () => {
  const postgres = await startPostgres({ dataDir, log: { info: () => {}, warn: () => {} } });
  await migrate(postgres.connection);
  const client = new pg.Client(postgres.connection);
  await client.connect();
  await client.query(`insert into desks (key, labels, language, languages, time_zone, hue, position) values ('d', '{}', 'en', '{en}', 'UTC', 1, 1);
    insert into desk_addresses values ('sales@hotel.example', 1, 1)`);
  await client.end();
  await postgres.stop();

  const findings = await look({});
  expect(bad(findings)).toEqual([]);
  expect(said(findings)).toContainEqual(expect.stringMatching(/^PostgreSQL 18\S* \(embedded\) answers$/));
  expect(said(findings)).toContainEqual(expect.stringMatching(/^all \d+ migrations are applied$/));
  expect(said(findings)).toContain("mail is taken in for sales@hotel.example");
  expect(findPostgres(dataDir).running).toBeNull();
});

test("an older or newer schema is told apart", async () => {
  const postgres = await startPostgres({ dataDir, log: { info: () => {}, warn: () => {} } });
  const { host, port, user } = postgres.connection;
  const external = `postgres:///other?user=${user}&host=${encodeURIComponent(host)}&port=${port}`;
  const client = new pg.Client(postgres.connection);
  await client.connect();
  expect(bad(await look({ DATABASE_URL: external }))).toEqual([expect.stringMatching(/^the database in .* does not exist$/)]);
  await client.query("create database other");
  expect(said(await look({ DATABASE_URL: external }))).toContain("the database is empty; the first start makes its tables");
  const other = new pg.Client(external);
  await other.connect();
  await other.query("create table migrations (name text)");
  expect(said(await look({ DATABASE_URL: external }))).toContainEqual(
    expect.stringMatching(/^not applied yet: 0001-create-foundation\.sql/),
  );
  await other.query("insert into migrations values ('9999-from-the-future.sql')");
  expect(bad(await look({ DATABASE_URL: external }))).toEqual(["a newer version has used this database (9999-from-the-future.sql)"]);
  await other.end();
  await client.end();
  await postgres.stop();
});

test("a database that is not there is told in words, without its password", async () => {
  const findings = await look({ DATABASE_URL: "postgres://u:secret@127.0.0.1:1/d" });
  expect(bad(findings)).toEqual(["no PostgreSQL listens at postgres://u:***@127.0.0.1:1/d"]);
});

test("a port that another program has is told apart from ours", async () => {
  const port = await new Promise<number>((resolve) => {
    other.listen(0, "127.0.0.1", () => {
      const address = other.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  expect(bad(await look({ SMTP_PORT: String(port) }))).toEqual([`another program has port ${port}`]);
  other.close();
  expect(bad(await look({ SMTP_PORT: String(port) }))).toEqual([]);
  expect(bad(await look({ HOST: "192.0.2.1", SMTP_PORT: String(port) }))).toEqual(["HOST 192.0.2.1 is no address of this machine"]);
});
const other = createServer((socket) => socket.end("220 other ESMTP\r\n"));

test("our own server is known by what it says to anybody, which costs it nothing", async () => {
  const asked: unknown[] = [];
  let says = JSON.stringify({ type: "urn:ventanilla:problem:session.required" });
  const web = createWebServer((request, response) => (asked.push(request.url), response.writeHead(401).end(says)));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const address = web.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  expect(said(await look({ PORT: String(port) }))).toContain(`our server answers on port ${port}`);
  says = "It works!";
  expect(bad(await look({ PORT: String(port) }))).toEqual([`another program has port ${port}`]);
  expect(new Set(asked)).toEqual(new Set(["/api/v1/me"]));
  web.close();
});

test("the way out for mail is tried, with its password", async () => {
  const smtp = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => (auth.password === "right" ? done(null, { user: "u" }) : done(new Error("no"))),
  });
  const port = await new Promise<number>((resolve) => {
    const listening = smtp.listen(0, "127.0.0.1", () => {
      const address = listening.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const url = (password: string) => `smtp://u:${password}@127.0.0.1:${port}`;
  expect(said(await look({ SMTP_URL: url("right") }))).toContain(
    `smtp://u:***@127.0.0.1:${port} takes outgoing mail and accepts the password`,
  );
  expect(bad(await look({ SMTP_URL: url("wrong") }))).toEqual([expect.stringMatching(/refuses the user or password/)]);
  await new Promise<void>((resolve) => smtp.close(resolve));
  expect(bad(await look({ SMTP_URL: url("right") }))).toEqual([expect.stringMatching(/cannot be reached \(connect ECONNREFUSED/)]);
  const findings = await look({ SMTP_URL: "smtp://mail.invalid:25" });
  expect(bad(findings)).toContain(
    "mail goes out through SMTP_URL, but its links lead to http://127.0.0.1:0, which its readers cannot open",
  );
  expect(bad(findings)).toContain("the host in smtp://mail.invalid:25 is not known");
});
