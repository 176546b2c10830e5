import pg from "pg";
import type { Log } from "./log.ts";

/** Where statements are run: on a transaction's connection, or on any that is free. */
export interface Db {
  run<Row>(text: string, values: readonly unknown[]): Promise<Row[]>;
}

/** How to reach PostgreSQL: a URL, or our own cluster's socket. */
export type DbConnection = { connectionString: string } | { host: string; port: number; user: string; database: string };

export interface Database {
  /** each statement by itself */
  db: Db;
  /** All that is run within commits together, or, where it throws, not at all. */
  transaction<R>(run: (db: Db) => Promise<R>): Promise<R>;
  pool: pg.Pool;
  connection: DbConnection;
  close(): Promise<void>;
}

const { types } = pg;
const int8 = 20;
const int8Array = 1016;
const timestamptz = 1184;

/** PostgreSQL's text of an instant (the session's zone is UTC) as RFC 3339, microseconds kept: cursors need them. */
export const instantText = (text: string): string => `${text.slice(0, 10)}T${text.slice(11, text.length - 3)}Z`;

const parsers = new Map<number, (text: string) => unknown>([
  [int8, Number],
  [int8Array, (text) => (text === "{}" ? [] : text.slice(1, -1).split(",").map((n) => (n === "NULL" ? null : Number(n))))],
  [timestamptz, instantText],
]);

/** How this product reads PostgreSQL's values: bigint as number, instants as RFC 3339 text. */
export const typeParsers = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    (format !== "binary" && parsers.get(oid)) || types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/** Statements that get a name, so that PostgreSQL parses and plans them once a connection. A bound keeps generated SQL from filling it. */
const names = new Map<string, string>();
const maxNames = 2000;
/** A statement that begins so is planned for its very values each time: how common a searched word is decides the plan. */
const replanned = "/* replan */";
function nameOf(text: string): string | undefined {
  if (text.startsWith(replanned)) return undefined;
  let name = names.get(text);
  if (name === undefined && names.size < maxNames) {
    name = `v${names.size}`;
    names.set(text, name);
  }
  return name;
}

/** Runs a statement as a named prepared one. */
function send(client: pg.PoolClient, text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
  const name = nameOf(text);
  return client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] });
}

/** Whoever wrote the statement says what it reads. */
async function rowsOf<Row>(client: pg.PoolClient, text: string, values: readonly unknown[]): Promise<Row[]> {
  const { rows } = await send(client, text, values);
  return rows;
}

const onFree = (pool: pg.Pool): Db => ({
  async run<Row>(text: string, values: readonly unknown[]) {
    const client = await pool.connect();
    try {
      return await rowsOf<Row>(client, text, values);
    } finally {
      client.release();
    }
  },
});

async function transaction<R>(pool: pg.Pool, run: (db: Db) => Promise<R>): Promise<R> {
  const client = await pool.connect();
  let broken = false;
  try {
    // goes out together with the first statement; before the commit it is asked whether it came to pass
    const begun = send(client, "begin", []);
    begun.catch(() => {});
    const done = await run({ run: (text, values) => rowsOf(client, text, values) });
    await begun;
    const { command } = await send(client, "commit", []);
    // where a statement failed and was passed over, PostgreSQL rolls all of it back, and calls that no error
    if (command !== "COMMIT") throw new Error("nothing was committed: a statement of the transaction had failed");
    return done;
  } catch (error) {
    await send(client, "rollback", []).catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Opens the pool. Connections are made when first needed; a database that is away makes queries fail, not the process.
 * @param size connections at most
 */
export function openDatabase(connection: DbConnection, log: Log | null, size = 10): Database {
  const pool = new pg.Pool({
    ...connection,
    max: size,
    // a statement need not wait for the answer to the one before it
    pipeline: true,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    types: typeParsers,
    application_name: "ventanilla",
    options: "-c timezone=UTC -c default_transaction_isolation=read\\ committed",
  });
  // without listeners the end of a connection would end the process: the pool hears of idle ones only
  pool.on("error", () => {});
  // the pool's end does not wait for its connections': a server that stops meanwhile ends them itself
  let closing = false;
  pool.on("connect", (client) => client.on("error", (error) => closing || log?.warn({ err: error }, "a database connection ended")));
  const close = () => {
    closing = true;
    return pool.end();
  };
  return { db: onFree(pool), transaction: (run) => transaction(pool, run), pool, connection, close };
}

/** Reads on a connection outside the pool, for what must not wait for the pool. */
export async function withOwnConnection<R>({ connection }: Pick<Database, "connection">, read: (db: Db) => Promise<R>): Promise<R> {
  const own = openDatabase(connection, null, 1);
  try {
    return await read(own.db);
  } finally {
    await own.close();
  }
}

/** One hand-written statement: its text is a constant, so it is prepared once a connection. */
export const query = <Row>(db: Db, text: string, values: readonly unknown[]): Promise<Row[]> => db.run<Row>(text, values);
