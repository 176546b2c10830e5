import type { Blobs } from "../platform/blobs.ts";
import type { Database } from "../platform/db.ts";
import type { Transact } from "../platform/transact.ts";
import type { FileReaders } from "./policy.ts";
import type { VirusCheck } from "./scanning.ts";

export interface FileDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  blobs: Blobs;
  readers: FileReaders;
  viruses: VirusCheck;
}
