import { labelIn } from "../../contract/common.ts";
import type { NewSideConversation, NewSideMessage } from "../../contract/conversations.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { filesUsedIn } from "../files/index.ts";
import { ensurePeople } from "../people/index.ts";
import { query } from "../platform/db.ts";
import type { Person, RecordedEvent, Work } from "../platform/work.ts";
import { addCustomerMessage, addSideMessage, cleanSubject, createTicket, departmentSource, relateTickets, writingOf, type Placed, type StoredTicket, type Writing } from "../tickets/index.ts";
import { addToSide } from "./arrived.ts";
import * as store from "./store.ts";
import type { StoredSide } from "./store.ts";

/** What departments tell each other goes by no mail. */
const channel = departmentSource;

/**
 * C10, T16: asks another department of ours. The question is a ticket at its desk, with its own queue, status and notes, which
 * stay there; asked for by this desk, not by this ticket's customer. What it answers publicly comes back into the side
 * conversation.
 */
export async function askDepartment(work: Work, person: Person, ticket: StoredTicket, department: DeskConfig, input: NewSideConversation): Promise<Placed & { id: number }> {
  const asking = await deskIn(work, ticket.deskId);
  const [requester, asked] = await ensurePeople(work, [mailboxOf(asking), mailboxOf(department)]);
  if (requester === undefined || asked === undefined) throw new Error("a desk has no address");
  const subject = cleanSubject(input.subject, ticket.subject);
  const id = await store.insertSide(work.db, { ticketId: ticket.id, kind: "side", subject, addresses: [asked.address] }, person.id, work.now.toString());
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version: ticket.version }, "side.started", { side: id, to: [asked.address], subject });
  const question = writing(input, person);
  const placed = await addSideMessage(work, ticket.id, { ...question, kind: "side", side: "agent", sideId: id, recipients: { to: [asked.address], cc: [] } });
  const child = await createTicket(work, {
    desk: department, subject, requesterId: requester.id, requesterAddress: requester.address, watcherIds: [], message: question, source: departmentSource, locale: asking.language,
  });
  await store.setChild(work.db, id, child.number);
  await relateTickets(work, ticket.id, child.number);
  return { id, ...placed };
}

/** A desk as a correspondent: its first address, by its name. */
const mailboxOf = ({ addresses, labels, language }: DeskConfig) => ({ address: addresses[0] ?? "", name: labelIn(labels, language) });

/** What was typed, as the department is asked it: a customer's words there. */
const writing = (input: NewSideMessage, person: Person): Writing => writingOf({ kind: "reply", body: input.body, html: input.html, attachments: input.attachments }, person.id, "customer", channel);

/** Goes on in what is held with a department. A closed ticket there is continued by a new one. */
export async function writeToDepartment(work: Work, person: Person, ticket: StoredTicket, side: StoredSide & { child: number }, input: NewSideMessage): Promise<Placed> {
  const words = writing(input, person);
  const placed = await addSideMessage(work, ticket.id, { ...words, kind: "side", side: "agent", sideId: side.id, recipients: { to: side.addresses, cc: [] } });
  const [requester] = await ensurePeople(work, [mailboxOf(await deskIn(work, ticket.deskId))]);
  const there = await addCustomerMessage(work, side.child, words, { requesterAddress: requester?.address ?? "", source: departmentSource });
  if (there.number !== side.child) {
    await store.setChild(work.db, side.id, there.number);
    await relateTickets(work, ticket.id, there.number);
  }
  return placed;
}

/** What a department replies comes back to who asked it; its notes do not. */
export async function relayAnswer(work: Work, event: RecordedEvent<"message.added">): Promise<void> {
  const { kind, side, messageId } = event.data;
  if (kind !== "reply" || side !== "agent" || event.ticket === null) return;
  const id = await store.sideOfChild(work.db, event.ticket);
  if (id === undefined) return;
  const [message] = await query<{ authorId: number | null; html: string; text: string }>(work.db, `select author_id as "authorId", html, text from messages where id = $1`, [messageId]);
  if (message === undefined) throw new Error("a reply is not in its ticket");
  const files = await filesUsedIn(work.db, "message", messageId);
  await addToSide(work, id, { ...message, kind: "side", side: "third-party", channel, quoteAt: null, automatic: false, attachments: files.map(({ fileId, contentId, inline }) => ({ fileId, contentId, inline })) });
}
