import type { BulkChange, BulkOutcome } from "../../contract/bulks.ts";
import { query, type Db } from "../platform/db.ts";

export interface StoredBulk {
  id: number;
  personId: number;
  via: string;
  change: BulkChange;
  state: "running" | "done" | "undoing" | "undone";
  total: number;
  createdAt: string;
  finishedAt: string | null;
}
/** A problem as it is kept: told in the reader's language later. */
export interface Reason {
  key: string;
  params: Record<string, string | number>;
}
export interface StoredItem {
  position: number;
  ticketId: number;
  eventIds: number[];
}

const columns = `id, person_id as "personId", via, change, state, total, created_at as "createdAt", finished_at as "finishedAt"`;

export async function insertBulk(db: Db, personId: number, via: string, change: BulkChange, numbers: readonly number[], at: string): Promise<StoredBulk> {
  const [row] = await query<StoredBulk>(
    db,
    `with bulk as (
       insert into bulks (person_id, via, change, total, created_at) values ($1, $2, $3, cardinality($4::bigint[]), $5) returning *
     ), items as (
       insert into bulk_items (bulk_id, position, ticket_id) select bulk.id, n.position, n.ticket_id from bulk, unnest($4::bigint[]) with ordinality as n (ticket_id, position)
     )
     select ${columns} from bulk`,
    [personId, via, JSON.stringify(change), numbers, at],
  );
  if (row === undefined) throw new Error("a bulk was not written");
  return row;
}

export async function findBulk(db: Db, id: number): Promise<StoredBulk | undefined> {
  const [row] = await query<StoredBulk>(db, `select ${columns} from bulks where id = $1`, [id]);
  return row;
}

export async function lockBulk(db: Db, id: number): Promise<StoredBulk | undefined> {
  const [row] = await query<StoredBulk>(db, `select ${columns} from bulks where id = $1 for update`, [id]);
  return row;
}

export async function setBulkState(db: Db, id: number, state: StoredBulk["state"], finishedAt: string | null): Promise<void> {
  await query(db, `update bulks set state = $2, finished_at = $3 where id = $1`, [id, state, finishedAt]);
}

/** The next tickets to change, or, of a bulk that is taken back, to restore. */
export const nextItems = (db: Db, bulkId: number, undoing: boolean, limit: number): Promise<StoredItem[]> =>
  query(
    db,
    `select position, ticket_id as "ticketId", event_ids as "eventIds" from bulk_items where bulk_id = $1 and ${undoing ? "outcome = 'changed'" : "outcome is null"} order by position limit $2`,
    [bulkId, limit],
  );

/** Takes the item for this transaction; false when it has had its turn, or has it elsewhere. */
export async function claimItem(db: Db, bulkId: number, position: number, undoing: boolean): Promise<boolean> {
  const rows = await query(
    db,
    `select from bulk_items where bulk_id = $1 and position = $2 and ${undoing ? "outcome = 'changed'" : "outcome is null"} for update skip locked`,
    [bulkId, position],
  );
  return rows.length > 0;
}

export async function settleItem(db: Db, bulkId: number, position: number, outcome: BulkOutcome, reason: Reason | null, eventIds: readonly number[] | null): Promise<void> {
  await query(db, `update bulk_items set outcome = $3, reason = $4, event_ids = coalesce($5::bigint[], event_ids) where bulk_id = $1 and position = $2`, [
    bulkId, position, outcome, reason === null ? null : JSON.stringify(reason), eventIds,
  ]);
}

/** What has not had its turn gets none. */
export async function skipWaiting(db: Db, bulkId: number): Promise<void> {
  await query(db, `update bulk_items set outcome = 'unchanged' where bulk_id = $1 and outcome is null`, [bulkId]);
}

export const countOutcomes = (db: Db, bulkId: number): Promise<{ outcome: BulkOutcome | null; count: number }[]> =>
  query(db, `select outcome, count(*) as count from bulk_items where bulk_id = $1 group by outcome`, [bulkId]);

export const listItems = (db: Db, bulkId: number, outcome: BulkOutcome | null, after: number, limit: number): Promise<{ position: number; ticketId: number; outcome: BulkOutcome | null; reason: Reason | null }[]> =>
  query(
    db,
    `select position, ticket_id as "ticketId", outcome, reason from bulk_items where bulk_id = $1 and position > $3 and ($2::text is null or outcome = $2) order by position limit $4`,
    [bulkId, outcome, after, limit],
  );

export async function forgetBulks(db: Db, before: string): Promise<void> {
  await query(db, `delete from bulks where created_at < $1`, [before]);
}

export interface UndoEvent {
  id: number;
  ticketId: number;
  type: string;
  data: Record<string, unknown>;
}
export const eventsOf = (db: Db, ids: readonly number[]): Promise<UndoEvent[]> =>
  query(db, `select id, ticket_id as "ticketId", type, data from events where id = any($1) order by id desc`, [ids]);
