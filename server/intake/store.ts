import type { IntakeFate, IntakeKind, IntakeSettings } from "../../contract/intake.ts";
import { query, type Db } from "../platform/db.ts";

export interface StoredSource {
  id: number;
  deskId: number;
  key: string;
  name: string;
  kind: IntakeKind;
  settings: IntakeSettings;
  salt: Buffer;
  secretVersion: number;
  previousUntil: string | null;
}
const columns = `s.id, s.desk_id as "deskId", s.key, s.name, s.kind, s.settings, s.salt, s.secret_version as "secretVersion", s.previous_until as "previousUntil"`;

export async function findSource(db: Db, key: string): Promise<StoredSource | undefined> {
  const [row] = await query<StoredSource>(db, `select ${columns} from intake_sources s where s.key = $1 and s.archived_at is null`, [key]);
  return row;
}
export async function sourceById(db: Db, id: number): Promise<StoredSource | undefined> {
  const [row] = await query<StoredSource>(db, `select ${columns} from intake_sources s where s.id = $1`, [id]);
  return row;
}
/** Locked, also when it was removed: its key stays its own. */
export async function lockSource(db: Db, key: string): Promise<(StoredSource & { archived: boolean }) | undefined> {
  const [row] = await query<StoredSource & { archived: boolean }>(db, `select ${columns}, s.archived_at is not null as archived from intake_sources s where s.key = $1 for update`, [key]);
  return row;
}

export interface ListedSource extends StoredSource {
  lastAt: string | null;
  failed: number;
}
const listed = `select ${columns},
    (select i.received_at from intake_items i where i.source_id = s.id order by i.id desc limit 1) as "lastAt",
    (select count(*)::int from (select i.fate from intake_items i where i.source_id = s.id order by i.id desc limit 100) as newest where newest.fate = 'failed') as failed
  from intake_sources s where s.archived_at is null`;
export const listSources = (db: Db, deskId: number): Promise<ListedSource[]> => query(db, `${listed} and s.desk_id = $1 order by s.name, s.key`, [deskId]);
export async function listedSource(db: Db, id: number): Promise<ListedSource | undefined> {
  const [row] = await query<ListedSource>(db, `${listed} and s.id = $1`, [id]);
  return row;
}

export async function putSource(db: Db, source: Pick<StoredSource, "deskId" | "key" | "name" | "kind" | "settings" | "salt">): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `insert into intake_sources (desk_id, key, name, kind, settings, salt) values ($1, $2, $3, $4, $5, $6)
     on conflict (key) do update set name = excluded.name, kind = excluded.kind, settings = excluded.settings, archived_at = null returning id`,
    [source.deskId, source.key, source.name, source.kind, JSON.stringify(source.settings), source.salt],
  );
  if (row === undefined) throw new Error("a source was not written");
  return row.id;
}
export const archiveSource = (db: Db, id: number, at: string): Promise<unknown> => query(db, `update intake_sources set archived_at = $2 where id = $1`, [id, at]);
/** The secret before is good until `until`; null: at once no more. */
export const nextSecret = (db: Db, id: number, until: string | null): Promise<unknown> =>
  query(db, `update intake_sources set secret_version = secret_version + 1, previous_until = $2 where id = $1`, [id, until]);

export interface StoredItem {
  id: number;
  sourceId: number;
  receivedAt: string;
  payload: string;
  fate: IntakeFate;
  reason: string | null;
  detail: string | null;
  ticketId: number | null;
  tries: number;
  externalId: string | null;
}
const itemColumns = `id, external_id as "externalId", source_id as "sourceId", received_at as "receivedAt", payload, fate, reason, detail, ticket_id as "ticketId", tries`;

/** @param externalId where what is kept of the payload may not say it any more */
export async function insertItem(db: Db, sourceId: number, at: string, { payload, externalId }: { payload: string; externalId: string | null }): Promise<number> {
  const [row] = await query<{ id: number }>(db, `insert into intake_items (source_id, received_at, payload, external_id) values ($1, $2, $3, $4) returning id`, [sourceId, at, payload, externalId]);
  if (row === undefined) throw new Error("a payload was not stored");
  return row.id;
}
/** How many payloads came since then, counted up to `most`. */
export async function countSince(db: Db, sourceId: number, since: string, most: number): Promise<number> {
  const [row] = await query<{ count: number }>(db, `select count(*)::int as count from (select from intake_items where source_id = $1 and received_at > $2 limit $3) as newest`, [sourceId, since, most]);
  return row?.count ?? 0;
}
export async function lockItem(db: Db, id: number): Promise<StoredItem | undefined> {
  const [row] = await query<StoredItem>(db, `select ${itemColumns} from intake_items where id = $1 for update`, [id]);
  return row;
}
export async function findItem(db: Db, id: number): Promise<StoredItem | undefined> {
  const [row] = await query<StoredItem>(db, `select ${itemColumns} from intake_items where id = $1`, [id]);
  return row;
}
export const listItems = (db: Db, sourceId: number, before: number | null, limit: number): Promise<StoredItem[]> =>
  query(db, `select ${itemColumns} from intake_items where source_id = $1 and id < $2 order by id desc limit $3`, [sourceId, before ?? Number.MAX_SAFE_INTEGER, limit]);

export interface ItemOutcome {
  fate: Exclude<IntakeFate, "received">;
  reason: string | null;
  detail?: string | null;
  externalId?: string;
  ticketId?: number | null;
}
export const settleItem = (db: Db, id: number, at: string, { fate, reason, detail = null, externalId, ticketId = null }: ItemOutcome): Promise<unknown> =>
  query(
    db,
    `update intake_items set fate = $3, reason = $4, detail = $5, external_id = coalesce($6, external_id), ticket_id = coalesce($7, ticket_id), settled_at = $2, tries = tries + 1 where id = $1`,
    [id, at, fate, reason, detail, externalId ?? null, ticketId],
  );
/** Lets it be handled once more. `anyway`: it becomes a ticket though it would be kept. */
export const requeueItem = (db: Db, id: number, anyway: boolean): Promise<unknown> =>
  query(db, `update intake_items set fate = 'received', reason = $2, detail = null, settled_at = null where id = $1`, [id, anyway ? "anyway" : "retry"]);

export interface IntakeRecord {
  ticketId: number | null;
  contentHash: Buffer | null;
}
/** What the source's id is here, locked: payloads that name it are handled one after the other. */
export async function lockRecord(db: Db, sourceId: number, externalId: string): Promise<IntakeRecord> {
  await query(db, `insert into intake_records (source_id, external_id) values ($1, $2) on conflict do nothing`, [sourceId, externalId]);
  const [row] = await query<IntakeRecord>(db, `select ticket_id as "ticketId", content_hash as "contentHash" from intake_records where source_id = $1 and external_id = $2 for update`, [sourceId, externalId]);
  if (row === undefined) throw new Error("an id was not recorded");
  return row;
}
export const saveRecord = (db: Db, sourceId: number, externalId: string, ticketId: number | null, contentHash: Buffer): Promise<unknown> =>
  query(db, `update intake_records set ticket_id = $3, content_hash = $4 where source_id = $1 and external_id = $2`, [sourceId, externalId, ticketId, contentHash]);
/** The tickets that these ids have become. */
export async function ticketsOf(db: Db, sourceId: number, externalIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await query<{ externalId: string; ticketId: number }>(
    db,
    `select external_id as "externalId", ticket_id as "ticketId" from intake_records where source_id = $1 and external_id = any($2) and ticket_id is not null`,
    [sourceId, externalIds],
  );
  return new Map(rows.map((row) => [row.externalId, row.ticketId]));
}

/** What is kept of erased tickets is that they were, and by which content they are known again. */
export async function forgetTickets(db: Db, numbers: readonly number[]): Promise<void> {
  await query(db, `update intake_items set payload = '', detail = null where ticket_id = any($1)`, [numbers]);
  await query(db, `update intake_records set ticket_id = null where ticket_id = any($1)`, [numbers]);
}

/** Payloads may hold what is masked everywhere else: those that were handled go after a time, their fates stay. Answers how many went. */
export async function erasePayloads(db: Db, before: string, limit: number): Promise<number> {
  const rows = await query(
    db,
    `update intake_items set payload = '' where id in (
       select id from intake_items where received_at < $1 and payload <> '' and fate not in ('received', 'failed') order by id limit $2 for update skip locked
     ) returning id`,
    [before, limit],
  );
  return rows.length;
}
