import { defaultPasswordPolicy, type PasswordPolicy } from "../../contract/auth.ts";
import { profileOf } from "../people/index.ts";
import type { Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Person, Work } from "../platform/work.ts";
import { longestPassword, passwordFlaw } from "./rules.ts";
import { hashPassword, verifyPassword } from "./secrets.ts";
import * as store from "./store.ts";

/** Raises `password.too-short`, `.too-long`, `.needs-digits` or `.common` (422). */
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
export async function prepareChange(db: Db, actor: Person, change: { current?: string; password: string }): Promise<string> {
  const stored = await store.passwordHash(db, actor.id);
  if (stored !== null && !(await verifyPassword(change.current ?? "", stored))) throw problem("password.wrong", 422, { path: "/current" });
  const profile = await profileOf(db, actor.id);
  checkPassword(change.password, defaultPasswordPolicy, [profile?.name ?? "", profile?.address ?? ""]);
  return hashPassword(change.password);
}

/** Sets the password and ends the person's other sessions. */
export async function changePassword(work: Work, actor: Person, hash: string): Promise<void> {
  await store.setPasswordHash(work.db, actor.id, hash, work.now.toString());
  await store.spendPasswordLinks(work.db, actor.id, work.now.toString());
  await store.deleteSessionsOf(work.db, actor.id, actor.sessionId ?? null);
  await work.record({ desk: null, ticket: null, version: null }, "password.changed", { how: "session" });
}
