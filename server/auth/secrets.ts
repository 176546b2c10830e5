import { argon2, createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Argon2id as OWASP's password storage cheat sheet asks: 19 MiB, two passes, one lane. Written into each hash, so that
 * stronger ones can follow.
 */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const base64 = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
const saltBytes = 16;
const tagBytes = 32;

/** A password's hash in PHC form, `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. Takes some 50 ms of another thread. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const tag = await derive(password, salt, cost, tagBytes);
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`;
}

/**
 * Does the password belong to the hash? Without a hash (no such person, or none set) it costs the same and is false:
 * the time taken tells nobody who exists.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const parsed = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash ?? nobody);
  if (!parsed) throw new Error("a stored password hash cannot be read");
  const [, memory, passes, parallelism, salt = "", tag = ""] = parsed;
  const expected = Buffer.from(tag, "base64");
  const found = await derive(
    password,
    Buffer.from(salt, "base64"),
    { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    expected.length,
  );
  return timingSafeEqual(found, expected) && hash !== null;
}
const nobody = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(Buffer.alloc(saltBytes))}$${base64(Buffer.alloc(tagBytes))}`;

/** Hashes under way at a time: each takes a thread and 19 MiB, and files and names need threads too. */
const lanes = 2;
let busy = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, salt: Buffer, { memory, passes, parallelism }: typeof cost, length: number): Promise<Buffer> {
  if (busy >= lanes) await new Promise<void>((go) => waiting.push(go));
  else busy += 1;
  try {
    // the same letters typed on another keyboard are the same password (NIST SP 800-63B, 3.1.1.2)
    const message = Buffer.from(password.normalize("NFKC"));
    return await new Promise((resolve, reject) => {
      argon2("argon2id", { message, nonce: salt, memory, passes, parallelism, tagLength: length }, (error, tag) => (error ? reject(error) : resolve(tag)));
    });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  }
}

/** 256 random bits, safe in a URL or cookie. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** How a random secret is stored. Its 256 bits need no slow hash; whoever reads the table cannot use what is in it. */
export const secretHash = (secret: string): Buffer => createHash("sha256").update(secret).digest();
