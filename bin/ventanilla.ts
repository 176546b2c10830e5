import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { isConfigError, projectDir } from "../server/platform/config.ts";
import { isProblem } from "../server/platform/problem.ts";
import { isUsageError, type Command } from "./commands/command.ts";

// What loads from here on is compiled once for all starts: half a second less, and 25 MB. Without the right to write
// there, nothing is kept.
enableCompileCache(join(projectDir, "node_modules/.cache/ventanilla"));

const commands: Record<string, { about: string; load: () => Promise<{ command: Command }> }> = {
  serve: { about: "run the help desk", load: () => import("./commands/serve.ts") },
  work: { about: "only do background work, beside processes that serve", load: () => import("./commands/work.ts") },
  migrate: { about: "bring the database up to date", load: () => import("./commands/migrate.ts") },
  seed: { about: "install presets and load their demo data", load: () => import("./commands/seed.ts") },
  demo: { about: "remove the demo data, and keep the configuration", load: () => import("./commands/demo.ts") },
  token: { about: "make, list and revoke API tokens", load: () => import("./commands/token.ts") },
  recount: { about: "work out all figures of reports anew", load: () => import("./commands/recount.ts") },
  doctor: { about: "check configuration, database, mail and disk", load: () => import("./commands/doctor.ts") },
  backup: { about: "write everything into one archive, also while running", load: () => import("./commands/backup.ts") },
  restore: { about: "fill an empty installation from an archive", load: () => import("./commands/restore.ts") },
};

async function main([name = "", ...args]: string[]): Promise<number> {
  if (["help", "--help", "-h"].includes(name)) {
    console.log(overview());
    return 0;
  }
  const known = commands[name];
  if (known === undefined) {
    console.error(name === "" ? overview() : `ventanilla: there is no command '${name}'\n\n${overview()}`);
    return 2;
  }
  const { command } = await known.load();
  if (args.includes("--help") || args.includes("-h")) {
    console.log(`usage: ventanilla ${name} ${command.usage}\n\n${known.about}`);
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (isUsageError(error)) {
      console.error(`ventanilla ${name}: ${error.message}\nusage: ventanilla ${name} ${command.usage}`);
      return 2;
    }
    if (isProblem(error)) {
      // loaded here only: most commands need no catalogues
      const { translate } = await import("../server/platform/i18n.ts");
      console.error(`ventanilla: ${translate("en", `problem.${error.key}`, error.params)}`);
      return 1;
    }
    if (!isConfigError(error)) throw error;
    console.error(`ventanilla: ${error.message}`);
    return 1;
  }
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`);
  return `usage: ventanilla <command> [arguments]\n\n${lines.join("\n")}\n\nventanilla <command> --help says more.`;
}

process.exitCode = await main(process.argv.slice(2));
