import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { ArticleHit } from "../contract/help-centre.ts";
import { useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

/** H10: an article from its first word to a reader without script, and into a reply. */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
useJourney();
let token: string;
let page: Page;
const title = "Cómo pedir una cuna";
const found = async () => (await installation.current.api<{ items: ArticleHit[] }>(token, "/desks/hotel-sales/articles?q=cuna&language=es")).items;

beforeAll(async () => {
  token = await installation.current.token("admin@example.com");
  page = await browser.open({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
});

test("H10 an article is written, survives a reload unsaved, and is published", async () => {
  await page.goto(`${installation.current.url}/desk/help/hotel-sales/new`);
  await page.getByRole("textbox", { name: "Title", exact: true }).fill(title);
  await page.locator("[contenteditable=true]").fill("Pida la cuna al reservar: es gratis hasta los dos años.");
  await page.getByRole("button", { name: "Insert a table" }).click();
  for (const words of ["Edad", "Precio", "De 2 a 4 años", "12 €"]) {
    await page.keyboard.type(words);
    await page.keyboard.press("Tab");
  }
  await page.getByRole("button", { name: "Remove this row" }).click();
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
  expect((await reader.getByRole("row").allInnerTexts()).map((row) => row.replace(/\s+/g, " "))).toEqual(["Edad Precio", "De 2 a 4 años 12 €"]);
  await reader.getByRole("button", { name: "No", exact: true }).click();
  await reader.getByLabel("¿Qué ha echado en falta?").fill("¿Y una trona?");
  await reader.getByRole("button", { name: "Enviar" }).click();
  await reader.getByText("Gracias, eso nos ayuda.").waitFor();
  await context.close();
  await page.reload();
  await page.getByText("¿Y una trona?").waitFor();
  // opened to be written again, the table is one still
  await expect.poll(() => page.locator("[contenteditable=true] tr").count()).toBe(2);
});

test("H10 a reply takes a link to it", async () => {
  await installation.current.mail({ from: "Ana <ana@casarural.example>", to: "ventas@hoteles.example.com", subject: "¿Hay cunas?", text: "Para una noche." });
  await installation.current.mailTo("ana@casarural.example", "confirmation");
  const { items } = await installation.current.api<{ items: { number: number }[] }>(token, "/tickets?q=state:open&limit=1");
  await page.goto(`${installation.current.url}/desk/tickets/${items[0]?.number}`);
  await page.locator('[aria-keyshortcuts="r"]').last().click();
  await page.getByRole("button", { name: "Insert an article" }).click();
  await page.getByRole("searchbox", { name: "Search the articles" }).fill("cuna");
  await page.getByRole("button", { name: title }).click();
  await until("the link stands in the reply", async () => (await page.locator("[contenteditable=true] a").getAttribute("href"))?.includes("/help/hotel-sales/es/articles/") === true);
});

/** What a text of the catalogue reads in a language. */
const say = (language: string, key: string): string => JSON.parse(readFileSync(new URL(`../locales/${language}.json`, import.meta.url), "utf8"))[key];

/** Presses Tab until what is called so has the focus, which can be seen there. */
async function tabTo(reader: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await reader.keyboard.press("Tab");
    const [called, seen] = await reader.evaluate<[string, boolean]>(`(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      return [(one.getAttribute("aria-label") ?? one.labels?.[0]?.innerText ?? one.innerText ?? "").trim(), style.outlineStyle !== "none" || style.boxShadow !== "none"];
    })()`);
    if (!called.startsWith(name)) continue;
    if (!seen) throw new Error(`${name} has the focus, and nobody sees it`);
    return;
  }
  throw new Error(`Tab does not come to ${name} at ${reader.url()}`);
}
const byKeyboard = async (language: string, email: string | null) =>
  browser.open({ locale: language, viewport: { width: 900, height: 800 }, ...(email === null ? {} : { extraHTTPHeaders: { authorization: `Bearer ${await installation.current.token(email)}` } }) });
const community = (language: string) => `${installation.current.url}/help/hotel-sales/${language}/community`;
const wish = "Invoices for a whole month";

test("H10 by keyboard alone, in English: a proposal is written and published", async () => {
  await installation.current.mail({ from: "Eva Marsh <eva@lodge.example>", to: "ventas@hoteles.example.com", subject: "Hello", text: "Hello" });
  await installation.current.mailTo("eva@lodge.example", "confirmation");
  const writer = await byKeyboard("en", "eva@lodge.example");
  await writer.goto(community("en"));
  await tabTo(writer, say("en", "help.skip"));
  await writer.keyboard.press("Enter");
  await tabTo(writer, say("en", "community.new"));
  await writer.keyboard.press("Enter");
  await writer.getByRole("heading", { level: 1, name: say("en", "community.new") }).waitFor();
  await tabTo(writer, say("en", "community.kind.question"));
  await writer.keyboard.press("ArrowDown");
  expect(await writer.getByRole("radio", { name: new RegExp(say("en", "community.kind.proposal")) }).isChecked()).toBe(true);
  await tabTo(writer, say("en", "community.write.topic"));
  await writer.keyboard.type("Proposals");
  await tabTo(writer, say("en", "community.write.title"));
  await writer.keyboard.type(wish);
  await tabTo(writer, say("en", "community.write.text"));
  await writer.keyboard.type("One file instead of thirty.");
  await tabTo(writer, say("en", "community.write.publish"));
  await writer.keyboard.press("Enter");
  await writer.getByRole("heading", { level: 1, name: wish }).waitFor();
  await writer.context().close();
});

test("H10 H11 by keyboard alone, in Portuguese: it is found, voted for and commented on", async () => {
  await installation.current.mail({ from: "Rui Melo <rui@pousada.example>", to: "ventas@hoteles.example.com", subject: "Olá", text: "Olá" });
  await installation.current.mailTo("rui@pousada.example", "confirmation");
  const writer = await byKeyboard("pt-BR", "rui@pousada.example");
  await writer.goto(community("pt-BR"));
  await tabTo(writer, wish);
  await writer.keyboard.press("Enter");
  await writer.getByRole("heading", { level: 1, name: wish }).waitFor();
  await tabTo(writer, say("pt-BR", "community.vote.proposal"));
  await writer.keyboard.press("Enter");
  await writer.getByText(say("pt-BR", "community.vote.taken")).waitFor();
  await tabTo(writer, say("pt-BR", "community.write.comment"));
  await writer.keyboard.type("Também para as comissões, por favor.");
  await tabTo(writer, say("pt-BR", "community.write.send"));
  await writer.keyboard.press("Enter");
  await writer.getByRole("article").getByText("Também para as comissões, por favor.").waitFor();
  await writer.context().close();
});

test("H10 H11 by keyboard alone, in Romanian and signed out: searched, read, and an article judged", async () => {
  const reader = await byKeyboard("ro-RO", null);
  await reader.goto(community("ro"));
  await tabTo(reader, say("ro", "community.search"));
  await reader.keyboard.type("whole month");
  await reader.keyboard.press("Enter");
  await reader.waitForURL(/q=whole/);
  await tabTo(reader, wish);
  await reader.keyboard.press("Enter");
  await reader.getByText("Também para as comissões, por favor.").waitFor();
  await tabTo(reader, say("ro", "community.comments.sign-in"));
  await reader.goto(`${installation.current.url}/help/hotel-sales/ro`);
  await tabTo(reader, say("ro", "help.search"));
  await reader.keyboard.type("cuna");
  await reader.keyboard.press("Enter");
  await reader.waitForURL(/q=cuna/);
  await tabTo(reader, title);
  await reader.keyboard.press("Enter");
  await reader.getByText("es gratis hasta los dos años").waitFor();
  await tabTo(reader, say("ro", "help.vote.yes"));
  await reader.keyboard.press("Enter");
  await reader.getByText(say("ro", "help.vote.thanks")).waitFor();
  await reader.context().close();
});
