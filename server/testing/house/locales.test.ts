import { readFileSync } from "node:fs";
import path from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { expect, test } from "vitest";
import { languages } from "../../../contract/common.ts";
import { permissionGroup, permissions } from "../../../contract/permissions.ts";
import { projectDir } from "../../platform/config.ts";
import { sources } from "./source.ts";

const catalogue = (language: string) => JSON.parse(readFileSync(path.join(projectDir, "locales", `${language}.json`), "utf8")) as Record<string, string>;
const english = catalogue("en");
const keys = Object.keys(english);

interface Node {
  type: number;
  value?: string;
  options?: Record<string, { value: Node[] }>;
}
/** The texts of letters are templates, not MessageFormat; that they name what there is, `mail-out/letters.test.ts` holds. */
const isTemplate = (key: string) => /^letter\.(?!sample)/.test(key);
const plain = 0;
const pound = 7;
/** The names of a text's parameters, also of those within plurals. */
function placeholders(text: string): string[] {
  const walk = (nodes: readonly Node[]): string[] =>
    nodes.flatMap(({ type, value, options = {} }) => [
      ...(type === plain || type === pound || value === undefined ? [] : [value]),
      ...Object.values(options).flatMap((option) => walk(option.value)),
    ]);
  return [...new Set(walk(new IntlMessageFormat(text, "en", undefined, { ignoreTag: true }).getAst() as Node[]))].toSorted();
}

test.each(languages.filter((language) => language !== "en"))("%s has the same keys with the same parameters as English, and no empty text", (language) => {
  const texts = catalogue(language);
  expect(Object.keys(texts).toSorted()).toEqual(keys.toSorted());
  const different = keys.filter((key) => !isTemplate(key)).filter((key) => JSON.stringify(placeholders(texts[key] ?? "")) !== JSON.stringify(placeholders(english[key] ?? "")));
  expect(different).toEqual([]);
  expect(keys.filter((key) => (texts[key] ?? "").trim() === "")).toEqual([]);
});

const source = sources("server", "web", "contract", "bin", "presets");
const text = source.map((one) => one.text).join("\n");
/** What a template literal can become: `desk.view.${key}` is any key with that beginning. */
const templates = [...text.matchAll(/`([a-z][a-zA-Z-]*\.(?:[^`\n$]|\$\{[^`\n}]*\})*)`/g)]
  .map((found) => found[1] ?? "")
  .filter((template) => template.includes("${"))
  .map((template) => template.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
const matchesOf = (parts: readonly string[]) => new RegExp(`^${parts.join("[^.]+(?:\\.[^.]+)*?")}$`);

test("no key is unused", () => {
  const patterns = templates.filter(([first = ""]) => first !== "problem\\.").map(matchesOf);
  const literals = new Set([...text.matchAll(/["'`]([\w-]+(?:\.[\w-]+)*)["'`]/g)].map((found) => found[1]));
  const literal = (value: string) => literals.has(value);
  const thrown = problemPatterns();
  const families = [...text.matchAll(/key: `([a-z-]+)\.\$\{key\}`/g)].map((found) => found[1] ?? "");
  const used = (key: string) => {
    if (literal(key) || patterns.some((pattern) => pattern.test(key))) return true;
    if (!key.startsWith("problem.")) return false;
    const name = key.slice("problem.".length);
    if (literal(name) || thrown.some((pattern) => pattern.test(name))) return true;
    // `key: \`field.${key}\``: the family is put before a key that stands as it is
    return families.some((family) => name.startsWith(`${family}.`) && literal(name.slice(family.length + 1)));
  };
  expect(keys.filter((key) => !used(key))).toEqual([]);
});

/** The keys of problems that are put together: `ticket.unknown-${what}`. */
function problemPatterns(): RegExp[] {
  return [...text.matchAll(/problem\(\s*`([^`]+)`/g)].map((found) => matchesOf((found[1] ?? "").split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^()|[\]\\]/g, "\\$&"))));
}

test("every problem that is thrown has its texts, with parameters that are given", () => {
  const server = source.filter(({ file }) => file.startsWith("server/"));
  const wrong = server.flatMap(({ file, text: body }) =>
    [...body.matchAll(/\bproblem\(\s*"([^"]+)"([\s\S]{0,300})/g)].flatMap(([, key = "", after = ""]) => {
      const english_ = english[`problem.${key}`];
      if (english_ === undefined) return [`${file}: problem.${key} has no text`];
      const call = after.slice(0, after.indexOf(";") < 0 ? undefined : after.indexOf(";"));
      const given = [.../params:\s*\{([^}]*)/.exec(call)?.[1]?.matchAll(/(?:^|,)\s*(\w+)/g) ?? []].map((found) => found[1]);
      const missing = /params[,\s}]/.test(call) ? [] : placeholders(english_).filter((name) => !given.includes(name));
      return missing.map((name) => `${file}: problem.${key} needs ${name}`);
    }),
  );
  expect(wrong).toEqual([]);
  for (const pattern of problemPatterns()) expect(keys.some((key) => key.startsWith("problem.") && pattern.test(key.slice(8))), String(pattern)).toBe(true);
});

test("every text that is asked for by its key exists", () => {
  const asked = [...text.matchAll(/\b(?:t|translate)\((?:[a-zA-Z.]+, *)?"([a-z][\w-]*(?:\.[\w-]+)+)"/g)].map((found) => found[1] ?? "");
  expect(asked.length).toBeGreaterThan(50);
  expect([...new Set(asked)].filter((key) => !(key in english))).toEqual([]);
});

// keys that are put together from what the contract lists
test("every permission and its group has its words", () => {
  const asked = permissions.flatMap((one) => (permissionGroup(one) === null ? [] : [`desk.permission.${one}`, `desk.settings.rights.${permissionGroup(one)}`]));
  expect(asked.filter((key) => !(key in english))).toEqual([]);
});

test.each(languages)("%s is set with its own marks", (language) => {
  const texts = Object.entries(catalogue(language)).filter(([key]) => !isTemplate(key));
  const wrong = (pattern: RegExp) => texts.filter(([, words]) => pattern.test(words)).map(([key]) => key);
  expect(wrong(/\.\.\.|\S {2,}\S/), "three dots, two spaces").toEqual([]);
  expect(wrong(/\p{L}'(s\b|\s)/u), "a straight apostrophe").toEqual([]);
  // Romanian letters have a comma below, not a cedilla
  if (language === "ro") expect(wrong(/[şţŞŢ“]/)).toEqual([]);
  if (language === "es") expect(wrong(/[“”]/)).toEqual([]);
});

test("a language is added by its file alone: no source lists languages", () => {
  const others = languages.filter((language) => language !== "en" && language.includes("-"));
  expect(others).not.toEqual([]);
  expect(sources("server", "web", "contract", "bin").filter(({ text: body }) => others.some((language) => body.includes(`"${language}"`) || body.includes(`>${language}<`))).map(({ file }) => file)).toEqual([]);
  // nor does a text choose its words by language
  expect(keys.filter((key) => /\{language, select/.test(english[key] ?? ""))).toEqual([]);
});
