import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { NewPasskey, PasskeyAnswer, PasskeyCreation, PasskeyRequest } from "../../contract/sign-on.ts";

/** What an authenticator is told wrongly, or does: an honest one gets `origin` from its browser. */
export interface Lies {
  origin?: string;
  /** whose page the authenticator was asked for */
  rpId?: string;
  counter?: number;
  /** the finger was on it, and neither PIN nor face was asked for */
  unverified?: boolean;
}

const hashed = (data: Buffer | string): Buffer => createHash("sha256").update(data).digest();
const base64url = (data: Buffer | string): string => Buffer.from(data).toString("base64url");
const flags = { present: 0x01, verified: 0x04, attested: 0x40 };

/** A security key in software (W3C Web Authentication, 6): one P-256 key, a counter, no attestation. */
export function makeAuthenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(16);
  let counter = 0;
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const said = (type: string, challenge: string, lies: Lies): string => JSON.stringify({ type, challenge, origin: lies.origin ?? origin, crossOrigin: false });
  const dataFor = (rpId: string, more: number, lies: Lies): Buffer => {
    counter = lies.counter ?? counter + 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([hashed(lies.rpId ?? rpId), Buffer.from([flags.present | (lies.unverified === true ? 0 : flags.verified) | more]), count]);
  };
  return {
    make({ challenge, rp }: PasskeyCreation, name: string, lies: Lies = {}): NewPasskey {
      // COSE: EC2, ES256, P-256 (RFC 9053)
      const key = Buffer.concat([Buffer.from("a5010203262001215820", "hex"), Buffer.from(x, "base64url"), Buffer.from("225820", "hex"), Buffer.from(y, "base64url")]);
      const data = Buffer.concat([dataFor(rp.id, flags.attested, lies), Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
      // CBOR: { fmt: "none", attStmt: {}, authData }
      const attestation = Buffer.concat([Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"), Buffer.from([data.length]), data]);
      return { name, id: base64url(id), clientDataJSON: base64url(said("webauthn.create", challenge, lies)), attestationObject: base64url(attestation) };
    },
    answer({ challenge, rpId }: Pick<PasskeyRequest, "challenge" | "rpId">, lies: Lies = {}): PasskeyAnswer {
      const client = said("webauthn.get", challenge, lies);
      const data = dataFor(rpId, 0, lies);
      return { id: base64url(id), clientDataJSON: base64url(client), authenticatorData: base64url(data), signature: base64url(sign("sha256", Buffer.concat([data, hashed(client)]), privateKey)) };
    },
  };
}
