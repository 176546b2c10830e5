import type { NotificationChoices, NotificationsRead } from "../../contract/notifications.ts";
import { kindsOf, notificationScopes, type NotificationKind } from "../../contract/notifications.ts";
import { problem } from "../platform/problem.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Person, RecordedEvent, Work } from "../platform/work.ts";
import { ring } from "./bell.ts";
import * as store from "./store.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "notifications.tidy": Record<string, never>;
  }
}

/** Marks them, and has the person's other pages look at their bell. */
export async function markRead(work: Work, person: Person, marked: NotificationsRead): Promise<void> {
  const at = work.now.toString();
  const changed =
    "ids" in marked
      ? await store.markIds(work.db, person.id, marked.ids, marked.read ? at : null)
      : "ticket" in marked
        ? await store.markTicket(work.db, person.id, marked.ticket, at)
        : await store.markUntil(work.db, person.id, marked.until, at);
  if (changed.length > 0) await ring(work.db, [person.id]);
}

/** What the person chose. Cells that are not offered are left out. @throws 422 */
export async function chooseNotifications(work: Work, person: Person, chosen: NotificationChoices): Promise<void> {
  // from and until are equal: never, or always?
  if (chosen.quiet !== null && chosen.quiet.from === chosen.quiet.until) throw problem("notifications.quiet", 422, { path: "/quiet/until" });
  const desks = await work.desks.get();
  for (const [n, { desk, queue }] of (chosen.queues ?? []).entries()) {
    if (!desks.byKey.get(desk)?.queues.some(({ key }) => key === queue)) throw problem("notifications.queue", 422, { path: `/queues/${n}`, params: { queue } });
  }
  const choices = Object.fromEntries(
    notificationScopes.map((scope) => [scope, Object.fromEntries(Object.entries(chosen.choices[scope]).filter(([kind]) => kindsOf[scope].includes(kind as NotificationKind)))]),
  ) as NotificationChoices["choices"];
  await store.setChoices(work.db, person.id, { ...chosen, choices });
}

/** Notifications of tickets that are erased go with them. */
export async function forgetNotifications(work: Work, { data: { numbers } }: RecordedEvent<"ticket.purged">): Promise<void> {
  await store.forgetOfTickets(work.db, numbers);
}

/** So long a notification is kept, in hours: half a year. */
const keptHours = 182 * 24;
const tidyEveryHours = 24;

export const scheduleNotificationTimers = (work: Work): Promise<void> => setTimer(work.db, "notifications.tidy", "", work.now.add({ hours: tidyEveryHours }), {});
export const tidyTimers = {
  async "notifications.tidy"(work) {
    await store.forgetBefore(work.db, work.now.subtract({ hours: keptHours }).toString());
    await scheduleNotificationTimers(work);
  },
} satisfies Partial<TimerHandlers>;
