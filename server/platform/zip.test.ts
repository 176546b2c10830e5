import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { zipped, type ZipEntry } from "./zip.ts";

const at = { year: 2026, month: 3, day: 2, hour: 9, minute: 5, second: 7 };

/** What another program makes of the archive. */
async function inArchive<R>(entries: AsyncIterable<ZipEntry>, read: (unzip: (...args: string[]) => string, folder: string) => Promise<R>): Promise<R> {
  const folder = await mkdtemp(path.join(tmpdir(), "ventanilla-zip-"));
  try {
    await pipeline(Readable.from(zipped(entries, at)), createWriteStream(path.join(folder, "a.zip")));
    return await read((...args) => execFileSync("unzip", args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26, env: { ...process.env, LC_ALL: "C.UTF-8" } }), folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
async function* several(): AsyncGenerator<ZipEntry> {
  yield { name: "leer.txt", content: "hola ".repeat(1000), compress: true };
  yield { name: "solicitudes/año.bin", content: Buffer.from([0, 1, 2, 255]), compress: false };
  yield { name: "vacío", content: "", compress: false };
}
async function* many(count: number): AsyncGenerator<ZipEntry> {
  for (let n = 0; n < count; n += 1) yield { name: String(n), content: "", compress: false };
}

test("another program reads it: names, folders, bytes, time", async () => {
  await inArchive(several(), async (unzip, folder) => {
    expect(unzip("-qt", "a.zip")).toMatch(/No errors/);
    unzip("-q", "a.zip");
    expect(await readFile(path.join(folder, "leer.txt"), "utf8")).toBe("hola ".repeat(1000));
    expect([...(await readFile(path.join(folder, "solicitudes/año.bin")))]).toEqual([0, 1, 2, 255]);
    expect(unzip("-l", "a.zip")).toMatch(/2026-03-02 09:05 +leer\.txt/);
  });
});

test("past 65,535 entries it is a ZIP64 archive", async () => {
  expect(await inArchive(many(65_600), async (unzip) => unzip("-l", "a.zip").trim().split("\n").at(-1)?.trim())).toBe("0                     65600 files");
});
