import { once } from "node:events";
import type { Writable } from "node:stream";

/**
 * As much of the tar format (POSIX.1-1988, "ustar") as an archive needs: regular files with plain names, streamed.
 * Any tar program opens what this writes.
 */
const block = 512;
/** Eleven octal digits. */
const largest = 8 ** 11 - 1;

export type TarWriter = {
  /** Writes one file; `content` must have exactly `size` bytes. */
  add(name: string, size: number, content: Buffer | AsyncIterable<Buffer>): Promise<void>;
  /** Writes the end of the archive and ends the stream. */
  end(): Promise<void>;
};

export function writeTar(to: Writable, mtime: Date): TarWriter {
  let failed: Error | null = null;
  to.on("error", (error) => {
    failed = error;
  });
  const write = async (chunk: Buffer) => {
    if (failed !== null) throw failed;
    if (!to.write(chunk)) await once(to, "drain");
  };
  return {
    async add(name, size, content) {
      await write(header(name, size, mtime));
      let written = 0;
      const chunks: Iterable<Buffer> | AsyncIterable<Buffer> = Buffer.isBuffer(content) ? [content] : content;
      for await (const chunk of chunks) {
        written += chunk.length;
        if (written > size) break;
        await write(chunk);
      }
      if (written !== size) throw new Error(`${name} changed its size while it was read`);
      if (size % block) await write(Buffer.alloc(block - (size % block)));
    },
    async end() {
      await write(Buffer.alloc(2 * block));
      to.end();
      await once(to, "finish");
    },
  };
}

function header(name: string, size: number, mtime: Date): Buffer {
  if (Buffer.byteLength(name) > 100 || size > largest) throw new Error(`${name} (${size} bytes) does not fit into a tar archive`);
  const bytes = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number) => bytes.write(value.toString(8).padStart(length - 1, "0"), at, "latin1");
  bytes.write(name, 0);
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(mtime.getTime() / 1000), 136, 12);
  bytes.write("0", 156);
  bytes.write("ustar\x0000", 257, "latin1");
  // The sum counts itself as eight spaces.
  octal(sumOf(bytes), 148, 7);
  bytes.write("\0 ", 154, "latin1");
  return bytes;
}

function sumOf(header: Buffer): number {
  let sum = 0;
  for (let at = 0; at < block; at += 1) sum += at >= 148 && at < 156 ? 0x20 : (header[at] ?? 0);
  return sum;
}

export type TarEntry = {
  name: string;
  size: number;
  /** To be read before the next entry is asked for; what is left is skipped. */
  content: AsyncGenerator<Buffer>;
};

/** Reads the files of an archive one after the other. Raises an error when it is damaged or cut short. */
export async function* readTar(from: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const take = reader(from);
  for (;;) {
    const bytes = await takeAll(take, block);
    if (bytes.every((byte) => byte === 0)) {
      // To the last byte, so that the checksum of the compression around it is verified.
      for (let rest = await take(block); rest !== null; rest = await take(block));
      return;
    }
    const text = (at: number, length: number) => bytes.toString("utf8", at, at + length).replace(/\0.*$/s, "");
    if (sumOf(bytes) !== Number.parseInt(text(148, 8), 8)) throw new Error("it is no tar archive, or is damaged");
    const name = text(0, 100);
    const size = Number.parseInt(text(124, 12), 8);
    if (!/^[0\0]$/.test(text(156, 1) || "0") || text(345, 155) !== "") throw new Error(`${name} is not a plain file`);
    let left = size;
    const content = (async function* () {
      while (left > 0) {
        const chunk = await take(left);
        if (chunk === null) throw new Error("it is cut short");
        left -= chunk.length;
        yield chunk;
      }
    })();
    yield { name, size, content };
    while (left > 0) {
      const chunk = await take(left);
      if (chunk === null) throw new Error("it is cut short");
      left -= chunk.length;
    }
    if (size % block) await takeAll(take, block - (size % block));
  }
}

type Take = (most: number) => Promise<Buffer | null>;

/** At most so many bytes of the stream, at least one; null at its end. */
function reader(from: AsyncIterable<Buffer>): Take {
  const chunks = from[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);
  return async (most) => {
    while (pending.length === 0) {
      const next = await chunks.next();
      if (next.done) return null;
      pending = next.value;
    }
    const taken = pending.subarray(0, most);
    pending = pending.subarray(taken.length);
    return taken;
  };
}

async function takeAll(take: Take, count: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let left = count; left > 0;) {
    const part = await take(left);
    if (part === null) throw new Error("it is cut short");
    parts.push(part);
    left -= part.length;
  }
  return Buffer.concat(parts);
}
