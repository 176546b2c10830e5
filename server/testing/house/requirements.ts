import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../../platform/config.ts";

/** One clause of what the product must do, as docs/requirements.md has it. */
export interface Clause {
  /** `H1.2`: the second clause of H1 */
  id: string;
  words: string;
  /** the test that proves it; null: it comes later, `words` of the test column say why */
  test: { file: string; name: string } | null;
  proof: string;
  /** where it can be seen: addresses, `$` before what varies */
  pages: string[];
  /** the day on which the test was last seen to fail with the capability switched off; empty: not yet */
  seen: string;
}

export const requirementsFile = "docs/requirements.md";
const read = (file: string) => readFileSync(path.join(projectDir, file), "utf8");
const row = /^\| ([HRTCL]\d{1,2}\.\d{1,2}) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$/;

export function readClauses(text = read(requirementsFile)): Clause[] {
  return text.split("\n").flatMap((line) => {
    const found = row.exec(line);
    if (found === null) return [];
    const [, id = "", words = "", proof = "", pages = "", seen = ""] = found;
    const named = /^`([^`]+)` › (.+)$/.exec(proof);
    return [{ id, words, proof, test: named === null ? null : { file: named[1] ?? "", name: named[2] ?? "" }, pages: [...pages.matchAll(/`([^`]+)`/g)].map((one) => one[1] ?? ""), seen }];
  });
}

/** Whether a file has a test of this name, one that runs. */
export function hasTest(text: string, name: string): boolean {
  const quoted = [JSON.stringify(name), `\`${name}\``, `'${name}'`];
  return quoted.some((title) => {
    const at = text.indexOf(`(${title},`);
    return at >= 0 && !/\.(skip|todo|only)$/.test(text.slice(0, at)) && /(\btest|\bit|\)|\])$/.test(text.slice(0, at));
  });
}

/** Every address at which the product shows a page: of the desk, the portal and the help centre; `$` before what varies. */
export function knownPages(): Set<string> {
  const router = read("web/agent/router.tsx");
  const routes = new Map([...router.matchAll(/const (\w+) = createRoute\(\{\s*getParentRoute: \(\) => (\w+),\s*(?:path: "([^"]*)")?/g)].map(([, name = "", parent = "", own = ""]) => [name, { parent, own }] as const));
  const whole = (name: string): string => {
    const route = routes.get(name);
    return route === undefined ? "" : `${whole(route.parent)}/${route.own}`.replace(/\/+/g, "/").replace(/\/$/, "");
  };
  const desk = [...routes.keys()].map((name) => `/desk${whole(name)}`);
  const sections = /const sections = \{(.*?)\} satisfies/s.exec(read("web/agent/settings.tsx"))?.[1] ?? "";
  const settings = [...sections.matchAll(/"?([\w-]+)"?: \w+/g)].map((found) => `/desk/settings/$desk/${found[1]}`);
  const portal = [...read("web/portal/app.tsx").matchAll(/page === "([\w-]*)"/g)].map((found) => `/portal/$desk/${found[1]}`);
  const pages = ["server/help-centre", "server/community"].flatMap((folder) =>
    readdirSync(path.join(projectDir, folder)).filter((file) => file.endsWith("routes.ts")).flatMap((file) => {
      const text = read(`${folder}/${file}`);
      const base = /base = "([^"]+)"/.exec(text)?.[1] ?? "";
      return [...text.matchAll(/\.get\(\s*(?:["`](\/help\/[^"`]*|\$\{base\}[^"`]*)["`]|base,)/g)].map((found) => (found[1] ?? base).replace("${base}", base).replaceAll(":", "$"));
    }),
  );
  return new Set([...desk, ...settings, ...portal, ...pages]);
}
/** An address as {@link knownPages} has it: below the portal's pages comes what they show. */
export const knownPage = (page: string): string => (page.startsWith("/portal/") ? page.split("/").slice(0, 4).join("/") : page);
