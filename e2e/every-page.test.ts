import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, test, type ExpectStatic } from "vitest";
import { violationsIn } from "./browser.ts";
import { useInstallation } from "./installation.ts";
import { launch } from "./launch.ts";
import { admin, type Call } from "./pictures/call.ts";
import { furnish } from "./pictures/furniture.ts";
import { leave, type Around, type Reader, type Scene } from "./pictures/scene.ts";
import { scenes } from "./pictures/scenes.ts";
import { textsIn } from "./pictures/texts.ts";
import { choose, openTab, phone, show, wide, type Tab } from "./tabs.ts";

/**
 * Every page of both apps in each of its states (`bin/shots` draws the same): nothing that axe calls serious in light and in
 * dark, nothing that sticks out on a phone, whatever letters a subject, a name, a tag or a file is made of.
 */
const installation = useInstallation({ PRESETS: "hotel-sales" });

interface Look {
  /** an act failed, or the page wrote an error to its console */
  troubles: string[];
  light: string[];
  dark: string[];
  /** how wide the content is where the window has 360 px */
  width: number;
}
let browser: Browser;
/** Those that are looked at by nobody now, to be used again. */
const idle: Record<Reader, Tab[]> = { agent: [], customer: [], nobody: [] };
let around: Around;
let contexts: Record<Reader, BrowserContext>;

const call: Call = async (route, body, { as = admin, method = body === undefined ? "GET" : "POST" } = {}) => installation.current.api(await installation.current.token(as), route, { method, body });

async function enter(reader: Reader, customerLink: string): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "es-ES", viewport: wide, reducedMotion: "reduce" });
  await context.addInitScript("if (top === self && location.protocol === 'http:') (localStorage.clear(), sessionStorage.clear())"); // what one scene keeps is nothing to the next
  if (reader === "nobody") return context;
  const page = await context.newPage();
  await page.goto(reader === "agent" ? installation.current.signInLink : customerLink);
  if (reader === "customer") await page.locator("input[type=password]").first().fill("la ventana azul del patio");
  await page.locator("button[type=submit]").first().click();
  await page.waitForURL((url) => !url.pathname.includes("/link/"));
  await page.close();
  return context;
}

/** A change of colours or size has reached the screen. */
const drawn = (page: Page) =>
  page.evaluate(`new Promise((done) => {
    const frames = (n) => (n === 0 ? done() : requestAnimationFrame(() => {
      for (const running of document.getAnimations()) if (running instanceof CSSTransition) running.finish();
      frames(n - 1);
    }));
    frames(3);
  })`);

async function look(scene: Scene, around: Around): Promise<Look> {
  const path = scene.path(around.furniture);
  const tab = choose(idle[scene.reader], scene, path) ?? (await openTab(contexts[scene.reader]));
  const { page } = tab;
  const found: Look = { troubles: [], light: [], dark: [], width: 0 };
  const onPhones = scene.from === undefined || scene.from <= phone.width;
  try {
    await show(tab, scene, installation.current.url, path);
    await scene.act?.(page, around);
    found.light = await violationsIn(page);
    // one change, and one drawing: in the dark what fits on a phone is looked at there
    if (onPhones) await page.setViewportSize(phone);
    await page.emulateMedia({ colorScheme: "dark" });
    await drawn(page);
    // the marks are the same: only the colours can have become worse
    found.dark = await violationsIn(page, ["color-contrast"]);
    if (onPhones) found.width = await page.evaluate<number>("document.documentElement.scrollWidth");
  } catch (error) {
    tab.kept = false;
    found.troubles.push(String(error).split("\n").slice(0, 3).join(" "));
  }
  await leave(page, scene, around);
  await tab.staged.end();
  const wrote = tab.troubles.splice(0);
  if (!scene.loud) found.troubles.push(...wrote);
  idle[scene.reader].push(tab);
  return found;
}

beforeAll(async () => {
  browser = await launch();
  const furniture = await furnish(call);
  around = { furniture, call, say: textsIn("es") };
  contexts = { agent: await enter("agent", ""), customer: await enter("customer", furniture.customerLink), nobody: await enter("nobody", "") };
}, 300_000);
afterAll(() => browser?.close());

const judge = async (scene: Scene, expect: ExpectStatic): Promise<void> => {
  const found = await look(scene, around);
  expect.soft(found.troubles, "faults").toEqual([]);
  expect.soft(found.light, "axe, light").toEqual([]);
  expect.soft(found.dark, "axe, dark").toEqual([]);
  expect.soft(found.width, "width on a phone").toBeLessThanOrEqual(phone.width);
};
// those that need a page of their own come last: until then the tabs go from page to page. A draft that one of those that
// write leaves would stand in the next one's composer
const [plain, changed, writing] = [scenes.filter((scene) => !scene.before && !scene.writes), scenes.filter((scene) => scene.before && !scene.writes), scenes.filter((scene) => scene.writes)];
// some at a time (maxConcurrency): while one page loads, another is looked at
test.concurrent.for([...plain, ...changed])("$name opens without a fault, passes axe in light and in the dark, and fits a phone", (scene, { expect }) => judge(scene, expect));
test.for(writing)("$name opens without a fault, passes axe in light and in the dark, and fits a phone", (scene, { expect }) => judge(scene, expect));
