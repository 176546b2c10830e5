import { isDeepStrictEqual } from "node:util";
import type { EventData } from "../../contract/events.ts";
import type { Check, EndGate } from "../../contract/gates.ts";
import type { TicketPatch } from "../../contract/tickets.ts";
import { deskIn, fieldMistakes, mayUseType, queueIn, refuseMistakes, statusIn, typeIn, typeSets, type DeskConfig, type DeskStatus, type DeskType, type FieldMoment } from "../desks/index.ts";
import { locationIn, locationNamed } from "../organizations/index.ts";
import { agentOfDesk, holdAgent, knownAs, primaryAddress } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Db } from "../platform/db.ts";
import type { Actor, Work } from "../platform/work.ts";
import { openChildren } from "./acts-store.ts";
import { gateFacts } from "./facts.ts";
import { asksForFacts, checksBefore, ends, gatesBefore, judgedOf, noFacts, refusalOf, unmetGates } from "./gates.ts";
import { canDo, sideOf } from "./policy.ts";
import { cleanSubject, cleanTags, endings, onAssignment, priorityName, priorityNumber } from "./rules.ts";
import * as store from "./store.ts";
import type { StoredTicket } from "./store.ts";

/** A change of fields, the requester by their number. */
export type FieldPatch = Omit<TicketPatch, "requester"> & { requester?: number };

/** Sets fields and status, and whose it is. With `ifVersion`, refuses when the ticket has changed since (412). Returns the new version. */
export async function patchTicket(work: Work, number: number, { requester, ...patch }: FieldPatch, ifVersion?: number): Promise<number> {
  const ticket = await lockVisible(work, number);
  if (ifVersion !== undefined && ifVersion !== ticket.version) throw problem("ticket.stale", 412);
  const desk = await deskIn(work, ticket.deskId);
  const status = statusOf(desk, ticket);
  const can = canDo(work.actor, ticket, status, desk);
  const { status: statusKey, assignee, ...edits } = patch;
  if (status.state === "closed") throw problem("ticket.already-closed", 409);
  if ((assignee !== undefined && !can.assign) || ((Object.keys(edits).length > 0 || requester !== undefined) && !can.edit)) throw problem("permission.denied", 403);

  const change: Change = {};
  if (statusKey !== undefined && statusKey !== status.key) change.status = permittedStatus(desk, can.statuses, statusKey);
  if (assignee !== undefined) change.assigneeId = await assigneeIn(work, desk, assignee);
  if (edits.location !== undefined) change.locationId = edits.location === null ? null : (await locationIn(work.db, edits.location, "/location")).id;
  if (edits.queue !== undefined) change.queueId = queueIn(desk, edits.queue).id;
  // the first typification is everybody's who edits; changing it is not (C8)
  const sameType = edits.type != null && typeIn(desk, edits.type).id === ticket.typeId;
  if (edits.type !== undefined && !sameType && ticket.typeId !== null && !can.retypify) throw problem("ticket.type-needs-request", 403, { path: "/type" });
  if (edits.type !== undefined) change.typeId = edits.type === null ? null : sameType ? ticket.typeId : usableType(work, desk, edits.type).id;
  if (edits.priority !== undefined) change.priority = priorityNumber(edits.priority);
  if (edits.subject !== undefined) change.subject = cleanSubject(edits.subject, ticket.subject);
  if (edits.source !== undefined) change.source = edits.source;
  if (edits.tags !== undefined) change.tags = cleanTags(edits.tags);
  if (edits.fields !== undefined) {
    checkFields(desk, edits.fields, "change");
    change.fields = given({ ...ticket.fields, ...edits.fields });
  }
  if (requester !== undefined) change.requesterId = requester;
  return changeTicket(work, ticket, desk, change);
}

/** @throws 422 where the desk has no such type, 403 where the actor may not use it (L2) */
export function usableType(work: Work, desk: DeskConfig, key: string): DeskType {
  const type = typeIn(desk, key);
  if (!mayUseType(work.actor, desk, type)) throw problem("ticket.type-not-yours", 403, { path: "/type" });
  return type;
}

/** @throws 422 for who does not work at the desk */
export async function assigneeIn(work: Work, desk: DeskConfig, address: string | null): Promise<number | null> {
  if (address === null) return null;
  const agent = await agentOfDesk(work.db, desk.id, address);
  if (agent === undefined || !(await holdAgent(work.db, agent.id))) throw problem("ticket.unknown-assignee", 422, { params: { email: address }, path: "/assignee" });
  return agent.id;
}

/** @throws 422 where the desk has no such status, 403 where the actor may not set it */
export function permittedStatus(desk: DeskConfig, permitted: readonly string[], key: string): DeskStatus {
  const status = statusIn(desk, key);
  if (!permitted.includes(key)) throw problem("permission.denied", 403);
  return status;
}

/** What an action wants to be different; absent: as it is. */
export interface Change {
  status?: DeskStatus;
  assigneeId?: number | null;
  queueId?: number;
  locationId?: number | null;
  typeId?: number | null;
  priority?: number;
  subject?: string;
  source?: string;
  tags?: string[];
  fields?: Record<string, unknown>;
  requesterId?: number;
}

/** What the new typification sets, where the change does not say it itself. */
function withTypeSets(desk: DeskConfig, ticket: StoredTicket, change: Change): Change {
  const type = change.typeId === undefined || change.typeId === ticket.typeId ? undefined : desk.types.find((one) => one.id === change.typeId);
  return type === undefined ? change : { ...setByType(desk, type, ticket), ...change };
}

/** The change that choosing the type makes. What was archived since it was configured is not set. */
export function setByType(desk: DeskConfig, type: DeskType, ticket: Pick<StoredTicket, "tags" | "fields">): Change {
  const { queue, status, priority, tags, fields } = typeSets(desk, type);
  const inQueue = desk.queues.find((one) => one.key === queue && !one.archived);
  const inStatus = desk.statuses.find((one) => one.key === status && !one.archived);
  const known = Object.entries(fields ?? {}).filter(([key]) => desk.fields.some((field) => field.key === key && !field.archived) && ticket.fields[key] == null);
  return {
    ...(inQueue === undefined ? {} : { queueId: inQueue.id }),
    ...(inStatus === undefined ? {} : { status: inStatus }),
    ...(priority === undefined ? {} : { priority: priorityNumber(priority) }),
    ...(tags === undefined ? {} : { tags: cleanTags([...ticket.tags, ...tags]) }),
    ...(known.length === 0 ? {} : { fields: { ...ticket.fields, ...Object.fromEntries(known) } }),
  };
}

/** Writes the change and records one event for each thing that is really different. Returns the version. */
export async function changeTicket(work: Work, ticket: StoredTicket, desk: DeskConfig, asked: Change): Promise<number> {
  const change = withTypeSets(desk, ticket, asked);
  const from = statusOf(desk, ticket);
  const assigneeId = change.assigneeId === undefined ? ticket.assigneeId : change.assigneeId;
  const to = change.status ?? (assigneeId === ticket.assigneeId ? from : onAssignment(from, desk, assigneeId));
  if (change.status !== undefined && to.id !== from.id) {
    await refuseUnmet(work, ticket, desk, change, from, to);
    // what closes by itself asks nobody
    if (ends(to) && !ends(from) && work.actor.kind === "person") checkFields(desk, change.fields ?? ticket.fields, "solve");
  }
  const at = work.now.toString();
  const after: StoredTicket = { ...ticket, ...definedOf(change), assigneeId, statusId: to.id, ...(to.id === from.id ? {} : endings(ticket, to, at)) };
  const events = await differences(work, desk, ticket, after, from, to);
  if (events.length === 0) return ticket.version;
  // who asks is not in copy of it besides
  if (after.requesterId !== ticket.requesterId) await store.removeWatcher(work.db, ticket.id, after.requesterId);
  const version = await store.updateTicket(work.db, at, to.state, after);
  for (const [type, data] of events) await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, type, data);
  return version;
}

/** What must be met before the status is set, whoever sets it (C6, C11). @throws 409 with all that is missing */
async function refuseUnmet(work: Work, ticket: StoredTicket, desk: DeskConfig, change: Change, from: DeskStatus, to: DeskStatus): Promise<void> {
  const missing = (await checksOf(work, { ...ticket, ...definedOf(change) }, desk, from, to)).filter(({ met }) => !met);
  const language = work.actor.kind === "person" ? (work.actor.locale ?? desk.language) : desk.language;
  const errors = missing.map((one) => refusalOf(one, desk, language));
  const [first] = errors;
  if (first !== undefined) throw problem(first.key, 409, { params: first.params, path: first.path, errors });
}

/** The checklist before a status of a ticket as it stands. */
export async function checksOf(work: Pick<Work, "db" | "actor">, ticket: StoredTicket, desk: DeskConfig, from: DeskStatus, to: DeskStatus): Promise<Check[]> {
  // most changes ask for nothing that would have to be read
  const children = ends(to) && !ends(from) ? await openChildren(work.db, ticket.id) : [];
  const facts = gatesBefore(desk, ticket.typeId, from, to).some(asksForFacts) ? await gateFacts(work.db, ticket.id) : noFacts;
  return checksBefore(desk, ticket.typeId, from, to, { ...facts, fields: ticket.fields, openChildren: children, ...judgedOf(work.actor, ticket) });
}

/** Does the ticket meet what its end asks? Nobody's roles and rights are asked. */
export async function endGatesMet(db: Db, ticket: StoredTicket, gates: readonly EndGate[]): Promise<boolean> {
  if (gates.length === 0) return true;
  const facts = await gateFacts(db, ticket.id);
  return unmetGates(gates, { ...facts, fields: ticket.fields, openChildren: [], holds: () => true, may: () => true }).length === 0;
}

const definedOf = ({ status: _status, ...rest }: Change) => Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));

type Recordable = { [T in keyof EventData]: readonly [T, EventData[T]] }[keyof EventData];

async function differences(work: Work, desk: DeskConfig, before: StoredTicket, after: StoredTicket, from: DeskStatus, to: DeskStatus): Promise<Recordable[]> {
  const events: Recordable[] = [];
  const queueKey = (id: number) => desk.queues.find((queue) => queue.id === id)?.key ?? "";
  const typeKey = (id: number | null) => desk.types.find((type) => type.id === id)?.key ?? null;
  const address = async (id: number | null) => (id === null ? null : primaryAddress(work.db, id));
  if (before.assigneeId !== after.assigneeId) events.push(["ticket.assigned", { from: await address(before.assigneeId), to: await address(after.assigneeId) }]);
  if (from.id !== to.id) {
    if (ends(from) && !ends(to)) events.push(["ticket.reopened", { from: from.key, to: to.key }]);
    events.push(["ticket.status-changed", { from: from.key, to: to.key, fromState: from.state, toState: to.state }]);
  }
  if (before.queueId !== after.queueId) events.push(["ticket.queue-changed", { from: queueKey(before.queueId), to: queueKey(after.queueId) }]);
  if (before.locationId !== after.locationId) {
    const [was, is] = await Promise.all([before.locationId, after.locationId].map((id) => locationNamed(work.db, id)));
    events.push(["ticket.location-changed", { from: was ?? null, to: is ?? null }]);
  }
  if (before.typeId !== after.typeId) events.push(["ticket.type-changed", { from: typeKey(before.typeId), to: typeKey(after.typeId) }]);
  if (before.priority !== after.priority) events.push(["ticket.priority-changed", { from: priorityName(before.priority), to: priorityName(after.priority) }]);
  if (before.subject !== after.subject) events.push(["ticket.subject-changed", { from: before.subject, to: after.subject }]);
  if (before.source !== after.source) events.push(["ticket.source-changed", { from: before.source, to: after.source }]);
  if (before.requesterId !== after.requesterId) {
    const [was, is] = [await knownAs(work.db, before.requesterId), await knownAs(work.db, after.requesterId)];
    events.push(["ticket.requester-changed", { from: was, to: is, fromPerson: before.requesterId, toPerson: after.requesterId }]);
  }
  if (!isDeepStrictEqual(before.tags, after.tags)) events.push(["ticket.tags-changed", { from: before.tags, to: after.tags }]);
  for (const field of new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])) {
    const [was, is] = [before.fields[field] ?? null, after.fields[field] ?? null];
    if (!isDeepStrictEqual(was, is)) events.push(["ticket.field-changed", { field, from: was, to: is }]);
  }
  return events;
}

/** @throws 422 with every field that is wrong, at its path */
export function checkFields(desk: DeskConfig, fields: Record<string, unknown>, moment: FieldMoment): void {
  refuseMistakes(fieldMistakes(desk.fields, fields, moment));
}

/** The status of a ticket; a ticket never names one its desk does not have (archived ones stay). */
export function statusOf(desk: DeskConfig, ticket: Pick<StoredTicket, "statusId">): DeskStatus {
  const status = desk.statuses.find((s) => s.id === ticket.statusId);
  if (status === undefined) throw new Error("a ticket names a status its desk does not have");
  return status;
}

/** The ticket, locked; of a merged one, what it was merged into. */
export async function lockLive(work: Work, number: number): Promise<StoredTicket> {
  const ticket = await store.lockRoot(work.db, number);
  if (ticket !== undefined) return ticket.mergedInto === null ? ticket : lockLive(work, ticket.mergedInto);
  // it was merged while this waited for it
  const merged = await store.findTicket(work.db, number);
  if (merged?.mergedInto == null) throw notFound("ticket");
  return lockLive(work, merged.mergedInto);
}

/** The ticket, locked, for staff who see it. @throws 404 for who does not see it, 403 for its customers */
export async function lockVisible(work: Work, number: number): Promise<StoredTicket> {
  const ticket = await lockLive(work, number);
  if (sideOf(work.actor, ticket) !== "staff") throw sideOf(work.actor, ticket) === null ? notFound("ticket") : problem("permission.denied", 403);
  return ticket;
}

/** The ticket for staff who see it; of a merged one, what it was merged into. @throws 404 for who does not see it, 403 for its customers */
export async function readVisible(db: Db, actor: Actor, number: number): Promise<StoredTicket> {
  const found = await store.findTicket(db, number);
  const ticket = found === undefined ? undefined : await store.rootOf(db, found);
  const side = ticket === undefined ? null : sideOf(actor, ticket);
  if (ticket === undefined || side === null) throw notFound("ticket");
  if (side === "customer") throw problem("permission.denied", 403);
  return ticket;
}

/** A field that is set to null has no value. */
export const given = (fields: Record<string, unknown>) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
