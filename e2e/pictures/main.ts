import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Browser, BrowserContext } from "playwright-core";
import { launch } from "../launch.ts";
import { writeIndex, type Shot } from "./gallery.ts";
import { startInstallation, type Installation } from "./installation.ts";
import { furnish, type Furniture } from "./furniture.ts";
import { textsIn } from "./texts.ts";
import { leave, settled, type Around, type Reader, type Scene } from "./scene.ts";
import { scenes } from "./scenes.ts";

const { values: wanted } = parseArgs({ options: { only: { type: "string" }, quick: { type: "boolean", default: false }, language: { type: "string", default: "es" } } });
const folder = path.join(import.meta.dirname, "..", "..", "shots");
const sizes = wanted.quick ? [{ width: 360, height: 740 }, { width: 1440, height: 900 }] : [{ width: 360, height: 740 }, { width: 768, height: 1024 }, { width: 1440, height: 900 }, { width: 1920, height: 1080 }];
const schemes = ["light", "dark"] as const;

/** Signs a reader in once; the cookie then serves every size. */
async function stateOf(browser: Browser, reader: Reader, installation: Installation, furniture: Furniture) {
  if (reader === "nobody") return undefined;
  const context = await browser.newContext({ locale: wanted.language });
  const page = await context.newPage();
  await page.goto(reader === "agent" ? installation.signInLink : furniture.customerLink);
  if (reader === "customer") await page.locator("input[type=password]").first().fill("la ventana azul del patio");
  await page.locator("button[type=submit]").first().click();
  await page.waitForURL((url) => !url.pathname.includes("/link/"));
  const state = await context.storageState();
  await context.close();
  return state;
}

async function draw(context: BrowserContext, scene: Scene, address: string, file: string, around: Around): Promise<string[]> {
  const page = await context.newPage();
  // what one scene keeps in the browser is nothing to the next
  await page.addInitScript("if (top === self && location.protocol === 'http:') localStorage.clear()");
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => message.type() === "error" && !scene.loud && !/Failed to load resource/.test(message.text()) && troubles.push(message.text()));
  try {
    await scene.before?.(page);
    await page.goto(address, { waitUntil: scene.unfinished ? "commit" : "load" });
    if (!scene.unfinished) await settled(page);
    await page.waitForTimeout(scene.unfinished ? 1500 : 300);
    await scene.act?.(page, around);
    await page.waitForTimeout(400);
    await page.screenshot({ path: file });
  } catch (error) {
    troubles.push(String(error).split("\n")[0] ?? "");
    await page.screenshot({ path: file }).catch(() => undefined);
  }
  await leave(page, scene, around);
  await page.close();
  return troubles;
}

const only = new RegExp(wanted.only ?? "", "i");
const chosen = scenes.filter((scene) => only.test(scene.name));
if (!wanted.only) await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const installation = await startInstallation();
const browser = await launch();
const shots: Shot[] = [];
try {
  const furniture = await furnish(installation.call);
  const around = { furniture, call: installation.call, say: textsIn(wanted.language) };
  const readers = [...new Set(chosen.map((scene) => scene.reader))];
  const states = new Map(await Promise.all(readers.map(async (reader) => [reader, await stateOf(browser, reader, installation, furniture)] as const)));
  for (const reader of readers)
    for (const size of sizes)
      for (const scheme of schemes) {
        const phone = size.width < 500;
        const state = states.get(reader);
        const context = await browser.newContext({ viewport: size, colorScheme: scheme, locale: wanted.language, hasTouch: phone, isMobile: phone, reducedMotion: "reduce", ...(state ? { storageState: state } : {}) });
        for (const scene of chosen.filter((one) => one.reader === reader && size.width < (one.below ?? Infinity) && size.width >= (one.from ?? 0))) {
          const file = `${scene.name}-${size.width}-${scheme}.png`;
          const troubles = await draw(context, scene, installation.url + scene.path(furniture), path.join(folder, file), around);
          for (const trouble of troubles) console.error(`${file}: ${trouble}`);
          shots.push({ scene: scene.name, width: size.width, scheme, file, troubles });
        }
        await context.close();
        console.log(`${reader} ${size.width} ${scheme}: ${shots.length} pictures`);
      }
  await writeIndex(folder, shots);
  console.log(path.join(folder, "index.html"));
} finally {
  await browser.close();
  await installation.stop();
}
