import type { HeldRole } from "../../contract/configuration.ts";
import { query, type Db } from "../platform/db.ts";
import { byName } from "../platform/names.ts";
import type { Work } from "../platform/work.ts";
import { heldRoles } from "./agents-store.ts";

/** A role of a desk, or (null) of the installation, by keys. */
export interface RoleKey {
  desk: string | null;
  role: string;
}

/**
 * Brings the roles that a directory gave somebody to these. What colleagues gave stays, and so does what another directory
 * gave; a role that is no more is not given. Each desk whose roles changed is told.
 */
export async function provideRoles(work: Work, personId: number, providerId: number, wanted: readonly RoleKey[]): Promise<void> {
  const { all, byKey } = await work.desks.get();
  const ofDesks = wanted.flatMap(({ desk, role }) => (desk === null ? [] : (byKey.get(desk)?.roles.filter((one) => one.key === role && !one.archived).map(({ id }) => id) ?? [])));
  const ofInstallation = await query<{ id: number }>(work.db, `select id from roles where desk_id is null and key = any($1) and archived_at is null`, [wanted.flatMap(({ desk, role }) => (desk === null ? [role] : []))]);
  const roles = [...ofDesks, ...ofInstallation.map(({ id }) => id)];
  const before = await Promise.all(all.map(({ id }) => heldRoles(work.db, personId, id)));
  await query(work.db, `delete from grants where person_id = $1 and provider_id = $2 and role_id <> all($3::bigint[])`, [personId, providerId, roles]);
  await query(work.db, `insert into grants (person_id, role_id, provider_id) select $1, r, $2 from unnest($3::bigint[]) as r on conflict do nothing`, [personId, providerId, roles]);
  for (const [n, desk] of all.entries()) {
    const [from, to] = [namesOf(before[n] ?? []), namesOf(await heldRoles(work.db, personId, desk.id))];
    if (from.join() !== to.join()) await work.record({ desk: desk.id, ticket: null, version: null }, "agent.roles-changed", { personId, from, to, handover: null });
  }
}

/** Whether who administers the installation signs in with a second factor. */
export async function administratorsNeedSecondFactor(db: Db): Promise<boolean> {
  const [row] = await query<{ needed: boolean }>(db, `select second_factor as needed from roles where desk_id is null and key = 'administrator'`, []);
  return row?.needed ?? false;
}
export async function setAdministratorsNeed(db: Db, needed: boolean): Promise<void> {
  await query(db, `update roles set second_factor = $1 where desk_id is null and key = 'administrator'`, [needed]);
}

export interface StaffMember {
  id: number;
  email: string;
  name: string;
  /** a role of theirs is held only with a second factor */
  needsSecondFactor: boolean;
}
/** Everybody who holds a role, of whatever desk. */
export async function allStaff(db: Db): Promise<StaffMember[]> {
  const staff = await query<StaffMember>(
    db,
    `select p.id, a.address as email, p.name, bool_or(r.second_factor) as "needsSecondFactor"
     from grants g join roles r on r.id = g.role_id and r.archived_at is null join people p on p.id = g.person_id and p.deactivated_at is null join addresses a on a.person_id = p.id and a.is_primary
     group by p.id, a.address, p.name order by lower(p.name), p.id`,
    [],
  );
  return staff.sort(byName);
}

/** A role as the history writes it: with the queue and the location it is narrowed to. */
export const namesOf = (roles: readonly HeldRole[]): string[] => roles.map(({ role, queue, location }) => `${role}${queue === null ? "" : `/${queue}`}${location == null ? "" : `@${location}`}`).sort();
