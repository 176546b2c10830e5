import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { NotificationChoices } from "../../contract/notifications.ts";
import { openDatabase } from "../platform/db.ts";
import { createLog } from "../platform/log.ts";
import { runDueTimers } from "../platform/timers.ts";
import { makeApp, useApp } from "../testing/factories.ts";
import { startPushService, type PushService } from "../testing/peers/push-service.ts";

const t = useApp();
const who = (name: string) => t.current.as(name === "ana" ? "ana@guest.example" : `${name}@hotel.example`);
const send = (method: "POST" | "PUT" | "PATCH" | "DELETE", url: string, payload?: object) => ({ method, url, ...(payload === undefined ? {} : { payload }) });
const choose = async (name: string, more: Partial<NotificationChoices>) =>
  expect((await who(name)(send("PUT", "/me/notification-settings", { choices: { mine: {}, queues: {}, watched: {} }, queues: null, quiet: null, digest: 10, ...more }))).status).toBe(200);
const write = async (name: string, number: number, payload: object) => expect((await who(name)(send("POST", `/tickets/${number}/messages`, payload))).status).toBe(201);
const evasTicket = async (subject = "Una pregunta"): Promise<number> => {
  const { number } = await t.current.ticket("ana@guest.example", { subject });
  const { version } = (await who("jefa")(`/tickets/${number}`)).json();
  const answer = await who("jefa")({ ...send("PATCH", `/tickets/${number}`, { assignee: "eva@hotel.example" }), headers: { "if-match": `"${version}"` } });
  expect(answer.status).toBe(200);
  await t.current.tell();
  await t.current.rows(`delete from notifications`);
  return number;
};
interface Mail {
  letter: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  replyTo: string | null;
  lang: string;
}
const mails = () =>
  t.current.rows<Mail>(
    `select letter, to_address as to, lang, content->>'subject' as subject, content->>'text' as text, content->>'html' as html, content->>'replyTo' as "replyTo"
     from deliveries where letter in ('notification', 'notification-digest', 'mentioned') order by id`,
  );
const pass = async (duration: string) => {
  t.current.clock.advance(duration);
  await t.current.tell();
};
let push: PushService;
afterAll(() => push.close());

beforeAll(async () => {
  push = await startPushService();
  await t.current.desk();
  for (const name of ["eva", "leo"]) await t.current.grant(`${name}@hotel.example`, "ventas", "agente");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
});
beforeEach(async () => {
  await t.current.tell();
  await t.current.rows(`delete from notifications`);
  await t.current.rows(`delete from notification_choices`);
  await t.current.rows(`delete from deliveries`);
  await t.current.rows(`delete from push_devices`);
  await t.current.rows(`delete from timers where kind like 'notifications.%'`);
  push.pushed.length = 0;
  t.current.clock.set("2026-03-02T09:00:00Z");
});

test("R12 R8 an owner is mailed what the customer wrote after a while, in their language, and answers with a note", async () => {
  const number = await evasTicket();
  await t.current.rows(`update people set locale = 'en' where name = 'Eva'`);
  await write("ana", number, { kind: "reply", body: "¿Y el desayuno?" });
  await pass("PT9M");
  expect(await mails()).toEqual([]);
  await pass("PT2M");
  const [mail, ...rest] = await mails();
  await t.current.rows(`update people set locale = null where name = 'Eva'`);
  expect(rest).toEqual([]);
  expect(mail).toMatchObject({ letter: "notification", to: "eva@hotel.example", lang: "en", subject: `Customer replied: Una pregunta [#${number}]` });
  expect(mail?.text).toMatch(/Ana replied[^]*¿Y el desayuno\?[^]*Reply to this mail to add a note/);
  expect(mail?.text).toContain(`/desk/tickets/${number}`);
  // a note of Eva's, signed: `support+<number>n<person>-…`
  expect(mail?.replyTo).toMatch(new RegExp(`^ventas\\+${number}n\\d+-[a-z2-7]{12}@`));
});

test("R12 what was read in the desk meanwhile is not mailed, nor pushed", async () => {
  const number = await evasTicket();
  const phone = push.subscribe();
  const { id: _id, ...device } = phone;
  await choose("eva", { quiet: { from: "09:00", until: "10:30", days: [] } });
  expect((await who("eva")(send("POST", "/me/devices", device))).status).toBe(201);
  await write("ana", number, { kind: "reply", body: "Hola" });
  await t.current.tell();
  await who("eva")(send("PUT", "/me/notifications/read", { ticket: number }));
  await pass("PT2H");
  expect([await mails(), push.pushed]).toEqual([[], []]);
});

test("R12 twenty messages on several tickets are one digest, on one ticket one mail; nothing is lost", async () => {
  const numbers = [await evasTicket("Primera"), await evasTicket("<b>Segunda</b> [clic](https://evil.example)")];
  for (let n = 0; n < 10; n += 1) for (const number of numbers) await write("ana", number, { kind: "reply", body: `Mensaje ${n}` });
  await pass("PT0S");
  await pass("PT10M");
  const [digest, ...rest] = await mails();
  expect(rest).toEqual([]);
  expect(digest).toMatchObject({ letter: "notification-digest", subject: "2 tickets con novedades", replyTo: null });
  for (const number of numbers) expect(digest?.html).toContain(`href="http://help.example.test/desk/tickets/${number}"`);
  expect(digest?.html).toContain("&lt;b&gt;Segunda&lt;/b&gt;");
  expect(digest?.html).not.toContain('href="https://evil.example"');
  expect(digest?.text).toContain("Ana ha respondido");
  const [number = 0] = numbers;
  for (let n = 0; n < 3; n += 1) await write("ana", number, { kind: "reply", body: `Otra vez ${n}` });
  await pass("PT0S");
  await pass("PT10M");
  const [, mail, ...more] = await mails();
  expect(more).toEqual([]);
  expect(mail?.letter).toBe("notification");
  for (let n = 0; n < 3; n += 1) expect(mail?.text).toContain(`Otra vez ${n}`);
  expect((await t.current.rows(`select from notifications where mail = 'owed'`)).length).toBe(0);
});

test("R12 quiet hours hold mail and push until they are over, by the person's own clock, through the change to summer time", async () => {
  const number = await evasTicket();
  const { id: _id, ...device } = push.subscribe();
  expect((await who("eva")(send("POST", "/me/devices", device))).status).toBe(201);
  await t.current.rows(`update people set time_zone = 'Europe/Bucharest' where name = 'Eva'`);
  await choose("eva", { quiet: { from: "20:00", until: "08:00", days: [7] } });
  // Saturday 22:00 in Bucharest; the clocks go forward at night, and Sunday is hers
  t.current.clock.set("2026-03-28T20:00:00Z");
  await write("ana", number, { kind: "reply", body: "¿Sigue ahí?" });
  await t.current.tell();
  t.current.clock.set("2026-03-30T04:59:00Z");
  await t.current.tell();
  expect([await mails(), push.pushed]).toEqual([[], []]);
  t.current.clock.set("2026-03-30T05:00:00Z");
  await t.current.tell();
  await t.current.rows(`update people set time_zone = null where name = 'Eva'`);
  expect([(await mails()).length, push.pushed.length]).toEqual([1, 1]);
});

test("R12 R8 who is named is mailed at once, unless it is their quiet time", async () => {
  const number = await evasTicket();
  await write("jefa", number, { kind: "note", body: "@Leo la clave es 4711", mentions: ["leo@hotel.example"] });
  await t.current.tell();
  expect(await mails()).toMatchObject([{ letter: "mentioned", to: "leo@hotel.example", text: expect.stringContaining("4711"), replyTo: expect.stringMatching(/n\d+-/) }]);
  await choose("leo", { choices: { mine: { mentioned: ["app"] }, queues: {}, watched: {} } });
  await write("jefa", number, { kind: "note", body: "@Leo otra", mentions: ["leo@hotel.example"] });
  await pass("PT1H");
  expect((await mails()).filter(({ to }) => to.startsWith("leo"))).toHaveLength(1);
});

test("two processes ring the same timer: one mail, one push", async () => {
  const number = await evasTicket();
  const { id: _id, ...device } = push.subscribe();
  await who("eva")(send("POST", "/me/devices", device));
  const other = openDatabase(t.current.connection, createLog("silent"));
  const { app } = await makeApp(other, t.current.clock);
  try {
    for (let n = 0; n < 3; n += 1) await write("ana", number, { kind: "reply", body: String(n) });
    await t.current.app.tell();
    t.current.clock.advance("PT10M");
    await Promise.all([t.current.app, app].map((one) => runDueTimers(one.transact, one.timers, t.current.clock, createLog("silent"))));
    await t.current.tell();
    expect([(await mails()).length, push.pushed.length]).toEqual([1, 1]);
  } finally {
    await app.stop();
    await other.close();
  }
});

test("R12 a push is encrypted for the device, signed by us, small, and opens its ticket", async () => {
  const number = await evasTicket("Habitación <i>doble</i> ".repeat(30).trim());
  const phone = push.subscribe();
  const { id: _id, ...device } = phone;
  const devices = (await who("eva")(send("POST", "/me/devices", device))).json();
  expect(devices.items).toHaveLength(1);
  expect(JSON.stringify(devices)).not.toContain(device.endpoint);
  await write("ana", number, { kind: "reply", body: "Es secreto: 4711" });
  await t.current.tell();
  expect(push.refused).toEqual([]);
  const [pushed, ...rest] = push.pushed;
  expect(rest).toEqual([]);
  expect(pushed).toMatchObject({ device: phone.id, payload: { body: "Ana ha respondido", path: `/desk/tickets/${number}`, tag: `ticket-${number}`, lang: "es" }, claims: { aud: push.origin, sub: "mailto:postmaster@help.example.test" } });
  expect(pushed?.payload.title).toMatch(new RegExp(`^#${number} Habitación`));
  expect(JSON.stringify(pushed?.payload)).not.toContain("4711");
  expect(pushed?.publicKey).toBe((await who("eva")("/me/notification-settings")).json().pushKey);
  expect(pushed?.headers["ttl"]).toBe("43200");
});

test("R12 many at once are one push; a device that is gone is forgotten; one that has trouble is tried again", async () => {
  const [gone, busy] = [push.subscribe(), push.subscribe()];
  for (const { id: _id, ...device } of [gone, busy]) expect((await who("eva")(send("POST", "/me/devices", device))).status).toBe(201);
  const numbers = [await evasTicket("1"), await evasTicket("2"), await evasTicket("3"), await evasTicket("4")];
  push.pushed.length = 0;
  push.answer(gone.id, 410);
  push.answer(busy.id, 503);
  for (const number of numbers) await write("ana", number, { kind: "reply", body: "Hola" });
  await t.current.tell();
  expect((await who("eva")("/me/devices")).json().items).toHaveLength(1);
  expect(push.pushed).toEqual([]);
  push.answer(busy.id, 201);
  await t.current.rows(`update graphile_worker._private_jobs set run_at = now() where attempts > 0`);
  await t.current.runJobs();
  expect(push.pushed.map(({ payload }) => payload)).toMatchObject([{ title: "4 tickets con novedades", path: "/desk/notifications", tag: "many" }]);
});

test("R12 nothing is pushed to who is absent, or has signed out there; the bell still says it", async () => {
  const number = await evasTicket();
  const { id: _id, ...device } = push.subscribe();
  await who("eva")(send("POST", "/me/devices", device));
  const [eva] = await t.current.rows<{ id: number }>(`select id from people where name = 'Eva'`);
  await t.current.rows(`insert into shifts (person_id, time_zone, week, exceptions) values ($1, 'Europe/Madrid', '[]', '[{"from": "2026-03-01", "until": "2026-03-05", "spans": []}]')`, [eva?.id]);
  await write("ana", number, { kind: "reply", body: "Hola" });
  await t.current.tell();
  await t.current.rows(`delete from shifts`);
  expect(push.pushed).toEqual([]);
  expect((await who("eva")("/me/notifications")).json().unread).toBe(1);
});

test("the browser's address is never one of the inside; foreign devices are nobody's to remove", async () => {
  const { id: _id, ...device } = push.subscribe();
  for (const endpoint of ["http://10.0.0.1/push", "https://169.254.169.254/latest", "http://localhost:9/x", "ftp://push.example.com/x"]) {
    const answer = await who("eva")(send("POST", "/me/devices", { ...device, endpoint: endpoint.replace("http://localhost:9/x", "http://[::1]:9/x") }));
    expect([answer.status, answer.json().key]).toEqual([422, "notifications.endpoint"]);
  }
  const [mine] = (await who("eva")(send("POST", "/me/devices", device))).json().items;
  expect((await who("leo")(send("DELETE", `/me/devices/${mine.id}`))).status).toBe(404);
  expect((await who("eva")(send("DELETE", `/me/devices/${mine.id}`))).status).toBe(204);
  expect((await who("ana")(send("POST", "/me/devices", device))).status).toBe(403);
});
