import { createHmac, randomBytes } from "node:crypto";
import { query, type Db } from "../platform/db.ts";

/** A setting of the installation, or undefined. */
export async function readSetting(db: Db, key: string): Promise<unknown> {
  const [row] = await query<{ value: unknown }>(db, `select value from settings where key = $1`, [key]);
  return row?.value;
}

/** Those of these keys that are there. */
export const settingsAt = (db: Db, keys: readonly string[]): Promise<{ key: string; value: unknown }[]> => query(db, `select key, value from settings where key = any($1)`, [keys]);

/** Is there any whose key begins so? */
export async function hasSettings(db: Db, prefix: string): Promise<boolean> {
  const [row] = await query<{ any: boolean }>(db, `select exists (select from settings where starts_with(key, $1)) as any`, [prefix]);
  return row?.any ?? false;
}

export const settingsOf = (db: Db, prefix: string): Promise<{ key: string; value: unknown }[]> => query(db, `select key, value from settings where starts_with(key, $1) order by key`, [prefix]);

/** All whose key begins so. */
export const removeSettings = (db: Db, prefix: string): Promise<unknown> => query(db, `delete from settings where starts_with(key, $1)`, [prefix]);

export async function writeSetting(db: Db, key: string, value: unknown): Promise<void> {
  await query(db, `insert into settings (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value`, [key, JSON.stringify(value)]);
}

/**
 * A secret that is worked out whenever it is needed, from one of the installation and what its owner keeps: no table holds it.
 * @param name of the installation's secret
 * @param prefix by which it is known for what it is, e.g. `vts_`
 */
export async function derivedSecret(db: Db, name: string, prefix: string, { salt, secretVersion }: { salt: Buffer; secretVersion: number }): Promise<string> {
  return prefix + createHmac("sha256", await installationSecret(db, name)).update(salt).update(`:${secretVersion}`).digest("base64url");
}

/**
 * A secret of the installation, made at first use and kept: 32 random bytes. It never leaves the process but in a backup.
 * @param name e.g. `reply-address`
 */
export async function installationSecret(db: Db, name: string): Promise<Buffer> {
  const key = `secret.${name}`;
  await query(db, `insert into settings (key, value) values ($1, $2) on conflict (key) do nothing`, [key, JSON.stringify(randomBytes(32).toString("base64"))]);
  const value = await readSetting(db, key);
  if (typeof value !== "string") throw new Error(`setting ${key} is not a secret`);
  return Buffer.from(value, "base64");
}
