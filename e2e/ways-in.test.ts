import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import type { FieldDefinition } from "../contract/configuration.ts";
import type { Ticket, TicketEvent, TicketPage } from "../contract/tickets.ts";
import { expectAccessible, useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

/** Requests taken down by hand: by thumb on a phone, for a caller, and letters we write first. */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
useJourney();
let token: string;
let phone: Page;
let page: Page;
let number: number;
const api = <T>(route: string, init?: { method?: string; body?: unknown }) => installation.current.api<T>(token, route, init);
const desk = "/desks/hotel-sales/configuration";
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const numberIn = (one: Page) => Number(/tickets\/(\d+)/.exec(one.url())?.[1]);

beforeAll(async () => {
  token = await installation.current.token("admin@example.com");
  // where a desk asks nothing of its own (forms: e2e/forms.test.ts)
  await api(`${desk}/forms`, { method: "PUT", body: [] });
  const fields = await api<FieldDefinition[]>(`${desk}/fields`);
  await api(`${desk}/fields`, { method: "PUT", body: [...fields, { key: "placa", kind: "text", labels: { en: "Company plate", es: "Placa" }, required: "create", pattern: "[A-Z]{2}\\d{2}", example: "AB12" }] });
  const extraHTTPHeaders = { authorization: `Bearer ${token}` };
  phone = await browser.open({ extraHTTPHeaders, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  page = await browser.open({ extraHTTPHeaders });
});

test("R3 T7 C2 by thumb: somebody new by phone, with a photo; nothing typed is lost; the ticket is its creator's", async () => {
  await phone.goto(`${installation.current.url}/desk/tickets`);
  await phone.getByRole("link", { name: "New ticket" }).tap();
  await phone.getByRole("textbox", { name: "Phone" }).fill("971 00 01 01");
  await phone.getByRole("textbox", { name: "Name" }).fill("Ana Gil");
  await phone.getByRole("textbox", { name: "Subject" }).fill("No hay agua caliente");
  await phone.locator("input[capture]").setInputFiles({ name: "calentador.png", mimeType: "image/png", buffer: png });
  await phone.getByText("calentador").waitFor();
  // what is missing is said where it is missing, without asking the server
  await phone.getByRole("button", { name: "Create", exact: true }).tap();
  await phone.getByText("This field is needed").or(phone.locator("[data-field=placa] [role=alert]")).first().waitFor();
  await phone.getByRole("textbox", { name: "Company plate" }).fill("ab12");
  await phone.getByRole("textbox", { name: "What it is about" }).fill("Desde ayer.");
  await expectAccessible(phone);
  await phone.reload();
  expect(await phone.getByRole("textbox", { name: "Phone" }).inputValue()).toBe("971 00 01 01");
  expect(await phone.getByRole("textbox", { name: "What it is about" }).inputValue()).toBe("Desde ayer.");
  await phone.getByText("calentador").waitFor();
  expect(await phone.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  await phone.getByRole("button", { name: "Create", exact: true }).tap();
  await phone.waitForURL(/tickets\/\d+/);
  number = numberIn(phone);
  const { ticket, messages } = await api<TicketPage>(`/tickets/${number}/page`);
  expect(ticket).toMatchObject({ source: "phone", assignee: "admin@example.com", fields: { placa: "AB12" }, requester: { name: "Ana Gil", email: null, phone: { written: "+34 971 00 01 01" } } });
  expect(messages[0]?.attachments.map((one) => one.name)).toEqual(["calentador.png"]);
  // the form is empty again
  await phone.goto(`${installation.current.url}/desk/new`);
  expect(await phone.getByRole("textbox", { name: "Phone" }).inputValue()).toBe("");
});

test("C1 C2 a telephone opens the caller with their open tickets; created and solved at once it is a first-call resolution", async () => {
  await page.goto(`${installation.current.url}/desk/new?phone=0034%20971%20000%20101`);
  await page.getByRole("complementary").getByRole("link", { name: /No hay agua caliente/ }).waitFor();
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "Subject" }).fill("¿A qué hora abre la piscina?");
  await page.getByRole("textbox", { name: "What it is about" }).fill("Quería saber la hora.");
  await page.getByRole("textbox", { name: "Company plate" }).fill("AB12");
  await page.getByRole("button", { name: "Create and solve" }).click();
  await page.waitForURL(/tickets\/\d+/);
  const solved = numberIn(page);
  expect(await api<Ticket>(`/tickets/${solved}`)).toMatchObject({ state: "solved", assignee: null, requester: { name: "Ana Gil" } });
  const { items } = await api<{ items: TicketEvent[] }>(`/tickets/${solved}/events`);
  expect(items.find((event) => event.type === "ticket.created")?.data).toMatchObject({ firstCall: true });
  // a number nobody has begins somebody new with it
  await page.goto(`${installation.current.url}/desk/new?phone=600%20123%20456`);
  expect(await page.getByRole("textbox", { name: "Phone" }).inputValue()).toBe("600 123 456");
});

test("R3 nothing typed is lost when the network fails or the session ends, and it is one ticket after all", async () => {
  const tickets = "**/api/v1/tickets";
  const subject = "Se perdió la red";
  await page.goto(`${installation.current.url}/desk/new?phone=600%20123%20456`);
  await page.getByRole("textbox", { name: "Name" }).fill("Nuria Sala");
  await page.getByRole("textbox", { name: "Subject" }).fill(subject);
  await page.getByRole("textbox", { name: "What it is about" }).fill("Una vez.");
  await page.getByRole("textbox", { name: "Company plate" }).fill("AB12");
  // the answer is lost on its way back: the ticket is there, and the second try finds it
  await page.route(tickets, async (route) => (await route.fetch(), route.abort()), { times: 1 });
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await page.route(tickets, (route) => route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify({ type: "x", title: "Sign in", status: 401, key: "session.required" }) }), { times: 1 });
  await page.reload();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("dialog", { name: "Sign in" }).getByText("Your session has ended").waitFor();
  await page.reload();
  expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Nuria Sala");
  expect(await page.getByRole("textbox", { name: "Company plate" }).inputValue()).toBe("AB12");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.waitForURL(/tickets\/\d+/);
  const { items } = await api<{ items: Ticket[] }>("/tickets?q=requester:%2B34600123456");
  expect(items.map((one) => one.subject)).toEqual([subject]);
});

test("L10 who has no address is not written to, until one is added beside the ticket", async () => {
  await page.goto(`${installation.current.url}/desk/tickets/${number}`);
  await page.getByRole("button", { name: /^Reply to/ }).click();
  await page.getByRole("note").getByText("No mail address is known").waitFor();
  await page.getByRole("button", { name: "Details" }).click();
  await page.getByRole("button", { name: "Edit contact data" }).click();
  await page.getByRole("textbox", { name: "Mail addresses" }).fill("ana.gil@guest.example");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "ana.gil@guest.example" }).waitFor();
  await page.getByText("No mail address is known").waitFor({ state: "detached" });
  expect((await api<Ticket>(`/tickets/${number}`)).requester.email).toBe("ana.gil@guest.example");
});

test("R3 a reply whose answer was lost can be written anew and sent, and the same again is sent once", async () => {
  await page.goto(`${installation.current.url}/desk/tickets/${number}`);
  const send = async (text: string) => {
    await page.getByRole("button", { name: /^Reply to/ }).click();
    await page.getByRole("textbox", { name: "Write a reply" }).fill(text);
    await page.route("**/api/v1/tickets/*/messages", async (route) => (await route.fetch(), route.abort()), { times: 1 });
    await page.getByRole("button", { name: /^Send/ }).first().click();
    await page.getByRole("alert").getByText("No connection").waitFor();
  };
  const gone = () => page.getByRole("button", { name: /^Reply to/ }).waitFor();
  await send("Mañana a las diez.");
  await page.getByRole("button", { name: /^Send/ }).first().click();
  await gone();
  await send("Mañana a las once.");
  await page.getByRole("textbox", { name: "Write a reply" }).fill("Mañana a las doce.");
  await page.getByRole("button", { name: /^Send/ }).first().click();
  await gone();
  const { messages } = await api<TicketPage>(`/tickets/${number}/page`);
  expect(messages.flatMap(({ text }) => /Mañana a las (\w+)/.exec(text)?.[1] ?? [])).toEqual(["diez", "once", "doce"]);
});

test("H4 an agent writes first to several: one ticket each, told for each; an answer by mail comes back to its ticket", async () => {
  await page.goto(`${installation.current.url}/desk/write`);
  await page.getByRole("combobox", { name: "To", exact: true }).fill("Una Señora <uno@guest.example>; dos@guest.example;");
  await page.getByRole("textbox", { name: "Subject" }).click();
  await page.getByRole("textbox", { name: "Subject" }).fill("Obras en la piscina");
  await page.getByRole("textbox", { name: "Message" }).fill("Hola {{requester.name}}, la piscina cierra en mayo.");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send to 2" }).click();
  await page.getByText("2 people were written to.").waitFor();
  await expectAccessible(page);
  expect(await page.getByRole("list", { name: "What became of each" }).getByRole("link").count()).toBe(2);
  const letter = await installation.current.mailTo("uno@guest.example", "outgoing");
  expect(letter.text).toContain("Hola Una Señora, la piscina cierra en mayo.");
  const written = letter.ticket ?? 0;
  await installation.current.mail({ from: "uno@guest.example", to: letter.replyTo, inReplyTo: letter.messageId, subject: letter.subject, text: "¿Y el spa?" });
  await until("the answer in its ticket", async () => (await api<TicketPage>(`/tickets/${written}/page`)).messages.some((message) => message.text.includes("¿Y el spa?")));
  expect(await api<Ticket>(`/tickets/${written}`)).toMatchObject({ source: "outgoing", state: "open", assignee: "admin@example.com" });
});
