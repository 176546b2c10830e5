import { isDeepStrictEqual } from "node:util";
import type { EventData, EventType } from "../../contract/events.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { happenedAt } from "../platform/events.ts";
import { translate } from "../platform/i18n.ts";
import { languages } from "../../contract/common.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type RecordedEvent, type Work } from "../platform/work.ts";
import type { Temporal } from "../platform/clock.ts";
import { priorityName, raiseEscalation, type FirstDue } from "../tickets/index.ts";
import { levelOf, levelsInUse, type LevelFacts } from "./levels.ts";
import { advance, foremost, nextLook, type Advanced, type Clock, type Moment, type TicketNow } from "./rules.ts";
import * as store from "./store.ts";
import type { ClockedTicket } from "./store.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    /** a desk's levels, calendars or statuses are different: its open tickets' clocks follow */
    "sla.follow": { deskId: number };
  }
}
declare module "../platform/timers.ts" {
  interface TimerPayloads {
    /** the subject is the ticket's number: its next warning or breach */
    "sla.look": Record<string, never>;
  }
}

type Synced =
  | "ticket.created" | "message.added" | "message.moved" | "ticket.status-changed" | "ticket.assigned" | "ticket.queue-changed" | "ticket.location-changed" | "ticket.priority-changed" | "ticket.type-changed"
  | "ticket.tags-changed" | "ticket.field-changed" | "ticket.requester-changed" | "ticket.source-changed" | "ticket.received" | "ticket.merged" | "ticket.merge-undone" | "ticket.marked-spam" | "ticket.unmarked-spam" | "ticket.deleted" | "ticket.restored";

/** An event of one of these kinds with the data of its kind. */
type OneOf<T extends EventType> = { [K in T]: RecordedEvent<K> }[T];

/**
 * What happened to a ticket moves its clocks: what they should do follows from the ticket as it stands, and the
 * difference is written. A desk without service levels pays nothing.
 */
export async function syncClocks(work: Work, event: OneOf<Synced>): Promise<void> {
  if (event.ticket === null || event.desk === null) return;
  const desk = await deskIn(work, event.desk);
  // a ticket from a desk that promises something may come to one that does not
  if (levelsInUse(desk).length === 0 && event.type !== "ticket.received") return;
  const moment = momentOf(event) ?? (await reopeningOf(work, event));
  if (moment === null) return;
  if (event.type === "ticket.created" && knownByEvent(desk)) await begin(work, event.ticket, desk, event.data);
  else await bringUp(work, event.ticket, moment, false);
}

/** Null: no clock asks for it. A note, a machine's message and one to a third party are nobody's question and no answer. */
function momentOf(event: OneOf<Synced>): Moment | null {
  switch (event.type) {
    case "ticket.created":
      return event.data.outgoing === true ? "changed" : "asked";
    case "message.added": {
      const { kind, side, automatic, first } = event.data;
      if (kind !== "reply" || automatic || first) return null;
      return side === "customer" ? "asked" : side === "agent" ? "answered" : null;
    }
    case "message.moved":
      return event.data.to === event.ticket ? "changed" : null;
    default:
      return "changed";
  }
}

/** L13: a note that opens a solved ticket again says for its customer that they still wait for an answer. */
async function reopeningOf(work: Work, event: OneOf<Synced>): Promise<Moment | null> {
  if (event.type !== "message.added" || event.ticket === null || event.data.kind !== "note" || event.data.side !== "agent" || event.data.automatic) return null;
  return (await happenedAt(work.db, event.ticket, "ticket.reopened", work.now)) ? "asked" : null;
}

/** Does the event of a new ticket tell all that the desk's levels ask for? Then nothing is read on its way in. */
const knownByEvent = (desk: DeskConfig): boolean => levelsInUse(desk).every(({ settings: { q = "" } }) => !/\b(location|organization|field):/.test(q));

/** What a new ticket is promised, known before its row is written. Null: nothing, or only its row tells. */
export function firstDue(at: Temporal.Instant, desk: DeskConfig, created: EventData["ticket.created"]): FirstDue | null {
  if (levelsInUse(desk).length === 0 || !knownByEvent(desk)) return null;
  const first = foremost(beginning(at, desk, created).clocks);
  return first === null ? null : { ...first, dueAt: first.dueAt?.toString() ?? null, warnAt: first.warnAt?.toString() ?? null };
}

function beginning(at: Temporal.Instant, desk: DeskConfig, data: EventData["ticket.created"]): Advanced {
  const status = desk.statuses.find(({ key }) => key === data.status);
  if (status === undefined) throw new Error(`desk ${desk.key} has no status ${data.status}`);
  const facts: LevelFacts = { type: data.type, priority: data.priority, queue: data.queue, tags: data.tags, source: data.source, requester: data.requester, location: [], organization: [], fields: {} };
  const asked = data.outgoing !== true;
  const now: TicketNow = { deskId: desk.id, status, unlisted: null, assigned: false, level: levelOf(desk, facts), answered: false, owed: asked };
  return advance([], now, asked ? "asked" : "changed", at);
}

const begin = (work: Work, ticketId: number, desk: DeskConfig, data: EventData["ticket.created"]): Promise<void> =>
  write(work, { id: ticketId, deskId: desk.id, version: 1 }, [], beginning(work.now, desk, data), desk, false);

/** Brings a locked ticket's clocks up to what it is now. @param anew also where nothing is different: its timer is gone */
async function bringUp(work: Work, ticketId: number, moment: Moment, anew: boolean): Promise<void> {
  const found = await store.loadClocked(work.db, ticketId);
  if (found === undefined) return;
  const desk = await deskIn(work, found.ticket.deskId);
  await write(work, found.ticket, found.clocks, advance(found.clocks, ticketNow(desk, found.ticket), moment, work.now), desk, anew);
}

async function write(work: Work, ticket: Pick<ClockedTicket, "id" | "deskId" | "version">, before: readonly Clock[], { clocks, closed, happened }: Advanced, desk: DeskConfig, anew: boolean): Promise<void> {
  const was = (clock: Clock) => before.find(({ kind, round }) => kind === clock.kind && round === clock.round);
  const changed = clocks.filter((clock) => !same(was(clock), clock));
  const begun = changed.filter((clock) => !isDeepStrictEqual(segmentOf(was(clock)), segmentOf(clock)));
  const look = nextLook(clocks);
  if (changed.length > 0 || (anew && clocks.length > 0)) await store.saveClocks(work.db, ticket.id, changed, closed, begun, foremost(clocks), look);
  // time did it, whoever was there when it was noticed
  const itself = work.as(systemActor(work.actor.via));
  for (const { what, clock, dueAt, escalates } of happened) {
    await itself.record({ desk: ticket.deskId, ticket: ticket.id, version: ticket.version }, `clock.${what}`, { clock: clock.kind, dueAt: dueAt.toString() });
    if (escalates) await raiseEscalation(itself, ticket.id, translate(languages.find((one) => one === desk.language) ?? "en", `sla.late.${clock.kind}`, {}));
  }
}

const segmentOf = (clock: Clock | undefined) => (clock === undefined ? null : { from: clock.segment.from.toString(), stopped: clock.segment.stopped, version: clock.segment.version?.id ?? null });
const stored = ({ dueAt: _due, warnAt: _warn, segment: _segment, ...clock }: Clock) => JSON.stringify(clock);
/** Is all that is stored of it, and when it is due, as it was? What was read does not know its due date: it is of the row as it is written. */
const same = (before: Clock | undefined, after: Clock): boolean => before !== undefined && stored(before) === stored(after) && isDeepStrictEqual(segmentOf(before), segmentOf(after));

function ticketNow(desk: DeskConfig, ticket: ClockedTicket): TicketNow {
  const status = desk.statuses.find(({ id }) => id === ticket.statusId);
  if (status === undefined) throw new Error("a ticket names a status its desk does not have");
  const keyOf = (list: readonly { id: number; key: string }[], id: number | null) => list.find((one) => one.id === id)?.key ?? null;
  const facts: LevelFacts = {
    type: keyOf(desk.types, ticket.typeId), priority: priorityName(ticket.priority), queue: keyOf(desk.queues, ticket.queueId) ?? "",
    location: ticket.location, organization: ticket.organization, requester: ticket.requester, source: ticket.source, tags: ticket.tags, fields: ticket.fields,
  };
  const unlisted = ticket.merged ? "merged" : ticket.deleted ? "deleted" : ticket.spam ? "spam" : null;
  return { deskId: desk.id, status, unlisted, assigned: ticket.assigned, level: levelOf(desk, facts), answered: ticket.answered, owed: ticket.owed };
}

/** Who changed what is promised, when the desk works, or in which status clocks run, changed it for open tickets too. */
export async function followConfiguration(work: Work, { desk, data }: RecordedEvent<"configuration.changed">): Promise<void> {
  if (desk !== null && /^(serviceLevels|calendars|statuses|general\/timeZone)/.test(data.what)) await followDesk(work, desk);
}

/** Has the clocks of a desk's open tickets brought up soon. */
const followDesk = (work: Work, deskId: number): Promise<void> =>
  work.enqueue("sla.follow", { deskId }, { key: `sla.follow:${deskId}` });

/** Erased tickets leave nothing behind. */
export async function forgetClocks(work: Work, { data }: RecordedEvent<"ticket.purged">): Promise<void> {
  // what was met or missed counts on; what still ran will never be either
  await store.deleteClocks(work.db, data.numbers, data.counts ? "unfinished" : "all");
}

/** So many tickets a transaction. */
const batch = 50;

/** @param transact of the application */
export const slaJobs = (transact: Transact) =>
  ({
    async "sla.follow"({ deskId }) {
      const next = (after: number) =>
        transact(systemActor("job"), async (work) => {
          await work.desks.caughtUp();
          const tickets = await store.lockOpenAfter(work.db, deskId, after, batch);
          for (const { id } of tickets) await bringUp(work, id, "changed", true);
          return tickets.at(-1)?.id;
        });
      for (let after: number | undefined = 0; after !== undefined; ) after = await next(after);
    },
  }) satisfies Partial<JobHandlers>;

/** Soon enough for whoever holds the ticket to be done. */
const soon = { seconds: 1 };

export const slaTimers = {
  async "sla.look"(work, subject) {
    const ticketId = Number(subject);
    // who changes the ticket right now looks at its clocks too, and waits for this timer's row: none waits for the other
    if (await store.lockFree(work.db, ticketId)) await bringUp(work, ticketId, "changed", true);
    else await setTimer(work.db, "sla.look", subject, work.now.add(soon), {});
  },
} satisfies Partial<TimerHandlers>;
