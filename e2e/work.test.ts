import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { TicketApprovals } from "../contract/approvals.ts";
import type { TicketFollowUps } from "../contract/follow-ups.ts";
import type { Organization } from "../contract/organizations.ts";
import type { Ticket, TicketPage } from "../contract/tickets.ts";
import { expectFits, useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

/** A day's work that goes past the one ticket: configuration, organizations, agenda, approvals, two agents at once, one's own page. */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
const admin = "admin@example.com";
const marta = "marta.soler@hoteles.example.com";
const manager = "jefe.zona@hoteles.example.com";

let agent: Page;
let number = 0;
/** On a screen with room for the side panel. */
const as = async (email: string) => ({ viewport: { width: 1920, height: 1080 }, extraHTTPHeaders: { authorization: `Bearer ${await installation.current.token(email)}` } });
const read = async <T>(route: string) => installation.current.api<T>(await installation.current.token(admin), route);
const write = async <T>(route: string, body: unknown, method = "POST") => installation.current.api<T>(await installation.current.token(admin), route, { method, body });
const at = (path: string) => `${installation.current.url}/desk${path}`;
async function toTicket(page: Page, one = number): Promise<void> {
  await page.goto(at(`/tickets/${one}`));
  await page.locator("#ticket-subject").waitFor();
}
const toast = (page: Page, text: string | RegExp) => page.getByRole("status").getByText(text).or(page.getByRole("alert").getByText(text)).or(page.getByText(text)).first().waitFor();

beforeAll(async () => {
  // one language for what both read
  await installation.current.api(await installation.current.token(marta), "/me", { method: "PATCH", body: { locale: "en" } });
  agent = await browser.open(await as(admin));
  const ticket = await write<Ticket>("/tickets", { desk: "hotel-sales", subject: "El calentador de la 204 gotea", requester: { email: "ana@posadasol.example", name: "Ana Prieto" }, source: "phone", body: "Gotea desde anoche." });
  number = ticket.number;
});

describe("C7 configuration by browser alone", () => {
  useJourney();
  const add = async (part: string, button: string, fill: (form: ReturnType<Page["getByRole"]>) => Promise<void>) => {
    await agent.goto(at(`/settings/hotel-sales/${part}`));
    await agent.getByRole("button", { name: button }).click();
    const form = agent.getByRole("listitem").filter({ has: agent.getByRole("button", { name: "Cancel" }) });
    await fill(form);
    await form.getByRole("button", { name: button }).click();
    await form.waitFor({ state: "detached" });
  };

  it("adds a status, a queue, a field and a canned reply", async () => {
    await add("statuses", "Add status", async (form) => {
      await form.getByRole("textbox", { name: "Name, español" }).fill("Pendiente del técnico");
      await form.getByRole("textbox", { name: "Name, English" }).fill("Waiting for the technician");
      await form.getByRole("combobox", { name: /^State/ }).selectOption("on_hold");
    });
    await agent.getByRole("button", { name: /Waiting for the technician/ }).waitFor();
    await add("queues", "Add queue", async (form) => form.getByRole("textbox", { name: "Name, español" }).fill("Mantenimiento"));
    await add("fields", "Add field", async (form) => form.getByRole("textbox", { name: "Name, español" }).fill("Habitación"));
    await add("canned", "Add canned reply", async (form) => {
      await form.getByRole("textbox", { name: "Name, español" }).fill("Técnico avisado");
      await form.getByRole("textbox", { name: "Text, español" }).fill("Hemos avisado al técnico; llega hoy.");
    });
  });

  it("and an agent uses all of them at once, without a restart", async () => {
    const page = await browser.open(await as(marta));
    await toTicket(page);
    await page.keyboard.press("s");
    await page.getByRole("option", { name: "Waiting for the technician" }).click();
    await page.getByRole("button", { name: /^Queue/ }).first().click();
    await page.getByRole("option", { name: "Mantenimiento" }).click();
    await until("the queue", async () => (await read<Ticket>(`/tickets/${number}`)).queue === "mantenimiento");
    await page.getByRole("button", { name: /more fields/ }).click();
    const field = page.getByRole("textbox", { name: "Habitación" });
    // cut off while it is saved, it stays where it was typed, and is saved when it is left again
    await page.route(`**/api/v1/tickets/${number}`, (route) => route.abort(), { times: 1 });
    await field.fill("204");
    await field.press("Tab");
    await page.getByText("No connection, so the change was not saved.").waitFor();
    expect(await field.inputValue()).toBe("204");
    await field.focus();
    await field.press("Tab");
    await until("the field and the status", async () => {
      const ticket = await read<Ticket>(`/tickets/${number}`);
      return ticket.fields["habitacion"] === "204" && ticket.status === "pendiente-del-tecnico";
    });
    await page.keyboard.press("r");
    await page.getByRole("textbox", { name: "Write a reply" }).click();
    await page.keyboard.type("/tec");
    await page.getByRole("option", { name: /Técnico avisado/ }).click();
    await page.getByRole("textbox", { name: "Write a reply" }).getByText("Hemos avisado al técnico; llega hoy.").waitFor();
    await page.context().close();
  });
});

describe("C12 organizations", () => {
  useJourney();
  it("are made with their branches, and the requester is put into one", async () => {
    await agent.goto(at("/organizations"));
    await agent.getByRole("searchbox").fill("Posada del Sol");
    await agent.getByRole("button", { name: "New organization" }).click();
    await agent.waitForURL(/\/organizations\/\d+/);
    await agent.getByRole("heading", { name: "Posada del Sol", level: 1 }).last().waitFor();
    await agent.getByLabel("Notes").fill("Llamar antes de las diez.");
    await agent.getByLabel("Branch name").fill("Mojácar playa");
    await agent.getByLabel("Code").fill("PS-01");
    await agent.getByRole("button", { name: "Add a branch" }).click();
    await agent.getByText("PS-01").waitFor();
    // what is typed stays, and so does what a colleague changed meanwhile
    const organization = new URL(agent.url()).pathname.replace("/desk", "");
    await write(organization, { phone: "+34 950 400 500" }, "PATCH");
    await agent.getByRole("button", { name: "Save", exact: true }).click();
    await until("both are saved", async () => {
      const { notes, phone } = await read<Organization>(organization);
      return notes === "Llamar antes de las diez." && phone === "+34 950 400 500";
    });

    await toTicket(agent);
    await agent.getByRole("button", { name: "Edit contact data" }).click();
    await agent.getByRole("textbox", { name: /^Organization/ }).fill("Posada");
    await agent.getByRole("button", { name: "Posada del Sol", exact: true }).click();
    await agent.getByRole("button", { name: /^Branch/ }).click();
    await agent.getByRole("option", { name: /Mojácar playa/ }).click();
    await agent.getByRole("button", { name: "Save", exact: true }).click();
    await agent.getByRole("link", { name: "Posada del Sol" }).click();
    await agent.getByRole("link", { name: "Ana Prieto" }).waitFor();
  });
});

describe("C4, C9 the agenda", () => {
  useJourney();
  it("shows what was planned on the ticket, and takes its result; nobody answered, so a mail is offered", async () => {
    await toTicket(agent);
    await agent.getByRole("button", { name: "Plan a follow-up" }).click();
    await agent.getByRole("radio", { name: "Call" }).check({ force: true });
    await agent.getByLabel("Whom").fill("+34 600 111 222");
    const soon = new Date(Date.now() + 5 * 60_000);
    await agent.getByLabel("When").fill(new Date(soon.getTime() - soon.getTimezoneOffset() * 60_000).toISOString().slice(0, 16));
    await agent.getByRole("button", { name: "Plan", exact: true }).click();
    await agent.getByRole("button", { name: "Record the result" }).waitFor();
    await agent.keyboard.press("g");
    await agent.keyboard.press("d");
    await agent.waitForURL(/\/agenda/);
    const line = agent.getByRole("listitem").filter({ hasText: "El calentador de la 204 gotea" });
    await line.getByRole("button", { name: "Record the result" }).click();
    await line.getByLabel("Not reached").check({ force: true });
    await line.getByRole("button", { name: "Record", exact: true }).click();
    await agent.getByText("Nobody answered. Write a mail instead?").waitFor();
    const { attempts, productive } = await read<TicketFollowUps>(`/tickets/${number}/follow-ups`);
    expect([attempts, productive]).toEqual([1, 0]);
    await agent.evaluate("window.agenda = 'still loaded'");
    await agent.getByRole("link", { name: "Write a mail" }).click();
    await agent.waitForURL(new RegExp(`/tickets/${number}`));
    await agent.locator("#ticket-subject").waitFor();
    expect(await agent.evaluate("window.agenda")).toBe("still loaded");
  });
});

describe("C11 an approval, answered from its mail", () => {
  useJourney();
  it("is asked on the ticket, signed on a phone without an account's password, and stands on the ticket", async () => {
    await toTicket(agent);
    await agent.getByRole("button", { name: "Ask for approval" }).click();
    await agent.getByLabel("Mail address").last().fill(manager);
    await agent.getByLabel("What is to be approved").fill("¿Un calentador nuevo por 640 €?");
    await agent.getByRole("button", { name: "Ask", exact: true }).click();
    await toast(agent, "Asked for; the mail is on its way");
    const mail = await installation.current.mailTo(manager, "approval-request");
    const link = /https?:\/\/\S+\/approval\/[\w-]+/.exec(mail.text)?.[0] ?? "";
    const phone = await browser.open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await phone.goto(link);
    await phone.getByRole("heading", { name: "Your approval is needed" }).waitFor();
    await expectFits(phone);
    expect((await read<TicketApprovals>(`/tickets/${number}/approvals`)).items[0]?.state).toBe("pending");
    await phone.getByLabel("Grant").check({ force: true });
    await phone.getByLabel("Employee id").fill("E-4711");
    await phone.getByLabel("Branch").fill("Palma");
    await phone.getByRole("button", { name: "Sign and confirm" }).click();
    await phone.getByText(/E-4711 · Palma/).waitFor();
    // its history comes to say the same
    await agent.getByText("E-4711 · Palma", { exact: true }).waitFor();
    await phone.goto(link);
    await phone.getByRole("heading", { name: "This has already been answered" }).waitFor();
    await phone.context().close();
  });
});

describe("two agents at one ticket", () => {
  useJourney();
  let other: Page;
  it("see each other, and that the other one writes", async () => {
    other = await browser.open(await as(marta));
    await toTicket(agent);
    await toTicket(other);
    await agent.getByText("Marta Soler is here too").waitFor();
    await other.keyboard.press("n");
    await other.getByRole("textbox", { name: "Write a note" }).click();
    await other.keyboard.type("Un momento");
    await agent.getByText("Marta Soler is writing").waitFor();
  });

  it("and who was slower reads first what the other sent", async () => {
    await agent.keyboard.press("r");
    await agent.getByRole("textbox", { name: "Write a reply" }).click();
    await agent.keyboard.type("Llegamos a las doce.");
    await installation.current.api(await installation.current.token(marta), `/tickets/${number}/messages`, { method: "POST", body: { kind: "reply", body: "El técnico llega a la una." } });
    await agent.getByRole("alert").getByText("Marta Soler has written meanwhile. Read it first.").waitFor();
    await agent.keyboard.press("Control+Enter");
    await agent.getByRole("alert").getByText("El técnico llega a la una.").waitFor();
    const { messages } = await read<TicketPage>(`/tickets/${number}/page`);
    expect(messages.some((one) => one.text.includes("a las doce"))).toBe(false);
    await agent.getByRole("button", { name: "Read it" }).click();
    await agent.getByRole("button", { name: /^Send/ }).first().click();
    await agent.getByRole("article").getByText("Llegamos a las doce.").waitFor();
    await other.context().close();
  });
});

describe("one's own page", () => {
  useJourney();
  const password = "tres gatos en el tejado";
  let own: Page;
  it("sets a password, by which one signs in elsewhere", async () => {
    own = await browser.open();
    await own.goto(installation.current.signInLink);
    await own.getByRole("button", { name: "Sign in" }).click();
    await own.getByRole("navigation", { name: "Main" }).waitFor();
    await own.goto(at("/profile"));
    await own.getByLabel("New password").fill("admin");
    await own.getByRole("button", { name: "Set password" }).click();
    await own.getByRole("alert").first().waitFor();
    await own.getByLabel("New password").fill(password);
    await own.getByRole("button", { name: "Set password" }).click();
    await own.getByLabel("Current password").waitFor();
  });

  it("lists where one is signed in, and ends it there", async () => {
    const there = await browser.open({ userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1" });
    await there.goto(at("/sign-in"));
    await there.getByLabel("Mail address").fill(admin);
    await there.getByLabel("Password").fill(password);
    await there.getByRole("button", { name: "Sign in", exact: true }).click();
    await there.waitForURL(/\/desk\/tickets/);
    await own.reload();
    await own.getByText("This device").waitFor();
    await own.getByRole("button", { name: "Sign out Safari on iPhone" }).click();
    await own.getByText("Safari on iPhone").waitFor({ state: "detached" });
    await there.goto(at("/tickets"));
    await there.waitForURL(/\/desk\/sign-in/);
    await there.context().close();
  });

  it("speaks another language at once, and everywhere one signs in", async () => {
    await own.getByLabel("Language").selectOption("ro");
    await own.getByRole("heading", { name: "Profilul dumneavoastră" }).waitFor();
    expect((await read<{ locale: string }>("/me")).locale).toBe("ro");
    await own.getByLabel("Limbă").selectOption("en");
    await own.getByRole("heading", { name: "Your profile" }).waitFor();
  });

  it("goes on where one was when the session ends, with all that stood in a form", async () => {
    await toTicket(own);
    await own.keyboard.press("r");
    await own.getByRole("textbox", { name: "Write a reply" }).click();
    await own.keyboard.type("Aún sin enviar.");
    await own.getByText("Draft saved").waitFor();
    await own.getByRole("button", { name: "More" }).click();
    await own.getByRole("menuitem", { name: /^Forward/ }).click();
    const form = own.getByRole("dialog", { name: "Forward" });
    await form.getByLabel("Subject").fill("Para el técnico");
    await form.getByRole("combobox", { name: "To" }).fill("tecnico@taller.example");
    await form.getByRole("combobox", { name: "To" }).press("Enter");
    expect(await own.evaluate(`fetch("/api/v1/session", { method: "DELETE" }).then((answer) => answer.status)`)).toBeLessThan(300);
    // whatever the page asks first finds the session ended: the door may stand before the button already
    await form.getByRole("button", { name: "Send" }).dispatchEvent("click");
    const door = own.getByRole("dialog", { name: "Sign in" });
    await door.getByText("Your session has ended").waitFor();
    await door.getByLabel("Mail address").fill(admin);
    await door.getByLabel("Password").fill(password);
    await door.getByRole("button", { name: "Sign in", exact: true }).click();
    await door.waitFor({ state: "detached" });
    expect(await form.getByLabel("Subject").inputValue()).toBe("Para el técnico");
    await form.getByRole("button", { name: "Send" }).click();
    await form.waitFor({ state: "detached" });
  });

  it("shows whoever signs in in another tab in this one too, without what somebody else was writing", async () => {
    const asked = new Date();
    const context = own.context();
    await context.request.post(`${installation.current.url}/api/v1/sign-in-links`, { data: { email: marta, purpose: "sign-in" } });
    const { text } = await installation.current.mailTo(marta, "sign-in-link", { after: asked });
    const other = await context.newPage();
    await other.goto(/https?:\S+\/link\/\S+/.exec(text)?.[0] ?? "");
    await other.getByRole("button", { name: "Sign in" }).click();
    await own.getByRole("button", { name: /^Marta Soler/ }).waitFor();
    await toTicket(own);
    await own.getByRole("button", { name: /^Reply to/ }).waitFor();
    expect(await own.getByText("Aún sin enviar.").count()).toBe(0);
    await context.close();
  });
});

describe("a phone", () => {
  it("reaches every page by its bar and “More”", async () => {
    const phone = await browser.open({ ...(await as(admin)), viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await phone.goto(at("/tickets"));
    for (const [name, address] of [["Assignment board", /board/], ["Waiting for your approval", /approvals/], ["Organizations", /organizations/], ["Built-in mailbox", /mailbox/], ["Mail ledger", /mail$/], ["Settings", /settings/], ["Your profile", /profile/]] as const) {
      await phone.getByRole("navigation", { name: "Main" }).getByRole("button", { name: "More" }).tap();
      await phone.getByRole("menuitem", { name }).tap();
      await phone.waitForURL(address);
      await phone.getByRole("heading", { level: 1 }).first().waitFor();
      await expectFits(phone);
    }
    await phone.getByRole("link", { name: "Agenda" }).tap();
    await phone.waitForURL(/agenda/);
    await phone.context().close();
  });
});
