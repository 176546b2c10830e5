import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Me } from "../contract/auth.ts";
import type { Configuration } from "../contract/configuration.ts";
import type { Ticket, TicketPage } from "../contract/tickets.ts";
import { expectAccessible, expectFits, useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
const eva = { name: "Eva Núñez", address: "eva@casarural.example" };
const password = "tres gatos en el tejado";
const portal = (path: string) => `${installation.current.url}/portal/hotel-sales/${path}`;
const asAdmin = async <T>(route: string, init?: { method: string; body: unknown }) => installation.current.api<T>(await installation.current.token("admin@example.com"), route, init);

/** Enters as a person does who has only a mailbox. */
async function enterByMail(page: Page, address: string): Promise<void> {
  const asked = new Date();
  await page.goto(portal(""));
  await page.locator("input[type=email]").fill(address);
  await page.getByRole("button", { name: "Enviarme un enlace para entrar" }).click();
  await page.getByRole("heading", { name: "Mire su correo" }).waitFor();
  const mail = await installation.current.mailTo(address, "sign-in-link", { after: asked });
  await page.goto(/https?:\/\/\S+\/link\/\S+/.exec(mail.text)?.[0] ?? "");
  await page.getByRole("button", { name: "Entrar" }).click();
  await page.getByRole("heading", { name: "¿En qué podemos ayudarle?" }).waitFor();
}

describe("a customer's way through the portal", () => {
  useJourney();
  let page: Page;
  let number = 0;

  it("begins with a mail", async () => {
    page = await browser.open({ locale: "es-ES" });
    await installation.current.mail({ from: eva, to: "ventas@hoteles.example.com", subject: "Primera consulta", text: "Hola" });
    await installation.current.mailTo(eva.address, "confirmation");
    await enterByMail(page, eva.address);
    await page.getByRole("link", { name: /Primera consulta/ }).waitFor();
  });

  it("T1, T4 opens a request, with a file dropped on the page", async () => {
    await page.getByRole("link", { name: "Nueva solicitud" }).click();
    await page.getByRole("heading", { name: "Nueva solicitud" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Enviar solicitud" }).click();
    await page.getByText("Póngale un asunto").waitFor();
    await page.getByLabel("Asunto").fill("Cambiar la política de cancelación");
    await page.getByLabel("¿Qué ha pasado o qué necesita?").fill("Queremos 48 horas.");
    const files = await page.evaluateHandle(`(() => {
      const data = new DataTransfer();
      data.items.add(new File(["contrato"], "contrato.txt", { type: "text/plain" }));
      return data;
    })()`);
    await page.dispatchEvent("body", "dragover", { dataTransfer: files });
    await page.getByText("Suelte los archivos para adjuntarlos").waitFor();
    await page.dispatchEvent("body", "drop", { dataTransfer: files });
    await page.getByRole("link", { name: /contrato/ }).waitFor();
    await page.getByRole("button", { name: "Enviar solicitud" }).click();
    await page.getByRole("link", { name: "Ver la solicitud" }).click();
    await page.getByRole("heading", { name: "Cambiar la política de cancelación" }).waitFor();
    number = Number(/tickets\/(\d+)/.exec(page.url())?.[1]);
    await page.getByRole("article").getByRole("link", { name: /contrato/ }).waitFor();
    await expectAccessible(page);
    const opened = await asAdmin<TicketPage>(`/tickets/${number}/page`);
    expect(opened.ticket).toMatchObject({ source: "portal", requester: { email: eva.address } });
    expect(opened.messages[0]?.attachments.map((file) => file.name)).toEqual(["contrato.txt"]);
  });

  it("an upload waits for a lost connection and goes on by itself", async () => {
    await page.context().setOffline(true);
    await page.locator("input[type=file]").setInputFiles({ name: "foto.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await page.getByText("Esperando la red").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("link", { name: /foto/ }).waitFor();
    await page.getByRole("button", { name: "Quitar foto.txt" }).click();
    expect(await page.getByText("foto").count()).toBe(0);
  });

  it("sets a password in the account, after being told what it needs", async () => {
    await page.locator("summary").click();
    await page.getByRole("link", { name: "Su cuenta" }).click();
    await page.getByText("Todavía no tiene contraseña").waitFor();
    await page.getByText("Al menos 10 caracteres").waitFor();
    await expectAccessible(page);
    await page.getByLabel("Contraseña nueva", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Establecer contraseña" }).click();
    await page.getByText("Contraseña guardada.").waitFor();
    await page.getByLabel("Contraseña actual").waitFor();
  });

  it("loses nothing that was written when the session ends", async () => {
    await page.goto(portal(`tickets/${number}`));
    await page.getByLabel("Su respuesta").fill("¿Desde cuándo vale?");
    await page.locator("input[type=file]").setInputFiles({ name: "plazo.txt", mimeType: "text/plain", buffer: Buffer.from("plazo") });
    await page.getByRole("link", { name: /plazo/ }).waitFor();
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Enviar", exact: true }).click();
    await page.getByText("Su sesión ha terminado. Lo que escribió se conserva").waitFor();
    await page.getByLabel("Correo electrónico").fill(eva.address);
    await page.getByLabel("Contraseña", { exact: true }).fill("otra cosa");
    await page.getByRole("button", { name: "Iniciar sesión" }).click();
    await page.getByRole("alert").getByText("no son correctas").waitFor();
    await page.getByLabel("Contraseña", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Iniciar sesión" }).click();
    await expect.poll(() => page.getByLabel("Su respuesta").inputValue()).toBe("¿Desde cuándo vale?");
    await page.getByRole("link", { name: /plazo/ }).waitFor();
    await page.getByRole("button", { name: "Enviar", exact: true }).click();
    await page.getByRole("article").getByText("¿Desde cuándo vale?").waitFor();
    await page.getByRole("article").getByRole("link", { name: /plazo/ }).waitFor();
  });

  it("C7 names a status that was added while the page was open", async () => {
    const statuses = "/desks/hotel-sales/configuration";
    const { definition } = await asAdmin<Configuration>(statuses);
    const { status } = await asAdmin<Ticket>(`/tickets/${number}`);
    const vip = { key: "revision-vip", state: "open", color: "violet", labels: { es: "Revisión VIP" }, explanations: {}, runsClocks: true };
    await asAdmin(`${statuses}/statuses`, { method: "PUT", body: [...definition.statuses, vip] });
    await asAdmin(`/tickets/${number}`, { method: "PATCH", body: { status: vip.key } });
    await page.getByRole("main").getByText("Revisión VIP", { exact: true }).waitFor();
    await asAdmin(`/tickets/${number}`, { method: "PATCH", body: { status } });
    await asAdmin(`${statuses}/statuses`, { method: "PUT", body: definition.statuses });
  });

  it("T9 finds a request by its words, and all of them again", async () => {
    // search follows a change within moments, and a page does not ask again by itself
    await until("search result", async () => (await asAdmin<{ items: unknown[] }>(`/tickets?q=${encodeURIComponent(`requester:${eva.address} cancelación`)}`)).items.length === 1);
    await page.goto(portal(""));
    await page.getByRole("link", { name: /Primera consulta/ }).waitFor();
    await page.getByRole("searchbox").fill("cancelación");
    await page.getByRole("link", { name: /Primera consulta/ }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: /Cambiar la política/ }).waitFor();
    await page.getByRole("searchbox").fill("nada-de-esto");
    await page.getByRole("heading", { name: "Sin resultados para «nada-de-esto»" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Ver todas" }).click();
    await page.getByRole("link", { name: /Primera consulta/ }).waitFor();
  });

  it("H4, T9 keeps to what is in a status, and to what one only has in copy", async () => {
    await page.getByLabel("Estado").selectOption({ label: "Resuelta" });
    await page.getByText("Ninguna actividad está ahora en «Resuelta».").waitFor();
    await expectAccessible(page);
    expect(page.url()).toContain("status=resuelta");
    await page.getByRole("button", { name: "Ver todas" }).click();
    await page.getByLabel("De quién").selectOption({ label: "Estoy en copia" });
    await page.getByRole("heading", { name: "Aquí no hay nada" }).waitFor();
    await page.getByLabel("De quién").selectOption({ label: "Pedidas por mí" });
    await page.getByRole("link", { name: /Cambiar la política/ }).waitFor();
    expect(await page.getByLabel("De quién").locator("option").allTextContents()).toEqual(["Todas las mías", "Pedidas por mí", "Estoy en copia"]);
  });

  it("H4 shows colleagues' requests where their organization allows it, and lets them join", async () => {
    const token = await installation.current.token("admin@example.com");
    await installation.current.mail({ from: { name: "Iván Núñez", address: "ivan@casarural.example" }, to: "ventas@hoteles.example.com", subject: "Fotos nuevas de la terraza", text: "Van adjuntas." });
    await installation.current.mailTo("ivan@casarural.example", "confirmation");
    await installation.current.api(token, "/organizations", { method: "POST", body: { name: "Casa Rural Núñez", domains: ["casarural.example"], sharesRequests: true } });
    await page.goto(portal(""));
    await page.getByLabel("De quién").selectOption({ label: "De mis compañeros" });
    await page.getByRole("link", { name: /Fotos nuevas de la terraza/ }).click();
    await page.getByText("La ve porque su organización comparte sus solicitudes.").waitFor();
    await expectAccessible(page);
    await page.getByLabel("Su respuesta").fill("Falta la de la piscina.");
    await page.getByRole("button", { name: "Enviar", exact: true }).click();
    await page.getByRole("article").getByText("Falta la de la piscina.").waitFor();
    await page.getByText("La ve porque su organización comparte sus solicitudes.").waitFor({ state: "detached" });
  });

  it("H7, T15 an answer and the solution appear without reload, and writing opens it again", async () => {
    const token = await installation.current.token("admin@example.com");
    await page.goto(portal(`tickets/${number}`));
    await page.getByLabel("Su respuesta").waitFor();
    await installation.current.api(token, `/tickets/${number}/messages`, { method: "POST", body: { kind: "reply", body: "Desde hoy, para todas las tarifas.", status: "resuelta" } });
    const standing = page.getByRole("region", { name: "Estado" });
    await standing.getByText("Solución", { exact: true }).waitFor();
    await expectAccessible(page);
    await standing.getByRole("link", { name: "Leerla en la conversación" }).click();
    await expect.poll(() => page.evaluate<string>("document.activeElement.innerText")).toContain("Desde hoy, para todas las tarifas.");
    await page.getByLabel("Su respuesta").fill("Falta el mes de junio.");
    await page.getByRole("button", { name: "Enviar y reabrir" }).click();
    await standing.getByText("Abierto", { exact: true }).waitFor();
    await standing.getByText("Solución", { exact: true }).waitFor({ state: "detached" });
  });

  it("works by keyboard alone", async () => {
    await page.goto(portal(""));
    await page.getByRole("link", { name: /Primera consulta/ }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter"); // skip to content
    const path: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      await page.keyboard.press("Tab");
      path.push(await page.evaluate<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"));
    }
    expect(path[0]).toBe("Buscar en sus actividades");
    expect(path[1]).toBe("Nueva solicitud");
    expect(path.slice(2, 4)).toEqual(["De quién", "Estado"]);
    expect(path[4]).toContain("Cambiar la política");
    expect(path[5]).toContain("Fotos nuevas");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Primera consulta" }).waitFor();
    await expect.poll(() => page.evaluate<string>("document.activeElement.tagName")).toBe("H1");
    await page.getByLabel("Su respuesta").focus();
    await page.keyboard.type("Desde el teclado");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("article").getByText("Desde el teclado").waitFor();
  });

  it("speaks the language that is chosen at its foot, and remembers it", async () => {
    await page.getByRole("button", { name: "Română" }).click();
    await page.getByText("Lucrăm la solicitarea dumneavoastră.").waitFor();
    await page.reload();
    await page.getByText("Lucrăm la solicitarea dumneavoastră.").waitFor();
    expect(await page.evaluate<string>("document.documentElement.lang")).toBe("ro");
    expect((await installation.current.api<Me>(await installation.current.token(eva.address), "/me")).locale).toBe("ro");
  });

  it("lets out whoever wants out", async () => {
    await page.locator("summary").click();
    await page.getByRole("button", { name: "Deconectare" }).click();
    await page.getByLabel("Parolă").waitFor({ timeout: 5000 });
    await page.goto(portal(`tickets/${number}`));
    await page.getByRole("heading", { name: `Autentificați-vă pentru a vedea solicitarea #${number}` }).waitFor();
  });

  it("a mailed link leads on to what somebody wanted to see", async () => {
    const asked = new Date();
    await page.locator("input[type=email]").fill(eva.address);
    await page.getByRole("button", { name: "Trimiteți-mi un link de autentificare" }).click();
    await page.getByRole("heading", { name: "Verificați e-mailul" }).waitFor();
    const mail = await installation.current.mailTo(eva.address, "sign-in-link", { after: asked });
    await page.goto(/https?:\/\/\S+\/link\/\S+/.exec(mail.text)?.[0] ?? "");
    await page.getByRole("button", { name: "Intrați" }).click();
    await page.getByRole("heading", { name: "Cambiar la política de cancelación" }).waitFor();
  });
});

describe("the portal's doors", () => {
  let scripts = new Map<string, number>();
  beforeAll(() => {
    scripts = new Map();
  });

  it("loads at most 150 kB of script, gzipped", async () => {
    const page = await browser.open({ locale: "pt-BR" });
    page.on("response", async (response) => {
      if (response.request().resourceType() === "script") scripts.set(response.url(), gzipSync(await response.body(), { level: 6 }).length);
    });
    await page.goto(portal(""));
    await page.getByRole("heading", { name: "Entre para ver suas solicitações" }).waitFor();
    await page.waitForLoadState("networkidle");
    const total = [...scripts.values()].reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(20_000);
    expect(total, JSON.stringify([...scripts])).toBeLessThanOrEqual(150_000);
    await page.context().close();
  });

  it("says in four languages what to do without JavaScript", async () => {
    const page = await browser.open({ javaScriptEnabled: false });
    await page.goto(portal(""));
    const told = page.locator("noscript p");
    await told.first().waitFor();
    expect((await told.allTextContents()).map((text) => text.split(":")[1])).toEqual([
      " just answer the last mail you got from us.",
      " responda al último que le enviamos.",
      " responda ao último que enviamos.",
      " răspundeți la ultimul primit de la noi.",
    ]);
    await page.context().close();
  });

  it("H12 helps whoever cannot get in: what to try, and whom to write to", async () => {
    const page = await browser.open({ locale: "es-ES", viewport: { width: 390, height: 844 } });
    await page.goto(portal(""));
    await page.getByText("¿No puede entrar?", { exact: true }).click();
    await page.getByText(/elija «Obtener contraseña»/).waitFor();
    await page.getByRole("link", { name: "ventas@hoteles.example.com" }).waitFor();
    await page.context().close();
  });

  it("leads on from no desk, a wrong desk, and a link that is none", async () => {
    const page = await browser.open({ locale: "en-GB", viewport: { width: 360, height: 740 } });
    await page.goto(`${installation.current.url}/portal/`);
    await page.waitForURL(/\/portal\/hotel-sales\/$/);
    await page.goto(`${installation.current.url}/portal/no-such-desk/`);
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
    await expectAccessible(page);
    for (const secret of ["cut", "A".repeat(43)]) {
      await page.goto(portal(`link/${secret}`));
      await page.getByRole("heading", { name: "This link leads nowhere" }).waitFor();
      await expectAccessible(page);
      await expectFits(page);
    }
    await page.getByRole("button", { name: "Mail me a new link" }).click();
    await page.getByRole("heading", { name: "Sign in to see your requests" }).waitFor();
    await page.context().close();
  });
});
