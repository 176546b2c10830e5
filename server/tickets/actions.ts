import type { EventData } from "../../contract/events.ts";
import { audienceOf } from "../../contract/events.ts";
import type { Evidence, Trust } from "../../contract/tickets.ts";
import { deskIn, initialStatus, typeIn, type DeskConfig, type DeskStatus } from "../desks/index.ts";
import { useFiles, type FileUse } from "../files/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { excerpt } from "../platform/rich-text/index.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import { changeTicket, checkFields, given, lockLive, permittedStatus, setByType, statusOf } from "./change.ts";
import * as insert from "./insert.ts";
import { canDo, sideOf } from "./policy.ts";
import { cleanSubject, cleanTags, onCustomerMessage, onSideAnswer, priorityName, priorityNumber } from "./rules.ts";
import * as store from "./store.ts";
import type { StoredTicket } from "./store.ts";

declare module "../platform/work.ts" {
  interface WorkContext {
    /** what a new ticket is promised, so that its row is written once: `sla`, which comes after this slice, knows */
    firstDue: (now: Work["now"], desk: DeskConfig, created: EventData["ticket.created"]) => insert.FirstDue | null;
  }
}

/** What somebody wrote, as it is stored: both forms, already sanitised by `rich-text`. */
export interface Writing {
  kind: "reply" | "note" | "side";
  authorId: number | null;
  side: "customer" | "agent" | "system" | "third-party";
  /** email, portal, desk, api, phone … */
  channel: string;
  html: string;
  text: string;
  quoteAt: number | null;
  attachments: readonly FileUse[];
  /** written by a machine: no automatic answer may follow */
  automatic: boolean;
  /** of a reply of staff: to whom it is mailed; absent: to the requester, and to who is in copy */
  recipients?: { to: readonly string[]; cc: readonly string[] };
  /** of kind side: its conversation */
  sideId?: number;
  /** of a mail: where it went, its Message-ID, its row in the ledger, why it is here, how far its sender is proven */
  mail?: { to: readonly string[]; cc: readonly string[]; headerMessageId: string | null; mailId: number; evidence: readonly Evidence[]; trust: Trust | null; omitted: readonly string[] };
}

export interface NewTicketInput {
  desk: DeskConfig;
  subject: string;
  requesterId: number;
  /** the address, or the phone of who has none */
  requesterAddress: string;
  watcherIds: readonly number[];
  message: Writing;
  type?: string | undefined;
  locationId?: number | undefined;
  fields?: Record<string, unknown> | undefined;
  tags?: readonly string[] | undefined;
  source: string;
  locale: string | null;
  followUpOf?: number | undefined;
  /** solved while the customer was there (C2): recorded with its creation, set by the caller */
  firstCall?: boolean;
  /** we write first: nothing is confirmed, and it begins in this status */
  outgoing?: DeskStatus;
}

/**
 * A request becomes a numbered ticket in the desk's first status and queue. Who may open one for whom is the caller's
 * to decide (`mayCreateFor`). @throws 422 for a type or field the desk does not have
 */
export async function createTicket(work: Work, input: NewTicketInput): Promise<{ number: number; messageId: number }> {
  const { desk, message } = input;
  const fields = given(input.fields ?? {});
  checkFields(desk, fields, "change");
  const type = input.type === undefined ? null : typeIn(desk, input.type);
  const set = type === null ? {} : setByType(desk, type, { tags: [...(input.tags ?? [])], fields });
  const status = input.outgoing ?? set.status ?? initialStatus(desk);
  const queue = desk.queues.find((q) => (set.queueId === undefined ? !q.archived : q.id === set.queueId));
  if (queue === undefined) throw new Error(`desk ${desk.key} has no queue`);
  const words = excerpt(message.text.slice(0, message.quoteAt ?? undefined) || message.text);
  const added: EventData["message.added"] = { messageId: 0, kind: message.kind, side: message.side, channel: message.channel, automatic: message.automatic, first: true };
  const priority = set.priority ?? priorityNumber("normal");
  const tags = set.tags ?? cleanTags(input.tags ?? []);
  const created: EventData["ticket.created"] = {
    source: input.source, status: status.key, queue: queue.key, requester: input.requesterAddress, messageId: 0, automatic: message.automatic,
    type: type?.key ?? null, priority: priorityName(priority), tags,
    ...(input.firstCall === true ? { firstCall: true } : {}),
    ...(input.outgoing === undefined ? {} : { outgoing: true }),
  };
  const inserted = await insert.insertTicket(
    work.db,
    work.now.toString(),
    {
      deskId: desk.id,
      subject: cleanSubject(input.subject, words || "—"),
      state: status.state,
      statusId: status.id,
      queueId: queue.id,
      locationId: input.locationId ?? null,
      typeId: type?.id ?? null,
      priority,
      requesterId: input.requesterId,
      assigneeId: null,
      tags,
      fields: set.fields ?? fields,
      source: input.source,
      locale: input.locale,
      createdBy: work.actor.kind === "person" ? work.actor.id : null,
      excerpt: words,
      followUpOf: input.followUpOf ?? null,
      watcherIds: input.watcherIds.filter((id) => id !== input.requesterId),
      watcherSide: "customer",
      firstDue: work.firstDue(work.now, desk, created),
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


/** Who wrote it did it, also where a mail brought it. */
function actorOf({ actor }: Work, message: Writing): insert.EventInsert {
  const actorId = actor.kind === "person" ? actor.id : message.authorId;
  return { actorKind: actorId === null ? "system" : "person", actorId, via: actor.via };
}

const toInsert = (message: Writing): insert.MessageInsert => ({
  kind: message.kind,
  authorId: message.authorId,
  authorSide: message.side,
  channel: message.channel,
  html: message.html,
  text: message.text,
  quoteAt: message.quoteAt,
  recipients: message.mail === undefined ? (message.recipients ?? {}) : { to: message.mail.to, cc: message.mail.cc },
  sideId: message.sideId ?? null,
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
  // nobody would look for it in a ticket that was deleted
  const effect = ticket.deleted ? { kind: "follow-up" as const } : onCustomerMessage({ status, solvedAt: ticket.solvedAt }, desk, work.now);
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
  const added = await insertMessage(work, ticket, message);
  if (effect.kind === "status") await changeTicket(work, ticket, desk, { status: effect.status });
  await work.react(added);
  return { number: ticket.id, messageId: added.data.messageId };
}

/** Staff write a reply or a note, and may set a status with it ("send as …"). @throws 403, 404, 409 */
export async function addStaffMessage(work: Work, number: number, message: Writing, statusKey?: string): Promise<Placed> {
  return addWriting(work, number, message, statusKey, false);
}

/** A reply that was allowed when it was sent and has waited since: it goes whatever happened meanwhile; its status where it still may be set. */
export async function addReleased(work: Work, number: number, message: Writing, statusKey?: string): Promise<Placed> {
  return addWriting(work, number, message, statusKey, true);
}

/**
 * A message of a side conversation; no customer sees it. A third party's answer may move the ticket to another status
 * (T12), a machine's does not. Who may write one is the caller's to decide.
 */
export async function addSideMessage(work: Work, number: number, message: Writing & { kind: "side"; sideId: number }): Promise<Placed> {
  const ticket = await lockLive(work, number);
  const added = await insertMessage(work, ticket, message);
  if (message.side === "third-party" && !message.automatic) {
    const desk = await deskIn(work, ticket.deskId);
    const status = onSideAnswer(statusOf(desk, ticket), desk);
    if (status !== null) await changeTicket(work, ticket, desk, { status });
  }
  await work.react(added);
  return { number: ticket.id, messageId: added.data.messageId };
}

async function addWriting(work: Work, number: number, message: Writing, statusKey: string | undefined, allowed: boolean): Promise<Placed> {
  const ticket = await lockLive(work, number);
  const desk = await deskIn(work, ticket.deskId);
  if (sideOf(work.actor, ticket) === null && !allowed) throw notFound("ticket");
  const can = canDo(work.actor, ticket, statusOf(desk, ticket), desk);
  if (message.kind === "reply" && statusOf(desk, ticket).state === "closed" && !allowed) throw problem("ticket.already-closed", 409);
  if ((message.kind === "reply" ? !can.reply : !can.note) && !allowed) throw problem("permission.denied", 403);
  const added = await insertMessage(work, ticket, message);
  const settable = statusKey !== undefined && statusKey !== statusOf(desk, ticket).key && (!allowed || can.statuses.includes(statusKey));
  if (settable) await changeTicket(work, ticket, desk, { status: permittedStatus(desk, can.statuses, statusKey) });
  await work.react(added);
  return { number: ticket.id, messageId: added.data.messageId };
}

/** Writes the message and its event. What follows from it is run by the caller once the status stands that it leads to: its mail speaks of that. */
async function insertMessage(work: Work, ticket: StoredTicket, message: Writing): Promise<RecordedEvent<"message.added">> {
  const added: EventData["message.added"] = { messageId: 0, kind: message.kind, side: message.side, channel: message.channel, automatic: message.automatic, first: false };
  const words = excerpt(message.text.slice(0, message.quoteAt ?? undefined) || message.text);
  const { messageId, version, eventId } = await insert.insertMessage(
    work.db, work.now.toString(), ticket.id, toInsert(message), words, actorOf(work, message), audienceOf("message.added", added), added,
  );
  ticket.version = version;
  await useFiles(work, "message", messageId, message.attachments);
  return { desk: ticket.deskId, ticket: ticket.id, version, id: eventId, type: "message.added", data: { ...added, messageId } };
}

/** Puts people in copy (H4); a customer in copy sees the ticket in the portal. Or lets colleagues follow it. Returns who was new. */
export async function addWatchers(work: Work, number: number, people: readonly { id: number; address: string }[], side: "customer" | "agent" = "customer"): Promise<number[]> {
  if (people.length === 0) return [];
  const ticket = await store.findTicket(work.db, number);
  if (ticket === undefined) throw notFound("ticket");
  const added = await store.insertWatchers(work.db, number, people.map((person) => person.id), side, work.now.toString());
  const ids = added.map((row) => row.personId);
  for (const person of people) {
    if (ids.includes(person.id)) await work.record({ desk: ticket.deskId, ticket: number, version: ticket.version }, "watcher.added", { person: person.address });
  }
  return ids;
}

