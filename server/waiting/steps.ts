import { deskIn, type DeskConfig } from "../desks/index.ts";
import { lastDelivery } from "../mail-out/index.ts";
import type { TimerHandlers } from "../platform/timers.ts";
import { Temporal } from "../platform/clock.ts";
import type { Work } from "../platform/work.ts";
import { changeTicket, checksOf, endGatesMet, lockLive, mailTicketLetter, statusOf, type StoredTicket } from "../tickets/index.ts";
import { announce, flags, flagTicket, settle } from "./actions.ts";
import { dueStep, isSoon, momentsOf, nextMoment, outcomeOf } from "./rules.ts";
import * as store from "./store.ts";
import type { Waiting } from "./store.ts";

/** One timer for each ticket that waits: it takes the step that is due, and sets itself for the next. */
export const waitingTimers = {
  async "waiting.step"(work, subject) {
    const ticket = await lockLive(work, Number(subject));
    const waiting = await store.findWaiting(work.db, Number(subject));
    // left, called off or merged while this waited for the ticket
    if (waiting === undefined || waiting.outcome !== null || ticket.id !== waiting.ticketId) return;
    const desk = await deskIn(work, ticket.deskId);
    const step = dueStep(waiting, desk.timeZone, work.now);
    if (step.kind === "remind") await remind(work, desk, ticket, waiting, step);
    else if (step.kind === "end") await end(work, desk, ticket, waiting);
    else await announce(work, desk, waiting);
  },
} satisfies Partial<TimerHandlers>;

/** Which of its reminders a mail is: each is sent once for one stay in the status. */
const nameOf = (waiting: Waiting, n: number) => `reminder ${n} of ${waiting.enteredAt.toString()}`;

async function remind(work: Work, desk: DeskConfig, ticket: StoredTicket, before: Waiting, { n, lateSeconds }: { n: number; lateSeconds: number }): Promise<void> {
  const moved: Waiting = { ...before, lateSeconds: before.lateSeconds + lateSeconds, remindersDone: n + 1 };
  const waiting = { ...moved, nextAt: nextMoment(moved, desk.timeZone) };
  await store.putProgress(work.db, waiting);
  // the mail states the date, so the date comes first
  await announce(work, desk, waiting);
  const of = waiting.plan.reminders?.length ?? 0;
  const subject = { desk: ticket.deskId, ticket: ticket.id, version: null };
  const mailed = await mailTicketLetter(work, { number: ticket.id, letter: "reminder", facts: { last: n + 1 === of }, mandatory: true, once: nameOf(waiting, n) });
  if (mailed === null) return;
  const [skipped] = mailed.skipped;
  if (mailed.to.length > 0) await work.record(subject, "reminder.sent", { n: n + 1, of, endsAt: momentsOf(waiting, desk.timeZone).end?.toString() ?? null });
  else await work.record(subject, "reminder.skipped", { n: n + 1, of, reason: skipped?.reason ?? "no-address" });
}

/** A mail that has not left yet is looked after again so much later. */
const patience = { minutes: 30 };

/**
 * The end: the status it leads to, where the customer was asked and all is met that has to be; else it stays and is
 * flagged (C6). A last reminder that left late moves the end, so that its receiver has the time it was to have.
 */
async function end(work: Work, desk: DeskConfig, ticket: StoredTicket, waiting: Waiting): Promise<void> {
  const from = statusOf(desk, ticket);
  const to = desk.statuses.find((status) => status.key === waiting.plan.end?.to && !status.archived) ?? null;
  const asked = await lastAsked(work, desk, ticket, waiting);
  if (asked instanceof Temporal.Instant) return putOff(work, desk, waiting, asked);
  const ready = to !== null && (await endGatesMet(work.db, ticket, waiting.plan.end?.gates ?? [])) && (await checksOf(work, ticket, desk, from, to)).every(({ met }) => met);
  const outcome = outcomeOf({ to: to?.key ?? null, asked, ready, solvedBefore: from.state === "solved" });
  const subject = { desk: ticket.deskId, ticket: ticket.id, version: null };
  if (outcome.how === "flag" || to === null) {
    const reason = outcome.how === "flag" ? outcome.reason : "unanswered";
    await settle(work, waiting, "flagged", "system");
    await flagTicket(work, ticket, flags[reason]);
    await work.record(subject, "waiting.ended", { how: "flagged", reason });
    return;
  }
  await changeTicket(work, ticket, desk, { status: to });
  const how = to.state === "closed" ? "closed" : "solved";
  await work.record(subject, "waiting.ended", { how, reason: "unanswered" });
  // who was told that it is solved, and when it closes, is not written to once more
  if (from.state !== "solved") await mailTicketLetter(work, { number: ticket.id, letter: "closed-unanswered", facts: { closed: how === "closed" }, mandatory: true, once: `end of ${waiting.enteredAt.toString()}` });
}

async function putOff(work: Work, desk: DeskConfig, waiting: Waiting, until: Temporal.Instant): Promise<void> {
  const planned = momentsOf(waiting, desk.timeZone).end ?? until;
  const later = { ...waiting, lateSeconds: waiting.lateSeconds + Math.max(0, Math.ceil(until.since(planned).total("seconds"))), nextAt: until };
  await store.putProgress(work.db, later);
  await announce(work, desk, later);
}

/** Did the customer get the last reminder, and in time? An instant: not before then can be said that they did not answer. */
async function lastAsked(work: Work, desk: DeskConfig, ticket: StoredTicket, waiting: Waiting): Promise<boolean | Temporal.Instant> {
  const { reminders, end: planned } = momentsOf(waiting, desk.timeZone);
  const last = reminders.at(-1);
  // nothing was to be sent: what the customer was told stands in the mail that brought the status
  if (last === undefined || planned === null) return true;
  const mail = await lastDelivery(work.db, ticket.id, "reminder", waiting.enteredAt.toString());
  switch (mail?.state) {
    case "sent": {
      const due = Temporal.Instant.from(mail.settledAt ?? last.toString()).add(planned.since(last));
      return isSoon(work.now, due) ? true : due;
    }
    case "queued":
    case "sending":
    case "retry":
      return work.now.add(patience);
    case "uncertain":
      return true;
    case "suppressed":
      return mail.reason === "demo";
    default:
      return false;
  }
}

