import type { Relation } from "../../contract/acts.ts";
import type { Desks } from "../desks/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Actor } from "../platform/work.ts";
import { sideOf } from "../tickets/index.ts";

/** The tickets that hang together with one, as far as the actor sees them. The caller has checked the ticket itself. */
export async function readRelations(db: Db, desks: Desks, actor: Actor, number: number): Promise<Relation[]> {
  const rows = await query<{ kind: Relation["kind"]; number: number; subject: string; deskId: number; queueId: number; locationId: number | null; statusId: number; requesterId: number }>(
    db,
    `select r.kind, t.id as number, t.subject, t.desk_id as "deskId", t.queue_id as "queueId", t.location_id as "locationId", t.status_id as "statusId", t.requester_id as "requesterId"
     from (
       select case kind when 'parent' then 'parent' else 'related' end as kind, other_id as id from links where ticket_id = $1
       union all select case kind when 'parent' then 'child' else 'related' end, ticket_id from links where other_id = $1
       union all select 'follow-up', id from tickets where follow_up_of = $1
       union all select 'follow-up-of', follow_up_of from tickets where id = $1 and follow_up_of is not null
       union all select 'merged', unnest(family) from tickets where id = $1
     ) r join tickets t on t.id = r.id order by r.kind, t.id limit 200`,
    [number],
  );
  const { byId } = await desks.get();
  return rows.flatMap((row) => {
    const desk = byId.get(row.deskId);
    const seen = sideOf(actor, { deskId: row.deskId, queueId: row.queueId, locationId: row.locationId, requesterId: row.requesterId, watcherIds: [], spam: false, deleted: false }) === "staff";
    if (desk === undefined || !seen) return [];
    return [{ kind: row.kind, number: row.number, subject: row.subject, desk: desk.key, status: desk.statuses.find((status) => status.id === row.statusId)?.key ?? "" }];
  });
}
