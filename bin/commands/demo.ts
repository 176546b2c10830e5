import { systemActor } from "../../server/platform/work.ts";
import { readArguments, usageError, type Command } from "./command.ts";
import { withInstallation } from "./installation.ts";

export const command: Command = {
  usage: `remove [--dry-run]   removes requests, people, articles and posts of the demonstration for good; desks and all that was made since stay`,
  async run([action = "", ...args]) {
    if (action !== "remove") throw usageError(action === "" ? "what shall be done is missing" : `'${action}' is not remove`);
    const { "dry-run": dry } = readArguments(args, { "dry-run": { type: "boolean", default: false } }).values;
    const { goes, stays } = await withInstallation(async ({ transact }) => {
      const { removeDemo, viewRemoval } = await import("../../server/presets/index.ts");
      return transact(systemActor("cli"), dry ? viewRemoval : removeDemo);
    });
    console.log(`${dry ? "would remove" : "removed"}: ${counted(goes)}`);
    console.log(`${dry ? "would stay" : "stays"}: the configuration of all desks, ${counted(stays)}`);
    return 0;
  },
};

/** `12 requests, 3 people`; what there is none of is left out, and how many of the requests somebody else has answered is no number of its own. */
const counted = (numbers: Record<string, number>): string =>
  Object.entries(numbers)
    .filter(([what, count]) => what !== "answered" && count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ") || "nothing else";
