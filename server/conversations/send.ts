import { undoSendSeconds } from "../../contract/conversations.ts";
import type { NewMessage } from "../../contract/tickets.ts";
import { deskIn } from "../desks/index.ts";
import { useFiles } from "../files/index.ts";
import { agentOfDesk } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { setTimer } from "../platform/timers.ts";
import type { Person, Work } from "../platform/work.ts";
import { addReleased, addStaffMessage, canDo, findTicket, lockLive, postMessage, sideFor, statusOf, writingOf, type Placed } from "../tickets/index.ts";
import { discardDraft } from "./drafts.ts";
import { findMentioned, mention } from "./mentions.ts";
import { chooseRecipients, copyRecipients } from "./recipients.ts";
import * as store from "./store.ts";

/** Where a message went: into its ticket, or, held, nowhere yet. */
export type Sent = ({ held: false } & Placed) | { held: true; number: number; heldId: number; until: string };

/**
 * A message typed by a signed-in person. Of staff: refused while there is a newer reply of somebody else that they had
 * not read (409), held for some seconds where they ask for it, to whom they choose, naming colleagues.
 */
export async function sendMessage(work: Work, person: Person, number: number, input: NewMessage): Promise<Sent> {
  const { to, cc, mentions, lastSeen, hold, ...rest } = input;
  const found = await findTicket(work.db, number);
  const side = found === undefined ? null : await sideFor(work.db, person, found);
  if (side === null) throw notFound("ticket");
  if (side === "customer") {
    if (to !== undefined || cc !== undefined || mentions !== undefined) throw problem("permission.denied", 403);
    return { held: false, ...(await postMessage(work, person, number, rest)) };
  }
  const ticket = await lockLive(work, number);
  const desk = await deskIn(work, ticket.deskId);
  const isReply = input.kind === "reply";
  if (isReply && lastSeen !== undefined) {
    const newer = await store.newerReply(work.db, await store.familyOf(work.db, ticket.id), lastSeen, person.id);
    if (newer !== undefined) throw problem("ticket.newer-message", 409, { params: { name: newer.name ?? "" } });
  }
  const agents = await findMentioned(work, desk.id, mentions ?? []);
  const recipients = isReply ? await chooseRecipients(work, ticket, { to, cc }) : undefined;
  const message = { ...writingOf(rest, person.id, "agent", channelOf(person.via)), ...(recipients === undefined ? {} : { recipients }) };

  if (isReply && hold === true) {
    const can = canDo(person, ticket, statusOf(desk, ticket), desk);
    if (statusOf(desk, ticket).state === "closed") throw problem("ticket.already-closed", 409);
    if (!can.reply) throw problem("permission.denied", 403);
    const { status } = rest;
    if (status !== undefined && status !== statusOf(desk, ticket).key && !can.statuses.includes(status)) throw problem("permission.denied", 403, { path: "/status" });
    const until = work.now.add({ seconds: undoSendSeconds }).toString();
    const settled: NewMessage = { ...rest, ...recipients, mentions: agents.map(({ address }) => address) };
    const id = await store.insertHeld(work.db, {
      ticketId: ticket.id, personId: person.id, via: person.via, input: settled, html: message.html, text: message.text, createdAt: work.now.toString(), heldUntil: until,
    });
    await useFiles(work, "held", id, message.attachments);
    await setTimer(work.db, "conversations.release", String(id), work.now.add({ seconds: undoSendSeconds }), {});
    await discardDraft(work, person.id, ticket.id, "reply");
    return { held: true, number: ticket.id, heldId: id, until };
  }
  if (recipients !== undefined) await copyRecipients(work, ticket, recipients);
  const placed = await addStaffMessage(work, number, message, rest.status);
  await mention(work, ticket, placed.messageId, agents);
  await discardDraft(work, person.id, ticket.id, input.kind);
  return { held: false, ...placed };
}

/** Sends a held reply, as its writer. Colleagues who have left meanwhile are told no more. */
export async function sendReleased(work: Work, held: store.HeldMessage): Promise<Placed> {
  const ticket = await lockLive(work, held.ticketId);
  const { to = [], cc = [], mentions = [], status, ...rest } = held.input;
  await copyRecipients(work, ticket, { to, cc });
  const message = { ...writingOf(rest, held.personId, "agent", channelOf(held.via)), recipients: { to, cc } };
  const placed = await addReleased(work, ticket.id, message, status);
  const agents = await Promise.all(mentions.map((email) => agentOfDesk(work.db, ticket.deskId, email)));
  await mention(work, ticket, placed.messageId, agents.filter((agent) => agent !== undefined));
  return placed;
}

const channelOf = (via: string) => (via === "token" ? "api" : "desk");
