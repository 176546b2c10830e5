import { realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { prepareDataDir } from "../config.ts";
import { findBinaries } from "./binaries.ts";
import { claim, exclusively } from "./claims.ts";
import { ensureCluster } from "./cluster.ts";
import { findBase, major, prepareLocation, prepareSocketDir, removeSocketDir } from "./location.ts";
import { findPostmaster } from "./postmaster.ts";
import { isAlive, signal, stopServer } from "./processes.ts";
import { adopt, connectionOf, isCurrent, launch, type Connection, type Log, type Plan, type Server } from "./server.ts";

export type { Connection, Log } from "./server.ts";

export type Postgres = {
  connection: Connection;
  /** The folder of the cluster, below DATA_DIR or elsewhere. */
  dir: string;
  /** What the operator should know, one sentence each. */
  notes: string[];
  /** Stops the server within 10 s, unless another process still uses it. */
  stop(): Promise<void>;
};

export type Options = {
  /** Absolute; made if missing. */
  dataDir: string;
  log: Log;
  /** Server settings that differ from ours, for tests. */
  settings?: Readonly<Record<string, string>>;
  /** Where root's installation goes if the database's account cannot reach dataDir. */
  systemDir?: string;
  /** How long a server that ends at once is tried again, in ms. */
  retryFor?: number;
};

/**
 * Starts the PostgreSQL that npm installed, or takes over the one that a killed process left running, and keeps it
 * running: it is started again if it ends. Several processes may do so with one DATA_DIR; they share the server.
 * Raises a ConfigError that says what to mend.
 */
export async function startPostgres(options: Options): Promise<Postgres> {
  const { log, settings = {}, systemDir = "/var/lib/ventanilla", retryFor = 15_000 } = options;
  prepareDataDir(options.dataDir);
  const dataDir = realpathSync(options.dataDir);
  const claimsDir = join(dataDir, "postgres.claims");
  const mine = claim(claimsDir);

  const prepare = async (): Promise<Plan> => {
    const location = await prepareLocation(dataDir, systemDir);
    const binaries = await findBinaries(location.account, systemDir, join(location.base, "lib"));
    await ensureCluster(location, binaries);
    return { location, binaries, socketDir: await prepareSocketDir(location), settings, logFile: join(dataDir, "postgres.log"), log };
  };

  const bringUp = async (plan: Plan): Promise<Server> => {
    const found = findPostmaster(plan.location.pgdata);
    if (found !== null) {
      if (isCurrent(plan, found) || mine.othersUseIt()) {
        const adopted = await adopt(plan, found);
        if (adopted !== null) return adopted;
      }
      log.warn(`Stopping the database (process ${found.pid}) that was left running`);
      await stopServer(found, 2000);
    }
    await prepareSocketDir(plan.location);
    return launch(plan, retryFor);
  };

  let stopping = false;
  let plan: Plan;
  let server: Server;
  try {
    const started = await exclusively(claimsDir, async () => {
      const prepared = await prepare();
      return { prepared, up: await bringUp(prepared) };
    });
    plan = started.prepared;
    server = started.up;
  } catch (error) {
    mine.release();
    throw error;
  }

  let restarting: Promise<void> | null = null;
  const keepRunning = (running: Server): void =>
    running.onEnd((how) => {
      if (stopping) return;
      log.warn(`The database (process ${running.pid}) ended: ${how}. Starting it again`);
      restarting = restart();
    });

  const restart = async (): Promise<void> => {
    for (let pause = 100; !stopping; pause = Math.min(pause * 2, 5000)) {
      try {
        server = await exclusively(claimsDir, () => bringUp(plan));
        log.info(`The database runs again (process ${server.pid})`);
        keepRunning(server);
        return;
      } catch (error) {
        log.warn(`The database does not come back: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(pause);
      }
    }
  };

  // A start that fails later (a taken port) ends the process without waiting for stop().
  const onExit = () => {
    if (!mine.othersUseIt()) signal(server, "SIGINT");
    mine.release();
  };
  process.once("exit", onExit);
  keepRunning(server);

  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await restarting;
    await exclusively(claimsDir, async () => {
      if (!mine.othersUseIt()) {
        await stopServer(server);
        await removeSocketDir(plan.location, plan.socketDir);
      }
      mine.release();
    });
    process.off("exit", onExit);
  };

  return { connection: connectionOf(plan.socketDir), dir: plan.location.pgdata, notes: plan.location.notes, stop };
}

/** Where the embedded database of DATA_DIR is, and how to reach it if it runs. Starts and makes nothing. */
export function findPostgres(dataDir: string): { base: string; running: Connection | null } {
  const base = findBase(dataDir);
  const found = findPostmaster(join(base, major));
  return { base, running: found !== null && isAlive(found) ? connectionOf(found.socketDir) : null };
}
