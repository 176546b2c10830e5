import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { insertPerson, setPhones } from "./details.ts";
import { phoneKey, phoneWritten } from "./phones.ts";

/** Who has this number, those who are known by nothing else first. Several may share one: a family, a shop. */
const ownersOf = (db: Db, number: string): Promise<{ id: number; same: string }[]> =>
  query(
    db,
    `select p.id, lower(p.name) as same from phones n join people p on p.id = n.person_id
     where n.number = $1 and p.merged_into is null and p.deactivated_at is null
     order by exists (select from addresses a where a.person_id = p.id), p.id limit 100`,
    [number],
  );

/**
 * The person with this number, in any notation, and this name; made where there is none. Without a name whoever has the
 * number, if it is one. Two who meet the same number at once find the same person.
 * @throws 422 for a number that is none, and where a name must say which of several it is
 */
export async function ensureByPhone(work: Work, { phone, name = "", country }: { phone: string; name?: string | undefined; country: string }): Promise<{ id: number; number: string }> {
  const number = phoneKey(phone, country);
  if (number.replace(/\D/g, "").length < fewestDigits) throw problem("person.no-phone", 422, { path: "/requester/phone" });
  await query(work.db, `select pg_advisory_xact_lock(hashtextextended($1, 5477021))`, [number]);
  const owners = await ownersOf(work.db, number);
  const called = name.replace(/\s+/g, " ").trim();
  const known = called === "" ? owners : owners.filter(({ same }) => same === called.toLowerCase());
  if (called === "" && known.length > 1) throw problem("person.several", 422, { params: { phone: phoneWritten(number) }, path: "/requester/name" });
  const [one] = known;
  if (one !== undefined) return { id: one.id, number };
  const id = await insertPerson(work, called === "" ? phoneWritten(number) : called);
  await setPhones(work.db, id, [phone], country);
  return { id, number };
}

/** Fewer digits are no number one could call back, short service numbers included. */
const fewestDigits = 3;

/** Adds a number to those of a person, at the end; nothing where they have it already. */
export async function addPhone(db: Db, personId: number, typed: string, country: string): Promise<boolean> {
  const number = phoneKey(typed, country);
  if (number === "" || number === "+") return false;
  const added = await query(
    db,
    `insert into phones (person_id, number, typed, position) select $1, $2, $3, coalesce((select max(position) from phones where person_id = $1), 0) + 1 on conflict do nothing returning number`,
    [personId, number, typed.trim()],
  );
  return added.length > 0;
}

/**
 * Somebody known by phone only is the same as another: their phones are the other's from now on, and who asks for the
 * one reads the other. What else names them is the caller's to move.
 */
export async function joinPeople(db: Db, id: number, into: number): Promise<void> {
  await query(
    db,
    `insert into phones (person_id, number, typed, position)
     select $2, number, typed, position + coalesce((select max(position) from phones where person_id = $2), 0) from phones where person_id = $1 on conflict do nothing`,
    [id, into],
  );
  await query(db, `delete from phones where person_id = $1`, [id]);
  await query(
    db,
    `update people p set organization_id = coalesce(p.organization_id, o.organization_id), branch_id = case when p.organization_id is null then o.branch_id else p.branch_id end,
       notes = case when o.notes = '' then p.notes when p.notes = '' then o.notes else p.notes || E'\\n' || o.notes end, fields = o.fields || p.fields, version = p.version + 1
     from people o where o.id = $1 and p.id = $2`,
    [id, into],
  );
  await query(db, `update people set merged_into = $2 where id = $1 or merged_into = $1`, [id, into]);
}

/** How somebody is known in words: the address written to, else the first phone, else nothing. */
export async function knownAs(db: Db, personId: number): Promise<string> {
  const [row] = await query<{ known: string | null }>(
    db,
    `select coalesce((select address from addresses where person_id = $1 order by is_primary desc, address limit 1), (select number from phones where person_id = $1 order by position limit 1)) as known`,
    [personId],
  );
  return row?.known ?? "";
}
