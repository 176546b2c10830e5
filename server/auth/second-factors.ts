import { randomBytes } from "node:crypto";
import type { FactorAdded, NewPasskey, SecondFactor, SecondStep, SignInWays, TotpKey } from "../../contract/sign-on.ts";
import { profileOf } from "../people/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Sealing } from "../platform/sealing.ts";
import type { Work } from "../platform/work.ts";
import { answeredPasskey, madePasskey, type Origin } from "./passkeys.ts";
import * as store from "./second-factor-store.ts";
import { secretHash } from "./secrets.ts";
import { markSession, vouchersOf } from "./sign-on-store.ts";
import { deleteSessionsOf } from "./store.ts";
import { keyUri, newTotpKey, stepOf } from "./totp.ts";

export interface FactorDeps {
  sealing: Sealing;
  /** the time on people's devices, also where a demonstration's is ahead */
  deviceClock: Clock;
}
/** Whose second factor changes: of a session, or (null) between the halves of signing in. */
export interface Owner {
  personId: number;
  sessionId: string | null;
}

const installation = { desk: null, ticket: null, version: null } as const;
const sealedFor = (personId: number) => `totp ${personId}`;
const recoveryCodes = 10;
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

/** Eighty bits, in groups that can be read out: nothing in it looks like something else. */
function newRecoveryCode(): string {
  const letters: string[] = [];
  while (letters.length < 16) for (const byte of randomBytes(16)) if (letters.length < 16 && byte < 248) letters.push(alphabet[byte % alphabet.length] ?? "");
  return (letters.join("").match(/.{4}/g) ?? []).join("-");
}
const codeHash = (code: string): Buffer => secretHash(code.toLowerCase().replace(/[^a-z0-9]/g, ""));

/** @param recent whether the session that asks is young enough to change them */
export async function waysOf(db: Db, personId: number, recent: boolean): Promise<SignInWays> {
  const [profile, factors, passkeys, providers] = await Promise.all([profileOf(db, personId), store.factorsOf(db, personId), store.passkeysOf(db, personId), vouchersOf(db, personId)]);
  return {
    required: profile?.needsSecondFactor ?? false,
    totpSince: factors.totpSince,
    passkeys: passkeys.map(({ id, name, createdAt, usedAt }) => ({ id, name, createdAt, usedAt })),
    recoveryCodesLeft: factors.recoveryCodes,
    providers,
    recent,
  };
}

/** A key for an authenticator app, which counts once a code of it was shown. @throws 409 where there is one that counts */
export async function proposeTotp(work: Work, { sealing }: FactorDeps, personId: number, issuer: string): Promise<TotpKey> {
  const profile = await profileOf(work.db, personId);
  if (profile === null) throw notFound("person");
  const key = newTotpKey();
  if (!(await store.proposeTotp(work.db, personId, sealing.seal(key, sealedFor(personId)), work.now.toString()))) throw problem("second-factor.has-totp", 409);
  return { key, uri: keyUri(key, profile.address ?? profile.name, issuer) };
}

/** The key is in the app: its codes are asked for from now on. @throws 409, and 422 for a wrong code */
export async function confirmTotp(work: Work, deps: FactorDeps, owner: Owner, code: string): Promise<FactorAdded> {
  const row = await store.totpOf(work.db, owner.personId);
  if (row === null || row.confirmedAt !== null) throw problem("second-factor.no-totp", 409);
  if (!(await isRightCode(work, deps, owner.personId, row, code))) throw problem("second-factor.wrong-code", 422, { path: "/code" });
  await work.record(installation, "second-factor.added", { personId: owner.personId, factor: "totp" });
  return added(work, owner);
}

/** @throws 409 for one that is known, 422 where it does not answer what was asked */
export async function addPasskey(work: Work, owner: Owner, origin: Origin, input: NewPasskey): Promise<FactorAdded> {
  const made = await madePasskey(work, owner.personId, origin, input);
  if (!(await store.insertPasskey(work.db, { ...made, personId: owner.personId, name: input.name.trim(), createdAt: work.now.toString() }))) throw problem("second-factor.has-passkey", 409);
  await work.record(installation, "second-factor.added", { personId: owner.personId, factor: "passkey", name: input.name.trim() });
  return added(work, owner);
}

/** What was shown to make it counts for this session; the person's other sessions that showed none end. */
async function added(work: Work, { personId, sessionId }: Owner): Promise<FactorAdded> {
  if (sessionId !== null) await markSession(work.db, sessionId);
  await store.deleteStepsOf(work.db, personId);
  await deleteSessionsOf(work.db, personId, sessionId, { onlyWithoutSecondFactor: true });
  const { recoveryCodes: left } = await store.factorsOf(work.db, personId);
  return { recoveryCodes: left > 0 ? null : await makeRecoveryCodes(work, personId) };
}

/** Those made before work no more. */
export async function makeRecoveryCodes(work: Work, personId: number): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodes }, newRecoveryCode);
  await store.setRecoveryCodes(work.db, personId, codes.map(codeHash));
  await work.record(installation, "recovery-codes.made", { personId });
  return codes;
}

/** @throws 409 for the last one where a role asks for one */
export async function removeTotp(work: Work, personId: number): Promise<void> {
  if (!(await store.deleteTotp(work.db, personId))) throw notFound("page");
  await work.record(installation, "second-factor.removed", { personId, factor: "totp" });
  await keepOneOrNone(work, personId);
}

/** @throws 404, 409 as `removeTotp` */
export async function removePasskey(work: Work, personId: number, id: string): Promise<void> {
  const row = await store.findPasskey(work.db, id);
  if (row === null || row.personId !== personId || (await store.deletePasskeys(work.db, personId, id)) === 0) throw notFound("page");
  await work.record(installation, "second-factor.removed", { personId, factor: "passkey", name: row.name });
  await keepOneOrNone(work, personId);
}

/** Recovery codes stand in for a second factor; without one they stand for nothing. */
async function keepOneOrNone(work: Work, personId: number): Promise<void> {
  const { totpSince, passkeys } = await store.factorsOf(work.db, personId);
  if (totpSince !== null || passkeys > 0) return;
  if ((await profileOf(work.db, personId))?.needsSecondFactor) throw problem("second-factor.last", 409);
  await store.setRecoveryCodes(work.db, personId, []);
}

/** For who lost everything: all of the person's second factors go, and so do the sessions. @returns how many factors there were */
export async function resetFactors(work: Work, personId: number): Promise<number> {
  const [hadTotp, passkeys] = [await store.deleteTotp(work.db, personId), await store.deletePasskeys(work.db, personId, null)];
  await store.setRecoveryCodes(work.db, personId, []);
  await store.deleteStepsOf(work.db, personId);
  if (hadTotp) await work.record(installation, "second-factor.removed", { personId, factor: "totp" });
  for (let n = 0; n < passkeys; n += 1) await work.record(installation, "second-factor.removed", { personId, factor: "passkey" });
  if (hadTotp || passkeys > 0) await deleteSessionsOf(work.db, personId, null);
  return Number(hadTotp) + passkeys;
}

/** Checks the second half of signing in and uses it up; null: it is wrong. */
export async function checkSecondStep(work: Work, deps: FactorDeps, personId: number, origin: Origin, shown: SecondStep): Promise<SecondFactor | null> {
  if (shown.passkey !== undefined) return (await answeredPasskey(work, origin, shown.passkey, { personId })) === null ? null : "passkey";
  if (shown.recoveryCode !== undefined) return (await store.useRecoveryCode(work.db, personId, codeHash(shown.recoveryCode))) ? "recovery-code" : null;
  const row = await store.totpOf(work.db, personId);
  return row !== null && row.confirmedAt !== null && (await isRightCode(work, deps, personId, row, shown.code ?? "")) ? "totp" : null;
}

async function isRightCode(work: Work, { sealing, deviceClock }: FactorDeps, personId: number, row: store.TotpRow, code: string): Promise<boolean> {
  const key = sealing.open(row.sealed, sealedFor(personId));
  if (key === null) throw problem("second-factor.unreadable", 409);
  const step = stepOf(key, code, deviceClock.now().epochMilliseconds, row.lastStep);
  return step !== null && store.useTotp(work.db, personId, step, work.now.toString());
}
