import type { Page } from "playwright-core";
import type { Furniture } from "./furniture.ts";

export type Reader = "agent" | "customer" | "nobody";
export interface Scene {
  name: string;
  reader: Reader;
  path: (furniture: Furniture) => string;
  /** before the page is opened: what the network shall do */
  before?: (page: Page) => Promise<unknown>;
  /** once it is there */
  act?: (page: Page) => Promise<unknown>;
  /** never finishes loading */
  unfinished?: boolean;
}
const lists = /\/api\/v1\/tickets\?/;
const problem = { type: "about:blank", title: "unavailable", status: 503, key: "platform.unavailable", detail: "La base de datos no responde. No se ha perdido nada." };
const press = (...keys: string[]) => async (page: Page) => {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(300);
  }
};
const write = (key: string, text: string) => async (page: Page) => {
  const opener = page.locator(`[aria-keyshortcuts="${key}"]`).last();
  await opener.click();
  await page.locator("[contenteditable=true]").waitFor();
  await page.keyboard.type(text);
};
const portal = (rest = "") => `/portal/hotel-sales/${rest}`;

export const scenes: Scene[] = [
  { name: "desk-list", reader: "agent", path: () => "/desk/tickets" },
  { name: "desk-list-filtered", reader: "agent", path: () => "/desk/tickets?view=all&q=priority:high reserva" },
  { name: "desk-list-empty", reader: "agent", path: () => "/desk/tickets?q=zzzzzz" },
  { name: "desk-list-loading", reader: "agent", path: () => "/desk/tickets", unfinished: true, before: (page) => page.route(lists, () => undefined) },
  { name: "desk-list-error", reader: "agent", path: () => "/desk/tickets", before: (page) => page.route(lists, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) })) },
  { name: "ticket-short", reader: "agent", path: ({ rightToLeft }) => `/desk/tickets/${rightToLeft}` },
  { name: "ticket-long", reader: "agent", path: ({ long }) => `/desk/tickets/${long}` },
  { name: "ticket-wordy", reader: "agent", path: ({ wordy }) => `/desk/tickets/${wordy}` },
  { name: "ticket-designed", reader: "agent", path: ({ designed }) => `/desk/tickets/${designed}` },
  { name: "ticket-loading", reader: "agent", path: ({ long }) => `/desk/tickets/${long}`, unfinished: true, before: (page) => page.route(/\/page$/, () => undefined) },
  { name: "ticket-reply", reader: "agent", path: ({ long }) => `/desk/tickets/${long}`, act: write("r", "Hola, Lucía: la de Kovács entra en unos minutos.") },
  { name: "ticket-note", reader: "agent", path: ({ wordy }) => `/desk/tickets/${wordy}`, act: write("n", "Pedir el reenvío de la cola.") },
  { name: "ticket-history", reader: "agent", path: ({ long }) => `/desk/tickets/${long}`, act: press("h") },
  { name: "ticket-status", reader: "agent", path: ({ long }) => `/desk/tickets/${long}`, act: press("s") },
  { name: "ticket-missing", reader: "agent", path: () => "/desk/tickets/9999999" },
  { name: "new-ticket", reader: "agent", path: () => "/desk/new" },
  { name: "mail-ledger", reader: "agent", path: () => "/desk/mail" },
  { name: "mail-ledger-entry", reader: "agent", path: ({ ledgerEntry }) => `/desk/mail/${ledgerEntry}` },
  { name: "mailbox", reader: "agent", path: () => "/desk/mailbox" },
  { name: "mailbox-mail", reader: "agent", path: ({ mailboxMail }) => `/desk/mailbox/${mailboxMail}` },
  { name: "palette", reader: "agent", path: () => "/desk/tickets", act: async (page) => {
    await page.keyboard.press("Control+k");
    await page.waitForTimeout(500);
    await page.keyboard.type("tarifa");
    await page.waitForTimeout(500);
  } },
  { name: "keyboard", reader: "agent", path: () => "/desk/tickets", act: press("?") },
  { name: "profile", reader: "agent", path: () => "/desk/tickets", act: (page) => page.locator("nav").first().locator("button").last().click() },
  { name: "desk-not-found", reader: "agent", path: () => "/desk/nowhere" },
  { name: "desk-sign-in", reader: "nobody", path: () => "/desk/sign-in" },
  { name: "desk-link-unknown", reader: "nobody", path: () => "/desk/link/unknown-token" },
  { name: "portal-sign-in", reader: "nobody", path: () => portal() },
  { name: "portal-desks", reader: "nobody", path: () => "/portal/" },
  { name: "portal-home", reader: "customer", path: () => portal() },
  { name: "portal-request", reader: "customer", path: ({ long }) => portal(`tickets/${long}`) },
  { name: "portal-new", reader: "customer", path: () => portal("new") },
  { name: "portal-account", reader: "customer", path: () => portal("account") },
  { name: "portal-not-found", reader: "customer", path: () => portal("nowhere") },
];
