import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import pg from "pg";
import { IntlMessageFormat } from "intl-messageformat";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { languages } from "../contract/common.ts";
import { slices } from "./lint-config.ts";

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const node = path.join(root, "node_modules/.bin/node");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ci-"));
  copyFileSync(path.join(root, ".oxlintrc.json"), path.join(folder, ".oxlintrc.json")); // its patterns start where it lies
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("import order", () => {
  test("the lint configuration is the one its list makes", () => {
    const made = spawnSync(node, ["bin/lint-config.ts", "--print"], { cwd: root, encoding: "utf8" });
    expect(made.stderr).toBe("");
    expect(made.stdout).toBe(read(".oxlintrc.json"));
  });

  test("every folder of the server has its place in the order", () => {
    const folders = readdirSync(path.join(root, "server"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(folders.filter((name) => !["platform", "testing", "migrations", ...slices].includes(name))).toEqual([]);
  });

  test.each<[string, string, boolean]>([
    ["server/tickets/a.ts", "../people/index.ts", true],
    ["server/tickets/a.ts", "../people/store.ts", false],
    ["server/tickets/a.ts", "../mail-in/index.ts", false],
    ["server/tickets/a.ts", "./b.ts", true],
    ["server/tickets/a.ts", "../platform/db.ts", true],
    ["server/tickets/a.ts", "../../contract/tickets.ts", true],
    ["server/tickets/a.ts", "../app.ts", false],
    ["server/tickets/a.ts", "../../web/lib/api.ts", false],
    ["server/people/a.ts", "../tickets/index.ts", false],
    ["server/platform/a.ts", "../tickets/index.ts", false],
    ["server/platform/a.ts", "./db.ts", true],
    ["server/platform/smtp/a.ts", "../log.ts", true],
    ["server/platform/smtp/a.ts", "../../people/index.ts", false],
    ["contract/a.ts", "../server/platform/db.ts", false],
    ["contract/a.ts", "./b.ts", true],
    ["web/agent/a.ts", "../../server/platform/db.ts", false],
    ["web/agent/a.ts", "../../contract/tickets.ts", true],
    ["web/ui/a.ts", "../features/tickets/api.ts", false],
  ])("%s importing %s passes: %s", (file, from, allowed) => {
    for (const statement of [`import * as x from "${from}";\nconsole.log(x);`, `import type { X } from "${from}";\nexport type Y = X;`, `export * from "${from}";`]) {
      expect([statement, forbidden(file, statement)]).toEqual([statement, !allowed]);
    }
  });

  test("a cycle fails", () => {
    writeFileSync(place("server/people/one.ts"), `import { two } from "./two.ts";\nexport const one = () => two();\n`);
    writeFileSync(place("server/people/two.ts"), `import { one } from "./one.ts";\nexport const two = (): unknown => one();\n`);
    expect(lint("server/people").stdout).toContain("no-cycle");
  });

  const place = (file: string) => {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    return path.join(folder, file);
  };
  const lint = (what: string) =>
    spawnSync(path.join(root, "node_modules/.bin/oxlint"), ["--config", path.join(folder, ".oxlintrc.json"), what], { cwd: folder, encoding: "utf8" });
  const forbidden = (file: string, text: string): boolean => {
    writeFileSync(place(file), `${text}\n`);
    const { status, stdout } = lint(file);
    expect(stdout).toMatch(/Found \d+ warning/);
    rmSync(place(file));
    if (status !== 0) expect(stdout).toContain("no-restricted-imports");
    return status !== 0;
  };
});

test("schema.sql and the generated types are what the migrations make", async () => {
  const cluster = inject("postgres");
  const admin = new pg.Client(cluster);
  await admin.connect();
  await admin.query("create database drift");
  try {
    const url = `postgres://${cluster.user}@localhost:${cluster.port}/drift?host=${encodeURIComponent(cluster.host)}`;
    mkdirSync(path.join(folder, "platform"), { recursive: true });
    const made = spawnSync(node, ["bin/schema.ts", folder], { cwd: root, encoding: "utf8", env: { ...process.env, DATABASE_URL: url } });
    expect([made.status, made.stderr]).toEqual([0, ""]);
    for (const file of ["schema.sql", "platform/db-types.ts"]) expect(readFileSync(path.join(folder, file), "utf8")).toBe(read(`server/${file}`));
  } finally {
    await admin.query("drop database drift with (force)");
    await admin.end();
  }
});

describe("catalogues", () => {
  const all = Object.fromEntries(languages.map((language): [string, Record<string, string>] => [language, JSON.parse(read(`locales/${language}.json`))]));
  const english = all["en"] ?? {};

  test.each(languages)("%s has every text, each well-formed, with the parameters of the English one", (language) => {
    const own = all[language] ?? {};
    expect(Object.keys(own)).toEqual(Object.keys(english));
    const wrong = Object.entries(own).flatMap(([key, text]) => {
      // letters are templates of another kind: `server/testing/house/locales.test.ts` reads them
      if (/^letter\.(?!sample)/.test(key)) return [];
      const [is, should] = [parametersOf(text), parametersOf(english[key] ?? "")];
      return isDeepStrictEqual(is, should) && !is[0]?.startsWith("cannot") ? [] : [{ key, is, should }];
    });
    expect(wrong).toEqual([]);
  });

  test("keys stand in order, so that two changes seldom meet", () => {
    expect(Object.keys(english)).toEqual(Object.keys(english).toSorted((a, b) => (a < b ? -1 : 1)));
  });
});

type Element = ReturnType<IntlMessageFormat["getAst"]>[number];

/** The arguments a text names, also within its plurals and choices; its fault, where it cannot be read. */
function parametersOf(text: string): string[] {
  const found = new Set<string>();
  const walk = (elements: readonly Element[]) => {
    for (const element of elements) {
      if ("value" in element && element.type !== 0) found.add(element.value); // 0: words
      if ("options" in element) for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  try {
    walk(new IntlMessageFormat(text, "en", undefined, { ignoreTag: true }).getAst());
  } catch (error) {
    return [`cannot be read: ${String(error)}`];
  }
  return [...found].sort();
}
