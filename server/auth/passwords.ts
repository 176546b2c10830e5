import { defaultPasswordPolicy, type PasswordPolicy } from "../../contract/auth.ts";
import type { DeskSet } from "../desks/index.ts";
import { profileOf } from "../people/index.ts";
import type { Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Person, Work } from "../platform/work.ts";
import { longestPassword, passwordFlaw, strictest } from "./rules.ts";
import { hashPassword, verifyPassword } from "./secrets.ts";
import * as store from "./store.ts";

/**
 * What a person's new password must have: what the desks where they work ask for, and the desk whose portal or link it is
 * chosen by. A customer of no desk in particular: the default.
 */
export function policyFor({ grants }: Pick<Person, "grants">, desks: DeskSet, at: number | null = null): PasswordPolicy {
  const ids = new Set([...grants.flatMap(({ desk }) => desk ?? []), ...(at === null ? [] : [at])]);
  const everywhere = grants.some(({ desk }) => desk === null);
  return strictest([...(everywhere ? [defaultPasswordPolicy] : []), ...[...ids].map((id) => desks.byId.get(id)?.settings.passwordPolicy ?? defaultPasswordPolicy)]);
}

/** Raises `password.too-short`, `.too-few-letters`, `.too-long`, `.needs-digits` or `.common` (422). */
export function checkPassword(password: string, policy: PasswordPolicy, about: readonly string[]): void {
  const flaw = passwordFlaw(password, policy, about);
  if (flaw === null) return;
  throw problem(`password.${flaw}`, 422, { path: "/password", params: { minLength: policy.minLength, minDigits: policy.minDigits, maxLength: longestPassword } });
}

/** Checks the password of the first administrator. @throws 422 as `checkPassword` */
export function checkFirstPassword(password: string, about: readonly string[]): void {
  checkPassword(password, defaultPasswordPolicy, about);
}

/** Checks what a signed-in person wants to change the password to, and hashes it: outside the transaction, it takes long. */
export async function prepareChange(db: Db, desks: DeskSet, actor: Person, change: { current?: string; password: string; desk?: string }): Promise<string> {
  const stored = await store.passwordHash(db, actor.id);
  if (stored !== null && !(await verifyPassword(change.current ?? "", stored))) throw problem("password.wrong", 422, { path: "/current" });
  const profile = await profileOf(db, actor.id);
  const at = change.desk === undefined ? undefined : desks.byKey.get(change.desk);
  checkPassword(change.password, policyFor(actor, desks, at?.id), [profile?.name ?? "", profile?.address ?? ""]);
  return hashPassword(change.password);
}

/** Sets the password and ends the person's other sessions. */
export async function changePassword(work: Work, actor: Person, hash: string): Promise<void> {
  const first = (await store.passwordHash(work.db, actor.id)) === null;
  await store.setPasswordHash(work.db, actor.id, hash, work.now.toString());
  await store.spendPasswordLinks(work.db, actor.id, work.now.toString());
  await store.deleteSessionsOf(work.db, actor.id, actor.sessionId ?? null);
  await work.record({ desk: null, ticket: null, version: null }, "password.changed", { how: "session", first });
}
