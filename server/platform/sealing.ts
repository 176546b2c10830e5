import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Keeps secrets that must be used again (an authenticator's key, a directory's password) unreadable in tables, dumps and logs. */
export interface Sealing {
  /** @param what the secret is and whose, e.g. `totp 17`: what is sealed for one owner opens for no other */
  seal(plain: string, what: string): Buffer;
  /** null: it was sealed for another owner or by another installation, or was changed. Whoever knows the secret must enter it again */
  open(sealed: Buffer, what: string): string | null;
}

const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM under a key drawn from the installation's secret; `what` is authenticated with it. */
export function createSealing(secret: Buffer): Sealing {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "ventanilla sealing", 32));
  return {
    seal(plain, what) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(what));
      return Buffer.concat([nonce, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, what) {
      if (sealed.length < nonceBytes + tagBytes) return null;
      const cipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(Buffer.from(what)).setAuthTag(sealed.subarray(-tagBytes));
      const opened = cipher.update(sealed.subarray(nonceBytes, -tagBytes));
      try {
        return Buffer.concat([opened, cipher.final()]).toString("utf8");
      } catch {
        return null; // the tag does not fit: the only thing that `final` can find wrong
      }
    },
  };
}
