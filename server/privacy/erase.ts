import type { ErasurePreview } from "../../contract/privacy.ts";
import { eraseAccessOf } from "../auth/index.ts";
import { strikeApprovals, ticketsApprovedBy } from "../approvals/index.ts";
import { eraseTurnsOf, strikeRuns } from "../automations/index.ts";
import { eraseCommunityOf } from "../community/index.ts";
import { askedAbout, eraseConversationsOf, strikeConversations } from "../conversations/index.ts";
import { eraseViewsOf } from "../desks/index.ts";
import { eraseUnusedFiles } from "../files/index.ts";
import { eraseShiftsOf, strikeFollowUps } from "../follow-ups/index.ts";
import { eraseVotesOf } from "../help-centre/index.ts";
import { eraseItemsNaming } from "../intake/index.ts";
import { countMailsOf, eraseMailsOf, strikeMails, ticketsOfSender } from "../mail-in/index.ts";
import { eraseDeliveriesTo, strikeDeliveries, ticketsMailedTo } from "../mail-out/index.ts";
import { eraseNotificationsOf, strikeNotifications } from "../notifications/index.ts";
import { eraseReceivers } from "../outgoing/index.ts";
import { erasePerson, lockPerson, personDetails, tracesOf, type PersonDetails, type Traces } from "../people/index.ts";
import type { Db } from "../platform/db.ts";
import { strikeFromEvents } from "../platform/events.ts";
import { forgetAnswers } from "../platform/idempotency.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Person, type Work } from "../platform/work.ts";
import { eraseSubscriptionsOf } from "../reports/index.ts";
import { strikeRating, ticketsRatedBy } from "../satisfaction/index.ts";
import { eraseTickets, sharedAmong, strikeFromTicket, ticketsAskedBy, ticketsWith, ticketsWrittenIn } from "../tickets/index.ts";
import * as store from "./store.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "privacy.erase": { erasureId: number };
    "privacy.erase-late": { personId: number };
  }
}

const nowhere = { desk: null, ticket: null, version: null };

/** Tickets of others in which somebody has a part: in copy, as a reader, by mail, as a third party or by an approval. */
export async function sharedWith(db: Db, traces: Traces, more: readonly number[] = []): Promise<{ id: number; messages: number }[]> {
  const found = [await ticketsWith(db, traces.ids), await ticketsMailedTo(db, traces), await ticketsOfSender(db, traces), await ticketsApprovedBy(db, traces.ids), await ticketsRatedBy(db, traces.ids), more];
  return sharedAmong(db, traces.ids, [...new Set(found.flat())]);
}

const confirmationOf = (person: PersonDetails): string => person.addresses[0]?.email ?? person.name;

async function stopOf(work: Pick<Work, "desks">, person: PersonDetails): Promise<ErasurePreview["stop"]> {
  if (person.colleague) return "colleague";
  const own = (await work.desks.get()).byAddress;
  return person.addresses.some(({ email }) => own.has(email)) ? "own-address" : null;
}

/** @throws 404 where the person is not known; one who is erased has what became of it */
export async function previewErasure(work: Pick<Work, "db" | "desks">, id: number): Promise<ErasurePreview> {
  const { db } = work;
  const erasure = await store.lastErasure(db, id);
  const person = await personDetails(db, id);
  if (person === undefined) {
    if (erasure === null) throw notFound("person");
    return { tickets: 0, open: 0, shared: 0, messages: 0, mails: 0, stop: null, confirm: "", erasure };
  }
  const traces = await tracesOf(db, person.id);
  const [tickets, shared, mails] = [await ticketsAskedBy(db, traces.ids), await sharedWith(db, traces), await countMailsOf(db, traces)];
  return {
    tickets: tickets.length,
    open: tickets.filter((ticket) => ticket.open).length,
    shared: shared.length,
    messages: shared.reduce((sum, ticket) => sum + ticket.messages, 0),
    mails,
    stop: await stopOf(work, person),
    confirm: confirmationOf(person),
    erasure: await store.lastErasure(db, person.id),
  };
}

/**
 * Begins erasing all that is known of a person. Nobody brings it back. From this moment they can no longer sign in; the
 * rest is done by a job, ticket by ticket.
 * @throws 404; 409 of a colleague, of an address of ours, and while it is under way; 422 where it is not confirmed
 */
export async function beginErasure(work: Work, actor: Person, id: number, confirm: string): Promise<void> {
  const person = await lockPerson(work.db, id);
  if (person === undefined) throw notFound("person");
  const stop = await stopOf(work, person);
  if (stop !== null) throw problem(`privacy.${stop}`, 409);
  if (confirm.trim().toLowerCase() !== confirmationOf(person).toLowerCase()) throw problem("privacy.not-confirmed", 422, { path: "/confirm" });
  const erasureId = await store.insertErasure(work.db, person.id, actor.id, work.now.toString());
  if (erasureId === null) throw problem("privacy.under-way", 409);
  await eraseAccessOf(work, await tracesOf(work.db, person.id));
  await work.record(nowhere, "person.erasure-begun", { personId: person.id });
  await work.enqueue("privacy.erase", { erasureId });
}

/** So many tickets a transaction. */
const batch = 10;

/** Their own tickets, with what departments were asked about them. @returns whether there may be more */
async function eraseOwn(work: Work, erasureId: number): Promise<boolean> {
  const erasure = await store.findUnderWay(work.db, erasureId);
  if (erasure === undefined) return false;
  const { ids } = await tracesOf(work.db, erasure.personId);
  const tickets = (await ticketsAskedBy(work.db, ids)).slice(0, batch);
  for (const { id } of tickets) await eraseTickets(work, [id, ...(await askedAbout(work.db, [id]))], { counts: true });
  await store.countErased(work.db, erasureId, { tickets: tickets.length });
  return tickets.length > 0;
}

async function strike(work: Work, erasureId: number, ticket: number): Promise<void> {
  const erasure = await store.findUnderWay(work.db, erasureId);
  if (erasure === undefined) return;
  const traces = await tracesOf(work.db, erasure.personId);
  const messages = await strikeFromTicket(work, ticket, traces);
  for (const strikeFrom of [strikeConversations, strikeFollowUps, strikeApprovals, strikeRating, strikeDeliveries, strikeMails, strikeNotifications, strikeRuns]) await strikeFrom(work, ticket, traces);
  await store.countErased(work.db, erasureId, { messages: messages.length });
}

/** What hangs on the person and on no ticket. @returns false: meanwhile they have asked for something, which comes first */
async function eraseRest(work: Work, erasureId: number): Promise<boolean> {
  const erasure = await store.findUnderWay(work.db, erasureId);
  if (erasure === undefined) return true;
  const traces = await tracesOf(work.db, erasure.personId);
  if ((await ticketsAskedBy(work.db, traces.ids)).length > 0) return false;
  await store.countErased(work.db, erasureId, { mails: await eraseMailsOf(work, traces) });
  const everywhere = [eraseAccessOf, eraseConversationsOf, eraseCommunityOf, eraseVotesOf, eraseReceivers, eraseShiftsOf, eraseDeliveriesTo, eraseNotificationsOf, eraseTurnsOf, eraseItemsNaming, eraseSubscriptionsOf];
  for (const erase of everywhere) await erase(work, traces);
  await eraseViewsOf(work, traces.ids);
  await eraseUnusedFiles(work, traces.ids);
  await strikeFromEvents(work.db, traces.words);
  await forgetAnswers(work.db);
  await erasePerson(work, traces);
  const counted = await store.finishErasure(work.db, erasureId, work.now.toString());
  await work.record(nowhere, "person.erased", { personId: erasure.personId, ...counted });
  await work.enqueue("privacy.erase-late", { personId: erasure.personId }, { runAt: work.now.add({ hours: 1 }) });
  return true;
}

/** Run again after a fault it goes on where it was. */
export const erasureJobs = (transact: Transact) =>
  ({
    async "privacy.erase"({ erasureId }) {
      const as = <R>(run: (work: Work) => Promise<R>): Promise<R> => transact(systemActor("job"), run);
      do {
        while (await as((work) => eraseOwn(work, erasureId)));
        const shared = await as(async (work) => {
          const erasure = await store.findUnderWay(work.db, erasureId);
          if (erasure === undefined) return [];
          const traces = await tracesOf(work.db, erasure.personId);
          return sharedWith(work.db, traces, await ticketsWrittenIn(work.db, traces.ids));
        });
        for (const { id } of shared) await as((work) => strike(work, erasureId, id));
      } while (!(await as((work) => eraseRest(work, erasureId))));
    },
    /** A mail that was being admitted at the very moment found its sender still known. */
    async "privacy.erase-late"({ personId }) {
      await transact(systemActor("job"), async (work) => {
        const { ids } = await tracesOf(work.db, personId);
        for (const { id } of await ticketsAskedBy(work.db, ids)) await eraseTickets(work, [id], { counts: true });
      });
    },
  }) satisfies Partial<JobHandlers>;
