import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Codes of authenticator apps: RFC 6238 with what every app understands (SHA-1, six digits, thirty seconds). */
const stepSeconds = 30;
const digits = 6;
/** A phone's clock may be off by so many steps either way (RFC 6238, 5.2). */
const drift = 1;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A new key in base32 (RFC 4648), 160 bits. */
export function newTotpKey(): string {
  let bits = "";
  for (const byte of randomBytes(20)) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join("");
}

function bytesOf(key: string): Buffer {
  const bits = [...key].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

/** @param step number of the thirty seconds since 1970 */
export function codeAt(key: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", bytesOf(key)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, "0");
}

export const stepAt = (milliseconds: number): number => Math.floor(milliseconds / 1000 / stepSeconds);

/**
 * The step whose code this is; null: none near now, or none after the last one used: a code is good once.
 * @param code as typed: spaces do not matter
 */
export function stepOf(key: string, code: string, milliseconds: number, lastStep: number): number | null {
  const typed = Buffer.from(code.replace(/\s/g, ""));
  const now = stepAt(milliseconds);
  let found: number | null = null;
  for (let step = now - drift; step <= now + drift; step += 1) {
    const right = Buffer.from(codeAt(key, step));
    if (typed.length === right.length && timingSafeEqual(typed, right) && step > lastStep) found = step;
  }
  return found;
}

/** What the QR code says (Google's Key URI format). */
export function keyUri(key: string, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${key}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`;
}
