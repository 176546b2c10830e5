import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import type { StagedBlob } from "../platform/blobs.ts";
import { query } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { FileDeps } from "./deps.ts";

/** What is needed to look for viruses; without a scanner nobody looks. */
type Scanning = Pick<FileDeps, "database" | "scanner" | "clock" | "log">;

/** Before it is stored. @throws 422 `file.infected`; 503 where the scanner does not answer: what was not looked at is not taken */
export async function refuseInfected(scanning: Scanning, staged: StagedBlob): Promise<void> {
  if ((await look(scanning, staged.hash, async () => createReadStream(staged.path))) !== null) throw problem("file.infected", 422);
}

/** Before it is handed out: what came by mail was never looked at. @throws 403 `file.infected`, 503 */
export async function withholdInfected(deps: Scanning & Pick<FileDeps, "blobs">, hash: Buffer): Promise<void> {
  if ((await look(deps, hash, () => deps.blobs.stream(hash))) !== null) throw problem("file.infected", 403);
}

/** The same bytes are looked at once. */
async function look({ database: { db }, scanner, clock, log }: Scanning, hash: Buffer, open: () => Promise<Readable>): Promise<string | null> {
  if (scanner === null) return null;
  const [known] = await query<{ found: string | null }>(db, `select found from scanned_blobs where hash = $1`, [hash]);
  if (known !== undefined) return known.found;
  const content = await open();
  try {
    const found = await scanner.scan(content);
    await query(db, `insert into scanned_blobs (hash, found, scanned_at) values ($1, $2, $3) on conflict do nothing`, [hash, found, clock.now().toString()]);
    if (found !== null) log.warn({ found, hash: hash.toString("hex") }, "a virus was found in a file");
    return found;
  } catch (error) {
    log.warn({ err: error }, "the virus scanner did not answer");
    throw problem("file.not-scanned", 503, { retryAfter: 60 });
  } finally {
    content.destroy();
  }
}
