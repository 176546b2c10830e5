import { readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { Temporal } from "../platform/clock.ts";
import { projectDir } from "../platform/config.ts";
import { createLog } from "../platform/log.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { useApp } from "../testing/factories.ts";
import { installPresets, loadDemo } from "./index.ts";
import { checkPreset } from "./read.ts";

const t = useApp();
const names = readdirSync(path.join(projectDir, "presets"), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const presets = names.map((name) => ({ name, ...checkPreset(name) }));
const base = Temporal.Instant.from("2026-03-02T09:00:00Z");
const log = createLog("silent");
const admin = "admin@desk.example";
const rows = <R>(sql: string, values?: readonly unknown[]) => t.current.rows<R>(sql, values);
const counts = async () => {
  const [row] = await rows<{ tickets: number; messages: number; events: number; people: number; uses: number }>(
    `select (select count(*) from tickets)::int as tickets, (select count(*) from messages)::int as messages, (select count(*) from events)::int as events,
      (select count(*) from people)::int as people, (select count(*) from file_uses)::int as uses`,
  );
  return row;
};

beforeAll(async () => {
  await t.current.app.transact(systemActor("test"), (work) => installPresets(work, names));
  await t.current.administrator(admin);
});

test("all demonstrations are resumed after an interruption, with the times of their beginning, and nothing of them is refused", { timeout: 1_800_000 }, async () => {
  const { app, clock } = t.current;
  const powerCut: Transact = async (actor, run, now) => {
    if (((await counts())?.messages ?? 0) > 60) throw new Error("the power went out");
    return app.transact(actor, run, now);
  };
  const told: unknown[] = [];
  vi.spyOn(log, "error").mockImplementation((...what: unknown[]) => void told.push(what));
  await loadDemo(powerCut, names, log).finished;
  expect(told.pop()).toEqual([{ err: new Error("the power went out") }, "the demonstration could not be loaded"]);

  clock.advance("PT5H");
  // two processes start at the same moment
  await Promise.all([1, 2].map(() => loadDemo(app.transact, names, log).finished));
  expect(told).toEqual([]);
  expect((await counts())?.tickets).toBeGreaterThanOrEqual(presets.reduce((sum, { demo }) => sum + demo.conversations.length, 0));
  const posts = presets.flatMap(({ demo }) => demo.community);
  const [written] = await rows(`select (select count(*)::int from posts) as posts, (select count(*)::int from comments) as comments, (select sum(votes)::int from posts) as votes`);
  expect(written).toEqual({ posts: posts.length, comments: posts.flatMap(({ comments = [] }) => comments).length, votes: posts.flatMap(({ votes = [] }) => votes).length });
});

test("a second load makes nothing twice", async () => {
  const before = await counts();
  let transactions = 0;
  const counted: Transact = (...args) => {
    transactions += 1;
    return t.current.app.transact(...args);
  };
  await loadDemo(counted, names, log).finished;
  expect(await counts()).toEqual(before);
  // to be alone, and to look whether there is anything to do
  expect(transactions).toBe(1 + names.length);
});

test("numbers rise with time, over all desks; time went by, each thing happened when it was due, and nothing of it is left", async () => {
  const created = (await rows<{ at: string }>(`select created_at as at from tickets order by id`)).map(({ at }) => at);
  expect(created).toEqual(created.toSorted());
  const times = (await rows<{ at: string }>(`select at from events where ticket_id is not null order by id`)).map(({ at }) => at);
  expect(times).toEqual(times.toSorted());
  expect(times.at(-1)?.localeCompare(base.toString())).toBeLessThanOrEqual(0);
  expect(await rows(`select kind, subject from timers where kind in ('waiting.step', 'sla.look', 'follow-ups.shift-end') and due_at <= $1`, [base.toString()])).toEqual([]);
  expect((await rows(`select distinct type from events where type in ('reminder.sent', 'waiting.ended', 'clock.breached', 'rule.ran', 'ticket.flagged')`)).length).toBe(5);
});

test("no mail leaves, nobody is invited or told, and people bear the names they sign with", async () => {
  expect(await rows(`select state, reason from deliveries where state <> 'suppressed' or reason <> 'demo'`)).toEqual([]);
  expect(await rows(`select id from notifications limit 1`)).toEqual([]);
  // copied weeks before writing for the first time
  expect(await rows(`select p.name from people p join addresses a on a.person_id = p.id where a.address = 'direccion@cadiz.hoteles-demo.example.com'`)).toEqual([{ name: "Antonio Lobo" }]);
  expect((await rows<{ type: string }>(`select distinct f.type from files f join file_uses u on u.file_id = f.id`)).map(({ type }) => type)).toEqual(expect.arrayContaining(["application/pdf", "image/png", "text/csv"]));
});

describe.each(presets)("in the demonstration of $name", ({ preset: { desk } }) => {
  const used = async (list: "statuses" | "queues", column: string) =>
    (await rows<{ key: string }>(`select k.key from ${list} k join desks d on d.id = k.desk_id where d.key = $1 and exists (select from tickets t where t.${column} = k.id and t.listed) order by k.position`, [desk.key])).map(({ key }) => key);

  test("every status and queue, and every kind of case, has a ticket; some are nobody's", async () => {
    const keysOf = (list: readonly { key: string }[] = []) => list.map(({ key }) => key).toSorted();
    expect((await used("statuses", "status_id")).toSorted()).toEqual(keysOf(desk.statuses));
    expect((await used("queues", "queue_id")).toSorted()).toEqual(keysOf(desk.queues));
    const types = await rows<{ key: string }>(
      `with recursive up as (select y.id, y.key, y.parent_id from types y join desks d on d.id = y.desk_id where d.key = $1 and exists (select from tickets t where t.type_id = y.id)
         union select y.id, y.key, y.parent_id from types y join up on y.id = up.parent_id) select key from up where parent_id is null`,
      [desk.key],
    );
    expect(keysOf(types)).toEqual(keysOf(desk.types?.filter(({ parent }) => parent === undefined)));
    expect((await rows(`select from tickets t join desks d on d.id = t.desk_id where d.key = $1 and t.assignee_id is null and t.state in ('new', 'open')`, [desk.key])).length).toBeGreaterThan(0);
  });

  test("every report has something to show", async () => {
    await t.current.index();
    const report = async (path: string) => (await t.current.as(admin)(`/reports/${path}${path.includes("?") ? "&" : "?"}desk=${desk.key}&from=2025-12-02&to=2026-03-02`)).json();
    const { created, solved, reopened, firstReply, resolution, clocks, satisfaction, backlog } = await report("overview");
    expect([created.value, solved.value, reopened.value, firstReply.count, resolution.count, backlog.open.value, backlog.overdue.value].every((value) => value > 0)).toBe(true);
    expect(clocks.some(({ met }: { met: number }) => met > 0)).toBe(true);
    expect(clocks.some(({ missed }: { missed: number }) => missed > 0)).toBe(true);
    if (desk.ratings === true) expect(satisfaction.count).toBeGreaterThan(0);
    for (const by of ["queue", "type", "assignee", "source"]) expect([by, (await report(`breakdown?by=${by}`)).rows.length > 1]).toEqual([by, true]);
  });
});
