import { beforeAll, expect, test } from "vitest";
import { createLog } from "../platform/log.ts";
import { runDueTimers, type TimerHandlers } from "../platform/timers.ts";
import { generalOf, salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const jefa = () => t.current.as("jefa@hotel.example");
const admin = () => t.current.as("admin@hotel.example");
/** Time passes, and what privacy keeps to is done. */
async function pass(duration: string): Promise<void> {
  t.current.clock.advance(duration);
  const kept = ["privacy.retain", "mail-in.erase-raw"] as const;
  await t.current.rows(`delete from timers where kind <> all($1)`, [kept]);
  const handlers: Partial<TimerHandlers> = Object.fromEntries(kept.map((kind) => [kind, t.current.app.timers[kind]]));
  await runDueTimers(t.current.app.transact, handlers as TimerHandlers, t.current.clock, createLog("error"));
}
const save = async (retention: object) => {
  const { definition, version } = (await admin()("/desks/ventas/configuration")).json();
  return admin()({ method: "PUT", url: "/desks/ventas/configuration/general", payload: { ...generalOf(definition), retention }, headers: { "if-match": `"${version}"` } });
};
const kept = async () => (await t.current.rows<{ id: number; subject: string }>(`select id, subject from tickets order by id`)).map((row) => row.subject);
async function mail(to: string): Promise<void> {
  const raw = Buffer.from(`From: Ana <ana@guest.example>\r\nTo: ${to}\r\nSubject: Hola\r\nMessage-ID: <${Math.random()}@guest.example>\r\n\r\nhola\r\n`);
  await t.current.app.mailIn.receiveSmtp({ raw, envelope: { from: "ana@guest.example", to: [to] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await t.current.app.mailIn.admitWaiting();
}

beforeAll(async () => {
  await t.current.desk({ roles: salesDesk.roles });
  await t.current.desk({ key: "otra", labels: { es: "Otra" }, addresses: ["otra@hotel.example"] });
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await t.current.administrator("admin@hotel.example");
  await t.current.app.schedule();
});

test("a desk's solved and closed requests are erased when its period has run out, and go on counting; open ones and other desks' stay", async () => {
  const made = async (subject: string, solve: boolean, more: object = {}) => {
    const { number } = await t.current.ticket("ana@guest.example", { subject, ...more });
    if (solve) expect((await admin()({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "resuelta" } })).status).toBe(200);
    return number;
  };
  const old = await made("vieja", true);
  const joined = await made("unida", false);
  expect((await admin()({ method: "PUT", url: `/tickets/${joined}/merge`, payload: { into: old } })).status).toBe(200);
  await made("abierta", false);
  await made("de otra", true, { desk: "otra" });
  await t.current.index();
  await pass("PT2160H");
  await made("nueva", true);
  expect((await save({ requests: "P1M" })).json()).toMatchObject({ key: "configuration.retention-short", path: "/retention/requests" });
  expect((await save({ requests: "P0D" })).status).toBe(400);
  expect((await admin()("/desks/ventas/retention?requests=P60D")).json()).toEqual({ due: 1, more: false });
  expect((await admin()("/desks/ventas/retention?requests=P2Y")).json()).toEqual({ due: 0, more: false });
  expect((await t.current.as("eva@hotel.example")("/desks/ventas/retention?requests=P2Y")).status).toBe(403);
  expect((await save({ requests: "P2M" })).status).toBe(200);
  expect((await admin()("/desks/ventas/export")).text).toMatch(/retention:\n? *(\{ requests: P2M \}|.*requests: P2M)/);
  await pass("PT1H");
  expect(await kept()).toEqual(["", "", "abierta", "de otra", "nueva"]);
  expect((await jefa()(`/tickets/${old}`)).status).toBe(404);
  await t.current.index();
  const { created, solved } = (await admin()("/reports/overview?from=2026-03-01&to=2026-03-31&desk=ventas")).json();
  expect([created.value, solved.value]).toEqual([2, 1]);
  // touched again it is kept on
  await pass("PT1000H");
  expect(await kept()).toContain("nueva");
});

test("a desk's raw mails go after its own period, those of others after a year; the ledger keeps that they came", async () => {
  await save({ rawMail: "P30D" });
  await mail("ventas@hotel.example");
  await mail("otra@hotel.example");
  const raw = () => t.current.rows(`select d.key, m.raw is not null as raw, m.subject from mails m join desks d on d.id = m.desk_id order by m.id`);
  await pass("PT696H");
  expect(await raw()).toEqual([{ key: "ventas", raw: true, subject: "Hola" }, { key: "otra", raw: true, subject: "Hola" }]);
  await pass("PT48H");
  expect(await raw()).toEqual([{ key: "ventas", raw: false, subject: "Hola" }, { key: "otra", raw: true, subject: "Hola" }]);
  await pass("PT8760H");
  expect(await raw()).toEqual([{ key: "ventas", raw: false, subject: "Hola" }, { key: "otra", raw: false, subject: "Hola" }]);
});
