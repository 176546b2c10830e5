import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { ArticleHit } from "../contract/help-centre.ts";
import { useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

/** H10: an article from its first word to a reader without script, and into a reply. */
const installation = useInstallation({ PRESETS: "hotel-sales" });
const browser = useBrowser();
useJourney();
let token: string;
let page: Page;
const title = "Cómo pedir una cuna";
const found = async () => (await installation.current.api<{ items: ArticleHit[] }>(token, "/desks/hotel-sales/articles?q=cuna&language=es")).items;

beforeAll(async () => {
  token = await installation.current.token("admin@example.com");
  page = await browser.open({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
}, 120_000);

test("H10 an article is written, survives a reload unsaved, and is published", async () => {
  await page.goto(`${installation.current.url}/desk/help/hotel-sales/new`);
  await page.getByRole("textbox", { name: "Title", exact: true }).fill(title);
  await page.locator("[contenteditable=true]").fill("Pida la cuna al reservar: es gratis hasta los dos años.");
  await page.reload();
  await page.locator("[contenteditable=true]").getByText("es gratis").waitFor();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("Published: readers see it now").waitFor();
  expect(await found()).toMatchObject([{ title, language: "es" }]);
});

test("H10 it is found, read and judged without script, on a phone", async () => {
  const context: BrowserContext | undefined = await page.context().browser()?.newContext({ javaScriptEnabled: false, locale: "es-ES", viewport: { width: 360, height: 740 } });
  const reader = await context?.newPage();
  if (context === undefined || reader === undefined) throw new Error("no browser");
  await reader.goto(`${installation.current.url}/help/hotel-sales`);
  await reader.getByRole("searchbox").fill("cunas");
  await reader.keyboard.press("Enter");
  await reader.getByRole("link", { name: title }).click();
  await reader.getByText("es gratis hasta los dos años").waitFor();
  await reader.getByRole("button", { name: "No", exact: true }).click();
  await reader.getByLabel("¿Qué ha echado en falta?").fill("¿Y una trona?");
  await reader.getByRole("button", { name: "Enviar" }).click();
  await reader.getByText("Gracias, eso nos ayuda.").waitFor();
  await context.close();
  await page.reload();
  await page.getByText("¿Y una trona?").waitFor();
});

test("H10 a reply takes a link to it", async () => {
  const { items } = await installation.current.api<{ items: { number: number }[] }>(token, "/tickets?q=state:open&limit=1");
  await page.goto(`${installation.current.url}/desk/tickets/${items[0]?.number}`);
  await page.locator('[aria-keyshortcuts="r"]').last().click();
  await page.getByRole("button", { name: "Insert an article" }).click();
  await page.getByRole("searchbox", { name: "Search the articles" }).fill("cuna");
  await page.getByRole("button", { name: title }).click();
  await until("the link stands in the reply", async () => (await page.locator("[contenteditable=true] a").getAttribute("href"))?.includes("/help/hotel-sales/es/articles/") === true);
});
