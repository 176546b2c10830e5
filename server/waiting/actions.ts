import { deskIn, type DeskConfig, type DeskSet } from "../desks/index.ts";
import { contactsOf } from "../people/index.ts";
import type { StatusWaiting } from "../../contract/waiting.ts";
import { problem } from "../platform/problem.ts";
import { clearTimer, setTimer } from "../platform/timers.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import { canDo, findTicket, lockVisible, setClosing, setGateFacts, statusOf, type StoredTicket } from "../tickets/index.ts";
import { closingKindOf, momentsOf, nextMoment } from "./rules.ts";
import * as store from "./store.ts";
import type { Waiting } from "./store.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    /** the subject is the ticket's number */
    "waiting.step": Record<string, never>;
  }
}

/** Why somebody has to look: the customer wrote while it waited and it stayed; or it came to its end and stayed. */
export const flags = { answered: "waiting-answered", unanswered: "waiting-unanswered", "not-ready": "waiting-not-ready", "not-reached": "waiting-not-reached" } as const;
export type WaitingFlag = (typeof flags)[keyof typeof flags];

/**
 * A ticket has come, or changed its status, or left the lists or come back: what its status brings by itself begins, and
 * what another brought is over.
 */
export async function followStatus(work: Work, event: RecordedEvent): Promise<void> {
  const { ticket: number } = event;
  const brings = broughtBy(event, await work.desks.get());
  if (number === null || (brings === null && event.type === "ticket.created")) return;
  const waiting = await store.findWaiting(work.db, number);
  if (waiting === undefined && brings === null) return;
  const ticket = await findTicket(work.db, number);
  if (ticket === undefined) return;
  const desk = await deskIn(work, ticket.deskId);
  const status = statusOf(desk, ticket);
  const lives = ticket.mergedInto === null && !ticket.deleted && !ticket.spam;
  const plan = lives ? status.waiting : null;
  if (waiting !== undefined && plan !== null && waiting.statusId === status.id) return;
  if (waiting !== undefined) await leave(work, ticket, plan !== null);
  if (plan !== null) await begin(work, desk, { ticketId: ticket.id, statusId: status.id, plan, enteredAt: work.now, lateSeconds: 0, remindersDone: 0, nextAt: null, outcome: null });
}

/**
 * What the status that the event names brings by itself; undefined: it names none. Nearly all bring nothing, and nothing is
 * asked of the database on the way of a new ticket then.
 */
function broughtBy({ type, desk: deskId, data }: RecordedEvent, desks: DeskSet): StatusWaiting | null | undefined {
  const key = type === "ticket.created" && "status" in data ? data.status : type === "ticket.status-changed" && "to" in data ? data.to : undefined;
  return key === undefined ? undefined : desks.byId.get(deskId ?? 0)?.statuses.find((status) => status.key === key)?.waiting;
}

/** Reminders and end count from now. */
async function begin(work: Work, desk: DeskConfig, waiting: Waiting): Promise<Waiting> {
  const begun = { ...waiting, nextAt: nextMoment(waiting, desk.timeZone) };
  await store.putWaiting(work.db, begun);
  await announce(work, desk, begun);
  return begun;
}

/** Sets the timer of the next step, and the date that mails state from now on. */
export async function announce(work: Work, desk: DeskConfig, waiting: Waiting): Promise<void> {
  const { end } = momentsOf(waiting, desk.timeZone);
  const how = closingKindOf(waiting.plan, (key) => desk.statuses.find((status) => status.key === key)?.state);
  if (waiting.nextAt !== null) await setTimer(work.db, "waiting.step", String(waiting.ticketId), waiting.nextAt, {});
  await setClosing(work, waiting.ticketId, end === null || how === null ? null : { at: end, how });
}

/** @param begins another begins at once, in its place */
async function leave(work: Work, ticket: StoredTicket, begins: boolean): Promise<void> {
  if (!begins) await store.dropWaiting(work.db, ticket.id);
  const flag = await stop(work, ticket.id);
  if (!Object.values<string | null>(flags).includes(flag)) return;
  const version = await setGateFacts(work, ticket.id, { flag: null, flaggedAt: null });
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, "ticket.unflagged", { flag: flag ?? "" });
}

/** Returns the ticket's flag. */
async function stop(work: Work, ticketId: number): Promise<string | null> {
  await clearTimer(work.db, "waiting.step", String(ticketId));
  return setClosing(work, ticketId, null);
}

/** Nothing follows any more; it stays in its status. */
export async function settle(work: Work, waiting: Waiting, outcome: NonNullable<Waiting["outcome"]>, by: store.SettledBy): Promise<void> {
  await store.settleWaiting(work.db, waiting.ticketId, outcome, by, work.now.toString());
  await stop(work, waiting.ticketId);
}

/** Its owner and the supervisors see it among what they have to look at. */
export async function flagTicket(work: Work, ticket: StoredTicket, flag: WaitingFlag): Promise<void> {
  const [owner] = ticket.assigneeId === null ? [] : await contactsOf(work.db, [ticket.assigneeId]);
  const version = await setGateFacts(work, ticket.id, { flag, flaggedAt: work.now.toString() });
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, "ticket.flagged", { flag, agent: owner?.address ?? null });
}

/**
 * Whatever a customer sends calls the end off at once, where it stays in its status too (C6: the status waits for the
 * agent). Its owner has to look. Where the message has led to another status, nothing is left to call off.
 */
export async function hearCustomer(work: Work, { ticket: number, data }: RecordedEvent<"message.added">): Promise<void> {
  if (number === null || data.first || data.kind !== "reply" || data.side !== "customer") return;
  await callOffFor(work, number, data.messageId);
}

export async function callOffFor(work: Work, number: number, messageId: number | null): Promise<void> {
  const waiting = await store.findWaiting(work.db, number);
  if (waiting === undefined || waiting.outcome !== null) return;
  const ticket = await findTicket(work.db, number);
  if (ticket === undefined) return;
  await settle(work, waiting, "called-off", "customer");
  await flagTicket(work, ticket, flags.answered);
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version: null }, "waiting.called-off", { by: "customer", messageId });
}

/** A colleague calls reminders and end off; the ticket stays as it is. @throws 403, 404, 409 where nothing is under way */
export async function callOff(work: Work, number: number): Promise<number> {
  const { ticket, waiting } = await loadForStaff(work, number);
  if (waiting.outcome !== null) throw problem("waiting.not-running", 409);
  await settle(work, waiting, "called-off", "agent");
  await record(work, ticket, "waiting.called-off", { by: "agent", messageId: null });
  return ticket.id;
}

/** Reminders and end begin anew, as the status has them now. @throws 403, 404, 409 where its status brings nothing */
export async function beginAnew(work: Work, number: number): Promise<number> {
  const { ticket, desk, waiting } = await loadForStaff(work, number);
  const plan = statusOf(desk, ticket).waiting;
  if (plan === null) throw problem("waiting.none", 409);
  await leave(work, ticket, true);
  const { plan: _before, ...rest } = waiting;
  const begun = await begin(work, desk, { ...rest, plan, enteredAt: work.now, lateSeconds: 0, remindersDone: 0, outcome: null });
  await record(work, ticket, "waiting.resumed", { endsAt: momentsOf(begun, desk.timeZone).end?.toString() ?? null });
  return ticket.id;
}

async function loadForStaff(work: Work, number: number): Promise<{ ticket: StoredTicket; desk: DeskConfig; waiting: Waiting }> {
  const ticket = await lockVisible(work, number);
  const desk = await deskIn(work, ticket.deskId);
  if (!canDo(work.actor, ticket, statusOf(desk, ticket), desk).edit) throw problem("permission.denied", 403);
  const waiting = await store.findWaiting(work.db, ticket.id);
  if (waiting === undefined) throw problem("waiting.none", 409);
  return { ticket, desk, waiting };
}

async function record<T extends "waiting.called-off" | "waiting.resumed">(work: Work, ticket: StoredTicket, type: T, data: Parameters<typeof work.record<T>>[2]): Promise<void> {
  const version = await setGateFacts(work, ticket.id, {});
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, type, data);
}
