import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, expect, test } from "vitest";
import { maxFileBytes } from "../../contract/files.ts";
import { cleanUp } from "../testing/cleanup.ts";
import { publicUrl, useApp } from "../testing/factories.ts";
import { startClamd, virus, type Clamd } from "../testing/peers/clamd.ts";

let clamd: Clamd;
const undo = cleanUp();
beforeAll(async () => {
  clamd = await startClamd();
  undo(() => clamd.close());
});
const t = useApp(() => null, () => clamd.url);
const ana = "ana@guest.example";
let base = "";
beforeAll(async () => {
  await t.current.desk();
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await t.current.app.http.listen({ port: 0, host: "127.0.0.1" });
  base = `http://127.0.0.1:${(t.current.app.http.server.address() as AddressInfo).port}/api/v1`;
});

const headersOf = async (who: string) => ({ authorization: `Bearer ${await t.current.token(who)}`, "tus-resumable": "1.0.0", origin: publicUrl });
const begin = async (size: number, name = "plano.txt", who = ana) =>
  fetch(`${base}/uploads`, { method: "POST", headers: { ...(await headersOf(who)), "upload-length": String(size), "upload-metadata": `filename ${Buffer.from(name).toString("base64")},filetype ${btoa("text/plain")}` } });
const idOf = (answer: Response) => answer.headers.get("location")?.split("/").at(-1) ?? "";
const part = async (id: string, offset: number, bytes: Uint8Array<ArrayBuffer>, who = ana) =>
  fetch(`${base}/uploads/${id}`, { method: "PATCH", headers: { ...(await headersOf(who)), "upload-offset": String(offset), "content-type": "application/offset+octet-stream" }, body: bytes });
const state = async (id: string, who = ana) => fetch(`${base}/uploads/${id}`, { method: "HEAD", headers: await headersOf(who) });
const download = async (id: string, who = ana) => fetch(`${base}/files/${id}`, { headers: await headersOf(who) });
const json = async (answer: Response) => (await answer.json()) as { key: string; id: string; size: number };
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Sends a part, and cuts the connection after some of its bytes have gone. */
async function breakOff(id: string, offset: number, bytes: Uint8Array, after: number): Promise<void> {
  const headers = { ...(await headersOf(ana)), "upload-offset": String(offset), "content-type": "application/offset+octet-stream", "content-length": bytes.length };
  await new Promise<void>((resolve) => {
    const request = httpRequest(`${base}/uploads/${id}`, { method: "PATCH", headers });
    request.on("error", () => resolve()).on("close", () => resolve());
    request.write(bytes.subarray(0, after), () => setTimeout(() => request.destroy(), 100));
  });
}
/** How much has arrived, once the server has noticed. */
async function arrived(id: string, more: number): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const received = Number((await state(id)).headers.get("upload-offset"));
    if (received > more) return received;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("nothing arrived");
}

test("T4 an upload goes on where its connection broke, and becomes one file", async () => {
  const content = randomBytes(150_000);
  const begun = await begin(content.length, "../fotos/plano\u202egnp.bin");
  expect([begun.status, begun.headers.get("tus-resumable"), begun.headers.get("tus-max-size")]).toEqual([201, "1.0.0", String(maxFileBytes)]);
  const id = idOf(begun);
  expect((await part(id, 0, content.subarray(0, 40_000))).status).toBe(204);
  await breakOff(id, 40_000, content.subarray(40_000), 70_000);
  const received = await arrived(id, 40_000);
  expect(received).toBeGreaterThan(40_000);
  expect(received).toBeLessThan(content.length);
  // a part that leaves a gap, or begins again, is refused with where to go on
  expect((await part(id, 0, content.subarray(0, 10))).status).toBe(409);
  expect((await part(id, received + 1, content.subarray(received + 1))).status).toBe(409);
  const last = await part(id, received, content.subarray(received));
  expect(last.status).toBe(200);
  const file = await json(last);
  expect(file).toMatchObject({ name: "planognp.bin", type: "application/octet-stream", size: content.length });
  expect(Buffer.from(await (await download(file.id)).arrayBuffer()).equals(content)).toBe(true);
  // its last answer was lost: asked again, it is the same file
  const again = await fetch(`${base}/uploads/${id}`, { headers: await headersOf(ana) });
  expect(await again.json()).toEqual({ id, size: content.length, received: content.length, file });
  expect((await part(id, content.length, bytesOf("x"))).status).toBe(409);
  expect((await t.current.rows(`select from files where created_by is not null`)).length).toBe(1);
});

test("an upload is its owner's alone, as large as announced at most, and can be given up", async () => {
  expect((await begin(maxFileBytes + 1)).status).toBe(413);
  expect((await fetch(`${base}/uploads`, { method: "POST", headers: { "upload-length": "5" } })).status).toBe(401);
  const id = idOf(await begin(10));
  for (const answer of [await state(id, "eva@guest.example"), await part(id, 0, bytesOf("0123456789"), "eva@guest.example")]) expect(answer.status).toBe(404);
  expect((await part(id, 0, bytesOf("0123456789ab"))).status).toBe(413);
  expect(Number((await state(id)).headers.get("upload-offset"))).toBeLessThanOrEqual(10);
  const gone = await fetch(`${base}/uploads/${id}`, { method: "DELETE", headers: await headersOf(ana) });
  expect([gone.status, (await state(id)).status]).toEqual([204, 404]);
  // begun and never finished, it is forgotten after a day
  const left = idOf(await begin(10));
  t.current.clock.advance("PT25H");
  await t.current.app.transact({ kind: "system", via: "test" }, (work) => t.current.app.timers["files.expire"](work, "", {}));
  expect((await state(left)).status).toBe(404);
});

/** Ana's mail with a file of this text; answers its row of the ledger. */
async function mailed(text: string): Promise<number> {
  const raw = `From: ${ana}\r\nTo: ventas@hotel.example\r\nSubject: Adjunto\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHola\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\n${text}\r\n--b--\r\n`;
  const { id } = await t.current.app.mailIn.receiveSmtp({ raw: Buffer.from(raw), envelope: { from: ana, to: ["ventas@hotel.example"] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await t.current.app.mailIn.admitWaiting();
  return id;
}
async function fileOfMail(text: string): Promise<string> {
  await mailed(text);
  const [file] = await t.current.rows<{ id: string }>(`select id from files where name = 'a.txt' order by created_at desc, id limit 1`);
  return file?.id ?? "";
}

test("what a virus is found in is not taken, and what came by mail is not handed out", async () => {
  const bad = bytesOf(`hola ${virus}`);
  const id = idOf(await begin(bad.length, "factura.txt"));
  const refused = await part(id, 0, bad);
  expect([refused.status, (await json(refused)).key]).toEqual([422, "file.infected"]);
  expect((await state(id)).status).toBe(404);
  const whole = await fetch(`${base}/files?name=factura.txt`, { method: "POST", headers: { ...(await headersOf(ana)), "content-type": "text/plain" }, body: bad });
  expect([whole.status, (await json(whole)).key]).toEqual([422, "file.infected"]);

  const kept = await fileOfMail(`adjunto ${virus}`);
  const withheld = await download(kept, "jefa@hotel.example");
  expect([withheld.status, (await json(withheld)).key]).toEqual([403, "file.infected"]);
  t.current.clock.advance("PT1M");
  expect((await download(await fileOfMail("nada malo"), "jefa@hotel.example")).status).toBe(200);
});

test("the same bytes are looked at once; while the scanner does not answer nothing is taken, and nothing lost", async () => {
  const content = bytesOf("un documento");
  const store = async (bytes: Uint8Array<ArrayBuffer>) => fetch(`${base}/files?name=a.txt`, { method: "POST", headers: { ...(await headersOf(ana)), "content-type": "text/plain" }, body: bytes });
  const before = clamd.asked();
  expect((await store(content)).status).toBe(201);
  const second = await store(content);
  expect((await download((await json(second)).id)).status).toBe(200);
  expect(clamd.asked()).toBe(before + 1);
  clamd.silent(true);
  const other = bytesOf("otro documento");
  const id = idOf(await begin(other.length));
  const refused = await part(id, 0, other);
  expect([refused.status, (await json(refused)).key]).toEqual([503, "file.not-scanned"]);
  clamd.silent(false);
  // all has arrived: asking for its end again is enough
  const done = await part(id, other.length, new Uint8Array());
  expect([done.status, (await json(done)).size]).toEqual([200, other.length]);
  // more than the scanner takes counts as not looked at
  expect((await store(new Uint8Array(300_000).fill(65))).status).toBe(503);
});

test("C5 T11 a virus in a mail goes nowhere: neither from where it waits, nor raw, nor in what is handed out of its writer", async () => {
  const chief = "jefa@hotel.example";
  const root = "raiz@hotel.example";
  await t.current.administrator(root);
  await fileOfMail(`guardado ${virus}`);
  const [ticket] = await t.current.rows<{ id: number }>(`select id from tickets order by id desc limit 1`);
  const [writer] = await t.current.rows<{ id: number }>(`select person_id as id from addresses where address = $1`, [ana]);
  const archive = Buffer.from(await (await fetch(`${base}/people/${writer?.id}/export`, { headers: await headersOf(root) })).arrayBuffer());
  expect(archive.includes(virus)).toBe(false);
  // in its place, why
  expect(archive.includes(`requests/${ticket?.id}/a.txt.txt`)).toBe(true);

  await t.current.desk({ mailIntake: "held" });
  const [bad, good] = [await mailed(`en espera ${virus}`), await mailed("en espera, limpio")];
  const withheld = await t.current.as(chief)(`/mail/${bad}/attachments/0`);
  expect([withheld.status, withheld.json().key]).toEqual([403, "file.infected"]);
  expect((await t.current.as(root)(`/mail/${bad}/raw`)).status).toBe(403);
  expect((await t.current.as(root)(`/mail/${good}/raw`)).text).toContain("limpio");
  expect((await t.current.as(chief)(`/mail/${good}/attachments/0`)).text).toBe("en espera, limpio");
  // what nobody could look at waits too
  const unseen = await mailed("en espera, aún no visto");
  clamd.silent(true);
  expect((await t.current.as(chief)(`/mail/${unseen}/attachments/0`)).status).toBe(503);
  clamd.silent(false);
  expect((await t.current.as(chief)(`/mail/${unseen}/attachments/0`)).status).toBe(200);
});
