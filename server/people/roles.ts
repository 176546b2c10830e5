import { query, type Db } from "../platform/db.ts";
import type { Place } from "../platform/work.ts";

export interface RoleRow {
  id: number;
  key: string;
  labels: Record<string, string>;
}

/** The roles of a desk in use, and those of the whole installation. */
export const rolesOfDesk = (db: Db, deskId: number): Promise<RoleRow[]> =>
  query(db, `select id, key, labels from roles where (desk_id = $1 or desk_id is null) and archived_at is null order by desk_id is null, position, id`, [deskId]);

export const rolesById = (db: Db, ids: readonly number[]): Promise<RoleRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : query(db, `select id, key, labels from roles where id = any($1)`, [[...new Set(ids)]]);

/** Who holds a role now, where it is not narrowed to other queues or locations. */
export async function holdersOf(db: Db, roleId: number, { queueId, locationId }: Place): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    `select distinct p.id from grants g join people p on p.id = g.person_id join roles r on r.id = g.role_id
     where g.role_id = $1 and (g.queue_id is null or g.queue_id = $2) and (g.location_id is null or g.location_id = $3) and r.archived_at is null and p.deactivated_at is null order by p.id`,
    [roleId, queueId, locationId],
  );
  return rows.map((row) => row.id);
}

/** The roles somebody holds now. */
export async function rolesHeldBy(db: Db, personId: number): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    `select distinct g.role_id as id from grants g join people p on p.id = g.person_id join roles r on r.id = g.role_id
     where g.person_id = $1 and r.archived_at is null and p.deactivated_at is null`,
    [personId],
  );
  return rows.map((row) => row.id);
}
