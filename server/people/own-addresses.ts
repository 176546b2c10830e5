import { query, type Db } from "../platform/db.ts";
import { addressKey } from "./rules.ts";

export interface OwnAddress {
  email: string;
  primary: boolean;
  /** a mailed link was used: the person reads it */
  verified: boolean;
}
/** A person's addresses, the one written to first. */
export const addressesOf = (db: Db, personId: number): Promise<OwnAddress[]> =>
  query(db, `select address as email, is_primary as primary, verified_at is not null as verified from addresses where person_id = $1 order by is_primary desc, address`, [personId]);

/** The address is this person's, proven; it stays whose it is where it is somebody's. */
export async function addProvenAddress(db: Db, personId: number, address: string, at: string): Promise<void> {
  await query(
    db,
    `insert into addresses (address, person_id, is_primary, verified_at) values ($2, $1, not exists (select from addresses where person_id = $1), $3)
     on conflict (address) do update set verified_at = excluded.verified_at, bounced_at = null, bounce_reason = null where addresses.person_id = excluded.person_id`,
    [personId, addressKey(address), at],
  );
}

/** @returns false for one that is not theirs, or the one written to */
export async function dropAddress(db: Db, personId: number, address: string): Promise<boolean> {
  return (await query(db, `delete from addresses where person_id = $1 and address = $2 and not is_primary returning address`, [personId, addressKey(address)])).length > 0;
}

/** From now on they are written to here. @returns false for an address that is not theirs, or not proven */
export async function makePrimary(db: Db, personId: number, address: string): Promise<boolean> {
  const proven = await query(db, `select from addresses where person_id = $1 and address = $2 and verified_at is not null for update`, [personId, addressKey(address)]);
  if (proven.length === 0) return false;
  await query(db, `update addresses set is_primary = false where person_id = $1 and is_primary and address <> $2`, [personId, addressKey(address)]);
  await query(db, `update addresses set is_primary = true where person_id = $1 and address = $2`, [personId, addressKey(address)]);
  return true;
}

/** All addresses of the one are the other's, and nobody signs in as the one any more. What else names them is the caller's to move. */
export async function handOverAddresses(db: Db, id: number, into: number, at: string): Promise<void> {
  await query(db, `update addresses set person_id = $2, is_primary = false where person_id = $1`, [id, into]);
  await query(db, `update people set deactivated_at = coalesce(deactivated_at, $2) where id = $1`, [id, at]);
}
