import { Temporal, type Clock } from "../platform/clock.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import type { SendOutgoing } from "../platform/outgoing-requests.ts";
import { maskCards } from "../platform/rich-text/index.ts";
import { sign } from "../platform/signature.ts";
import { clearTimer, setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import * as store from "./webhook-store.ts";
import { secretOf } from "./webhooks.ts";

export interface PostDeps {
  transact: Transact;
  clock: Clock;
  send: SendOutgoing;
}

/** Whoever is asked has so long to answer; a process that has not said by the lease's end what came of it is gone. */
const timeoutMs = 15_000;
const leaseSeconds = 60;
/** It is tried again for so long, further and further apart. */
const patienceHours = 24;
const delays = [10, 30, 60, 300, 900, 1800, 3600, 7200, 14_400];
const answerBytes = 1000;

/** When it is tried again after so many tries; null: it is given up. Seconds from now. */
export function nextTry(tries: number, since: Temporal.Instant, now: Temporal.Instant): Temporal.Instant | null {
  const next = now.add({ seconds: delays[Math.min(tries, delays.length) - 1] ?? 10 });
  return Temporal.Instant.compare(next, since.add({ hours: patienceHours })) > 0 ? null : next;
}

/**
 * Posts what waits. Signed by `X-Ventanilla-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`; `X-Ventanilla-Id` stays the
 * same however often it is tried. Any answer of the 200s is one; a redirect is not followed. A process that dies meanwhile
 * leaves it to be posted again.
 */
export const postJobs = ({ transact, clock, send }: PostDeps) =>
  ({
    async "automations.post"({ delivery: id }) {
      const leased = await transact(systemActor("webhook"), async (work) => {
        const until = work.now.add({ seconds: leaseSeconds });
        const posting = await store.lease(work.db, id, work.now.toString(), until.toString());
        if (posting === null) return null;
        await setTimer(work.db, "automations.post-again", id, until, {});
        return { posting, secret: await secretOf(work.db, posting) };
      });
      if (leased === null) return;
      const { posting, secret } = leased;
      const asked = clock.now();
      const began = performance.now();
      const answer = posting.off ? { status: null, text: "switched-off" } : await ask(send, posting, secret, asked);
      const ms = Math.round(performance.now() - began);
      await transact(systemActor("webhook"), async (work) => {
        await store.insertAttempt(work.db, { deliveryId: id, at: asked.toString(), status: answer.status, ms, answer: maskCards(answer.text.toWellFormed().replaceAll("\0", "")).slice(0, answerBytes) });
        const arrived = answer.status !== null && answer.status >= 200 && answer.status < 300;
        const next = arrived || posting.off ? null : nextTry(posting.tries + 1, Temporal.Instant.from(posting.since), work.now);
        await store.settleDelivery(work.db, id, { state: arrived ? "delivered" : next === null ? "failed" : "waiting", nextAt: next?.toString() ?? null });
        // in place of the lease's
        if (next === null) await clearTimer(work.db, "automations.post-again", id);
        else await setTimer(work.db, "automations.post-again", id, next, {});
      });
    },
  }) satisfies Partial<JobHandlers>;

async function ask(send: SendOutgoing, { id, url, body }: store.Posting, secret: string, now: Temporal.Instant): Promise<{ status: number | null; text: string }> {
  const at = Math.floor(now.epochMilliseconds / 1000);
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Ventanilla",
    "x-ventanilla-id": id,
    "x-ventanilla-signature": `t=${at},v1=${sign(secret, at, Buffer.from(body))}`,
  };
  try {
    const { status, text } = await send({ url, method: "POST", headers, body, timeoutMs, answerBytes });
    return { status, text };
  } catch (error) {
    // whatever stands in the way is told in the settings, and it is tried again
    return { status: null, text: error instanceof Error ? (error.name === "TimeoutError" ? "timeout" : error.message || String("code" in error ? error.code : error.name)) : String(error) };
  }
}

export const postTimers = {
  "automations.post-again": (work, subject) => work.enqueue("automations.post", { delivery: subject }),
} satisfies Partial<TimerHandlers>;
