import type { LiveEvent } from "../../contract/live.ts";
import type { DeskSet } from "../desks/index.ts";
import { query, type Db } from "../platform/db.ts";
import { settledSql, type LiveCursor } from "../platform/events.ts";
import { allows, isAdministrator, type Actor } from "../platform/work.ts";
import { sideOf } from "../tickets/index.ts";

/** An event with what is needed to decide who may learn of it. */
export interface LiveRow {
  xid: string;
  id: number;
  type: string;
  audience: "public" | "staff" | "admin";
  deskId: number | null;
  ticketId: number | null;
  queueId: number | null;
  locationId: number | null;
  requesterId: number | null;
  watcherIds: number[];
  organizationId: number | null;
  spam: boolean | null;
  deleted: boolean | null;
}

/** The settled events after a cursor: of transactions that can no longer be overtaken. One reading serves all browsers of a process. */
export const readSettled = (db: Db, after: LiveCursor, limit: number): Promise<LiveRow[]> =>
  query<LiveRow>(
    db,
    `select e.xid::text as xid, e.id, e.type, e.audience, e.desk_id as "deskId", e.ticket_id as "ticketId", t.queue_id as "queueId", t.location_id as "locationId", t.requester_id as "requesterId",
       (select r.organization_id from people r where r.id = t.requester_id) as "organizationId", t.spam, t.deleted_at is not null as deleted,
       array(select person_id from watchers w where w.ticket_id = e.ticket_id and w.side = 'customer') as "watcherIds"
     from events e left join tickets t on t.id = e.ticket_id
     where ${settledSql}
     order by e.xid, e.id limit $3`,
    [after.xid, after.id, limit],
  );

/** What the actor is told of an event; null: nothing. The same policy as for the ticket itself. */
export function toLive(row: LiveRow, desks: DeskSet, actor: Actor): LiveEvent | null {
  const told = { type: row.type, desk: row.deskId === null ? null : (desks.byId.get(row.deskId)?.key ?? null), ticket: row.ticketId };
  if (row.ticketId === null && row.audience === "staff" && row.type.startsWith("mail.") && row.deskId !== null && (allows(actor, "mail.see", row.deskId) || allows(actor, "mail.decide", row.deskId))) return told;
  if (row.ticketId === null || row.deskId === null || row.queueId === null || row.requesterId === null) return isAdministrator(actor) ? told : null;
  const side = sideOf(actor, { deskId: row.deskId, queueId: row.queueId, locationId: row.locationId, requesterId: row.requesterId, watcherIds: row.watcherIds, organizationId: row.organizationId, spam: row.spam === true, deleted: row.deleted === true });
  if (side === "staff") return row.audience === "admin" && !isAdministrator(actor) ? null : told;
  return side === "customer" && row.audience === "public" ? told : null;
}
