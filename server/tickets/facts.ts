import type { State } from "../../contract/desks.ts";
import type { ClosingKind } from "../../contract/waiting.ts";
import { contactsOf } from "../people/index.ts";
import type { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** What later slices know of a ticket and lists and gates ask for. They stand on the ticket's row, set by these functions only. */
export interface GateFacts {
  /** recorded follow-ups, reached or not (C6) */
  followUpCount: number;
  nextFollowUpAt: string | null;
  /** why somebody has to look, e.g. `no-follow-up` (C4) */
  flag: string | null;
  flaggedAt: string | null;
  /** how the sign-offs asked for stand together (C11) */
  approval: "pending" | "granted" | "refused" | null;
}

const factColumns = `follow_up_count as "followUpCount", next_follow_up_at as "nextFollowUpAt", flag, flagged_at as "flaggedAt", approval`;

export async function gateFacts(db: Db, ticketId: number): Promise<GateFacts> {
  const [row] = await query<GateFacts>(db, `select ${factColumns} from tickets where id = $1`, [ticketId]);
  if (row === undefined) throw new Error("facts of a ticket that does not exist");
  return row;
}

const columns = { followUpCount: "follow_up_count", nextFollowUpAt: "next_follow_up_at", flag: "flag", flaggedAt: "flagged_at", approval: "approval" } as const;

/** Sets what is given. Returns the ticket's new version, for the event that says what happened. */
export async function setGateFacts(work: Work, ticketId: number, facts: Partial<GateFacts>): Promise<number> {
  const given = Object.entries(facts).map(([key, value]) => ({ column: columns[key as keyof GateFacts], value }));
  const sets = given.map(({ column }, n) => `, ${column} = $${n + 2}`).join("");
  const [row] = await query<{ version: number }>(work.db, `update tickets set version = version + 1${sets} where id = $1 returning version`, [ticketId, ...given.map(({ value }) => value)]);
  if (row === undefined) throw new Error("facts of a ticket that does not exist");
  return row.version;
}

/** When and how it ends by itself unless its customer writes (H8, T12); null: it does not. Its mails say so from now on. Returns its flag. */
export async function setClosing(work: Pick<Work, "db">, ticketId: number, closing: { at: Temporal.Instant; how: ClosingKind } | null): Promise<string | null> {
  const [row] = await query<{ flag: string | null }>(work.db, `update tickets set closes_at = $2, closes_how = $3 where id = $1 returning flag`, [ticketId, closing?.at.toString() ?? null, closing?.how ?? null]);
  return row?.flag ?? null;
}

/** A ticket as a line about it shows it, with what policy needs. */
export interface TicketHead {
  id: number;
  subject: string;
  deskId: number;
  queueId: number;
  locationId: number | null;
  statusId: number;
  state: State;
  requesterId: number;
  requesterName: string;
  assigneeId: number | null;
  watcherIds: number[];
  spam: boolean;
  deleted: boolean;
  flag: string | null;
  flaggedAt: string | null;
}
const headColumns = `t.id, t.subject, t.desk_id as "deskId", t.queue_id as "queueId", t.location_id as "locationId", t.status_id as "statusId", t.state, t.requester_id as "requesterId",
  t.assignee_id as "assigneeId", t.spam, t.deleted_at is not null as deleted, t.flag, t.flagged_at as "flaggedAt",
  array(select person_id from watchers w where w.ticket_id = t.id and w.side = 'customer') as "watcherIds"`;
const isOpen = `t.listed and t.state in ('new', 'open', 'pending', 'on_hold')`;

async function named(db: Db, rows: readonly Omit<TicketHead, "requesterName">[]): Promise<TicketHead[]> {
  const people = await contactsOf(db, rows.map((row) => row.requesterId));
  return rows.map((row) => ({ ...row, requesterName: people.find((person) => person.id === row.requesterId)?.name ?? "" }));
}

/** The heads of tickets, of merged ones that of what they were merged into; `of` is the number that was asked for. */
export async function ticketHeads(db: Db, ids: readonly number[]): Promise<(TicketHead & { of: number })[]> {
  if (ids.length === 0) return [];
  const rows = await query<Omit<TicketHead, "requesterName"> & { of: number }>(
    db,
    `with recursive up as (select id as asked, id, merged_into from tickets where id = any($1) union all select up.asked, t.id, t.merged_into from up join tickets t on t.id = up.merged_into)
     select up.asked as of, ${headColumns} from up join tickets t on t.id = up.id where up.merged_into is null and t.listed`,
    [[...new Set(ids)]],
  );
  const heads = await named(db, rows);
  return heads.map((head, n) => ({ ...head, of: rows[n]?.of ?? head.id }));
}

/** The ticket with all that was merged into it: what their facts are counted over. */
export async function familyOf(db: Db, ticketId: number): Promise<number[]> {
  const [row] = await query<{ ids: number[] }>(db, `select family || id as ids from tickets where id = $1`, [ticketId]);
  return row?.ids ?? [ticketId];
}

/** Flagged tickets that still wait for somebody: of an owner, or of some desks; the newest flag first. */
export const flaggedTickets = async (db: Db, of: { assigneeId: number } | { deskIds: readonly number[] }, limit: number): Promise<TicketHead[]> =>
  named(
    db,
    "assigneeId" in of
      ? await query(db, `select ${headColumns} from tickets t where t.flagged_at is not null and t.assignee_id = $1 and ${isOpen} order by t.flagged_at desc, t.id limit $2`, [of.assigneeId, limit])
      : await query(db, `select ${headColumns} from tickets t where t.flagged_at is not null and t.desk_id = any($1) and ${isOpen} order by t.flagged_at desc, t.id limit $2`, [of.deskIds, limit]),
  );

/** The numbers of an owner's unsolved tickets. */
export const ownedOpen = (db: Db, assigneeId: number): Promise<{ id: number }[]> =>
  query(db, `select t.id from tickets t where t.assignee_id = $1 and ${isOpen} order by t.id`, [assigneeId]);

/** Unsolved tickets of an owner that are not flagged yet, each locked as it is taken. */
export const ownedUnsolved = (db: Db, assigneeId: number): Promise<{ id: number; deskId: number; family: number[] }[]> =>
  query(db, `select t.id, t.desk_id as "deskId", t.family || t.id as family from tickets t where t.assignee_id = $1 and t.flagged_at is null and ${isOpen} order by t.id for no key update`, [assigneeId]);

/** How many unsolved tickets each of some people has. */
export async function openCounts(db: Db, personIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await query<{ id: number; count: number }>(db, `select t.assignee_id as id, count(*)::int as count from tickets t where t.assignee_id = any($1) and ${isOpen} group by 1`, [personIds]);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** What some tickets are about, by their numbers. */
export async function findTicketSubjects(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await query<{ id: number; subject: string }>(db, `select id, subject from tickets where id = any($1) and purged_at is null`, [[...new Set(ids)]]);
  return new Map(rows.map(({ id, subject }) => [id, subject]));
}
