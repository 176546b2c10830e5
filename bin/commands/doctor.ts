import { configError } from "../../server/platform/config.ts";
import { readArguments, type Command } from "./command.ts";

const marks = { good: "ok  ", hint: "note", bad: "BAD " };

export const command: Command = {
  usage: "",
  async run(args) {
    readArguments(args, {});
    const { examine } = await import("../doctor/index.ts");
    let bad = 0;
    for await (const { area, verdict, says, mend } of examine(process.env, process.cwd())) {
      console.log(`${marks[verdict]}  ${area.padEnd(13)} ${says}`);
      if (mend !== undefined) console.log(`${" ".repeat(20)}→ ${mend}`);
      if (verdict === "bad") bad += 1;
    }
    if (bad > 0) throw configError(bad === 1 ? "one thing is wrong" : `${bad} things are wrong`);
    console.log("\nNothing is wrong.");
    return 0;
  },
};
