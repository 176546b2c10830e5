import { passkeyTransports, type NewPasskey, type PasskeyAnswer, type PasskeyCreation, type PasskeyRequest } from "../../contract/sign-on.ts";
import { profileOf } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import * as store from "./second-factor-store.ts";
import { newSecret, secretHash } from "./secrets.ts";

/** The page that asks: a passkey is good for its host only, which is what makes it safe from look-alikes. */
export interface Origin {
  /** e.g. `https://help.example.com` */
  url: string;
}
const hostOf = ({ url }: Origin): string => new URL(url).hostname;
const timeoutMs = 5 * 60_000;
/** ECDSA and EdDSA on everything current, RSA for Windows Hello (COSE algorithm numbers). */
const algorithms = [-8, -7, -257];
const kinds = { make: "passkey-new", use: "passkey" } as const;

/** A challenge works once: answering takes it. */
async function newChallenge(work: Work, kind: (typeof kinds)[keyof typeof kinds], personId: number | null): Promise<string> {
  const challenge = newSecret();
  await store.insertStep(work.db, secretHash(challenge), { kind, personId, data: {} }, work.now.add({ milliseconds: timeoutMs }).toString());
  return challenge;
}
const taken = (work: Work, kind: (typeof kinds)[keyof typeof kinds], personId: number | null) => async (challenge: string): Promise<boolean> => {
  const step = await store.takeStep(work.db, secretHash(challenge), kind, work.now.toString());
  return step !== null && step.personId === personId;
};

const described = (passkey: Pick<store.PasskeyRow, "id" | "transports">) => ({ id: passkey.id, type: "public-key" as const, transports: passkeyTransports.filter((one) => passkey.transports.includes(one)) });

/** What the browser asks an authenticator to make. */
export async function passkeyCreation(work: Work, personId: number, origin: Origin, name: string): Promise<PasskeyCreation> {
  const profile = await profileOf(work.db, personId);
  if (profile === null) throw notFound("person");
  return {
    rp: { id: hostOf(origin), name },
    // not the address: the authenticator keeps it where others may read it (Web Authentication, 14.6.1)
    user: { id: Buffer.from(`ventanilla ${personId}`).toString("base64url"), name: profile.address ?? profile.name, displayName: profile.name },
    challenge: await newChallenge(work, kinds.make, personId),
    pubKeyCredParams: algorithms.map((alg) => ({ alg, type: "public-key" })),
    timeout: timeoutMs,
    excludeCredentials: (await store.passkeysOf(work.db, personId)).map(described),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    attestation: "none",
  };
}

/** @param personId of whom it must be; null: whoever's, who then shows finger, face or PIN to it as well */
export async function passkeyRequest(work: Work, personId: number | null, origin: Origin): Promise<PasskeyRequest> {
  return {
    challenge: await newChallenge(work, kinds.use, personId),
    timeout: timeoutMs,
    rpId: hostOf(origin),
    allowCredentials: personId === null ? [] : (await store.passkeysOf(work.db, personId)).map(described),
    userVerification: personId === null ? "required" : "preferred",
  };
}

/** Checks what the authenticator made. @throws 422 where it does not answer what was asked */
export async function madePasskey(work: Work, personId: number, origin: Origin, { id, clientDataJSON, attestationObject, transports: ways = [] }: NewPasskey): Promise<Pick<store.PasskeyRow, "id" | "publicKey" | "counter" | "transports">> {
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const verified = await verifyRegistrationResponse({
    response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response: { clientDataJSON, attestationObject } },
    expectedChallenge: taken(work, kinds.make, personId),
    expectedOrigin: origin.url,
    expectedRPID: hostOf(origin),
    requireUserVerification: false,
    supportedAlgorithmIDs: algorithms,
  }).catch(asWrong);
  if (verified === null || !verified.verified) throw problem("second-factor.wrong-passkey", 422);
  const { credential } = verified.registrationInfo;
  return { id: credential.id, publicKey: Buffer.from(credential.publicKey), counter: credential.counter, transports: [...ways] };
}

/**
 * Checks what an authenticator signed, and notes that it was used; null: it is wrong.
 * @param by `personId`: whose passkey must answer what that person was asked; null: anybody's who is known by it
 */
export async function answeredPasskey(work: Work, origin: Origin, { id, clientDataJSON, authenticatorData, signature }: PasskeyAnswer, { personId }: { personId: number | null }): Promise<number | null> {
  const known = await store.findPasskey(work.db, id);
  if (known === null || (personId !== null && known.personId !== personId)) return null;
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const verified = await verifyAuthenticationResponse({
    response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response: { clientDataJSON, authenticatorData, signature } },
    expectedChallenge: taken(work, kinds.use, personId),
    expectedOrigin: origin.url,
    expectedRPID: hostOf(origin),
    credential: { id: known.id, publicKey: new Uint8Array(known.publicKey), counter: known.counter },
    requireUserVerification: personId === null,
  }).catch(asWrong);
  if (verified === null || !verified.verified) return null;
  await store.usePasskey(work.db, known.id, verified.authenticationInfo.newCounter, work.now.toString());
  return known.personId;
}

/** The library throws for every reason a response can be wrong; the database's errors are not among them. */
function asWrong(error: unknown): null {
  if (error instanceof Error && "code" in error && typeof error.code === "string" && /^[0-9A-Z]{5}$/.test(error.code)) throw error;
  return null;
}
