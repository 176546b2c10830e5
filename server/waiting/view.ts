import type { StatusWaiting, TicketWaiting } from "../../contract/waiting.ts";
import { Temporal } from "../platform/clock.ts";
import { momentsOf } from "./rules.ts";

/** A row of `waitings` as readers of other slices select it. */
export interface WaitingRow {
  plan: StatusWaiting;
  enteredAt: string;
  lateSeconds: number;
  remindersDone: number;
  outcome: TicketWaiting["outcome"];
  settledAt: string | null;
  settledBy: TicketWaiting["settledBy"];
}

export function viewWaiting(row: WaitingRow, timeZone: string): TicketWaiting {
  const { plan, remindersDone, outcome } = row;
  const { reminders, end } = momentsOf({ plan, enteredAt: Temporal.Instant.from(row.enteredAt), lateSeconds: row.lateSeconds, remindersDone }, timeZone);
  const runs = outcome === null;
  return {
    reminders: reminders.length,
    remindersDone,
    nextReminderAt: runs ? (reminders[remindersDone]?.toString() ?? null) : null,
    endsAt: runs ? (end?.toString() ?? null) : null,
    endsIn: plan.end?.to ?? null,
    outcome,
    settledAt: row.settledAt,
    settledBy: row.settledBy,
  };
}
