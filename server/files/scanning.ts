import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import type { StagedBlob } from "../platform/blobs.ts";
import type { Scanner } from "../platform/clamd.ts";
import type { Clock } from "../platform/clock.ts";
import { query, type Database } from "../platform/db.ts";
import type { Log } from "../platform/log.ts";
import { problem } from "../platform/problem.ts";

/** Looks for viruses wherever bytes come in or go out. */
export interface VirusCheck {
  /** Before it is stored. @throws 422 `file.infected`; 503 where the scanner does not answer: what was not looked at is not taken */
  refuse(staged: StagedBlob): Promise<void>;
  /** Before it is handed out: what came by mail was never looked at. @throws 403 `file.infected`, 503 */
  withhold(hash: Buffer, open: () => Promise<Readable>): Promise<void>;
}

export interface VirusCheckDeps {
  database: Pick<Database, "db">;
  /** null: nobody looks */
  scanner: Scanner | null;
  clock: Pick<Clock, "now">;
  log: Pick<Log, "warn">;
}

export function createVirusCheck({ database: { db }, scanner, clock, log }: VirusCheckDeps): VirusCheck {
  /** The same bytes are looked at once. */
  const look = async (hash: Buffer, open: () => Promise<Readable>): Promise<string | null> => {
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
  };
  return {
    async refuse(staged) {
      if ((await look(staged.hash, async () => createReadStream(staged.path))) !== null) throw problem("file.infected", 422);
    },
    async withhold(hash, open) {
      if ((await look(hash, open)) !== null) throw problem("file.infected", 403);
    },
  };
}
