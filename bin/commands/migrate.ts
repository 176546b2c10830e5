import { prepareDataDir, readConfig } from "../../server/platform/config.ts";
import { readArguments, type Command } from "./command.ts";
import { quietLog } from "./terminal.ts";

export const command: Command = {
  usage: "",
  async run(args) {
    readArguments(args, {});
    const config = readConfig(process.env, process.cwd());
    prepareDataDir(config.dataDir);
    const [{ openDatabaseServer }, { migrate }] = await Promise.all([import("../../server/platform/database-server.ts"), import("../../server/platform/migrate.ts")]);
    const server = await openDatabaseServer(config, quietLog);
    try {
      const applied = await migrate(server.connection);
      console.log(applied.length > 0 ? `applied: ${applied.join(", ")}` : "the database is up to date");
      return 0;
    } finally {
      await server.stop();
    }
  },
};
