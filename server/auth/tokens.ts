import { randomUUID } from "node:crypto";
import type { ApiToken, MadeApiToken, NewApiToken, Scope } from "../../contract/access.ts";
import { personByAddress } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Person, Work } from "../platform/work.ts";
import { newSecret, secretHash } from "./secrets.ts";

/** By which a token is known where it was left by mistake: secret scanners look for it. */
export const tokenPrefix = "vt_";
/** So many a person may have at a time: a program that makes them without end is stopped. */
const mostTokens = 50;
const installation = { desk: null, ticket: null, version: null } as const;
const columns = `id, name, scopes, created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt"`;

/** Those that work now. */
export const listTokens = (db: Db, personId: number, now: string): Promise<ApiToken[]> =>
  query(db, `select ${columns} from tokens where person_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2) order by created_at, id`, [personId, now]);

/** Makes an API token for the person of an address. It is in what this returns, once, and nowhere else. @throws `person.not-found` (404) */
export async function createToken(work: Work, { email, ...input }: { email: string; name: string; scopes: readonly Scope[]; days?: number }): Promise<{ id: string; token: string }> {
  const known = await personByAddress(work.db, email);
  if (known === undefined || known.deactivated) throw notFound("person");
  return insert(work, known.id, { ...input, days: input.days ?? null });
}

/** Makes one for oneself; for staff only. @throws 403, 409 */
export async function createOwnToken(work: Work, actor: Person, input: NewApiToken): Promise<MadeApiToken> {
  if (actor.grants.length === 0) throw problem("permission.denied", 403);
  const now = work.now.toString();
  if ((await listTokens(work.db, actor.id, now)).length >= mostTokens) throw problem("token.too-many", 409, { params: { count: mostTokens } });
  const { id, token } = await insert(work, actor.id, { ...input, name: input.name.trim() });
  const made = (await listTokens(work.db, actor.id, now)).find((one) => one.id === id);
  if (made === undefined) throw new Error("the token was not written");
  return { ...made, token };
}

async function insert(work: Work, personId: number, { name, scopes, days }: { name: string; scopes: readonly Scope[]; days: number | null }): Promise<{ id: string; token: string }> {
  const token = tokenPrefix + newSecret();
  const id = randomUUID();
  await query(work.db, `insert into tokens (hash, id, person_id, name, scopes, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`, [
    secretHash(token), id, personId, name, [...scopes], work.now.toString(), days === null ? null : work.now.add({ hours: 24 * days }).toString(),
  ]);
  await work.record(installation, "token.created", { name, scopes });
  return { id, token };
}

/** @param of whose it must be; absent: anybody's. @throws 404 */
export async function revokeToken(work: Work, id: string, of: number | null = null): Promise<void> {
  const [row] = await query<{ name: string }>(work.db, `update tokens set revoked_at = $2 where id = $1 and revoked_at is null and ($3::bigint is null or person_id = $3) returning name`, [id, work.now.toString(), of]);
  if (row === undefined) throw notFound("page");
  await work.record(installation, "token.revoked", { name: row.name });
}

/** A token as each request with it is checked. */
export interface TokenRow {
  id: string;
  personId: number;
  scopes: string[];
  expiresAt: string | null;
  usedAt: string | null;
}
export async function findToken(db: Db, hash: Buffer): Promise<TokenRow | null> {
  const [row] = await query<TokenRow>(db, `select id, person_id as "personId", scopes, expires_at as "expiresAt", used_at as "usedAt" from tokens where hash = $1 and revoked_at is null`, [hash]);
  return row ?? null;
}

export async function touchToken(db: Db, hash: Buffer, at: string): Promise<void> {
  await query(db, `update tokens set used_at = $2 where hash = $1 and (used_at is null or used_at < $2)`, [hash, at]);
}
