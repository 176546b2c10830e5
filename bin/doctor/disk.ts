import { existsSync } from "node:fs";
import { rm, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findPostgres } from "../../server/platform/postgres/index.ts";
import { sizeText } from "../commands/terminal.ts";
import type { Finding } from "./finding.ts";

const tooLittle = 200_000_000;
const little = 2_000_000_000;

export async function* examineDisk(dataDir: string): AsyncGenerator<Finding> {
  const place = nearest(dataDir);
  yield place === dataDir
    ? await examineWriting(dataDir)
    : { area: "disk", verdict: "good", says: `${dataDir} does not exist yet; the first start makes it` };
  yield await examineSpace(place);
  const { base } = findPostgres(dataDir);
  if (!base.startsWith(`${dataDir}/`)) {
    yield { area: "disk", verdict: "good", says: `the embedded database is in ${base}, as its account cannot reach ${dataDir}` };
    yield await examineSpace(nearest(base));
  }
}

async function examineWriting(dataDir: string): Promise<Finding> {
  const probe = join(dataDir, `doctor-${process.pid}.new`);
  try {
    await writeFile(probe, "x".repeat(4096), { flush: true });
    return { area: "disk", verdict: "good", says: `${dataDir} can be written` };
  } catch (error) {
    return {
      area: "disk",
      verdict: "bad",
      says: `${dataDir} cannot be written (${error instanceof Error ? error.message : String(error)})`,
      mend: "free some space, or give the folder to the account the server runs as (chown -R)",
    };
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

async function examineSpace(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const says = `${sizeText(free)} are free where ${path} is`;
  if (free < tooLittle) return { area: "disk", verdict: "bad", says, mend: "free some space: soon mail can no longer be taken in" };
  if (free < little) return { area: "disk", verdict: "hint", says, mend: "plan for more space" };
  return { area: "disk", verdict: "good", says };
}

function nearest(path: string): string {
  return existsSync(path) ? path : nearest(dirname(path));
}
