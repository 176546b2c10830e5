import { beforeAll, expect, test } from "vitest";
import type { Permission } from "../../contract/permissions.ts";
import { spanWords } from "../../contract/reports.ts";
import { Temporal } from "../platform/clock.ts";
import { createLog } from "../platform/log.ts";
import { runDueTimers, type TimerHandlers } from "../platform/timers.ts";
import { callerOf, makeApp, salesDesk, useApp } from "../testing/factories.ts";
import { followEvents } from "./follow.ts";
import { periodOf, seriesOf } from "./rules.ts";
import { nextMailing } from "./subscriptions.ts";

const t = useApp();
const march = "from=2026-03-01&to=2026-03-31";
const ana = "ana@guest.example";
const boss = () => t.current.as("jefa@hotel.example");

beforeAll(async () => {
  const lead: Permission[] = ["ticket.see", "report.see"];
  const roles = [...salesDesk.roles, { key: "lider", labels: { es: "Líder" }, permissions: lead }, { key: "cifras", labels: { es: "Cifras" }, permissions: ["report.see" as const] }];
  await t.current.desk({ roles });
  await t.current.desk({ key: "grupos", addresses: ["g@hotel.example"], roles });
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
});

const overview = async (who: string, query = march) => {
  const answer = await t.current.as(who)(`/reports/overview?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.json();
};
const listed = async (who: string, q: string) => (await t.current.as(who)(`/tickets?limit=200&q=${encodeURIComponent(q)}`)).json().items.length;

test("R13 each sees the figures of what they see: by desk, queue and location, as their list has it", async () => {
  const [palma, mahon] = await t.current.locations("Palma", "Mahón");
  await t.current.administrator("root@hotel.example");
  const root = t.current.as("root@hotel.example");
  for (const [desk, queue, location] of [["ventas", "general", palma], ["ventas", "general", mahon], ["ventas", "grupos", palma], ["ventas", "bodas", null], ["grupos", "general", palma], ["grupos", "bodas", null]] as const) {
    const { number } = await t.current.ticket(ana, { desk });
    await root({ method: "PATCH", url: `/tickets/${number}`, payload: { queue, location } });
  }
  await t.current.grant("cola@hotel.example", "ventas", "lider", "general");
  await t.current.grant("sitio@hotel.example", "ventas", "lider", undefined, palma);
  await t.current.grant("ambos@hotel.example", "ventas", "lider", "bodas");
  await t.current.grant("ambos@hotel.example", "grupos", "lider", undefined, palma);
  // sees another desk's tickets, but no figures of it
  await t.current.grant("mixto@hotel.example", "ventas", "lider", "grupos");
  await t.current.grant("mixto@hotel.example", "grupos", "agente");
  for (const [who, count] of [["jefa@hotel.example", 4], ["cola@hotel.example", 2], ["sitio@hotel.example", 2], ["ambos@hotel.example", 2], ["mixto@hotel.example", 1], ["root@hotel.example", 6]] as const) {
    const { created, backlog } = await overview(who);
    expect([who, created.value, backlog.open.value]).toEqual([who, count, count]);
    expect([who, await listed(who, created.q)]).toEqual([who, count]);
  }
  await t.current.grant("cifras@hotel.example", "ventas", "cifras");
  await t.current.grant("agente@hotel.example", "ventas", "agente");
  for (const who of [ana, "cifras@hotel.example", "agente@hotel.example"]) {
    for (const url of ["overview", "breakdown", "follow-ups", "overview.csv", "subscriptions"]) {
      expect([who, url, (await t.current.as(who)(`/reports/${url}${url === "subscriptions" ? "" : `?${march}`}${url === "breakdown" ? "&by=queue" : ""}`)).status]).toEqual([who, url, 403]);
    }
  }
  expect((await boss()(`/reports/overview?${march}&desk=grupos`)).status).toBe(403);
  expect((await boss()(`/reports/overview?${march}&desk=nada`)).status).toBe(403);
});

test("what cannot be counted is refused, with where it is wrong", async () => {
  const asked = async (query: string) => {
    const answer = await boss()(`/reports/overview?${query}`);
    return [answer.status, answer.json().key];
  };
  expect(await asked("from=2026-03-31&to=2026-03-01")).toEqual([422, "report.bad-period"]);
  expect(await asked("from=1900-01-01&to=2026-03-01")).toEqual([422, "report.bad-period"]);
  expect((await asked("from=2026-02-30&to=2026-03-01"))[0]).toBe(400);
  expect(await asked(`${march}&q=palabra`)).toEqual([400, "report.bad-filter"]);
  expect(await asked(`${march}&q=is:deleted`)).toEqual([400, "report.bad-filter"]);
  expect(await asked(`${march}&q=created:>2026-01-01`)).toEqual([400, "report.bad-filter"]);
  expect(await asked(`${march}&q=is:nada`)).toEqual([400, "query.malformed"]);
});

test("periods begin when days do at the desk, and are compared with as many days or months before", () => {
  expect(periodOf("2026-03-01", "2026-03-31", "Europe/Madrid")).toMatchObject({
    from: "2026-02-28T23:00Z", before: "2026-03-31T22:00Z", previous: { firstDay: "2026-02-01", lastDay: "2026-02-28", from: "2026-01-31T23:00Z", before: "2026-02-28T23:00Z" },
  });
  expect(periodOf("2026-01-01", "2026-03-31", "UTC").previous).toMatchObject({ firstDay: "2025-10-01", lastDay: "2025-12-31" });
  expect(periodOf("2026-03-02", "2026-03-08", "UTC").previous).toMatchObject({ firstDay: "2026-02-23", lastDay: "2026-03-01" });
  // there is no midnight in Santiago on 6 September 2026
  expect(periodOf("2026-09-06", "2026-09-06", "America/Santiago")).toMatchObject({ from: "2026-09-06T04:00Z", before: "2026-09-07T03:00Z" });
  const weeks = seriesOf({ firstDay: "2026-03-04", lastDay: "2026-04-15", timeZone: "UTC" });
  expect([weeks.unit, weeks.points[0], weeks.points.at(-1)]).toMatchObject(["week", { firstDay: "2026-03-04", lastDay: "2026-03-08" }, { firstDay: "2026-04-13", lastDay: "2026-04-15" }]);
});

test.each([
  [0, "en", "0 sec"], [59, "en", "59 sec"], [60, "en", "1 min"], [3599.7, "en", "1 hr"], [7830, "es", "2 h 11 min"], [93_600, "en", "1 day 2 hr"], [172_799, "en", "2 days"], [0.4, "en", "0 sec"], [90.6, "en", "1 min 31 sec"],
])("%d s in %s are %s", (seconds, language, words) => {
  expect(spanWords(seconds, language)).toBe(words);
});

test("R13 reports are tables too: UTF-8, headed in the reader's language, names that no spreadsheet takes for a formula", async () => {
  const { number } = await t.current.ticket(ana);
  await boss()({ method: "PATCH", url: `/tickets/${number}`, payload: { tags: ["=1+1", "a,b"] } });
  const answer = await boss()({ url: `/reports/breakdown.csv?${march}&by=tag`, headers: { "accept-language": "es" } });
  expect(answer.headers["content-type"]).toContain("text/csv");
  expect(answer.text.startsWith("\uFEFFEtiqueta,Creados,")).toBe(true);
  expect(answer.text).toContain("\r\n'=1+1,1,0,");
  expect(answer.text).toContain('\r\n"a,b",1,0,');
  for (const name of ["overview.csv", "series.csv", "follow-ups.csv"]) expect((await boss()(`/reports/${name}?${march}`)).status).toBe(200);
  expect((await boss()(`/reports/series.csv?${march}`)).text.split("\r\n").length).toBe(33);
});

test("intake waits for no figure: a ticket is one more in the next report, however many processes follow the events", async () => {
  const { created } = await overview("jefa@hotel.example");
  await t.current.ticket(ana);
  const second = await makeApp(t.current.database, t.current.clock);
  const done = await Promise.all([t.current.app.transact, second.app.transact, t.current.app.transact].map((transact) => followEvents(transact)));
  expect(done.filter((count) => count > 0).length).toBeLessThanOrEqual(1);
  expect((await overview("jefa@hotel.example")).created.value).toBe(created.value + 1);
  await second.app.stop();
});

test("figures from another server are worked out anew: their transactions lie ahead of all that happens here", async () => {
  const { created } = await overview("jefa@hotel.example");
  await t.current.rows(`update report_progress set xid = '9000000000000000000'`);
  await t.current.ticket(ana);
  expect((await overview("jefa@hotel.example")).created.value).toBe(created.value + 1);
});

test("R13 promised times: a clock counts when it was met or its time was up, opens its tickets, and not for what is no ticket any more", async () => {
  const before = (await overview("jefa@hotel.example")).clocks;
  expect(before).toEqual([]);
  const [level] = await t.current.rows<{ id: number; desk: number }>(`insert into service_levels (desk_id, key, position) select id, 'todo', 0 from desks where key = 'ventas' returning id, desk_id as desk`);
  const clock = (ticket: number, kind: string, round: number, met: string | null, breached: string | null, promised = true) =>
    t.current.rows(
      `insert into clocks (ticket_id, desk_id, kind, round, level_id, target_minutes, warn_minutes, started_at, met_at, breached_at, elapsed_ms) values ($1, $2, $3, $4, $5, 60, 10, '2026-02-01', $6, $7, 0)`,
      [ticket, level?.desk, kind, round, promised ? level?.id : null, met, breached],
    );
  const [one, two, spam] = [await t.current.ticket(ana), await t.current.ticket(ana), await t.current.ticket(ana)].map((ticket) => ticket.number);
  await clock(one ?? 0, "next-reply", 1, "2026-03-02T10:00:00Z", null);
  await clock(one ?? 0, "next-reply", 2, "2026-03-05T10:00:00Z", null);
  // answered, but late: it counts when its time was up
  await clock(two ?? 0, "next-reply", 1, "2026-03-06T10:00:00Z", "2026-03-05T10:00:00Z");
  await clock(two ?? 0, "next-reply", 2, null, null);
  // the last minute of March in Madrid, and the first of April
  await clock(one ?? 0, "resolution", 1, null, "2026-03-31T21:59:00Z");
  await clock(two ?? 0, "resolution", 1, null, "2026-03-31T22:00:00Z");
  await clock(one ?? 0, "first-reply", 1, "2026-02-20T10:00:00Z", null);
  await clock(two ?? 0, "first-reply", 1, "2026-03-02T10:00:00Z", null, false);
  await clock(spam ?? 0, "next-reply", 1, "2026-03-02T10:00:00Z", null);
  await boss()({ method: "PUT", url: `/tickets/${spam}/spam` });
  const { clocks } = await overview("jefa@hotel.example", `${march}&desk=ventas`);
  expect(clocks).toMatchObject([
    { kind: "first-reply", met: 0, missed: 0, before: { met: 1, missed: 0 }, metTickets: { value: 0 } },
    { kind: "next-reply", met: 2, missed: 1, before: { met: 0, missed: 0 }, metTickets: { value: 1 }, missedTickets: { value: 1 } },
    { kind: "resolution", met: 0, missed: 1, missedTickets: { value: 1 } },
  ]);
  for (const { metTickets, missedTickets } of clocks) for (const { value, q } of [metTickets, missedTickets]) expect([q, await listed("jefa@hotel.example", q)]).toEqual([q, value]);
});

test("R13 what is overdue is counted, and opens its tickets", async () => {
  const { value } = (await overview("jefa@hotel.example")).backlog.overdue;
  const [late, soon, later, done] = [await t.current.ticket(ana), await t.current.ticket(ana), await t.current.ticket(ana), await t.current.ticket(ana)];
  for (const [{ number }, days] of [[late, 1], [soon, 3], [later, 9], [done, 1]] as const) await boss()({ method: "PUT", url: `/tickets/${number}/due-date`, payload: { amount: days, unit: "days" } });
  await boss()({ method: "PATCH", url: `/tickets/${done.number}`, payload: { status: "resuelta" } });
  t.current.clock.advance("PT48H");
  const { overdue } = (await overview("jefa@hotel.example")).backlog;
  expect(overdue.value).toBe(value + 1);
  const rows = (await boss()(`/tickets?q=${encodeURIComponent(overdue.q)}`)).json().items.map((row: { number: number }) => row.number);
  expect(rows).toHaveLength(overdue.value);
  expect(rows).toContain(late.number);
});

test("the hour of a mail is on the wall, also when the clocks change", () => {
  const at = (now: string) => String(nextMailing("day", 2, "Europe/Madrid", Temporal.Instant.from(now)));
  expect([at("2026-03-28T00:00:00Z"), at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z")]).toEqual(["2026-03-28T01:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"]);
  expect(String(nextMailing("week", 8, "UTC", Temporal.Instant.from("2026-03-02T08:00:00Z")))).toBe("2026-03-09T08:00:00Z");
  expect(String(nextMailing("month", 8, "UTC", Temporal.Instant.from("2026-03-02T08:00:00Z")))).toBe("2026-04-01T08:00:00Z");
});

test("R13 figures are mailed with their tables, once, at an hour of one's own; not to who may see them no longer", async () => {
  const post = (payload: object) => boss()({ method: "POST", url: "/reports/subscriptions", payload });
  const made = (await post({ desk: "ventas", q: "", every: "week", hour: 8 })).json();
  expect(made).toMatchObject({ desk: "ventas", every: "week", hour: 8, timeZone: "Europe/Madrid", nextAt: "2026-03-09T07:00:00Z" });
  expect((await post({ desk: "ventas", q: "", every: "week", hour: 9 })).json()).toMatchObject({ id: made.id, hour: 9, nextAt: "2026-03-09T08:00:00Z" });
  expect((await post({ desk: "grupos", q: "", every: "week", hour: 9 })).status).toBe(403);
  expect((await post({ desk: null, q: "created:>2026-01-01", every: "week", hour: 9 })).status).toBe(400);
  expect((await t.current.as("cola@hotel.example")({ method: "DELETE", url: `/reports/subscriptions/${made.id}` })).status).toBe(404);

  const second = await makeApp(t.current.database, t.current.clock);
  const handlers: Partial<TimerHandlers> = { "reports.mail": t.current.app.timers["reports.mail"] };
  await t.current.rows("delete from timers where kind <> 'reports.mail'");
  const run = () => Promise.all([t.current.app.transact, second.app.transact].map((transact) => runDueTimers(transact, handlers as TimerHandlers, t.current.clock, createLog("error"))));
  const mails = () => t.current.rows<{ to: string; content: { subject: string; text: string; files: { id: string }[] } }>("select to_address as to, content from deliveries where letter = 'report' order by id");

  const { created } = await overview("jefa@hotel.example", "from=2026-03-02&to=2026-03-08&desk=ventas");
  t.current.clock.set("2026-03-12T10:00:00Z"); // days late: it comes once, with the last whole week
  await t.current.index();
  await run();
  const [mail, ...more] = await mails();
  expect(more).toEqual([]);
  expect(mail?.to).toBe("jefa@hotel.example");
  expect(mail?.content.subject).toContain("2–8 de marzo de 2026");
  expect(mail?.content.text).toContain(`Creados: ${created.value} (antes: 0)`);
  expect(mail?.content.files.length).toBe(2);
  // each of the two keeps files of its own here
  const read = await Promise.all([t.current.app, second.app].map((app) => callerOf(app, () => t.current.token("jefa@hotel.example"))(`/files/${mail?.content.files[0]?.id}`)));
  expect(read.find((answer) => answer.status === 200)?.text).toContain("2026-03-02 – 2026-03-08");
  expect((await t.current.as("cola@hotel.example")(`/files/${mail?.content.files[0]?.id}`)).status).toBe(404);
  expect((await boss()("/reports/subscriptions")).json().items).toMatchObject([{ id: made.id, nextAt: "2026-03-16T08:00:00Z" }]);

  await t.current.revoke("jefa@hotel.example");
  t.current.clock.set("2026-03-17T10:00:00Z");
  await run();
  expect((await mails()).length).toBe(1);
  expect(await t.current.rows("select * from report_subscriptions")).toEqual([]);
  await second.app.stop();
});
