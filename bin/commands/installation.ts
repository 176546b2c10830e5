import type { App } from "../../server/app.ts";
import { prepareDataDir, publicUrlFor, readConfig, type Config } from "../../server/platform/config.ts";
import { quietLog } from "./terminal.ts";

/** Runs a command's work on the installation, beside a running server or without one. Nothing listens. */
export async function withInstallation<R>(run: (app: App, config: Config) => Promise<R>): Promise<R> {
  const config = readConfig(process.env, process.cwd());
  prepareDataDir(config.dataDir);
  // after the configuration has been read: who mistyped something does not wait for all of the product to load
  const [{ createApp }, { openBlobs }, { systemClock }, { openDatabaseServer }, { openDatabase }, { createLog }, { migrate }] = await Promise.all([
    import("../../server/app.ts"), import("../../server/platform/blobs.ts"), import("../../server/platform/clock.ts"), import("../../server/platform/database-server.ts"), import("../../server/platform/db.ts"),
    import("../../server/platform/log.ts"), import("../../server/platform/migrate.ts"),
  ]);
  const server = await openDatabaseServer(config, quietLog);
  const undo: (() => Promise<void>)[] = [() => server.stop()];
  try {
    await migrate(server.connection);
    const log = createLog("warn");
    const database = openDatabase(server.connection, log, 4);
    undo.push(() => database.close());
    const site = { publicUrl: publicUrlFor(config, config.port), mailHost: config.mailHost };
    const app = await createApp({
      config,
      database,
      blobs: await openBlobs(config.dataDir),
      clock: systemClock,
      log,
      site,
      smtpPort: () => null,
      web: null,
    });
    undo.push(() => app.stop());
    return await run(app, config);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
