import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import pg from "pg";
import type { DbConnection } from "./db.ts";
import { migrate } from "./migrate.ts";

const name = `m_${randomUUID().replaceAll("-", "")}`;
let connection: DbConnection;
const run = async <R extends object>(sql: string, where: DbConnection = connection): Promise<R[]> => {
  const client = new pg.Client(where);
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
};

beforeAll(async () => {
  connection = { ...inject("postgres"), database: name };
  await run(`create database ${name}`, inject("postgres"));
});
afterAll(() => run(`drop database ${name} with (force)`, inject("postgres")));

test("several processes that start at once migrate once, in order; a later start does nothing", async () => {
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(connection)));
  const [first, ...rest] = applied.filter((names) => names.length > 0);
  expect(rest).toEqual([]);
  expect(first).toEqual(first?.toSorted());
  expect(first?.[0]).toBe("0001-create-foundation.sql");
  expect((await run<{ name: string }>("select name from migrations order by name")).map((row) => row.name)).toEqual(first);
  expect(await migrate(connection)).toEqual([]);
  expect(await run("select from graphile_worker.jobs")).toEqual([]);
});

test("a database that a newer version has migrated is refused by name, and stays as it is", async () => {
  await run("insert into migrations (name, applied_at) values ('9999-from-tomorrow.sql', now())");
  await expect(migrate(connection)).rejects.toThrow("the database has migration 9999-from-tomorrow.sql, which this version of Ventanilla does not know: it was made by a newer one");
  expect(await run("select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())")).toEqual([]);
});
