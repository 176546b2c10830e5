import { createHmac } from "node:crypto";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Configuration } from "../contract/configuration.ts";
import type { IntakeReceipt } from "../contract/intake.ts";
import type { LedgerRow } from "../contract/mail.ts";
import type { Ticket, TicketPage } from "../contract/tickets.ts";
import { expectAccessible, useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

/** What asks a supervisor first, and what asks nobody: mails that wait, and signed reviews. */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
useJourney();
let token: string;
let page: Page;
let to: string;
const api = <T>(route: string, init?: { method?: string; body?: unknown }) => installation.current.api<T>(token, route, init);
const held = async () => (await api<{ items: LedgerRow[] }>("/mail?fate=held")).items;

beforeAll(async () => {
  token = await installation.current.token("admin@example.com");
  const { definition } = await api<Configuration>("/desks/hotel-sales/configuration");
  to = definition.addresses[0] ?? "";
  page = await browser.open({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
});

test("C5 the desk's settings say that mail waits; what comes then stands on its page, counted, live", async () => {
  await page.goto(`${installation.current.url}/desk/settings/hotel-sales/general`);
  await page.getByRole("combobox", { name: "A mail that belongs to no ticket" }).selectOption("held");
  await page.getByText("Saved").waitFor();
  await page.goto(`${installation.current.url}/desk/waiting`);
  await page.getByText("Nothing waits").waitFor();
  await installation.current.mail({ from: "Laura <laura@guest.example>", to, subject: "Presupuesto", text: "Somos doce", attachments: [{ filename: "lista.csv", content: "uno" }] });
  await installation.current.mail({ from: "Feria <feria@guest.example>", to, subject: "Oferta de la feria", text: "Solo hoy" });
  await until("both wait", async () => (await held()).length === 2);
  await page.getByRole("link", { name: /Presupuesto/ }).waitFor();
  await page.getByRole("navigation").getByText("2", { exact: true }).waitFor();
  await expectAccessible(page);
});

test("C5 read as its ticket would show it, and opened by one key; the next one follows, kept for a reason, and taken back", async () => {
  await page.getByRole("link", { name: /Presupuesto/ }).click();
  await page.getByText("Somos doce").waitFor();
  await page.getByText("lista").waitFor();
  await page.keyboard.press("t");
  await page.getByText(/Ticket #\d+ opened/).waitFor();
  const [ticket] = (await api<{ items: Ticket[] }>("/tickets?q=requester:laura@guest.example")).items;
  expect(ticket).toMatchObject({ subject: "Presupuesto", source: "email" });
  await page.getByText("Solo hoy").waitFor();
  await page.keyboard.press("w");
  await page.getByRole("textbox", { name: "Reason, if you like" }).fill("Publicidad");
  await page.keyboard.press("Enter");
  await page.getByText("Kept without a ticket", { exact: true }).waitFor();
  await page.getByText("Nothing waits").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("link", { name: /Oferta de la feria/ }).waitFor();
  expect(await held()).toMatchObject([{ subject: "Oferta de la feria", decidedBy: null }]);
});

test("C5 whoever comes second reads who has decided", async () => {
  const [mail] = await held();
  await page.getByRole("link", { name: /Oferta de la feria/ }).click();
  await page.getByText("Solo hoy").waitFor();
  await api(`/mail/${mail?.id}/decision`, { method: "POST", body: { decision: "spam" } });
  await page.getByText(/decided,/).waitFor();
  await page.getByRole("link", { name: /Oferta de la feria/ }).waitFor({ state: "detached" });
});

test("R3 R15 a source is made with a preview, its secret is told once; a signed review becomes a ticket that shows it", async () => {
  await page.goto(`${installation.current.url}/desk/settings/hotel-sales/intake`);
  await page.getByRole("button", { name: "Add a source" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Tripscore");
  const review = { id: "r-1", stars: 2, text: "La habitación estaba fría", place: "Hotel Mar", url: "https://tripscore.example/r/r-1" };
  await page.getByRole("textbox", { name: /An example to try/ }).fill(JSON.stringify(review));
  for (const [target, pointer] of [["Its own id", "/id"], ["Subject", "{{/stars}} de 5"], ["Rating", "/stars"], ["Words", "/text"], ["Location", "/place"], ["Link", "/url"]]) {
    await page.getByRole("combobox", { name: `${target}: From the payload`, exact: true }).fill(pointer ?? "");
  }
  await page.getByRole("region", { name: "What the last ones became" }).getByText("2 de 5").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const secret = (await page.locator("code").filter({ hasText: /^vts_/ }).textContent()) ?? "";
  const body = JSON.stringify(review);
  const at = Math.floor(Date.now() / 1000);
  const signature = `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
  const answer = await fetch(`${installation.current.url}/api/v1/intake/tripscore`, { method: "POST", body, headers: { "content-type": "application/json", "x-ventanilla-signature": signature } });
  expect(answer.status).toBe(202);
  const { ticket } = (await answer.json()) as IntakeReceipt;
  await page.goto(`${installation.current.url}/desk/tickets/${ticket}`);
  const card = page.getByRole("region", { name: "Review", exact: true });
  await card.getByText("Hotel Mar").waitFor();
  await card.getByRole("img", { name: "2 of 5" }).waitFor();
  expect(await card.getByRole("link", { name: /Open the review/ }).getAttribute("href")).toBe(review.url);
  expect((await api<TicketPage>(`/tickets/${ticket}/page`)).ticket.review).toMatchObject({ rating: 2, text: review.text });
});
