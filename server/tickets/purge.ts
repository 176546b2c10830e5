import { Temporal } from "../platform/clock.ts";
import { query } from "../platform/db.ts";
import { clearTimer, setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Work } from "../platform/work.ts";
import { absorbedBy, eraseTickets } from "./erase.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    /** the subject is the ticket's number */
    "tickets.purge": Record<string, never>;
  }
}

/** So long a deleted ticket can be restored. */
const restorableHours = 30 * 24;
const purgeOf = (deletedAt: Temporal.Instant) => deletedAt.add({ hours: restorableHours });

/** From now on the ticket is erased in 30 days. */
export const schedulePurge = (work: Work, id: number): Promise<void> => setTimer(work.db, "tickets.purge", String(id), purgeOf(work.now), {});
export const cancelPurge = (work: Work, id: number): Promise<void> => clearTimer(work.db, "tickets.purge", String(id));

export const purgeTimers = {
  async "tickets.purge"(work, subject) {
    await purgeTicket(work, Number(subject));
  },
} satisfies Partial<TimerHandlers>;

/** Erases a deleted ticket, with all that was merged into it, for good. */
async function purgeTicket(work: Work, id: number): Promise<void> {
  const [row] = await query<{ deletedAt: string }>(work.db, `select deleted_at as "deletedAt" from tickets where id = $1 and deleted_at is not null for update`, [id]);
  // restored meanwhile
  if (row === undefined) return;
  const due = purgeOf(Temporal.Instant.from(row.deletedAt));
  if (Temporal.Instant.compare(due, work.now) > 0) return setTimer(work.db, "tickets.purge", String(id), due, {});
  await eraseTickets(work, [id, ...(await absorbedBy(work.db, id))], { counts: false });
}
