import type { Shifts } from "../../contract/follow-ups.ts";
import type { DeskSet } from "../desks/index.ts";
import { contactsOf, grantsOf, personDetails } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import { clearTimer, setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Work } from "../platform/work.ts";
import { ownedUnsolved, setGateFacts } from "../tickets/index.ts";
import { nextShiftEnd, planProblem, proposeFollowUp, type ShiftPlan } from "./shift-rules.ts";
import * as store from "./store.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    /** the subject is the agent's id */
    "follow-ups.shift-end": Record<string, never>;
  }
}

/** By whose clock somebody works who keeps no shifts: their own, else that of the first desk they work at. */
export async function homeZone(db: Db, desks: DeskSet, personId: number): Promise<string> {
  const own = (await personDetails(db, personId))?.timeZone;
  if (own != null) return own;
  const grants = await grantsOf(db, personId);
  return (desks.all.find(({ id }) => grants.some(({ desk }) => desk === id)) ?? desks.all[0])?.timeZone ?? "UTC";
}

/** Keeps an agent's working spans; from now on each shift's end is watched. Who may is the caller's to decide. @throws 422 */
export async function keepShifts(work: Work, person: { id: number; address: string }, plan: Shifts): Promise<void> {
  const wrong = planProblem(plan);
  if (wrong !== null) throw problem("shifts.malformed", 422, { path: wrong });
  await store.putShifts(work.db, person.id, plan);
  await watchShiftEnd(work, person.id, plan);
  await work.record({ desk: null, ticket: null, version: null }, "shifts.changed", { person: person.address });
}

/** Adds an absence to somebody's plan; where no shifts are kept, it is the first that is known of them. @throws 422 */
export async function keepAbsence(work: Work, person: { id: number; address: string }, absence: Shifts["exceptions"][number]): Promise<void> {
  const plan = (await store.shiftsOf(work.db, person.id)) ?? { timeZone: await homeZone(work.db, await work.desks.get(), person.id), week: [], exceptions: [] };
  await keepShifts(work, person, { ...plan, exceptions: [...plan.exceptions, absence] });
}

async function watchShiftEnd(work: Work, personId: number, plan: ShiftPlan): Promise<void> {
  const end = nextShiftEnd(plan, work.now);
  if (end === null) await clearTimer(work.db, "follow-ups.shift-end", String(personId));
  else await setTimer(work.db, "follow-ups.shift-end", String(personId), end, {});
}

/** The flag of an owned, unsolved ticket without a future follow-up (C4). */
export const noFollowUp = "no-follow-up";

export const followUpTimers = {
  async "follow-ups.shift-end"(work, subject) {
    const personId = Number(subject);
    const plan = await store.shiftsOf(work.db, personId);
    if (plan === null) return;
    await flagUnattended(work, personId);
    await watchShiftEnd(work, personId, plan);
  },
} satisfies Partial<TimerHandlers>;

async function flagUnattended(work: Work, personId: number): Promise<void> {
  const owned = await ownedUnsolved(work.db, personId);
  if (owned.length === 0) return;
  const unattended = new Set(await store.withoutFuture(work.db, owned, work.now.toString()));
  if (unattended.size === 0) return;
  const [agent] = await contactsOf(work.db, [personId]);
  for (const ticket of owned) {
    if (!unattended.has(ticket.id)) continue;
    const version = await setGateFacts(work, ticket.id, { flag: noFollowUp, flaggedAt: work.now.toString() });
    await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, "ticket.flagged", { flag: noFollowUp, agent: agent?.address ?? null });
  }
}

/** So far ahead an agenda is read to find a free slot, in days. */
const lookAhead = 60;

/** When the agent could go on with a ticket (C4). @param fallbackZone the desk's, for whom no shifts are kept */
export async function proposalFor(db: Db, personId: number, fallbackZone: string, now: Temporal.Instant): Promise<{ at: string; timeZone: string; basis: "shift" | "working-day" }> {
  const plan = await store.shiftsOf(db, personId);
  const taken = plan === null ? [] : await store.plannedOf(db, personId, now.toString(), now.add({ hours: lookAhead * 24 }).toString());
  const timeZone = plan?.timeZone ?? fallbackZone;
  const { at, basis } = proposeFollowUp(plan, timeZone, now, taken.map(({ dueAt }) => Temporal.Instant.from(dueAt)));
  return { at: at.toString(), timeZone, basis };
}
