import type { Traces } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { forgetWhereFrom } from "../platform/events.ts";
import type { Work } from "../platform/work.ts";

/** Every way in that these people had. */
export async function dropAccess(db: Db, ids: readonly number[]): Promise<void> {
  for (const table of ["sessions", "passwords", "sign_in_links", "tokens", "address_claims", "external_accounts", "totp_keys", "recovery_codes", "passkeys", "sign_in_steps"] as const) await query(db, `delete from ${table} where person_id = any($1)`, [ids]);
}

/** Every way in that somebody had, and what their tries left behind. */
export async function eraseAccessOf({ db }: Work, { ids, addresses }: Traces): Promise<void> {
  await dropAccess(db, ids);
  await query(db, `delete from throttles where exists (select from unnest($1::text[]) address where position(address in lower(key)) > 0)`, [addresses]);
  await forgetWhereFrom(db, ids);
}
