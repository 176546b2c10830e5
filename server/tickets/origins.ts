import type { Review } from "../../contract/reviews.ts";
import { query, type Db } from "../platform/db.ts";
import { maskCards } from "../platform/rich-text/index.ts";
import type { Work } from "../platform/work.ts";
import { touchSearched } from "./acts-store.ts";
import { lockLive } from "./change.ts";

/** The ledger's numbers of the mails whose messages stand in the ticket. */
export async function mailsOfTicket(db: Db, ticketId: number): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select mail_id as id from messages where ticket_id = $1 and mail_id is not null`, [ticketId]);
  return rows.map((row) => row.id);
}

const columns = `rating::float8 as rating, best::float8 as best, text, author, site, location, link, written_at as "writtenAt", updated_at as "updatedAt"`;

export async function reviewOf(db: Db, ticketId: number): Promise<Review | null> {
  const [row] = await query<Review>(db, `select ${columns} from reviews where ticket_id = $1`, [ticketId]);
  return row ?? null;
}

/** The review that the ticket stems from (R15), or what it has become. Answers what it was before. */
export async function setReview(work: Work, number: number, review: Omit<Review, "updatedAt">, source: string): Promise<Review | null> {
  const ticket = await lockLive(work, number);
  const before = await reviewOf(work.db, ticket.id);
  const text = maskCards(review.text);
  await query(
    work.db,
    `insert into reviews (ticket_id, rating, best, text, author, site, location, link, written_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (ticket_id) do update set rating = excluded.rating, best = excluded.best, text = excluded.text, author = excluded.author, site = excluded.site,
       location = excluded.location, link = excluded.link, written_at = excluded.written_at, updated_at = excluded.updated_at`,
    [ticket.id, review.rating, review.best, text, review.author, review.site, review.location, review.link, review.writtenAt, work.now.toString()],
  );
  const subject = { desk: ticket.deskId, ticket: ticket.id, version: await touchSearched(work.db, ticket.id, work.now.toString()) };
  if (before === null) await work.record(subject, "review.added", { rating: review.rating, source });
  else if (before.rating !== review.rating || before.text !== text) {
    await work.record(subject, "review.changed", { from: { rating: before.rating, text: before.text }, to: { rating: review.rating, text }, source });
  }
  return before;
}
