import { randomUUID } from "node:crypto";
import { defaultPasswordPolicy } from "../../contract/auth.ts";
import { permissions } from "../../contract/permissions.ts";
import type { SecondFactor } from "../../contract/sign-on.ts";
import { administrators, ensureAdministratorRole, ensurePeople, grantRole, personByAddress, profileOf, type Profile } from "../people/index.ts";
import type { Clock } from "../platform/clock.ts";
import { configError, variables } from "../platform/config.ts";
import type { Db } from "../platform/db.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Person, type Work } from "../platform/work.ts";
import { createLink } from "./links.ts";
import { limits, normalizeAddress, passwordFlaw, sessionEnd, sessionLife } from "./rules.ts";
import { hashPassword, newSecret, secretHash, verifyPassword } from "./secrets.ts";
import * as store from "./store.ts";
import { clearTries, countTry, signInKey } from "./throttle.ts";

const installation = { desk: null, ticket: null, version: null } as const;

/**
 * Checks address and password. Unknown address, no password, wrong password and deactivated person cost and answer the
 * same: `session.refused` (401).
 */
export async function checkCredentials(deps: { db: Db; clock: Clock; transact: Transact }, credentials: { email: string; password: string }): Promise<Profile> {
  const { db, clock, transact } = deps;
  const address = normalizeAddress(credentials.email);
  const tries = signInKey(address);
  await countTry(db, clock, tries, limits.signInByAddress);
  const known = await personByAddress(db, address);
  const stored = await store.passwordHash(db, known?.id ?? 0);
  const right = await verifyPassword(credentials.password, stored);
  const profile = await profileOf(db, known?.id ?? 0);
  if (right && profile !== null && !profile.deactivated) {
    await clearTries(db, tries);
    return profile;
  }
  const reason = known === undefined ? "unknown" : known.deactivated ? "deactivated" : "password";
  await transact(systemActor("web"), (work) => work.record(installation, "session.refused", { address, reason }));
  throw problem("session.refused", 401);
}

/** Who has shown to be somebody, and how. */
export interface Entry {
  personId: number;
  how: "password" | "link" | "terminal" | "passkey" | "oidc" | "ldap";
  /** the directory that vouches for the person */
  provider?: string;
  /** what was shown besides; null: nothing yet */
  second: SecondFactor | "provider" | null;
}
export interface NewSession {
  entry: Entry;
  userAgent: string;
  ip: string;
  /** the cookie that came with the request: its session ends, whoever's it was, and its name is never taken over */
  replaced: string | undefined;
}

/** Starts a session under a new random name and returns it, for the cookie. */
export async function startSession(work: Work, { entry, ...input }: NewSession): Promise<string> {
  const secret = newSecret();
  const endsAt = entry.provider === undefined ? null : work.now.add({ hours: sessionLife.vouchedHours });
  if (input.replaced) await store.deleteSession(work.db, secretHash(input.replaced));
  await store.insertSession(work.db, {
    hash: secretHash(secret),
    id: randomUUID(),
    personId: entry.personId,
    createdAt: work.now.toString(),
    seenAt: work.now.toString(),
    expiresAt: sessionEnd(work.now, work.now, endsAt).toString(),
    endsAt: endsAt?.toString() ?? null,
    secondFactor: entry.second !== null || entry.how === "terminal",
    userAgent: input.userAgent.slice(0, 500),
    ip: input.ip,
  });
  await work.record(installation, "session.started", { how: entry.how, ip: input.ip, ...(entry.provider === undefined ? {} : { provider: entry.provider }), ...(entry.second === null ? {} : { second: entry.second }) });
  return secret;
}

export async function endSession(work: Work, secret: string): Promise<void> {
  if ((await store.deleteSession(work.db, secretHash(secret))) !== null) await work.record(installation, "session.ended", {});
}

/** Ends one of the person's sessions, by its public id. */
export async function endSessionById(work: Work, actor: Person, id: string): Promise<void> {
  if (!(await store.deleteSessionOf(work.db, actor.id, id))) throw notFound("session");
  await work.record(installation, "session.ended", {});
}

/** Signs the person out everywhere. */
export async function endAllSessions(work: Work, actor: Person): Promise<void> {
  const ended = await store.deleteSessionsOf(work.db, actor.id, null);
  for (let i = 0; i < ended; i += 1) await work.record(installation, "session.ended", {});
}

/**
 * A link by which an administrator signs in once, for the terminal: its path below the installation's address.
 * @param address which administrator; the first one when absent
 */
export async function createAdminLink(work: Work, address?: string): Promise<{ path: string; address: string } | null> {
  const all = await administrators(work.db);
  const chosen = address === undefined ? all[0] : all.find((one) => one.address === normalizeAddress(address));
  if (chosen === undefined) return null;
  const link = await createLink(work, { personId: chosen.id, address: null, purpose: "sign-in", occasion: "administrator", desk: null });
  return { path: link.path, address: chosen.address };
}

/** Makes the person an administrator (ADMIN_EMAIL at the first start). A password that is set already stays; a new one is held to the rule for everybody. */
export async function ensureAdministrator(work: Work, admin: { email: string; name?: string; password: string | null }): Promise<number> {
  await ensureAdministratorRole(work.db, permissions);
  const [person] = await ensurePeople(work, [{ address: admin.email, name: admin.name ?? null }]);
  if (person === undefined) throw new Error("the administrator was not written");
  await grantRole(work.db, person.id, null, "administrator");
  if (admin.password !== null && (await store.passwordHash(work.db, person.id)) === null) {
    if (passwordFlaw(admin.password, defaultPasswordPolicy, [admin.email, admin.name ?? ""]) !== null) throw configError(`ADMIN_PASSWORD is too easy to guess; expected ${variables.ADMIN_PASSWORD.expected}`);
    await store.setPasswordHash(work.db, person.id, await hashPassword(admin.password), work.now.toString());
  }
  return person.id;
}
