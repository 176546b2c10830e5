import type { BulkChange } from "../../contract/bulks.ts";
import { deskIn } from "../desks/index.ts";
import { contactsOf } from "../people/index.ts";
import { isProblem, notFound, problem } from "../platform/problem.ts";
import type { Person, Work } from "../platform/work.ts";
import { closeTicket, deleteTicket, markSpam, postponeTicket, restoreTicket } from "./acts.ts";
import * as store from "./bulk-store.ts";
import { lockVisible, patchTicket, statusOf, type FieldPatch } from "./change.ts";
import { scopeOf } from "./policy.ts";
import { cleanTags } from "./rules.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    /** a batch of a bulk's tickets: the change, or its undo, as the bulk's state says */
    "tickets.bulk": { bulkId: number };
  }
}

/** Takes down what is to be changed and begins. Rights are checked ticket by ticket, by whom they stand then. @throws 403 for who is no agent */
export async function startBulk(work: Work, person: Person, numbers: readonly number[], change: BulkChange): Promise<store.StoredBulk> {
  const scope = scopeOf(person);
  if (!scope.everything && scope.desks.length === 0 && scope.queues.length === 0) throw problem("permission.denied", 403);
  if (numbers.length === 0) throw problem("bulk.nothing-chosen", 422, { path: "/numbers" });
  const bulk = await store.insertBulk(work.db, person.id, person.via, change, [...new Set(numbers)], work.now.toString());
  await work.enqueue("tickets.bulk", { bulkId: bulk.id });
  return bulk;
}

/** Takes the whole bulk back; one that still runs is stopped first. @throws 404, 409 */
export async function undoBulk(work: Work, person: Person, id: number): Promise<store.StoredBulk> {
  const bulk = await store.lockBulk(work.db, id);
  if (bulk === undefined || bulk.personId !== person.id) throw notFound("bulk");
  if (bulk.state === "undoing" || bulk.state === "undone") throw problem("bulk.undone-already", 409);
  await store.setBulkState(work.db, id, "undoing", null);
  await store.skipWaiting(work.db, id);
  await work.enqueue("tickets.bulk", { bulkId: id });
  return { ...bulk, state: "undoing", finishedAt: null };
}

/** A bulk is its maker's own. @throws 404 */
export async function ownBulk(work: Pick<Work, "db">, person: Person, id: number): Promise<store.StoredBulk> {
  const bulk = await store.findBulk(work.db, id);
  if (bulk === undefined || bulk.personId !== person.id) throw notFound("bulk");
  return bulk;
}

/**
 * Does all of the change to one ticket, or none of it.
 * @returns the events it recorded; none where everything was so already
 */
export async function applyChange(work: Work, number: number, change: BulkChange): Promise<number[]> {
  const [recording, events] = listening(work);
  const { addTags, removeTags, postpone, close, spam, delete: remove, onlyUnassigned, ...fields } = change;
  const patch: FieldPatch = fields;
  if (onlyUnassigned && fields.assignee !== undefined) await refuseAssigned(recording, number, fields.assignee);
  if (addTags !== undefined || removeTags !== undefined) {
    const ticket = await lockVisible(recording, number);
    const gone = new Set((removeTags ?? []).map((tag) => tag.toLowerCase()));
    patch.tags = cleanTags([...ticket.tags.filter((tag) => !gone.has(tag.toLowerCase())), ...(addTags ?? [])]);
  }
  if (Object.keys(patch).length > 0) await patchTicket(recording, number, patch);
  if (postpone !== undefined) await postponeTicket(recording, number, postpone);
  if (close !== undefined && !(await isClosed(recording, number))) await closeTicket(recording, number, close);
  if (spam !== undefined) await markSpam(recording, number, spam);
  if (remove !== undefined) await (remove ? deleteTicket : restoreTicket)(recording, number);
  return events;
}

/** @throws 409 where the ticket went to somebody else meanwhile */
async function refuseAssigned(work: Work, number: number, to: string | null): Promise<void> {
  const { assigneeId } = await lockVisible(work, number);
  if (assigneeId === null) return;
  const [owner] = await contactsOf(work.db, [assigneeId]);
  if (owner?.address !== to?.toLowerCase()) throw problem("ticket.assigned-meanwhile", 409, { params: { name: owner?.name ?? "" } });
}

async function isClosed(work: Work, number: number): Promise<boolean> {
  const ticket = await lockVisible(work, number);
  return statusOf(await deskIn(work, ticket.deskId), ticket).state === "closed";
}

/** The same work, which keeps the ids of what is recorded through it. */
function listening(work: Work): [Work, number[]] {
  const events: number[] = [];
  const recording: Work = {
    ...work,
    async record(subject, type, data) {
      const event = await work.record(subject, type, data);
      events.push(event.id);
      return event;
    },
  };
  return [recording, events];
}

/** Why a ticket was left as it is; null for a fault, which is nobody's to read. */
export const reasonOf = (error: unknown): store.Reason | null => (isProblem(error) ? { key: error.key, params: error.params } : null);
