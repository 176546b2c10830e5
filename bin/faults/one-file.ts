import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { projectDir } from "../../server/platform/config.ts";

/**
 * Writes `server.ts` with all that it imports into one file, and what is loaded later into a few more: rounds are mostly
 * starts, and finding and reading 1,600 files is two fifths of one. Each part still believes itself where it was written.
 * @returns what to run
 */
export async function inOneFile(): Promise<string> {
  const outDir = path.join(projectDir, "node_modules/.cache/ventanilla-faults");
  await build({
    configFile: false,
    root: projectDir,
    publicDir: false,
    logLevel: "error",
    plugins: [{ name: "places", transform: (code, id) => (id.startsWith("/") && /import\.meta\.(dirname|url)|__dirname/.test(code) ? { code: inPlace(code, id.replace(/\?.*/, "")), map: null } : null) }],
    ssr: { noExternal: true },
    build: { ssr: path.join(import.meta.dirname, "server.ts"), outDir, emptyOutDir: true, minify: false, reportCompressedSize: false, target: "esnext" },
  });
  return path.join(outDir, "server.js");
}

const inPlace = (code: string, file: string): string =>
  code
    .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(file).href))
    .replaceAll("import.meta.dirname", JSON.stringify(path.dirname(file)))
    .replaceAll(/\b__dirname\b/g, JSON.stringify(path.dirname(file)));
