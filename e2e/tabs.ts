import type { BrowserContext, Page } from "playwright-core";
import { troublesOf } from "./browser.ts";
import { useIntercepts } from "./intercept.ts";
import { settled, type Scene } from "./pictures/scene.ts";

/** A page that stays open from scene to scene: a new one would compile both apps anew. */
export interface Tab {
  page: Page;
  /** the page, as scenes change what its network answers */
  staged: Awaited<ReturnType<typeof useIntercepts>>;
  /** what it wrote to its console */
  troubles: string[];
  /** the agents' app is loaded in it, and has been told nothing but what is so: the next scene can be gone to */
  kept: boolean;
}

export const wide = { width: 1440, height: 900 };
export const phone = { width: 360, height: 740 };

export async function openTab(context: BrowserContext): Promise<Tab> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { page, staged: await useIntercepts(page), troubles: troublesOf(page), kept: false };
}

/** The app may stay loaded before this scene, and after it: nothing of the network is changed, nothing is written, and it is another page than the one in between. */
const leavesNothing = ({ reader, before, loud, writes }: Scene, path: string): boolean => reader === "agent" && path.startsWith("/desk/") && !path.startsWith("/desk/nowhere") && !before && !loud && !writes;

/** Of those at hand, the one that suits the scene, if any. */
export function choose(idle: Tab[], scene: Scene, path: string): Tab | undefined {
  const found = idle.findIndex(({ kept }) => kept === leavesNothing(scene, path));
  return idle.splice(Math.max(found, 0), 1)[0];
}

/**
 * Shows the scene's page: in the app that is there, as a person goes from page to page, or loaded anew where the scene has
 * the network answer otherwise, or where something is left of the scene before.
 */
export async function show(tab: Tab, scene: Scene, url: string, path: string): Promise<void> {
  const { page } = tab;
  const goes = tab.kept && leavesNothing(scene, path) && (await leaves(page));
  tab.kept = false;
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(scene.below === undefined ? wide : phone);
  if (goes) await arrives(page, path);
  else {
    await scene.before?.(tab.staged.page);
    await page.goto(url + path, { waitUntil: "commit" });
  }
  if (scene.unfinished) await page.locator("main, [aria-busy=true], section").first().waitFor();
  else await settled(page);
  tab.kept = leavesNothing(scene, path);
}

/** Shows a page of the agents' app as after a load, without one where nothing of the page before is left. */
export async function visit(page: Page, url: string, path: string): Promise<void> {
  if (page.url().startsWith(`${url}/desk/`) && (await leaves(page))) await arrives(page, path);
  else await page.goto(url + path);
}

/** From nowhere. */
async function arrives(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, "", ${JSON.stringify(path)})`);
  await page.locator("h1[data-left]").waitFor({ state: "detached" });
}

const nowhere = "/desk/nowhere-at-all";
/** What the app has read so far; React keeps its root at the element that it fills, and each part its properties. */
const answersRead = `(() => {
  const app = document.getElementById("app");
  const within = (part) => {
    for (; part; part = part.sibling) {
      const found = part.memoizedProps?.client?.getQueryCache ? part.memoizedProps.client : within(part.child);
      if (found) return found;
    }
  };
  return within(app[Object.keys(app).find((key) => key.startsWith("__reactContainer$"))].stateNode.current);
})()`;
/**
 * Goes to a page that there is not, which takes the whole app's place, closes what the last one told, marks its heading - once
 * that is gone, the next page has come - and forgets what was read: the next page asks for all of it, as after a load. False
 * where anything stays open, or in the browser's memory.
 */
async function leaves(page: Page): Promise<boolean> {
  await page.keyboard.press("Escape");
  await page.evaluate(`(localStorage.clear(), sessionStorage.clear(), history.pushState(null, "", ${JSON.stringify(nowhere)}))`);
  for (let tries = 0; tries < 60; tries += 1) {
    const left = await page.evaluate<boolean>(`(() => {
      if (location.pathname !== ${JSON.stringify(nowhere)} || document.querySelector("nav, aside, form, [role=dialog], [role=menu], [role=listbox]")) return false;
      for (const toast of document.querySelectorAll("[role=status] > *")) toast.querySelector("button:last-of-type")?.click();
      if (document.querySelector("[role=status]:not(:empty)")) return false;
      const heading = document.querySelector("main h1");
      if (heading === null || localStorage.length + sessionStorage.length > 0) return false;
      heading.setAttribute("data-left", "");
      ${answersRead}.clear();
      return true;
    })()`);
    if (left) return true;
    await page.waitForTimeout(50);
  }
  return false;
}
