import type { JobHandlers } from "../platform/jobs.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { sendAskedLink, type SendLink } from "./links.ts";
import * as store from "./store.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "auth.send-link": { email: string; purpose: "sign-in" | "password"; desk: string | null; locale: string | null };
  }
}
declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "auth.tidy": Record<string, never>;
  }
}

export function authJobs(transact: Transact, send: SendLink) {
  return {
    async "auth.send-link"(asked) {
      await transact(systemActor("job"), (work) => sendAskedLink(work, send, asked));
    },
  } satisfies Partial<JobHandlers>;
}

/** Sets the recurring timer; at every start. */
export async function scheduleAuthTimers(work: Work): Promise<void> {
  await setTimer(work.db, "auth.tidy", "", work.now.add({ minutes: 5 }), {});
}

/** A used link still says "used" for this long, instead of "unknown". */
const linksRememberedHours = 60 * 24;

export const authTimers = {
  async "auth.tidy"(work, subject, payload) {
    await store.tidy(work.db, work.now.toString(), work.now.subtract({ hours: linksRememberedHours }).toString());
    await setTimer(work.db, "auth.tidy", subject, work.now.add({ hours: 24 }), payload);
  },
} satisfies Partial<TimerHandlers>;
