import { colleague } from "./call.ts";
import { click, empty, endless, failing, preferring, press, type Scene } from "./scene.ts";

const lists = /\/api\/v1\/tickets\?/;
const settings = (part: string) => () => `/desk/settings/hotel-sales/${part}`;
/** Opens the first entry of a list of the settings. */
const opened = (scene: Omit<Scene, "reader">): Scene => ({ reader: "agent", ...scene, act: (page) => page.locator("main ol button[aria-expanded]").first().click() });

/** Every page of the desk but the ticket's own. */
export const deskScenes: Scene[] = [
  { name: "desk-list", reader: "agent", path: () => "/desk/tickets" },
  { name: "desk-list-filtered", reader: "agent", path: () => "/desk/tickets?view=all&q=priority:high reserva" },
  { name: "desk-list-compact", reader: "agent", path: () => "/desk/tickets?view=all", before: preferring({ density: "compact" }) },
  { name: "desk-list-table", reader: "agent", path: () => "/desk/tickets?view=all", before: preferring({ density: "table" }) },
  { name: "desk-list-suggestions", reader: "agent", path: () => "/desk/tickets", act: async (page) => {
    await page.getByRole("combobox").first().click();
    await page.keyboard.type("st");
  } },
  { name: "desk-list-chosen", reader: "agent", path: () => "/desk/tickets", act: press("j", "x", "j", "x") },
  { name: "desk-list-bulk", reader: "agent", from: 700, path: () => "/desk/tickets", act: press("j", "x", "j", "x", "q") },
  { name: "desk-list-preview", reader: "agent", from: 700, path: () => "/desk/tickets?view=all", act: press("j", " ") },
  { name: "desk-list-quick", reader: "agent", from: 700, path: () => "/desk/tickets", act: async (page) => {
    const row = page.locator("li", { has: page.locator("[data-ticket]") }).nth(2);
    await row.hover();
    await row.getByRole("button").nth(1).click();
  } },
  { name: "desk-list-options", reader: "agent", path: () => "/desk/tickets", act: click("desk.list.options") },
  { name: "desk-view-save", reader: "agent", path: () => "/desk/tickets?view=all&q=tag:pms", act: click("desk.list.options", "desk.view.save") },
  { name: "desk-views-phone", reader: "agent", below: 700, path: () => "/desk/tickets", act: (page, { say }) => page.getByRole("button", { name: new RegExp(`^${say("desk.views")}`) }).click() },
  { name: "desk-list-empty", reader: "agent", path: () => "/desk/tickets?q=qqqqqq" },
  { name: "desk-list-loading", reader: "agent", path: () => "/desk/tickets", unfinished: true, before: endless(lists) },
  { name: "desk-list-error", reader: "agent", path: () => "/desk/tickets", before: failing(lists) },
  { name: "new-ticket", reader: "agent", path: () => "/desk/new" },
  { name: "new-ticket-caller", reader: "agent", path: () => "/desk/new?email=lucia.ferrer@posadasol.example" },
  { name: "write-first", reader: "agent", path: () => "/desk/write" },
  { name: "agenda", reader: "agent", path: () => "/desk/agenda" },
  { name: "agenda-result", reader: "agent", path: () => "/desk/agenda", act: (page) => page.locator("main li button").first().click() },
  { name: "agenda-shifts", reader: "agent", path: () => "/desk/agenda", act: click("desk.shifts") },
  { name: "agenda-empty", reader: "agent", path: () => "/desk/agenda?day=2031-05-01" },
  { name: "agenda-loading", reader: "agent", path: () => "/desk/agenda", unfinished: true, before: endless(/api\/v1\/agenda/) },
  { name: "agenda-error", reader: "agent", path: () => "/desk/agenda", before: failing(/api\/v1\/agenda/) },
  { name: "approvals", reader: "agent", path: () => "/desk/approvals" },
  { name: "approvals-empty", reader: "agent", path: () => "/desk/approvals", before: empty(/api\/v1\/approvals$/) },
  { name: "approval-link", reader: "nobody", path: ({ approvalLink }) => approvalLink },
  { name: "approval-link-refuse", reader: "nobody", path: ({ approvalLink }) => approvalLink, act: (page) => page.getByRole("radio").last().check({ force: true }) },
  { name: "approval-link-unknown", reader: "nobody", path: () => `/desk/approval/${"A".repeat(43)}` },
  { name: "organizations", reader: "agent", path: () => "/desk/organizations" },
  { name: "organizations-none", reader: "agent", path: () => "/desk/organizations", before: empty(/api\/v1\/organizations/) },
  { name: "organization", reader: "agent", path: ({ organization }) => `/desk/organizations/${organization}` },
  { name: "organization-missing", reader: "agent", path: () => "/desk/organizations/999999" },
  { name: "settings-general", reader: "agent", path: settings("general") },
  { name: "settings-statuses", reader: "agent", path: settings("statuses") },
  opened({ name: "settings-status", path: settings("statuses") }),
  { name: "settings-queues", reader: "agent", path: settings("queues") },
  { name: "settings-types", reader: "agent", path: settings("types") },
  opened({ name: "settings-type", path: settings("types") }),
  { name: "settings-fields", reader: "agent", path: settings("fields") },
  opened({ name: "settings-field", path: settings("fields") }),
  { name: "settings-roles", reader: "agent", path: settings("roles") },
  opened({ name: "settings-role", path: settings("roles") }),
  { name: "settings-people", reader: "agent", path: settings("people") },
  { name: "settings-person", reader: "agent", path: settings("people"), act: (page) => page.locator("main li button[aria-expanded]").first().click() },
  { name: "settings-mailboxes", reader: "agent", path: settings("mailboxes") },
  { name: "settings-mailbox-new", reader: "agent", path: settings("mailboxes"), act: (page) => page.locator("main header button").last().click() },
  { name: "settings-canned", reader: "agent", path: settings("canned"), act: (page) => page.locator("main header button").last().click() },
  { name: "settings-loading", reader: "agent", path: settings("statuses"), unfinished: true, before: endless(/api\/v1\/desks.*configuration/) },
  { name: "mail-ledger", reader: "agent", path: () => "/desk/mail" },
  { name: "mail-ledger-entry", reader: "agent", path: ({ ledgerEntry }) => `/desk/mail/${ledgerEntry}` },
  { name: "mailbox", reader: "agent", path: () => "/desk/mailbox" },
  { name: "mailbox-mail", reader: "agent", path: ({ mailboxMail }) => `/desk/mailbox/${mailboxMail}` },
  { name: "palette", reader: "agent", path: () => "/desk/tickets", act: async (page) => {
    await page.keyboard.press("Control+k");
    await page.locator("[role=dialog] input").fill("tarifa");
    await page.waitForTimeout(300);
  } },
  { name: "palette-ticket", reader: "agent", path: ({ busy }) => `/desk/tickets/${busy}`, act: async (page) => {
    await page.keyboard.press("Control+k");
    await page.locator("[role=dialog] input").waitFor();
  } },
  { name: "keyboard", reader: "agent", from: 700, path: () => "/desk/tickets", act: press("?") },
  { name: "profile-menu", reader: "agent", from: 700, path: () => "/desk/tickets", act: (page) => page.locator("nav").first().locator("button:visible").last().click() },
  { name: "more", reader: "agent", below: 700, path: () => "/desk/tickets", act: (page) => page.locator("nav").first().locator("button:visible").last().click() },
  { name: "profile", reader: "agent", path: () => "/desk/profile" },
  { name: "board", reader: "agent", path: () => "/desk/board" },
  { name: "desk-not-found", reader: "agent", path: () => "/desk/nowhere" },
  { name: "desk-trouble", reader: "agent", loud: true, path: () => "/desk/tickets", before: failing(/\/api\/v1\/me$/) },
  { name: "desk-sign-in", reader: "nobody", path: () => "/desk/sign-in" },
  { name: "desk-link-unknown", reader: "nobody", path: () => "/desk/link/unknown-token" },
];

/** Somebody else answers meanwhile. */
export const answered = (number: number) => ({ route: `/tickets/${number}/messages`, body: { kind: "reply", html: "<p>Buenos días, Lucía: ya está cambiado.</p>" }, how: { as: colleague } });
