import { eraseFiles } from "../files/index.ts";
import type { Traces } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { withoutQuote } from "../platform/rich-text/index.ts";
import type { Work } from "../platform/work.ts";
import { refreshShown } from "./acts-store.ts";
import { emptyMessages } from "./erase.ts";

/** Tickets that somebody asked for. Those erased already are not among them. */
export const ticketsAskedBy = (db: Db, people: readonly number[]): Promise<{ id: number; open: boolean }[]> =>
  query(db, `select id, state not in ('solved', 'closed') as open from tickets where requester_id = any($1) and purged_at is null order by id`, [people]);

/** Solved and closed tickets of a desk to which nothing has happened since, the oldest first; what was set aside as spam is among them. */
export async function forgottenTickets(db: Db, deskId: number, since: string, limit: number): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    `(select id, updated_at from tickets where desk_id = $1 and listed and updated_at < $2 and state in ('solved', 'closed') order by updated_at limit $3)
     union all
     (select id, updated_at from tickets where desk_id = $1 and not listed and spam and updated_at < $2 and purged_at is null and deleted_at is null and merged_into is null order by updated_at limit $3)
     order by updated_at limit $3`,
    [deskId, since, limit],
  );
  return rows.map((row) => row.id);
}

/** Tickets that somebody is in copy of, or has looked at. */
export async function ticketsWith(db: Db, people: readonly number[]): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select ticket_id as id from watchers where person_id = any($1) union select ticket_id from ticket_reads where person_id = any($1) order by 1`, [people]);
  return rows.map((row) => row.id);
}

/** Tickets in which somebody said something as no colleague does: no index leads there, every message is looked at. */
export async function ticketsWrittenIn(db: Db, people: readonly number[]): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select distinct ticket_id as id from messages where author_id = any($1) and author_side <> 'agent' and erased_at is null order by 1`, [people]);
  return rows.map((row) => row.id);
}

/** Of these tickets, those that are not somebody's own and not erased, and how many messages are theirs in them. */
export const sharedAmong = (db: Db, people: readonly number[], tickets: readonly number[]): Promise<{ id: number; messages: number }[]> =>
  query(
    db,
    `select t.id, (select count(*)::int from messages m where m.ticket_id = t.id and m.author_id = any($1) and m.author_side <> 'agent' and m.erased_at is null) as messages
     from tickets t where t.id = any($2) and t.requester_id <> all($1) and t.purged_at is null order by t.id`,
    [people, tickets],
  );

/**
 * Takes somebody out of a ticket of another's: what they said and attached is gone, and so is what others quoted of it
 * afterwards; their name, addresses and phones are struck out of what others wrote.
 * @returns their messages, which stay without a word
 */
export async function strikeFromTicket(work: Work, ticket: number, { ids, words }: Traces): Promise<number[]> {
  const { db } = work;
  await query(db, `select from tickets where id = $1 for no key update`, [ticket]);
  const theirs = (await query<{ id: number }>(db, `select id from messages where ticket_id = $1 and author_id = any($2) and author_side <> 'agent' order by id`, [ticket, ids])).map((row) => row.id);
  await emptyMessages(work, `id = any($2)`, theirs);
  await eraseFiles(work, "message", theirs);
  if (theirs[0] !== undefined) await dropQuotes(db, ticket, theirs[0]);
  await query(
    db,
    `update messages set html = redacted(html, $2), text = redacted(text, $2), recipients = redacted(recipients, $2), evidence = redacted(evidence, $2), quote_at = case when redacted(text, $2) = text then quote_at end
     where ticket_id = $1 and erased_at is null`,
    [ticket, words],
  );
  for (const table of ["watchers", "ticket_reads", "opt_outs", "choice_links"] as const) await query(db, `delete from ${table} where ticket_id = $1 and person_id = any($2)`, [ticket, ids]);
  for (const table of ["ticket_search", "ticket_identifiers"] as const) await query(db, `delete from ${table} where ticket_id = $1`, [ticket]);
  await query(db, `update type_requests set reason = redacted(reason, $2) where ticket_id = $1`, [ticket, words]);
  await query(db, `update ticket_stays set reason = redacted(reason, $2), fields = redacted(fields, $2) where ticket_id = $1`, [ticket, words]);
  await query(db, `update reviews set text = redacted(text, $2), author = redacted(author, $2), link = redacted(link, $2) where ticket_id = $1`, [ticket, words]);
  await query(db, `update events set data = redacted(data, $2) where ticket_id = $1`, [ticket, words]);
  await query(db, `update tickets set subject = redacted(subject, $2), fields = redacted(fields, $2), tags = redacted(tags, $2) where id = $1`, [ticket, words]);
  await refreshShown(db, ticket, null);
  return theirs;
}

/** Whoever answered them quoted them. */
async function dropQuotes(db: Db, ticket: number, since: number): Promise<void> {
  const quoting = await query<{ id: number; html: string; text: string; quoteAt: number | null }>(
    db,
    `select id, html, text, quote_at as "quoteAt" from messages where ticket_id = $1 and id > $2 and (quote_at is not null or position('data-quote' in html) > 0)`,
    [ticket, since],
  );
  for (const { id, html, text, quoteAt } of quoting) {
    await query(db, `update messages set html = $2, text = $3, quote_at = null where id = $1`, [id, withoutQuote(html), quoteAt === null ? text : text.slice(0, quoteAt).trimEnd()]);
  }
}
