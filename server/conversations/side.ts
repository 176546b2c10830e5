import type { NewSideConversation, NewSideMessage } from "../../contract/conversations.ts";
import { addressKey, ensurePeople } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { allows, type Person, type Work } from "../platform/work.ts";
import { addSideMessage, cleanSubject, lockVisible, writingOf, type Placed, type StoredTicket } from "../tickets/index.ts";
import { askDepartment, writeToDepartment } from "./department.ts";
import * as store from "./store.ts";
import type { StoredSide } from "./store.ts";

/** Side conversations are for who may answer customers: their mails leave the house too. @throws 403, 404 */
async function lockForSide(work: Work, number: number): Promise<StoredTicket> {
  const ticket = await lockVisible(work, number);
  if (!allows(work.actor, "ticket.reply", ticket.deskId, ticket)) throw problem("permission.denied", 403);
  return ticket;
}

const subjectOf = (ticket: StoredTicket) => ({ desk: ticket.deskId, ticket: ticket.id, version: ticket.version });

/**
 * T16: asks somebody outside the ticket. What is written here reaches them by mail, and their answers come back here,
 * never to the ticket's customers. @throws 422 for an address of ours, or of a customer of this ticket
 */
export async function startSide(work: Work, person: Person, number: number, input: NewSideConversation): Promise<Placed & { id: number }> {
  const ticket = await lockForSide(work, number);
  const { byAddress, byKey } = await work.desks.get();
  const addresses = [...new Set((input.to ?? []).map(addressKey))];
  const department = input.desk === undefined ? (addresses.length === 1 ? byAddress.get(addresses[0] ?? "") : undefined) : byKey.get(input.desk);
  if (input.desk !== undefined && (department === undefined || addresses.length > 0)) throw problem("side.unknown-desk", 422, { path: "/desk" });
  if (department !== undefined && department.id !== ticket.deskId) return askDepartment(work, person, ticket, department, input);
  if (department !== undefined && input.desk !== undefined) throw problem("side.own-desk", 422, { path: "/desk" });
  if (addresses.length === 0) throw problem("side.nobody", 422, { path: "/to" });
  const own = addresses.findIndex((address) => byAddress.has(address));
  if (own >= 0) throw problem("ticket.own-address", 422, { params: { email: addresses[own] ?? "" }, path: `/to/${own}` });
  const people = await ensurePeople(work, addresses.map((address) => ({ address })));
  const customer = people.findIndex(({ id }) => id === ticket.requesterId || ticket.watcherIds.includes(id));
  if (customer >= 0) throw problem("side.customer", 422, { params: { email: addresses[customer] ?? "" }, path: `/to/${customer}` });
  const subject = cleanSubject(input.subject, ticket.subject);
  const message = writingOf({ kind: "side", body: input.body, html: input.html, attachments: input.attachments }, person.id, "agent", person.via === "token" ? "api" : "desk");
  const id = await store.insertSide(work.db, { ticketId: ticket.id, kind: "side", subject, addresses }, person.id, work.now.toString());
  await work.record(subjectOf(ticket), "side.started", { side: id, to: addresses, subject });
  return { id, ...(await addSideMessage(work, ticket.id, { ...message, kind: "side", sideId: id, recipients: { to: addresses, cc: [] } })) };
}

/** The side conversation of this ticket, or of one that was merged into it. */
async function sideOfTicket(work: Work, ticket: StoredTicket, id: number): Promise<StoredSide> {
  const side = await store.findSide(work.db, id);
  if (side === undefined || !(await store.familyOf(work.db, ticket.id)).includes(side.ticketId)) throw notFound("side");
  return side;
}

/** Staff write in it; a closed one is open again. */
export async function writeInSide(work: Work, person: Person, number: number, id: number, input: NewSideMessage): Promise<Placed> {
  const ticket = await lockForSide(work, number);
  const side = await sideOfTicket(work, ticket, id);
  await open(work, ticket, side);
  if (side.child !== null) return writeToDepartment(work, person, ticket, { ...side, child: side.child }, input);
  const message = writingOf({ kind: "side", ...input }, person.id, "agent", person.via === "token" ? "api" : "desk");
  return addSideMessage(work, ticket.id, { ...message, kind: "side", sideId: id, recipients: { to: await receiversOf(work, side), cc: [] } });
}

export async function setSideState(work: Work, number: number, id: number, state: "open" | "closed"): Promise<void> {
  const ticket = await lockForSide(work, number);
  const side = await sideOfTicket(work, ticket, id);
  if (await store.setSideState(work.db, side.id, state)) await work.record(subjectOf(ticket), state === "closed" ? "side.closed" : "side.reopened", { side: id });
}

async function open(work: Work, ticket: StoredTicket, side: StoredSide): Promise<void> {
  if (await store.setSideState(work.db, side.id, "open")) await work.record(subjectOf(ticket), "side.reopened", { side: side.id });
}

/** Whom the next words go to: the other side; of what was forwarded to many, those who have answered. */
async function receiversOf(work: Work, side: StoredSide): Promise<string[]> {
  if (side.kind === "side") return side.addresses;
  const people = await ensurePeople(work, side.addresses.map((address) => ({ address })));
  const writers = new Set((await store.sideMessages(work.db, side.id)).filter((message) => message.headerMessageId !== null).map((message) => message.authorId));
  const answered = people.filter(({ id }) => writers.has(id)).map(({ address }) => address);
  return answered.length > 0 ? answered : side.addresses;
}
