import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const signatureLength = 12;
/** RFC 5321, 4.5.3.1.1 */
const maxLocalPart = 64;

/**
 * What an answer is, other than a customer's word: a note of the colleague (a person's id) that the mail went to (R8), or
 * a part of a side conversation (T16). It is signed with the rest, so that neither can be turned into the other.
 */
export type ReplyScope = { kind: "note"; person: number } | { kind: "side"; side: number };
const scopeText = (scope: ReplyScope | null): string => (scope === null ? "" : scope.kind === "note" ? `n${scope.person}` : `s${scope.side}`);

/**
 * The address that answers to a ticket's mails go to: `support+123-<signature>@…`. Whoever has it was sent it by us,
 * which is the strongest evidence of where a mail belongs. The desk's own address where there is no room for a tag.
 */
export function signReplyAddress(secret: Uint8Array, deskAddress: string, ticketNumber: number, scope: ReplyScope | null = null): string {
  const at = deskAddress.lastIndexOf("@");
  const local = `${deskAddress.slice(0, at)}+${ticketNumber}${scopeText(scope)}-${signatureOf(secret, deskAddress, ticketNumber, scope)}`;
  return Buffer.byteLength(local) > maxLocalPart ? deskAddress : local + deskAddress.slice(at);
}

export interface ReplyAddress {
  /** the address without the tag, lower case: whether it is a desk's is the caller's to ask */
  deskAddress: string;
  ticketNumber: number;
  /** null: a customer's word */
  scope: ReplyScope | null;
  /** false: the tag was made up, or by another installation */
  genuine: boolean;
}

/** Reads such an address, in any case (some mail programs change it); null when it bears no tag of this form. */
export function readReplyAddress(secret: Uint8Array, address: string): ReplyAddress | null {
  const match = /^(.+)\+(\d{1,15})(?:([ns])(\d{1,15}))?-([a-z2-7]{12})@([^@]+)$/.exec(address.trim().toLowerCase());
  if (match === null) return null;
  const [, local = "", number = "", kind, id = "", signature = "", domain = ""] = match;
  const deskAddress = `${local}@${domain}`;
  const scope: ReplyScope | null = kind === "n" ? { kind: "note", person: Number(id) } : kind === "s" ? { kind: "side", side: Number(id) } : null;
  const expected = signatureOf(secret, deskAddress, Number(number), scope);
  return { deskAddress, ticketNumber: Number(number), scope, genuine: timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) };
}

/** Making a key of bytes takes longer than signing with it. */
const keys = new WeakMap<Uint8Array, KeyObject>();
function keyOf(secret: Uint8Array): KeyObject {
  const key = keys.get(secret) ?? createSecretKey(secret);
  keys.set(secret, key);
  return key;
}

/** 60 bits of HMAC-SHA256 in base32, which survives a change of case. */
function signatureOf(secret: Uint8Array, deskAddress: string, ticketNumber: number, scope: ReplyScope | null): string {
  const digest = createHmac("sha256", keyOf(secret)).update(`${deskAddress.toLowerCase()}\n${ticketNumber}${scopeText(scope)}`).digest();
  let bits = digest.readBigUInt64BE(0);
  let text = "";
  for (let i = 0; i < signatureLength; i += 1) {
    text += alphabet.charAt(Number(bits & 31n));
    bits >>= 5n;
  }
  return text;
}
