import type { Colleague, HeldRole } from "../../contract/configuration.ts";
import { query, type Db } from "../platform/db.ts";

/** Who works at the desk by a role of it, or administers the installation; also who was deactivated. Or of them, one. */
export const colleagues = (db: Db, deskId: number, personId: number | null = null): Promise<Colleague[]> =>
  query<Colleague>(
    db,
    `select a.address as email, p.name, p.deactivated_at is not null as deactivated, a.invited_at as "invitedAt", a.bounced_at as "bouncedAt",
       (select max(s.seen_at) from sessions s where s.person_id = p.id) as "seenAt",
       coalesce((select json_agg(json_build_object('role', r.key, 'queue', q.key, 'location', g.location_id) order by r.position, q.position, g.location_id) from grants g join roles r on r.id = g.role_id
         left join queues q on q.id = g.queue_id where g.person_id = p.id and r.desk_id = $1 and r.archived_at is null), '[]') as roles,
       exists (select from grants g join roles r on r.id = g.role_id where g.person_id = p.id and r.desk_id is null and r.archived_at is null
         and 'installation.administer' = any(r.permissions)) as administrator
     from people p join addresses a on a.person_id = p.id and a.is_primary
     where ($2::bigint is null or p.id = $2) and p.id in (select g.person_id from grants g join roles r on r.id = g.role_id
       where (r.desk_id = $1 or r.desk_id is null) and r.archived_at is null)
     order by p.deactivated_at is not null, lower(p.name), p.id`,
    [deskId, personId],
  );

export const heldRoles = (db: Db, personId: number, deskId: number): Promise<HeldRole[]> =>
  query<HeldRole>(
    db,
    `select r.key as role, q.key as queue, g.location_id as location from grants g join roles r on r.id = g.role_id left join queues q on q.id = g.queue_id
     where g.person_id = $1 and r.desk_id = $2 and r.archived_at is null order by r.position, q.position, g.location_id`,
    [personId, deskId],
  );

export interface Held {
  roleId: number;
  queueId: number | null;
  locationId: number | null;
}

/** Brings the person's roles of the desk to these, touching only what differs. */
export async function setGrants(db: Db, personId: number, deskId: number, grants: readonly Held[]): Promise<void> {
  const wanted = JSON.stringify(grants.map(({ roleId, queueId, locationId }) => ({ role: roleId, queue: queueId, location: locationId })));
  await query(
    db,
    `delete from grants g using roles r where r.id = g.role_id and r.desk_id = $2 and g.person_id = $1
       and not exists (select from json_to_recordset($3::json) as w(role bigint, queue bigint, location bigint)
         where w.role = g.role_id and w.queue is not distinct from g.queue_id and w.location is not distinct from g.location_id)`,
    [personId, deskId, wanted],
  );
  await query(db, `insert into grants (person_id, role_id, queue_id, location_id) select $1, role, queue, location from json_to_recordset($2::json) as w(role bigint, queue bigint, location bigint) on conflict do nothing`, [personId, wanted]);
}

/** @returns false when it was so already */
export async function setDeactivated(db: Db, personId: number, at: string | null): Promise<boolean> {
  const rows = await query(db, `update people set deactivated_at = $2 where id = $1 and (deactivated_at is null) <> ($2::timestamptz is null) returning id`, [personId, at]);
  return rows.length > 0;
}

/** The desks somebody holds roles of; null: the installation. */
export async function desksOf(db: Db, personId: number): Promise<(number | null)[]> {
  const rows = await query<{ desk: number | null }>(db, `select distinct r.desk_id as desk from grants g join roles r on r.id = g.role_id where g.person_id = $1 and r.archived_at is null`, [personId]);
  return rows.map((row) => row.desk);
}
