import { createHash, randomUUID } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";

/** Content written and synced, but not yet in its place. It is kept by `keep` or thrown away by `discard`. */
export type StagedBlob = {
  /** sha-256 */
  hash: Buffer;
  /** bytes */
  size: number;
  /** the first bytes (at most 4,096), by which the type is told */
  head: Buffer;
  path: string;
};

/** Content-addressed storage: a blob is found by the sha-256 of its bytes, the same bytes are stored once. */
export type Blobs = {
  /** Writes to a temporary file and syncs it. Past `maxBytes` nothing stays and the answer is `too-large`. */
  stage(content: Readable | Uint8Array, maxBytes: number): Promise<StagedBlob | "too-large">;
  /** Puts a staged blob in its place, durably: renamed, then its folder synced. */
  keep(staged: StagedBlob): Promise<void>;
  discard(staged: StagedBlob): Promise<void>;
  /**
   * Writes a part of something that arrives in several, from `offset` bytes on, and syncs what came of it.
   * @returns how much was written, and why no more was: there was more than `maxBytes`, or the connection broke; null: all of it
   */
  writePart(id: string, offset: number, content: Readable, maxBytes: number): Promise<{ written: number; broke: "too-large" | Error | null }>;
  /** Stages what has arrived in parts. They stay until they are dropped. */
  stagePart(id: string): Promise<StagedBlob>;
  dropPart(id: string): Promise<void>;
  /** Raises a fault when the bytes are missing or are no longer those that were stored. */
  read(hash: Uint8Array): Promise<Buffer>;
  /** Like `read`, for one that may be large: verified first, then streamed. `start` and `end` are inclusive byte offsets. */
  stream(hash: Uint8Array, range?: { start: number; end: number }): Promise<Readable>;
  drop(hash: Uint8Array): Promise<void>;
  /** The hashes of all blobs, in no order. */
  list(): AsyncIterable<Buffer>;
  /** Removes what uploads that never ended left behind longer than `olderThan` ms ago. */
  sweepStaged(olderThan: number): Promise<void>;
};

const headBytes = 4096;

/** Blobs below `dataDir`/blobs, as `ab/cdef…`. Makes the folders. */
export async function openBlobs(dataDir: string): Promise<Blobs> {
  const root = join(dataDir, "blobs");
  const staging = join(root, "staged");
  await mkdir(staging, { recursive: true });

  const stage: Blobs["stage"] = async (content, maxBytes) => {
    const path = join(staging, randomUUID());
    const file = await open(path, "wx", 0o600);
    try {
      const written = await writeAll(file, content, maxBytes);
      if (written !== "too-large") {
        await file.sync();
        return { ...written, path };
      }
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    await rm(path, { force: true });
    return "too-large";
  };

  return {
    stage,

    // Renaming over what is there already costs nothing, and mends a copy that was damaged.
    async keep(staged) {
      const place = pathOf(root, staged.hash);
      const folder = dirname(place);
      if ((await mkdir(folder, { recursive: true })) !== undefined) await syncFolder(root);
      await rename(staged.path, place);
      await syncFolder(folder);
    },

    discard: (staged) => rm(staged.path, { force: true }),

    async writePart(id, offset, content, maxBytes) {
      const file = await open(partPath(staging, id), constants.O_WRONLY | constants.O_CREAT, 0o600);
      let written = 0;
      try {
        for await (const chunk of content.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
          if (written + chunk.byteLength > maxBytes) return { written, broke: "too-large" };
          for (let done = 0; done < chunk.byteLength;) done += (await file.write(chunk, done, chunk.byteLength - done, offset + written + done)).bytesWritten;
          written += chunk.byteLength;
        }
        return { written, broke: null };
      } catch (error) {
        return { written, broke: error instanceof Error ? error : new Error(String(error)) };
      } finally {
        await file.sync();
        await file.close();
      }
    },

    // a copy: a connection that still writes to the part changes nothing of what is kept
    async stagePart(id) {
      const staged = await stage(createReadStream(partPath(staging, id)), Number.MAX_SAFE_INTEGER);
      if (staged === "too-large") throw new Error("a part has no limit");
      return staged;
    },

    dropPart: (id) => rm(partPath(staging, id), { force: true }),

    async read(hash) {
      const bytes = await readFile(pathOf(root, hash));
      if (!createHash("sha256").update(bytes).digest().equals(hash)) throw damaged(hash);
      return bytes;
    },

    async stream(hash, range) {
      const path = pathOf(root, hash);
      const found = createHash("sha256");
      for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) found.update(chunk);
      if (!found.digest().equals(hash)) throw damaged(hash);
      return createReadStream(path, range);
    },

    async drop(hash) {
      await unlink(pathOf(root, hash)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
    },

    async *list() {
      for (const folder of await readdir(root)) {
        if (!/^[0-9a-f]{2}$/.test(folder)) continue;
        for (const name of await readdir(join(root, folder))) {
          if (/^[0-9a-f]{62}$/.test(name)) yield Buffer.from(folder + name, "hex");
        }
      }
    },

    async sweepStaged(olderThan) {
      const limit = Date.now() - olderThan;
      for (const name of await readdir(staging)) {
        const path = join(staging, name);
        const found = await stat(path).catch(() => null);
        if (found && found.mtimeMs < limit) await rm(path, { force: true });
      }
    },
  };
}

async function writeAll(file: FileHandle, content: Readable | Uint8Array, maxBytes: number) {
  const hash = createHash("sha256");
  const head: Buffer[] = [];
  let size = 0;
  const chunks: AsyncIterable<Uint8Array> | Uint8Array[] = content instanceof Readable ? content.iterator({ destroyOnReturn: false }) : [content];
  for await (const chunk of chunks) {
    if (size + chunk.byteLength > maxBytes) return "too-large" as const;
    if (size < headBytes) head.push(Buffer.from(chunk.subarray(0, headBytes - size)));
    hash.update(chunk);
    for (let written = 0; written < chunk.byteLength;) written += (await file.write(chunk, written)).bytesWritten;
    size += chunk.byteLength;
  }
  return { hash: hash.digest(), size, head: Buffer.concat(head) };
}

const partPath = (staging: string, id: string): string => join(staging, `part-${id}`);

function pathOf(root: string, hash: Uint8Array): string {
  const name = Buffer.from(hash).toString("hex");
  return join(root, name.slice(0, 2), name.slice(2));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function damaged(hash: Uint8Array): Error {
  return new Error(`blob ${Buffer.from(hash).toString("hex")} is damaged: its bytes are not those that were stored`);
}
