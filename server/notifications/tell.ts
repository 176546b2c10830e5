import type { DeskConfig } from "../desks/index.ts";
import { allows, type Work } from "../platform/work.ts";
import { deliver } from "./deliver.ts";
import { detailText, toldPerson, type Told } from "./people.ts";
import { mayBeTold } from "./policy.ts";
import { channelsFor, foldActs, tellingsOf, toldTypes, type Addressee, type Telling } from "./rules.ts";
import * as store from "./store.ts";
import type { ToldEvent, ToldTicket } from "./store.ts";

/** So many events are looked at in one transaction. */
const batch = 500;

/**
 * Tells staff of what happened since the last time: after the commit, in order, once. Two processes at a time do not tell
 * twice, and one that dies has told nothing. Returns whether there may be more.
 */
export async function tellOfEvents(work: Work): Promise<boolean> {
  const place = await store.takePlace(work.db);
  if (place === null) return false;
  const settled = await store.settledAfter(work.db, place, batch);
  const last = settled.at(-1);
  if (last === undefined) return false;
  const events = settled.flatMap(({ ticketId, via, ...event }) => (ticketId !== null && via !== "demo" && toldTypes.includes(event.type) ? [{ ...event, ticketId }] : []));
  if (events.length > 0) await tellStaff(work, events);
  await store.movePlace(work.db, last);
  return settled.length === batch;
}

interface Case {
  event: ToldEvent;
  ticket: ToldTicket;
  desk: DeskConfig;
  telling: Telling;
}

async function tellStaff(work: Work, events: readonly ToldEvent[]): Promise<void> {
  const desks = await work.desks.get();
  const tickets = new Map((await store.ticketsOf(work.db, events.map((event) => event.ticketId))).map((ticket) => [ticket.id, ticket]));
  const cases: Case[] = events.flatMap((event) => {
    const ticket = tickets.get(event.ticketId);
    const desk = ticket === undefined ? undefined : desks.byId.get(ticket.deskId);
    return ticket === undefined || desk === undefined ? [] : tellingsOf(event.type, event.data).map((telling) => ({ event, ticket, desk, telling }));
  });
  if (cases.length === 0) return;
  const staff = (await store.colleagues(work.db, { desks: [...new Set(cases.map(({ desk }) => desk.id))] })).map((one) => toldPerson(one, desks, work.now));
  const followers = await store.followersOf(work.db, [...tickets.keys()]);
  const messages = await store.messagesOf(work.db, cases.flatMap(({ telling }) => (telling.messageId === null ? [] : [telling.messageId])));
  const askers = await store.askersOf(work.db, cases.flatMap(({ telling, ticket }) => telling.to.flatMap((to) => ("asker" in to ? [{ ...to, ticket: ticket.id }] : []))));
  const nameOf = (address: string) => staff.find(({ addresses }) => addresses.includes(address))?.name ?? address;
  const filesOf = (id: number) => messages.find((message) => message.id === id)?.files ?? [];

  const meant = (to: Addressee, { name: _name, ...person }: Told, ticket: ToldTicket): boolean => {
    if ("address" in to) return person.addresses.includes(to.address);
    if ("permission" in to) return allows(person.actor, to.permission, ticket.deskId, ticket);
    if ("role" in to) return person.actor.grants.some(({ role, desk }) => role === to.role && (desk === null || desk === ticket.deskId));
    return askers.some((one) => one.asker === to.asker && one.id === to.id && one.ticket === ticket.id && one.person === person.id);
  };

  const found = cases.flatMap(({ event, ticket, desk, telling }) => {
    const actor = messages.find(({ id }) => id === telling.messageId)?.authorId ?? event.actorId;
    if (telling.detail?.is === "files" && filesOf(telling.detail.messageId).length === 0) return [];
    return staff.flatMap((person) => {
      // one's own acts are no news
      if (person.id === event.actorId || person.id === actor) return [];
      const follows = followers.find(({ ticketId, personId }) => ticketId === ticket.id && personId === person.id)?.state ?? null;
      const standing = {
        addressed: telling.to.some((to) => meant(to, person, ticket)),
        assignee: ticket.assigneeId === person.id,
        follows,
        queue: person.queues.has(ticket.queueId),
      };
      const { kind, channels } = channelsFor(telling, standing, person.choices);
      if (channels.length === 0 || !mayBeTold(person.actor, ticket)) return [];
      const detail = detailText(telling.detail, person.language, { desk, own: person.addresses, nameOf, filesOf });
      return [{ person: person.id, ticket: ticket.id, act: event.xid, event: event.id, kind, channels, actor, message: telling.messageId, detail, mailed: telling.mailed, pushable: person.pushable }];
    });
  });
  const rows = foldActs(found).map(({ channels, pushable, mailed, act: _act, ...one }) => ({
    ...one,
    app: channels.includes("app"),
    mail: channels.includes("mail") && !mailed ? "owed" : null,
    push: channels.includes("push") && pushable ? "owed" : null,
  } satisfies store.NewNotification));
  await deliver(work, rows, new Map(staff.map((person) => [person.id, person])));
}
