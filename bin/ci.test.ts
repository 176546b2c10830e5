import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { IntlMessageFormat } from "intl-messageformat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { languages } from "../contract/common.ts";
import { slices } from "./lint-config.ts";

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ci-"));
  copyFileSync(path.join(root, ".oxlintrc.json"), path.join(folder, ".oxlintrc.json")); // its patterns start where it lies
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("import order", () => {
  test("every folder of the server has its place in the order", () => {
    const folders = readdirSync(path.join(root, "server"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(folders.filter((name) => !["platform", "testing", "migrations", ...slices].includes(name))).toEqual([]);
  });

  const cases: [string, string, boolean][] = [
    ["server/tickets/a.ts", "../people/index.ts", true],
    ["server/tickets/a.ts", "../people/store.ts", false],
    ["server/tickets/a.ts", "../mail-in/index.ts", false],
    ["server/tickets/a.ts", "./b.ts", true],
    ["server/tickets/a.ts", "../platform/db.ts", true],
    ["server/tickets/a.ts", "../../contract/tickets.ts", true],
    ["server/tickets/a.ts", "../app.ts", false],
    ["server/tickets/a.ts", "../../web/lib/api.ts", false],
    ["server/people/a.ts", "../tickets/index.ts", false],
    ["server/desks/a.ts", "../tickets/index.ts", false],
    ["server/platform/a.ts", "../tickets/index.ts", false],
    ["server/platform/a.ts", "./db.ts", true],
    ["server/platform/smtp/a.ts", "../log.ts", true],
    ["server/platform/smtp/a.ts", "../../people/index.ts", false],
    ["contract/a.ts", "../server/platform/db.ts", false],
    ["contract/a.ts", "./b.ts", true],
    ["web/agent/a.ts", "../../server/platform/db.ts", false],
    ["web/agent/a.ts", "../../contract/tickets.ts", true],
    ["web/lib/a.ts", "../../server/platform/log.ts", false],
    ["web/ui/a.ts", "../features/tickets/api.ts", false],
  ];
  const statements = (from: string) => [
    `import * as x from "${from}";\nconsole.log(x);\n`,
    `import type { X } from "${from}";\nexport type Y = X;\n`,
    `export * from "${from}";\n`,
    `export const late = () => import("${from}");\n`,
  ];
  // each statement in a file of its own, all linted at once
  const written = (n: number, kind: number) => path.join(path.dirname(cases[n]?.[0] ?? ""), `a${n}-${kind}.ts`);
  const found = new Map<string, string[]>();
  let linted = 0;
  beforeAll(() => {
    const write = (file: string, text: string) => {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    for (const [n, [, from]] of cases.entries()) for (const [kind, text] of statements(from).entries()) write(written(n, kind), text);
    write("server/people/one.ts", `import { two } from "./two.ts";\nexport const one = () => two();\n`);
    write("server/people/two.ts", `import { one } from "./one.ts";\nexport const two = (): unknown => one();\n`);
    const { stdout } = spawnSync(path.join(root, "node_modules/.bin/oxlint"), ["--config", path.join(folder, ".oxlintrc.json"), "--format", "json", "."], { cwd: folder, encoding: "utf8" });
    const said = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[]; number_of_files: number };
    linted = said.number_of_files;
    for (const { filename, code } of said.diagnostics) found.set(filename, [...(found.get(filename) ?? []), code]);
  });

  test("all of it is linted", () => expect(linted).toBe(cases.length * statements("").length + 2));

  test.each(cases.map((one, n) => [...one, n] as const))("%s importing %s passes: %s", (_file, from, allowed, n) => {
    for (const [kind, statement] of statements(from).entries()) {
      expect([statement, found.get(written(n, kind)) ?? []]).toEqual([statement, allowed ? [] : expect.arrayContaining(["eslint(no-restricted-imports)"])]);
    }
  });

  test("a cycle fails", () => expect(found.get("server/people/one.ts")).toContain("import(no-cycle)"));
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
