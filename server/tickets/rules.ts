import type { Priority } from "../../contract/desks.ts";
import { priorities } from "../../contract/desks.ts";
import { firstOfState, type DeskConfig, type DeskStatus } from "../desks/index.ts";
import { Temporal } from "../platform/clock.ts";
import { maskCards } from "../platform/rich-text/index.ts";

export const priorityNumber = (priority: Priority): number => priorities.indexOf(priority) + 1;
export const priorityName = (number: number): Priority => priorities[number - 1] ?? "normal";

/** Where a customer's message goes, and what it does: it stays, sets a status, or starts a new, linked ticket. */
export type CustomerMessageEffect = { kind: "stay" } | { kind: "status"; status: DeskStatus } | { kind: "follow-up" };

/**
 * What a customer's message does to a ticket. A final ticket is not reopened: a new one starts, linked to it (T12). A
 * solved one reopens as long as the desk allows (H7); elsewhere the status itself says (C6: the agent decides).
 */
export function onCustomerMessage(ticket: { status: DeskStatus; solvedAt: string | null }, desk: Pick<DeskConfig, "settings" | "statuses">, now: Temporal.Instant): CustomerMessageEffect {
  const { state } = ticket.status;
  if (state === "closed") return { kind: "follow-up" };
  if (state === "solved" && !isWithin(ticket.solvedAt, desk.settings.reopenFor, now)) return { kind: "follow-up" };
  const key = ticket.status.afterCustomerMessage;
  const status = key === null ? undefined : desk.statuses.find((s) => s.key === key);
  return status === undefined || status.key === ticket.status.key ? { kind: "stay" } : { kind: "status", status };
}

/** Where a third party's answer leads (T12); null: it stays. */
export function onSideAnswer({ key, afterSideAnswer }: Pick<DeskStatus, "key" | "afterSideAnswer">, desk: Pick<DeskConfig, "statuses">): DeskStatus | null {
  const status = afterSideAnswer === null || afterSideAnswer === key ? undefined : desk.statuses.find((one) => one.key === afterSideAnswer && !one.archived);
  return status ?? null;
}

/** @param span ISO 8601, days counting 24 hours; absent: for ever */
function isWithin(since: string | null, span: string | undefined, now: Temporal.Instant): boolean {
  if (since === null || span === undefined) return true;
  const hours = Temporal.Duration.from(span).total({ unit: "hours", relativeTo: Temporal.PlainDate.from("2000-01-01") });
  return now.since(Temporal.Instant.from(since)).total("hours") <= hours;
}

/** A new ticket that gets an assignee is being worked on (T12: "on assignment În lucru"). */
export function onAssignment(status: DeskStatus, desk: DeskConfig, assignee: number | null): DeskStatus {
  if (assignee === null || status.state !== "new") return status;
  return firstOfState(desk, "open") ?? status;
}

/** When it was solved and closed, after a change of status. */
export function endings(before: { solvedAt: string | null; closedAt: string | null }, to: DeskStatus, now: string): { solvedAt: string | null; closedAt: string | null } {
  switch (to.state) {
    case "solved":
      return { solvedAt: before.solvedAt ?? now, closedAt: null };
    case "closed":
      return { solvedAt: before.solvedAt ?? now, closedAt: before.closedAt ?? now };
    default:
      return { solvedAt: null, closedAt: null };
  }
}

/** Tags are compared without case and surrounding space; the first writing of each is kept, in alphabetical order. */
export function cleanTags(tags: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const tag of tags) {
    // oxlint-disable-next-line no-control-regex
    const text = tag.toWellFormed().normalize("NFC").replace(/[\u0000-\u001f\u007f\s]+/g, " ").trim();
    const key = text.toLowerCase();
    if (text !== "" && !kept.has(key)) kept.set(key, text);
  }
  return [...kept.values()].sort((a, b) => a.localeCompare(b));
}

/** A subject on one line, payment cards masked (rule 9 of the house); `fallback` when nothing is left. */
export function cleanSubject(subject: string, fallback: string): string {
  // oxlint-disable-next-line no-control-regex
  const clean = subject.toWellFormed().replace(/[\u0000-\u001f\u007f]/g, " ").replace(/\s+/g, " ").trim();
  return clean === "" ? fallback : maskCards([...clean].slice(0, 1000).join(""));
}

/** R10: so much later than now. Days, weeks and months are the desk's: the same time of day, also over a change of clocks. */
export function postponedTo(now: Temporal.Instant, by: { amount: number; unit: "hours" | "days" | "weeks" | "months" }, timeZone: string): Temporal.Instant {
  return now.toZonedDateTimeISO(timeZone).add({ [by.unit]: by.amount }).toInstant();
}
