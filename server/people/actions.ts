import { query } from "../platform/db.ts";
import { maskCards } from "../platform/rich-text/index.ts";
import type { Work } from "../platform/work.ts";
import { addressKey, nameFrom } from "./rules.ts";

export interface Someone {
  address: string;
  name?: string | null;
  locale?: string | null;
}
export interface Known {
  id: number;
  name: string;
  address: string;
  locale: string | null;
}

/**
 * The people behind some addresses, made where they are not known yet, in one round trip. An address always leads to
 * the same person, also when two processes meet it at once. Answers in the order asked, each address once.
 */
export async function ensurePeople(work: Work, asked: readonly Someone[]): Promise<Known[]> {
  const wanted = new Map<string, Someone>();
  for (const someone of asked) {
    const key = addressKey(someone.address);
    if (!wanted.has(key)) wanted.set(key, someone);
  }
  if (wanted.size === 0) return [];
  const addresses = [...wanted.keys()];
  const rows = await query<Known>(work.db, ensure, [
    addresses,
    addresses.map((address) => cleanName(wanted.get(address)?.name) ?? nameFrom(address)),
    addresses.map((address) => wanted.get(address)?.locale ?? null),
    work.now.toString(),
    work.actor.via === "demo",
  ]);
  const byAddress = new Map(rows.map((row) => [row.address, row]));
  if (byAddress.size < addresses.length) {
    // another transaction made the same address meanwhile and has committed: now it can be read
    const missing = addresses.filter((address) => !byAddress.has(address));
    const late = await query<Known>(
      work.db,
      `select p.id, p.name, a.address, p.locale from addresses a join people p on p.id = a.person_id where a.address = any($1)`,
      [missing],
    );
    for (const row of late) byAddress.set(row.address, row);
  }
  return addresses.map((address) => {
    const known = byAddress.get(address);
    if (known === undefined) throw new Error("a person was not written");
    return known;
  });
}

/** Addresses first: who inserts the address makes the person; a conflict makes none. */
const ensure = `with wanted as (
  select * from unnest($1::text[], $2::text[], $3::text[]) as w(address, name, locale)
), known as (
  select p.id, p.name, a.address, p.locale from addresses a join people p on p.id = a.person_id where a.address = any($1)
), fresh as (
  select w.*, nextval(pg_get_serial_sequence('people', 'id')) as id from wanted w where not exists (select from known k where k.address = w.address)
), claimed as (
  insert into addresses (address, person_id, is_primary) select address, id, true from fresh order by address on conflict (address) do nothing returning address, person_id
), made as (
  insert into people (id, name, locale, created_at, demo, organization_id) overriding system value
  select f.id, f.name, f.locale, $4, $5, (select d.organization_id from mail_domains d where d.domain = split_part(f.address, '@', 2))
  from fresh f join claimed c on c.person_id = f.id
  returning id, name, locale
)
select id, name, address, locale from known union all select m.id, m.name, c.address, m.locale from made m join claimed c on c.person_id = m.id`;

/** A name as people write it: without control characters, folded white space, at most 200 characters; null when nothing is left. */
export function cleanName(name: string | null | undefined): string | null {
  // oxlint-disable-next-line no-control-regex
  const clean = (name ?? "").toWellFormed().replace(/[\u0000-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069]/g, " ").replace(/\s+/g, " ").trim();
  return clean === "" ? null : maskCards([...clean].slice(0, 200).join(""));
}
