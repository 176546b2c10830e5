import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createLog } from "../platform/log.ts";
import { systemActor } from "../platform/work.ts";
import { runDueTimers } from "../platform/timers.ts";
import { useApp } from "../testing/factories.ts";
import { until } from "../testing/live.ts";
import { installPresets, loadDemo } from "./index.ts";

const t = useApp();
const admin = "ada@mill.example";
const guest = "real.guest@hotel.example";
const log = createLog("silent");
const failed = vi.spyOn(log, "error");
afterEach(() => expect(failed.mock.calls).toEqual([]));

/** How many rows each table holds, but those that count what happened, and who asked in this test. */
async function rowsByTable(): Promise<Record<string, number>> {
  const tables = await t.current.rows<{ name: string }>(`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`);
  const counts = await t.current.rows<{ name: string; n: number }>(tables.map(({ name }) => `select '${name}' as name, count(*)::int as n from "${name}"`).join(" union all "));
  return Object.fromEntries(counts.map(({ name, n }) => [name, n] as const).filter(([name]) => !["events", "report_progress", "notification_place", "migrations", "settings", "idempotency", "tokens", "timers", "throttles"].includes(name)));
}

describe("removing the demonstration", () => {
  let before: Record<string, number> = {};
  let mine = 0;
  let answered = 0;
  let mailed = 0;
  let colleague = "";

  beforeAll(async () => {
    await t.current.app.transact(systemActor("test"), (work) => installPresets(work, ["hotel-sales"]));
    await t.current.administrator(admin);
    await t.current.token(admin);
    await t.current.token(guest);
    before = await rowsByTable();
    // the first of its conversations will do; community and articles are there by then
    const loading = loadDemo(t.current.app.transact, ["hotel-sales"], log);
    await until(async () => (await t.current.rows(`select from file_uses where (select count(*) from tickets) > 15`)).length > 0, 60_000);
    await loading.stop();
    await t.current.index();
  }, 120_000);

  test("waits until it has been loaded", async () => {
    expect((await t.current.as(admin)({ method: "POST", url: "/demo/removal" })).status).toBe(409);
    await t.current.rows(`update settings set value = jsonb_set(value, '{of}', value->'done') where key = 'demo.hotel-sales'`);
  });

  test("is not offered to colleagues, and tells an administrator how much goes and stays", async () => {
    const [agent] = await t.current.rows<{ address: string; name: string }>(`select a.address, p.name from grants g join addresses a on a.person_id = g.person_id join people p on p.id = g.person_id where p.demo limit 1`);
    const ask = await t.current.as(agent?.address ?? "")("/demo/removal");
    expect(ask.status).toBe(403);
    colleague = agent?.name ?? "";

    // what real people do, before they have seen enough
    const opened = await t.current.as(guest)({ method: "POST", url: "/tickets", payload: { desk: "hotel-sales", subject: "Mi reserva de verdad", body: "Hola", requester: { email: guest } } });
    mine = opened.json().number;
    expect((await t.current.as(admin)({ method: "PATCH", url: `/tickets/${mine}`, payload: { assignee: agent?.address } })).status).toBe(200);
    // signed in as a colleague of the demonstration somebody answers a real person
    expect((await t.current.as(agent?.address ?? "")({ method: "POST", url: `/tickets/${mine}/messages`, payload: { kind: "reply", body: "Se lo miro ahora mismo", attachments: [] } })).status).toBeLessThan(300);
    const [open] = await t.current.rows<{ id: number }>(`select t.id from tickets t where state <> 'closed' and exists (select from events e where e.ticket_id = t.id and e.via = 'demo') order by id limit 1`);
    answered = open?.id ?? 0;
    expect((await t.current.as(admin)({ method: "POST", url: `/tickets/${answered}/messages`, payload: { kind: "note", body: "Only trying", attachments: [] } })).status).toBeLessThan(300);
    await t.current.tell();
    [{ n: mailed = 0 } = {}] = await t.current.rows<{ n: number }>(`select count(*)::int as n from deliveries where ticket_id = $1`, [mine]);

    const view = await t.current.as(admin)("/demo/removal");
    expect(view.json()).toMatchObject({ goes: { answered: 1 }, stays: { requests: 1, articles: 0 } });
    expect(view.json().goes.requests).toBeGreaterThan(15);
    for (const what of ["people", "messages", "articles", "posts", "files"]) expect(view.json().goes[what], what).toBeGreaterThan(0);
  });

  test("leaves nothing of it in any table, and all that real people wrote, with the configuration", async () => {
    const configuration = await t.current.as(admin)("/desks/hotel-sales/configuration");
    expect(configuration.status).toBe(200);
    const view = (await t.current.as(admin)("/demo/removal")).json();
    const done = await t.current.as(admin)({ method: "POST", url: "/demo/removal" });
    expect(done.status, done.text).toBe(200);
    expect(done.json()).toEqual(view);
    expect((await t.current.as(admin)("/desks/hotel-sales/configuration")).json()).toEqual(configuration.json());

    const page = (await t.current.as(admin)(`/tickets/${mine}/page`)).json();
    expect(page.ticket.subject).toBe("Mi reserva de verdad");
    // who answered it keeps their name there, and is no colleague any more
    expect(page.messages.map((one: { author: { name: string } }) => one.author.name)).toEqual(["Real Guest", colleague]);
    expect(page.ticket.assignee).toBeNull();
    expect((await t.current.as(admin)(`/tickets/${answered}`)).status).toBe(404);
    expect((await t.current.as(admin)("/tickets?q=desk:hotel-sales")).json().items.map((one: { number: number }) => one.number)).toEqual([mine]);
    expect((await t.current.as(admin)("/tickets?q=factura")).json().items).toEqual([]);

    await t.current.index();
    await t.current.runJobs();
    const after = await rowsByTable();
    const agents = before["people"] ?? 0;
    const changed = Object.fromEntries(Object.keys(after).filter((name) => after[name] !== before[name]).map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
    expect(changed).toMatchObject({ tickets: 1, messages: 2, ticket_facts: 1, ticket_search: 1, deliveries: mailed });
    // of the colleagues one stays, by name
    expect(agents + (changed["people"] ?? 0)).toBe(3);
    const own = ["tickets", "messages", "ticket_facts", "ticket_search", "ticket_identifiers", "ticket_reads", "clocks", "clock_segments", "follows", "watchers", "notifications", "deliveries", "people", "addresses", "grants", "rule_runs", "mailed_once", "choice_links", "sign_in_links", "waitings", "rule_mails", "webhook_deliveries"];
    expect(Object.keys(changed).filter((name) => !own.includes(name))).toEqual([]);
    for (const name of ["ticket_identifiers", "clocks", "follows", "watchers", "notifications", "rule_runs"]) expect(await t.current.rows(`select ticket_id from ${name} where ticket_id <> $1`, [mine]), name).toEqual([]);
    expect(await t.current.rows(`select id from events where via = 'demo' or (ticket_id is not null and ticket_id <> $1)`, [mine])).toEqual([]);
    expect(await t.current.rows(`select address from rule_mails r where not exists (select from addresses a where a.address = r.address)`)).toEqual([]);
    expect(await t.current.rows(`select type from events where data ? 'person' and not exists (select from addresses where address = data->>'person')`)).toEqual([]);
    expect(await t.current.rows(`select key from settings where key like 'demo.%' or key like 'clock.%'`)).toEqual([]);
    expect(await t.current.rows(`select kind, subject from timers where kind in ('waiting.step', 'sla.look') and subject <> $1`, [String(mine)])).toEqual([]);
    expect(await t.current.rows(`select name from people where demo`)).toEqual([]);
  });

  test("is done for good: nothing is left to remove, to fail later, or to be loaded by the next start", async () => {
    expect((await t.current.as(admin)("/demo/removal")).status).toBe(404);
    expect((await t.current.as(admin)({ method: "POST", url: "/demo/removal" })).status).toBe(404);
    await loadDemo(t.current.app.transact, ["hotel-sales"], log).finished;
    await t.current.app.transact(systemActor("test"), (work) => installPresets(work, ["hotel-sales"]));
    expect(await t.current.rows(`select id from tickets where id <> $1`, [mine])).toEqual([]);
    expect(await t.current.rows(`select key from settings where key like 'demo.%'`)).toEqual([]);
    t.current.clock.advance("P3D");
    await runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, log);
    await t.current.runJobs();
  });
});
