import type { EventType } from "../../contract/events.ts";
import type { Temporal } from "./clock.ts";
import { query, type Db } from "./db.ts";

export async function findEvent(db: Db, ticket: number, id: number): Promise<{ type: string; data: Record<string, unknown> } | undefined> {
  const [row] = await query<{ type: string; data: Record<string, unknown> }>(db, `select type, data from events where id = $1 and ticket_id = $2`, [id, ticket]);
  return row;
}

/**
 * Where reading live stands: events are ordered by the transaction that wrote them, then by id. Ids alone would not do:
 * a transaction that began earlier may commit later.
 */
export interface LiveCursor {
  xid: string;
  id: number;
}
/** PostgreSQL's xid8 has 64 bits. */
const mostXid = 2n ** 64n - 1n;
export const cursorText = ({ xid, id }: LiveCursor): string => `${xid}-${id}`;
export function readCursorText(text: string): LiveCursor | null {
  const [, xid, id] = /^(\d{1,20})-(\d{1,16})$/.exec(text) ?? [];
  return xid === undefined || id === undefined || BigInt(xid) > mostXid || Number(id) > Number.MAX_SAFE_INTEGER ? null : { xid, id: Number(id) };
}

/**
 * Of `events e`: those behind the place `$1` (xid), `$2` (id) that nothing can come before any more. Transactions that are
 * still under way may yet record what comes earlier: nothing from them on is read. To be read in the order of (xid, id).
 */
export const settledSql = "(e.xid, e.id) > ($1::xid8, $2) and e.xid < pg_snapshot_xmin(pg_current_snapshot())";

/** Where a reader that begins now begins: behind everything that is settled. */
export async function currentCursor(db: Db): Promise<LiveCursor> {
  const [row] = await query<LiveCursor>(
    db,
    `select xid::text as xid, id from events where xid < pg_snapshot_xmin(pg_current_snapshot()) order by events.xid desc, id desc limit 1`,
    [],
  );
  return row ?? { xid: "0", id: 0 };
}

/**
 * Is this a place in our own sequence of transactions? After a restore from an archive, or a move to another server,
 * browsers come back with places of the old one, which may lie ahead of everything that happens now.
 */
export async function isOurCursor(db: Db, { xid }: LiveCursor): Promise<boolean> {
  const [row] = await query<{ ours: boolean }>(db, `select $1::xid8 < pg_snapshot_xmax(pg_current_snapshot()) as ours`, [xid]);
  return row?.ours ?? false;
}

/** So many of the newest events are looked through. */
const lookedThrough = 200_000;
/** A desk's newest facts of these types since then, the newest first. */
export const eventsOfDesk = (db: Db, deskId: number, types: readonly string[], since: string, limit: number): Promise<{ ticketId: number; at: string; type: string; data: Record<string, unknown> }[]> =>
  query(
    db,
    `select ticket_id as "ticketId", at, type, data from (select * from events order by id desc limit ${lookedThrough}) e
     where desk_id = $1 and type = any($2) and at >= $3 and ticket_id is not null order by id desc limit $4`,
    [deskId, types, since, limit],
  );

/** Strikes texts out of what was recorded of no ticket, whatever slice recorded it: sign-ins, invitations, changes of people. */
export async function strikeFromEvents(db: Db, words: readonly string[]): Promise<void> {
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
  await query(db, `update events set data = redacted(data, $1) where ticket_id is null and data::text ilike any($2)`, [words, patterns]);
}

/** From where these people signed in is forgotten; that they did stays. */
export async function forgetWhereFrom(db: Db, personIds: readonly number[]): Promise<void> {
  await query(db, `update events set data = data - 'ip' where audience = 'admin' and actor_id = any($1) and data ? 'ip'`, [personIds]);
}

/** Has this happened to the ticket since? @param from RFC 3339 */
export async function happenedSince(db: Db, ticket: number, type: EventType, from: string): Promise<boolean> {
  return (await query(db, `select id from events where ticket_id = $1 and type = $2 and at >= $3 limit 1`, [ticket, type, from])).length > 0;
}

/** Did this happen to the ticket at that instant of the transaction that asks? A past that is played has several in one. */
export async function happenedAt(db: Db, ticket: number, type: EventType, at: Temporal.Instant): Promise<boolean> {
  return (await query(db, `select id from events where ticket_id = $1 and type = $2 and at = $3 and xid = pg_current_xact_id() limit 1`, [ticket, type, at.toString()])).length > 0;
}
