import { createHmac } from "node:crypto";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { DeskConfiguration } from "../../contract/desks.ts";
import type { IntakeReceipt, IntakeSecret } from "../../contract/intake.ts";
import type { NotificationSettings } from "../../contract/notifications.ts";
import type { Ticket, TicketEvent, TicketPage } from "../../contract/tickets.ts";
import { expectFits, useBrowser, useJourney } from "../browser.ts";
import { until, useInstallation } from "../installation.ts";

/** The manual of a company with many locations for what is said of it, from its first line to its last. */
const installation = useInstallation({ PRESETS: "reputation-actions", DEMO: "empty" });
const browser = useBrowser();
useJourney();

const admin = "admin@example.com";
const jodie = "jodie.mbeki@fennimores.example";
const owen = "owen.pritchard@fennimores.example";
const helen = "helen.ashworth@fennimores.example";
const priya = "priya.raman@fennimores.example";
const guest = { name: "Maud Ellery", address: "maud@guest.example" };
/** at the front line, and her manager */
let agent: Page;
let manager: Page;
let number = 0;
let scarf: Ticket | undefined;

const api = async <T>(email: string, route: string, init?: { method?: string; body?: unknown }) => installation.current.api<T>(await installation.current.token(email), route, init);
const read = (one = number) => api<Ticket>(priya, `/tickets/${one}`);
const events = async (one = number) => (await api<{ items: TicketEvent[] }>(priya, `/tickets/${one}/events`)).items;
const found = async (q: string) => (await api<{ items: Ticket[] }>(priya, `/tickets?q=${encodeURIComponent(q)}`)).items;
const desk = (path: string) => `${installation.current.url}/desk${path}`;
const moveOn = (advance: string) => api(admin, "/demo/clock", { method: "POST", body: { advance } });
const as = async (email: string) => ({ locale: "en-GB", extraHTTPHeaders: { authorization: `Bearer ${await installation.current.token(email)}` } });

/** As a review site, a survey or the telephone system does it. */
async function post(source: string, payload: unknown): Promise<IntakeReceipt> {
  const { secret } = await api<IntakeSecret>(priya, `/desks/reputation-actions/intake/${source}/secret`, { method: "POST" });
  const body = JSON.stringify(payload);
  const at = Math.floor(Date.now() / 1000);
  const signature = `t=${at},v1=${createHmac("sha256", secret ?? "").update(`${at}.${body}`).digest("hex")}`;
  const answer = await fetch(`${installation.current.url}/api/v1/intake/${source}`, { method: "POST", body, headers: { "content-type": "application/json", "x-ventanilla-signature": signature } });
  expect(answer.status).toBe(202);
  return (await answer.json()) as IntakeReceipt;
}
const review = (id: string, stars: number, title: string, text: string, name = "Leeds", author = "Roz T.") => ({ review: { id, stars, title, text, author, url: `https://tripscore.example/r/${id}`, published: "2026-11-01T10:00:00Z", language: "en" }, place: { name } });

async function toTicket(page: Page, one = number): Promise<void> {
  await page.goto(desk(`/tickets/${one}`));
  await page.locator("#ticket-subject").waitFor();
}
async function panel(page: Page, tab: "Info" | "Notes" | "History"): Promise<void> {
  if (!(await page.getByRole("tab", { name: "Info" }).isVisible())) await page.getByRole("button", { name: "Details" }).click();
  await page.getByRole("tab", { name: tab }).click();
}
const choose = async (page: Page, button: RegExp, option: string | RegExp, scope = page.getByRole("main")) => {
  await scope.getByRole("button", { name: button }).first().click();
  await page.getByRole("option", { name: option, exact: typeof option === "string" }).click();
};
const act = async (page: Page, name: RegExp) => {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name }).click();
};

beforeAll(async () => {
  agent = await browser.open(await as(jodie));
  manager = await browser.open(await as(helen));
}, 300_000);

test("R3 R15 a rule decides whether a review becomes a ticket, and whose; the ticket carries it", async () => {
  expect(await post("tripscore-reviews", review("p1", 5, "Best roast in town", "Every plate came hot."))).toMatchObject({ fate: "kept", ticket: null });
  const { ticket } = await post("tripscore-reviews", review("b1", 2, "Cold and slow", "Fifty minutes for a pie that was cold in the middle."));
  number = ticket ?? 0;
  const illness = await post("tripscore-reviews", review("s1", 4, "Lovely, but", "My son has a nut allergy and nobody asked.", "York", "H. Vane"));
  const bad = await read();
  expect(bad).toMatchObject({ source: "review", priority: "high", location: { name: "Leeds" }, state: "open" });
  const { items: colleagues } = await api<{ items: { email: string; roles: { role: string }[] }[] }>(priya, "/desks/reputation-actions/agents");
  const roleOf = (address: string | null) => colleagues.find(({ email }) => email === address)?.roles[0]?.role;
  expect(roleOf(bad.assignee)).toBe("front-line");
  const safety = await read(illness.ticket ?? 0);
  expect(safety).toMatchObject({ queue: "safety", type: "food-allergy", priority: "urgent", tags: ["safety"], location: { name: "York" } });
  expect(roleOf(safety.assignee)).toBe("manager");
  // Lisbon's is its own manager's
  expect((await post("mapmark-reviews", { id: "m1", rating: 3, comment: "Ok, mas caro.", business: "Lisbon Chiado", user: { name: "Rui" }, permalink: "https://mapmark.example/m1", time: 1_780_000_000 })).fate).toBe("ticketed");
  expect((await found("location:lis"))[0]).toMatchObject({ assignee: "beatriz.nunes@fennimores.example", tags: ["lisbon"] });

  await toTicket(agent);
  const card = agent.getByRole("region", { name: "Review", exact: true });
  await card.getByRole("img", { name: "2 of 5" }).waitFor();
  for (const words of ["Roz T.", "Tripscore", "Leeds"]) await card.getByText(words).first().waitFor();
  await agent.getByRole("article").getByText("Fifty minutes for a pie").waitFor();
  expect(await card.getByRole("link", { name: /Open the review/ }).getAttribute("href")).toBe("https://tripscore.example/r/b1");
});

test("R3 so do a survey, a call and a mail; a letter is entered by “+” on a phone, and anything by hand in the desk", async () => {
  const survey = await post("tableside-survey", { answer: "q1", score: 3, comment: "Nobody came to the table for a quarter of an hour.", guest: { email: guest.address, name: guest.name }, site: { code: "LDS", name: "Leeds" }, sent: "2026-11-01T10:00:00Z", visit: { date: "2026-10-31" } });
  expect(await read(survey.ticket ?? 0)).toMatchObject({ source: "survey", location: { name: "Leeds" }, fields: { "visit-date": "2026-10-31" }, requester: { email: guest.address } });
  const call = await post("telephone-system", { call: { id: "c1" }, caller: { number: "+44 1632 960111", name: "Mr Dunne" }, called: { site: "YRK" }, transcript: "He was charged twice for the deposit." });
  expect(await read(call.ticket ?? 0)).toMatchObject({ source: "phone", queue: "guest-care", location: { name: "York" } });
  await installation.current.mail({ from: { name: "Pia Holm", address: "pia@guest.example" }, to: "feedback@fennimores.example", subject: "Voucher not accepted", text: "The till did not take it." });
  expect((await installation.current.mailTo("pia@guest.example", "confirmation")).text).toContain("A person, not a machine, reads it");
  await installation.current.mail({ from: "news@trade.example", to: "feedback@fennimores.example", subject: "Ovens, 20 % off", text: "Write to us to unsubscribe." });
  await until("the newsletter waits", async () => (await api<{ items: { subject: string }[] }>(priya, "/mail?fate=held")).items.some(({ subject }) => subject.startsWith("Ovens")));

  const phone = await browser.open({ ...(await as(owen)), viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await phone.goto(desk("/tickets"));
  await phone.getByRole("link", { name: "New ticket" }).tap();
  await phone.getByRole("radio", { name: "Letter" }).check();
  await phone.getByRole("textbox", { name: "Mail address" }).fill("gwen@guest.example");
  await phone.getByRole("textbox", { name: "Name", exact: true }).fill("Gwen Abbott");
  await phone.getByRole("button", { name: /^Location/ }).tap();
  await phone.getByRole("option", { name: /York/ }).tap();
  await phone.getByRole("textbox", { name: "Subject" }).fill("The ramp was blocked by bins");
  await phone.getByRole("textbox", { name: "What it is about" }).fill("She could not get in with her chair.");
  await expectFits(phone);
  await phone.getByRole("button", { name: "Create", exact: true }).tap();
  await phone.getByText("Tell them this number").waitFor();
  expect((await found("requester:gwen@guest.example"))[0]).toMatchObject({ source: "letter", location: { name: "York" } });
  await phone.context().close();

  await agent.goto(desk("/new"));
  await agent.getByRole("textbox", { name: "Phone" }).fill("+44 1632 960222");
  await agent.getByRole("textbox", { name: "Name", exact: true }).fill("Ines Moor");
  await agent.getByRole("textbox", { name: "Subject" }).fill("Lost a scarf");
  await agent.getByRole("textbox", { name: "What it is about" }).fill("Grey, table 9.");
  await agent.getByRole("button", { name: "Create", exact: true }).click();
  await agent.getByText("Tell them this number").waitFor();
  [scarf] = await until("it is found", async () => ((one) => one.length > 0 && one)(await found("scarf")));
  expect(scarf).toMatchObject({ source: "phone", assignee: jodie });
});

test("R1 R4 R6 Info shows and edits what a ticket is about; History says who did what, when, from what to what", async () => {
  await toTicket(agent);
  await choose(agent, /^Queue/, "Kitchens and bars");
  await choose(agent, /^Status/, "In progress");
  await choose(agent, /^Type/, /Quality or temperature/);
  await choose(agent, /^Assigned to/, /Jodie Mbeki/);
  await panel(agent, "Info");
  await choose(agent, /^Source/, "Letter", agent.getByRole("tabpanel", { name: "Info" }));
  const table = agent.getByRole("textbox", { name: "Table or room" });
  await table.fill("14");
  await table.press("Tab");
  await agent.getByRole("button", { name: /^Tags/ }).first().click();
  await agent.getByRole("combobox", { name: "Tags" }).or(agent.getByRole("textbox", { name: "Tags" })).first().fill("pie");
  await agent.keyboard.press("Enter");
  await agent.keyboard.press("Escape");
  await agent.getByRole("tabpanel", { name: "Info" }).locator("input[type=file]").setInputFiles({ name: "pie.csv", mimeType: "text/csv", buffer: Buffer.from("minute,degrees\n50,31\n") });
  await agent.getByRole("tabpanel", { name: "Info" }).getByRole("list", { name: "Attachments" }).getByText("pie").waitFor();
  await until("all of it", async () => {
    const one = await read();
    return one.queue === "kitchens" && one.status === "in-progress" && one.type === "food-quality" && one.assignee === jodie && one.source === "letter" && one.fields["place"] === "14" && one.tags.includes("pie");
  });
  // by when it is expected to be resolved
  await agent.getByRole("tabpanel", { name: "Info" }).getByText(/Resolution|Solution|Solved/i).first().waitFor();
  await panel(agent, "History");
  const history = agent.getByRole("tabpanel", { name: "History" });
  const entry = (words: string) => history.getByRole("listitem").filter({ hasText: words }).first();
  await entry("Source").getByText("Letter").waitFor();
  await entry("Source").getByText(/Review/).waitFor();
  await entry("Source").getByText("Jodie Mbeki").waitFor();
  await entry("Queue").getByText("Kitchens and bars").waitFor();
});

test("R2 front-line staff update a ticket, only managers close it", async () => {
  await agent.getByRole("main").getByRole("button", { name: /^Status/ }).first().click();
  expect(await agent.getByRole("option", { name: /^Closed/ }).isEnabled()).toBe(false);
  await agent.keyboard.press("Escape");
  await agent.getByRole("button", { name: "More", exact: true }).click();
  await agent.getByRole("menuitem", { name: /^Postpone/ }).waitFor();
  expect(await agent.getByRole("menuitem", { name: /^Close/ }).count()).toBe(0);
  await agent.keyboard.press("Escape");
  await expect(api(jodie, `/tickets/${number}/closure`, { method: "PUT", body: {} })).rejects.toThrow("403");
});

test("R5 R7 many are changed by their check boxes, and one by hovering its row: queue, stage, postponed", async () => {
  await agent.goto(desk("/tickets?view=open&sort=-number"));
  await agent.locator("[data-ticket]").first().waitFor();
  const boxes = agent.getByRole("checkbox", { name: /^Choose #/ });
  for (const nth of [0, 1]) await boxes.nth(nth).check({ force: true });
  await agent.getByText("2 chosen").waitFor();
  const chosen = await Promise.all([0, 1].map(async (nth) => Number(await agent.locator("[data-ticket]").nth(nth).getAttribute("data-ticket"))));
  await agent.getByRole("region", { name: "Chosen tickets" }).or(agent.getByRole("toolbar", { name: "Chosen tickets" })).getByRole("button", { name: "Queue" }).click();
  await agent.getByRole("option", { name: "Bills and refunds" }).click();
  await agent.getByText("2 tickets changed").waitFor();
  for (const one of chosen) expect((await read(one)).queue).toBe("accounts");
  await agent.keyboard.press("Escape");

  const row = agent.getByRole("listitem").filter({ has: agent.locator(`[data-ticket="${number}"]`) });
  const quick = async (button: string, option: string | RegExp) => {
    await row.hover();
    await row.getByRole("button", { name: button }).click();
    await agent.getByRole("option", { name: option }).first().click();
  };
  await quick("Queue", "Guest care");
  await until("the queue", async () => (await read()).queue === "guest-care");
  await quick("Status", "Waiting for the guest");
  await until("the stage", async () => (await read()).status === "waiting-for-guest");
  await quick("Postpone", "3 days");
  await until("the due date", async () => (await read()).dueAt !== null);
});

test("R8 R12 notes are for colleagues; who is alerted by mail answers it, and that is a note", async () => {
  // each chooses: Jodie wants a mail of every comment on what is hers, soon
  await agent.goto(desk("/profile"));
  await agent.getByRole("checkbox", { name: "Colleague’s note or reply: Mail" }).click();
  await agent.getByRole("combobox", { name: "Gather mails for" }).selectOption("5");
  await until("her choices", async () => {
    const { choices, digest } = await api<NotificationSettings>(jodie, "/me/notification-settings");
    return digest === 5 && choices.mine.colleague?.includes("mail") === true;
  });
  const [survey] = await found(`requester:${guest.address}`);
  const one = survey?.number ?? 0;
  await api(jodie, `/tickets/${one}`, { method: "PATCH", body: { assignee: jodie } });
  await toTicket(manager, one);
  await panel(manager, "Notes");
  await manager.getByRole("button", { name: "Write a note" }).click();
  await manager.getByRole("textbox", { name: "Write a note" }).click();
  await manager.keyboard.type("Two of us were ill that day.");
  await manager.keyboard.press("Control+Enter");
  // the panel made room for writing
  await manager.getByRole("article").getByText("Two of us were ill that day.").waitFor();
  await panel(manager, "Notes");
  await manager.getByRole("tabpanel", { name: "Notes" }).getByText("Two of us were ill that day.").waitFor();
  // what is gathered for a mail is gathered from the telling on
  await until("it was told", async () => (await api<{ items: { kind: string; ticket: { number: number } }[] }>(jodie, "/me/notifications")).items.some(({ kind, ticket }) => kind === "colleague" && ticket.number === one));
  await moveOn("PT10M");
  const told = await installation.current.mailTo(jodie, "notification", { ticket: one });
  expect(told.subject).toContain("Survey: 3 of 10 at Leeds");
  expect(told.text).toContain("Two of us were ill that day.");
  await installation.current.mail({ from: { name: "Jodie Mbeki", address: jodie }, to: told.replyTo, inReplyTo: told.messageId, subject: `Re: ${told.subject}`, text: "I have phoned her and said so." });
  await manager.getByRole("tabpanel", { name: "Notes" }).getByText("I have phoned her and said so.").waitFor();
  await manager.getByRole("tabpanel", { name: "Notes" }).getByText("Jodie Mbeki").waitFor();
  const { messages } = await api<TicketPage>(priya, `/tickets/${one}/page`);
  expect(messages.filter(({ kind }) => kind === "note")).toHaveLength(2);
  // the guest, who follows it in the portal, sees none of them
  const seen = await api<TicketPage>(guest.address, `/tickets/${one}/page`);
  expect(JSON.stringify(seen)).not.toMatch(/ill that day|phoned her/);
});

test("R12 alerts at the bell, for a new ticket and for each change of one’s own; each kind by mail or push as one likes", async () => {
  for (const body of [{ queue: "kitchens" }, { status: "in-progress" }, { tags: ["pie", "oven"] }]) await api(helen, `/tickets/${number}`, { method: "PATCH", body });
  await api(helen, `/tickets/${number}/escalation`, { method: "PUT", body: { level: 1, reason: "Third time this month" } });
  const bell = async () => (await api<{ items: { kind: string; ticket: { number: number } }[] }>(jodie, "/me/notifications")).items.filter(({ ticket }) => ticket.number === number).map(({ kind }) => kind);
  await until("the bell", async () => (await bell()).filter((kind) => ["queue", "status", "escalation"].includes(kind)).length === 3);
  await agent.goto(desk("/notifications"));
  await agent.getByText(/escalated it/).first().waitFor();
  await agent.goto(desk("/profile"));
  for (const kind of ["Escalation", "Status changed", "Queue changed", "Tags changed", "Colleague’s note or reply", "Files added or removed"]) {
    for (const channel of ["Bell", "Mail", "Device"]) await agent.getByLabel(`${kind}: ${channel}`, { exact: true }).waitFor();
  }
  await agent.getByRole("radio", { name: "My queues" }).check({ force: true });
  await agent.getByLabel("New ticket: Mail", { exact: true }).waitFor();
});

test("R9 R10 a ticket is forwarded to an address, a colleague by name and all of a role, with its review, history and notes; then postponed", async () => {
  await toTicket(manager);
  await act(manager, /^Forward/);
  const dialog = manager.getByRole("dialog");
  const to = dialog.getByRole("combobox", { name: "To", exact: true });
  for (const one of ["oven@supplier.example", "Owen Pritchard", "Everybody: Head of guest experience"]) {
    await to.fill(one);
    await manager.keyboard.press("Enter");
  }
  await dialog.getByRole("textbox", { name: "Message" }).fill("Can you look at the oven on Monday?");
  for (const part of ["The original review", "The history of changes", "Notes of colleagues"]) await dialog.getByRole("checkbox", { name: part }).check();
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  for (const address of ["oven@supplier.example", owen, priya]) {
    const mail = await installation.current.mailTo(address, "forward", { ticket: number });
    for (const words of ["Can you look at the oven on Monday?", "Fifty minutes for a pie", "Roz T.", "Kitchens and bars"]) expect(mail.text).toContain(words);
  }
  await act(manager, /^Postpone/);
  await manager.getByRole("dialog").getByRole("spinbutton").fill("2");
  await manager.getByRole("dialog").getByRole("button", { name: /^Unit/ }).click();
  await manager.getByRole("option", { name: "weeks" }).click();
  const before = Date.parse((await read()).dueAt ?? "");
  await manager.getByRole("dialog").getByRole("button", { name: "Postpone", exact: true }).click();
  await until("two weeks", async () => Date.parse((await read()).dueAt ?? "") > before + 9 * 86_400_000);
});

test("R2 R11 “Close” sets Closed and logs it; “Explain & close” also takes a reason, comments and a source", async () => {
  await act(manager, /^Close/);
  const dialog = manager.getByRole("dialog");
  const submit = dialog.locator("button[type=submit]");
  await submit.getByText("Close", { exact: true }).waitFor();
  await dialog.getByRole("textbox", { name: /^Reason/ }).fill("Oven repaired");
  await dialog.getByRole("textbox", { name: /^Comment/ }).fill("New thermostat; pie tested.");
  await dialog.getByRole("textbox", { name: /^Source/ }).fill("Kitchen log");
  await submit.getByText("Explain & close").click();
  await dialog.waitFor({ state: "detached" });
  await panel(manager, "History");
  const entry = manager.getByRole("tabpanel", { name: "History" }).getByRole("listitem").filter({ hasText: "Explained the closure" });
  await entry.getByText("Oven repaired · New thermostat; pie tested. · Kitchen log").waitFor();
  expect((await read()).state).toBe("closed");
  // what belongs to none of her houses is not hers to see
  await expect(api(helen, `/tickets/${scarf?.number}`)).rejects.toThrow("404");
  const { locations } = await api<DeskConfiguration>(priya, "/desks/reputation-actions");
  await api(priya, `/tickets/${scarf?.number}`, { method: "PATCH", body: { location: locations.find(({ name }) => name === "York")?.id } });
  await toTicket(manager, scarf?.number);
  await act(manager, /^Close/);
  await submit.getByText("Close", { exact: true }).click();
  await until("it is closed", async () => (await read(scarf?.number)).status === "closed");
  expect((await events(scarf?.number)).some(({ type, data }) => type === "ticket.status-changed" && data["to"] === "closed")).toBe(true);
});

test("R13 the panel counts volume, age, time and what is overdue, by location and the rest; each figure opens its tickets", async () => {
  await moveOn("P6D");
  await manager.goto(desk("/reports"));
  await manager.getByRole("heading", { name: "Reports", level: 1 }).waitFor();
  for (const words of ["Open now, by age", "Overdue", "Time to solve", "Created and solved"]) await manager.getByText(words).first().waitFor();
  await manager.getByRole("button", { name: /^By/ }).click();
  await manager.getByRole("option", { name: "Location" }).click();
  const row = manager.getByRole("row", { name: /Leeds/ });
  const link = row.getByRole("link").first();
  const count = Number(await link.innerText());
  expect(count).toBe(2);
  await link.click();
  await manager.locator("[data-ticket]").first().waitFor();
  expect(await manager.locator("[data-ticket]").count()).toBe(count);
});
