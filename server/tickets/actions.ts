import type { EventData } from "../../contract/events.ts";
import { audienceOf } from "../../contract/events.ts";
import type { Evidence, TicketPatch, Trust } from "../../contract/tickets.ts";
import { deskIn, initialStatus, queueIn, statusIn, typeIn, type DeskConfig, type DeskStatus } from "../desks/index.ts";
import { useFiles, type FileUse } from "../files/index.ts";
import { agentOfDesk, primaryAddress } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { excerpt } from "../platform/rich-text/index.ts";
import { isDeepStrictEqual } from "node:util";
import type { Work } from "../platform/work.ts";
import { canDo, sideOf } from "./policy.ts";
import { cleanSubject, cleanTags, endings, onAssignment, onCustomerMessage, priorityName, priorityNumber } from "./rules.ts";
import * as store from "./store.ts";
import type { MessageInsert, StoredTicket } from "./store.ts";

/** What somebody wrote, as it is stored: both forms, already sanitised by `rich-text`. */
export interface Writing {
  kind: "reply" | "note";
  authorId: number | null;
  side: "customer" | "agent" | "system";
  /** email, portal, desk, api, phone … */
  channel: string;
  html: string;
  text: string;
  quoteAt: number | null;
  attachments: readonly FileUse[];
  /** written by a machine: no automatic answer may follow */
  automatic: boolean;
  /** of a mail: where it went, its Message-ID, its row in the ledger, why it is here, how far its sender is proven */
  mail?: { to: readonly string[]; cc: readonly string[]; headerMessageId: string | null; mailId: number; evidence: readonly Evidence[]; trust: Trust | null; omitted: readonly string[] };
}

export interface NewTicketInput {
  desk: DeskConfig;
  subject: string;
  requesterId: number;
  requesterAddress: string;
  watcherIds: readonly number[];
  message: Writing;
  type?: string | undefined;
  fields?: Record<string, unknown> | undefined;
  tags?: readonly string[] | undefined;
  source: string;
  locale: string | null;
  followUpOf?: number | undefined;
}

/**
 * A request becomes a numbered ticket in the desk's first status and queue. Who may open one for whom is the caller's
 * to decide (`mayCreateFor`). @throws 422 for a type or field the desk does not have
 */
export async function createTicket(work: Work, input: NewTicketInput): Promise<{ number: number; messageId: number }> {
  const { desk, message } = input;
  const status = initialStatus(desk);
  const queue = desk.queues.find((q) => !q.archived);
  if (queue === undefined) throw new Error(`desk ${desk.key} has no queue`);
  const fields = given(input.fields ?? {});
  checkFields(desk, fields);
  const words = excerpt(message.text.slice(0, message.quoteAt ?? undefined) || message.text);
  const added: EventData["message.added"] = { messageId: 0, kind: message.kind, side: message.side, channel: message.channel, automatic: message.automatic, first: true };
  const created: EventData["ticket.created"] = {
    source: input.source, status: status.key, queue: queue.key, requester: input.requesterAddress, messageId: 0, automatic: message.automatic,
  };
  const inserted = await store.insertTicket(
    work.db,
    work.now.toString(),
    {
      deskId: desk.id,
      subject: cleanSubject(input.subject, words || "—"),
      state: status.state,
      statusId: status.id,
      queueId: queue.id,
      typeId: input.type === undefined ? null : typeIn(desk, input.type).id,
      priority: priorityNumber("normal"),
      requesterId: input.requesterId,
      assigneeId: null,
      tags: cleanTags(input.tags ?? []),
      fields,
      source: input.source,
      locale: input.locale,
      createdBy: work.actor.kind === "person" ? work.actor.id : null,
      excerpt: words,
      followUpOf: input.followUpOf ?? null,
      watcherIds: input.watcherIds.filter((id) => id !== input.requesterId),
      watcherSide: "customer",
    },
    toInsert(message),
    actorOf(work, message),
    created,
    added,
  );
  await useFiles(work, "message", inserted.messageId, message.attachments);
  const subject = { desk: desk.id, ticket: inserted.ticketId, version: 1 };
  const { messageId } = inserted;
  await work.react({ ...subject, id: inserted.createdEventId, type: "ticket.created", data: { ...created, messageId } });
  await work.react({ ...subject, id: inserted.addedEventId, type: "message.added", data: { ...added, messageId } });
  return { number: inserted.ticketId, messageId };
}

/** A field that is set to null has no value. */
const given = (fields: Record<string, unknown>) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

function checkFields(desk: DeskConfig, fields: Record<string, unknown>): void {
  for (const key of Object.keys(fields)) {
    if (!desk.fields.some((field) => field.key === key && !field.archived)) throw problem("ticket.unknown-field", 422, { params: { key }, path: `/fields/${key}` });
  }
}

/** Who wrote it did it, also where a mail brought it. */
function actorOf({ actor }: Work, message: Writing): store.EventInsert {
  const actorId = actor.kind === "person" ? actor.id : message.authorId;
  return { actorKind: actorId === null ? "system" : "person", actorId, via: actor.via };
}

const toInsert = (message: Writing): MessageInsert => ({
  kind: message.kind,
  authorId: message.authorId,
  authorSide: message.side,
  channel: message.channel,
  html: message.html,
  text: message.text,
  quoteAt: message.quoteAt,
  recipients: message.mail === undefined ? {} : { to: message.mail.to, cc: message.mail.cc },
  headerMessageId: message.mail?.headerMessageId ?? null,
  mailId: message.mail?.mailId ?? null,
  evidence: message.mail?.evidence ?? null,
  trust: message.mail?.trust ?? null,
  omitted: message.mail?.omitted ?? [],
});

export interface Placed {
  /** the ticket it went to: a new one when it continues a closed ticket */
  number: number;
  messageId: number;
}

/**
 * A customer writes to their ticket, by portal or mail. It may reopen it, change its status as the desk says, or, where
 * the ticket is closed for good, start a new one linked to it (T12).
 */
export async function addCustomerMessage(work: Work, number: number, message: Writing, input: { requesterAddress: string; source: string }): Promise<Placed> {
  const ticket = await lockLive(work, number);
  const desk = await deskIn(work, ticket.deskId);
  const status = statusOf(desk, ticket);
  const effect = onCustomerMessage({ status, solvedAt: ticket.solvedAt }, desk, work.now);
  if (effect.kind === "follow-up") {
    return createTicket(work, {
      desk,
      subject: ticket.subject,
      requesterId: message.authorId ?? ticket.requesterId,
      requesterAddress: input.requesterAddress,
      watcherIds: [ticket.requesterId, ...ticket.watcherIds].filter((id) => id !== message.authorId),
      message,
      source: input.source,
      locale: ticket.locale,
      followUpOf: ticket.id,
    });
  }
  const messageId = await insertMessage(work, ticket, message);
  if (effect.kind === "status") await changeTicket(work, ticket, desk, { status: effect.status });
  return { number: ticket.id, messageId };
}

/** Staff write a reply or a note, and may set a status with it ("send as …"). @throws 403, 404, 409 */
export async function addStaffMessage(work: Work, number: number, message: Writing, statusKey?: string): Promise<Placed> {
  const ticket = await lockLive(work, number);
  const desk = await deskIn(work, ticket.deskId);
  if (sideOf(work.actor, ticket) === null) throw notFound("ticket");
  const can = canDo(work.actor, ticket, statusOf(desk, ticket), desk);
  if (message.kind === "reply" && statusOf(desk, ticket).state === "closed") throw problem("ticket.already-closed", 409);
  if (message.kind === "reply" ? !can.reply : !can.note) throw problem("permission.denied", 403);
  const messageId = await insertMessage(work, ticket, message);
  if (statusKey !== undefined && statusKey !== statusOf(desk, ticket).key) await changeTicket(work, ticket, desk, { status: permittedStatus(desk, can.statuses, statusKey) });
  return { number: ticket.id, messageId };
}

async function insertMessage(work: Work, ticket: StoredTicket, message: Writing): Promise<number> {
  const added: EventData["message.added"] = { messageId: 0, kind: message.kind, side: message.side, channel: message.channel, automatic: message.automatic, first: false };
  const words = excerpt(message.text.slice(0, message.quoteAt ?? undefined) || message.text);
  const { messageId, version, eventId } = await store.insertMessage(
    work.db, work.now.toString(), ticket.id, toInsert(message), words, actorOf(work, message), audienceOf("message.added", added), added,
  );
  ticket.version = version;
  await useFiles(work, "message", messageId, message.attachments);
  await work.react({ desk: ticket.deskId, ticket: ticket.id, version, id: eventId, type: "message.added", data: { ...added, messageId } });
  return messageId;
}

/** Sets fields and status. With `ifVersion`, refuses when the ticket has changed since (412). Returns the new version. */
export async function patchTicket(work: Work, number: number, patch: TicketPatch, ifVersion?: number): Promise<number> {
  const ticket = await lockVisible(work, number);
  if (ifVersion !== undefined && ifVersion !== ticket.version) throw problem("ticket.stale", 412);
  const desk = await deskIn(work, ticket.deskId);
  const status = statusOf(desk, ticket);
  const can = canDo(work.actor, ticket, status, desk);
  const { status: statusKey, assignee, ...edits } = patch;
  if (status.state === "closed") throw problem("ticket.already-closed", 409);
  if ((assignee !== undefined && !can.assign) || (Object.keys(edits).length > 0 && !can.edit)) throw problem("permission.denied", 403);

  const change: Change = {};
  if (statusKey !== undefined && statusKey !== status.key) change.status = permittedStatus(desk, can.statuses, statusKey);
  if (assignee !== undefined) change.assigneeId = await assigneeIn(work, desk, assignee);
  if (edits.queue !== undefined) change.queueId = queueIn(desk, edits.queue).id;
  if (edits.type !== undefined) change.typeId = edits.type === null ? null : typeIn(desk, edits.type).id;
  if (edits.priority !== undefined) change.priority = priorityNumber(edits.priority);
  if (edits.subject !== undefined) change.subject = cleanSubject(edits.subject, ticket.subject);
  if (edits.tags !== undefined) change.tags = cleanTags(edits.tags);
  if (edits.fields !== undefined) {
    checkFields(desk, edits.fields);
    change.fields = given({ ...ticket.fields, ...edits.fields });
  }
  return changeTicket(work, ticket, desk, change);
}

async function assigneeIn(work: Work, desk: DeskConfig, address: string | null): Promise<number | null> {
  if (address === null) return null;
  const agent = await agentOfDesk(work.db, desk.id, address);
  if (agent === undefined) throw problem("ticket.unknown-assignee", 422, { params: { email: address }, path: "/assignee" });
  return agent.id;
}

function permittedStatus(desk: DeskConfig, permitted: readonly string[], key: string): DeskStatus {
  const status = statusIn(desk, key);
  if (!permitted.includes(key)) throw problem("permission.denied", 403);
  return status;
}

/** What an action wants to be different; absent: as it is. */
export interface Change {
  status?: DeskStatus;
  assigneeId?: number | null;
  queueId?: number;
  typeId?: number | null;
  priority?: number;
  subject?: string;
  tags?: string[];
  fields?: Record<string, unknown>;
}

/** Writes the change and records one event for each thing that is really different. Returns the version. */
async function changeTicket(work: Work, ticket: StoredTicket, desk: DeskConfig, change: Change): Promise<number> {
  const from = statusOf(desk, ticket);
  const assigneeId = change.assigneeId === undefined ? ticket.assigneeId : change.assigneeId;
  const to = change.status ?? (assigneeId === ticket.assigneeId ? from : onAssignment(from, desk, assigneeId));
  const at = work.now.toString();
  const after: StoredTicket = { ...ticket, ...definedOf(change), assigneeId, statusId: to.id, ...(to.id === from.id ? {} : endings(ticket, to, at)) };
  const events = await differences(work, desk, ticket, after, from, to);
  if (events.length === 0) return ticket.version;
  const version = await store.updateTicket(work.db, at, to.state, after);
  for (const [type, data] of events) await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, type, data);
  return version;
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
    const ended = from.state === "solved" || from.state === "closed";
    if (ended && to.state !== "solved" && to.state !== "closed") events.push(["ticket.reopened", { from: from.key, to: to.key }]);
    events.push(["ticket.status-changed", { from: from.key, to: to.key, fromState: from.state, toState: to.state }]);
  }
  if (before.queueId !== after.queueId) events.push(["ticket.queue-changed", { from: queueKey(before.queueId), to: queueKey(after.queueId) }]);
  if (before.typeId !== after.typeId) events.push(["ticket.type-changed", { from: typeKey(before.typeId), to: typeKey(after.typeId) }]);
  if (before.priority !== after.priority) events.push(["ticket.priority-changed", { from: priorityName(before.priority), to: priorityName(after.priority) }]);
  if (before.subject !== after.subject) events.push(["ticket.subject-changed", { from: before.subject, to: after.subject }]);
  if (!isDeepStrictEqual(before.tags, after.tags)) events.push(["ticket.tags-changed", { from: before.tags, to: after.tags }]);
  for (const field of new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])) {
    const [was, is] = [before.fields[field] ?? null, after.fields[field] ?? null];
    if (!isDeepStrictEqual(was, is)) events.push(["ticket.field-changed", { field, from: was, to: is }]);
  }
  return events;
}

/** Puts people in copy (H4); a customer in copy sees the ticket in the portal. Returns who was new. */
export async function addWatchers(work: Work, number: number, people: readonly { id: number; address: string }[]): Promise<number[]> {
  if (people.length === 0) return [];
  const ticket = await store.findTicket(work.db, number);
  if (ticket === undefined) throw notFound("ticket");
  const added = await store.insertWatchers(work.db, number, people.map((person) => person.id), "customer", work.now.toString());
  const ids = added.map((row) => row.personId);
  for (const person of people) {
    if (ids.includes(person.id)) await work.record({ desk: ticket.deskId, ticket: number, version: ticket.version }, "watcher.added", { person: person.address });
  }
  return ids;
}

/** The status of a ticket; a ticket never names one its desk does not have (archived ones stay). */
export function statusOf(desk: DeskConfig, ticket: Pick<StoredTicket, "statusId">): DeskStatus {
  const status = desk.statuses.find((s) => s.id === ticket.statusId);
  if (status === undefined) throw new Error("a ticket names a status its desk does not have");
  return status;
}

/** The ticket, locked; of a merged one, what it was merged into. */
async function lockLive(work: Work, number: number): Promise<StoredTicket> {
  const ticket = await store.lockTicket(work.db, number);
  if (ticket === undefined) throw notFound("ticket");
  return ticket.mergedInto === null ? ticket : lockLive(work, ticket.mergedInto);
}

/** The ticket, locked, for staff who see it. @throws 404 for who does not see it, 403 for its customers */
export async function lockVisible(work: Work, number: number): Promise<StoredTicket> {
  const ticket = await lockLive(work, number);
  if (sideOf(work.actor, ticket) !== "staff") throw sideOf(work.actor, ticket) === null ? notFound("ticket") : problem("permission.denied", 403);
  return ticket;
}
