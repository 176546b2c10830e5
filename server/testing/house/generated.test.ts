import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { config } from "../../../bin/lint-config.ts";
import { projectDir } from "../../platform/config.ts";

const run = promisify(execFile);
const file = (...parts: string[]) => readFile(path.join(projectDir, ...parts), "utf8");

test("schema.sql and db-types.ts are what the migrations make", async () => {
  const name = `s_${randomUUID().replaceAll("-", "")}`;
  const { host, port, user } = inject("postgres");
  const admin = new pg.Client(inject("postgres"));
  await admin.connect();
  await admin.query(`create database ${name}`);
  const target = await mkdtemp(path.join(tmpdir(), "ventanilla-schema-"));
  try {
    await mkdir(path.join(target, "platform"));
    await run(process.execPath, [path.join(projectDir, "bin", "schema.ts"), target], {
      env: { ...process.env, DATABASE_URL: `postgres://${user}@${encodeURIComponent(host)}:${port}/${name}` },
    });
    const hint = "run `npm run schema` against an empty database";
    expect(await readFile(path.join(target, "schema.sql"), "utf8"), hint).toBe(await file("server", "schema.sql"));
    expect(await readFile(path.join(target, "platform", "db-types.ts"), "utf8"), hint).toBe(await file("server", "platform", "db-types.ts"));
  } finally {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
    await rm(target, { recursive: true, force: true });
  }
}, 60_000);

test(".oxlintrc.json is what bin/lint-config.ts makes", async () => {
  expect(JSON.parse(await file(".oxlintrc.json")), "run `node bin/lint-config.ts`").toEqual(JSON.parse(JSON.stringify(config)));
});
