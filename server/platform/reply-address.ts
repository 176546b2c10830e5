import { createHmac, timingSafeEqual } from "node:crypto";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const signatureLength = 12;
/** RFC 5321, 4.5.3.1.1 */
const maxLocalPart = 64;

/**
 * The address that answers to a ticket's mails go to: `support+123-<signature>@…`. Whoever has it was sent it by us,
 * which is the strongest evidence of where a mail belongs. The desk's own address where there is no room for a tag.
 */
export function signReplyAddress(secret: Uint8Array, deskAddress: string, ticketNumber: number): string {
  const at = deskAddress.lastIndexOf("@");
  const local = `${deskAddress.slice(0, at)}+${ticketNumber}-${signatureOf(secret, deskAddress, ticketNumber)}`;
  return Buffer.byteLength(local) > maxLocalPart ? deskAddress : local + deskAddress.slice(at);
}

export interface ReplyAddress {
  /** the address without the tag, lower case: whether it is a desk's is the caller's to ask */
  deskAddress: string;
  ticketNumber: number;
  /** false: the tag was made up, or by another installation */
  genuine: boolean;
}

/** Reads such an address, in any case (some mail programs change it); null when it bears no tag of this form. */
export function readReplyAddress(secret: Uint8Array, address: string): ReplyAddress | null {
  const match = /^(.+)\+(\d{1,15})-([a-z2-7]{12})@([^@]+)$/.exec(address.trim().toLowerCase());
  if (match === null) return null;
  const [, local = "", number = "", signature = "", domain = ""] = match;
  const deskAddress = `${local}@${domain}`;
  const expected = signatureOf(secret, deskAddress, Number(number));
  return { deskAddress, ticketNumber: Number(number), genuine: timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) };
}

/** 60 bits of HMAC-SHA256 in base32, which survives a change of case. */
function signatureOf(secret: Uint8Array, deskAddress: string, ticketNumber: number): string {
  const digest = createHmac("sha256", secret).update(`${deskAddress.toLowerCase()}\n${ticketNumber}`).digest();
  let bits = digest.readBigUInt64BE(0);
  let text = "";
  for (let i = 0; i < signatureLength; i += 1) {
    text += alphabet.charAt(Number(bits & 31n));
    bits >>= 5n;
  }
  return text;
}
