import { labelIn } from "../../contract/common.ts";
import { mostUnread, notificationScopes, type Cells, type NotificationChoices, type NotificationKind, type NotificationList, type NotificationSettings } from "../../contract/notifications.ts";
import { defaultChoices, kindsOf } from "../../contract/notifications.ts";
import type { DeskSet } from "../desks/index.ts";
import type { Db } from "../platform/db.ts";
import { allows, type Person } from "../platform/work.ts";
import { noChoices } from "./people.ts";
import { mayBeListed } from "./policy.ts";
import * as store from "./store.ts";

/** How many unread ones the person has, up to `mostUnread`; of tickets that they no longer see, none. */
export async function countUnread(db: Db, person: Person): Promise<number> {
  return (await store.unreadPlaces(db, person.id, mostUnread)).filter((place) => mayBeListed(person, place)).length;
}

/** A page of the bell, newest first. What a person may no longer see is left out, so a page may be short. */
export async function readNotifications(db: Db, person: Person, desks: DeskSet, { after, unread, limit }: { after: string | undefined; unread: boolean; limit: number }): Promise<NotificationList> {
  const before = after !== undefined && /^\d{1,15}$/.test(after) ? Number(after) : null;
  const rows = await store.listNotifications(db, person.id, { before, unread, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  return {
    items: shown
      .filter((row) => mayBeListed(person, row))
      .map((row) => ({
        id: row.notification,
        at: row.at,
        kind: row.kind,
        ticket: { number: row.id, subject: row.subject, desk: desks.byId.get(row.deskId)?.key ?? "" },
        by: row.byName === null ? null : { name: row.byName, email: row.byAddress },
        detail: row.detail,
        excerpt: row.excerpt === null ? null : row.excerpt.replace(/\s+/g, " ").trim(),
        read: row.read,
      })),
    next: rows.length > limit ? String(shown.at(-1)?.notification) : null,
    unread: await countUnread(db, person),
  };
}

/** What the person chose, every cell of the matrix filled. */
export async function readSettings(db: Db, person: Person, desks: DeskSet, { timeZone, pushKey }: { timeZone: string | null; pushKey: string }): Promise<NotificationSettings> {
  const chosen: NotificationChoices = (await store.choicesOf(db, person.id)) ?? noChoices;
  const cells = (scope: (typeof notificationScopes)[number]): Cells =>
    Object.fromEntries(kindsOf[scope].map((kind: NotificationKind) => [kind, [...(chosen.choices[scope][kind] ?? defaultChoices[scope][kind] ?? [])]]));
  const own = desks.all.filter((desk) => allows(person, "ticket.see", desk.id));
  return {
    ...chosen,
    choices: { mine: cells("mine"), queues: cells("queues"), watched: cells("watched") },
    timeZone: timeZone ?? own[0]?.timeZone ?? "UTC",
    pushKey,
    offered: own.flatMap((desk) =>
      desk.queues
        .filter((queue) => !queue.archived && person.grants.some((grant) => grant.permissions.has("ticket.see") && (grant.desk === null || grant.desk === desk.id) && (grant.queue === null || grant.queue === queue.id)))
        .map((queue) => ({
          desk: desk.key,
          deskName: labelIn(desk.labels, person.locale ?? desk.language, desk.language),
          queue: queue.key,
          name: labelIn(queue.labels, person.locale ?? desk.language, desk.language),
          role: person.grants.some((grant) => grant.queue === queue.id),
        })),
    ),
  };
}
