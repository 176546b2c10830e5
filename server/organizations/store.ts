import { query, type Db } from "../platform/db.ts";

export interface OrganizationRecord {
  id: number;
  name: string;
  own: boolean;
  phone: string | null;
  postal: string | null;
  notes: string;
  fields: Record<string, unknown>;
  sharesRequests: boolean;
  version: number;
  mergedInto: number | null;
  archived: boolean;
  desks: string[];
}
const columns = `o.id, o.name, o.own, o.phone, o.postal, o.notes, o.fields, o.shares_requests as "sharesRequests", o.version, o.merged_into as "mergedInto", o.archived_at is not null as archived,
  array(select d.key from organization_desks l join desks d on d.id = l.desk_id where l.organization_id = o.id order by d.position) as desks`;

export async function findOrganization(db: Db, id: number, lock = false): Promise<OrganizationRecord | undefined> {
  const [row] = await query<OrganizationRecord>(db, `select ${columns} from organizations o where o.id = $1${lock ? " for no key update" : ""}`, [id]);
  return row;
}

/** What an organization was merged into in the end; itself when it was not. */
export async function rootOf(db: Db, id: number): Promise<number | undefined> {
  const [row] = await query<{ id: number }>(
    db,
    `with recursive up as (select id, merged_into from organizations where id = $1
       union all select o.id, o.merged_into from up join organizations o on o.id = up.merged_into)
     select id from up where merged_into is null`,
    [id],
  );
  return row?.id;
}

/** The organization and all that were merged into it. */
export async function familyOf(db: Db, id: number): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    `with recursive down as (select $1::bigint as id union all select o.id from down join organizations o on o.merged_into = down.id) select id from down order by id`,
    [id],
  );
  return rows.map((row) => row.id);
}

/** The names people read for these ids; of merged ones, what they were merged into. */
export const namesOf = (db: Db, ids: readonly number[]): Promise<{ asked: number; id: number; name: string }[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : query(
        db,
        `with recursive up as (select id as asked, id, name, merged_into from organizations where id = any($1)
           union all select up.asked, o.id, o.name, o.merged_into from up join organizations o on o.id = up.merged_into)
         select asked, id, name from up where merged_into is null`,
        [[...new Set(ids)]],
      );

/**
 * The organizations whose people show each other their requests, beside somebody of this one: itself and all that were
 * merged with it; none where they do not.
 */
export async function sharingOrganizations(db: Db, id: number | null): Promise<number[]> {
  if (id === null) return [];
  const rows = await query<{ id: number }>(
    db,
    `with recursive up as (select id, merged_into from organizations where id = $1
       union all select o.id, o.merged_into from up join organizations o on o.id = up.merged_into),
     down as (select o.id from up join organizations o using (id) where up.merged_into is null and o.shares_requests and o.archived_at is null
       union all select o.id from down join organizations o on o.merged_into = down.id)
     select id from down order by id`,
    [id],
  );
  return rows.map((row) => row.id);
}

export interface ListedOrganization {
  id: number;
  name: string;
  own: boolean;
  domains: string[];
  branches: number;
  archived: boolean;
}
const listed = `o.id, o.name, o.own, o.archived_at is not null as archived,
  array(select domain from mail_domains d where d.organization_id = o.id order by domain) as domains,
  (select count(*)::int from branches b where b.organization_id = o.id and b.archived_at is null) as branches`;

/** Where a page of the list ended. */
export interface OrganizationPlace {
  folded: string;
  id: number;
}

/** By name, a page at a time. */
export const listOrganizations = (db: Db, limit: number, after: OrganizationPlace | null): Promise<(ListedOrganization & OrganizationPlace)[]> =>
  query(
    db,
    `select ${listed}, folded(o.name) as folded from organizations o where o.merged_into is null and ($1::text is null or (folded(o.name), o.id) > ($1, $2)) order by folded(o.name), o.id limit $3`,
    [after?.folded ?? null, after?.id ?? null, limit],
  );

/** As somebody types: by words of the name or of a branch, or by a mail domain. */
export const searchOrganizations = (db: Db, words: string | null, domain: string, limit: number): Promise<ListedOrganization[]> =>
  query(
    db,
    `with found as (
       (select id from organizations where search @@ to_tsquery('simple', $1) limit 300)
       union (select organization_id from branches where archived_at is null and search @@ to_tsquery('simple', $1) limit 300)
       union (select organization_id from mail_domains where domain = $2)
     )
     select ${listed} from found join organizations o using (id) where o.merged_into is null and o.archived_at is null
     order by o.search @@ to_tsquery('simple', $1) desc, folded(o.name), o.id limit $3`,
    [words ?? "", domain, limit],
  );

export interface OrganizationChange {
  name?: string;
  own?: boolean;
  phone?: string | null;
  postal?: string | null;
  notes?: string;
  fields?: Record<string, unknown>;
  sharesRequests?: boolean;
}

export async function insertOrganization(db: Db, name: string, at: string): Promise<number> {
  const [row] = await query<{ id: number }>(db, `insert into organizations (name, created_at) values ($1, $2) returning id`, [name, at]);
  if (row === undefined) throw new Error("an organization was not written");
  return row.id;
}

/** What is given is set; of fields, each by itself, null takes one away. @param archivedAt null: in use; undefined: as it is */
export async function updateOrganization(db: Db, id: number, change: OrganizationChange, archivedAt: string | null | undefined): Promise<void> {
  const { fields: _fields, sharesRequests, ...columns } = change;
  const given: [string, unknown][] = Object.entries({ ...columns, shares_requests: sharesRequests }).filter(([, value]) => value !== undefined);
  if (archivedAt !== undefined) given.push(["archived_at", archivedAt]);
  const sets = given.map(([column], n) => `${column} = $${n + 3}`);
  await query(db, `update organizations set ${["version = version + 1", "fields = jsonb_strip_nulls(fields || $2::jsonb)", ...sets].join(", ")} where id = $1`, [
    id,
    JSON.stringify(change.fields ?? {}),
    ...given.map(([, value]) => value),
  ]);
}

/** At which desks the branches of one of ours are offered as locations; none: at every desk. */
export async function setDesks(db: Db, id: number, desks: readonly number[]): Promise<void> {
  await query(db, `delete from organization_desks where organization_id = $1 and desk_id <> all($2)`, [id, desks]);
  await query(db, `insert into organization_desks (organization_id, desk_id) select $1, unnest($2::bigint[]) on conflict do nothing`, [id, desks]);
}

export const setMerged = (db: Db, id: number, into: number | null): Promise<unknown> => query(db, `update organizations set merged_into = $2, version = version + 1 where id = $1`, [id, into]);

export interface BranchRecord {
  id: number;
  organizationId: number;
  name: string;
  code: string | null;
  phone: string | null;
  postal: string | null;
  notes: string;
  archived: boolean;
}
const branchColumns = `b.id, b.organization_id as "organizationId", b.name, b.code, b.phone, b.postal, b.notes, b.archived_at is not null as archived`;

export const branchesOf = (db: Db, organizationIds: readonly number[]): Promise<BranchRecord[]> =>
  query(db, `select ${branchColumns} from branches b where b.organization_id = any($1) order by b.archived_at is not null, folded(b.name), b.id`, [organizationIds]);

export const branchesById = (db: Db, ids: readonly number[]): Promise<BranchRecord[]> =>
  ids.length === 0 ? Promise.resolve([]) : query(db, `select ${branchColumns} from branches b where b.id = any($1)`, [[...new Set(ids)]]);

export const searchBranches = (db: Db, words: string, limit: number): Promise<BranchRecord[]> =>
  query(db, `select ${branchColumns} from branches b where b.archived_at is null and b.search @@ to_tsquery('simple', $1) order by folded(b.name), b.id limit $2`, [words, limit]);

/** Branches of our own company: where colleagues work. */
export const ownBranches = (db: Db): Promise<BranchRecord[]> =>
  query(db, `select ${branchColumns} from branches b join organizations o on o.id = b.organization_id where o.own and o.archived_at is null and b.archived_at is null order by folded(b.name), b.id limit 1000`, []);

export async function insertBranch(db: Db, organizationId: number, name: string): Promise<number> {
  const [row] = await query<{ id: number }>(db, `insert into branches (organization_id, name) values ($1, $2) returning id`, [organizationId, name]);
  if (row === undefined) throw new Error("a branch was not written");
  return row.id;
}

export async function updateBranch(db: Db, id: number, change: { name?: string; code?: string | null; phone?: string | null; postal?: string | null; notes?: string }, archivedAt: string | null | undefined): Promise<void> {
  const given: [string, unknown][] = Object.entries(change).filter(([, value]) => value !== undefined);
  if (archivedAt !== undefined) given.push(["archived_at", archivedAt]);
  if (given.length === 0) return;
  await query(db, `update branches set ${given.map(([column], n) => `${column} = $${n + 2}`).join(", ")} where id = $1`, [id, ...given.map(([, value]) => value)]);
}
