import type { Config } from "./config.ts";
import type { DbConnection } from "./db.ts";
import { startPostgres, type Log } from "./postgres/index.ts";

export type DatabaseServer = {
  connection: DbConnection;
  /** What the operator should know, one sentence each. */
  notes: string[];
  /** Leaves an external server alone. */
  stop(): Promise<void>;
};

/** The PostgreSQL of this installation: the one DATABASE_URL names, else our own, started if it does not run. */
export async function openDatabaseServer(config: Pick<Config, "databaseUrl" | "dataDir">, log: Log): Promise<DatabaseServer> {
  if (config.databaseUrl !== null) {
    return { connection: { connectionString: config.databaseUrl }, notes: [], stop: async () => {} };
  }
  return startPostgres({ dataDir: config.dataDir, log });
}
