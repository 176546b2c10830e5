import { describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import type { OutgoingMailView } from "../contract/mail.ts";
import type { Ticket, TicketPage } from "../contract/tickets.ts";
import { expectAccessible, expectFits, useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();

const desk = "ventas@hoteles.example.com";
const lucia = { name: "Lucía Ferrer", address: "lucia@posadasol.example" };
const joan = { name: "Joan Mir", address: "joan@posadasol.example" };
const subject = "La tarifa de mayo no aparece";
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: "es-ES" };

let agent: Page;
let customer: Page;
let number = 0;

const read = async <T>(route: string) => installation.current.api<T>(await installation.current.token("admin@example.com"), route);
const linkIn = (mail: OutgoingMailView, what: RegExp) => {
  const found = mail.text.match(/https?:\/\/\S+/g)?.find((url) => what.test(url));
  if (found === undefined) throw new Error(`no link in: ${mail.text}`);
  return found;
};

describe("the main job, end to end", () => {
  useJourney();
  it("the one-time link signs the administrator in, once", async () => {
    agent = await browser.open();
    await agent.goto(installation.current.signInLink);
    await expectAccessible(agent);
    await agent.getByRole("button", { name: "Sign in" }).click();
    await agent.getByRole("navigation", { name: "Main" }).waitFor();
    const again = await browser.open();
    await again.goto(installation.current.signInLink);
    await again.getByRole("heading", { name: "This link was already used" }).waitFor();
    await again.context().close();
  });

  it("H1 a mail becomes a numbered ticket, which appears in the open list by itself", async () => {
    await agent.goto(`${installation.current.url}/desk/tickets?view=open`);
    await agent.getByRole("main").waitFor();
    await installation.current.mail({
      from: lucia,
      to: desk,
      cc: [joan],
      subject,
      text: "Buenos días:\n\nHemos cargado las tarifas de mayo y en Booking siguen las de abril.\n\nLucía",
      attachments: [{ filename: "tarifas de mayo.csv", content: "mes;tarifa\nmayo;120\n" }],
    });
    const row = agent.getByRole("link", { name: new RegExp(subject) }).first();
    await row.waitFor();
    await row.click();
    await agent.getByRole("heading", { name: subject }).waitFor();
    number = Number(/tickets\/(\d+)/.exec(agent.url())?.[1]);
    expect(number).toBeGreaterThan(1000);
    await agent.getByText("en Booking siguen las de abril").first().waitFor();
    await agent.getByText(".csv").first().waitFor();
  });

  it("the person gets a confirmation with the number and the way to the portal", async () => {
    const mail = await installation.current.mailTo(lucia.address, "confirmation");
    expect(mail.subject).toContain(String(number));
    expect(linkIn(mail, /\/tickets\//)).toBe(`${installation.current.url}/portal/hotel-sales/tickets/${number}`);
  });

  it("an agent answers in the browser, and the answer goes out by mail to requester and copy", async () => {
    await agent.getByRole("button", { name: /^Reply to/ }).click();
    const editor = agent.getByRole("textbox", { name: "Write a reply" });
    await editor.click();
    await editor.pressSequentially("Hola, Lucía: ya lo vemos. ¿Qué plan de tarifas usa?");
    await agent.getByRole("button", { name: /^Send/ }).first().click();
    const mail = await installation.current.mailTo(lucia.address, "reply");
    expect(mail.text).toContain("¿Qué plan de tarifas usa?");
    expect(mail.text).toContain("siguen las de abril");
    expect(mail.references.length).toBeGreaterThan(0);
    expect(mail.cc.join()).toContain(joan.address);
    await installation.current.mailTo(joan.address, "reply");
  });

  it("the built-in mailbox shows the mail as its receiver would see it", async () => {
    await agent.goto(`${installation.current.url}/desk/mailbox`);
    await agent.getByRole("link", { name: /lucia@posadasol\.example/ }).first().click();
    await agent.getByRole("heading", { name: new RegExp(subject) }).waitFor();
    await expectAccessible(agent);
    await agent.goto(`${installation.current.url}/desk/tickets/${number}`);
  });

  it("H3 the portal opens by a mailed link, after choosing a password there", async () => {
    customer = await browser.open(phone);
    await customer.goto(linkIn(await installation.current.mailTo(lucia.address, "confirmation"), /\/tickets\//));
    await customer.getByRole("heading", { name: `Inicie sesión para ver la solicitud #${number}` }).waitFor();
    await expectAccessible(customer);
    await expectFits(customer);
    await customer.getByRole("button", { name: "Obtener contraseña" }).click();
    await customer.getByText("Escriba primero su dirección").waitFor();
    await customer.getByLabel("Correo electrónico").fill(lucia.address);
    const before = new Date();
    await customer.getByRole("button", { name: "Obtener contraseña" }).click();
    await customer.getByRole("heading", { name: "Mire su correo" }).waitFor();
    await expectAccessible(customer);
    await customer.goto(linkIn(await installation.current.mailTo(lucia.address, "set-password", { after: before }), /\/link\//));
    await customer.getByRole("heading", { name: "Elija una contraseña" }).waitFor();
    await expectAccessible(customer);
    const password = customer.getByLabel("Nueva contraseña", { exact: true });
    await password.fill("contraseña");
    await customer.getByRole("button", { name: "Guardar y entrar" }).click();
    await customer.getByRole("alert").getByText("fácil de adivinar").waitFor();
    await password.fill("la ventana azul");
    await customer.getByRole("button", { name: "Guardar y entrar" }).click();
    // to the request that the mail was about, and from there to all of them
    await customer.getByRole("heading", { name: subject }).waitFor();
    await customer.getByRole("link", { name: "Mis actividades" }).click();
    await customer.getByRole("heading", { name: "¿En qué podemos ayudarle?" }).waitFor();
  });

  it("H4, H5, H6, H9, T5 it shows own requests, the whole correspondence, who handles it, and the state in words", async () => {
    await expectAccessible(customer);
    await expectFits(customer);
    await customer.getByRole("link", { name: new RegExp(subject) }).click();
    await customer.getByRole("heading", { name: subject }).waitFor();
    await customer.getByText("en Booking siguen las de abril").waitFor();
    await customer.getByText("¿Qué plan de tarifas usa?").waitFor();
    await customer.getByText("Esperamos su respuesta para poder continuar.").waitFor();
    await expectAccessible(customer);
    await expectFits(customer);
    await installation.current.api(await installation.current.token("admin@example.com"), `/tickets/${number}`, {
      method: "PATCH",
      body: { assignee: "marta.soler@hoteles.example.com" },
    });
    // live: nobody reloads
    await customer.getByText("Marta Soler").waitFor();
    await customer.getByRole("link", { name: "+34 971 000 101" }).waitFor();
  });

  it("T3, T4 the customer answers in the portal with a file; the agent sees it without reloading", async () => {
    const reply = customer.getByLabel("Su respuesta");
    await reply.fill("Usamos el plan BAR-2.");
    await customer.getByText("Borrador guardado").waitFor();
    await customer.reload();
    await expect.poll(() => customer.getByLabel("Su respuesta").inputValue()).toBe("Usamos el plan BAR-2.");
    await customer.locator("input[type=file]").setInputFiles({ name: "reseña ñandú.txt", mimeType: "text/plain", buffer: Buffer.from("hola") });
    await customer.getByRole("link", { name: /reseña ñandú/ }).waitFor();
    await customer.getByRole("button", { name: "Enviar", exact: true }).click();
    await customer.getByRole("article", { name: "Usted" }).getByText("Usamos el plan BAR-2.").waitFor();
    await expect.poll(() => customer.getByLabel("Su respuesta").inputValue()).toBe("");
    await agent.getByText("Usamos el plan BAR-2.").first().waitFor();
    expect((await read<Ticket>(`/tickets/${number}`)).status).toBe("abierto");
    const download = customer.waitForEvent("download");
    await customer.getByRole("link", { name: /reseña ñandú/ }).click();
    expect((await download).suggestedFilename()).toBe("reseña ñandú.txt");
  });

  it("and by mail: the answer lands in the same ticket", async () => {
    const got = await installation.current.mailTo(lucia.address, "reply");
    await installation.current.mail({
      from: lucia,
      to: got.replyTo,
      subject: `Re: ${subject}`,
      inReplyTo: got.messageId,
      references: [...got.references, got.messageId],
      text: `Y también falta junio.\n\nEl lunes, Ventas escribió:\n> ${got.text.split("\n").join("\n> ")}`,
    });
    await customer.getByText("Y también falta junio.").waitFor();
    await agent.getByText("Y también falta junio.").first().waitFor();
    const page = await read<TicketPage>(`/tickets/${number}/page`);
    expect(page.messages.filter((message) => message.kind === "reply")).toHaveLength(4);
  });

  it("a note stays with the colleagues", async () => {
    await installation.current.api(await installation.current.token("marta.soler@hoteles.example.com"), `/tickets/${number}/messages`, {
      method: "POST",
      body: { kind: "note", body: "Solo para el equipo." },
    });
    await agent.getByText("Solo para el equipo.").first().waitFor();
    await customer.reload();
    await customer.getByText("Y también falta junio.").waitFor();
    expect(await customer.getByText("Solo para el equipo.").count()).toBe(0);
  });

  it("H7 a solved ticket is reopened by the customer, keeping its correspondence", async () => {
    await installation.current.api(await installation.current.token("marta.soler@hoteles.example.com"), `/tickets/${number}/messages`, {
      method: "POST",
      body: { kind: "reply", body: "Ya están publicadas mayo y junio.", status: "resuelta" },
    });
    await customer.getByText("La solicitud está resuelta.").waitFor();
    await customer.getByLabel("Su respuesta").fill("Junio todavía no aparece.");
    await customer.getByRole("button", { name: "Enviar y reabrir" }).click();
    await customer.getByText("Estamos trabajando en su solicitud.").waitFor();
    await until("reopened ticket", async () => (await read<Ticket>(`/tickets/${number}`)).state === "open");
    await customer.getByText("en Booking siguen las de abril").waitFor();
    await expectAccessible(customer);
  });

  it("who is in copy sees the ticket by a sign-in link, and a stranger does not", async () => {
    const other = await browser.open({ locale: "ro-RO" });
    await other.goto(`${installation.current.url}/portal/hotel-sales/tickets/${number}`);
    await other.getByLabel("Adresa de e-mail").or(other.locator("input[type=email]")).first().fill(joan.address);
    const before = new Date();
    await other.getByRole("button", { name: "Trimiteți-mi un link de autentificare" }).click();
    await other.getByRole("heading", { name: "Verificați e-mailul" }).waitFor();
    await other.goto(linkIn(await installation.current.mailTo(joan.address, "sign-in-link", { after: before }), /\/link\//));
    await other.getByRole("button", { name: "Intrați" }).click();
    await other.getByText("en Booking siguen las de abril").waitFor();
    await other.goto(`${installation.current.url}/portal/hotel-sales/`);
    await other.getByRole("link", { name: new RegExp(subject) }).waitFor();
    await other.getByText(`Deschisă de ${lucia.name}`, { exact: false }).waitFor();
    await other.context().close();

    await installation.current.mail({ from: "ana@otra.example", to: desk, subject: "Otra cosa", text: "Hola" });
    await installation.current.mailTo("ana@otra.example", "confirmation");
    const stranger = await browser.open({ locale: "es-ES" });
    const asked = new Date();
    await stranger.request.post(`${installation.current.url}/api/v1/sign-in-links`, { data: { email: "ana@otra.example", purpose: "sign-in", desk: "hotel-sales", locale: "es" } });
    await stranger.goto(linkIn(await installation.current.mailTo("ana@otra.example", "sign-in-link", { after: asked }), /\/link\//));
    await stranger.getByRole("button", { name: "Entrar" }).click();
    await stranger.getByRole("link", { name: /Otra cosa/ }).waitFor();
    await stranger.goto(`${installation.current.url}/portal/hotel-sales/tickets/${number}`);
    await stranger.getByRole("heading", { name: "Aquí no hay nada" }).waitFor();
    await expectAccessible(stranger);
    await stranger.context().close();
  });
});
