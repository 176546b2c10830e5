import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../../platform/config.ts";

export interface SourceFile {
  /** below the project's folder */
  file: string;
  /** without comments */
  text: string;
}

/** The product's own sources below some folders, without tests and what only tests use. */
export function sources(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(projectDir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|yaml|html)$/.test(entry.name))
      .map((entry) => path.relative(projectDir, path.join(entry.parentPath, entry.name)))
      .filter((file) => !/\.test\.tsx?$|(^|\/)testing(\/|\.ts$)|fixtures|db-types|node_modules/.test(file))
      .map((file) => ({ file, text: withoutComments(readFileSync(path.join(projectDir, file), "utf8")) })),
  );
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
