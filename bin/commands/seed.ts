import { readConfig } from "../../server/platform/config.ts";
import { systemActor } from "../../server/platform/work.ts";
import { usageError, type Command } from "./command.ts";
import { withInstallation } from "./installation.ts";

export const command: Command = {
  usage: "[<preset> …]   default: those of PRESETS; what is installed or loaded already stays as it is",
  async run(args) {
    const option = args.find((arg) => arg.startsWith("-"));
    if (option !== undefined) throw usageError(`there is no option ${option}`);
    const { presets } = readConfig(args.length > 0 ? { ...process.env, PRESETS: args.join(",") } : process.env, process.cwd());
    await withInstallation(async ({ transact }) => {
      const { installPresets, loadDemo } = await import("../../server/presets/index.ts");
      await transact(systemActor("cli"), (work) => installPresets(work, presets));
      await loadDemo(transact, presets, (await import("../../server/platform/log.ts")).createLog("info")).finished;
    });
    console.log(presets.length > 0 ? `installed with demo data: ${presets.join(", ")}` : "PRESETS is none: there is nothing to install");
    return 0;
  },
};
