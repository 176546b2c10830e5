import type { Link, Split } from "../../contract/acts.ts";
import { deskIn, initialStatus } from "../desks/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { allows, type Work } from "../platform/work.ts";
import * as acts from "./acts-store.ts";
import { lockVisible, statusOf } from "./change.ts";
import { canDo, sideOf, takesPart } from "./policy.ts";
import { cleanSubject } from "./rules.ts";
import * as store from "./store.ts";
import type { StoredTicket } from "./store.ts";

const denied = () => problem("permission.denied", 403);

/** Two tickets, locked in the order of their numbers, so that opposite acts wait for each other instead of blocking. */
async function lockBoth(work: Work, one: number, other: number): Promise<[StoredTicket, StoredTicket]> {
  const locked = new Map<number, StoredTicket>();
  for (const number of [...new Set([one, other])].sort((a, b) => a - b)) {
    const ticket = await store.lockTicket(work.db, number);
    if (ticket === undefined || sideOf(work.actor, ticket) === null) throw notFound("ticket");
    if (sideOf(work.actor, ticket) !== "staff") throw denied();
    const desk = await deskIn(work, ticket.deskId);
    if (!canDo(work.actor, ticket, statusOf(desk, ticket), desk).merge) throw denied();
    locked.set(number, ticket);
  }
  const [first, second] = [locked.get(one), locked.get(other)];
  if (first === undefined || second === undefined) throw notFound("ticket");
  return [first, second];
}

const subjectOf = (ticket: StoredTicket) => ({ desk: ticket.deskId, ticket: ticket.id, version: ticket.version });

/**
 * Makes one ticket part of another. Nothing moves: reads follow the family, and undoing brings both back as they were.
 * @throws 409 where either is merged already (the opposite merge came first), or both are the same
 */
export async function mergeTicket(work: Work, number: number, into: number): Promise<void> {
  if (number === into) throw problem("ticket.merge-itself", 409);
  const [ticket, target] = await lockBoth(work, number, into);
  if (ticket.mergedInto !== null) throw problem("ticket.merged-already", 409, { params: { number, into: ticket.mergedInto } });
  if (target.mergedInto !== null) throw problem("ticket.merged-already", 409, { params: { number: into, into: target.mergedInto } });
  if (ticket.deskId !== target.deskId) throw problem("ticket.merge-across-desks", 409);
  // they are read as one from now on: each requester must already be a part of the other's conversation
  if (!takesPart(ticket.requesterId, target) || !takesPart(target.requesterId, ticket)) throw problem("ticket.merge-strangers", 409, { params: { number, into } });
  await acts.setMerged(work.db, number, into, work.now.toString());
  await work.record(subjectOf(ticket), "ticket.merged", { into });
  await work.record(subjectOf(target), "ticket.absorbed", { number });
}

/** @throws 409 where it is not merged */
export async function undoMerge(work: Work, number: number): Promise<void> {
  const before = await store.findTicket(work.db, number);
  if (before === undefined || sideOf(work.actor, before) === null) throw notFound("ticket");
  if (sideOf(work.actor, before) !== "staff") throw denied();
  if (before.mergedInto === null) throw problem("ticket.not-merged", 409);
  const [ticket, target] = await lockBoth(work, number, before.mergedInto);
  if (ticket.mergedInto !== target.id) throw problem("ticket.not-merged", 409);
  await acts.clearMerged(work.db, number, target.id, work.now.toString());
  await work.record(subjectOf(ticket), "ticket.merge-undone", { into: target.id });
  await work.record(subjectOf(target), "ticket.released", { number });
}

/** Takes messages out into a new ticket of the first message's author, linked as related. @returns its number */
export async function splitTicket(work: Work, number: number, input: Split): Promise<number> {
  const ticket = await lockVisible(work, number);
  const desk = await deskIn(work, ticket.deskId);
  if (!canDo(work.actor, ticket, statusOf(desk, ticket), desk).merge) throw denied();
  const messages = await acts.messagesOf(work.db, ticket.id, input.messages);
  const [first] = messages;
  if (first === undefined || messages.length < input.messages.length) throw problem("ticket.unknown-message", 422, { path: "/messages" });
  const customer = messages.find((message) => message.authorSide === "customer" && message.authorId !== null)?.authorId ?? ticket.requesterId;
  const status = initialStatus(desk);
  const at = work.now.toString();
  const to = await acts.copyTicket(work.db, ticket.id, cleanSubject(input.subject ?? ticket.subject, ticket.subject), customer, status.id, status.state, at);
  const moved = await acts.moveMessages(work.db, input.messages, ticket.id, to, at);
  await acts.insertLink(work.db, to, ticket.id, "related", at);
  await work.record(subjectOf(ticket), "ticket.split", { to, messages: moved });
  for (const messageId of moved) await work.record({ desk: ticket.deskId, ticket: to, version: 1 }, "message.moved", { messageId, from: ticket.id, to });
  return to;
}

/** A message that belongs elsewhere goes there. @throws 404, 422 */
export async function moveMessage(work: Work, number: number, messageId: number, to: number): Promise<void> {
  if (number === to) throw problem("ticket.merge-itself", 409);
  const [ticket, target] = await lockBoth(work, number, to);
  const [moved] = await acts.moveMessages(work.db, [messageId], ticket.id, target.id, work.now.toString());
  if (moved === undefined) throw problem("ticket.unknown-message", 422, { path: "/messages" });
  for (const subject of [ticket, target]) await work.record(subjectOf(subject), "message.moved", { messageId, from: number, to });
}

/** Links two tickets. @throws 409 for a second parent or a circle */
export async function linkTicket(work: Work, number: number, input: Link): Promise<void> {
  const [child, parent, kind] = ends(number, input);
  // two halves of one circle may be made of four tickets, of which neither locks the other's
  if (kind === "parent") await acts.lockParents(work.db);
  await lockLinkable(work, number, input.number);
  if (child === parent) throw problem("ticket.link-itself", 409);
  if (kind === "parent") {
    const current = await acts.parentOf(work.db, child);
    if (current !== null && current !== parent) throw problem("ticket.has-parent", 409, { params: { number: child, parent: current } });
    if (await acts.isBelow(work.db, parent, child)) throw problem("ticket.link-circle", 409);
  }
  if (await acts.insertLink(work.db, child, parent, kind, work.now.toString())) await recordLink(work, "ticket.linked", number, input);
}

/** Links a ticket with one that an act of ours made from it, whoever may see which. */
export async function relateTickets(work: Work, one: number, other: number): Promise<void> {
  const [first, second] = [Math.min(one, other), Math.max(one, other)];
  if (await acts.insertLink(work.db, first, second, "related", work.now.toString())) await recordLink(work, "ticket.linked", one, { kind: "related", number: other });
}

export async function unlinkTicket(work: Work, number: number, input: Link): Promise<void> {
  const [child, parent, kind] = ends(number, input);
  await lockLinkable(work, number, input.number);
  const gone = (await acts.deleteLink(work.db, child, parent, kind)) || (kind === "related" && (await acts.deleteLink(work.db, parent, child, kind)));
  if (gone) await recordLink(work, "ticket.unlinked", number, input);
}

function ends(number: number, { kind, number: other }: Link): [number, number, "parent" | "related"] {
  if (kind === "parent") return [number, other, "parent"];
  if (kind === "child") return [other, number, "parent"];
  return [Math.min(number, other), Math.max(number, other), "related"];
}

async function lockLinkable(work: Work, one: number, other: number): Promise<void> {
  for (const number of [...new Set([one, other])].sort((a, b) => a - b)) {
    const ticket = await store.lockTicket(work.db, number);
    if (ticket === undefined || sideOf(work.actor, ticket) === null) throw notFound("ticket");
    // whoever only looks up and notes (L10) changes nothing that others read
    if (!allows(work.actor, "ticket.edit", ticket.deskId, ticket)) throw denied();
  }
}

const inverse = { parent: "child", child: "parent", related: "related" } as const;

async function recordLink(work: Work, type: "ticket.linked" | "ticket.unlinked", number: number, input: Link): Promise<void> {
  for (const [of, kind, other] of [[number, input.kind, input.number], [input.number, inverse[input.kind], number]] as const) {
    const ticket = await store.findTicket(work.db, of);
    if (ticket !== undefined) await work.record(subjectOf(ticket), type, { kind, number: other });
  }
}
