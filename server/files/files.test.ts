import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { maxFileBytes } from "../../contract/files.ts";
import { goodPassword, makePerson, signIn } from "../auth/testing.ts";
import { query } from "../platform/db.ts";
import { systemActor, type Person } from "../platform/work.ts";
import { publicUrl, useServer } from "../testing/http.ts";
import { dropUnusedBlob, storeFile, useFiles } from "./actions.ts";
import { fileTimers } from "./jobs.ts";

const server = useServer();
const cookies: Record<string, string> = {};
const ids: Record<string, number> = {};
beforeAll(async () => {
  for (const name of ["ana", "eva"]) {
    ids[name] = await makePerson(server.current, `${name}@guest.example`, { password: goodPassword });
    cookies[name] = await signIn(server.current, `${name}@guest.example`);
  }
});
beforeEach(() => {
  server.current.readers.message = async () => false;
});

function upload(who: string, content: Buffer | string, { name = "nota.txt", type = "text/plain", headers = {} }: { name?: string; type?: string; headers?: Record<string, string> } = {}) {
  return server.current.http.inject({
    method: "POST",
    url: `/api/v1/files?name=${encodeURIComponent(name)}`,
    payload: content,
    headers: { origin: publicUrl, "content-type": type, ...(who === "" ? {} : { cookie: `ventanilla_session=${cookies[who]}` }), ...headers },
  });
}
const download = (who: string, id: string, headers: Record<string, string> = {}, search = "") =>
  server.current.http.inject({ url: `/api/v1/files/${id}${search}`, headers: { ...headers, ...(who === "" ? {} : { cookie: `ventanilla_session=${cookies[who]}` }) } });
const person = (name: string): Person => ({ kind: "person", id: ids[name] ?? 0, name, email: `${name}@guest.example`, locale: null, grants: [], via: "web" });
const hashesStored = async () => {
  const found = [];
  for await (const hash of server.current.blobs.list()) found.push(hash);
  return found.length;
};

describe("storing a file", () => {
  it("answers with what it is by its content, under a clean name", async () => {
    const answer = await upload("ana", Buffer.from("\x89PNG\r\n\x1a\n…", "latin1"), { name: "../fotos/habitación \u202egnp.exe", type: "text/html" });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: "habitación gnp.exe", type: "image/png", size: 9 });
  });

  it("takes any content type, none, JSON that is none, and nothing at all", async () => {
    expect((await upload("ana", "{not json", { type: "application/json", name: "a.json" })).json()).toMatchObject({ type: "application/json", size: 9 });
    expect((await upload("ana", "", { type: "application/pdf" })).json()).toMatchObject({ size: 0, type: "text/plain" });
    const bare = await server.current.http.inject({ method: "POST", url: "/api/v1/files", payload: Buffer.from([1, 2, 3]), headers: { cookie: `ventanilla_session=${cookies["ana"]}` } });
    expect(bare.json()).toMatchObject({ name: "file", type: "application/octet-stream", size: 3 });
  });

  it("is for who is signed in", async () => {
    expect((await upload("", "hola")).statusCode).toBe(401);
  });

  it("stores the same content once, as two files", async () => {
    const before = await hashesStored();
    const content = randomBytes(2000);
    const [one, two] = [await upload("ana", content), await upload("eva", content, { name: "otra.bin" })];
    expect(one.json().id).not.toBe(two.json().id);
    expect(await hashesStored()).toBe(before + 1);
  });

  it("does a repeated upload once (Idempotency-Key), and holds the key against its content", async () => {
    const headers = { "idempotency-key": "upload-1" };
    const first = await upload("ana", "una vez", { headers });
    const again = await upload("ana", "una vez", { headers });
    expect(again.statusCode).toBe(201);
    expect(again.json()).toEqual(first.json());
    expect((await upload("ana", "otra cosa", { headers })).statusCode).toBe(422);
  });

  it("refuses more than the limit with an answer the client can read, and serves the next", async () => {
    await server.current.http.listen({ port: 0, host: "127.0.0.1" });
    const { port } = server.current.http.server.address() as AddressInfo;
    const send = (bytes: number, announced: boolean) =>
      new Promise<{ status: number; body: string }>((resolve, reject) => {
        const request = httpRequest(
          { port, method: "POST", path: "/api/v1/files", headers: { cookie: `ventanilla_session=${cookies["ana"]}`, ...(announced ? { "content-length": bytes } : {}) } },
          (answer) => {
            let body = "";
            answer.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
            answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
          },
        );
        request.on("error", reject);
        const chunk = Buffer.alloc(1 << 20);
        let left = bytes;
        const write = () => {
          while (left > 0) {
            const part = chunk.subarray(0, Math.min(left, chunk.length));
            left -= part.length;
            if (!request.write(part)) return void request.once("drain", write);
          }
          request.end();
        };
        write();
      });
    const before = await hashesStored();
    for (const announced of [true, false]) {
      const refused = await send(maxFileBytes + 1_000_000, announced);
      expect(refused.status).toBe(413);
      expect(JSON.parse(refused.body)).toMatchObject({ key: "file.too-large", title: expect.stringContaining("50 MB") });
    }
    expect(await hashesStored()).toBe(before);
    expect((await send(maxFileBytes, true)).status).toBe(201);
  });
});

describe("reading a file", () => {
  it("is its uploader's alone until it is used; foreign and missing look the same", async () => {
    const { id } = (await upload("ana", "privado")).json();
    expect((await download("ana", id)).body).toBe("privado");
    const foreign = await download("eva", id);
    const missing = await download("eva", "00000000-0000-4000-8000-000000000000");
    expect(foreign.statusCode).toBe(404);
    expect(foreign.json()).toEqual(missing.json());
    expect((await download("", id)).statusCode).toBe(401);
  });

  it("is then for those who may read what it is used in, and for nobody else", async () => {
    const { id } = (await upload("ana", "para eva")).json();
    await server.current.transact(person("ana"), (work) => useFiles(work, "message", 77, [{ fileId: id, contentId: null, inline: false }]));
    const asked: unknown[] = [];
    server.current.readers.message = async (_db, actor, subject) => {
      asked.push([actor.id, subject]);
      return actor.id === ids["eva"];
    };
    expect((await download("eva", id)).statusCode).toBe(200);
    expect((await download("ana", id)).statusCode).toBe(404);
    expect(asked).toEqual([[ids["eva"], 77], [ids["ana"], 77]]);
  });

  it("hands it out as a download that can run nothing, under its own name", async () => {
    const { id } = (await upload("ana", "<script>alert(1)</script>", { name: 'reseña "final".html', type: "text/html" })).json();
    for (const search of ["", "?inline=1"]) {
      const answer = await download("ana", id, {}, search);
      expect(answer.headers["content-disposition"]).toBe(`attachment; filename="resena _final_.html"; filename*=UTF-8''rese%C3%B1a%20%22final%22.html`);
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
      expect(answer.headers["content-security-policy"]).toContain("sandbox");
      expect(answer.headers["cache-control"]).toBe("private, max-age=31536000, immutable");
    }
  });

  it("shows pictures in place where that is asked for", async () => {
    const { id } = (await upload("ana", Buffer.from("\xff\xd8\xff\xe0", "latin1"), { name: "foto.jpg", type: "image/jpeg" })).json();
    expect((await download("ana", id)).headers["content-disposition"]).toMatch(/^attachment/);
    expect((await download("ana", id, {}, "?inline=1")).headers).toMatchObject({ "content-type": "image/jpeg", "content-disposition": expect.stringMatching(/^inline/) });
  });

  it("sends nothing twice and parts on request", async () => {
    const { id } = (await upload("ana", "0123456789")).json();
    const whole = await download("ana", id);
    expect(whole.headers["content-length"]).toBe("10");
    const etag = String(whole.headers.etag);
    expect((await download("ana", id, { "if-none-match": etag })).statusCode).toBe(304);
    const part = await download("ana", id, { range: "bytes=2-4" });
    expect([part.statusCode, part.body, part.headers["content-range"]]).toEqual([206, "234", "bytes 2-4/10"]);
    expect((await download("ana", id, { range: "bytes=2-4", "if-range": '"other"' })).statusCode).toBe(200);
    const beyond = await download("ana", id, { range: "bytes=10-" });
    expect([beyond.statusCode, beyond.headers["content-range"]]).toEqual([416, "bytes */10"]);
  });

  it("refuses to hand out bytes that changed on the disk", async () => {
    const { id } = (await upload("ana", "unverdorben")).json();
    const [row] = await query<{ hash: Buffer }>(server.current.database.db, "select hash from files where id = $1", [id]);
    const name = row?.hash.toString("hex") ?? "";
    await writeFile(path.join(server.current.dataDir, "blobs", name.slice(0, 2), name.slice(2)), "unverd0rben");
    const answer = await download("ana", id);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("unverd0rben");
  });
});

describe("using a file", () => {
  it("is for who stored it; anything else is not found, by its place in the list", async () => {
    const mine = (await upload("eva", "mío")).json().id;
    const other = (await upload("ana", "ajeno")).json().id;
    const attempt = server.current.transact(person("eva"), (work) =>
      useFiles(work, "message", 5, [
        { fileId: mine, contentId: null, inline: false },
        { fileId: other, contentId: null, inline: false },
      ]),
    );
    await expect(attempt).rejects.toMatchObject({ key: "file.not-found", status: 404, path: "/attachments/1" });
    expect(await query(server.current.database.db, "select from file_uses where kind = 'message' and subject = 5", [])).toEqual([]);
  });

  it("keeps the order in which files are attached, over several times", async () => {
    const stored = await server.current.transact(systemActor("mail"), async (work) => {
      const files = [];
      for (const name of ["a", "b", "c"]) files.push(await storeFile(work, { name, type: "text/plain", content: Buffer.from(name), createdBy: null }));
      const [a, b, c] = files.map((file) => ({ fileId: file.id, contentId: null, inline: false }));
      if (!a || !b || !c) throw new Error("no files");
      await useFiles(work, "message", 6, [b, a]);
      await useFiles(work, "message", 6, [c]);
      return files;
    });
    const rows = await query<{ file_id: string }>(server.current.database.db, "select file_id from file_uses where kind = 'message' and subject = 6 order by position", []);
    expect(rows.map((row) => stored.find((file) => file.id === row.file_id)?.name)).toEqual(["b", "a", "c"]);
  });
});

describe("what nobody uses", () => {
  const expire = () => server.current.transact(systemActor("timer"), (work) => fileTimers["files.expire"](work, "", {}));

  it("is gone after a day, with its content unless another file has the same", async () => {
    const shared = randomBytes(500);
    const lonely = randomBytes(500);
    const kept = (await upload("ana", shared)).json().id;
    await server.current.transact(person("ana"), (work) => useFiles(work, "message", 9, [{ fileId: kept, contentId: null, inline: false }]));
    const first = (await upload("eva", shared)).json().id;
    const second = (await upload("eva", lonely)).json().id;
    server.current.clock.advance("PT23H59M");
    await expire();
    await server.current.runJobs();
    expect((await download("eva", second)).statusCode).toBe(200);
    server.current.clock.advance("PT1M");
    await expire();
    const before = await hashesStored();
    await server.current.runJobs();
    expect(await hashesStored()).toBeLessThan(before);
    for (const id of [first, second]) expect((await download("eva", id)).statusCode).toBe(404);
    server.current.readers.message = async () => true;
    expect((await download("eva", kept)).rawPayload).toEqual(shared);
  });

  it("keeps the content of a file that is stored while the old one is dropped", async () => {
    for (let round = 0; round < 20; round += 1) {
      const content = randomBytes(300);
      const { id } = (await upload("eva", content)).json();
      const [row] = await query<{ hash: Buffer }>(server.current.database.db, "delete from files where id = $1 returning hash", [id]);
      const hash = row?.hash ?? Buffer.alloc(32);
      const [again] = await Promise.all([
        upload("ana", content),
        server.current.transact(systemActor("job"), (work) => dropUnusedBlob(work, [], hash)),
        server.current.transact(systemActor("job"), (work) => dropUnusedBlob(work, [], hash)),
      ]);
      expect((await download("ana", again.json().id)).rawPayload).toEqual(content);
    }
  });

  it("is swept away when its transaction was rolled back, unless something else refers to it", async () => {
    const before = await hashesStored();
    const attempt = server.current.transact(systemActor("mail"), async (work) => {
      await storeFile(work, { name: "x", type: "", content: randomBytes(100), createdBy: null });
      throw new Error("rolled back");
    });
    await expect(attempt).rejects.toThrow("rolled back");
    expect(await hashesStored()).toBe(before + 1);
    await server.current.transact(systemActor("timer"), (work) => fileTimers["files.sweep"](work, "", {}));
    await server.current.runJobs();
    expect(await hashesStored()).toBe(before);
    const raw = await server.current.blobs.stage(randomBytes(10), 100);
    if (raw === "too-large") throw new Error("too large");
    await server.current.blobs.keep(raw);
    expect(await server.current.transact(systemActor("job"), (work) => dropUnusedBlob(work, [async (_db, hash) => hash.equals(raw.hash)], raw.hash))).toBe(false);
  });
});
