import { execFileSync } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, expect, test } from "vitest";
import { readTar, writeTar } from "./tar.ts";

const dir = mkdtempSync(join(tmpdir(), "ventanilla-tar-"));
afterAll(() => rmSync(dir, { recursive: true }));
const file = join(dir, "a.tar");
const files: [string, Buffer][] = [
  ["empty", Buffer.alloc(0)],
  ["folder/one-block", Buffer.alloc(512, "x")],
  ["folder/ñ", Buffer.alloc(200_001, "y")],
  ["last", Buffer.from("z")],
];

async function readAll(bytes: Buffer, pieces = 1000): Promise<[string, Buffer][]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, n) => bytes.subarray(n * pieces, (n + 1) * pieces));
  const found: [string, Buffer][] = [];
  for await (const { name, content } of readTar(Readable.from(chunks))) {
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(part);
    found.push([name, Buffer.concat(parts)]);
  }
  return found;
}

test("what is written is read again, by us and by tar", async () => {
  const tar = writeTar(createWriteStream(file), new Date("2026-11-22T08:00:00Z"));
  for (const [name, content] of files) {
    await tar.add(name, content.length, name === "last" ? content : Readable.from([content.subarray(0, 7), content.subarray(7)]));
  }
  await tar.end();
  expect(await readAll(readFileSync(file))).toEqual(files);
  expect(await readAll(readFileSync(file), 7)).toEqual(files);
  expect(execFileSync("tar", ["--list", "--quoting-style=literal", "-f", file], { encoding: "utf8" }).trim().split("\n")).toEqual(
    files.map(([name]) => name),
  );
});

test("a file whose size changes while it is read is refused", async () => {
  const tar = writeTar(createWriteStream(join(dir, "b.tar")), new Date());
  await expect(tar.add("short", 3, Buffer.from("ab"))).rejects.toThrow("short changed its size");
  await expect(tar.add("long", 1, Buffer.from("ab"))).rejects.toThrow("long changed its size");
});

test("an archive cut short or damaged is refused, wherever", async () => {
  const whole = readFileSync(file);
  for (const length of [0, 100, 512, 700, whole.length - 1024, whole.length - 600]) {
    await expect(readAll(whole.subarray(0, length))).rejects.toThrow("it is cut short");
  }
  const damaged = Buffer.from(whole);
  damaged[3] = 0x41;
  await expect(readAll(damaged)).rejects.toThrow("it is no tar archive, or is damaged");
});
