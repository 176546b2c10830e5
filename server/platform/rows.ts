import { query, type Db } from "./db.ts";

/** What becomes of rows whose column names a row that goes: they go too, or name nothing from then on. */
type Fate = "go" | "let-go";
/** By `table.column`. What is not said: a column that must hold something goes, one that may be empty lets go. */
export type Fates = Readonly<Record<string, Fate>>;

interface Reference {
  table: string;
  column: string;
  required: boolean;
  /** of the column, e.g. `uuid`: compared as what it is, so that its index serves */
  type: string;
  /** of the table's own `id`, where something names it; null: nothing does */
  id: string | null;
}
export type References = ReadonlyMap<string, readonly Reference[]>;

/** Every foreign key of the schema on a column `id`, by the table it leads to. */
export async function readReferences(db: Db): Promise<References> {
  const rows = await query<Reference & { to: string }>(
    db,
    `select c.confrelid::regclass::text as "to", c.conrelid::regclass::text as "table", a.attname as "column", a.attnotnull as required, format_type(a.atttypid, null) as type,
       (select format_type(i.atttypid, null) from pg_constraint d join pg_attribute i on i.attrelid = d.confrelid and i.attnum = d.confkey[1]
         where d.contype = 'f' and d.confrelid = c.conrelid and i.attname = 'id' limit 1) as id
     from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     join pg_attribute f on f.attrelid = c.confrelid and f.attnum = c.confkey[1]
     where c.contype = 'f' and f.attname = 'id' and c.connamespace = 'public'::regnamespace order by 1, 2, 3`,
    [],
  );
  return new Map(Object.entries(Object.groupBy(rows, ({ to }) => to)).map(([to, references = []]) => [to, references]));
}

/** Tables and columns are the schema's own names, never anybody's input. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Removes rows by their `id`, with everything that hangs on them. What belongs to what is said by the schema's foreign
 * keys, so that no table is forgotten, also none that comes later; a column without a foreign key is the caller's.
 */
export async function removeRows(db: Db, references: References, fates: Fates, table: string, ids: readonly (number | string)[], idType = "bigint"): Promise<void> {
  if (ids.length === 0) return;
  for (const { table: other, column, required, type, id } of references.get(table) ?? []) {
    const fate = fates[`${other}.${column}`] ?? (required ? "go" : "let-go");
    if (fate === "let-go") await query(db, `update ${quoted(other)} set ${quoted(column)} = null where ${quoted(column)} = any($1::${type}[])`, [ids]);
    else if (id === null) await removeWhere(db, other, column, ids, type);
    else {
      const rows = await query<{ id: number | string }>(db, `select id from ${quoted(other)} where ${quoted(column)} = any($1::${type}[])`, [ids]);
      await removeRows(db, references, fates, other, rows.map((row) => row.id), id);
    }
  }
  await removeWhere(db, table, "id", ids, idType);
}

export const removeWhere = (db: Db, table: string, column: string, values: readonly (number | string)[], type = "bigint"): Promise<unknown> =>
  query(db, `delete from ${quoted(table)} where ${quoted(column)} = any($1::${type}[])`, [values]);

/** Of these rows of a table, those that a column somewhere still names. */
export async function stillNamed(db: Db, table: string, column: string, ids: readonly number[]): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select distinct ${quoted(column)}::bigint as id from ${quoted(table)} where ${quoted(column)} = any($1::bigint[])`, [ids]);
  return rows.map(({ id }) => id);
}
