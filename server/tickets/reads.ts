import { query, type Db } from "../platform/db.ts";
import { notFound } from "../platform/problem.ts";
import type { Person, RecordedEvent, Work } from "../platform/work.ts";
import { sideOf } from "./policy.ts";
import { findTicket } from "./store.ts";

/** Never less than before, never more than there are: an older page that is still open takes nothing back. */
const markSql = `insert into ticket_reads (person_id, ticket_id, messages) select $1, id, least($3, message_count) from tickets where id = $2
  on conflict (person_id, ticket_id) do update set messages = least(greatest(ticket_reads.messages, excluded.messages), (select message_count from tickets where id = $2))`;

const mark = (db: Db, personId: number, ticketId: number, messages: number): Promise<unknown> => query(db, markSql, [personId, ticketId, messages]);

/** The person has seen so many of the ticket's messages. For staff: customers' lists are not about what is new. @throws 404 */
export async function markRead(work: Work, person: Person, number: number, messages: number): Promise<void> {
  const ticket = await findTicket(work.db, number);
  if (ticket === undefined || sideOf(person, ticket) !== "staff") throw notFound("ticket");
  await mark(work.db, person.id, ticket.id, messages);
}

/** To come back to it: its last message counts as not seen yet, whoever wrote it. @throws 404 */
export async function markUnread(work: Work, person: Person, number: number): Promise<void> {
  const ticket = await findTicket(work.db, number);
  if (ticket === undefined || sideOf(person, ticket) !== "staff") throw notFound("ticket");
  await query(
    work.db,
    `insert into ticket_reads (person_id, ticket_id, messages) select $1, id, message_count - 1 from tickets where id = $2
     on conflict (person_id, ticket_id) do update set messages = least(ticket_reads.messages, excluded.messages)`,
    [person.id, ticket.id],
  );
}

const all = 1_000_000;

/** Who writes, has read; also who answers from their own mailbox. */
export async function readByAuthor(work: Work, { ticket, data }: RecordedEvent<"message.added">): Promise<void> {
  if (work.actor.kind === "person" && data.side === "agent" && !data.first && ticket !== null) await mark(work.db, work.actor.id, ticket, all);
}
