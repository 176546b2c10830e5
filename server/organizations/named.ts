import { query, type Db } from "../platform/db.ts";

/** The organization of this very name, the oldest where several have it. */
export async function organizationNamed(db: Db, name: string): Promise<number | undefined> {
  const [row] = await query<{ id: number }>(db, `select id from organizations where name = $1 and merged_into is null order by id limit 1`, [name]);
  return row?.id;
}

/** The organization's branch of this very name. */
export async function branchNamed(db: Db, organization: number, name: string): Promise<number | undefined> {
  const [row] = await query<{ id: number }>(db, `select id from branches where organization_id = $1 and name = $2 order by id limit 1`, [organization, name]);
  return row?.id;
}
