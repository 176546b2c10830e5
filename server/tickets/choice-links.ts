import type { Choice } from "../../contract/waiting.ts";
import { newSecret, secretHash } from "../auth/index.ts";
import { portalUrl, type DeskConfig, type DeskStatus } from "../desks/index.ts";
import type { Ending } from "../mail-out/index.ts";
import { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import { happenedSince } from "../platform/events.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import type { StoredTicket } from "./store.ts";

/** So long a link of a mail works; it says that it has expired for as long again. */
const linkDays = 60;

export interface ChoiceLinkRow {
  ticketId: number;
  personId: number;
  expiresAt: string;
  answer: Choice | null;
  usedAt: string | null;
}

/** What a mail says of how the ticket ends by itself: the date that was set by what will end it. Null: it does not. */
export const endingOf = ({ closesAt, closesHow }: Pick<StoredTicket, "closesAt" | "closesHow">): Ending | null =>
  closesAt === null || closesHow === null ? null : { at: Temporal.Instant.from(closesAt), how: closesHow, links: null };

/** The same for a letter of ours, with links of its receiver's own to the two answers. */
export async function endingFor(work: Work, ticket: StoredTicket, desk: Pick<DeskConfig, "key" | "settings">, personId: number): Promise<Ending | null> {
  const ending = endingOf(ticket);
  if (ending === null) return null;
  const secret = await newLink(work, ticket.id, personId);
  const link = (answer: Choice) => portalUrl(work.site, desk, `choice/${secret}?answer=${answer}`);
  return { ...ending, links: { help: link("help"), solved: link("solved") } };
}

/**
 * T6: where the stars of a mail that tells of the end lead who asked. Null: the desk does not ask, it has not ended, or they have
 * said it of this solution. The page adds `?score=`.
 * @param status the one the mail tells of
 */
export async function ratingFor(work: Work, ticket: Pick<StoredTicket, "id" | "solvedAt">, desk: Pick<DeskConfig, "key" | "settings">, status: Pick<DeskStatus, "state">, personId: number): Promise<{ url: string } | null> {
  if (desk.settings.ratings !== true || (status.state !== "solved" && status.state !== "closed")) return null;
  if (ticket.solvedAt !== null && (await happenedSince(work.db, ticket.id, "ticket.rated", ticket.solvedAt))) return null;
  return { url: portalUrl(work.site, desk, `rate/${await newLink(work, ticket.id, personId)}`) };
}

/** A link speaks for one person about one ticket. */
async function newLink(work: Work, ticketId: number, personId: number): Promise<string> {
  const secret = newSecret();
  await query(work.db, `delete from choice_links where expires_at < $1`, [work.now.subtract({ hours: linkDays * 24 }).toString()]);
  await query(work.db, `insert into choice_links (hash, ticket_id, person_id, made_at, expires_at) values ($1, $2, $3, $4, $5)`, [
    secretHash(secret), ticketId, personId, work.now.toString(), work.now.add({ hours: linkDays * 24 }).toString(),
  ]);
  return secret;
}

/** @param lock until the transaction ends: an answer is given once */
export async function findChoiceLink(db: Db, secret: string, lock = false): Promise<ChoiceLinkRow | undefined> {
  const [row] = await query<ChoiceLinkRow>(
    db,
    `select ticket_id as "ticketId", person_id as "personId", expires_at as "expiresAt", answer, used_at as "usedAt" from choice_links where hash = $1${lock ? " for no key update" : ""}`,
    [secretHash(secret)],
  );
  return row;
}

export const useChoiceLink = (work: Pick<Work, "db" | "now">, secret: string, answer: Choice): Promise<unknown> =>
  query(work.db, `update choice_links set answer = $2, used_at = $3 where hash = $1`, [secretHash(secret), answer, work.now.toString()]);

/** Two turned out to be one person: what the one was asked by mail, the other answers. */
export async function takeOverChoices(work: Work, { data: { personId, into } }: RecordedEvent<"person.merged">): Promise<void> {
  await query(work.db, `update choice_links set person_id = $2 where person_id = $1`, [personId, into]);
}
