import { query, type Db } from "../platform/db.ts";
import type { Person } from "../platform/work.ts";
import { scopeOf } from "../tickets/index.ts";
import { parameters } from "./conditions.ts";
import { scopeFilter } from "./list.ts";

/** Tags of so many of the newest tickets are known: what nobody has used for longer is typed by hand. */
const window = 2000;
const most = 200;

/** The tags in use at a desk, as far as the person sees their tickets, the commonest first. */
export async function tagsOf(db: Db, person: Person, deskId: number): Promise<string[]> {
  const p = parameters();
  const newest = `select t.tags from tickets t where t.desk_id = ${p.add(deskId)} and t.listed and ${scopeFilter(scopeOf(person), p)} order by t.updated_at desc, t.id desc limit ${window}`;
  const rows = await query<{ tag: string }>(
    db,
    `select min(tag) as tag from (${newest}) t, unnest(t.tags) tag group by lower(tag) order by count(*) desc, lower(min(tag)) limit ${most}`,
    p.values,
  );
  return rows.map(({ tag }) => tag);
}
