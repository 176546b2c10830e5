import { query, type Db } from "../platform/db.ts";
import { byName } from "../platform/names.ts";
import { problem } from "../platform/problem.ts";

/** A branch of our own company: where a ticket plays, and to which a role may be narrowed. */
export interface Location {
  id: number;
  name: string;
}

const ours = `from branches b join organizations o on o.id = b.organization_id where o.own and o.archived_at is null and b.archived_at is null`;

/** Of organizations that are some desks' business only, where desk `$1` is one of them. */
const offered = `and (exists (select from organization_desks l where l.organization_id = o.id and l.desk_id = $1) or not exists (select from organization_desks l where l.organization_id = o.id))`;

/** What a desk is offered. */
export async function ourLocations(db: Db, deskId: number): Promise<(Location & { code: string | null })[]> {
  const offers = await query<Location & { code: string | null }>(db, `select b.id, b.name, b.code ${ours} ${offered} order by lower(b.name), b.id limit 1000`, [deskId]);
  return offers.sort(byName);
}

/** @throws 422 for what is no location of ours, or no longer */
export async function locationIn(db: Db, id: number, path: string): Promise<Location> {
  const [row] = await query<Location>(db, `select b.id, b.name ${ours} and b.id = $1`, [id]);
  if (row === undefined) throw problem("ticket.unknown-location", 422, { path });
  return row;
}

/** What a ticket names, also when it is no longer in use. */
export async function locationNamed(db: Db, id: number | null): Promise<Location | null> {
  if (id === null) return null;
  const [row] = await query<Location>(db, `select id, name from branches where id = $1`, [id]);
  return row ?? null;
}

/** The one location offered at a desk that others call so, by name or code; null where none or several are. */
export async function locationCalled(db: Db, deskId: number, text: string): Promise<number | null> {
  const rows = await query<{ id: number }>(db, `select b.id ${ours} ${offered} and (folded(b.name) = folded($2) or lower(b.code) = lower($2)) limit 2`, [deskId, text.trim()]);
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}

export async function isOfSomeDesks(db: Db, organization: number): Promise<boolean> {
  const [row] = await query<{ some: boolean }>(db, `select exists (select from organization_desks where organization_id = $1) as some`, [organization]);
  return row?.some ?? false;
}

/** From now on it is the business of this desk, beside those whose it is already. */
export const offerAtDesk = (db: Db, organization: number, deskId: number): Promise<unknown> =>
  query(db, `insert into organization_desks (organization_id, desk_id) values ($1, $2) on conflict do nothing`, [organization, deskId]);
