import { query } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** Runs within a transaction what may be refused without ending it: of what throws, nothing has happened. */
export async function attemptWithin<R>(work: Work, run: () => Promise<R>): Promise<R> {
  await query(work.db, "savepoint rule", []);
  try {
    const done = await run();
    await query(work.db, "release savepoint rule", []);
    return done;
  } catch (error) {
    await query(work.db, "rollback to savepoint rule", []);
    throw error;
  }
}
