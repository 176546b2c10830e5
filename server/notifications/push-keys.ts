import { createECDH } from "node:crypto";

/** With what we sign to push services who we are (VAPID, RFC 8292): base64url. */
export interface PushKeys {
  publicKey: string;
  privateKey: string;
}

/** @param secret 32 random bytes: as good as always a private key of P-256 */
export function pushKeysOf(secret: Uint8Array): PushKeys {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(secret);
  return { publicKey: pair.getPublicKey("base64url"), privateKey: pair.getPrivateKey("base64url").padStart(43, "A") };
}
