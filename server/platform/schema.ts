import pg from "pg";
import type { DbConnection } from "./db.ts";

/**
 * The schema as text, read from PostgreSQL's catalogues (pg_dump does not ship with the embedded server): tables with
 * their columns, constraints and indexes, in alphabetical order, the same on every machine.
 */
export async function dumpSchema(connection: DbConnection): Promise<string> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; lines: string[]; indexes: string[] | null }>(`
      select c.relname as name,
        (select array_agg(line order by kind, n, line) from (
          select 0 as kind, a.attnum as n, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || case when a.attnotnull then ' not null' else '' end
            || case a.attidentity when 'a' then ' generated always as identity' else '' end
            || coalesce(case a.attgenerated when 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                 else ' default ' || pg_get_expr(d.adbin, d.adrelid) end, '') as line
          from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          union all
          select 1, 0, 'constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
          from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n') as line) as lines,
        (select array_agg(pg_get_indexdef(i.indexrelid) order by i.indexrelid::regclass::text)
          from pg_index i where i.indrelid = c.oid
            and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))) as indexes
      from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
      order by c.relname`);
    const table = (row: (typeof rows)[number]) =>
      [`create table ${row.name} (`, row.lines.map((line) => `  ${line}`).join(",\n"), ");", ...(row.indexes ?? []).map((index) => `${index};`), ""].join("\n");
    return `-- Generated from the migrations by \`npm run schema\`. Not run by anything; read it to know the tables.\n\n${rows.map(table).join("\n")}`;
  } finally {
    await client.end();
  }
}
