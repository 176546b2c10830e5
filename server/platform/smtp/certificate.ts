import { X509Certificate, createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A private key and its certificate, both PEM. */
export type KeyAndCertificate = { key: string; cert: string };

const DAY = 24 * 60 * 60 * 1000;
const LIFETIME_DAYS = 3650;
const RENEW_BEFORE_DAYS = 60;

/**
 * The self-made certificate of this installation for STARTTLS: made once, kept in `folder`
 * (`smtp-key.pem`, readable by us only, and `smtp-cert.pem`), made again when it nears its end, is
 * unreadable, or names another host. Mail servers encrypt opportunistically and do not verify it.
 */
export async function keptCertificate(folder: string, host: string, now: Date): Promise<KeyAndCertificate> {
  const keyPath = join(folder, "smtp-key.pem");
  const certPath = join(folder, "smtp-cert.pem");
  const kept = await readKept(keyPath, certPath);
  if (kept && isUsable(kept, host, now)) return kept;
  const made = makeCertificate(host, now);
  await mkdir(folder, { recursive: true });
  await writeWhole(keyPath, made.key, 0o600);
  await writeWhole(certPath, made.cert, 0o644);
  return made;
}

async function readKept(keyPath: string, certPath: string): Promise<KeyAndCertificate | null> {
  try {
    return { key: await readFile(keyPath, "utf8"), cert: await readFile(certPath, "utf8") };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function isUsable(kept: KeyAndCertificate, host: string, now: Date): boolean {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(kept.cert);
    if (!certificate.checkPrivateKey(createPrivateKey(kept.key))) return false;
  } catch {
    return false; // half-written or foreign: a new pair replaces it
  }
  const end = Date.parse(certificate.validTo);
  return end - now.getTime() > RENEW_BEFORE_DAYS * DAY && certificate.subjectAltName === `DNS:${host}`;
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(temporary, text, { mode });
  await rename(temporary, path);
}

/**
 * A new P-256 key and a certificate for `host`, signed by itself (X.509 v3, RFC 5280). Node can read
 * certificates but not make them; the few DER forms needed are written here rather than brought in
 * with a library of several hundred kilobytes.
 */
export function makeCertificate(host: string, now: Date): KeyAndCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, and no leading zero
  const commonName = sequence(set(sequence(oid(2, 5, 4, 3), der(0x0c, Buffer.from(host.slice(0, 64))))));
  const alternativeName = sequence(
    oid(2, 5, 29, 17),
    der(0x04, sequence(der(0x82, Buffer.from(host, "latin1")))),
  );
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, serial),
    ecdsaWithSha256,
    commonName,
    sequence(time(new Date(now.getTime() - DAY)), time(new Date(now.getTime() + LIFETIME_DAYS * DAY))),
    commonName,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(alternativeName)),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const certificate = sequence(toBeSigned, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: pem("CERTIFICATE", certificate),
  };
}

/** One DER element: tag, length (short or long form), content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  return Buffer.concat([Buffer.from([tag, 0x82]), length, body]);
}

function sequence(...content: Buffer[]): Buffer {
  return der(0x30, ...content);
}

function set(...content: Buffer[]): Buffer {
  return der(0x31, ...content);
}

function oid(first: number, second: number, ...rest: number[]): Buffer {
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return der(0x06, Buffer.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5). */
function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+Z$/, "Z").replace(/[-:T]/g, "");
  return at.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

function pem(label: string, body: Buffer): string {
  const lines = body.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
