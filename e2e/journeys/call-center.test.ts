import { readFileSync } from "node:fs";
import { Temporal } from "temporal-polyfill";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Agenda, FlagList, TicketFollowUps } from "../../contract/follow-ups.ts";
import type { LedgerRow, OutgoingMailView } from "../../contract/mail.ts";
import type { NotificationList } from "../../contract/notifications.ts";
import type { Organization, PersonRow } from "../../contract/organizations.ts";
import type { Ticket, TicketEvent, TicketPage } from "../../contract/tickets.ts";
import { expectFits, useBrowser, useJourney } from "../browser.ts";
import { until, useInstallation } from "../installation.ts";
import { visit } from "../tabs.ts";

/** C: the service desk of a maker of water heaters, its manual from the first line to the last. */
const installation = useInstallation({ PRESETS: "call-center", DEMO: "empty" });
const browser = useBrowser();
useJourney();

const [ximena, maricruz, paola, arturo, leticia] = ["ximena.robledo", "maricruz.delangel", "paola.quintanar", "arturo.dzul", "leticia.camarena"].map((name) => `${name}@aguatibia.example.com`) as [string, string, string, string, string];
const service = "servicio@aguatibia.example.com";
const zone = "America/Mexico_City";
/** the product's own words, as the catalogue has them */
const words = JSON.parse(readFileSync(new URL("../../locales/es.json", import.meta.url), "utf8")) as Record<string, string>;
function t(key: string, params: Record<string, string> = {}): string {
  const text = words[key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}

/** the adviser and the supervisor in the desk */
let adviser: Page;
let supervisor: Page;
const api = async <T>(who: string, route: string, init?: { method?: string; body?: unknown }) => installation.current.api<T>(await installation.current.token(who), route, init);
const ticket = (number: number) => api<Ticket>(maricruz, `/tickets/${number}`);
const followUps = (number: number) => api<TicketFollowUps>(maricruz, `/tickets/${number}/follow-ups`);
const inStatus = (number: number, status: string) => until(`${number} in status ${status}`, async () => (await ticket(number)).status === status);
const later = (advance: string) => api<{ now: string }>("admin@example.com", "/demo/clock", { method: "POST", body: { advance } });
const at = (path: string) => `${installation.current.url}/desk${path}`;
const linkIn = ({ text }: OutgoingMailView, what: RegExp) => text.match(/https?:\/\/\S+/g)?.find((url) => what.test(url)) ?? "";
/** Opens the ticket where its panel stands beside it. */
async function toTicket(page: Page, number: number): Promise<void> {
  await visit(page, installation.current.url, `/desk/tickets/${number}`);
  await page.locator("#ticket-subject").waitFor();
  const panel = page.getByRole("button", { name: t("desk.panel"), exact: true });
  if ((await panel.count()) > 0 && (await panel.getAttribute("aria-pressed")) === "false") await panel.click();
}
async function pick(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${label}`) }).first().click();
  await page.getByRole("option", { name: option }).click();
}

interface Call {
  phone: string;
  name: string;
  email?: string;
  type: readonly string[];
  subject: string;
  body: string;
  more?: (page: Page) => Promise<unknown>;
}
/** Takes a call down as the form asks for it, and answers the ticket's number. */
async function takeCall({ phone, name, email, type: [type = "", subtype = ""], subject, body, more }: Call, button = "desk.new.do"): Promise<number> {
  await visit(adviser, installation.current.url, `/desk/new?phone=${encodeURIComponent(phone)}`);
  await pick(adviser, t("form.type"), type);
  await pick(adviser, t("form.subtype"), subtype);
  await adviser.getByRole("textbox", { name: t("desk.new.name") }).fill(name);
  if (email !== undefined) await adviser.getByRole("textbox", { name: t("desk.new.email") }).fill(email);
  await adviser.getByRole("button", { name: t("form.load") }).click();
  await adviser.getByRole("textbox", { name: t("desk.fact.subject") }).fill(subject);
  await adviser.getByRole("textbox", { name: t("desk.new.body") }).fill(body);
  await more?.(adviser);
  await adviser.getByRole("button", { name: t(button), exact: true }).click();
  return until(`the ticket of ${name}`, async () => (await api<{ items: Ticket[] }>(maricruz, `/tickets?q=${encodeURIComponent(`"${subject}"`)}`)).items.find((one) => one.subject === subject)?.number);
}
/** Records on the ticket's page what came of a call just made. */
async function recordCall(number: number, outcome: "reached" | "not-reached", next = false): Promise<void> {
  await toTicket(adviser, number);
  const panel = adviser.getByRole("region", { name: t("desk.follow-up.title") });
  await panel.getByRole("button", { name: t("desk.follow-up.log"), exact: true }).click();
  await panel.getByRole("radio", { name: t("desk.follow-up.call"), exact: true }).check({ force: true });
  await panel.getByLabel(t(`desk.follow-up.${outcome}`), { exact: true }).check({ force: true });
  if (next) await panel.getByRole("button", { name: new RegExp(`^${t("desk.follow-up.proposal.shift", { when: "" })}`) }).click();
  const before = (await followUps(number)).attempts;
  await panel.getByRole("button", { name: t("desk.follow-up.record.do"), exact: true }).click();
  await until("the attempt to count", async () => (await followUps(number)).attempts === before + 1);
}

beforeAll(async () => {
  const wide = { locale: "es-MX", timezoneId: zone, viewport: { width: 1440, height: 1000 } };
  const staff = async (who: string) => browser.open({ ...wide, extraHTTPHeaders: { authorization: `Bearer ${await installation.current.token(who)}` } });
  [adviser, supervisor] = [await staff(ximena), await staff(maricruz)];
  // C12: who sells is an organization with branches; C11: one zone manager has an employee id, the other does not
  await api(maricruz, "/organizations", { method: "POST", body: { name: "Ferretería Los Encinos", domains: ["losencinos.example"] } });
  const own = await api<Organization>("admin@example.com", "/organizations", { method: "POST", body: { name: "Aguatibia", own: true } });
  const branch = await api<{ id: number }>("admin@example.com", `/organizations/${own.id}/branches`, { method: "POST", body: { name: "Centro de servicio Guadalajara" } });
  const [known] = (await api<{ items: PersonRow[] }>("admin@example.com", `/people?q=${leticia}`)).items;
  await api("admin@example.com", `/people/${known?.id}`, { method: "PATCH", body: { employeeId: "AG-3012", organization: own.id, branch: branch.id } });
  // a Monday at ten, in the shift of both
  const now = Temporal.Now.zonedDateTimeISO(zone);
  const monday = now.add({ days: 8 - now.dayOfWeek }).with({ hour: 10, minute: 0, second: 0 });
  await later(`PT${Math.floor(now.until(monday).total("hours"))}H${Math.floor(now.until(monday).total("minutes")) % 60}M`);
});

const proof = { filename: "ticket-de-compra.csv", content: "Lumbre 76;9480.00" };
let [answered, unanswered, short, works] = [0, 0, 0, 0];

test("C1 C2 any adviser takes any call; created and solved at once it is a first call, else it is hers", async () => {
  const solved = await takeCall({ phone: "55 5000 1001", name: "Elvia Monreal", type: ["Informes", "Informes sobre producto"], subject: "¿Sirve para dos regaderas?", body: "Pregunta si el Brisa 11 alcanza." }, "desk.new.solve");
  expect(await ticket(solved)).toMatchObject({ state: "solved", assignee: null, source: "phone" });
  const { items } = await api<{ items: TicketEvent[] }>(maricruz, `/tickets/${solved}/events`);
  expect(items.find(({ type }) => type === "ticket.created")?.data).toMatchObject({ firstCall: true });
  const kept = await takeCall({ phone: "55 5000 1002", name: "Gerardo Quezada", type: ["Garantía", "Cambio físico"], subject: "Quiere el cambio", body: "Gotea desde nuevo.", more: (page) => pick(page, "Comprobante de compra", "Completo") });
  expect(await ticket(kept)).toMatchObject({ state: "open", assignee: ximena });
  // nor can she give it away
  await toTicket(adviser, kept);
  expect(await adviser.getByRole("button", { name: new RegExp(`^${t("desk.fact.assignee")}`) }).first().isDisabled()).toBe(true);
});

test("C3 an installation waits, whoever took the call; the supervisor finds it on her board and assigns it", async () => {
  works = await takeCall({
    phone: "33 5000 1003", name: "Noé Castañeda", email: "noe@taller.example", type: ["Reinstalación", "Reinstalación por cambio de domicilio"], subject: "Se muda y se lo lleva", body: "De Zapopan a Tlajomulco.",
    more: async (page) => {
      await page.getByText("Sin Vobo no se puede solucionar", { exact: false }).waitFor();
      await page.getByRole("textbox", { name: "Domicilio del servicio" }).fill("Circuito del Lago 19");
      await pick(page, "Zona", "Occidente");
    },
  });
  expect((await ticket(works)).assignee).toBeNull();
  await supervisor.goto(at("/board"));
  await supervisor.getByRole("heading", { name: /Reinstalaciones/ }).waitFor();
  await supervisor.locator(`[data-card="${works}"] label`).dragTo(supervisor.getByRole("button", { name: /Ximena Robledo/ }));
  await until("it to be Ximena's", async () => (await ticket(works)).assignee === ximena);
});

test("C5 C12 a point of sale's mail waits for the supervisor, who makes a ticket of it; what it answers goes to the owner", async () => {
  const nora = { name: "Nora Siller", address: "compras@losencinos.example" };
  await supervisor.goto(at("/waiting"));
  await supervisor.getByText(t("desk.waiting.empty")).waitFor();
  await installation.current.mail({ from: nora, to: service, subject: "Faltaron 4 Brisa 6", text: "Del pedido PV-20418 llegaron 12." });
  await supervisor.getByRole("link", { name: /Faltaron 4 Brisa 6/ }).click();
  await supervisor.getByText("llegaron 12").waitFor();
  const decision = supervisor.getByRole("region", { name: t("desk.waiting.decide") });
  await decision.getByRole("button", { name: new RegExp(`^${t("desk.fact.assignee")}`) }).click();
  await supervisor.getByRole("option", { name: /Ximena Robledo/ }).click();
  await decision.getByRole("button", { name: new RegExp(`^${t("desk.waiting.ticket")}`) }).click();
  const told = await installation.current.mailTo(nora.address, "confirmation");
  const number = told.ticket ?? 0;
  expect(await ticket(number)).toMatchObject({ assignee: ximena, source: "email" });
  expect(told.text).toContain(`reporte ${number}`);
  await toTicket(supervisor, number);
  await supervisor.getByRole("link", { name: "Ferretería Los Encinos" }).waitFor();
  await installation.current.mail({ from: nora, to: told.replyTo, inReplyTo: told.messageId, subject: told.subject, text: "Ya aparecieron dos." });
  await until("her answer in it", async () => (await api<TicketPage>(ximena, `/tickets/${number}/page`)).messages.some(({ text }) => text.includes("aparecieron dos")));
  await until("its owner to be told", async () => (await api<NotificationList>(ximena, "/me/notifications")).items.some((one) => one.ticket.number === number && one.kind === "customer-reply"));
  expect((await api<{ items: LedgerRow[] }>(maricruz, "/mail?fate=held")).items).toEqual([]);
});

test("C6 “Informes sobre proceso” asks for the proof of purchase at once, by when, and waits without a clock", async () => {
  const call = (phone: string, name: string, email: string, subject: string) => takeCall({ phone, name, email, type: ["Informes", "Informes sobre proceso"], subject, body: "Pregunta en qué va." });
  answered = await call("55 5000 1004", "Delfina Cocom", "delfina@correo.example", "En qué va mi garantía");
  unanswered = await call("55 5000 1005", "Anastasio Villa", "tacho@correo.example", "Sigo esperando la válvula");
  short = await call("55 5000 1006", "Rosaura Ibáñez", "rosaura@correo.example", "No me han llamado");
  for (const number of [answered, unanswered, short]) expect(await ticket(number)).toMatchObject({ status: "sin-documentacion-completa", assignee: ximena });
  const letter = await installation.current.mailTo("delfina@correo.example", "comprobante");
  expect(letter.subject).toContain("falta su comprobante de compra");
  const ends = Temporal.Instant.from((await ticket(answered)).closesAt ?? "");
  expect(ends.since(Temporal.Instant.from((await ticket(answered)).createdAt)).total("hours")).toBeCloseTo(24, 1);
  expect(letter.text).toContain(ends.toZonedDateTimeISO(zone).toPlainDate().day.toString());
});

test("C9 a call that nobody answered is an attempt, not productive, and offers a mail", async () => {
  await recordCall(unanswered, "not-reached");
  await adviser.getByText(t("desk.follow-up.nobody-answered")).waitFor();
  expect(await followUps(unanswered)).toMatchObject({ attempts: 1, productive: 0 });
  await adviser.getByRole("button", { name: t("desk.follow-up.write-mail") }).click();
  await adviser.getByRole("textbox", { name: t("desk.reply.write") }).waitFor();
  await recordCall(unanswered, "reached");
  await recordCall(unanswered, "not-reached");
  expect(await followUps(unanswered)).toMatchObject({ attempts: 3, productive: 1 });
});

test("C4 what she cannot finish she plans in her next shift, as proposed; the itinerary shows the day, what is overdue first", async () => {
  await recordCall(short, "not-reached", true);
  const { nextAt } = await followUps(short);
  // tomorrow, when her shift begins
  const next = Temporal.Instant.from(nextAt ?? "").toZonedDateTimeISO(zone);
  expect([next.dayOfWeek, next.toPlainTime().toString({ smallestUnit: "minute" })]).toEqual([2, "08:00"]);
  await adviser.goto(at("/agenda"));
  await adviser.getByRole("heading", { name: t("desk.agenda"), level: 1 }).waitFor();
  // at five her shift ends: what has nothing ahead is flagged to her and to the supervisor
  await later("PT8H");
  const flagged = (await api<Agenda>(ximena, "/agenda")).flagged.map(({ number }) => number);
  expect(flagged).toContain(works);
  expect(flagged).not.toContain(short);
  await supervisor.goto(at("/agenda"));
  await supervisor.getByRole("heading", { name: new RegExp(t("desk.agenda.team-flagged")) }).waitFor();
  await supervisor.getByRole("link", { name: "Se muda y se lo lleva" }).waitFor();
});

test("C6 the customer sends the proof from her phone in time: the end is called off, its owner is told, the status waits for her", async () => {
  const asked = new Date(0);
  const phone = await browser.open({ locale: "es-MX", timezoneId: zone, viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  await phone.goto(`${installation.current.url}/portal/call-center/`);
  await phone.locator("input[type=email]").fill("delfina@correo.example");
  await phone.getByRole("button", { name: t("portal.sign-in.mail-link") }).tap();
  const mail = await installation.current.mailTo("delfina@correo.example", "sign-in-link", { after: asked });
  await phone.goto(linkIn(mail, /\/link\//));
  await phone.getByRole("button", { name: t("portal.link.sign-in.do") }).tap();
  await phone.getByRole("link", { name: /En qué va mi garantía/ }).tap();
  await phone.getByText("Sin documentación completa", { exact: true }).first().waitFor();
  await phone.getByText("Nos falta su comprobante de compra", { exact: false }).first().waitFor();
  await phone.locator("input[type=file]").first().setInputFiles({ name: proof.filename, mimeType: "text/csv", buffer: Buffer.from(proof.content) });
  await phone.getByRole("link", { name: /ticket-de-compra/ }).waitFor();
  await phone.getByRole("textbox").last().fill("Aquí está mi ticket, gracias.");
  await expectFits(phone);
  await phone.getByRole("button", { name: t("portal.reply.send") }).tap();
  await phone.getByRole("article").getByText("Aquí está mi ticket").waitFor();
  await phone.context().close();
  expect(await ticket(answered)).toMatchObject({ status: "sin-documentacion-completa", closesAt: null, waiting: { outcome: "called-off", settledBy: "customer" } });
  await adviser.goto(at("/agenda"));
  await adviser.getByRole("link", { name: "En qué va mi garantía" }).waitFor();
});

test("C8 she sets Abierto and asks for another typification; the supervisor grants it in one step", async () => {
  await toTicket(adviser, answered);
  await adviser.keyboard.press("s");
  await adviser.getByRole("option", { name: "Abierto", exact: true }).click();
  await inStatus(answered, "abierto");
  // the keys are the page's again once the list is gone
  await adviser.getByRole("option").first().waitFor({ state: "hidden" });
  await adviser.keyboard.press("t");
  await adviser.getByRole("option", { name: /Refacción en garantía/ }).click();
  const form = adviser.getByRole("dialog");
  await form.getByRole("textbox").first().fill("Llegó el comprobante completo");
  await form.getByRole("button", { name: t("desk.act.request-type.do"), exact: true }).click();
  await form.waitFor({ state: "detached" });
  expect((await ticket(answered)).type).toBe("informes-sobre-proceso");
  await toTicket(supervisor, answered);
  await supervisor.getByText("Llegó el comprobante completo").first().waitFor();
  await supervisor.getByRole("button", { name: t("desk.act.grant"), exact: true }).click();
  await until("the other type", async () => (await ticket(answered)).type === "refaccion-en-garantia");
});

test("C6 after 24 hours three follow-ups close; fewer do not, and are flagged to owner and supervisor; who writes then starts a linked ticket", async () => {
  await later("PT16H30M");
  await inStatus(unanswered, "cerrado");
  expect(await ticket(short)).toMatchObject({ status: "sin-documentacion-completa", waiting: { outcome: "flagged" } });
  expect((await api<FlagList>(maricruz, "/flagged-tickets")).items).toContainEqual(expect.objectContaining({ number: short, flag: "waiting-not-ready", agent: expect.objectContaining({ email: ximena }) }));
  expect((await api<Agenda>(ximena, "/agenda")).flagged.map(({ number }) => number)).toContain(short);
  const closed = await installation.current.mailTo("tacho@correo.example", "closed-unanswered");
  await installation.current.mail({ from: "tacho@correo.example", to: closed.replyTo, inReplyTo: closed.messageId, subject: `Re: ${closed.subject}`, text: "Apenas pude, aquí va.", attachments: [proof] });
  const again = await until("a new ticket", async () => (await api<{ items: Ticket[] }>(maricruz, "/tickets?q=requester:tacho@correo.example state:open")).items[0]);
  expect(await ticket(again.number)).toMatchObject({ followUpOf: unanswered, assignee: null });
  // and the process repeats
  await toTicket(supervisor, again.number);
  await supervisor.keyboard.press("t");
  await supervisor.getByRole("option", { name: /Informes sobre proceso/ }).click();
  await inStatus(again.number, "sin-documentacion-completa");
  await installation.current.mailTo("tacho@correo.example", "comprobante", { ticket: again.number });
});

test("C7 the supervisor adds a status in the settings; an adviser sets it at once", async () => {
  await supervisor.goto(at("/settings/call-center/statuses"));
  await supervisor.getByRole("button", { name: t("desk.settings.statuses.add") }).click();
  const form = supervisor.getByRole("listitem").filter({ has: supervisor.getByRole("button", { name: t("ui.cancel") }) });
  await form.getByRole("textbox", { name: /español/i }).first().fill("Pendiente de refacción");
  await form.getByRole("combobox", { name: new RegExp(`^${t("desk.settings.state")}`) }).selectOption("on_hold");
  await form.getByRole("button", { name: t("desk.settings.statuses.add") }).click();
  await form.waitFor({ state: "detached" });
  await toTicket(adviser, answered);
  await adviser.keyboard.press("s");
  await adviser.getByRole("option", { name: "Pendiente de refacción" }).click();
  await inStatus(answered, "pendiente-de-refaccion");
});

test("C10 Finance gets it in its queue, sees that queue alone, and documents there what it did", async () => {
  await toTicket(adviser, answered);
  await pick(adviser, t("desk.fact.queue"), "Finanzas");
  await inStatus(answered, "en-finanzas");
  const finance = await browser.open({ locale: "es-MX", timezoneId: zone, extraHTTPHeaders: { authorization: `Bearer ${await installation.current.token(paola)}` } });
  await finance.goto(at("/tickets?view=all"));
  await finance.locator(`[data-ticket="${answered}"]`).waitFor();
  expect(await finance.locator("[data-ticket]").count()).toBe(1);
  await toTicket(finance, answered);
  await finance.keyboard.press("n");
  await finance.getByRole("textbox", { name: t("desk.note.write") }).click();
  await finance.keyboard.insertText("Folio FZ-2291: pago programado para el viernes.");
  await finance.keyboard.press("Control+Enter");
  await finance.getByRole("article").getByText("Folio FZ-2291").waitFor();
  await pick(finance, t("desk.fact.queue"), "Servicio técnico");
  await until("it to be back", async () => (await ticket(answered)).queue === "servicio-tecnico");
  await inStatus(answered, "abierto");
  await finance.goto(at("/tickets?view=all"));
  await finance.locator(`[data-ticket="${answered}"]`).waitFor({ state: "detached" });
  await finance.context().close();
  await toTicket(adviser, answered);
  await adviser.getByRole("article").getByText("Folio FZ-2291").waitFor();
});

test("C11 a reinstallation is not solved without the Vobo; who lacks id or branch completes them first, who has them signs", async () => {
  await toTicket(adviser, works);
  const ask = async (manager: string, question: string) => {
    const panel = adviser.getByRole("region", { name: t("desk.approval.title") });
    await panel.getByRole("button", { name: t("desk.approval.ask") }).click();
    await panel.getByLabel(t("desk.approval.person")).fill(manager);
    await panel.getByLabel(t("desk.approval.question")).fill(question);
    await panel.getByRole("button", { name: t("desk.approval.ask.do"), exact: true }).click();
    const mail = await installation.current.mailTo(manager, "approval-request");
    expect(mail.subject).toContain("Se solicita su Vobo");
    return linkIn(mail, /\/approval\//);
  };
  await expect(api(ximena, `/tickets/${works}`, { method: "PATCH", body: { status: "solucionado" } })).rejects.toThrow(/gate-approved/);
  const first = await ask(arturo, "¿Mano de obra sin costo?");
  await inStatus(works, "en-espera-de-vobo");
  const phone = await browser.open({ locale: "es-MX", viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  const grant = async (link: string) => {
    await phone.goto(link);
    await phone.getByLabel(t("desk.approval.grant")).check({ force: true });
  };
  const confirm = () => phone.getByRole("button", { name: t("desk.approval.confirm") }).tap();
  await grant(first);
  await confirm();
  expect((await ticket(works)).status).toBe("en-espera-de-vobo");
  await phone.getByLabel(t("desk.approval.employee-id")).fill("AG-6071");
  await phone.getByLabel(t("desk.approval.branch")).fill("Mérida");
  await expectFits(phone);
  await confirm();
  await phone.getByText(/AG-6071 · Mérida/).waitFor();
  await inStatus(works, "abierto");
  await grant(await ask(leticia, "Es de su zona, ¿de acuerdo?"));
  await phone.getByText(/AG-3012 · Centro de servicio Guadalajara/).waitFor();
  expect(await phone.getByLabel(t("desk.approval.employee-id")).count()).toBe(0);
  await confirm();
  await phone.getByText(/AG-3012/).waitFor();
  await phone.context().close();
  await inStatus(works, "abierto");
  await toTicket(adviser, works);
  await adviser.keyboard.press("s");
  await adviser.getByRole("option", { name: /Solucionado/ }).click();
  await inStatus(works, "solucionado");
});

test("C8 C9 the reports count the most recurrent incidents by their final typification, and each adviser's productive share", async () => {
  await supervisor.goto(at("/reports"));
  const incidents = supervisor.getByRole("region", { name: t("desk.report.recurrent") });
  const row = (place: typeof incidents, name: string) => place.getByRole("row").filter({ hasText: name });
  // what was asked about is counted as what it turned out to be
  await row(incidents, "Refacción en garantía").getByRole("link", { name: "1", exact: true }).first().waitFor();
  expect(await row(incidents, "Informes sobre proceso").getByRole("link").first().textContent()).toBe("3");
  const shares = row(supervisor.getByRole("region", { name: t("desk.report.follow-ups") }), "Ximena Robledo");
  await shares.getByText(/^25\s?%$/).waitFor();
});
