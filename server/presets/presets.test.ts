import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Temporal } from "../platform/clock.ts";
import { projectDir } from "../platform/config.ts";
import type { Demo } from "./format.ts";
import { hours } from "./hours.ts";
import { checkPreset } from "./read.ts";
import { plan } from "./timeline.ts";

const names = readdirSync(path.join(projectDir, "presets"), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const actsIn = (demo: Demo) => demo.conversations.reduce((sum, { steps = [] }) => sum + 1 + steps.length, 0);
const textsIn = (demo: Demo) => demo.conversations.flatMap(({ text, steps = [] }) => [text, ...steps.flatMap((step) => step.text ?? [])]);

describe.each(names)("the preset %s", (name) => {
  const { preset, demo, articles } = checkPreset(name);

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

  test("tells of at least 200 tickets within 90 days, 45 of them whole conversations, and of a help centre", () => {
    const within = demo.conversations.filter(({ ago }) => hours(ago).total("hours") <= 90 * 24);
    expect(within.length).toBeGreaterThanOrEqual(200);
    expect(within.filter(({ steps = [] }) => 1 + steps.filter(({ text }) => text !== undefined).length >= 3).length).toBeGreaterThanOrEqual(45);
    expect(articles.articles.length).toBeGreaterThanOrEqual(6);
    expect(demo.organizations.some(({ branches = [] }) => branches.length > 0)).toBe(true);
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
  function check(files: { preset?: string; demo?: string; articles?: string }) {
    mkdirSync(path.join(folder, "mesa", "demo"), { recursive: true });
    writeFileSync(path.join(folder, "mesa", "preset.yaml"), files.preset ?? presetYaml);
    writeFileSync(path.join(folder, "mesa", "demo", "a.yaml"), files.demo ?? "conversations: []");
    writeFileSync(path.join(folder, "mesa", "articles.yaml"), files.articles ?? "articles: []");
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
    ["a desk that could not work", { preset: presetYaml.replace("  queues:", "  types:\n    - { key: caso, labels: { es: Caso }, sets: { queue: otra } }\n  queues:") }, /mesa\/preset\.yaml:12: \/desk\/types\/0\/sets\/queue: .*otra/],
    ["a role that is none", { preset: presetYaml.replace("role: agente", "role: jefe") }, /mesa\/preset\.yaml:16: marta@example\.com has the role jefe/],
    ["a location that is none", { preset: presetYaml.replace("role: agente }", "role: agente, location: [Soria, Palma] }"), demo: "organizations:\n  - { name: Nuestra, own: true, branches: [{ name: Palma, code: PMI }] }\n  - { name: Otra, branches: [{ name: Soria }] }" }, /mesa\/preset\.yaml:16: marta@example\.com works at Soria, which is no branch/],
    ["an article by who writes none", { preset: presetYaml.replace("agents:", "  helpSections:\n    - { key: ayuda, labels: { es: Ayuda } }\nagents:"), articles: `articles:\n  - section: ayuda\n    by: ${agent}\n    ago: P1D\n    texts: { es: { title: Hola, summary: "", html: <p>Hola</p> } }` }, /mesa\/articles\.yaml:3: "Hola" is by marta@example\.com, whose role agente writes no articles/],
    ["a file that is missing", { demo: step(agent, "attachments: [plano.pdf]") }, /attaches plano\.pdf, which is not in the folder/],
  ])("%s is named with its place", (_what, files, message) => {
    expect(check(files)).toThrow(message);
  });
});
