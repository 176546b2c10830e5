import { normalise } from "../../contract/conditions.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** What may be found of a ticket: by everybody who sees it, and by staff only; and what identifies it exactly. */
export interface SearchTexts {
  ticketId: number;
  public: string[];
  staff: string[];
  identifiers: { kind: string; value: string }[];
}

/** PostgreSQL refuses a tsvector above 1 MB, positions included; so many bytes of the public and of the staff's texts stay below. */
const longest = 200_000;

/** The words of some texts, as many as fit. */
function wordsOf(parts: readonly string[]): string {
  const words: string[] = [];
  let bytes = 0;
  for (const word of normalise(parts.join(" \n ").slice(0, longest))) {
    bytes += Buffer.byteLength(word) + 1;
    if (bytes > longest) break;
    words.push(word);
  }
  return words.join(" ");
}

/**
 * Brings the search rows of changed tickets up to date; intake never waits for it. Several processes take different ones.
 * @param load reads what may be found of the tickets: `inbox` knows
 * @returns how many were done; when it is the limit, there may be more
 */
export async function indexTickets(work: Work, load: (db: Db, ids: readonly number[]) => Promise<SearchTexts[]>, limit = 200): Promise<number> {
  const taken = await query<{ id: number }>(
    work.db,
    `update tickets set search_stale = false where id in (select id from tickets where search_stale order by id limit $1 for no key update skip locked) returning id`,
    [limit],
  );
  if (taken.length === 0) return 0;
  const texts = await load(work.db, taken.map((row) => row.id));
  await query(
    work.db,
    `with texts as (select * from unnest($1::bigint[], $2::text[], $3::text[]) as t(id, public, staff)), cleared as (
       delete from ticket_identifiers where ticket_id = any($1)
     )
     insert into ticket_search (ticket_id, public, staff)
     select id, to_tsvector('simple', public), to_tsvector('simple', public || ' ' || staff) from texts
     on conflict (ticket_id) do update set public = excluded.public, staff = excluded.staff`,
    [texts.map((text) => text.ticketId), texts.map((text) => wordsOf(text.public)), texts.map((text) => wordsOf(text.staff))],
  );
  const identifiers = texts.flatMap((text) => text.identifiers.map((identifier) => ({ ticketId: text.ticketId, ...identifier })));
  await query(
    work.db,
    `insert into ticket_identifiers (ticket_id, kind, value) select * from unnest($1::bigint[], $2::text[], $3::text[]) on conflict do nothing`,
    [identifiers.map((i) => i.ticketId), identifiers.map((i) => i.kind), identifiers.map((i) => i.value.toLowerCase().slice(0, 300))],
  );
  return taken.length;
}
