import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import type { Static } from "typebox";
import type { Board } from "../contract/board.ts";
import type { DeskList } from "../contract/desks.ts";
import type { Ticket } from "../contract/tickets.ts";
import { expectAccessible, useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

/** Lists as an agent works with them: choosing rows, changing many, quick actions, saved views, the table. */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
useJourney();
let token: string;
let page: Page;

const numberOf = async (nth: number): Promise<number> => Number(await page.locator("[data-ticket]").nth(nth).getAttribute("data-ticket"));
const ticket = (number: number) => installation.current.api<Ticket>(token, `/tickets/${number}`);

beforeAll(async () => {
  token = await installation.current.token("admin@example.com");
  page = await browser.open({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  for (const [subject, priority] of [["Bloqueo de quince habitaciones", "normal"], ["Factura con otro nombre", "high"], ["Cuna en la 204", "normal"], ["Traslado al aeropuerto", "high"], ["Alergia al marisco", "normal"], ["Wifi en el salón", "low"]]) {
    const { number } = await installation.current.api<Ticket>(token, "/tickets", { method: "POST", body: { desk: "hotel-sales", subject, body: "Buenos días.", requester: { email: "nadia@guest.test", name: "Nadia" } } });
    await installation.current.api(token, `/tickets/${number}`, { method: "PATCH", body: { priority } });
  }
  const { number: done } = await installation.current.api<Ticket>(token, "/tickets", { method: "POST", body: { desk: "hotel-sales", subject: "Ya resuelta", body: "Gracias.", requester: { email: "nadia@guest.test" } } });
  await installation.current.api(token, `/tickets/${done}`, { method: "PATCH", body: { status: "resuelta" } });
}, 300_000);

test("R5 chosen by key, changed together, told, and taken back", async () => {
  await page.goto(`${installation.current.url}/desk/tickets?sort=-number`);
  await page.locator("[data-ticket]").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Shift+X");
  const numbers = [await numberOf(0), await numberOf(1), await numberOf(2)];
  await page.getByText("3 chosen").waitFor();
  const before = await Promise.all(numbers.map(ticket));
  await page.keyboard.press("q");
  await page.getByRole("option").last().click();
  await page.getByText("3 tickets changed").waitFor();
  const after = await Promise.all(numbers.map(ticket));
  expect(new Set(after.map((one) => one.queue)).size).toBe(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("3 tickets are as they were before").waitFor();
  expect((await Promise.all(numbers.map(ticket))).map((one) => one.queue)).toEqual(before.map((one) => one.queue));
});

test("R7 hovering a row offers queue, status and postponing", async () => {
  const number = await numberOf(4);
  const row = page.getByRole("listitem").filter({ has: page.locator(`[data-ticket="${number}"]`) });
  await row.hover();
  await row.getByRole("button", { name: "Queue" }).click();
  const last = page.getByRole("option").last();
  await last.click();
  await until("the queue to change", async () => (await ticket(number)).queue !== "ventas");
  await row.hover();
  await row.getByRole("button", { name: "Status" }).click();
  await page.getByRole("option", { name: "On hold" }).click();
  await until("the status to change", async () => (await ticket(number)).status === "en-espera");
  await row.hover();
  await row.getByRole("button", { name: "Postpone" }).click();
  await page.getByRole("option", { name: "3 days" }).click();
  await until("a due date", async () => (await ticket(number)).dueAt !== null);
});

test("filters are suggested as typed, live in the address, and are kept as a view with its count", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("prior");
  await page.getByRole("option", { name: /^priority:/ }).click();
  await page.keyboard.type("hi");
  await page.keyboard.press("Tab");
  await page.waitForURL(/q=priority:high/);
  await page.getByRole("button", { name: "Order and density" }).click();
  await page.getByRole("menuitem", { name: /Save this view/ }).click();
  await page.getByLabel("Name").fill("Loud ones");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/view=v\d+/);
  const shown = await page.locator("[data-ticket]").count();
  await page.getByRole("link", { name: new RegExp(`Loud ones\\s*${shown}`) }).waitFor();
});

test("R7 L9 what is new is bold until it is opened; spam and the bin have their place beside the views", async () => {
  const [desk] = (await installation.current.api<Static<typeof DeskList>>(token, "/desks")).items;
  await installation.current.mail({ from: "Nadia <nadia@guest.test>", to: desk?.addresses[0], subject: "¿Admiten perros?", text: "Es pequeño." });
  const number = await until("what she writes", async () => (await installation.current.api<{ items: Ticket[] }>(token, "/tickets?q=perros")).items[0]?.number);
  await page.goto(`${installation.current.url}/desk/tickets?sort=-number`);
  const subject = page.locator(`[data-ticket="${number}"] [class*="subject"]`);
  const weight = () => page.evaluate<string>(`getComputedStyle(document.querySelector('[data-ticket="${number}"] [class*="subject"]')).fontWeight`);
  await page.locator(`[data-ticket="${number}"][aria-label^="Unread"]`).waitFor();
  expect(await weight()).toBe("700");
  await subject.click();
  await page.waitForURL(new RegExp(`/tickets/${number}`));
  await page.locator(`[data-ticket="${number}"]:not([aria-label^="Unread"])`).waitFor();
  expect(await weight()).toBe("500");
  await page.goto(`${installation.current.url}/desk/tickets?view=deleted`);
  await page.getByRole("link", { name: "Bin", exact: true }).and(page.locator("[aria-current=page]")).waitFor();
  await page.getByRole("heading", { name: "The bin is empty" }).waitFor();
  await expectAccessible(page);
});

test("L9 values are offered by their own names; what a view does not hold is found everywhere", async () => {
  await page.goto(`${installation.current.url}/desk/tickets`);
  await page.locator("[data-ticket]").first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("integr");
  await page.getByRole("option", { name: /^queue:/ }).click();
  await page.waitForURL(/q=queue:/);
  await page.getByRole("button", { name: /^Remove filter/ }).click();
  const [solved] = (await installation.current.api<{ items: Ticket[] }>(token, "/tickets?q=state:solved&limit=1")).items;
  await page.getByRole("combobox", { name: "Search tickets" }).fill(`#${solved?.number}`);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Search all tickets" }).click();
  await page.locator(`[data-ticket="${solved?.number}"]`).waitFor();
});

test("C3 what waits is given to somebody by key and by drag, in groups that the settings name", async () => {
  const { url } = installation.current;
  await page.goto(`${url}/desk/settings/hotel-sales/general`);
  await page.getByRole("button", { name: "Add a group" }).click();
  await page.getByRole("textbox", { name: "Group 1, español" }).fill("Integraciones que esperan");
  await page.getByRole("textbox", { name: "Search its tickets meet" }).fill("queue:integraciones");
  await page.getByRole("heading", { level: 2, name: "General" }).click();
  const first = async () => (await installation.current.api<Board>(token, "/desks/hotel-sales/board")).groups[0];
  await until("the group to be saved", async () => (await first())?.kind === "configured");

  // something of it, and something else, wait for somebody
  const open = async (subject: string, queue: string) => {
    const { number } = await installation.current.api<Ticket>(token, "/tickets", { method: "POST", body: { desk: "hotel-sales", subject, body: "…", requester: { email: "nadia@guest.test" } } });
    await installation.current.api(token, `/tickets/${number}`, { method: "PATCH", body: { queue, assignee: null } });
    return number;
  };
  const [byKey, byDrag] = [await open("By key", "integraciones"), await open("By drag", "ventas")];
  await page.goto(`${url}/desk/board`);
  await page.locator(`[data-card="${byDrag}"]`).waitFor();
  await page.getByRole("heading", { name: "Integraciones que esperan" }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press("j");
  while ((await page.locator(`[data-card="${byKey}"][class*=cursor]`).count()) === 0) await page.keyboard.press("j");
  await page.keyboard.press("a");
  await page.getByRole("option", { name: /Marta Soler/ }).click();
  await until("the first to have somebody", async () => (await ticket(byKey)).assignee === "marta.soler@hoteles.example.com");
  await page.locator(`[data-card="${byDrag}"] label`).dragTo(page.getByRole("button", { name: /Joan Bauzà/ }));
  await until("the second to have somebody", async () => (await ticket(byDrag)).assignee === "joan.bauza@hoteles.example.com");
  await page.locator(`[data-card="${byDrag}"]`).waitFor({ state: "detached" });
});

test("the demonstration's clock is moved on from the menu; ages are told by it", async () => {
  await page.goto(`${installation.current.url}/desk/tickets?view=all&sort=-number`);
  const age = page.locator("[data-ticket]").first().locator("time").last();
  await age.waitFor();
  await page.getByRole("button", { name: /settings and sign out/ }).click();
  await page.getByRole("menuitem", { name: "3 days on" }).click();
  await page.getByText("It is now").waitFor({ timeout: 45_000 });
  await until("ages to follow", async () => (await page.locator("[data-ticket]").first().locator("time").last().textContent())?.startsWith("3") ?? false);
});
