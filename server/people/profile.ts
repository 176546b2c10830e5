import { languages } from "../../contract/common.ts";
import type { Permission } from "../../contract/permissions.ts";
import { query, type Db } from "../platform/db.ts";
import { translate } from "../platform/i18n.ts";
import type { Grant } from "../platform/work.ts";
import { cleanName } from "./actions.ts";
import { addressKey } from "./rules.ts";

/** Who someone is and what that person may do. */
export interface Profile {
  id: number;
  name: string;
  address: string | null;
  locale: string | null;
  timeZone: string | null;
  preferences: Record<string, unknown>;
  deactivated: boolean;
  organizationId: number | null;
  /** a role of theirs is held only with a second factor */
  needsSecondFactor: boolean;
  grants: Grant[];
}

export async function profileOf(db: Db, personId: number): Promise<Profile | null> {
  const [row] = await query<Omit<Profile, "grants"> & { grants: { desk: number | null; queue: number | null; location: number | null; role: string; permissions: Permission[] }[] }>(
    db,
    `select p.id, p.name, p.locale, p.time_zone as "timeZone", p.preferences, p.deactivated_at is not null as deactivated, p.organization_id as "organizationId",
       (select a.address from addresses a where a.person_id = p.id order by a.is_primary desc, a.address limit 1) as address,
       (select coalesce(json_agg(json_build_object('desk', r.desk_id, 'queue', g.queue_id, 'location', g.location_id, 'role', r.key, 'permissions', r.permissions)), '[]')
          from grants g join roles r on r.id = g.role_id where g.person_id = p.id and r.archived_at is null) as grants,
       exists (select from grants g join roles r on r.id = g.role_id where g.person_id = p.id and r.archived_at is null and r.second_factor) as "needsSecondFactor"
     from people p where p.id = $1`,
    [personId],
  );
  if (row === undefined) return null;
  return { ...row, grants: row.deactivated ? [] : row.grants.map((grant) => ({ ...grant, permissions: new Set(grant.permissions) })) };
}

/** So many characters of one's own signature go below a mail. */
const mostSigned = 2000;

/** Who writes, as the foot of a mail names them. */
export async function writerOf(db: Db, personId: number): Promise<{ name: string; address: string | null; contact: string | null; signature: string } | null> {
  const [row] = await query<{ name: string; address: string | null; contact: string | null; signature: string | null }>(
    db,
    `select p.name, p.contact, case when jsonb_typeof(p.preferences->'signature') = 'string' then left(p.preferences->>'signature', $2) end as signature,
       (select a.address from addresses a where a.person_id = p.id order by a.is_primary desc, a.address limit 1) as address
     from people p where p.id = $1`,
    [personId, mostSigned],
  );
  return row === undefined ? null : { ...row, signature: row.signature ?? "" };
}

/** What is given is set; preferences are set one by one, null takes one away. */
export async function changeProfile(
  db: Db,
  personId: number,
  changes: { name?: string; locale?: string; timeZone?: string; preferences?: Record<string, unknown> },
): Promise<void> {
  await query(
    db,
    `update people set name = coalesce($2, name), locale = coalesce($3, locale), time_zone = coalesce($4, time_zone),
       preferences = jsonb_strip_nulls(preferences || coalesce($5::jsonb, '{}'))
     where id = $1`,
    [personId, changes.name === undefined ? null : cleanName(changes.name), changes.locale ?? null, changes.timeZone ?? null, changes.preferences === undefined ? null : JSON.stringify(changes.preferences)],
  );
}

/** Remembers that the address is the person's: a link mailed to it was used. */
export async function markVerified(db: Db, address: string, at: string): Promise<void> {
  await query(db, `update addresses set verified_at = coalesce(verified_at, $2), bounced_at = null, bounce_reason = null where address = $1`, [addressKey(address), at]);
}

/** Remembers when the person was last written to with a way to sign in (H12). */
export async function markInvited(db: Db, address: string, at: string): Promise<void> {
  await query(db, `update addresses set invited_at = $2 where address = $1`, [addressKey(address), at]);
}

/** Those who administer the installation, the first first. */
export async function administrators(db: Db): Promise<{ id: number; name: string; address: string }[]> {
  return query(
    db,
    `select distinct p.id, p.name, a.address from grants g join roles r on r.id = g.role_id join people p on p.id = g.person_id
       join addresses a on a.person_id = p.id and a.is_primary
     where r.desk_id is null and r.archived_at is null and 'installation.administer' = any(r.permissions) and p.deactivated_at is null
     order by p.id`,
    [],
  );
}

/** The role that may do everything everywhere; made at the first start. */
export async function ensureAdministratorRole(db: Db, permissions: readonly Permission[]): Promise<void> {
  await query(
    db,
    `insert into roles (desk_id, key, labels, permissions, position) values (null, 'administrator', $1, $2, 0)
     on conflict (desk_id, key) do update set permissions = excluded.permissions, labels = excluded.labels || roles.labels`,
    [JSON.stringify(Object.fromEntries(languages.map((language) => [language, translate(language, "role.administrator")]))), [...permissions]],
  );
}
