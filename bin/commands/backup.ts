import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { configError, prepareDataDir, projectDir, readConfig } from "../../server/platform/config.ts";
import { isErrno } from "../../server/platform/postgres/processes.ts";
import { readArguments, type Command } from "./command.ts";
import { countText, quietLog, sizeText } from "./terminal.ts";

export const command: Command = {
  usage: "[<file>]   default: ventanilla-<date>T<time>.tar.gz in this folder",
  async run(args) {
    const { positionals } = readArguments(args, {}, args.length > 0 ? ["file"] : []);
    const now = new Date();
    const file = resolve(positionals[0] ?? `ventanilla-${now.toISOString().slice(0, 16).replace(":", "-")}.tar.gz`);
    if (existsSync(file)) throw configError(`${file} exists already; name another file`);
    const config = readConfig(process.env, process.cwd());
    if (config.databaseUrl === null && !existsSync(config.dataDir))
      throw configError(`There is no installation in ${config.dataDir}; set DATA_DIR to its folder`);
    prepareDataDir(config.dataDir);
    const [{ openDatabaseServer }, { writeArchive }] = await Promise.all([import("../../server/platform/database-server.ts"), import("../archive/write.ts")]);
    const server = await openDatabaseServer(config, quietLog);
    try {
      const { checks, manifest, bytes, warnings } = await writeArchive(server.connection, config.dataDir, file, programVersion(), now);
      const rows = Object.values(checks.tables).reduce((sum, table) => sum + table.rows, 0);
      for (const warning of warnings) console.error(`ventanilla: ${warning}`);
      console.log(
        `${file}: ${sizeText(bytes)}, ${countText(rows, "row")} of ${countText(manifest.tables.length, "table")}, ${countText(checks.blobs.count, "stored file")}`,
      );
      if (manifest.running) {
        console.log("The server was running: on restore, mail still waiting to be sent is marked uncertain rather than sent again.");
      }
      return warnings.length === 0 ? 0 : 1;
    } catch (error) {
      if (isErrno(error, "ENOSPC", "EACCES", "ENOENT", "EROFS", "EDQUOT")) throw configError(`${file} cannot be written: ${String(error)}`);
      throw error;
    } finally {
      await server.stop();
    }
  },
};

function programVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown";
}
