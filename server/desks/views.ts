import type { ListColumn, NewView, View, ViewDefinition, ViewPatch } from "../../contract/views.ts";
import { parseQuery } from "../../contract/query.ts";
import type { Sort } from "../../contract/tickets.ts";
import { query, type Db } from "../platform/db.ts";
import { notFound, problem } from "../platform/problem.ts";
import { allows, type Person, type Work } from "../platform/work.ts";
import type { DeskConfig } from "./store.ts";

/** Saved lists (issue 3): shared ones are the desk's configuration, the others their owner's. */
export interface StoredView {
  id: number;
  deskId: number;
  /** null: shared */
  personId: number | null;
  labels: Record<string, string>;
  q: string;
  sort: Sort | null;
  columns: ListColumn[] | null;
}

const mostViews = 100;
const columns = `id, desk_id as "deskId", person_id as "personId", labels, q, sort, columns`;

/** The shared ones first, then the person's own, each in their order. */
export const viewsOf = (db: Db, deskId: number, personId: number): Promise<StoredView[]> =>
  query(
    db,
    `select ${columns} from views where desk_id = $1 and archived_at is null and (person_id is null or person_id = $2) order by person_id is not null, position, id`,
    [deskId, personId],
  );

const mayShare = (person: Person, deskId: number) => allows(person, "desk.configure", deskId);

/** May somebody work with lists of the desk at all, if only in one of its queues? */
export const worksAt = (person: Person, deskId: number): boolean =>
  person.grants.some((grant) => (grant.desk === null || grant.desk === deskId) && grant.permissions.has("ticket.see"));

/** By its key; one that was saved in the browser is known by its number. */
const keySql = `coalesce(key, 'view-' || id)`;

/** The shared views as the desk's file writes them. */
export async function sharedViews(db: Db, deskId: number): Promise<ViewDefinition[]> {
  const rows = await query<{ key: string; labels: Record<string, string>; q: string; sort: Sort | null; columns: ListColumn[] | null }>(
    db,
    `select ${keySql} as key, labels, q, sort, columns from views where desk_id = $1 and person_id is null and archived_at is null order by position, id`,
    [deskId],
  );
  return rows.map(({ key, labels, q, sort, columns: chosen }) => ({ key, labels, q, ...(sort === null ? {} : { sort }), ...(chosen === null ? {} : { columns: chosen }) }));
}

/** Brings the shared views to these, in this order; those that are not among them go. Nobody's own are touched. */
export async function importViews(db: Db, deskId: number, views: readonly ViewDefinition[]): Promise<void> {
  const keys = views.map(({ key }) => key);
  await query(db, `delete from views where desk_id = $1 and person_id is null and ${keySql} <> all($2::text[])`, [deskId, keys]);
  const given = JSON.stringify(views.map(({ key, labels, q, sort = null, columns: chosen = null }, n) => ({ key, labels, q, sort, columns: chosen, position: n + 1 })));
  const read = `select key, labels, q, sort, columns, position from json_to_recordset($2::json) as d(key text, labels jsonb, q text, sort text, columns text[], position integer)`;
  await query(
    db,
    `update views v set labels = d.labels, q = d.q, sort = d.sort, columns = d.columns, position = d.position, archived_at = null
     from (${read}) d where v.desk_id = $1 and v.person_id is null and coalesce(v.key, 'view-' || v.id) = d.key`,
    [deskId, given],
  );
  await query(
    db,
    `insert into views (desk_id, key, labels, q, sort, columns, position) select $1, d.key, d.labels, d.q, d.sort, d.columns, d.position from (${read}) d
     where not exists (select from views v where v.desk_id = $1 and v.person_id is null and coalesce(v.key, 'view-' || v.id) = d.key)`,
    [deskId, given],
  );
}

/** @throws 403, 404, 422 */
export async function createView(work: Work, person: Person, desk: DeskConfig, input: NewView): Promise<StoredView> {
  if (!worksAt(person, desk.id)) throw notFound("desk");
  if (input.shared && !mayShare(person, desk.id)) throw problem("permission.denied", 403);
  checkQuery(input.q);
  const existing = (await viewsOf(work.db, desk.id, person.id)).filter((view) => (view.personId === null) === input.shared);
  if (existing.length >= mostViews) throw problem("view.too-many", 422, { params: { most: mostViews } });
  const [row] = await query<StoredView>(
    work.db,
    `insert into views (desk_id, person_id, labels, q, sort, columns, position)
     select $1, $2, $3, $4, $5, $6, coalesce(max(position), 0) + 1 from views where desk_id = $1 and person_id is not distinct from $2
     returning ${columns}`,
    [desk.id, input.shared ? null : person.id, JSON.stringify(input.labels), input.q, input.sort ?? null, input.columns ?? null],
  );
  if (row === undefined) throw new Error("a view was not written");
  return row;
}

/** @throws 403, 404, 422 */
export async function changeView(work: Work, person: Person, id: number, patch: ViewPatch): Promise<StoredView> {
  const view = await editableView(work, person, id);
  if (patch.q !== undefined) checkQuery(patch.q);
  if (patch.position !== undefined) await moveView(work.db, view, patch.position);
  const after = { ...view, ...patch };
  await query(work.db, `update views set labels = $2, q = $3, sort = $4, columns = $5 where id = $1`, [id, JSON.stringify(after.labels), after.q, after.sort, after.columns]);
  return { id, deskId: view.deskId, personId: view.personId, labels: after.labels, q: after.q, sort: after.sort, columns: after.columns };
}

/** @throws 403, 404 */
export async function removeView(work: Work, person: Person, id: number): Promise<void> {
  await editableView(work, person, id);
  await query(work.db, `delete from views where id = $1`, [id]);
}

/** Foreign and missing look the same; a shared one that is not the person's to change is seen, and refused. */
async function editableView(work: Work, person: Person, id: number): Promise<StoredView> {
  const [view] = await query<StoredView>(work.db, `select ${columns} from views where id = $1 and archived_at is null for update`, [id]);
  if (view === undefined || (view.personId === null ? !worksAt(person, view.deskId) : view.personId !== person.id)) throw notFound("view");
  if (view.personId === null && !mayShare(person, view.deskId)) throw problem("permission.denied", 403);
  return view;
}

/** Puts it in its place and numbers the others anew. */
async function moveView(db: Db, view: StoredView, position: number): Promise<void> {
  const rows = await query<{ id: number }>(
    db,
    `select id from views where desk_id = $1 and person_id is not distinct from $2 and archived_at is null order by position, id for update`,
    [view.deskId, view.personId],
  );
  const others = rows.map((row) => row.id).filter((other) => other !== view.id);
  const order = others.toSpliced(position, 0, view.id);
  await query(db, `update views set position = o.position from unnest($1::bigint[]) with ordinality as o (id, position) where views.id = o.id`, [order]);
}

/** @throws 422 for a search that cannot be read */
function checkQuery(q: string): void {
  const parsed = parseQuery(q, null);
  if ("part" in parsed) throw problem("query.malformed", 422, { params: { part: parsed.part }, path: "/q" });
}

export const showView = (view: StoredView, desk: DeskConfig, person: Person): View => ({
  id: view.id,
  desk: desk.key,
  shared: view.personId === null,
  labels: view.labels,
  q: view.q,
  sort: view.sort,
  columns: view.columns,
  editable: view.personId === person.id || mayShare(person, desk.id),
});

/** The lists that some people saved for themselves. */
export async function eraseViewsOf({ db }: Work, people: readonly number[]): Promise<void> {
  await query(db, `delete from views where person_id = any($1)`, [people]);
}
