import type { NotificationKind } from "../../contract/notifications.ts";
import type { Temporal } from "../platform/clock.ts";
import { bringTimersForward, type TimerHandlers } from "../platform/timers.ts";
import type { Work } from "../platform/work.ts";
import { ring } from "./bell.ts";
import type { Told } from "./people.ts";
import { insertNotifications, type NewNotification } from "./store.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    /** the subject is a person's id */
    "notifications.mail": Record<string, never>;
    "notifications.push": Record<string, never>;
  }
}
export type OwedTimers = Pick<TimerHandlers, "notifications.mail" | "notifications.push">;

/** Somebody waits for an answer of that very person: their mail does not wait for more to come. */
const atOnce: readonly NotificationKind[] = ["mentioned"];

/**
 * Writes what people are told, rings their bells, and sees to it that what is owed by mail and push goes when they may be
 * disturbed: mails when their window is over, all of it as one.
 */
export async function deliver(work: Work, rows: readonly NewNotification[], people: ReadonlyMap<number, Told>): Promise<void> {
  if (rows.length === 0) return;
  const written = await insertNotifications(work.db, work.now.toString(), rows);
  await ring(work.db, written.flatMap(({ app, person }) => (app ? [person] : [])));
  const due = (channel: "mail" | "push", when: (told: Told, kind: NotificationKind) => Temporal.Instant) =>
    bringTimersForward(
      work.db,
      `notifications.${channel}`,
      written.flatMap((row) => {
        const told = people.get(row.person);
        return row[channel] === null || told === undefined ? [] : [{ subject: String(row.person), dueAt: when(told, row.kind) }];
      }),
    );
  await due("mail", (told, kind) => (atOnce.includes(kind) ? told.loudFrom : later(told.loudFrom, work.now.add({ minutes: told.choices.digest }))));
  await due("push", (told) => told.loudFrom);
}

const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (a.epochMilliseconds < b.epochMilliseconds ? b : a);
