import { beforeAll, expect, test } from "vitest";
import { runDueTimers, type TimerHandlers } from "../platform/timers.ts";
import { createLog } from "../platform/log.ts";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const ana = "ana@guest.example";
const jefa = () => t.current.as("jefa@hotel.example");
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const del = (url: string) => ({ method: "DELETE" as const, url });
const pass = async (duration: string) => {
  t.current.clock.advance(duration);
  const handlers: Partial<TimerHandlers> = { "tickets.purge": t.current.app.timers["tickets.purge"] };
  await t.current.rows(`delete from timers where kind <> 'tickets.purge'`);
  return Promise.all([1, 2, 3].map(() => runDueTimers(t.current.app.transact, handlers as TimerHandlers, t.current.clock, createLog("error")))).then((done) => done.reduce((sum, one) => sum + one, 0));
};
/** Every text column of the database that holds the words. */
async function whereIs(words: string): Promise<string[]> {
  const columns = await t.current.rows<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns where table_schema = 'public' and table_name not in ('idempotency') and data_type in ('text', 'jsonb', 'json', 'ARRAY', 'tsvector', 'bytea')`,
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await t.current.rows(`select 1 from "${table}" where position($1 in lower("${column}"::text)) > 0 or position(encode($1::bytea, 'hex') in "${column}"::text) > 0 limit 1`, [words.toLowerCase()]);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found.sort();
}

beforeAll(async () => {
  await t.current.desk({ roles: salesDesk.roles });
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
});

/** A ticket about which everything there is has been written down. */
async function full(): Promise<{ number: number; merged: number }> {
  const { mailIn } = t.current.app;
  const raw = Buffer.from(`From: Ana <${ana}>\r\nTo: ventas@hotel.example\r\nSubject: Zanahoria\r\nMessage-ID: <${Math.random()}@guest.example>\r\n\r\nzanahoria secreta\r\n`);
  await mailIn.receiveSmtp({ raw, envelope: { from: ana, to: ["ventas@hotel.example"] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await mailIn.admitWaiting();
  const [{ number } = { number: 0 }] = await t.current.rows<{ number: number }>(`select max(id) as number from tickets`);
  const file = (await t.current.as("jefa@hotel.example")({ method: "POST", url: "/files?name=zanahoria.txt", payload: "zanahoria", headers: { "content-type": "text/plain" } })).json();
  await jefa()(post(`/tickets/${number}/messages`, { kind: "note", body: "zanahoria interna", attachments: [file.id] }));
  await jefa()(post(`/tickets/${number}/messages`, { kind: "reply", body: "zanahoria respondida" }));
  await jefa()(post(`/tickets/${number}/side-conversations`, { to: ["banco@bank.example"], subject: "zanahoria", body: "¿zanahoria?" }));
  await jefa()({ method: "PUT", url: `/tickets/${number}/draft`, payload: { kind: "note", html: "<p>zanahoria a medias</p>", attachments: [] } });
  await jefa()(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "zanahoria", dueAt: t.current.clock.now().add({ hours: 24 }).toString() }));
  await jefa()(post(`/tickets/${number}/approvals`, { person: "zona@tiendas.example", question: "¿zanahoria?" }));
  await jefa()({ method: "PUT", url: `/tickets/${number}/escalation`, payload: { level: 1, reason: "zanahoria urgente" } });
  await jefa()({ method: "PATCH", url: `/tickets/${number}`, payload: { tags: ["zanahoria"], fields: { reserva: "zanahoria" }, subject: "Zanahoria otra vez" } });
  const other = await t.current.ticket(ana, { body: "zanahoria gemela", subject: "Gemela" });
  await jefa()({ method: "PUT", url: `/tickets/${other.number}/merge`, payload: { into: number } });
  await t.current.runJobs();
  await t.current.index();
  return { number, merged: other.number };
}

test("a deleted ticket is erased for good after 30 days, once: words, files' uses, mails, search; counts stay", async () => {
  const { number, merged } = await full();
  expect((await whereIs("zanahoria")).length).toBeGreaterThan(12);
  expect((await jefa()(del(`/tickets/${number}`))).status).toBe(200);
  expect(await pass("PT719H")).toBe(0);
  expect((await jefa()(`/tickets/${number}`)).json()).toMatchObject({ unlisted: "deleted" });
  expect(await pass("PT2H")).toBe(1);
  expect(await whereIs("zanahoria")).toEqual([]);
  expect(await t.current.rows(`select 1 from files`)).toEqual([]);
  for (const one of [number, merged]) {
    for (const url of ["", "/page", "/messages", "/events", "/follow-ups", "/approvals"]) expect((await jefa()(`/tickets/${one}${url}`)).status).toBe(404);
    expect((await jefa()({ method: "PUT", url: `/tickets/${one}/restoration` })).status).toBe(404);
  }
  expect((await jefa()("/tickets?q=is:deleted")).json().items).toEqual([]);
  // what reports count by
  const [kept] = await t.current.rows<{ total: number; opened: number; ledger: number; tombstones: number }>(
    `select (select count(*)::int from tickets where id = any($1)) as total, (select count(*)::int from events where ticket_id = any($1) and type = 'ticket.created') as opened,
       (select count(*)::int from mails where ticket_id = $2) as ledger, (select count(*)::int from mails where ticket_id = $2 and raw is null and subject is null and erased_at is not null) as tombstones`,
    [[number, merged], number],
  );
  expect(kept).toEqual({ total: 2, opened: 2, ledger: 1, tombstones: 1 });
  expect(await t.current.rows(`select 1 from events where type = 'ticket.purged' and ticket_id = $1`, [number])).toHaveLength(1);
  expect(await pass("PT2000H")).toBe(0);
  // an answer to it is a new request
  const { mailIn } = t.current.app;
  await mailIn.receiveSmtp({ raw: Buffer.from(`From: ${ana}\r\nTo: ventas@hotel.example\r\nSubject: Re: x [#${number}]\r\nMessage-ID: <late@guest.example>\r\n\r\nSigo aquí\r\n`), envelope: { from: ana, to: ["ventas@hotel.example"] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await mailIn.admitWaiting();
  expect(await t.current.rows<{ fate: string }>(`select fate from mails order by id desc limit 1`)).toEqual([{ fate: "ticketed" }]);
});

test("until then it is restored with everything, and a restored one is not erased; deleted again, the 30 days begin again", async () => {
  const { number } = await full();
  const before = (await jefa()(`/tickets/${number}/page`)).json();
  await jefa()(del(`/tickets/${number}`));
  await pass("PT700H");
  expect((await jefa()({ method: "PUT", url: `/tickets/${number}/restoration` })).json()).toMatchObject({ unlisted: null });
  expect(await pass("PT800H")).toBe(0);
  const after = (await jefa()(`/tickets/${number}/page`)).json();
  expect(after.messages).toEqual(before.messages);
  await jefa()(del(`/tickets/${number}`));
  expect(await pass("PT719H")).toBe(0);
  expect(await pass("PT2H")).toBe(1);
  expect((await jefa()(`/tickets/${number}`)).status).toBe(404);
});
