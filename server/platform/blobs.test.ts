import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBlobs, type Blobs, type StagedBlob } from "./blobs.ts";

let dataDir = "";
let blobs: Blobs;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "ventanilla-blobs-"));
  blobs = await openBlobs(dataDir);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function stage(content: Readable | Uint8Array, maxBytes = 1000): Promise<StagedBlob> {
  const staged = await blobs.stage(content, maxBytes);
  if (staged === "too-large") throw new Error("too large");
  return staged;
}
const placeOf = (hash: Buffer) => path.join(dataDir, "blobs", hash.toString("hex").slice(0, 2), hash.toString("hex").slice(2));
const staging = () => readdir(path.join(dataDir, "blobs", "staged"));

it("finds a blob by the hash of its bytes and stores the same bytes once", async () => {
  const staged = await stage(Readable.from([Buffer.from("hola "), Buffer.from("mundo")]));
  expect(staged).toMatchObject({ size: 10, hash: createHash("sha256").update("hola mundo").digest(), head: Buffer.from("hola mundo") });
  await blobs.keep(staged);
  await blobs.keep(await stage(Buffer.from("hola mundo")));
  expect(await readdir(path.dirname(placeOf(staged.hash)))).toHaveLength(1);
  expect((await blobs.read(staged.hash)).toString()).toBe("hola mundo");
  expect((await buffer(await blobs.stream(staged.hash, { start: 5, end: 9 }))).toString()).toBe("mundo");
  expect(await staging()).toEqual([]);
});

it("keeps an empty blob", async () => {
  const staged = await stage(Buffer.alloc(0));
  await blobs.keep(staged);
  expect(await blobs.read(staged.hash)).toHaveLength(0);
});

it("leaves nothing of what is too large, or breaks off", async () => {
  expect(await blobs.stage(Buffer.alloc(11), 10)).toBe("too-large");
  expect(await blobs.stage(Buffer.alloc(10), 10)).not.toBe("too-large");
  const broken = Readable.from((function* () {
    yield Buffer.from("half");
    throw new Error("the line went dead");
  })());
  await expect(blobs.stage(broken, 1000)).rejects.toThrow("the line went dead");
  await blobs.sweepStaged(-1000);
  expect(await staging()).toEqual([]);
});

it("notices bytes that changed on the disk, and is mended by storing them again", async () => {
  const content = Buffer.from("important".repeat(10));
  const staged = await stage(content);
  await blobs.keep(staged);
  await writeFile(placeOf(staged.hash), "impostant".repeat(10));
  await expect(blobs.read(staged.hash)).rejects.toThrow("damaged");
  await expect(blobs.stream(staged.hash)).rejects.toThrow("damaged");
  await blobs.keep(await stage(content));
  expect(await blobs.read(staged.hash)).toEqual(content);
  await truncate(placeOf(staged.hash), 3);
  await expect(blobs.stream(staged.hash, { start: 0, end: 1 })).rejects.toThrow("damaged");
});

it("lists what it has, drops it, and drops it again without complaint", async () => {
  const staged = await stage(Buffer.from("short-lived"));
  await blobs.keep(staged);
  const all = async () => {
    const found = [];
    for await (const hash of blobs.list()) found.push(hash.toString("hex"));
    return found;
  };
  expect(await all()).toContain(staged.hash.toString("hex"));
  await blobs.drop(staged.hash);
  await blobs.drop(staged.hash);
  expect(await all()).not.toContain(staged.hash.toString("hex"));
  await expect(blobs.read(staged.hash)).rejects.toThrow("ENOENT");
});

it("sweeps only what an upload left long ago", async () => {
  const staged = await stage(Buffer.from("in progress"));
  await blobs.sweepStaged(60_000);
  expect(await staging()).toHaveLength(1);
  await blobs.discard(staged);
  expect(await staging()).toEqual([]);
});
