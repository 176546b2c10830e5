import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from "kysely";
import pg from "pg";
import type { DB } from "./db-types.ts";
import type { Log } from "./log.ts";

export type Db = Kysely<DB>;

/** How to reach PostgreSQL: a URL, or our own cluster's socket. */
export type DbConnection = { connectionString: string } | { host: string; port: number; user: string; database: string };

export interface Database {
  db: Db;
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

/** Kysely's driver over `pg` with every statement a named prepared one. */
function createDriver(pool: pg.Pool): Driver {
  const connections = new WeakMap<DatabaseConnection, pg.PoolClient>();
  const beginnings = new WeakMap<DatabaseConnection, Promise<unknown>>();
  const run = (connection: DatabaseConnection, sql: string) => connection.executeQuery(CompiledQuery.raw(sql));
  return {
    init: async () => {},
    async acquireConnection() {
      const client = await pool.connect();
      const connection: DatabaseConnection = {
        async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
          const name = nameOf(query.sql);
          const result = await client.query({ ...(name === undefined ? {} : { name }), text: query.sql, values: [...query.parameters] });
          return { rows: result.rows, ...(result.rowCount === null ? {} : { numAffectedRows: BigInt(result.rowCount) }) };
        },
        streamQuery() {
          throw new Error("streaming goes through the pool, not through Kysely");
        },
      };
      connections.set(connection, client);
      return connection;
    },
    // `begin` goes out together with the first statement; commit asks whether it came to pass
    async beginTransaction(connection) {
      const begun = run(connection, "begin");
      begun.catch(() => {});
      beginnings.set(connection, begun);
    },
    async commitTransaction(connection) {
      await beginnings.get(connection);
      await run(connection, "commit");
    },
    rollbackTransaction: async (connection) => void (await run(connection, "rollback")),
    async releaseConnection(connection) {
      connections.get(connection)?.release();
    },
    destroy: async () => {},
  };
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
  pool.on("connect", (client) => client.on("error", (error) => log?.warn({ err: error }, "a database connection ended")));
  const db = new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createDriver(pool),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  const close = async () => {
    await db.destroy();
    // by itself: Kysely destroys no driver through which nothing went
    await pool.end();
  };
  return { db, pool, connection, close };
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

/** One hand-written statement of a hot path: its text is a constant, so it is prepared once. */
export async function query<Row>(db: Db, text: string, values: readonly unknown[]): Promise<Row[]> {
  const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, [...values]));
  return rows;
}
