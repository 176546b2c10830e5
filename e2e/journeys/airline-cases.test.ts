import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LdapSettings } from "../../contract/sign-on.ts";
import type { Ticket, TicketPage } from "../../contract/tickets.ts";
import { startSlapd, type Slapd } from "../../server/testing/peers/slapd.ts";
import { expectFits, useBrowser, useJourney } from "../browser.ts";
import { until, useInstallation } from "../installation.ts";

/** The manual of an airline's offices and contact center, from its first line to its last. */
const installation = useInstallation({ PRESETS: "airline-cases", DEMO: "empty", OUTGOING_ALLOW: "127.0.0.1,::1" });
const browser = useBrowser();
useJourney();

const rodrigo = "rodrigo.astudillo@cordillera.example";
const diego = "diego.cardenas@cordillera.example";
const marisol = "marisol.andrade@cordillera.example";
const passenger = { name: "Grace Holloway", address: "grace@passengers.example" };
const bia = { name: "Beatriz Couto", address: "bia@passengers.example" };
const subject = "Suitcase broken on LA 531";
let slapd: Slapd;
/** of an office, of the contact center, of who may only look up, and of an analyst */
let office: Page;
let center: Page;
let looks: Page;
let analyst: Page;
let number = 0;

const api = async <T>(email: string, route: string, init?: { method?: string; body?: unknown }) => installation.current.api<T>(await installation.current.token(email), route, init);
const pageOf = (which: number) => api<TicketPage>(rodrigo, `/tickets/${which}/page`);
const desk = (path: string) => `${installation.current.url}/desk${path}`;
const moveOn = (advance: string) => api("admin@example.com", "/demo/clock", { method: "POST", body: { advance } });
const as = async (email: string, more: object = {}) => browser.open({ locale: "es-CL", extraHTTPHeaders: { authorization: `Bearer ${await installation.current.token(email)}` }, ...more });
const box = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
/** Chooses one, and says what there was to choose from. */
const pick = async (page: Page, name: RegExp, option: string) => {
  await page.getByRole("button", { name }).first().click();
  const wanted = page.getByRole("option", { name: option, exact: true });
  await wanted.waitFor();
  const all = await page.getByRole("option").allInnerTexts();
  await wanted.click();
  // the next list is read once this one is gone
  await wanted.waitFor({ state: "hidden" });
  return all;
};
const load = (page: Page) => page.getByRole("button", { name: "Cargar formulario" }).click();
/** How far down the page each of these stands: messages, and the lines between them. */
const heights = (page: Page, ...words: string[]) =>
  Promise.all(words.map(async (one) => (await page.locator("article, li:not(:has(article))", { hasText: one }).locator("visible=true").last().boundingBox())?.y ?? Number.NaN));

beforeAll(async () => {
  slapd = await startSlapd();
  await slapd.add("ibarrios", { name: "Inés Barrios", mail: "ines.barrios@cordillera.example", password: "cielo-alto", groups: ["Oficinas"] });
  const settings: LdapSettings = {
    kind: "ldap", name: "Red Cordillera", url: slapd.url, startTls: true, certificates: slapd.certificate, bindDn: slapd.reader.dn, baseDn: slapd.baseDn,
    userFilter: "(uid={user})", idAttribute: "entryUUID", mailAttribute: "mail", nameAttribute: "cn", groupFilter: "", groups: [{ group: "Oficinas", desk: "airline-cases", role: "oficina" }],
  };
  await api("admin@example.com", "/sign-on-providers/red", { method: "PUT", body: { settings, secret: slapd.reader.password } });
  [office, center, looks, analyst] = await Promise.all([browser.open({ locale: "es-CL" }), as(diego), as(marisol), as(rodrigo)]);
}, 300_000);
afterAll(() => slapd.close());

test("L3 an office comes in with its network account, and has the role of its group", async () => {
  await office.goto(desk("/new"));
  await office.getByRole("button", { name: "Continuar con Red Cordillera" }).click();
  await box(office, "Nombre de usuario").fill("ibarrios");
  await office.getByLabel("Contraseña").fill("cielo-alto");
  await office.getByRole("button", { name: "Iniciar sesión" }).click();
  await office.getByRole("heading", { name: "Ticket nuevo" }).waitFor();
});

test("L1 L2 L4 L15 one form asks type, its subtypes, market, language, plate and who asks; each group is offered its own types and guidance; “Limpiar” starts over", async () => {
  await office.getByRole("note").getByText("Solo oficinas: vea el documento de identidad").waitFor();
  expect(await office.getByText("Solo contact center").count()).toBe(0);
  expect(await pick(office, /^Tipo/, "Excepciones")).toEqual(["LANPASS / programa de millas", "Ventas", "Devoluciones", "Equipaje", "Excepciones", "Facturas"]);
  await center.goto(desk("/new"));
  await center.getByRole("note").getByText("Solo contact center: valide la identidad").waitFor();
  expect(await center.getByText("Solo oficinas").count()).toBe(0);
  expect((await pick(center, /^Tipo/, "LANPASS / programa de millas")).at(-1)).toBe("Consulta a especialista");

  expect(await pick(office, /^Subtipo/, "Reclamo por problema de cobro")).toEqual(["Corrección de nombre (dentro de procedimiento)", "Flexibilidad de cambio, vuelo o ruta dentro de 24 h", "Reclamo por problema de cobro"]);
  await box(office, "Nombre").fill("Otra persona");
  await office.getByRole("button", { name: "Limpiar", exact: true }).click();
  await office.getByRole("button", { name: "Limpiar todo" }).click();
  await office.getByRole("button", { name: /^Tipo/ }).getByText("Elija…").waitFor();

  await office.getByRole("radio", { name: "En persona" }).or(office.getByRole("button", { name: "En persona" })).first().click();
  await pick(office, /^Tipo/, "Equipaje");
  await pick(office, /^Subtipo/, "Daño");
  expect(await pick(office, /^Idioma/, "English")).toEqual(["English", "Español", "Português (Brasil)"]);
  expect(await pick(office, /^Mercado/, "Estados Unidos")).toContain("Resto del mundo");
  await load(office);
  await office.getByText("Rellene este campo.").first().waitFor();
  expect((await pick(office, /^Placa/, "LA")).filter((one) => one !== "ninguno")).toEqual(["LA", "JJ", "XL", "4M", "LP", "4C", "No aplica"]);
  await box(office, "Nombre").fill(passenger.name);
  await box(office, "Correo electrónico").fill(passenger.address);
});

test("L5 L6 “Cargar formulario” shows what the typification needs, checked as it is typed; documents are attached", async () => {
  expect(await box(office, "Talón de equipaje").count()).toBe(0);
  await load(office);
  await office.getByText("Anote peso al entregar y al recibir").waitFor();
  await box(office, "Código de reserva").fill("QX8R2");
  await box(office, "Talón de equipaje").fill("la48");
  await office.getByText("Escríbalo así: K7RT2P").waitFor();
  await box(office, "Código de reserva").fill("qx8r2t");
  await office.getByText("Escríbalo así: LA482913").waitFor();
  await box(office, "Talón de equipaje").fill("la482913");
  await office.getByLabel("Fecha del vuelo").fill("2026-11-20");
  expect([await box(office, "Código de reserva").inputValue(), await box(office, "Talón de equipaje").inputValue()]).toEqual(["QX8R2T", "LA482913"]);
  await box(office, "Asunto").fill(subject);
  await box(office, "De qué se trata").fill("Wheel gone and handle torn. She paid with 4111 1111 1111 1111.");
  await office.locator("input[type=file]").first().setInputFiles({ name: "pir-SCLLA18820.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") });
  await office.getByText("pir-SCLLA18820").waitFor();
});

test("L4 L6 a session that ends while the form is filled in takes nothing with it, nor a file that was on its way", async () => {
  await office.context().clearCookies();
  await office.locator("input[type=file]").first().setInputFiles({ name: "maleta-rota.txt", mimeType: "text/plain", buffer: Buffer.from("foto") });
  await box(office, "Nombre de usuario").fill("ibarrios");
  await office.getByLabel("Contraseña").fill("cielo-alto");
  await office.getByRole("button", { name: "Iniciar sesión" }).click();
  await box(office, "Talón de equipaje").waitFor();
  expect(await Promise.all(["Código de reserva", "Talón de equipaje", "Asunto", "Nombre", "Correo electrónico"].map((name) => box(office, name).inputValue()))).toEqual(["QX8R2T", "LA482913", subject, passenger.name, passenger.address]);
  expect(await office.getByLabel("Fecha del vuelo").inputValue()).toBe("2026-11-20");
  for (const name of ["pir-SCLLA18820", "maleta-rota"]) await office.getByText(name).waitFor();
});

test("L7 L8 the number is shown to be told; the passenger gets the standard letter in three languages, theirs first, that asks for a reply", async () => {
  await office.getByRole("button", { name: "Crear", exact: true }).click();
  await office.getByRole("heading", { name: "El ticket está registrado" }).waitFor();
  number = Number(await office.locator("p", { hasText: "Número" }).locator("b").textContent());
  const letter = await installation.current.mailTo(passenger.address, "carta-equipaje-dano", { ticket: number });
  expect(letter.subject).toBe(`${subject} [#${number}]`);
  const told = ["Dear Grace Holloway,", `Your case has the number ${number}`, "reply to this mail", "Contact form:", "Offices:", "Contact center:", "Web site:", "Hola, Grace Holloway:", "Formulario de contacto:", "Oficinas:", "Olá, Grace Holloway,", "Escritórios:", "Site:"];
  const at = told.map((words) => letter.text.indexOf(words));
  expect(at.every((place, n) => place > (at[n - 1] ?? -1)), letter.text).toBe(true);
  expect((await pageOf(number)).messages[0]?.attachments.map(({ name }) => name)).toEqual(["pir-SCLLA18820.pdf", "maleta-rota.txt"]);
  // it waits for an analyst, in the queue of its type
  expect(await api<Ticket>(rodrigo, `/tickets/${number}`)).toMatchObject({ status: "nuevo", assignee: null, queue: "equipaje", source: "walk-in" });

  await pick(center, /^Subtipo/, "Doble cargo");
  await pick(center, /^Idioma/, "Português (Brasil)");
  await pick(center, /^Mercado/, "Brasil");
  await pick(center, /^Placa/, "No aplica");
  await box(center, "Nombre").fill(bia.name);
  await box(center, "Correo electrónico").fill("bia@passenger.example");
  await load(center);
  await box(center, "Número de socio").fill("0112345678");
  await box(center, "Últimos 4 dígitos de la tarjeta").fill("4821");
  await center.getByLabel("Fecha del cargo").fill("2026-11-18");
  await center.getByLabel("Monto").fill("189.90");
  await pick(center, /^Moneda/, "BRL · real");
  await box(center, "Asunto").fill("Cobrança repetida");
  await box(center, "De qué se trata").fill("Compra de quilômetros cobrada duas vezes.");
  await center.getByRole("button", { name: "Crear", exact: true }).click();
  await center.getByRole("heading", { name: "El ticket está registrado" }).waitFor();
  const general = await installation.current.mailTo("bia@passenger.example", "confirmation");
  expect(general.subject).toContain("Recebemos o seu caso");
  expect(["Olá, Beatriz Couto,", "Hola, Beatriz Couto:", "Dear Beatriz Couto,"].map((words) => general.text.indexOf(words)).every((place, n, all) => place > (all[n - 1] ?? -1)), general.text).toBe(true);
});

test("L8 L11 L14 the passenger's reply lands in the ticket, read newest first; above it stand what the first line entered, and the letter with its fate", async () => {
  const letter = await installation.current.mailTo(passenger.address, "carta-equipaje-dano", { ticket: number });
  await analyst.goto(desk(`/tickets/${number}`));
  await analyst.getByRole("heading", { name: subject }).waitFor();
  await installation.current.mail({
    from: passenger, to: letter.replyTo, inReplyTo: letter.messageId, subject: `Re: ${letter.subject}`, text: "It is a Vantia cabin case of 2024, photos attached.",
    attachments: [{ filename: "wheel.png", content: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64") }],
  });
  await analyst.getByText("It is a Vantia cabin case of 2024").first().waitFor();
  await analyst.getByText("Ingresó", { exact: false }).first().waitFor();
  for (const words of ["Equipaje › Daño", "Código de reserva: QX8R2T", "Talón de equipaje: LA482913", "Mercado: Estados Unidos"]) await analyst.getByText(words).first().waitFor();
  await analyst.getByText("Carta «Equipaje: daño» enviada").first().waitFor();
  await analyst.getByText("entregada").first().waitFor();
  // only the last digits of a card were kept
  await analyst.getByText("She paid with •••• •••• •••• 1111.").first().waitFor();
  const order = () => heights(analyst, "It is a Vantia cabin case", "Carta «Equipaje: daño»", "Wheel gone and handle torn");
  await until("newest first", async () => (await order()).every((place, n, all) => place > (all[n - 1] ?? -Infinity)));
  await analyst.keyboard.press("o");
  await until("oldest first", async () => (await order()).every((place, n, all) => place < (all[n - 1] ?? Infinity)));
  await analyst.keyboard.press("o");
});

test("L12 five statuses: the passenger's turn stops the clock, another area's does not", async () => {
  await api(rodrigo, `/tickets/${number}`, { method: "PATCH", body: { assignee: rodrigo, status: "abierto" } });
  await analyst.getByText("Abierto", { exact: true }).first().waitFor();
  await analyst.keyboard.press("s");
  await analyst.getByRole("option").first().waitFor();
  for (const status of ["Nuevo", "Abierto", "Pendiente", "En espera", "Resuelto"]) expect(await analyst.getByRole("option", { name: status, exact: true }).count(), status).toBe(1);
  await analyst.getByRole("option", { name: "En espera", exact: true }).click();
  const resolution = async () => (await pageOf(number)).clocks.find(({ kind }) => kind === "resolution")?.state;
  await until("it is on hold", async () => (await api<Ticket>(rodrigo, `/tickets/${number}`)).status === "en-espera");
  expect(await resolution()).toBe("running");
  await analyst.keyboard.press("s");
  await analyst.getByRole("option", { name: "Pendiente", exact: true }).click();
  await until("it is the passenger's turn", async () => (await api<Ticket>(rodrigo, `/tickets/${number}`)).status === "pendiente");
  expect(await resolution()).toBe("stopped");
});

test("L9 any ticket, whatever its channel, is found by booking code, number, mail address, member number and name, and by what it says", async () => {
  await installation.current.mail({ from: { name: "Tomás Iriarte", address: "tomas@passengers.example" }, to: "casos@cordillera.example", subject: "Asiento pagado", text: "Pagué un asiento con salida de emergencia y me sentaron en la 32B." });
  await installation.current.mailTo("tomas@passengers.example", "confirmation");
  await until("the search knows all", async () => (await api<{ items: Ticket[] }>(marisol, "/tickets?q=emergencia")).items.length === 1 && (await api<{ items: Ticket[] }>(marisol, "/tickets?q=0112345678")).items.length === 1);
  await looks.goto(desk("/tickets?view=all"));
  await looks.locator("[data-ticket]").first().waitFor();
  for (const [asked, found] of [["qx8r2t", subject], [String(number), subject], ["grace@passengers.example", subject], ["0112345678", "Cobrança repetida"], ["Couto Beatriz", "Cobrança repetida"], ["suitcase broken", subject], ["salida de emergencia", "Asiento pagado"]] as const) {
    await looks.getByRole("combobox", { name: "Buscar tickets" }).fill(asked);
    await looks.keyboard.press("Enter");
    await looks.waitForURL((url) => url.searchParams.get("q")?.includes(asked) === true);
    await looks.locator("[data-ticket]", { hasText: found }).first().waitFor();
    await until(`only ${found} for ${asked}`, async () => (await looks.locator("[data-ticket]").count()) === 1);
  }
});

test("L10 L13 a passenger heard nothing: who may only look up corrects the address, and reopens the case by an internal note; an answer is due in 24 hours", async () => {
  const [wrong] = (await api<{ items: Ticket[] }>(marisol, "/tickets?q=requester:bia@passenger.example")).items;
  const which = wrong?.number ?? 0;
  await api(rodrigo, `/tickets/${which}/messages`, { method: "POST", body: { kind: "reply", body: "O valor será estornado.", status: "resuelto" } });
  await moveOn("P2D");
  await looks.setViewportSize({ width: 1920, height: 1000 });
  await looks.goto(desk(`/tickets/${which}`));
  await looks.getByRole("heading", { name: "Cobrança repetida" }).waitFor();
  // neither replies nor anything else to change
  expect(await looks.locator("[aria-keyshortcuts=r]").count()).toBe(0);
  expect((await api<Ticket>(marisol, `/tickets/${which}`)).can).toMatchObject({ reply: false, note: true, assign: false, edit: false, retypify: false, forward: false, merge: false, remove: false });
  await looks.getByRole("button", { name: "Editar datos de contacto" }).click();
  await box(looks, "Correos electrónicos").fill(bia.address);
  await looks.getByRole("button", { name: "Guardar", exact: true }).click();
  await looks.getByText(bia.address).first().waitFor();
  await looks.getByRole("button", { name: "Nota interna" }).first().click();
  await looks.locator("[contenteditable=true]").waitFor();
  await looks.keyboard.type("Llamó: no le llegó nada. El correo tenía una letra menos.");
  await looks.getByRole("button", { name: "Elegir el estado con que se envía" }).click();
  await looks.getByRole("menuitem", { name: "Abierto" }).click();
  await looks.getByRole("button", { name: /enviar como Abierto/ }).click();
  await until("it is open again", async () => (await api<Ticket>(rodrigo, `/tickets/${which}`)).status === "abierto");
  const answer = async () => (await pageOf(which)).clocks.findLast(({ kind }) => kind === "next-reply");
  const due = await answer();
  expect(due).toMatchObject({ state: "running", counts: "calendar", minutes: 1440 });
  await until("its tag", async () => (await api<Ticket>(rodrigo, `/tickets/${which}`)).tags.includes("reabierto"));
  await moveOn("P1DT1H");
  await until("it is late", async () => (await answer())?.breached === true);
  // the answer reaches the corrected address
  await api(rodrigo, `/tickets/${which}/messages`, { method: "POST", body: { kind: "reply", body: "Desculpe a demora: o estorno sai hoje." } });
  expect((await installation.current.mailTo(bia.address, "reply", { ticket: which })).text).toContain("o estorno sai hoje");
});

test("L1 L13 the passenger asks by the contact form of the letter, on a phone, and sees the case in the company's words", async () => {
  const letter = await installation.current.mailTo(passenger.address, "carta-equipaje-dano", { ticket: number });
  const phone = await browser.open({ locale: "en-US", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await phone.goto(/https?:\/\/\S+\/link\/\S+/.exec(letter.text)?.[0] ?? "");
  await phone.getByLabel("New password", { exact: true }).fill("seven blue kites 4");
  await phone.getByRole("button", { name: "Save and sign in" }).tap();
  await phone.getByRole("link", { name: new RegExp(subject) }).first().tap();
  await phone.getByText("It is your turn. We need your answer or a document to go on.").first().waitFor();
  await expectFits(phone);
  await phone.goto(`${installation.current.url}/portal/airline-cases/new`);
  await phone.getByText("Do not write your full card number.").waitFor();
  // the catalogue is the staff's
  expect(await phone.getByLabel("What is it about?").count()).toBe(0);
  await phone.getByLabel("Booking code").fill("qx8r2t");
  await phone.getByLabel("Subject").fill("Any news?");
  await phone.getByRole("link", { name: new RegExp(subject) }).waitFor();
  await expectFits(phone);
});
