import type { Temporal } from "../platform/clock.ts";
import { query } from "../platform/db.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { markFailed } from "./store.ts";

/** So many processes may end while they have a mail in hand; then it is kept as failed. More than chance brings about where processes are killed often. */
export const mostInterruptions = 8;
const actor = systemActor("mail");

/**
 * What earlier processes received and did not settle. One of these mails may have ended them, so each is taken alone, those
 * least suspected first, and that it was taken is written down before anything else is done with it. Mails that come while this process lives cost nothing.
 */
export interface LeftOver {
  /** The next one to be admitted alone; "failed" when it was given up; null when there is none any more. */
  take(): Promise<{ id: number } | "failed" | null>;
  /** It has not ended the process, whatever else became of it. */
  survived(id: number): Promise<void>;
}

export function createLeftOver(transact: Transact, since: Temporal.Instant): LeftOver {
  const taken = new Set<number>();
  let over = false;
  return {
    async take() {
      if (over) return null;
      const next = await transact(actor, async (work) => {
        const [row] = await query<{ id: number; interrupted: number }>(
          work.db,
          `update mails set interrupted = interrupted + 1 where id = (
             select id from mails where fate = 'received' and received_at < $1 and id <> all($2::bigint[]) order by interrupted, id limit 1 for no key update skip locked
           ) returning id, interrupted`,
          [since.toString(), [...taken]],
        );
        if (row === undefined) return null;
        taken.add(row.id);
        if (row.interrupted <= mostInterruptions) return { id: row.id };
        await markFailed(work.db, row.id, work.now.toString(), `${mostInterruptions} processes ended while they had it in hand`);
        return "failed" as const;
      });
      over = next === null;
      return next;
    },
    async survived(id) {
      await transact(actor, (work) => query(work.db, `update mails set interrupted = interrupted - 1 where id = $1 and interrupted > 0 and fate = 'received'`, [id]));
    },
  };
}
