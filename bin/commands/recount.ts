import { readArguments, type Command } from "./command.ts";
import { withInstallation } from "./installation.ts";

export const command: Command = {
  usage: "",
  async run(args) {
    readArguments(args, {});
    return withInstallation(async (app) => {
      const { beginAnew, followEvents } = await import("../../server/reports/index.ts");
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
