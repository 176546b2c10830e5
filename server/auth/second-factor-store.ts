import { query, type Db } from "../platform/db.ts";

export interface TotpRow {
  sealed: Buffer;
  confirmedAt: string | null;
  lastStep: number;
}

export async function totpOf(db: Db, personId: number): Promise<TotpRow | null> {
  const [row] = await query<TotpRow>(db, `select sealed, confirmed_at as "confirmedAt", last_step as "lastStep" from totp_keys where person_id = $1`, [personId]);
  return row ?? null;
}

/** A key to be confirmed takes the place of another such, never of one that counts. @returns whether it did */
export async function proposeTotp(db: Db, personId: number, sealed: Buffer, now: string): Promise<boolean> {
  const rows = await query(
    db,
    `insert into totp_keys (person_id, sealed, created_at) values ($1, $2, $3)
     on conflict (person_id) do update set sealed = excluded.sealed, created_at = excluded.created_at, last_step = 0 where totp_keys.confirmed_at is null returning 1`,
    [personId, sealed, now],
  );
  return rows.length > 0;
}

/** Notes that the code of this step was used, and with the first that the key counts. @returns false where a newer one was used meanwhile */
export async function useTotp(db: Db, personId: number, step: number, now: string): Promise<boolean> {
  const rows = await query(db, `update totp_keys set last_step = $2, confirmed_at = coalesce(confirmed_at, $3) where person_id = $1 and last_step < $2 returning 1`, [personId, step, now]);
  return rows.length > 0;
}

export async function deleteTotp(db: Db, personId: number): Promise<boolean> {
  return (await query<{ confirmed: boolean }>(db, `delete from totp_keys where person_id = $1 returning confirmed_at is not null as confirmed`, [personId]))[0]?.confirmed ?? false;
}

export async function setRecoveryCodes(db: Db, personId: number, hashes: readonly Buffer[]): Promise<void> {
  await query(db, `delete from recovery_codes where person_id = $1`, [personId]);
  if (hashes.length > 0) await query(db, `insert into recovery_codes (person_id, hash) select $1, h from unnest($2::bytea[]) as h`, [personId, hashes]);
}

/** Takes the code, once. */
export async function useRecoveryCode(db: Db, personId: number, hash: Buffer): Promise<boolean> {
  return (await query(db, `delete from recovery_codes where person_id = $1 and hash = $2 returning 1`, [personId, hash])).length > 0;
}

export interface PasskeyRow {
  id: string;
  personId: number;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  name: string;
  createdAt: string;
  usedAt: string | null;
}
const passkeyColumns = `id, person_id as "personId", public_key as "publicKey", counter, transports, name, created_at as "createdAt", used_at as "usedAt"`;

export const passkeysOf = (db: Db, personId: number): Promise<PasskeyRow[]> => query<PasskeyRow>(db, `select ${passkeyColumns} from passkeys where person_id = $1 order by created_at, id`, [personId]);

export async function findPasskey(db: Db, id: string): Promise<PasskeyRow | null> {
  const [row] = await query<PasskeyRow>(db, `select ${passkeyColumns} from passkeys where id = $1`, [id]);
  return row ?? null;
}

/** @returns false where it is somebody's already */
export async function insertPasskey(db: Db, { id, personId, publicKey, counter, transports, name, createdAt }: Omit<PasskeyRow, "usedAt">): Promise<boolean> {
  const rows = await query(
    db,
    `insert into passkeys (id, person_id, public_key, counter, transports, name, created_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing returning 1`,
    [id, personId, publicKey, counter, transports, name, createdAt],
  );
  return rows.length > 0;
}

export async function usePasskey(db: Db, id: string, counter: number, now: string): Promise<void> {
  await query(db, `update passkeys set counter = $2, used_at = $3 where id = $1`, [id, counter, now]);
}

/** @param id one of them; null: all. @returns how many went */
export async function deletePasskeys(db: Db, personId: number, id: string | null): Promise<number> {
  return (await query(db, `delete from passkeys where person_id = $1 and ($2::text is null or id = $2) returning 1`, [personId, id])).length;
}

export interface Factors {
  totpSince: string | null;
  passkeys: number;
  recoveryCodes: number;
}

/** What the person has as a second factor, in one round trip. */
export async function factorsOf(db: Db, personId: number): Promise<Factors> {
  const [row] = await query<Factors>(
    db,
    `select (select confirmed_at from totp_keys where person_id = $1) as "totpSince", (select count(*)::integer from passkeys where person_id = $1) as passkeys,
       (select count(*)::integer from recovery_codes where person_id = $1) as "recoveryCodes"`,
    [personId],
  );
  return row ?? { totpSince: null, passkeys: 0, recoveryCodes: 0 };
}

export interface StepRow {
  kind: string;
  personId: number | null;
  data: unknown;
}

export async function insertStep(db: Db, hash: Buffer, { kind, personId, data }: StepRow, expiresAt: string): Promise<void> {
  await query(db, `insert into sign_in_steps (hash, kind, person_id, data, expires_at) values ($1, $2, $3, $4, $5)`, [hash, kind, personId, JSON.stringify(data), expiresAt]);
}

export async function findStep(db: Db, hash: Buffer, kind: string, now: string): Promise<StepRow | null> {
  const [row] = await query<StepRow>(db, `select kind, person_id as "personId", data from sign_in_steps where hash = $1 and kind = $2 and expires_at > $3`, [hash, kind, now]);
  return row ?? null;
}

/** Takes the step, once: of several at a time one gets it. */
export async function takeStep(db: Db, hash: Buffer, kind: string, now: string): Promise<StepRow | null> {
  const [row] = await query<StepRow>(db, `delete from sign_in_steps where hash = $1 and kind = $2 and expires_at > $3 returning kind, person_id as "personId", data`, [hash, kind, now]);
  return row ?? null;
}

/** The half-made sign-ins of somebody whose ways in changed. */
export async function deleteStepsOf(db: Db, personId: number): Promise<void> {
  await query(db, `delete from sign_in_steps where person_id = $1`, [personId]);
}

export async function tidySteps(db: Db, now: string): Promise<void> {
  await query(db, `delete from sign_in_steps where expires_at <= $1`, [now]);
}
