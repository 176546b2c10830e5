import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createApp, type App } from "../app.ts";
import { openBlobs } from "../platform/blobs.ts";
import { fakeClock, Temporal } from "../platform/clock.ts";
import { projectDir } from "../platform/config.ts";
import { query } from "../platform/db.ts";
import { createLog } from "../platform/log.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { useDatabase } from "../testing/database.ts";
import { installPresets, loadDemo } from "./index.ts";
import type { Demo } from "./format.ts";
import { checkPreset } from "./read.ts";
import { plan } from "./timeline.ts";

const names = readdirSync(path.join(projectDir, "presets"), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const actsIn = (demo: Demo) => demo.conversations.reduce((sum, { steps = [] }) => sum + 1 + steps.length, 0);
const textsIn = (demo: Demo) => demo.conversations.flatMap(({ text, steps = [] }) => [text, ...steps.flatMap((step) => step.text ?? [])]);

describe.each(names)("the preset %s", (name) => {
  const { preset, demo } = checkPreset(name);

  test("is played in time order, and nothing of it lies in the future", () => {
    const base = Temporal.Instant.from("2026-03-02T09:00:00Z");
    const acts = plan(demo, base);
    expect(acts).toHaveLength(actsIn(demo));
    const times = acts.map((act) => act.at.epochMilliseconds);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((time) => time <= base.epochMilliseconds)).toBe(true);
    // an answer never comes before its question
    const begun = new Set<number>();
    for (const act of acts) {
      if (act.step === null) begun.add(act.conversation);
      expect(begun).toContain(act.conversation);
    }
  });

  test("says nothing twice and writes to nobody who exists", () => {
    const texts = textsIn(demo).map((text) => text.toLowerCase());
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
    const addresses = demo.conversations.flatMap(({ from, cc = [] }) => [...(from.email === undefined ? [] : [from.email]), ...cc]).concat(preset.desk.addresses, preset.agents.map((agent) => agent.email));
    expect(addresses.filter((address) => !/[@.](example\.(com|net|org)|example|test|invalid)$/.test(address))).toEqual([]);
  });
});

test("the demonstration of hotel-sales holds what a list and a page must bear", () => {
  const { demo } = checkPreset("hotel-sales");
  const { conversations } = demo;
  expect(conversations.length).toBeGreaterThanOrEqual(60);
  expect(Math.max(...conversations.map(({ steps = [] }) => 1 + steps.length))).toBeGreaterThanOrEqual(14);
  expect(conversations.some(({ subject }) => [...subject].length === 200)).toBe(true);
  expect(conversations.some(({ from }) => /\p{Script=Arabic}/u.test(from.name))).toBe(true);
  expect(conversations.some(({ from }) => /\p{Script=Hebrew}/u.test(from.name))).toBe(true);
  expect(textsIn(demo).some((text) => text.length > 3000)).toBe(true);
});

describe("a mistake in a preset", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ventanilla-presets-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const conversation = ["conversations:", "  - subject: Hola", "    ago: P1D", "    from: { name: Ana, email: ana@example.org }", "    text: Buenas", "    steps:"];
  const step = (by: string, ...more: string[]) => [...conversation, `      - by: ${by}`, "        after: PT1H", "        text: Hola", ...more.map((line) => `        ${line}`)].join("\n");
  const agent = "marta@example.com";
  const presetYaml = [
    "desk:",
    "  key: mesa",
    "  labels: { es: Mesa }",
    "  language: es",
    "  languages: [es]",
    "  timeZone: Europe/Madrid",
    "  hue: 10",
    "  addresses: [mesa@example.com]",
    "  statuses:",
    "    - { key: abierto, state: open, runsClocks: true, labels: { es: Abierto }, explanations: {} }",
    "  queues:",
    "    - { key: todo, labels: { es: Todo } }",
    "  roles:",
    "    - { key: agente, labels: { es: Agente }, permissions: [ticket.see] }",
    "agents:",
    `  - { name: Marta, email: ${agent}, role: agente }`,
  ].join("\n");
  function check(files: { preset?: string; demo?: string }) {
    mkdirSync(path.join(folder, "mesa", "demo"), { recursive: true });
    writeFileSync(path.join(folder, "mesa", "preset.yaml"), files.preset ?? presetYaml);
    writeFileSync(path.join(folder, "mesa", "demo", "a.yaml"), files.demo ?? "conversations: []");
    return () => checkPreset("mesa", folder);
  }

  test("none is found where there is none", () => {
    expect(check({ demo: step(agent, "status: abierto", "queue: todo", `assign: ${agent}`) })).not.toThrow();
  });

  test("the files of a demonstration are put together in the order of their names, each mistake with its own line", () => {
    check({ demo: step(agent) })();
    const second = path.join(folder, "mesa", "demo", "b.yaml");
    writeFileSync(second, step(agent).replace("subject: Hola", "subject: Adiós"));
    expect(checkPreset("mesa", folder).demo.conversations.map(({ subject }) => subject)).toEqual(["Hola", "Adiós"]);
    writeFileSync(second, step(agent, "queue: otra"));
    expect(() => checkPreset("mesa", folder)).toThrow(/mesa\/demo\/b\.yaml:10: "Hola" goes to otra/);
    rmSync(second);
  });

  test.each([
    ["a key too many", { preset: presetYaml.replace("  hue: 10", "  hue: 10\n  colour: red") }, /mesa\/preset\.yaml:8: \/desk\/colour is no key that is known here/],
    ["a key too many in a list", { demo: step(agent, "stauts: abierto") }, /mesa\/demo\/a\.yaml:10: \/conversations\/0\/steps\/0\/stauts is no key/],
    ["a value that is none", { preset: presetYaml.replace("state: open", "state: opened") }, /mesa\/preset\.yaml:10: \/desk\/statuses\/0\/state .*: new, open, pending/],
    ["a key missing", { preset: presetYaml.replace("  hue: 10\n", "") }, /mesa\/preset\.yaml:1: \/desk must have required property 'hue'/],
    ["no YAML", { demo: "conversations:\n  - subject: [Hola" }, /mesa\/demo\/a\.yaml:2: /],
    ["a key twice", { demo: "conversations: []\nconversations: []" }, /mesa\/demo\/a\.yaml:2: /],
    ["a status that is none", { demo: step(agent, "status: cerrado") }, /mesa\/demo\/a\.yaml:10: "Hola" is sent as cerrado, which is no status/],
    ["a queue that is none", { demo: step(agent, "queue: otra") }, /"Hola" goes to otra, which is no queue/],
    ["a stranger's message", { demo: step("otro@example.org") }, /a message by otro@example\.org, who is neither an agent nor takes part/],
    ["a customer who assigns", { demo: step("ana@example.org", `assign: ${agent}`) }, /a\.yaml:10: "Hola" has assign in a message by ana@example\.org/],
    ["a file that is missing", { demo: step(agent, "attachments: [plano.pdf]") }, /attaches plano\.pdf, which is not in the folder/],
  ])("%s is named with its place", (_what, files, message) => {
    expect(check(files)).toThrow(message);
  });
});

describe("loading the demonstration", () => {
  const holder = useDatabase();
  const clock = fakeClock("2026-03-02T09:00:00Z");
  const base = clock.now();
  const log = createLog("silent");
  const failed = vi.spyOn(log, "error");
  const { demo } = checkPreset("hotel-sales");
  let app: App;
  let folder: string;
  afterAll(async () => {
    await app.stop();
    await rm(folder, { recursive: true });
  });
  beforeAll(async () => {
    const { database } = holder.current;
    folder = await mkdtemp(path.join(tmpdir(), "ventanilla-demo-"));
    const blobs = await openBlobs(folder);
    const site = { publicUrl: "http://help.example.test", mailHost: "help.example.test" };
    app = await createApp({ config: { smtpUrl: null, host: "127.0.0.1", outgoingAllow: [], clamdUrl: null }, database, blobs, clock, log, site, smtpPort: () => null, web: null });
    await app.transact(systemActor("test"), (work) => installPresets(work, ["hotel-sales"]));
  });
  const community = demo.community ?? [];
  const comments = community.flatMap((post) => post.comments ?? []);
  const rows = <R>(sql: string) => query<R>(app.database.db, sql, []);
  const counts = async () => {
    const [row] = await rows<{ tickets: number; messages: number; events: number; people: number; uses: number }>(
      `select (select count(*) from tickets)::int as tickets, (select count(*) from messages)::int as messages, (select count(*) from events)::int as events,
        (select count(*) from people)::int as people, (select count(*) from file_uses)::int as uses`,
    );
    return row;
  };

  test("resumes after an interruption, where it was, with the times of its beginning", { timeout: 120_000 }, async () => {
    const powerCut: Transact = async (actor, run, now) => {
      if (((await counts())?.messages ?? 0) > 100) throw new Error("the power went out");
      return app.transact(actor, run, now);
    };
    await loadDemo(powerCut, ["hotel-sales"], log).finished;
    expect(failed).toHaveBeenCalledTimes(1);
    // amid the conversations, which come after community and articles
    const midway = (await counts())?.messages ?? 0;
    expect(midway > 0 && midway < actsIn(demo), String(midway)).toBe(true);

    failed.mockClear();
    clock.advance("PT5H");
    // two processes start at the same moment
    await Promise.all([1, 2].map(() => loadDemo(app.transact, ["hotel-sales"], log).finished));
    expect(failed.mock.calls).toEqual([]);
    expect(await counts()).toMatchObject({ tickets: demo.conversations.length, messages: actsIn(demo), uses: 7 });
    const [written] = await rows(`select (select count(*)::int from posts) as posts, (select count(*)::int from comments) as comments, (select count(*)::int from comments where official) as official, (select sum(votes)::int from posts) as votes`);
    expect(written).toEqual({ posts: community.length, comments: comments.length, official: 2, votes: 7 });
    expect(await rows("select id from deliveries where letter = 'community'")).toEqual([]);
    const [last] = await rows<{ at: string }>(`select max(created_at) as at from messages`);
    expect(Temporal.Instant.compare(Temporal.Instant.from(last?.at ?? ""), base)).toBeLessThanOrEqual(0);
  });

  test("a second load makes nothing twice", async () => {
    const before = await counts();
    let transactions = 0;
    const counted: Transact = (...args) => {
      transactions += 1;
      return app.transact(...args);
    };
    await loadDemo(counted, ["hotel-sales"], log).finished;
    expect(failed.mock.calls).toEqual([]);
    expect(await counts()).toEqual(before);
    // to be alone, and to look whether there is anything to do
    expect(transactions).toBe(2);
  });

  test("numbers rise with time, all statuses occur, some requests wait for somebody to take them", async () => {
    const tickets = await rows<{ createdAt: string; status: string; taken: boolean }>(
      `select t.created_at as "createdAt", s.key as status, t.assignee_id is not null as taken from tickets t join statuses s on s.id = t.status_id order by t.id`,
    );
    const created = tickets.map((ticket) => ticket.createdAt);
    expect(created).toEqual(created.toSorted());
    const count = (status: string) => tickets.filter((ticket) => ticket.status === status).length;
    expect(count("abierto")).toBeGreaterThanOrEqual(25);
    expect(count("esperando-respuesta")).toBeGreaterThanOrEqual(3);
    expect(count("en-espera")).toBeGreaterThanOrEqual(4);
    expect(count("resuelta")).toBeGreaterThanOrEqual(30);
    expect(tickets.filter((ticket) => !ticket.taken).length).toBeGreaterThanOrEqual(5);
  });

  test("time went by: what waits was reminded and ended when it was due, and nothing of it is left to be done", async () => {
    const waited = await rows<{ type: string; at: string }>(`select type, at from events where type in ('reminder.sent', 'waiting.ended') order by id`);
    expect(new Set(waited.map(({ type }) => type))).toEqual(new Set(["reminder.sent", "waiting.ended"]));
    const all = await rows<{ at: string }>(`select at from events where ticket_id is not null order by id`);
    const times = all.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(times.every((at) => Temporal.Instant.compare(Temporal.Instant.from(at), base) <= 0)).toBe(true);
    expect(await rows(`select kind, subject from timers where kind in ('waiting.step', 'sla.look') and due_at <= '${base.toString()}'`)).toEqual([]);
    expect((await rows(`select from timers where kind = 'waiting.step'`)).length).toBeGreaterThan(0);
  });

  test("attachments can be read by what they are", async () => {
    const files = await rows<{ type: string; count: number }>(`select f.type, count(*)::int as count from files f join file_uses u on u.file_id = f.id group by 1 order by 1`);
    expect(files).toEqual([{ type: "application/pdf", count: 2 }, { type: "image/png", count: 2 }, { type: "text/csv", count: 3 }]);
  });

  test("no mail leaves, nobody is invited, and people bear the names they sign with", async () => {
    expect(await rows(`select state, reason from deliveries where state <> 'suppressed' or reason <> 'demo'`)).toEqual([]);
    // copied weeks before writing for the first time
    expect(await rows(`select p.name from people p join addresses a on a.person_id = p.id where a.address = 'direccion@cadiz.hoteles-demo.example.com'`)).toEqual([{ name: "Antonio Lobo" }]);
  });
});
