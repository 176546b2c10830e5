import { deskIn, type DeskConfig } from "../desks/index.ts";
import { filesUsedIn } from "../files/index.ts";
import { queueDelivery } from "../mail-out/index.ts";
import { contactsAt } from "../people/index.ts";
import { query } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import { departmentSource, findTicket, type StoredTicket } from "../tickets/index.ts";
import * as store from "./store.ts";

async function loadSubject(work: Work, event: RecordedEvent): Promise<{ ticket: StoredTicket; desk: DeskConfig }> {
  const ticket = event.ticket === null ? undefined : await findTicket(work.db, event.ticket);
  if (ticket === undefined) throw new Error("an event of a ticket names none");
  return { ticket, desk: await deskIn(work, ticket.deskId) };
}

/** Where colleagues open the ticket. */
export const deskUrl = (work: Work, ticket: number): string => `${work.site.publicUrl}/desk/tickets/${ticket}`;

/** Who was named by `@` is mailed the words; the answer to this mail becomes a note (R8). */
export async function mailMention(work: Work, event: RecordedEvent<"person.mentioned">): Promise<void> {
  const { ticket, desk } = await loadSubject(work, event);
  const [person] = await contactsAt(work.db, [event.data.person]);
  const [message] = await query<{ kind: "reply" | "note"; html: string; text: string; author: string | null }>(
    work.db,
    `select m.kind, m.html, m.text, p.name as author from messages m left join people p on p.id = m.author_id where m.id = $1`,
    [event.data.messageId],
  );
  if (person === undefined || person.address === null || person.deactivated || message === undefined) return;
  const files = await filesUsedIn(work.db, "message", event.data.messageId);
  await queueDelivery(work, {
    desk,
    to: { name: person.name, address: person.address, personId: person.id },
    lang: person.locale,
    letter: "mentioned",
    facts: { ticket: { number: ticket.id, subject: ticket.subject, url: deskUrl(work, ticket.id) }, agent: message.author ?? "", kind: message.kind },
    messageId: event.data.messageId,
    author: message.author,
    scope: { kind: "note", person: person.id },
    words: { html: message.html, text: message.text },
    files: files.map((file) => ({ id: file.fileId, contentId: file.contentId, inline: file.inline })),
  });
}

/**
 * What staff write in a side conversation goes to the other side, with what was said there before and nothing else of
 * the ticket. What came by mail goes to nobody: it is read here; a department of ours reads it in its own ticket.
 */
export async function mailSide(work: Work, event: RecordedEvent<"message.added">): Promise<void> {
  if (event.data.kind !== "side" || event.data.side !== "agent" || event.data.channel === "email" || event.data.channel === departmentSource) return;
  const [side] = await store.sidesOfMessages(work.db, [event.data.messageId]);
  if (side === undefined) throw new Error("a side message belongs to no side conversation");
  const { ticket, desk } = await loadSubject(work, event);
  const [message, ...earlier] = await store.sideMessages(work.db, side.id);
  const [row] = await query<{ to: string[] | null }>(work.db, `select array(select jsonb_array_elements_text(recipients->'to')) as to from messages where id = $1`, [event.data.messageId]);
  if (message === undefined) throw new Error("a side message is not there");
  const files = await filesUsedIn(work.db, "message", message.id);
  for (const person of await contactsAt(work.db, row?.to ?? side.addresses)) {
    if (person.address === null) continue;
    const seen = earlier.filter((one) => one.authorSide === "agent" || one.authorId === person.id);
    const chain = [
      ...(await store.sideMailsTo(work.db, side.id, person.address)),
      ...seen.flatMap((one) => (one.headerMessageId === null ? [] : [{ id: one.headerMessageId, at: one.createdAt }])),
    ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    await queueDelivery(work, {
      desk,
      to: { name: person.name, address: person.address, personId: person.id },
      lang: person.locale,
      letter: "side",
      facts: { ticket: { number: ticket.id, subject: side.subject, url: "" }, agent: message.authorName ?? "", about: side.subject },
      messageId: message.id,
      author: message.authorName,
      scope: { kind: "side", side: side.id },
      words: { html: message.html, text: message.text },
      signedBy: message.authorId === null ? null : { personId: message.authorId, requester: { name: person.name, email: person.address } },
      history: seen.map((one) => ({ at: one.createdAt, author: one.authorName ?? "", html: one.html, text: one.quoteAt === null ? one.text : one.text.slice(0, one.quoteAt) })),
      files: files.map((file) => ({ id: file.fileId, contentId: file.contentId, inline: file.inline })),
      inReplyTo: chain.at(-1)?.id ?? null,
      references: chain.map(({ id }) => id),
    });
  }
}
