import { afterAll, beforeAll, expect, test } from "vitest";
import { storeFile, useFiles } from "../files/index.ts";
import { createHttp, type Http } from "../platform/http.ts";
import { createLog } from "../platform/log.ts";
import { parseMail } from "../platform/mime/index.ts";
import { makeCertificate } from "../platform/smtp/certificate.ts";
import { startSmtpListener, type IncomingSmtpMail, type SmtpListener } from "../platform/smtp/listener.ts";
import { systemActor, type Person } from "../platform/work.ts";
import { mailboxRoutes, queueDelivery } from "./index.ts";
import { useMailWorld } from "../testing/mail-world.ts";

const world = useMailWorld();
const log = createLog("silent");
const person = (name: string, permissions: Person["grants"][number]["permissions"]): Person => ({
  kind: "person", id: 1, name, email: "x@hotel.example", locale: null, via: "web", grants: [{ desk: null, queue: null, location: null, permissions }],
});
const people: Record<string, Person> = { admin: person("Admin", new Set(["installation.administer"])), agent: person("Marta", new Set(["ticket.see", "ticket.reply"])) };
const incoming: IncomingSmtpMail[] = [];
let listener: SmtpListener;
const apps: Http[] = [];

async function start(builtIn: boolean): Promise<Http> {
  const app = createHttp({
    log, bodyLimit: 1_000_000, trustProxy: "loopback", isOwnOrigin: () => true,
    authenticate: async (request) => people[request.headers.authorization ?? ""] ?? null,
  });
  mailboxRoutes(app, { database: world.database, blobs: world.blobs(), clock: world.clock, desks: world.desks(), builtIn, listenerUrl: () => `smtp://127.0.0.1:${listener.port}` });
  await app.ready();
  apps.push(app);
  return app;
}
let app: Http;
beforeAll(async () => {
  listener = await startSmtpListener({
    host: "127.0.0.1", port: 0, name: "help.example.com", tls: makeCertificate("help.example.com", new Date()), maxSize: 1_000_000,
    acceptsRecipient: async (address) => address.endsWith("@hotel.example"), receive: async (mail) => ({ id: incoming.push(mail) }), log,
  });
  app = await start(true);
});
afterAll(async () => {
  await Promise.all(apps.map((one) => one.close()));
  await listener.close(0);
});
const ask = (method: "GET" | "POST", url: string, body?: object, who = "admin", to = app) =>
  to.inject({ method, url: `/api/v1${url}`, headers: who ? { authorization: who } : {}, ...(body === undefined ? {} : { body }) });

const ticket = { number: 1042, subject: "Reserva", url: "https://help.example.com/portal/ventas/tickets/1042" };
async function queueReply(address: string, via = "test"): Promise<number> {
  const desk = await world.desk();
  const { deliveryId } = await world.transact(true)(systemActor(via), async (work) => {
    const picture = await storeFile(work, { name: "plano.png", type: "image/png", content: Buffer.from("89504e470d0a1a0a", "hex"), createdBy: null });
    const letter = await storeFile(work, { name: "carta.txt", type: "text/plain", content: Buffer.from("hola"), createdBy: null });
    const files = [{ id: picture.id, contentId: "plano@x", inline: true }, { id: letter.id, contentId: null, inline: false }];
    await useFiles(work, "message", Number(address.slice(1, 3)), files.map((use) => ({ fileId: use.id, contentId: use.contentId, inline: use.inline })));
    return queueDelivery(work, {
      desk, to: { name: "Ana", address, personId: null }, lang: "es", letter: "reply", facts: { ticket, agent: "Marta", copied: false }, author: "Marta",
      words: { html: '<p onclick="x()">Hola</p><script>alert(1)</script><img src="cid:plano@x">', text: "Hola" }, files,
    });
  });
  return deliveryId;
}

test("every outgoing mail is listed, newest first, page by page", async () => {
  const ids: number[] = [];
  for (let n = 10; n < 15; n += 1) ids.push(await queueReply(`a${n}@example.org`));
  await queueReply("a15@example.org", "demo"); // demonstration data went to nobody
  const first = (await ask("GET", "/mailbox?limit=3")).json();
  expect(first.items.map((mail: { id: number }) => mail.id)).toEqual(ids.toReversed().slice(0, 3));
  expect(first.items[0]).toMatchObject({ to: "a14@example.org", from: "ventas@hotel.example", subject: "Re: Reserva [#1042]", letter: "reply", state: "sent", ticket: 1042 });
  expect(first.items[0].excerpt).toContain("Marta ha respondido a su solicitud: Hola");
  const second = (await ask("GET", `/mailbox?limit=3&after=${first.next}`)).json();
  expect(second.items.map((mail: { id: number }) => mail.id)).toEqual(ids.toReversed().slice(3));
  expect(second.next).toBeNull();
  expect((await ask("GET", "/mailbox?after=x")).statusCode).toBe(400);
});

test("a mail is shown as its receiver sees it: safe, with its pictures, links working", async () => {
  const id = await queueReply("a20@example.org");
  const mail = (await ask("GET", `/mailbox/${id}`)).json();
  expect(mail).toMatchObject({ from: "Marta (Ventas) <ventas@hotel.example>", to: "Ana <a20@example.org>", replyTo: expect.stringMatching(/^ventas\+1042-/), messageId: expect.stringMatching(/^<1042\./) });
  expect(mail.html).not.toMatch(/script|onclick/);
  expect(mail.html).toContain('src="data:image/png;base64,iVBORw0KGgo="');
  expect(mail.html).toContain('href="https://help.example.com/portal/ventas/tickets/1042"');
  expect(mail.attachments).toEqual([{ name: "carta.txt", type: "text/plain", size: 4, id: expect.any(String) }]);
  expect((await ask("GET", "/mailbox/999999")).statusCode).toBe(404);
});

test("write as: the mail goes through the SMTP listener, in the thread it answers", async () => {
  const id = await queueReply("a30@example.org");
  const mail = (await ask("GET", `/mailbox/${id}`)).json();
  const answer = { from: "a30@example.org", fromName: "Ana Núñez", to: mail.replyTo, cc: ["otra@example.org"], subject: "Re: Reserva", text: "Gracias\n\nAna", inReplyTo: mail.messageId, references: [mail.messageId] };
  const written = await ask("POST", "/mailbox", answer);
  expect(written.statusCode).toBe(201);
  const [arrived] = incoming;
  expect(arrived?.envelope).toEqual({ from: "a30@example.org", to: [mail.replyTo] });
  const parsed = parseMail(arrived?.raw ?? Buffer.alloc(0));
  expect(parsed).toMatchObject({ from: { address: "a30@example.org", name: "Ana Núñez" }, subject: "Re: Reserva", messageId: written.json().messageId, inReplyTo: [mail.messageId], references: [mail.messageId] });
  expect([parsed.cc[0]?.address, parsed.text?.trim()]).toEqual(["otra@example.org", "Gracias\n\nAna"]);
});

test("write as: what the listener refuses is told in its words", async () => {
  const refused = await ask("POST", "/mailbox", { from: "a@example.org", to: "nobody@elsewhere.example", subject: "x", text: "x" });
  expect(refused.statusCode).toBe(422);
  expect(refused.json()).toMatchObject({ key: "mailbox.refused", title: expect.stringContaining("No such address here") });
});

test("it is the administrators' alone, and absent where mail goes to a real server", async () => {
  for (const [method, url] of [["GET", "/mailbox"], ["GET", "/mailbox/1"], ["POST", "/mailbox"]] as const) {
    expect((await ask(method, url, undefined, "")).statusCode).toBe(401);
    expect((await ask(method, url, undefined, "agent")).statusCode).toBe(403);
  }
  const real = await start(false);
  for (const who of ["admin", "agent", ""]) expect((await ask("GET", "/mailbox", undefined, who, real)).statusCode).toBe(404);
});
