import { setTimeout as sleep } from "node:timers/promises";
import { ImapFlow } from "imapflow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensurePeople } from "../people/index.ts";
import { createHttp, type Http } from "../platform/http.ts";
import { createLog } from "../platform/log.ts";
import { systemActor, type Person } from "../platform/work.ts";
import { forMailboxes, useMailDesk } from "../testing/mail.ts";
import { startDovecot, type Dovecot } from "../testing/peers/dovecot.ts";
import { mailboxSettingsRoutes } from "./index.ts";

const desk = useMailDesk();
let dovecot: Dovecot;
let http: Http;
let admin: Person;

beforeAll(async () => {
  dovecot = await startDovecot();
  const { database, desks, transact } = desk.current;
  http = createHttp({ log: createLog("silent"), bodyLimit: 100_000, trustProxy: "loopback", isOwnOrigin: () => true, authenticate: async () => admin });
  mailboxSettingsRoutes(http, { database, transact, desks, ...forMailboxes });
  await http.ready();
  const [known] = await transact(systemActor("test"), (work) => ensurePeople(work, [{ address: "boss@hoteles.example.com" }]));
  admin = { kind: "person", id: known?.id ?? 0, name: "Boss", email: null, locale: "en", via: "test", grants: [{ desk: null, queue: null, location: null, permissions: new Set(["desk.configure"]) }] };
});
afterAll(async () => {
  await desk.current.mailIn.stop();
  await http.close();
  await dovecot.close();
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 25_000; !(await condition()); await sleep(50)) if (Date.now() > deadline) throw new Error("waited in vain");
}

test("H1 a mailbox's mail becomes a ticket, is marked as read, and comes in once", async () => {
  const user = "ventas@hoteles.example.com";
  const connection = { host: dovecot.host, port: dovecot.port, secure: false, user, auth: "password" as const };
  const saved = await http.inject({ method: "PUT", url: "/api/v1/mailboxes/ventas", payload: { desk: "hotel-sales", ...connection, secret: dovecot.password } });
  expect(saved.statusCode).toBe(200);
  expect(saved.body).not.toContain(dovecot.password);
  const client = new ImapFlow({ host: dovecot.host, port: dovecot.port, secure: false, auth: { user, pass: dovecot.password }, logger: false });
  await client.connect();
  await client.append("INBOX", "Return-Path: <ivo@guest.example>\r\nFrom: Ivo <ivo@guest.example>\r\nTo: someone@list.example\r\nSubject: By mailbox\r\nMessage-ID: <box-1@guest.example>\r\n\r\nHello\r\n");
  desk.current.mailIn.start();
  const rows = () => desk.current.rows<{ fate: string; source: string }>(`select fate, source from mails where source = 'imap'`);
  await until(async () => (await rows()).some(({ fate }) => fate === "ticketed"));
  await client.mailboxOpen("INBOX");
  await until(async () => ((await client.search({ seen: true })) || []).length === 1);
  await desk.current.mailIn.stop();
  desk.current.mailIn.start();
  await sleep(500);
  expect(await rows()).toEqual([{ fate: "ticketed", source: "imap" }]);
  const [mailbox] = await desk.current.rows<{ checkedAt: string | null }>(`select checked_at as "checkedAt" from mailboxes`);
  expect(mailbox?.checkedAt).not.toBeNull();
  client.close();
});

test("a mailbox is shown without its secret, to whoever configures its desk", async () => {
  const listed = await http.inject({ url: "/api/v1/mailboxes" });
  expect(listed.json().items).toMatchObject([{ key: "ventas", desk: "hotel-sales", problem: null }]);
  expect(listed.body).not.toContain(dovecot.password);
  const without = await http.inject({ method: "PUT", url: "/api/v1/mailboxes/other", payload: { desk: "hotel-sales", host: "h", port: 143, secure: false, user: "u", auth: "password" } });
  expect(without.statusCode).toBe(422);
  expect((await http.inject({ method: "DELETE", url: "/api/v1/mailboxes/ventas" })).statusCode).toBe(204);
  expect((await http.inject({ url: "/api/v1/mailboxes" })).json().items).toEqual([]);
});
