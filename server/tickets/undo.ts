import { isDeepStrictEqual } from "node:util";
import type { TicketPatch } from "../../contract/tickets.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { primaryAddress } from "../people/index.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { lockVisible, patchTicket, statusOf } from "./actions.ts";
import { priorityName } from "./rules.ts";
import type { StoredTicket } from "./store.ts";

/** Takes one change back: its inverse, refused when the value has changed since (409). Returns the new version. */
export async function undoEvent(work: Work, number: number, event: { type: string; data: Record<string, unknown> }): Promise<number> {
  const ticket = await lockVisible(work, number);
  const desk = await deskIn(work, ticket.deskId);
  const inverse = inverseOf(event);
  if (inverse === null) throw problem("event.not-undoable", 409);
  const current = await currentValue(work, desk, ticket, inverse.what, event.data["field"]);
  if (!isDeepStrictEqual(current, inverse.was)) throw problem("event.not-undoable", 409);
  return patchTicket(work, number, inverse.patch);
}

interface Inverse {
  what: keyof TicketPatch;
  was: unknown;
  patch: TicketPatch;
}

/** Events that can be taken back, each with the field it changed. */
const undoable: Record<string, keyof TicketPatch> = {
  "ticket.status-changed": "status",
  "ticket.assigned": "assignee",
  "ticket.queue-changed": "queue",
  "ticket.priority-changed": "priority",
  "ticket.type-changed": "type",
  "ticket.tags-changed": "tags",
  "ticket.field-changed": "fields",
  "ticket.subject-changed": "subject",
};
export const isUndoable = (type: string): boolean => type in undoable;

function inverseOf({ type, data }: { type: string; data: Record<string, unknown> }): Inverse | null {
  const what = undoable[type];
  if (what === undefined) return null;
  const value = what === "fields" ? { [String(data["field"])]: data["from"] } : data["from"];
  // the event was written by `differences`: its `from` is a value of the patch's own type
  return { what, was: data["to"], patch: { [what]: value } as TicketPatch };
}

async function currentValue(work: Work, desk: DeskConfig, ticket: StoredTicket, what: keyof TicketPatch, field: unknown): Promise<unknown> {
  switch (what) {
    case "status":
      return statusOf(desk, ticket).key;
    case "assignee":
      return ticket.assigneeId === null ? null : primaryAddress(work.db, ticket.assigneeId);
    case "queue":
      return desk.queues.find((queue) => queue.id === ticket.queueId)?.key;
    case "type":
      return desk.types.find((type) => type.id === ticket.typeId)?.key ?? null;
    case "priority":
      return priorityName(ticket.priority);
    case "tags":
      return ticket.tags;
    case "subject":
      return ticket.subject;
    case "fields":
      return ticket.fields[String(field)] ?? null;
  }
}
