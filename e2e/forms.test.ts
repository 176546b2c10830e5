import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { FieldDefinition, RoleDefinition, TypeDefinition } from "../contract/configuration.ts";
import type { FormDefinition } from "../contract/forms.ts";
import type { Ticket, TicketPage } from "../contract/tickets.ts";
import { expectAccessible, expectFits, useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

/** A desk as an airline has it: the case form of its offices, and the form that passengers fill in on a phone. */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
const passenger = { name: "Ana Ruiz", address: "ana@people.example" };
const looker = "mira@hoteles.example.com";
const configuration = "/desks/hotel-sales/configuration";
let token: string;
const api = <T>(route: string, init?: { method?: string; body?: unknown }) => installation.current.api<T>(token, route, init);
const put = (part: string, body: unknown) => api(`${configuration}/${part}`, { method: "PUT", body });

const label = (es: string, en: string, pt: string, ro: string) => ({ es, en, "pt-BR": pt, ro });
const types: TypeDefinition[] = [
  { key: "equipaje", labels: label("Equipaje", "Baggage", "Bagagem", "Bagaje") },
  { key: "danyo", parent: "equipaje", labels: label("Daño", "Damage", "Dano", "Deteriorare") },
  { key: "ventas", labels: label("Ventas", "Sales", "Vendas", "Vânzări") },
];
const fields: FieldDefinition[] = [
  { key: "mercado", kind: "choice", labels: label("Mercado", "Market", "Mercado", "Piață"), choices: [{ key: "cl", labels: label("Chile", "Chile", "Chile", "Chile") }] },
  { key: "reserva", kind: "text", pattern: "[A-Z0-9]{6}", example: "ABC123", labels: label("Código de reserva", "Booking code", "Código de reserva", "Cod de rezervare") },
  { key: "vuelo", kind: "date", labels: label("Fecha del vuelo", "Flight date", "Data do voo", "Data zborului") },
];
const asked = { types: ["equipaje"], labels: label("Vuelo", "Flight", "Voo", "Zbor"), fields: [{ field: "reserva", required: true, similar: true }, { field: "vuelo" }] };
const forms: FormDefinition[] = [
  { key: "caso", for: "staff", labels: label("Caso", "Case", "Caso", "Caz"), typed: true, asksLanguage: true, parts: [{ fields: [{ field: "mercado", required: true }], guidance: [{ texts: label("Confirme el correo.", "Confirm the address.", "Confirme o e-mail.", "Confirmați adresa.") }] }, asked] },
  { key: "pasajeros", for: "customers", labels: label("Pasajeros", "Passengers", "Passageiros", "Pasageri"), typed: true, parts: [asked] },
];

beforeAll(async () => {
  token = await installation.current.token("admin@example.com");
  await put("forms", []);
  await put("types", types);
  await put("fields", fields);
  await put("forms", forms);
});

describe("the case form of an office", () => {
  useJourney();
  let page: Page;
  let made: TicketPage;
  const box = (name: string | RegExp) => page.getByRole("textbox", { name });
  const pick = async (name: RegExp, option: string) => {
    await page.getByRole("button", { name }).first().click();
    await page.getByRole("option", { name: option }).click();
  };
  const load = () => page.getByRole("button", { name: "Cargar formulario" });

  it("L4 asks type, then the subtypes of that type, market, language and who asks; what is missing is said before anything is loaded", async () => {
    page = await browser.open({ locale: "es-ES", extraHTTPHeaders: { authorization: `Bearer ${token}` } });
    await page.goto(`${installation.current.url}/desk/new`);
    // whoever takes a call fills it in without a mouse
    await page.getByRole("button", { name: /^Tipo/ }).and(page.locator(":focus")).waitFor();
    await load().click();
    for (const words of ["Elija de qué se trata.", "Rellene este campo.", "Indique quién lo pide: teléfono o correo."]) await page.getByText(words).waitFor();
    await page.getByRole("note").getByText("Confirme el correo.").waitFor();
    await expectAccessible(page);
    await pick(/^Tipo/, "Ventas");
    expect(await page.getByRole("button", { name: /^Subtipo/ }).count()).toBe(0);
    await pick(/^Tipo/, "Equipaje");
    await load().click();
    await page.getByText("Elija también el subtipo.").waitFor();
    await pick(/^Subtipo/, "Daño");
    await pick(/^Mercado/, "Chile");
    await pick(/^Idioma/, "English");
    await box("Nombre").fill(passenger.name);
    await box("Correo electrónico").fill(passenger.address);
    expect(await box("Código de reserva").count()).toBe(0);
    await load().click();
    await box("Código de reserva").and(page.locator(":focus")).waitFor();
  });

  it("L5 L6 then the fields of that type, checked as they are typed; nothing is lost by a reload", async () => {
    await box("Código de reserva").fill("abc12");
    await box("Asunto").fill("Maleta rota");
    await page.getByText("Escríbalo así: ABC123").waitFor();
    await box("Código de reserva").fill("abc129");
    await box("De qué se trata").fill("Llegó sin una rueda.");
    expect(await box("Código de reserva").inputValue()).toBe("ABC129");
    await expectAccessible(page);
    await page.reload();
    await box("Código de reserva").waitFor();
    expect([await box("Código de reserva").inputValue(), await box("De qué se trata").inputValue(), await box("Correo electrónico").inputValue()]).toEqual(["ABC129", "Llegó sin una rueda.", passenger.address]);
    // the fields are the type's: of another they are asked anew
    await pick(/^Tipo/, "Ventas");
    expect(await box("Código de reserva").count()).toBe(0);
    await pick(/^Tipo/, "Equipaje");
    await pick(/^Subtipo/, "Daño");
  });

  it("R3 L1 L7 the number stands large and is copied by one press; the passenger is written to in their language", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Crear", exact: true }).click();
    await page.getByRole("heading", { name: "El ticket está registrado" }).waitFor();
    const shown = page.locator("p", { hasText: "Número" }).locator("b");
    expect(Number.parseFloat(await page.evaluate<string>(`getComputedStyle(document.querySelector("p b")).fontSize`))).toBeGreaterThanOrEqual(36);
    const number = Number(await shown.textContent());
    await page.getByRole("button", { name: "Copiar" }).click();
    await page.getByRole("button", { name: "Copiado" }).waitFor();
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).toBe(String(number));
    await expectAccessible(page);
    made = await api<TicketPage>(`/tickets/${number}/page`);
    expect(made.ticket).toMatchObject({ type: "danyo", fields: { mercado: "cl", reserva: "ABC129" }, requester: { email: passenger.address } });
    expect((await installation.current.mailTo(passenger.address, "confirmation", { ticket: number })).text).toContain("opened request");
  });

  it("what is open about the same booking is shown before it is asked again; L4 \"Limpiar\" empties the form", async () => {
    await until("the search knows it", async () => (await api<{ items: Ticket[] }>("/tickets?q=ABC129")).items.length > 0);
    await page.getByRole("button", { name: "Registrar otro" }).click();
    await pick(/^Tipo/, "Equipaje");
    await pick(/^Subtipo/, "Daño");
    await pick(/^Mercado/, "Chile");
    await box("Correo electrónico").fill("otra@people.example");
    await load().click();
    await box("Código de reserva").fill("ABC129");
    await page.getByRole("region", { name: "Ya hay algo abierto" }).getByRole("link", { name: /Maleta rota/ }).waitFor();
    await page.getByRole("button", { name: "Limpiar" }).click();
    await page.getByRole("button", { name: "Limpiar todo" }).click();
    await load().waitFor();
    expect(await box("Correo electrónico").inputValue()).toBe("");
    await page.getByRole("button", { name: /^Tipo/ }).getByText("Elija…").waitFor();
  });

  it("L10 who may only look up adds a note and sends it as a status, and is offered nothing else", async () => {
    const roles = await api<RoleDefinition[]>(`${configuration}/roles`);
    await put("roles", [...roles, { key: "consulta", labels: label("Consulta", "Look-up", "Consulta", "Consultare"), permissions: ["ticket.see", "ticket.note", "ticket.status", "ticket.solve", "ticket.reopen", "people.see", "people.edit"] }]);
    await api("/desks/hotel-sales/agents", { method: "POST", body: { email: looker, name: "Mira Paz", roles: [{ role: "consulta", queue: null }] } });
    const looks = await browser.open({ locale: "es-ES", extraHTTPHeaders: { authorization: `Bearer ${await installation.current.token(looker)}` } });
    await looks.goto(`${installation.current.url}/desk/tickets/${made.ticket.number}`);
    await looks.locator("[aria-keyshortcuts=n]").last().click();
    await looks.locator("[contenteditable=true]").waitFor();
    await looks.keyboard.type("Llamó: pide respuesta.");
    expect(await looks.locator("[aria-keyshortcuts=r]").count()).toBe(0);
    expect(await looks.locator("a[href$='/desk/new']").count()).toBe(0);
    await looks.getByRole("button", { name: "Elegir el estado con que se envía" }).click();
    await looks.getByRole("menuitem", { name: "En espera" }).click();
    await looks.getByRole("button", { name: /^Añadir nota y enviar como En espera/ }).click();
    await until("it is on hold", async () => (await api<Ticket>(`/tickets/${made.ticket.number}`)).status === "en-espera");
    await looks.getByText("Llamó: pide respuesta.").last().waitFor();
  });

  it("L5 L15 the form is written in the settings with the form itself beside it", async () => {
    await page.goto(`${installation.current.url}/desk/settings/hotel-sales/forms`);
    await page.getByRole("button", { name: "Editar" }).last().click();
    const preview = page.getByRole("complementary", { name: "El formulario" });
    await preview.getByRole("combobox", { name: /^Tipo/ }).selectOption("equipaje");
    const part = page.getByRole("region", { name: "Parte 2" });
    await part.getByRole("button", { name: "Añadir indicaciones" }).click();
    await part.getByRole("textbox", { name: /^Texto, Español/ }).fill("Pida el talón de equipaje.");
    await preview.getByText("Pida el talón de equipaje.").waitFor();
    await part.getByLabel("Añadir un campo").selectOption({ label: "Mercado" });
    await page.getByRole("heading", { name: "Formulario para el personal" }).click();
    await until("it is saved", async () => (await api<FormDefinition[]>(`${configuration}/forms`)).some((form) => form.parts[1]?.guidance?.[0]?.texts["es"] === "Pida el talón de equipaje." && form.parts[1].fields.at(-1)?.field === "mercado"));
    await expectAccessible(page);
    // what a form asks for is not removed under it
    await page.goto(`${installation.current.url}/desk/settings/hotel-sales/fields`);
    await page.getByRole("button", { name: /Código de reserva/ }).click();
    await page.getByRole("button", { name: "Quitar" }).click();
    await page.getByText("El formulario «Caso» usa «reserva»").waitFor();
  });
});

describe("the form of the passengers", () => {
  useJourney();
  let page: Page;
  const nora = "nora@people.example";
  const portal = (path: string) => `${installation.current.url}/portal/hotel-sales/${path}`;

  const enter = async (heading = "¿En qué podemos ayudarle?") => {
    const asked = new Date();
    await page.locator("input[type=email]").fill(nora);
    await page.getByRole("button", { name: "Enviarme un enlace para entrar" }).click();
    const mail = await installation.current.mailTo(nora, "sign-in-link", { after: asked });
    await page.goto(/https?:\/\/\S+\/link\/\S+/.exec(mail.text)?.[0] ?? "");
    await page.getByRole("button", { name: "Entrar" }).click();
    await page.getByRole("heading", { name: heading }).waitFor();
  };

  it("T1 L5 by keyboard alone, on a phone's width: chosen, checked, sent, and its number shown", async () => {
    page = await browser.open({ locale: "es-ES", viewport: { width: 360, height: 740 } });
    await installation.current.mail({ from: { name: "Nora Paz", address: nora }, to: "ventas@hoteles.example.com", subject: "Hola", text: "Hola" });
    await installation.current.mailTo(nora, "confirmation");
    await page.goto(portal(""));
    await enter();
    await page.goto(portal("new"));
    await page.getByLabel("¿De qué se trata?").focus();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    // the first letters of the choice, as a list of the browser's takes them
    await page.keyboard.type("Equi");
    await press("Tab");
    await page.keyboard.type("Da");
    await press("Tab");
    await page.keyboard.type("xyz");
    await press("Tab");
    await page.getByText("Escríbalo así: ABC123").waitFor();
    await press("Shift+Tab");
    await page.keyboard.type("xyz129");
    await press("Tab");
    expect(await page.getByLabel("Código de reserva").inputValue()).toBe("XYZ129");
    await page.getByLabel("Asunto").focus();
    await page.keyboard.type("Mi maleta llegó rota");
    await press("Tab");
    await page.keyboard.type("Sin una rueda.");
    await press("Control+Enter");
    await page.getByRole("heading", { name: "Tenemos su solicitud" }).waitFor();
    await expectAccessible(page);
    await expectFits(page);
    const number = Number(await page.locator("p", { hasText: "Número" }).locator("b").textContent());
    expect((await api<TicketPage>(`/tickets/${number}/page`)).ticket).toMatchObject({ source: "portal", type: "danyo", fields: { reserva: "XYZ129" } });
    await page.reload();
    await page.getByRole("heading", { name: "Tenemos su solicitud" }).waitFor();
  });

  it("a customer is shown their own open requests about a booking, and nobody else's", async () => {
    await api("/tickets", { method: "POST", body: { desk: "hotel-sales", subject: "De otra persona", body: "x", requester: { email: "otra@people.example" }, type: "danyo", fields: { reserva: "XYZ129" } } });
    await until("the search knows both", async () => (await api<{ items: Ticket[] }>("/tickets?q=XYZ129")).items.length > 1);
    await page.goto(portal("new"));
    await page.getByLabel("¿De qué se trata?").selectOption("equipaje");
    await page.getByLabel("Código de reserva").fill("XYZ129");
    const found = page.getByRole("region", { name: "Ya hay algo abierto" });
    await found.getByRole("link", { name: /Mi maleta llegó rota/ }).waitFor();
    expect(await found.getByRole("link").count()).toBe(1);
  });

  it("a session that ends takes nothing with it: after signing in again all that was typed is there", async () => {
    await api("/desks/hotel-sales/help-centre/articles", { method: "POST", body: { section: "procedimientos", title: "Cómo corregir una factura", html: "<p>Escríbanos con el número.</p>", publish: true } });
    await page.getByLabel("Más concretamente").selectOption("danyo");
    // H10: what the help centre says about it is offered beside what is written
    await page.getByLabel("Asunto").fill("Corregir una factura");
    await page.getByRole("region", { name: "Quizá esto lo resuelva" }).getByRole("link", { name: /factura/ }).first().waitFor();
    await page.getByLabel("¿Qué ha pasado o qué necesita?").fill("También rota.");
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Enviar solicitud" }).click();
    // the mailed link leads back to what was begun
    await enter("Nueva solicitud");
    expect([await page.getByLabel("Código de reserva").inputValue(), await page.getByLabel("Más concretamente").inputValue(), await page.getByLabel("¿Qué ha pasado o qué necesita?").inputValue()]).toEqual(["XYZ129", "danyo", "También rota."]);
  });

  it.each([["English", "What is it about?", "Booking code"], ["Português (Brasil)", "Do que se trata?", "Código de reserva"], ["Română", "Despre ce este vorba?", "Cod de rezervare"]])("L5 in %s, with what was typed still there", async (language, about, code) => {
    await page.getByRole("button", { name: language }).click();
    await page.getByLabel(about).waitFor();
    expect(await page.getByRole("textbox", { name: code }).inputValue()).toBe("XYZ129");
    await expectAccessible(page);
    await expectFits(page);
  });
});
