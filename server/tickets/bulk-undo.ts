import { isDeepStrictEqual } from "node:util";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { allows, type Work } from "../platform/work.ts";
import { deleteTicket, markSpam, restoreTicket } from "./acts.ts";
import { dueAtOf, setDueAt } from "./acts-store.ts";
import { eventsOf, type UndoEvent } from "./bulk-store.ts";
import { assigneeIn, changeTicket, given, lockVisible, statusOf, type Change } from "./change.ts";
import { canDo } from "./policy.ts";
import { priorityNumber } from "./rules.ts";
import { findTicket, type StoredTicket } from "./store.ts";
import { currentValue } from "./undo.ts";

const denied = () => problem("permission.denied", 403);
const changedSince = () => problem("event.not-undoable", 409);

/**
 * The inverse of what a bulk recorded on one ticket, all of it or none: refused where a value has changed since (409), or
 * where the right to it has gone (403). A closing, too, is taken back: it was a slip, not an ending.
 */
export async function takeBack(work: Work, eventIds: readonly number[]): Promise<void> {
  const events = await eventsOf(work.db, eventIds);
  const number = events[0]?.ticketId;
  if (number === undefined) throw notFound("event");
  const ticket = await lockVisible(work, number);
  const desk = await deskIn(work, ticket.deskId);
  for (const event of events) await refuseChanged(work, desk, ticket, event);
  const change: Change = {};
  for (const event of events) {
    const { from } = event.data;
    switch (event.type) {
      case "ticket.status-changed":
        change.status = statusBefore(work, desk, ticket, String(from));
        break;
      case "ticket.assigned":
        refuseUnless(work, desk, ticket, "assign", events);
        change.assigneeId = await assigneeIn(work, desk, from === null ? null : String(from));
        break;
      case "ticket.queue-changed":
        refuseUnless(work, desk, ticket, "edit", events);
        change.queueId = desk.queues.find((queue) => queue.key === from)?.id ?? ticket.queueId;
        break;
      case "ticket.type-changed":
        refuseUnless(work, desk, ticket, from === null ? "edit" : "retypify", events);
        change.typeId = desk.types.find((type) => type.key === from)?.id ?? null;
        break;
      case "ticket.priority-changed":
        refuseUnless(work, desk, ticket, "edit", events);
        change.priority = priorityNumber(from as Parameters<typeof priorityNumber>[0]); // written by `differences`
        break;
      case "ticket.tags-changed":
        refuseUnless(work, desk, ticket, "edit", events);
        change.tags = from as string[]; // written by `differences`
        break;
      case "ticket.field-changed":
        refuseUnless(work, desk, ticket, "edit", events);
        change.fields = given({ ...(change.fields ?? ticket.fields), [String(event.data["field"])]: from });
        break;
      case "ticket.postponed": {
        refuseUnless(work, desk, ticket, "edit", events);
        const dueAt = from === null ? null : String(from);
        const set = await setDueAt(work.db, ticket.id, dueAt, work.now.toString());
        await work.record({ desk: ticket.deskId, ticket: ticket.id, version: set.version }, "ticket.postponed", { from: set.from, to: dueAt });
        break;
      }
      case "ticket.marked-spam":
      case "ticket.unmarked-spam":
        await markSpam(work, number, event.type === "ticket.unmarked-spam");
        break;
      case "ticket.deleted":
        await restoreTicket(work, number);
        break;
      case "ticket.restored":
        await deleteTicket(work, number);
        break;
    }
  }
  if (Object.keys(change).length === 0) return;
  // what assigning or a type set by itself has its own event: everything else stays as it is
  const now = (await findTicket(work.db, number)) ?? ticket;
  const { queueId, priority, tags, fields: values } = now;
  await changeTicket(work, now, desk, { status: statusOf(desk, now), queueId, priority, tags, fields: values, ...change });
}

const fields = {
  "ticket.field-changed": "fields",
  "ticket.status-changed": "status",
  "ticket.assigned": "assignee",
  "ticket.queue-changed": "queue",
  "ticket.priority-changed": "priority",
  "ticket.type-changed": "type",
  "ticket.tags-changed": "tags",
} as const;
const isField = (type: string): type is keyof typeof fields => type in fields;

/** @throws 409 where the ticket is no longer as the event left it */
async function refuseChanged(work: Work, desk: DeskConfig, ticket: StoredTicket, { type, data }: UndoEvent): Promise<void> {
  if (isField(type) && !isDeepStrictEqual(await currentValue(work, desk, ticket, fields[type], data["field"]), data["to"] ?? null)) throw changedSince();
  if (type === "ticket.postponed" && !sameInstant(await dueAtOf(work.db, ticket.id), data["to"])) throw changedSince();
}

const sameInstant = (a: string | null, b: unknown) => (a === null || typeof b !== "string" ? a === (b ?? null) : Date.parse(a) === Date.parse(b));

/** The status to go back to, where who takes it back could also have gone from there. */
function statusBefore(work: Work, desk: DeskConfig, ticket: StoredTicket, key: string): ReturnType<typeof statusOf> {
  const before = desk.statuses.find((status) => status.key === key);
  const now = statusOf(desk, ticket);
  if (before === undefined) throw changedSince();
  const permitted = now.state === "closed" ? canDo(work.actor, ticket, before, desk).statuses.includes(now.key) : canDo(work.actor, ticket, now, desk).statuses.includes(key);
  if (!permitted) throw denied();
  return before;
}

/** What may be done is judged by the status that the ticket goes back to: the present one may be final. */
function refuseUnless(work: Work, desk: DeskConfig, ticket: StoredTicket, right: "assign" | "edit" | "retypify", events: readonly UndoEvent[]): void {
  const moved = events.find((event) => event.type === "ticket.status-changed");
  const status = desk.statuses.find((one) => one.key === moved?.data["from"]) ?? statusOf(desk, ticket);
  if (!allows(work.actor, "ticket.see", ticket.deskId, ticket) || !canDo(work.actor, ticket, status, desk)[right]) throw denied();
}
