import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, onTestFailed, beforeEach } from "vitest";
import { launch, retries } from "./launch.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = path.join(tmpdir(), "ventanilla-e2e-failures");

export interface Visit {
  /** a browser of its own: cookies, storage, language */
  open(options?: BrowserContextOptions): Promise<Page>;
}

/** What the page writes to its console as an error from now on, in a list that grows. */
export function troublesOf(page: Page, troubles: string[] = []): string[] {
  page.on("pageerror", (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // the browser itself reports every answer of 4xx; whether one was right is for the test to say
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) troubles.push(`${page.url()}: ${message.text()}`);
  });
  return troubles;
}

/** A browser for the tests of the file. What a page writes to its console as an error fails the test. */
export function useBrowser(kind?: Parameters<typeof launch>[0]): Visit {
  let browser: Browser | undefined;
  const pages: Page[] = [];
  const troubles: string[] = [];
  beforeAll(async () => {
    browser = await launch(kind);
  });
  afterAll(() => browser?.close());
  beforeEach(({ task }) => {
    troubles.length = 0;
    onTestFailed(async () => {
      await mkdir(pictures, { recursive: true });
      for (const [index, page] of pages.entries()) {
        const file = path.join(pictures, `${task.name.replace(/\W+/g, "-").slice(0, 80)}-${index}.png`);
        await page.screenshot({ path: file }).then(() => console.error(`${page.url()}\n  ${file}`), () => {});
      }
    });
  });
  afterEach(() => expect(troubles).toEqual([]));
  return {
    async open(options = {}) {
      if (browser === undefined) throw new Error("the browser exists only while tests run");
      const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      troublesOf(page, troubles);
      pages.push(page);
      return page;
    },
  };
}

interface Violation {
  id: string;
  impact: string | null;
  help: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}
const options = {
  // what passes is not described, and no style sheet fetched again: half the time
  resultTypes: ["violations"],
  preload: false,
  // a mail's frame runs no script that could answer, and is waited for
  iframes: false,
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  // experimental: takes the initials in a face, which are a picture, for the words of its button
  rules: { "label-content-name-mismatch": { enabled: false } },
};

/** The steps of one journey: after one that failed the others prove nothing and are left out. */
export function useJourney(): void {
  let broken = false;
  beforeEach((test) => {
    if (broken) test.skip("an earlier step failed");
    onTestFailed(({ task }) => {
      broken = (task.result?.retryCount ?? 0) >= retries;
    });
  });
}

const inWords = ({ id, help, nodes }: Violation) => [`${id}: ${help}`, ...nodes.slice(0, 5).map((node) => `    ${node.target.join(" ")}: ${node.failureSummary ?? ""}`)].join("\n");
const run = async (page: Page, how: object): Promise<Violation[]> => {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axeSource);
  await still(page);
  const violations = await page.evaluate<Violation[]>(`axe.run(document, (${leaveOut})(${JSON.stringify(how)})).then((result) => result.violations)`);
  const judged: Violation[] = [];
  for (const violation of violations) judged.push(violation.id === "target-size" ? { ...violation, nodes: await tooSmallInView(page, violation.nodes) } : violation);
  return judged.filter(({ nodes }) => nodes.length > 0);
};

/** A rule asks of every element with a style whether it is seen; where no style spaces letters or lines it can find nothing. */
const leaveOut = `(how) => {
  if (!document.querySelector("[style*=spacing i], [style*=line-height i]")) how.rules = { ...how.rules, "avoid-inline-spacing": { enabled: false } };
  return how;
}`;

/** Nothing is still being put on the screen: for 150 ms nothing in the document has changed; a page that never rests is judged after 3 s. */
const still = (page: Page) =>
  page.evaluate(`new Promise((done) => {
    const end = () => (observer.disconnect(), clearTimeout(rest), clearTimeout(latest), done());
    let rest = setTimeout(() => end(), 150);
    const latest = setTimeout(() => end(), 3000);
    const observer = new MutationObserver(() => { clearTimeout(rest); rest = setTimeout(() => end(), 150); });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  })`);

/** A button half behind a sticky head is as large as it is once it was scrolled to. */
async function tooSmallInView(page: Page, nodes: Violation["nodes"]): Promise<Violation["nodes"]> {
  const small: Violation["nodes"] = [];
  for (const node of nodes) {
    const found = await page.evaluate<number>(`(() => {
      const path = ${JSON.stringify(node.target)};
      document.querySelector(path.at(-1))?.scrollIntoView({ block: "center", behavior: "instant" });
      return axe.run({ include: [path] }, { runOnly: { type: "rule", values: ["target-size"] } }).then((result) => result.violations.length);
    })()`);
    if (found > 0) small.push(node);
  }
  return small;
}

/** What axe finds serious or critical in the page as it stands; by some rules only, or by all of WCAG 2.2 AA and its best practices. */
export async function violationsIn(page: Page, rules?: readonly string[]): Promise<string[]> {
  const found = await run(page, rules === undefined ? options : { ...options, runOnly: { type: "rule", values: rules } });
  return found.filter(({ impact }) => impact === "serious" || impact === "critical").map(inWords);
}

/** Fails with every rule of WCAG 2.2 AA, and of axe's best practices, that the page as it stands breaks. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  expect((await run(page, options)).map(inWords), `accessibility of ${page.url()}`).toEqual([]);
}

/** Nothing sticks out to the side: what a person on a phone would have to chase. */
export async function expectFits(page: Page): Promise<void> {
  const [content, window] = await page.evaluate<[number, number]>("[document.documentElement.scrollWidth, innerWidth]");
  expect(content, `width of ${page.url()}`).toBeLessThanOrEqual(window);
}
