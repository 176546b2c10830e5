import { beginAnew, followEvents } from "../../server/reports/index.ts";
import { readArguments, type Command } from "./command.ts";
import { withInstallation } from "./installation.ts";

export const command: Command = {
  usage: "",
  async run(args) {
    readArguments(args, {});
    return withInstallation(async (app) => {
      await beginAnew(app.database.db);
      let done = 0;
      for (;;) {
        const now = await followEvents(app.transact);
        if (now === 0) break;
        done += now;
      }
      console.log(`counted anew: ${done} tickets and events`);
      return 0;
    });
  },
};
