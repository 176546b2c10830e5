import { createHmac, timingSafeEqual } from "node:crypto";

/** A signature is good for so long before and after it was made, in seconds. */
export const toleranceSeconds = 300;

export interface Signature {
  /** seconds since 1970 */
  at: number;
  /** lower case hex; several while a sender changes its secret */
  digests: string[];
}

/** `t=1700000000,v1=5257a8…`; null for anything else. */
export function readSignature(header: unknown): Signature | null {
  if (typeof header !== "string" || header.length > 1_000) return null;
  const parts = header.split(",").map((part) => part.trim());
  const at = parts.find((part) => /^t=\d{1,12}$/.test(part))?.slice(2);
  const digests = parts.filter((part) => /^v1=[0-9a-fA-F]{64}$/.test(part)).map((part) => part.slice(3).toLowerCase());
  return at === undefined || digests.length === 0 ? null : { at: Number(at), digests: digests.slice(0, 5) };
}

/** What a sender signs: the time, a full stop, the body as it is sent. */
export const sign = (secret: string, at: number, body: Buffer): string => createHmac("sha256", secret).update(`${at}.`).update(body).digest("hex");

/** Whether one of the secrets made the signature, now. Every comparison takes the same time. */
export function isSigned(secrets: readonly string[], signature: Signature | null, body: Buffer, nowSeconds: number): boolean {
  if (signature === null) return false;
  let genuine = false;
  for (const secret of secrets) {
    const expected = Buffer.from(sign(secret, signature.at, body), "hex");
    for (const digest of signature.digests) if (timingSafeEqual(expected, Buffer.from(digest, "hex"))) genuine = true;
  }
  return genuine && Math.abs(nowSeconds - signature.at) <= toleranceSeconds;
}
