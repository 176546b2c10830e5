import { Temporal } from "temporal-polyfill";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { LedgerRow, OutgoingMail, OutgoingMailView } from "../../contract/mail.ts";
import type { Ticket, TicketEvent, TicketPage } from "../../contract/tickets.ts";
import { expectAccessible, expectFits, useBrowser, useJourney } from "../browser.ts";
import { until, useInstallation } from "../installation.ts";

/** T: the support department of an EDI provider, its manual from the first line to the last. */
const installation = useInstallation({ PRESETS: "edi-helpdesk", DEMO: "empty" });
const browser = useBrowser();

const desk = "edi-helpdesk";
const support = "suport@punte-edi.example.com";
const dispatcher = "cristina.enache@punte-edi.example.com";
const solver = "radu.ciobanu@punte-edi.example.com";
const dana = { name: "Dana Petrescu", address: "dana.petrescu@mierea-muntelui.example" };
const partner = "edi@hipermagazin.example";
const subject = "Factura respinsă de partener";
const password = "Paleta2026";
const onPhone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true, locale: "ro-RO" };

let office: Page;
let agent: Page;
let customer: Page;
let number = 0;
let muteLink = "";

const admin = () => installation.current.token("admin@example.com");
const read = async <T>(route: string) => installation.current.api<T>(await admin(), route);
const ticket = () => read<Ticket>(`/tickets/${number}`);
const clock = async (kind: string) => (await read<TicketPage>(`/tickets/${number}/page`)).clocks.findLast((one) => one.kind === kind);
const later = async (advance: string) => installation.current.api(await admin(), "/demo/clock", { method: "POST", body: { advance } });
const mailed = async (letter: string, to = dana.address) => (await read<{ items: OutgoingMail[] }>("/mailbox?limit=100")).items.filter((mail) => mail.letter === letter && mail.to.includes(to));
const linkIn = ({ text }: OutgoingMailView, what: RegExp) => {
  const found = text.match(/https?:\/\/\S+/g)?.find((url) => what.test(url));
  if (found === undefined) throw new Error(`no link in: ${text}`);
  return found;
};
const inStatus = (status: string) => until(`status ${status}`, async () => (await ticket()).status === status);
const portal = (path: string) => `${installation.current.url}/portal/${desk}/${path}`;
const standing = () => customer.getByRole("region", { name: "Stare" });

/** Writes in the composer and sends it as the status of that name. */
async function answer(words: string, status: string): Promise<void> {
  await agent.keyboard.press("r");
  const editor = agent.getByRole("textbox", { name: "Scrie un răspuns" });
  await editor.click();
  await agent.keyboard.insertText(words);
  await agent.getByRole("button", { name: "Alege starea trimiterii" }).click();
  await agent.getByRole("menuitem", { name: status }).click();
  await agent.getByRole("button", { name: `Trimite ca ${status}` }).click();
  await editor.waitFor({ state: "detached" });
}

beforeAll(async () => {
  const staff = async (email: string) => browser.open({ locale: "ro-RO", extraHTTPHeaders: { authorization: `Bearer ${await installation.current.token(email)}` } });
  // what is answered here is not taken back
  await installation.current.api(await installation.current.token(solver), "/me", { method: "PATCH", body: { preferences: { undoSend: false } } });
  office = await staff(dispatcher);
  agent = await staff(solver);
  customer = await browser.open(onPhone);
  // the next working day, nine in the morning
  const tomorrow = Temporal.Now.zonedDateTimeISO("Europe/Bucharest").add({ days: 1 }).startOfDay();
  const { dueAt } = await installation.current.api<{ dueAt: string }>(await admin(), `/calendars/program/due?desk=${desk}`, { method: "POST", body: { from: tomorrow.toInstant().toString(), minutes: 30 } });
  const minutes = Math.ceil(Temporal.Instant.from(dueAt).since(Temporal.Now.instant()).total("minutes"));
  await later(`PT${Math.floor(minutes / 60)}H${minutes % 60}M`);
});

describe("a request by phone, from the call to the end", () => {
  useJourney();

  it("T7 T8 T10 is taken down for who calls; they hear the number, and are mailed the way to it and into the portal", async () => {
    await office.goto(`${installation.current.url}/desk/new?phone=0745%20000%20112`);
    await office.getByRole("textbox", { name: "Nume" }).fill(dana.name);
    await office.getByRole("textbox", { name: "Adresă de e-mail" }).fill(dana.address);
    await office.getByText("Spuneți la telefon numărul").waitFor();
    await pick(office, "Tip", "Document EDI");
    await pick(office, "Subtip", "Factură (INVOIC)");
    await pick(office, "Impact", "Unele documente lipsesc sau întârzie");
    await office.getByRole("button", { name: "Încarcă formularul" }).click();
    await office.getByRole("textbox", { name: "Număr document" }).fill("MM-20871");
    await office.getByRole("textbox", { name: "Subiect" }).fill(subject);
    await office.getByRole("textbox", { name: "Despre ce este vorba" }).fill("A sunat doamna Petrescu: hipermagazinul le respinge factura de ieri.");
    await office.getByRole("button", { name: "Creează", exact: true }).click();
    await office.getByRole("heading", { name: "Tichetul este înregistrat" }).waitFor();
    const [created] = (await read<{ items: Ticket[] }>(`/tickets?q=requester:${dana.address}`)).items;
    number = created?.number ?? 0;
    await office.getByText(String(number)).first().waitFor();
    expect(created).toMatchObject({ subject, source: "phone", status: "in-asteptare-suport", assignee: null, queue: "documente", type: "invoic" });
    const mail = await installation.current.mailTo(dana.address, "confirmation");
    expect(mail.subject).toContain(String(number));
    expect(mail.html).toMatch(/>\s*Vizualizaţi Solicitarea\s*</);
    expect(mail.html).toMatch(/>\s*Vizitează Portalul\s*</);
    expect(mail.text).toContain(`Numele de utilizator este ${dana.address}`);
    expect(linkIn(mail, /\/tickets\//)).toBe(portal(`tickets/${number}`));
  });

  it("T8 T9 a password by the rule of the house: eight letters or digits, two of them digits; then „Solicitări” holds the request", async () => {
    await customer.goto(linkIn(await installation.current.mailTo(dana.address, "confirmation"), /\/link\//));
    await customer.getByRole("heading", { name: "Alegeți o parolă" }).waitFor();
    await customer.getByText("Cel puțin 8 litere sau cifre, dintre care cel puțin 2 cifre.").waitFor();
    const field = customer.locator("input[type=password]");
    for (const [tried, why] of [["Paleta7", "Parola trebuie să aibă cel puțin 8 litere sau cifre"], ["Paletadelemn7", "Parola trebuie să conțină cel puțin 2 cifre."]] as const) {
      await field.fill(tried);
      await customer.getByRole("button", { name: "Salvați și intrați" }).click();
      await customer.getByRole("alert").getByText(why).waitFor();
    }
    await expectAccessible(customer);
    await expectFits(customer);
    await field.fill(password);
    await customer.getByRole("button", { name: "Salvați și intrați" }).click();
    await customer.getByRole("heading", { name: "Cu ce vă putem ajuta?" }).waitFor();
    await customer.getByRole("heading", { name: "Solicitări", exact: true }).waitFor();
    await customer.getByRole("link", { name: new RegExp(subject) }).click();
    await customer.getByRole("heading", { name: subject }).waitFor();
    await customer.getByText("hipermagazinul le respinge factura").waitFor();
  });

  it("T2 T12 it waits in „În aşteptare departament support”: 30 minutes to be taken up, which staff are warned of and the customer sees", async () => {
    expect(await clock("assignment")).toMatchObject({ state: "running", minutes: 30, breached: false });
    await standing().getByText("În aşteptare departament support").waitFor();
    await standing().getByText("O preluăm până la").waitFor();
    await standing().getByText("O rezolvăm până la").waitFor();
    await later("PT21M");
    await office.goto(`${installation.current.url}/desk/notifications`);
    await office.getByText("iar cele 30 de minute se apropie de sfârșit").first().waitFor();
    await office.goto(`${installation.current.url}/desk/tickets/${number}`);
    await office.locator("#ticket-subject").waitFor();
    await office.keyboard.press("a");
    await office.getByRole("option", { name: "Radu Ciobanu" }).click();
    await inStatus("in-lucru");
    expect(await clock("assignment")).toMatchObject({ state: "met", breached: false });
    // live, on the phone
    await standing().getByText("În lucru", { exact: true }).waitFor();
    await standing().getByText("Radu Ciobanu").waitFor();
    await standing().getByText("Preluată la").waitFor();
  });

  it("T13 a mail tells of each change of status, with the request and the way out of such mails", async () => {
    const mail = await installation.current.mailTo(dana.address, "status-changed");
    expect(mail.subject).toContain("În lucru");
    expect(mail.html).toMatch(/>\s*Vizualizează Solicitarea\s*</);
    expect(mail.html).toMatch(/>\s*Nu doresc să primesc notificări\s*</);
    muteLink = linkIn(mail, /\/notifications\//);
  });

  it("T3 T12 a question to the customer stops the clock; they see until when an answer is expected, and are reminded", async () => {
    await agent.goto(`${installation.current.url}/desk/tickets/${number}`);
    await agent.locator("#ticket-subject").waitFor();
    await answer("Bună ziua, doamnă Petrescu! Ne trimiteți, vă rog, factura așa cum a plecat din sistemul dumneavoastră?", "În aşteptare client");
    await inStatus("in-asteptare-client");
    const before = await clock("resolution");
    expect(before?.state).toBe("stopped");
    const question = await installation.current.mailTo(dana.address, "reply");
    expect(question.text).toContain("Ne trimiteți, vă rog, factura");
    // T11: nobody is told to answer by mail
    expect(question.text).not.toContain("Răspunde la acest mesaj");
    await later("P2DT1H");
    await installation.current.mailTo(dana.address, "reminder");
    expect(await clock("resolution")).toMatchObject({ state: "stopped", left: before?.left });
    await customer.reload();
    await standing().getByText("În aşteptare client").waitFor();
    await standing().getByText("Așteptăm răspunsul dumneavoastră până la").waitFor();
    await expectAccessible(customer);
    await expectFits(customer);
  });

  it("T11 an answer by mail is not taken as one: told so once with the link, seen by agents, and nothing changes", async () => {
    const question = await installation.current.mailTo(dana.address, "reply");
    for (const text of ["V-am trimis factura săptămâna trecută.", "Mai e ceva?"]) {
      await installation.current.mail({ from: dana, to: support, subject: `Re: ${question.subject}`, inReplyTo: question.messageId, references: question.messageId, text });
    }
    await agent.getByText("V-am trimis factura săptămâna trecută.").first().waitFor();
    await agent.getByText("Mai e ceva?").first().waitFor();
    const told = await installation.current.mailTo(dana.address, "portal-only");
    expect(linkIn(told, /\/tickets\//)).toBe(portal(`tickets/${number}`));
    expect(await mailed("portal-only")).toHaveLength(1);
    expect(await ticket()).toMatchObject({ status: "in-asteptare-client" });
    expect((await clock("resolution"))?.state).toBe("stopped");
    expect(await customer.getByText("V-am trimis factura săptămâna trecută.").count()).toBe(0);
  });

  it("T3 T4 T12 the answer in the portal, with a document dropped there, puts it back „În lucru”, and the clock goes on with what was left", async () => {
    const before = await clock("resolution");
    const files = await customer.evaluateHandle(`(() => {
      const data = new DataTransfer();
      data.items.add(new File(["UNA:+.? 'UNB+UNOC:3+9520000012335:14'"], "INVOIC-MM-20871.edi", { type: "text/plain" }));
      return data;
    })()`);
    await customer.dispatchEvent("body", "dragover", { dataTransfer: files });
    await customer.dispatchEvent("body", "drop", { dataTransfer: files });
    await customer.getByRole("link", { name: /INVOIC-MM-20871/ }).waitFor();
    // and one chosen by hand
    await customer.locator("input[type=file]").first().setInputFiles({ name: "eroare.txt", mimeType: "text/plain", buffer: Buffer.from("BGM-1004 duplicat") });
    await customer.getByRole("link", { name: /eroare/ }).waitFor();
    await customer.getByLabel("Răspunsul dumneavoastră").fill("Atașat factura și mesajul lor de eroare.");
    await customer.getByRole("button", { name: "Trimiteți", exact: true }).click();
    await inStatus("in-lucru");
    const after = await clock("resolution");
    expect(after?.state).toBe("running");
    expect(Math.abs((after?.left ?? 0) - (before?.left ?? 0))).toBeLessThan(120_000);
    const { messages } = await read<TicketPage>(`/tickets/${number}/page`);
    expect(messages.find(({ side, channel }) => side === "customer" && channel === "portal")?.attachments.map((one) => one.name).toSorted()).toEqual(["INVOIC-MM-20871.edi", "eroare.txt"]);
  });

  it("T13 one button of the mail’s link stops the notifications of this request, without signing in", async () => {
    const stranger = await browser.open(onPhone);
    await stranger.goto(muteLink);
    await stranger.getByRole("heading", { name: "Nu mai doriți notificări?" }).waitFor();
    expect((await read<{ items: TicketEvent[] }>(`/tickets/${number}/events`)).items.some(({ type }) => type === "notifications.unwanted")).toBe(false);
    await expectAccessible(stranger);
    await stranger.getByRole("button", { name: "Nu doresc să primesc notificări" }).click();
    await stranger.getByRole("heading", { name: "Nu primiți notificări" }).waitFor();
    await stranger.context().close();
  });

  it("T16 T12 the partner is asked beside the conversation; the clock stands until their mail brings it back; the customer sees none of it", async () => {
    const told = (await mailed("status-changed")).length;
    await agent.keyboard.press("d");
    const dialog = agent.getByRole("dialog", { name: "Conversație separată" });
    await dialog.getByRole("combobox", { name: "Către" }).fill(`${partner};`);
    await dialog.getByRole("textbox", { name: "Subiect" }).fill("INVOIC MM-20871 respinsă");
    await dialog.getByRole("textbox", { name: "Mesaj" }).fill("Bună ziua, de ce este respinsă factura MM-20871? Noi am primit CONTRL pozitiv.");
    await dialog.getByRole("button", { name: "Trimite" }).click();
    await dialog.waitFor({ state: "detached" });
    await agent.keyboard.press("s");
    await agent.getByRole("option", { name: "În aşteptare terţi" }).click();
    await inStatus("in-asteptare-terti");
    await standing().getByText("În aşteptare terţi").waitFor();
    expect((await clock("resolution"))?.state).toBe("stopped");
    const question = await installation.current.mailTo(partner, "side");
    await later("PT3H");
    await installation.current.mail({ from: `Serviciul EDI <${partner}>`, to: question.replyTo, subject: `Re: ${question.subject}`, inReplyTo: question.messageId, text: "Seria facturii există deja la noi. O reprocesăm acum; retrimiteți-o." });
    await inStatus("in-lucru");
    await agent.getByText("Seria facturii există deja la noi.").first().waitFor();
    expect((await clock("resolution"))?.state).toBe("running");
    await standing().getByText("În lucru", { exact: true }).waitFor();
    expect(await customer.getByText(/Seria facturii există/).count()).toBe(0);
    // T13: she wanted no more of these
    expect(await mailed("status-changed")).toHaveLength(told);
  });

  it("T14 T15 the solution is mailed even to who opted out, says when it closes, and stands in the portal", async () => {
    await answer("Am retrimis factura MM-20871 și a fost acceptată (recepție 44102). Seria fusese folosită de două ori; contorul este corectat.", "Rezolvat");
    await inStatus("rezolvat");
    const mail = await until("the solution", async () => {
      const [newest] = (await mailed("reply")).toSorted((a, b) => b.id - a.id);
      const view = newest && (await read<OutgoingMailView>(`/mailbox/${newest.id}`));
      return view?.text.includes("recepție 44102") ? view : undefined;
    });
    const { closesAt } = await ticket();
    const day = new Intl.DateTimeFormat("ro", { day: "numeric", month: "long", timeZone: "Europe/Bucharest" }).format(new Date(closesAt ?? 0));
    expect(mail.text).toContain(day);
    expect(mail.text).toContain("Până atunci, ne puteți scrie în portal.");
    await standing().getByText("Soluție", { exact: true }).waitFor();
    await standing().getByText("Se închide definitiv").waitFor();
  });

  it("T6 T5 who solved it is rated from one to five, with a few words that the agent reads; the whole conversation is there", async () => {
    await customer.getByRole("heading", { name: "Cât de mulțumit sunteți de ajutorul nostru?" }).waitFor();
    await customer.getByRole("radio", { name: /^5 stele/ }).check();
    await customer.getByLabel("Ce a fost bine, ce s-ar putea îmbunătăți?").fill("Repede și pe înțelesul meu.");
    await customer.getByRole("button", { name: "Trimiteți evaluarea" }).click();
    await customer.getByText("Repede și pe înțelesul meu.").waitFor();
    await agent.getByText("Repede și pe înțelesul meu.").first().waitFor();
    expect((await read<TicketPage>(`/tickets/${number}/page`)).rating).toMatchObject({ score: 5, agent: "Radu Ciobanu" });
    for (const said of ["hipermagazinul le respinge factura", "Ne trimiteți, vă rog, factura", "Atașat factura și mesajul lor de eroare", "recepție 44102"]) await customer.getByRole("article").getByText(said).first().waitFor();
    await expectAccessible(customer);
    await expectFits(customer);
  });

  it("T12 until it is closed a question opens it again; solved once more, it closes at the time that was stated", async () => {
    await customer.getByLabel("Răspunsul dumneavoastră").fill("Trebuie să stornez ceva la mine?");
    await customer.getByRole("button", { name: "Trimiteți și redeschideți" }).click();
    await inStatus("in-lucru");
    await agent.getByText("Trebuie să stornez ceva la mine?").first().waitFor();
    await answer("Nu, nimic: la dumneavoastră factura este corectă.", "Rezolvat");
    await inStatus("rezolvat");
    await later("P2D");
    expect((await ticket()).status).toBe("rezolvat");
    await later("P1DT1H");
    expect(await ticket()).toMatchObject({ status: "inchis", state: "closed" });
    expect(await ticket()).toMatchObject({ can: { statuses: [] } });
  });

  it("T12 „Închis” is not opened again: what is written there becomes a new request, linked to it", async () => {
    await customer.reload();
    await standing().getByText("Închis", { exact: true }).waitFor();
    await customer.getByText("Această solicitare este închisă. Ce scrieți aici deschide una nouă, legată de ea.").waitFor();
    await customer.locator("#reply").fill("Aceeași eroare la MM-20902.");
    await customer.getByRole("button", { name: "Trimiteți solicitarea" }).click();
    const next = await until("the new request", async () => (await read<{ items: Ticket[] }>(`/tickets?q=requester:${dana.address}&sort=-number`)).items.find((one) => one.number > number));
    expect(next.status).toBe("in-asteptare-suport");
    expect(await ticket()).toMatchObject({ status: "inchis" });
    await agent.goto(`${installation.current.url}/desk/tickets/${next.number}`);
    await agent.getByRole("link", { name: new RegExp(String(number)) }).first().waitFor();
    number = next.number;
  });

  it("T12 her own word that it is solved closes it at once", async () => {
    await answer("Am corectat contorul și pentru seria aceasta; MM-20902 a fost acceptată.", "Rezolvat");
    await inStatus("rezolvat");
    await customer.goto(portal(`tickets/${number}`));
    await customer.getByRole("button", { name: "S-a rezolvat, mulțumesc" }).click();
    await standing().getByText("Închis", { exact: true }).waitFor();
    expect(await ticket()).toMatchObject({ status: "inchis" });
  });

  it("T1 T9 the next one she opens herself, in the portal; „Solicitări” lists all, whatever their status", async () => {
    await customer.goto(portal("new"));
    await customer.getByRole("combobox", { name: "Despre ce este vorba?" }).selectOption({ label: "Partener nou" });
    await customer.getByRole("combobox", { name: "Impact" }).selectOption({ label: "Nu este afectat niciun document" });
    await customer.getByRole("textbox", { name: "GLN" }).fill("95200");
    await customer.getByLabel("Subiect").fill("Pornim cu un lanț nou de magazine");
    await customer.getByLabel("Ce s-a întâmplat sau de ce aveți nevoie?").fill("De la 1 martie livrăm și la ei. Ce trebuie să pregătim?");
    await customer.getByRole("button", { name: "Trimiteți solicitarea" }).click();
    await customer.getByText("9520000012335").first().waitFor();
    await customer.getByRole("textbox", { name: "GLN" }).fill("9520000024666");
    await expectAccessible(customer);
    await expectFits(customer);
    await customer.getByRole("button", { name: "Trimiteți solicitarea" }).click();
    await customer.getByRole("heading", { name: "Am primit solicitarea dumneavoastră" }).waitFor();
    await customer.goto(portal(""));
    await customer.getByRole("link", { name: /Pornim cu un lanț nou/ }).waitFor();
    for (const status of ["În aşteptare departament support", "Închis"]) await customer.getByRole("link", { name: new RegExp(status) }).first().waitFor();
  });

  it("T11 T7 a first mail waits until an agent opens the request from it; it then has the same 30 minutes", async () => {
    const writer = "contabilitate@lemn-si-lac.example";
    await installation.current.mail({ from: `Ovidiu Lungu <${writer}>`, to: support, subject: "Nu mai primim comenzi", text: "De azi dimineață nu a mai venit nicio comandă. Ce facem?" });
    await until("the held mail", async () => (await read<{ items: LedgerRow[] }>("/mail?fate=held")).items.length === 1);
    expect((await read<{ items: Ticket[] }>(`/tickets?q=requester:${writer}`)).items).toEqual([]);
    await agent.goto(`${installation.current.url}/desk/waiting`);
    await agent.getByRole("link", { name: /Nu mai primim comenzi/ }).click();
    await agent.getByText("nu a mai venit nicio comandă").waitFor();
    await agent.keyboard.press("t");
    await agent.getByText(/Tichetul #\d+ a fost creat/).waitFor();
    const mail = await installation.current.mailTo(writer, "confirmation");
    expect(mail.html).toContain("Vizitează Portalul");
    number = mail.ticket ?? 0;
    expect(await ticket()).toMatchObject({ source: "email", status: "in-asteptare-suport", assignee: null });
    expect(await clock("assignment")).toMatchObject({ minutes: 30, state: "running" });
  });
});

async function pick(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${label}`) }).or(page.getByRole("combobox", { name: label, exact: true })).first().click();
  await page.getByRole("option", { name: option, exact: true }).click();
}
