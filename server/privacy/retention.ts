import type { RetentionPreview } from "../../contract/privacy.ts";
import type { DeskConfig } from "../desks/index.ts";
import type { Db } from "../platform/db.ts";
import type { Temporal } from "../platform/clock.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Work } from "../platform/work.ts";
import { absorbedBy, eraseTickets, forgottenTickets } from "../tickets/index.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "privacy.retain": Record<string, never>;
  }
}

/** Of a desk, so many tickets a round. */
const batch = 25;
/** So many are counted. */
const mostCounted = 1000;

export const scheduleRetentionTimers = (work: Work): Promise<void> => setTimer(work.db, "privacy.retain", "", work.now.add({ minutes: 15 }), {});

/** What was last touched before has been kept long enough. */
const beginningOf = (now: Temporal.Instant, desk: Pick<DeskConfig, "timeZone">, period: string): string => now.toZonedDateTimeISO(desk.timeZone).subtract(period).toInstant().toString();

export async function previewRetention(db: Db, now: Temporal.Instant, desk: DeskConfig, period: string): Promise<RetentionPreview> {
  const found = await forgottenTickets(db, desk.id, beginningOf(now, desk, period), mostCounted + 1);
  return { due: Math.min(found.length, mostCounted), more: found.length > mostCounted };
}

/** What a desk's period has run out for is erased, with all that was merged into it; what reports count of it stays. */
export const retentionTimers = {
  async "privacy.retain"(work, subject, payload) {
    let more = false;
    for (const desk of (await work.desks.get()).byId.values()) {
      const period = desk.settings.retention?.requests;
      if (period === undefined) continue;
      const due = await forgottenTickets(work.db, desk.id, beginningOf(work.now, desk, period), batch);
      for (const id of due) await eraseTickets(work, [id, ...(await absorbedBy(work.db, id))], { counts: true });
      more ||= due.length === batch;
    }
    await setTimer(work.db, "privacy.retain", subject, work.now.add(more ? { minutes: 1 } : { hours: 1 }), payload);
  },
} satisfies Partial<TimerHandlers>;
