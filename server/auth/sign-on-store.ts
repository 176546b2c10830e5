import type { ProviderKind, ProviderSettings, StaffAccess } from "../../contract/sign-on.ts";
import { query, type Db } from "../platform/db.ts";

/** A second factor was shown in the session. */
export async function markSession(db: Db, id: string): Promise<void> {
  await query(db, `update sessions set second_factor = true where id = $1`, [id]);
}

/** When the session began; null: it has ended. */
export async function sessionStart(db: Db, id: string): Promise<string | null> {
  const [row] = await query<{ createdAt: string }>(db, `select created_at as "createdAt" from sessions where id = $1`, [id]);
  return row?.createdAt ?? null;
}

export interface ProviderRow {
  id: number;
  key: string;
  kind: ProviderKind;
  settings: ProviderSettings;
  /** sealed */
  secret: Buffer | null;
  people: number;
}
const providerColumns = `p.id, p.key, p.kind, p.settings, p.secret, (select count(*)::integer from external_accounts a where a.provider_id = p.id) as people`;

export const listProviders = (db: Db): Promise<ProviderRow[]> => query<ProviderRow>(db, `select ${providerColumns} from sign_on_providers p where p.archived_at is null order by p.id`, []);

export async function findProvider(db: Db, key: string): Promise<ProviderRow | null> {
  const [row] = await query<ProviderRow>(db, `select ${providerColumns} from sign_on_providers p where p.key = $1 and p.archived_at is null`, [key]);
  return row ?? null;
}

/** @returns its id, the same as before where it was removed meanwhile */
export async function saveProvider(db: Db, key: string, settings: ProviderSettings, secret: Buffer | null): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `insert into sign_on_providers (key, kind, settings, secret) values ($1, $2, $3, $4)
     on conflict (key) do update set kind = excluded.kind, settings = excluded.settings, secret = excluded.secret, archived_at = null returning id`,
    [key, settings.kind, JSON.stringify(settings), secret],
  );
  if (row === undefined) throw new Error("the provider was not written");
  return row.id;
}

/** Nobody comes in by it any more, and its secret is gone. */
export async function archiveProvider(db: Db, id: number, now: string): Promise<void> {
  await query(db, `update sign_on_providers set archived_at = $2, secret = null where id = $1`, [id, now]);
}

/** Another place's accounts are other people: none is known by it yet. @returns the people who were */
export async function forgetAccounts(db: Db, providerId: number): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `delete from external_accounts where provider_id = $1 returning person_id as id`, [providerId]);
  return [...new Set(rows.map((row) => row.id))];
}

/** Those that a provider vouches for are signed out. */
export async function endVouchedSessions(db: Db, personIds: readonly number[]): Promise<void> {
  await query(db, `delete from sessions where person_id = any($1) and ends_at is not null`, [personIds]);
}

/** Whoever came in by another way is signed out. @param except the id of a session that stays; null: none does */
export async function endOtherSessions(db: Db, personIds: readonly number[], except: string | null): Promise<void> {
  await query(db, `delete from sessions where person_id = any($1) and ends_at is null and id is distinct from $2`, [personIds, except]);
}

export async function peopleOf(db: Db, providerId: number): Promise<number[]> {
  return (await query<{ id: number }>(db, `select distinct person_id as id from external_accounts where provider_id = $1`, [providerId])).map(({ id }) => id);
}

/** The directory by which alone the person comes in; null: there is none. */
export async function onlyDirectoryOf(db: Db, personId: number): Promise<string | null> {
  const [row] = await query<{ name: string }>(
    db,
    `select p.settings->>'name' as name from external_accounts a join sign_on_providers p on p.id = a.provider_id
     where a.person_id = $1 and p.archived_at is null and p.settings->'only' = 'true' order by a.used_at desc limit 1`,
    [personId],
  );
  return row?.name ?? null;
}

export async function accountOf(db: Db, providerId: number, subject: string): Promise<number | null> {
  const [row] = await query<{ id: number }>(db, `select person_id as id from external_accounts where provider_id = $1 and subject = $2`, [providerId, subject]);
  return row?.id ?? null;
}

export async function hasOtherAccount(db: Db, providerId: number, personId: number): Promise<boolean> {
  return (await query(db, `select from external_accounts where provider_id = $1 and person_id = $2`, [providerId, personId])).length > 0;
}

export async function noteAccount(db: Db, providerId: number, subject: string, personId: number, now: string): Promise<void> {
  await query(
    db,
    `insert into external_accounts (provider_id, subject, person_id, linked_at, used_at) values ($1, $2, $3, $4, $4)
     on conflict (provider_id, subject) do update set used_at = excluded.used_at`,
    [providerId, subject, personId, now],
  );
}

/** @returns the providers that knew the person */
export async function forgetAccountsOf(db: Db, personId: number): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `delete from external_accounts where person_id = $1 returning provider_id as id`, [personId]);
  return [...new Set(rows.map((row) => row.id))];
}

/** The directories by which somebody has come in. */
export const vouchersOf = (db: Db, personId: number): Promise<{ name: string; usedAt: string }[]> =>
  query(db, `select p.settings->>'name' as name, a.used_at as "usedAt" from external_accounts a join sign_on_providers p on p.id = a.provider_id where a.person_id = $1 and p.archived_at is null order by 1`, [personId]);

/** Second factors and directories of everybody who has any, by person. */
export async function waysInUse(db: Db): Promise<Map<number, Pick<StaffAccess, "totp" | "passkeys" | "providers">>> {
  const rows = await query<{ id: number; totp: boolean; passkeys: number; providers: string[] }>(
    db,
    `select person_id as id, bool_or(totp) as totp, sum(passkeys)::integer as passkeys, coalesce(array_agg(distinct provider) filter (where provider is not null), '{}') as providers from (
       select person_id, true as totp, 0 as passkeys, null as provider from totp_keys where confirmed_at is not null
       union all select person_id, false, 1, null from passkeys
       union all select a.person_id, false, 0, p.settings->>'name' from external_accounts a join sign_on_providers p on p.id = a.provider_id where p.archived_at is null) as one
     group by person_id`,
    [],
  );
  return new Map(rows.map(({ id, ...ways }) => [id, ways]));
}
