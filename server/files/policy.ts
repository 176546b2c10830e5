import type { Db } from "../platform/db.ts";
import { isAdministrator, type Person } from "../platform/work.ts";
import { isAside, type FileRow } from "./store.ts";

/**
 * Who may read a file is decided by those it is used in: for each kind of use, whether the person may read its
 * subject. The composition root passes one reader for each kind.
 */
export type FileReaders = Readonly<Record<string, (db: Db, actor: Person, subject: number) => Promise<boolean>>>;

/** One readable use is enough. Until there is one, the file is its uploader's alone. */
export async function mayReadFile(db: Db, readers: FileReaders, actor: Person, file: FileRow, uses: readonly { kind: string; subject: number }[]): Promise<boolean> {
  if (uses.length === 0) return file.createdBy === actor.id;
  for (const { kind, subject } of uses) {
    // out of where it was
    if (isAside(kind)) continue;
    const reader = readers[kind];
    if (reader === undefined) throw new Error(`nobody says who may read files of ${kind}`);
    if (await reader(db, actor, subject)) return true;
  }
  return false;
}

/** What one person may have lying about that belongs to nothing: enough for any message, too little to fill a disk. */
export const unlinkedAllowance = { bytes: 2_000_000_000, count: 500 };
export const mayStoreMore = (actor: Person, unlinked: { bytes: number; count: number }): boolean =>
  isAdministrator(actor) || (unlinked.bytes < unlinkedAllowance.bytes && unlinked.count < unlinkedAllowance.count);
