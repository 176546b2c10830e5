import type { JobHandlers } from "../platform/jobs.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type RecordedEvent, type Work } from "../platform/work.ts";
import { sendProof } from "./addresses.ts";
import { sendAskedLink, sendColleagueInvitation, sendInvitation, type SendLink } from "./links.ts";
import { tidySteps } from "./second-factor-store.ts";
import * as store from "./store.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "auth.send-link": { email: string; purpose: "sign-in" | "password"; desk: string | null; locale: string | null };
    "auth.invite": { personId: number; deskId: number };
    "auth.invite-colleague": { personId: number; deskId: number; by: string };
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
    async "auth.invite"(invitation) {
      await transact(systemActor("job"), (work) => sendInvitation(work, send, invitation));
    },
    async "auth.mail-proof"(claim) {
      await transact(systemActor("job"), (work) => sendProof(work, send, claim));
    },
    async "auth.invite-colleague"(invitation) {
      await transact(systemActor("job"), (work) => sendColleagueInvitation(work, send, invitation));
    },
  } satisfies Partial<JobHandlers>;
}

/** The link is made by a job: no secret enters an event. */
export async function mailColleagueInvitation(work: Work, { data, desk }: RecordedEvent<"agent.invited">): Promise<void> {
  if (desk === null) return;
  const by = work.actor.kind === "person" ? work.actor.name : "Ventanilla";
  await work.enqueue("auth.invite-colleague", { personId: data.personId, deskId: desk, by });
}

/** Whoever is deactivated is signed in nowhere from then on. */
export async function endSessionsOfDeactivated(work: Work, { data }: RecordedEvent<"agent.deactivated">): Promise<void> {
  await store.deleteSessionsOf(work.db, data.personId, null);
}

/** Sets the recurring timer; at every start. */
export async function scheduleAuthTimers(work: Work): Promise<void> {
  await setTimer(work.db, "auth.tidy", "", work.now.add({ minutes: 5 }), {});
}

/** A used link still says "used" for this long, instead of "unknown". */
const linksRememberedHours = 60 * 24;

export const authTimers = {
  async "auth.tidy"(work, subject, payload) {
    await tidySteps(work.db, work.now.toString());
    await store.tidy(work.db, work.now.toString(), work.now.subtract({ hours: linksRememberedHours }).toString());
    await setTimer(work.db, "auth.tidy", subject, work.now.add({ hours: 24 }), payload);
  },
} satisfies Partial<TimerHandlers>;
