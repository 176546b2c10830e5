import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Ticket, TicketPage } from "../contract/tickets.ts";
import { expectAccessible, expectFits, useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

/** How satisfied somebody is, from the mail and in the portal (T6), and a large file over a bad line (T4). */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
useJourney();
const nora = "nora@guest.example";
let token: string;
let agent: Page;
let number = 0;
let link = "";
const api = <T>(route: string, init?: { method?: string; body?: unknown }) => installation.current.api<T>(token, route, init);

beforeAll(async () => {
  token = await installation.current.token("admin@example.com");
  agent = await browser.open({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
});

test("T6 the desk's settings say that it asks; the mail that brings the solution does", async () => {
  await agent.goto(`${installation.current.url}/desk/settings/hotel-sales/general`);
  await agent.getByRole("checkbox", { name: /^Ask how satisfied/, checked: true }).waitFor();
  await installation.current.mail({ from: `Nora <${nora}>`, to: "ventas@hoteles.example.com", subject: "Llaves", text: "¿Dónde están?" });
  number = await until("the ticket", async () => (await api<{ items: Ticket[] }>(`/tickets?q=requester:${nora}`)).items[0]?.number);
  await api(`/tickets/${number}/messages`, { method: "POST", body: { kind: "reply", body: "En recepción", status: "resuelta" } });
  const mail = await installation.current.mailTo(nora, "reply");
  link = /\S+\/rate\/\S+/.exec(mail.text)?.[0] ?? "";
  expect(link).toMatch(/^http/);
});

test("T6 a star of the mail is chosen already, one button confirms it, by keyboard alone on a phone; the agent reads it", async () => {
  const page = await browser.open({ locale: "es-ES", viewport: { width: 360, height: 740 } });
  await page.goto(`${link}?score=4`);
  const chosen = page.getByRole("radio", { name: /^4 estrellas/ });
  await chosen.waitFor();
  expect(await chosen.isChecked()).toBe(true);
  expect((await api<TicketPage>(`/tickets/${number}/page`)).rating).toBe(null);
  await expectAccessible(page);
  await expectFits(page);
  await chosen.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Todo perfecto");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Gracias/ }).waitFor();
  await agent.goto(`${installation.current.url}/desk/tickets/${number}`);
  await agent.getByText("Todo perfecto").waitFor();
  await agent.getByRole("img", { name: "5 of 5" }).waitFor();
});

test("T6 T4 in the portal it can be changed; a large file goes on where the line broke", async () => {
  const theirs = await installation.current.token(nora);
  const page = await browser.open({ locale: "es-ES", extraHTTPHeaders: { authorization: `Bearer ${theirs}` } });
  await page.goto(`${installation.current.url}/portal/hotel-sales/tickets/${number}`);
  await page.getByRole("button", { name: "Cambiar" }).click();
  await page.getByRole("radio", { name: /^3 estrellas/ }).check();
  await page.getByRole("button", { name: "Enviar valoración" }).click();
  await page.getByRole("img", { name: "3 estrellas de 5" }).waitFor();

  // the second of its parts is lost on the way
  const sent: string[] = [];
  let lost = false;
  await page.route(/\/api\/v1\/uploads\//, async (route) => {
    const offset = route.request().headers()["upload-offset"];
    if (offset !== undefined) sent.push(offset);
    if (offset !== undefined && offset !== "0" && !lost) {
      lost = true;
      return route.abort("connectionfailed");
    }
    return route.continue();
  });
  const content = randomBytes(6 * 1024 * 1024);
  await page.locator("input[type=file]").first().setInputFiles({ name: "plano.bin", mimeType: "application/octet-stream", buffer: content });
  await page.getByText("Esperando la red").or(page.getByRole("link", { name: /plano/ })).first().waitFor();
  await page.locator("#reply").fill("El plano");
  await page.getByRole("link", { name: /plano/ }).waitFor({ timeout: 20_000 });
  expect([lost, sent.filter((offset) => offset === "0")]).toEqual([true, ["0"]]);
  await page.locator("form button[type=submit]").last().click();
  const file = await until("the answer", async () => (await api<TicketPage>(`/tickets/${number}/page`)).messages.at(-1)?.attachments[0]);
  expect(file).toMatchObject({ name: "plano.bin", size: content.length });
});
