import { escapeHtml } from "../platform/rich-text/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";
import { phoneDigits, phoneWritten } from "./phones.ts";

/** What stands where somebody's name, address or phone stood. */
export const struckOut = "•••";

/** By what somebody is found wherever they are named. */
export interface Traces {
  /** the person, and those who turned out to be the same */
  ids: number[];
  addresses: string[];
  /** addresses, phones in every notation, and names of more than one word: what is struck out of others' texts */
  words: string[];
}

/** A single name is many people's: struck out it would take others' words with it. */
const tellsApart = (name: string): boolean => /\S\s+\S/.test(name.trim()) && name !== struckOut;
/** Fewer digits are a house number or a price. */
const fewestDigits = 7;

export async function tracesOf(db: Db, id: number): Promise<Traces> {
  const people = await query<{ id: number; name: string }>(db, `select id, name from people where id = $1 or merged_into = $1 order by id`, [id]);
  const ids = people.map((person) => person.id);
  const addresses = (await query<{ address: string }>(db, `select address from addresses where person_id = any($1) order by address`, [ids])).map((row) => row.address);
  const phones = await query<{ number: string; typed: string }>(db, `select number, typed from phones where person_id = any($1)`, [ids]);
  const numbers = phones.flatMap(({ number, typed }) => [number, typed, phoneWritten(number), ...phoneDigits(number)]).filter((text) => text.replace(/\D/g, "").length >= fewestDigits);
  const names = people.map((person) => person.name.trim()).filter(tellsApart);
  const plain = [...addresses, ...numbers, ...names];
  // the longer first: an address within another must not leave half of it
  return { ids, addresses, words: [...new Set([...plain, ...plain.map(escapeHtml)])].toSorted((a, b) => b.length - a.length) };
}

/** Nothing is left of them but a number, which tickets and events name. */
export async function erasePerson(work: Work, { ids }: Traces): Promise<void> {
  for (const table of ["addresses", "phones", "grants"] as const) await query(work.db, `delete from ${table} where person_id = any($1)`, [ids]);
  await query(
    work.db,
    `update people set name = $3, locale = null, time_zone = null, contact = null, preferences = '{}', organization_id = null, branch_id = null, workplace = null, employee_id = null, notes = '',
       fields = '{}', deactivated_at = coalesce(deactivated_at, $2), erased_at = $2, version = version + 1 where id = any($1)`,
    [ids, work.now.toString(), struckOut],
  );
}
