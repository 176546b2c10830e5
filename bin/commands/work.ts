import { readConfig } from "../../server/platform/config.ts";
import { readArguments, type Command } from "./command.ts";
import { runUntilStopped } from "./serve.ts";

export const command: Command = {
  usage: "",
  async run(args) {
    readArguments(args, {});
    return runUntilStopped(readConfig(process.env, process.cwd()), "work", async ({ notes }) => {
      for (const note of notes) console.log(note);
      console.log("Ventanilla works beside its servers.");
    });
  },
};
