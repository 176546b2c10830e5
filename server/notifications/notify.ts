import type { NotificationKind } from "../../contract/notifications.ts";
import type { Work } from "../platform/work.ts";
import { deliver } from "./deliver.ts";
import { toldPerson } from "./people.ts";
import { mayBeTold } from "./policy.ts";
import { channelsFor } from "./rules.ts";
import * as store from "./store.ts";

/**
 * Tells these people of a ticket, in this transaction, by the channels they chose for this kind: what a rule does. Nobody is
 * told who may not see the ticket, has muted it, or does it now themselves. Returns how many were told.
 * @param people ids
 * @param text what they are told, in words of whoever wrote the rule
 */
export async function notify(work: Work, { people, kind, ticket, text = null }: { people: readonly number[]; kind: NotificationKind; ticket: number; text?: string | null }): Promise<number> {
  // nobody is told of the past that a demonstration plays
  if (work.actor.via === "demo") return 0;
  const [about] = await store.ticketsOf(work.db, [ticket]);
  if (about === undefined || people.length === 0) return 0;
  const desks = await work.desks.get();
  const staff = (await store.colleagues(work.db, { people })).map((one) => toldPerson(one, desks, work.now));
  const followers = await store.followersOf(work.db, [ticket]);
  const actor = work.actor.kind === "person" ? work.actor.id : null;
  const rows = staff.flatMap((person) => {
    if (person.id === actor || !mayBeTold(person.actor, about)) return [];
    const follows = followers.find(({ personId }) => personId === person.id)?.state ?? null;
    const { channels } = channelsFor({ kind, around: [] }, { addressed: true, assignee: false, follows, queue: false }, person.choices);
    if (channels.length === 0) return [];
    return [
      {
        person: person.id, ticket, event: null, kind, actor, message: null, detail: text,
        app: channels.includes("app"),
        mail: channels.includes("mail") ? ("owed" as const) : null,
        push: channels.includes("push") && person.pushable ? ("owed" as const) : null,
      },
    ];
  });
  await deliver(work, rows, new Map(staff.map((person) => [person.id, person])));
  return rows.length;
}
