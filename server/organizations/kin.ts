import type { Db } from "../platform/db.ts";
import { familyOf, rootOf } from "./store.ts";

/** The organization with all that were merged with it, whichever was merged into which: they are one. */
export async function kinOf(db: Db, id: number): Promise<number[]> {
  const root = await rootOf(db, id);
  return root === undefined ? [] : familyOf(db, root);
}
