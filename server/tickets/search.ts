import { normalise } from "../../contract/conditions.ts";
import { query, type Db } from "../platform/db.ts";
import type { JobPayloads } from "../platform/jobs.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type RecordedEvent, type Work } from "../platform/work.ts";

/** What may be found of a ticket: by everybody who sees it, and by staff only; and what identifies it exactly. */
export interface SearchTexts {
  ticketId: number;
  public: string[];
  staff: string[];
  identifiers: { kind: string; value: string; /** by it only staff find the ticket */ staff: boolean }[];
  /** does a message that customers see carry a file, does any? */
  files: { public: boolean; staff: boolean };
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

/** So many tickets are indexed in one transaction. */
export const indexedAtOnce = 200;

/**
 * Brings the search rows of changed tickets up to date; intake never waits for it. Several processes take different ones.
 * @param load reads what may be found of the tickets: `inbox` knows
 * @returns how many were done; when it is the limit, there may be more
 */
export async function indexTickets(work: Work, load: (db: Db, ids: readonly number[]) => Promise<SearchTexts[]>, limit = indexedAtOnce): Promise<number> {
  const taken = await query<{ id: number }>(
    work.db,
    `update tickets set search_stale = false where id in (select id from tickets where search_stale order by id limit $1 for no key update skip locked) returning id`,
    [limit],
  );
  if (taken.length === 0) return 0;
  const texts = await load(work.db, taken.map((row) => row.id));
  await query(
    work.db,
    `with texts as (select * from unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[], $5::boolean[]) as t(id, public, staff, public_files, staff_files)), cleared as (
       delete from ticket_identifiers where ticket_id = any($1)
     )
     insert into ticket_search (ticket_id, public, staff, public_files, staff_files)
     select id, words, words || to_tsvector('simple', staff), public_files, staff_files from texts cross join lateral (select to_tsvector('simple', public) as words offset 0) once
     on conflict (ticket_id) do update set public = excluded.public, staff = excluded.staff, public_files = excluded.public_files, staff_files = excluded.staff_files`,
    [texts.map((text) => text.ticketId), texts.map((text) => wordsOf(text.public)), texts.map((text) => wordsOf(text.staff)), texts.map((text) => text.files.public), texts.map((text) => text.files.staff)],
  );
  const identifiers = texts.flatMap((text) => text.identifiers.map((identifier) => ({ ticketId: text.ticketId, ...identifier })));
  await query(
    work.db,
    `insert into ticket_identifiers (ticket_id, kind, value, staff) select * from unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[]) on conflict do nothing`,
    [identifiers.map((i) => i.ticketId), identifiers.map((i) => i.kind), identifiers.map((i) => i.value), identifiers.map((i) => i.staff)],
  );
  return taken.length;
}

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    /** what these people's tickets are found by has changed; `after`: up to there they are marked */
    "search.reindex": { of: ReindexOf; after?: { person: number; ticket: number } };
  }
}
/** Whose tickets: of a person, or of all who belong to an organization or branch. */
export type ReindexOf = { person: number } | { organization: number } | { branch: number };

/** What tickets are found by, of what is known of a person. */
const found: readonly string[] = ["name", "phones", "addresses", "organization", "branch", "employeeId", "fields"];

/** One job per person or organization, however often it changes meanwhile. */
const reindex = (work: Work, of: ReindexOf) => work.enqueue("search.reindex", { of }, { key: `search.reindex:${JSON.stringify(of)}` });

export async function reindexPerson(work: Work, event: RecordedEvent<"person.changed">): Promise<void> {
  if (event.data.fields.some((field) => found.includes(field))) await reindex(work, { person: event.data.personId });
}
export const reindexMerged = (work: Work, event: RecordedEvent<"person.merged">): Promise<void> => reindex(work, { person: event.data.into });

/** Its mail domains bring people to it. */
export async function reindexOrganization(work: Work, event: RecordedEvent<"organization.created" | "organization.changed" | "organization.merged" | "organization.unmerged">): Promise<void> {
  if (!("fields" in event.data) || event.data.fields.includes("name") || event.data.fields.includes("domains")) await reindex(work, { organization: event.data.organizationId });
}
export const reindexBranch = (work: Work, event: RecordedEvent<"branch.changed">): Promise<void> => reindex(work, { branch: event.data.branchId });

/** So many tickets are marked in one transaction. */
const batch = 500;

/**
 * Marks the tickets of people who have changed, some at a time, each transaction queueing the next.
 * @param peopleOf who is meant, from `after` on, by id: `inbox` knows
 */
export const searchJobs = (transact: Transact, peopleOf: (db: Db, of: ReindexOf, from: number, limit: number) => Promise<number[]>) => ({
  "search.reindex": ({ of, after = { person: 0, ticket: 0 } }: JobPayloads["search.reindex"]) =>
    transact(systemActor("job"), async (work) => {
      const people = await peopleOf(work.db, of, after.person, batch);
      if (people.length === 0) return;
      const rows = await query<{ person: number; ticket: number }>(
        work.db,
        `with involved as (
           select i.person, i.ticket from unnest($1::bigint[]) as p (id) cross join lateral (
             select p.id as person, t.id as ticket from tickets t where t.requester_id = p.id
             union select p.id, w.ticket_id from watchers w where w.person_id = p.id and w.side = 'customer'
           ) i where (i.person, i.ticket) > ($2, $3) order by i.person, i.ticket limit $4
         ), marked as (update tickets set search_stale = true where id in (select ticket from involved) and not search_stale)
         select person, ticket from involved order by person, ticket`,
        [people, after.person, after.ticket, batch],
      );
      const last = rows.length === batch ? rows.at(-1) : people.length === batch ? { person: (people.at(-1) ?? 0) + 1, ticket: 0 } : undefined;
      if (last !== undefined) await work.enqueue("search.reindex", { of, after: last });
    }),
});
