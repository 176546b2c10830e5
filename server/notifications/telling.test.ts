import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Notification, NotificationChoices } from "../../contract/notifications.ts";
import { openDatabase } from "../platform/db.ts";
import { createLog } from "../platform/log.ts";
import { makeApp, useApp } from "../testing/factories.ts";
import { startListener } from "../platform/listener.ts";
import { bellChannel, notify, passBellsOn } from "./index.ts";
import { systemActor } from "../platform/work.ts";

const t = useApp();
const who = (name: string) => t.current.as(name === "ana" ? "ana@guest.example" : `${name}@hotel.example`);
const send = (method: "POST" | "PUT" | "PATCH", url: string, payload: object) => ({ method, url, payload });
const bell = async (name: string, query = ""): Promise<{ items: Notification[]; unread: number; next: string | null }> => (await who(name)(`/me/notifications${query}`)).json();
const kinds = async (name: string) => (await bell(name)).items.map(({ kind }) => kind);
const choose = async (name: string, more: Partial<NotificationChoices>) => {
  const answer = await who(name)(send("PUT", "/me/notification-settings", { choices: { mine: {}, queues: {}, watched: {} }, queues: null, quiet: null, digest: 10, ...more }));
  expect(answer.status).toBe(200);
};
const version = async (number: number) => (await who("jefa")(`/tickets/${number}`)).json().version;
const change = async (name: string, number: number, payload: object) => expect((await who(name)({ ...send("PATCH", `/tickets/${number}`, payload), headers: { "if-match": `"${await version(number)}"` } })).status).toBe(200);
const write = async (name: string, number: number, payload: object) => expect((await who(name)(send("POST", `/tickets/${number}/messages`, payload))).status).toBe(201);
/** A new ticket of Ana's, told as one of this queue. */
async function ticketIn(queue: string): Promise<{ number: number }> {
  const { number } = await t.current.ticket("ana@guest.example");
  await change("jefa", number, { queue });
  return { number };
}
/** A ticket of Ana's that is Eva's, with everything told and read. */
async function evasTicket(): Promise<number> {
  const { number } = await t.current.ticket("ana@guest.example");
  await change("jefa", number, { assignee: "eva@hotel.example" });
  await t.current.tell();
  await t.current.rows(`delete from notifications`);
  return number;
}

beforeAll(async () => {
  await t.current.desk();
  for (const name of ["eva", "leo"]) await t.current.grant(`${name}@hotel.example`, "ventas", "agente");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await t.current.grant("gus@hotel.example", "ventas", "agente", "grupos");
});
beforeEach(async () => {
  await t.current.tell();
  await t.current.rows(`delete from notifications`);
  await t.current.rows(`delete from notification_choices`);
  await t.current.rows(`delete from timers where kind like 'notifications.%'`);
});

test("R12 C5 the owner is told of what the customer writes, and of nothing they did themselves", async () => {
  const number = await evasTicket();
  await write("ana", number, { kind: "reply", body: "¿Y el desayuno?" });
  await write("eva", number, { kind: "reply", body: "Está incluido" });
  await t.current.tell();
  const { items, unread } = await bell("eva");
  expect(items).toEqual([
    { id: expect.any(Number), at: expect.any(String), kind: "customer-reply", ticket: { number, subject: "Una pregunta", desk: "ventas" }, by: { name: "Ana", email: "ana@guest.example" }, detail: null, excerpt: "¿Y el desayuno?", read: false },
  ]);
  expect(unread).toBe(1);
  for (const name of ["leo", "jefa"]) expect(await kinds(name)).toEqual([]);
  expect((await who("ana")("/me/notifications")).status).toBe(403);
});

test("R12 who is assigned, named, escalated to, and who watches, is told; one act once", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await who("leo")(send("PUT", `/tickets/${number}/following`, { state: "watching" }));
  await t.current.tell();
  await change("jefa", number, { assignee: "eva@hotel.example" });
  await write("jefa", number, { kind: "note", body: "@Leo mira esto", mentions: ["leo@hotel.example"] });
  await t.current.tell();
  expect((await bell("eva")).items.map(({ kind, detail }) => [kind, detail])).toEqual([["colleague", null], ["assigned", null]]);
  expect((await bell("leo")).items.map(({ kind, by }) => [kind, by?.name])).toEqual([["mentioned", "Jefa"], ["status", "Jefa"]]);
  const escalated = await who("jefa")({ ...send("PUT", `/tickets/${number}/escalation`, { level: 1, reason: "Cliente VIP", to: "leo@hotel.example" }), headers: { "if-match": `"${await version(number)}"` } });
  expect(escalated.status).toBe(200);
  await change("jefa", number, { status: "esperando" });
  await t.current.tell();
  expect((await bell("leo")).items.slice(0, 2).map(({ kind, detail }) => [kind, detail])).toEqual([["status", "Esperando respuesta"], ["escalation", "Cliente VIP"]]);
});

test("R12 a new ticket is told to those whose queue it came into: by their role, or as they chose", async () => {
  await choose("leo", { queues: [{ desk: "ventas", queue: "bodas" }], choices: { mine: {}, queues: { created: ["app"], tags: ["app"] }, watched: {} } });
  const groups = await ticketIn("grupos");
  const wedding = await ticketIn("bodas");
  await t.current.tell();
  expect((await bell("gus")).items.map(({ kind, ticket }) => [kind, ticket.number])).toEqual([["created", groups.number]]);
  expect((await bell("leo")).items.map(({ kind, ticket }) => [kind, ticket.number])).toEqual([["created", wedding.number]]);
  expect(await kinds("eva")).toEqual([]);
  await change("jefa", wedding.number, { tags: ["vip"] });
  await t.current.tell();
  expect((await bell("leo")).items[0]).toMatchObject({ kind: "tags", detail: "+vip" });
});

test("R12 files that come with a message are told to who asked for that alone", async () => {
  const number = await evasTicket();
  await choose("eva", { choices: { mine: { "customer-reply": [], attachments: ["app"] }, queues: {}, watched: {} } });
  const file = (await who("ana")({ method: "POST", url: "/files?name=factura.pdf", payload: "%PDF-", headers: { "content-type": "application/pdf" } })).json();
  await write("ana", number, { kind: "reply", body: "Sin nada" });
  await write("ana", number, { kind: "reply", body: "Adjunta", attachments: [file.id] });
  await t.current.tell();
  expect((await bell("eva")).items.map(({ kind, detail }) => [kind, detail])).toEqual([["attachments", "+factura.pdf"]]);
  await t.current.rows(`delete from notifications`);
  const [message] = await t.current.rows<{ id: number }>(`select subject::int as id from file_uses where file_id = '${file.id}'`);
  expect((await (await who("jefa"))({ method: "DELETE", url: `/tickets/${number}/messages/${message?.id}/attachments/${file.id}` })).status).toBe(200);
  await t.current.tell();
  expect((await bell("eva")).items.map(({ kind, detail, by }) => [kind, detail, by?.name])).toEqual([["attachments", "−factura.pdf", "Jefa"]]);
});

test("R12 a muted ticket is silent but for mentions and assignments", async () => {
  const number = await evasTicket();
  await who("eva")(send("PUT", `/tickets/${number}/following`, { state: "muted" }));
  await write("ana", number, { kind: "reply", body: "Hola" });
  await write("leo", number, { kind: "note", body: "@Eva hola", mentions: ["eva@hotel.example"] });
  await t.current.tell();
  expect(await kinds("eva")).toEqual(["mentioned"]);
});

test("only who sees the ticket when it is told learns of it, and only while they do", async () => {
  const { number } = await ticketIn("grupos");
  await t.current.tell();
  expect((await bell("gus")).unread).toBe(1);
  await change("jefa", number, { queue: "bodas" });
  await t.current.tell();
  // it is in another queue now: neither the old line nor a new one
  expect(await bell("gus")).toEqual({ items: [], next: null, unread: 0 });
});

test("nobody is told of spam, of deleted tickets, or who left", async () => {
  const number = await evasTicket();
  await write("ana", number, { kind: "reply", body: "Gane dinero" });
  expect((await who("jefa")({ method: "PUT", url: `/tickets/${number}/spam`, headers: { "if-match": `"${await version(number)}"` } })).status).toBeLessThan(300);
  await t.current.tell();
  expect(await kinds("eva")).toEqual([]);
  const other = await t.current.ticket("ana@guest.example");
  await change("jefa", other.number, { assignee: "leo@hotel.example" });
  await t.current.rows(`update people set deactivated_at = $1 where name = 'Leo'`, [t.current.clock.now().toString()]);
  await t.current.tell();
  await t.current.rows(`update people set deactivated_at = null where name = 'Leo'`);
  expect(await t.current.rows(`select 1 from notifications where ticket_id = $1`, [other.number])).toEqual([]);
});

test("read and unread: one by one, by opening the ticket, all up to what was seen; pages by keyset", async () => {
  const [one, two] = [await evasTicket(), await evasTicket()];
  for (const body of ["1", "2", "3"]) await write("ana", one, { kind: "reply", body });
  await write("ana", two, { kind: "reply", body: "4" });
  await t.current.tell();
  const first = await bell("eva", "?limit=3");
  expect(first.items.map(({ excerpt }) => excerpt)).toEqual(["4", "3", "2"]);
  const second = await bell("eva", `?limit=3&after=${first.next}`);
  expect([second.items.map(({ excerpt }) => excerpt), second.next]).toEqual([["1"], null]);
  const mark = async (payload: object) => (await who("eva")(send("PUT", "/me/notifications/read", payload))).json().unread;
  const [newest] = first.items;
  expect(await mark({ ids: [newest?.id], read: true })).toBe(3);
  expect((await bell("eva", "?unread=true")).items.map(({ excerpt }) => excerpt)).toEqual(["3", "2", "1"]);
  expect(await mark({ ids: [newest?.id], read: false })).toBe(4);
  expect(await mark({ ticket: one })).toBe(1);
  await write("ana", one, { kind: "reply", body: "5" });
  await t.current.tell();
  // what came after the page was drawn stays unread
  expect(await mark({ until: newest?.id })).toBe(1);
  // nobody marks another's
  expect((await who("leo")(send("PUT", "/me/notifications/read", { ids: [(await bell("eva")).items[0]?.id], read: true }))).status).toBe(200);
  expect((await bell("eva")).unread).toBe(1);
});

test("two processes tell of everything once, in order, and a transaction that began earlier loses nothing", async () => {
  const number = await evasTicket();
  const other = openDatabase(t.current.connection, createLog("silent"));
  const { app, dataDir: _dir } = await makeApp(other, t.current.clock);
  try {
    // begun first, committed last: its event has the lower number
    const [late, early] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = t.current.app.transact(systemActor("test"), async (work) => {
      await work.record({ desk: 1, ticket: number, version: 1 }, "ticket.tags-changed", { from: [], to: ["late"] });
      early.resolve();
      await late.promise;
    });
    await early.promise;
    await choose("eva", { choices: { mine: { tags: ["app"] }, queues: {}, watched: {} } });
    for (let n = 0; n < 5; n += 1) await write("ana", number, { kind: "reply", body: String(n) });
    await Promise.all([t.current.app.tell(), app.tell()]);
    late.resolve();
    await held;
    for (let n = 0; n < 8; n += 1) await write("ana", number, { kind: "reply", body: "más" });
    await t.current.rows(`select 1`);
    await Promise.all(Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? t.current.app.tell() : app.tell())));
    await t.current.tell();
    const told = await t.current.rows<{ kind: string; n: number }>(`select kind, count(*)::int as n from notifications where ticket_id = $1 group by kind order by kind`, [number]);
    expect(told).toEqual([{ kind: "customer-reply", n: 13 }, { kind: "tags", n: 1 }]);
  } finally {
    await app.stop();
    await other.close();
  }
});

test("the bell rings on one's own pages, in every process, and on nobody else's", async () => {
  const number = await evasTicket();
  const listener = await startListener(t.current.connection, [bellChannel], createLog("silent"));
  try {
    const ids = new Map((await t.current.rows<{ id: number; name: string }>(`select id, name from people`)).map(({ id, name }) => [name, id]));
    const rung: string[] = [];
    passBellsOn(listener, (event, data, may) => {
      for (const [name, id] of ids) if (may({ kind: "person", id, name, email: null, locale: null, grants: [], via: "web" })) rung.push(`${event} ${name} ${JSON.stringify(data)}`);
    });
    await write("ana", number, { kind: "reply", body: "Hola" });
    await t.current.tell();
    await listener.caughtUp();
    expect(rung).toEqual(["bell Eva {}"]);
    // read on the phone, it is read at the desk
    await who("eva")(send("PUT", "/me/notifications/read", { ticket: number }));
    await listener.caughtUp();
    expect(rung).toHaveLength(2);
  } finally {
    await listener.stop();
  }
});

test("a rule tells whom it names, and nobody who may not see the ticket", async () => {
  const { number } = await ticketIn("bodas");
  const people = (await t.current.rows<{ id: number }>(`select id from people where name in ('Eva', 'Gus', 'Ana')`)).map(({ id }) => id);
  await t.current.app.transact(systemActor("rule"), async (work) => expect(await notify(work, { people, kind: "rule", ticket: number, text: "Grupo grande: llame hoy" })).toBe(1));
  expect((await bell("eva")).items[0]).toMatchObject({ kind: "rule", detail: "Grupo grande: llame hoy", by: null });
  expect(await kinds("gus")).toEqual([]);
});

test("what was chosen is kept, whole or not at all", async () => {
  await choose("eva", { quiet: { from: "20:00", until: "08:00", days: [6, 7] }, digest: 30, choices: { mine: { tags: ["push"], created: ["app"] }, queues: {}, watched: {} } });
  const settings = (await who("eva")("/me/notification-settings")).json();
  expect(settings).toMatchObject({ quiet: { from: "20:00", until: "08:00", days: [6, 7] }, digest: 30, queues: null, timeZone: "Europe/Madrid", pushKey: expect.stringMatching(/^[A-Za-z0-9_-]{87}$/) });
  expect(settings.choices.mine).toMatchObject({ tags: ["push"], assigned: ["app", "mail", "push"] });
  // not offered: a ticket of one's own was assigned
  expect(settings.choices.mine.created).toBeUndefined();
  expect((await who("gus")("/me/notification-settings")).json().offered).toEqual([{ desk: "ventas", deskName: "Ventas", queue: "grupos", name: "Grupos", role: true }]);
  const refused = await who("eva")(send("PUT", "/me/notification-settings", { choices: { mine: {}, queues: {}, watched: {} }, queues: null, digest: 10, quiet: { from: "08:00", until: "08:00", days: [] } }));
  expect([refused.status, refused.json()]).toMatchObject([422, { key: "notifications.quiet", path: "/quiet/until" }]);
  const unknown = await who("eva")(send("PUT", "/me/notification-settings", { choices: { mine: {}, queues: {}, watched: {} }, queues: [{ desk: "ventas", queue: "nada" }], digest: 10, quiet: null }));
  expect([unknown.status, unknown.json()]).toMatchObject([422, { key: "notifications.queue", path: "/queues/0" }]);
});

test("restored on another server, whose transactions count otherwise, staff are told of what happens from then on", async () => {
  const number = await evasTicket();
  await write("ana", number, { kind: "reply", body: "Antes" });
  await t.current.rows(`update notification_place set xid = '99999999999'`);
  const { app } = await makeApp(t.current.database, t.current.clock);
  const tell = async () => {
    await t.current.settled();
    await app.tell();
  };
  try {
    await tell();
    expect(await kinds("eva")).toEqual([]);
    await write("ana", number, { kind: "reply", body: "Después" });
    await tell();
    expect(await kinds("eva")).toEqual(["customer-reply"]);
  } finally {
    await app.stop();
  }
});
