import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { configError, prepareDataDir, readConfig, withoutPassword } from "../../server/platform/config.ts";
import { readArguments, type Command } from "./command.ts";
import { countText, quietLog } from "./terminal.ts";

export const command: Command = {
  usage: "<file>   into the empty installation that DATA_DIR and DATABASE_URL name",
  async run(args) {
    const { positionals } = readArguments(args, {}, ["file"]);
    const file = resolve(positionals[0] ?? "");
    if (!existsSync(file)) throw configError(`${file} does not exist`);
    const config = readConfig(process.env, process.cwd());
    prepareDataDir(config.dataDir);
    const [{ openDatabaseServer }, { restoreArchive }] = await Promise.all([import("../../server/platform/database-server.ts"), import("../archive/read.ts")]);
    const server = await openDatabaseServer(config, quietLog);
    try {
      const { manifest, checks, uncertain } = await restoreArchive(server.connection, config.dataDir, file);
      const rows = Object.values(checks.tables).reduce((sum, table) => sum + table.rows, 0);
      const where = config.databaseUrl === null ? config.dataDir : withoutPassword(config.databaseUrl);
      console.log(
        `${countText(rows, "row")} and ${countText(checks.blobs.count, "stored file")} of ${manifest.createdAt} restored into ${where}`,
      );
      if (uncertain > 0) {
        console.log(
          `${countText(uncertain, "mail")} waited to be sent and may have been sent since: each is marked uncertain on its message.`,
        );
      }
      return 0;
    } finally {
      await server.stop();
    }
  },
};
