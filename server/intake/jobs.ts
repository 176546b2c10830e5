import type { JobHandlers } from "../platform/jobs.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Work } from "../platform/work.ts";
import { readSetting } from "../settings/index.ts";
import { handleItem, type HandleDeps } from "./actions.ts";
import { erasePayloads } from "./store.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "intake.erase-payloads": Record<string, never>;
  }
}

/** How long payloads are kept as they came, in days, unless the setting `intake.keep-payload-days` says otherwise. */
const keepPayloadDays = 365;
const batch = 500;

/** What a request stored and could not finish is finished by its job. */
export const intakeJobs = (deps: HandleDeps) =>
  ({
    "intake.handle": async ({ item }) => void (await handleItem(deps, item)),
  }) satisfies Partial<JobHandlers>;

export async function scheduleIntakeTimers(work: Work): Promise<void> {
  await setTimer(work.db, "intake.erase-payloads", "", work.now.add({ minutes: 7 }), {});
}

export const intakeTimers = {
  async "intake.erase-payloads"(work, subject, payload) {
    const setting = await readSetting(work.db, "intake.keep-payload-days");
    const days = typeof setting === "number" && setting > 0 ? setting : keepPayloadDays;
    const erased = await erasePayloads(work.db, work.now.subtract({ hours: days * 24 }).toString(), batch);
    await setTimer(work.db, "intake.erase-payloads", subject, work.now.add(erased === batch ? { minutes: 1 } : { hours: 12 }), payload);
  },
} satisfies Partial<TimerHandlers>;
