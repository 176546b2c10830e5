import { isDeepStrictEqual } from "node:util";
import type { EventData } from "../../contract/events.ts";
import type { Ticket, TicketPatch } from "../../contract/tickets.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { locationNamed } from "../organizations/index.ts";
import { personDetails, primaryAddress } from "../people/index.ts";
import { findEvent } from "../platform/events.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { returnAttachment } from "./attachments.ts";
import { lockVisible, patchTicket, statusOf } from "./change.ts";
import { priorityName } from "./rules.ts";
import type { StoredTicket } from "./store.ts";

/** Takes one change back: its inverse, refused when the value has changed since (409). Returns the new version. */
export async function undoEvent(work: Work, number: number, eventId: number): Promise<number> {
  const ticket = await lockVisible(work, number);
  const event = await findEvent(work.db, ticket.id, eventId);
  if (event === undefined) throw notFound("event");
  const desk = await deskIn(work, ticket.deskId);
  if (event.type === "attachment.removed") return returnAttachment(work, ticket, desk, event.data as EventData["attachment.removed"]);
  const what = undoable[event.type];
  if (what === undefined) throw problem("event.not-undoable", 409);
  const { from, to, field, fromPerson, toPerson } = event.data;
  if (what === "requester") {
    // who was made one with somebody is nobody any more
    const before = await personDetails(work.db, Number(fromPerson));
    if (toPerson !== ticket.requesterId || before?.id !== fromPerson) throw problem("event.not-undoable", 409);
    return patchTicket(work, number, { requester: Number(fromPerson) });
  }
  if (!isDeepStrictEqual(await currentValue(work, desk, ticket, what, field), to ?? null)) throw problem("event.not-undoable", 409);
  // the event was written by `differences`: its `from` is a value of the patch's own type
  if (what === "location") return patchTicket(work, number, { location: (from as EventData["ticket.location-changed"]["from"])?.id ?? null });
  return patchTicket(work, number, { [what]: what === "fields" ? { [String(field)]: from } : from } as Omit<TicketPatch, "requester">);
}

/** Events that can be taken back, each with the field it changed. */
const undoable: Record<string, keyof TicketPatch> = {
  "ticket.status-changed": "status",
  "ticket.assigned": "assignee",
  "ticket.queue-changed": "queue",
  "ticket.location-changed": "location",
  "ticket.priority-changed": "priority",
  "ticket.type-changed": "type",
  "ticket.tags-changed": "tags",
  "ticket.field-changed": "fields",
  "ticket.subject-changed": "subject",
  "ticket.source-changed": "source",
  "ticket.requester-changed": "requester",
};

/**
 * Can the reader of this ticket take the event back now? Its value is still what the event made it, and may be set by them.
 * `returnable`: of a file that was taken out of a message, that it is still kept.
 */
export function isUndoable({ type, data, returnable }: { type: string; data: Record<string, unknown>; returnable?: boolean | null }, ticket: Ticket): boolean {
  if (type === "attachment.removed") return ticket.can.edit && returnable === true;
  const what = undoable[type];
  if (what === undefined) return false;
  const { from, to, field, toPerson } = data;
  if (what === "requester") return ticket.can.edit && toPerson === ticket.person;
  const current = what === "fields" ? ticket.fields[String(field)] : ticket[what];
  if (!isDeepStrictEqual(current ?? null, to ?? null)) return false;
  if (what === "status") return ticket.can.statuses.some((key) => key === from);
  return what === "assignee" ? ticket.can.assign : ticket.can.edit;
}

/** What the ticket's field is now, in the words of events. */
export async function currentValue(work: Work, desk: DeskConfig, ticket: StoredTicket, what: keyof TicketPatch, field: unknown): Promise<unknown> {
  switch (what) {
    case "status":
      return statusOf(desk, ticket).key;
    case "assignee":
      return ticket.assigneeId === null ? null : primaryAddress(work.db, ticket.assigneeId);
    case "queue":
      return desk.queues.find((queue) => queue.id === ticket.queueId)?.key ?? null;
    case "location":
      return locationNamed(work.db, ticket.locationId);
    case "type":
      return desk.types.find((type) => type.id === ticket.typeId)?.key ?? null;
    case "priority":
      return priorityName(ticket.priority);
    case "tags":
      return ticket.tags;
    case "subject":
      return ticket.subject;
    case "source":
      return ticket.source;
    case "requester":
      return ticket.requesterId;
    case "fields":
      return ticket.fields[String(field)] ?? null;
  }
}
