import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";
import { addressKey } from "./rules.ts";
import { phoneKey, phoneSearch } from "./phones.ts";

/** All that is known of a person. Organization and branch are ids: `organizations` knows their names. */
export interface PersonDetails {
  id: number;
  name: string;
  addresses: { email: string; primary: boolean; bounced: boolean }[];
  phones: { number: string; typed: string }[];
  organizationId: number | null;
  branchId: number | null;
  workplace: string | null;
  employeeId: string | null;
  locale: string | null;
  timeZone: string | null;
  notes: string;
  fields: Record<string, unknown>;
  /** holds a role */
  colleague: boolean;
  deactivated: boolean;
  version: number;
}

const phonesSql = `coalesce((select json_agg(json_build_object('number', n.number, 'typed', n.typed) order by n.position) from phones n where n.person_id = p.id), '[]') as phones`;
const detailsSql = `select p.id, p.name, p.organization_id as "organizationId", p.branch_id as "branchId", p.workplace, p.employee_id as "employeeId", p.locale,
    p.time_zone as "timeZone", p.notes, p.fields, p.version, p.deactivated_at is not null as deactivated,
    coalesce((select json_agg(json_build_object('email', a.address, 'primary', a.is_primary, 'bounced', a.bounced_at is not null) order by a.is_primary desc, a.address)
      from addresses a where a.person_id = p.id), '[]') as addresses, ${phonesSql},
    exists (select from grants g join roles r on r.id = g.role_id where g.person_id = p.id and r.archived_at is null) as colleague
  from people p where p.id = coalesce((select merged_into from people where id = $1), $1) and p.erased_at is null`;

export async function personDetails(db: Db, id: number): Promise<PersonDetails | undefined> {
  const [row] = await query<PersonDetails>(db, detailsSql, [id]);
  return row;
}

/** The same, locked until the transaction ends; of somebody merged, whom they were merged into. */
export async function lockPerson(db: Db, id: number): Promise<PersonDetails | undefined> {
  const [row] = await query<PersonDetails>(db, `${detailsSql} for no key update of p`, [id]);
  return row;
}

export interface FoundPerson {
  id: number;
  name: string;
  email: string | null;
  phones: { number: string; typed: string }[];
  organizationId: number | null;
  branchId: number | null;
}

/** Words as they are compared: without case and accents. The same as SQL's `folded`. */
export const foldedWords = (text: string): string[] =>
  text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");

/** Words as prefixes, all of them, for `to_tsquery('simple', …)`; null where there are none. */
export function prefixQuery(text: string): string | null {
  const words = foldedWords(text);
  return words.length === 0 ? null : words.map((word) => `'${word}':*`).join(" & ");
}

/** So many of those who match are looked at, the newest first: what is typed further narrows. */
const window = 300;

/**
 * People as somebody types: by words of the name, the beginning of an address, or a phone in any notation. Who matches
 * an address or phone comes first.
 */
export async function findPeople(db: Db, { q, country, organizationIds, limit }: { q: string; country: string; organizationIds?: readonly number[]; limit: number }): Promise<FoundPerson[]> {
  const phone = phoneSearch(q, country);
  const address = addressKey(q);
  return query<FoundPerson>(
    db,
    `with found as (
       (select person_id as id, 2 as worth from addresses where $1 <> '' and address like $1 || '%' limit ${window})
       union all
       (select n.person_id, 2 from unnest($2::text[]) as b (beginning) join phones n on n.number like b.beginning || '%' limit ${window})
       union all
       (select person_id, 2 from phones where $3::text is not null and reverse(number) like reverse($3) || '%' limit ${window})
       union all
       (select id, 1 from people where $4::text is not null and search @@ to_tsquery('simple', $4) order by id desc limit ${window})
       union all
       (select id, 1 from people where $1 = '' and $5::bigint[] is not null and organization_id = any($5) order by id desc limit ${window})
     ), best as (select id, max(worth) as worth from found group by id)
     select p.id, p.name, a.address as email, p.organization_id as "organizationId", p.branch_id as "branchId", ${phonesSql}
     from best b join people p on p.id = b.id left join addresses a on a.person_id = p.id and a.is_primary
     where p.merged_into is null and p.erased_at is null and ($5::bigint[] is null or p.organization_id = any($5))
     order by b.worth desc, lower(p.name), p.id limit $6`,
    [likeEscaped(address), phone?.beginnings.map(likeEscaped) ?? [], phone === null ? null : likeEscaped(phone.ending), prefixQuery(q), organizationIds ?? null, limit],
  );
}

const likeEscaped = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

export interface PersonChange {
  name?: string;
  organizationId?: number | null;
  branchId?: number | null;
  workplace?: string | null;
  employeeId?: string | null;
  locale?: string | null;
  notes?: string;
  fields?: Record<string, unknown>;
}
const columns: Record<keyof PersonChange, string> = {
  name: "name", organizationId: "organization_id", branchId: "branch_id", workplace: "workplace", employeeId: "employee_id", locale: "locale", notes: "notes", fields: "fields",
};

/** What is given is set; of fields, each by itself, null takes one away. */
export async function updatePerson(db: Db, id: number, change: PersonChange): Promise<void> {
  const given = Object.entries(change).flatMap(([key, value]) => (value === undefined ? [] : [{ column: columns[key as keyof PersonChange], value }]));
  const sets = given.map(({ column }, n) => (column === "fields" ? `fields = jsonb_strip_nulls(fields || $${n + 2}::jsonb)` : `${column} = $${n + 2}`));
  await query(db, `update people set ${["version = version + 1", ...sets].join(", ")} where id = $1`, [
    id,
    ...given.map(({ column, value }) => (column === "fields" ? JSON.stringify(value) : value)),
  ]);
}

/** Somebody without an address yet: known by phone. */
export async function insertPerson({ db, now, actor }: Pick<Work, "db" | "now" | "actor">, name: string): Promise<number> {
  const [row] = await query<{ id: number }>(db, `insert into people (name, created_at, demo) values ($1, $2, $3) returning id`, [name, now.toString(), actor.via === "demo"]);
  if (row === undefined) throw new Error("a person was not written");
  return row.id;
}

/** The person's phones are these, in this order; each number once. */
export async function setPhones(db: Db, personId: number, typed: readonly string[], country: string): Promise<void> {
  const numbers = new Map(typed.map((text) => [phoneKey(text, country), text.trim()]).filter(([number]) => number !== "") as [string, string][]);
  await query(db, `delete from phones where person_id = $1`, [personId]);
  await query(db, `insert into phones (person_id, number, typed, position) select $1, number, typed, n from unnest($2::text[], $3::text[]) with ordinality as w (number, typed, n)`, [
    personId,
    [...numbers.keys()],
    [...numbers.values()],
  ]);
}

/** The person's addresses are these, the first the primary one. Answers those that are somebody else's, for the caller to refuse. */
export async function setAddresses(db: Db, personId: number, addresses: readonly string[]): Promise<string[]> {
  const keys = [...new Set(addresses.map(addressKey))];
  const taken = await query<{ address: string }>(db, `select address from addresses where address = any($1) and person_id <> $2`, [keys, personId]);
  if (taken.length > 0) return taken.map((row) => row.address);
  await query(db, `delete from addresses where person_id = $1 and address <> all($2::text[])`, [personId, keys]);
  const written = await query<{ address: string }>(
    db,
    `insert into addresses (address, person_id, is_primary) select address, $1, n = 1 from unnest($2::text[]) with ordinality as w (address, n)
     on conflict (address) do update set is_primary = excluded.is_primary where addresses.person_id = excluded.person_id returning address`,
    [personId, keys],
  );
  return keys.filter((key) => !written.some((row) => row.address === key));
}

/** Where somebody who signs works, and by which number the company knows them (C11). */
export interface Signature {
  name: string;
  employeeId: string | null;
  branchId: number | null;
  workplace: string | null;
  organizationId: number | null;
}
export async function signatureOf(db: Db, personId: number): Promise<Signature | undefined> {
  const [row] = await query<Signature>(
    db,
    `select name, employee_id as "employeeId", branch_id as "branchId", workplace, organization_id as "organizationId" from people where id = $1 for share`,
    [personId],
  );
  return row;
}
