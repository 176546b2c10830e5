import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Work } from "../platform/work.ts";
import { readSetting } from "../settings/index.ts";
import { eraseRaw } from "./ledger.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "mail-in.erase-raw": Record<string, never>;
  }
}

/** How long raw mails are kept, in days, unless their desk or the setting `mail-in.keep-raw-days` says otherwise. */
const keepRawDays = 365;
const batch = 500;

export async function scheduleMailInTimers(work: Work): Promise<void> {
  await setTimer(work.db, "mail-in.erase-raw", "", work.now.add({ minutes: 5 }), {});
}

export const mailInTimers = {
  async "mail-in.erase-raw"(work, subject, payload) {
    const setting = await readSetting(work.db, "mail-in.keep-raw-days");
    const days = typeof setting === "number" && setting > 0 ? setting : keepRawDays;
    const usual = work.now.subtract({ hours: days * 24 });
    let more = false;
    for (const desk of [null, ...(await work.desks.get()).byId.values()]) {
      const period = desk?.settings.retention?.rawMail;
      const before = desk === null || period === undefined ? usual : work.now.toZonedDateTimeISO(desk.timeZone).subtract(period).toInstant();
      const { erased, hashes } = await eraseRaw(work.db, desk?.id ?? null, before.toString(), work.now.toString(), batch);
      if (hashes.length > 0) await work.enqueue("files.drop-blobs", { hashes: hashes.map((hash) => hash.toString("hex")) });
      more ||= erased === batch;
    }
    await setTimer(work.db, "mail-in.erase-raw", subject, work.now.add(more ? { minutes: 1 } : { hours: 12 }), payload);
  },
} satisfies Partial<TimerHandlers>;
