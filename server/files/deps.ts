import type { Blobs } from "../platform/blobs.ts";
import type { Scanner } from "../platform/clamd.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import type { Log } from "../platform/log.ts";
import type { Transact } from "../platform/transact.ts";
import type { FileReaders } from "./policy.ts";

export interface FileDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  blobs: Blobs;
  readers: FileReaders;
  /** null: nobody looks for viruses */
  scanner: Scanner | null;
  clock: Pick<Clock, "now">;
  log: Pick<Log, "warn">;
}
