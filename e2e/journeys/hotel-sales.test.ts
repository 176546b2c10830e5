import { ImapFlow } from "imapflow";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonAccess } from "../../contract/access.ts";
import type { OutgoingMail, OutgoingMailView } from "../../contract/mail.ts";
import type { PersonRow } from "../../contract/organizations.ts";
import type { Ticket, TicketEvent, TicketPage } from "../../contract/tickets.ts";
import { startDovecot, type Dovecot } from "../../server/testing/peers/dovecot.ts";
import { expectFits, useBrowser, useJourney } from "../browser.ts";
import { until, useInstallation } from "../installation.ts";

/** The manual of the online sales department of a hotel group, from its first line to its last. */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
useJourney();

const support = "ventas@hoteles.example.com";
const marta = "marta.soler@hoteles.example.com";
const lucia = "lucia.fernandez@hoteles.example.com";
const pau = { name: "Pau Riera", address: "recepcion@cala.example" };
const berta = { name: "Berta Coll", address: "direccion@cala.example" };
const subject = "Las tarifas de mayo no aparecen";
const password = "cuatro gaviotas";
let dovecot: Dovecot;
/** in the desk, and Berta's telephone */
let agent: Page;
let phone: Page;
let number = 0;

const api = async <T>(email: string, route: string, init?: { method?: string; body?: unknown }) => installation.current.api<T>(await installation.current.token(email), route, init);
const found = async (q: string) => (await api<{ items: Ticket[] }>(lucia, `/tickets?q=${encodeURIComponent(q)}`)).items;
const portal = (path = "") => `${installation.current.url}/portal/hotel-sales/${path}`;
const desk = (path: string) => `${installation.current.url}/desk${path}`;
const moveOn = (advance: string) => api("admin@example.com", "/demo/clock", { method: "POST", body: { advance } });
const linkIn = (mail: OutgoingMailView, what: RegExp) => mail.text.match(/https?:\/\/\S+/g)?.find((url) => what.test(url)) ?? "";
const standing = () => phone.getByRole("region", { name: "Estado" });
const toTicket = async () => {
  await agent.goto(desk(`/tickets/${number}`));
  await agent.locator("#ticket-subject").waitFor();
};
/** As an agent answers: written, sent as a status, and on its way once it can no longer be taken back. */
async function answer(text: string, status: string): Promise<void> {
  await agent.getByRole("button", { name: /^Responder a/ }).click();
  const editor = agent.getByRole("textbox", { name: "Escribir una respuesta" });
  await editor.click();
  await editor.pressSequentially(text);
  await agent.getByRole("button", { name: "Elegir el estado con que se envía" }).click();
  await agent.getByRole("menuitem", { name: status }).click();
  await agent.getByRole("button", { name: `Enviar como ${status}` }).click();
  await agent.getByRole("article").getByText(text).waitFor();
  // so long it can be taken back
  await moveOn("PT1M");
}

beforeAll(async () => {
  dovecot = await startDovecot();
  agent = await browser.open({ locale: "es-ES", extraHTTPHeaders: { authorization: `Bearer ${await installation.current.token(marta)}` } });
  phone = await browser.open({ locale: "es-ES", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
}, 300_000);
afterAll(() => dovecot.close());

test("H1 every mail to the support address opens a numbered ticket, by SMTP and from a mailbox, and its handling begins", async () => {
  await agent.goto(desk("/tickets?view=open"));
  await agent.getByRole("heading", { level: 1 }).first().waitFor();
  await installation.current.mail({ from: pau, to: support, cc: [berta], subject, text: "Buenos días:\n\nHemos cargado las tarifas de mayo y en la web siguen las de abril.\n\nPau" });
  await agent.getByRole("link", { name: new RegExp(subject) }).first().waitFor();
  const told = await installation.current.mailTo(pau.address, "confirmation");
  [{ number } = { number: 0 }] = await found(`requester:${pau.address}`);
  expect(told.text).toContain(`Su número es ${number}.`);
  // it waits to be answered within the time that the desk promises
  const { clocks } = await api<TicketPage>(lucia, `/tickets/${number}/page`);
  expect(clocks.map(({ kind, state }) => `${kind} ${state}`)).toContain("first-reply running");

  const user = "soporte@hoteles.example.com";
  const imap = { host: dovecot.host, port: dovecot.port, secure: false };
  await api("admin@example.com", "/mailboxes/soporte", { method: "PUT", body: { desk: "hotel-sales", ...imap, user, auth: "password", secret: dovecot.password } });
  const client = new ImapFlow({ ...imap, auth: { user, pass: dovecot.password }, logger: false });
  await client.connect();
  await client.append("INBOX", `From: Ivo Serra <ivo@cala.example>\r\nTo: ${user}\r\nSubject: Fotos de la terraza\r\nMessage-ID: <fotos@cala.example>\r\n\r\nVan en la carpeta.\r\n`);
  await installation.current.mailTo("ivo@cala.example", "confirmation");
  client.close();
  // whose clock is moved on reads no mailbox of the world
  await api("admin@example.com", "/mailboxes/soporte", { method: "DELETE" });
});

test("H2 what reached an agent's own address is forwarded, and belongs to who wrote it", async () => {
  await installation.current.mail({
    from: `Marta Soler <${marta}>`,
    to: support,
    subject: "RV: Grupo de 20",
    text: "Me ha llegado a mí.\n\nDe: Luis Paz <luis@agencia.example> \nEnviado el: lunes, 1 de septiembre de 2026 9:00\nPara: Marta Soler <marta.soler@hoteles.example.com>\nAsunto: Grupo de 20\n\nNecesitamos veinte habitaciones.",
  });
  const told = await installation.current.mailTo("luis@agencia.example", "confirmation");
  expect(told.text).toContain("Hemos recibido su solicitud");
  const [ticket] = await found("requester:luis@agencia.example");
  expect(ticket).toMatchObject({ subject: "Grupo de 20", requester: { name: "Luis Paz" } });
  expect(await found(`requester:${marta}`)).toEqual([]);
  await agent.getByRole("link", { name: /Grupo de 20/ }).first().waitFor();
  await agent.getByText("Luis Paz").locator("visible=true").first().waitFor();
});

test("H3 who is only in copy opens the portal, chooses “obtener contraseña”, and sets it by the mailed link", async () => {
  await phone.goto(portal());
  await phone.getByRole("heading", { name: "Inicie sesión para ver sus actividades" }).waitFor();
  await phone.getByLabel("Correo electrónico").fill(berta.address);
  await phone.getByRole("button", { name: "Obtener contraseña" }).tap();
  await phone.getByRole("heading", { name: "Mire su correo" }).waitFor();
  await phone.goto(linkIn(await installation.current.mailTo(berta.address, "set-password"), /\/link\//));
  await phone.getByRole("heading", { name: "Elija una contraseña" }).waitFor();
  await phone.getByLabel("Nueva contraseña", { exact: true }).fill(password);
  await phone.getByRole("button", { name: "Guardar y entrar" }).tap();
  await phone.getByRole("heading", { name: "¿En qué podemos ayudarle?" }).waitFor();
  await expectFits(phone);
});

test("H4 “Mis actividades” lists, with status, what one reported, what the department opened, and what one is in copy of", async () => {
  await installation.current.mail({ from: berta, to: support, subject: "Cuna para la 214", text: "¿Tienen?" });
  await agent.goto(desk("/write"));
  await agent.getByRole("combobox", { name: "Para", exact: true }).fill(`${berta.address};`);
  await agent.getByRole("textbox", { name: "Asunto" }).click();
  await agent.getByRole("textbox", { name: "Asunto" }).fill("Contrato de 2027");
  await agent.getByRole("textbox", { name: "Mensaje" }).fill("Hola, Berta: le enviamos el contrato del año que viene.");
  await agent.getByRole("button", { name: "Enviar", exact: true }).click();
  expect((await installation.current.mailTo(berta.address, "outgoing")).text).toContain("le enviamos el contrato");
  await phone.goto(portal());
  await phone.getByRole("heading", { name: "Mis actividades" }).waitFor();
  for (const [title, status] of [[subject, "Abierto"], ["Cuna para la 214", "Abierto"], ["Contrato de 2027", "Esperando respuesta"]]) {
    await phone.getByRole("link", { name: new RegExp(`${title}[\\s\\S]*${status}|${status}[\\s\\S]*${title}`) }).waitFor();
  }
  expect(await phone.getByText("Fotos de la terraza").count()).toBe(0);
});

test("H5 H6 H9 the request shows its whole correspondence, who handles it and how to reach them, and its status in the department's words", async () => {
  await toTicket();
  await api(marta, `/tickets/${number}`, { method: "PATCH", body: { assignee: marta } });
  await phone.getByRole("link", { name: new RegExp(subject) }).tap();
  await phone.getByRole("heading", { name: subject }).waitFor();
  await phone.getByText("en la web siguen las de abril").waitFor();
  await phone.getByText("Asignado a").waitFor();
  await phone.getByText("Marta Soler").first().waitFor();
  await phone.getByRole("link", { name: "+34 971 000 101" }).waitFor();
  await standing().getByText("Estamos trabajando en su solicitud.").waitFor();
  // a third party's turn
  await api(marta, `/tickets/${number}`, { method: "PATCH", body: { status: "en-espera" } });
  await standing().getByText("En espera", { exact: true }).waitFor();
  await standing().getByText("Depende de un tercero; ni usted ni nosotros tenemos que hacer nada por ahora.").waitFor();
  await expectFits(phone);
});

test("H8 while it awaits the customer reminders go out over days; each mail states the deadline, by which it closes itself as solved", async () => {
  await answer("¿Con qué plan de tarifas las han cargado?", "Esperando respuesta");
  await standing().getByText("Esperamos su respuesta para poder continuar.").waitFor();
  const { closesAt } = await api<Ticket>(lucia, `/tickets/${number}`);
  const asked = await installation.current.mailTo(pau.address, "reply", { ticket: number });
  const stated = /Si no tenemos noticias suyas antes del (.+?), su solicitud se cerrará por sí sola como resuelta\./;
  const deadline = stated.exec(asked.text)?.[1];
  expect(deadline).toContain(new Intl.DateTimeFormat("es", { timeZone: "Europe/Madrid", day: "numeric", month: "long" }).format(new Date(closesAt ?? 0)));
  const reminders = async () => (await api<{ items: OutgoingMail[] }>("admin@example.com", "/mailbox?limit=100")).items.filter((mail) => mail.letter === "reminder" && mail.ticket === number && mail.to.includes(pau.address));
  for (const count of [1, 2, 3]) {
    await moveOn(count === 1 ? "P2DT2H" : "P2D");
    const sent = await until(`reminder ${count}`, async () => ((await reminders()).length === count ? reminders() : null));
    const newest = await api<OutgoingMailView>("admin@example.com", `/mailbox/${sent.toSorted((a, b) => b.at.localeCompare(a.at))[0]?.id}`);
    expect(stated.exec(newest.text)?.[1]).toBe(deadline);
    expect((await api<Ticket>(lucia, `/tickets/${number}`)).status).toBe("esperando-respuesta");
  }
  await moveOn("P2D");
  const ended = await until("its end", async () => {
    const ticket = await api<Ticket>(lucia, `/tickets/${number}`);
    return ticket.state === "solved" ? ticket : null;
  });
  expect(ended).toMatchObject({ status: "resuelta" });
  const { items } = await api<{ items: TicketEvent[] }>(lucia, `/tickets/${number}/events?limit=100`);
  const end = items.find((event) => event.type === "ticket.status-changed" && event.data["toState"] === "solved");
  // on that date, not before; a clock that is moved on comes to it in strides
  const late = Date.parse(end?.at ?? "") - Date.parse(closesAt ?? "");
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(3 * 3_600_000);
  await installation.current.mailTo(pau.address, "closed-unanswered");
  expect(await reminders()).toHaveLength(3);
});

test("H7 H9 a solved request is opened again by its customer, and by the department, with all that was written", async () => {
  await phone.goto(portal(`tickets/${number}`));
  await standing().getByText("La solicitud está resuelta. Si falta algo, escríbanos y se vuelve a abrir.").waitFor();
  await phone.getByLabel("Su respuesta").fill("Con el plan FLEX. Perdonen el retraso.");
  await phone.getByRole("button", { name: "Enviar y reabrir" }).tap();
  await standing().getByText("Estamos trabajando en su solicitud.").waitFor();
  for (const words of ["en la web siguen las de abril", "¿Con qué plan de tarifas las han cargado?", "Con el plan FLEX."]) await phone.getByRole("article").getByText(words).waitFor();

  await toTicket();
  await agent.getByRole("article").getByText("Con el plan FLEX.").waitFor();
  await answer("Publicadas: faltaba el mapeo de FLEX.", "Resuelta");
  await standing().getByText("Solución", { exact: true }).waitFor();
  await toTicket();
  await agent.keyboard.press("s");
  await agent.getByRole("option", { name: "Abierto" }).click();
  await standing().getByText("Estamos trabajando en su solicitud.").waitFor();
  expect((await api<TicketPage>(lucia, `/tickets/${number}/page`)).messages.filter((message) => message.kind === "reply")).toHaveLength(4);
});

test("H10 H11 the department's help centre: articles by section, with comments, and a community that takes proposals", async () => {
  const sections = { procedimientos: "Procedimientos", "integracion-pms": "Integración PMS", novedades: "Novedades", "preguntas-frecuentes": "Preguntas frecuentes" };
  for (const section of Object.keys(sections)) {
    const title = section === "procedimientos" ? "Cómo pedir una factura" : `Sobre ${section}`;
    await api(lucia, "/desks/hotel-sales/help-centre/articles", { method: "POST", body: { section, title, html: "<p>Con el localizador y el NIF.</p>", publish: true } });
  }
  const reader = await browser.open({ locale: "es-ES", viewport: { width: 390, height: 844 } });
  await reader.goto(`${installation.current.url}/help/hotel-sales`);
  for (const section of Object.values(sections)) await reader.getByRole("heading", { name: section }).waitFor();
  await reader.getByRole("link", { name: "Cómo pedir una factura" }).click();
  await reader.getByText("Con el localizador y el NIF.").waitFor();
  const article = reader.url();
  // who is not signed in is led to where one can, and back
  await reader.getByRole("link", { name: "Inicie sesión para dejar un comentario" }).click();
  await reader.getByLabel("Correo electrónico").fill(berta.address);
  await reader.getByLabel("Contraseña", { exact: true }).fill(password);
  await reader.getByRole("button", { name: "Iniciar sesión" }).click();
  await reader.getByLabel("Su comentario").fill("¿Y si el hotel está en Lisboa?");
  expect(reader.url()).toContain(new URL(article).pathname);
  await reader.getByRole("button", { name: "Publicar comentario" }).click();
  await reader.getByRole("article", { name: "Comentario de Berta C." }).getByText("¿Y si el hotel está en Lisboa?").waitFor();

  await reader.getByRole("link", { name: "Comunidad" }).first().click();
  await reader.getByRole("link", { name: "Nueva publicación" }).first().click();
  await reader.getByRole("radio", { name: /Propuesta/ }).check();
  await reader.getByLabel("Tema").selectOption({ label: "Propuestas" });
  await reader.getByLabel("Título").fill("Facturas en bloque");
  await reader.getByLabel("Texto").fill("Pedir las de un mes de una vez.");
  await reader.getByRole("button", { name: "Publicar", exact: true }).click();
  await reader.getByRole("heading", { name: "Facturas en bloque" }).waitFor();
  await expectFits(reader);
  await reader.context().close();
});

test("H12 staff see why somebody cannot get in, and send the link again; the sign-in page helps", async () => {
  const reader = await browser.open({ locale: "es-ES", viewport: { width: 390, height: 844 } });
  await reader.goto(portal());
  await reader.getByText("¿No puede entrar?").click();
  await reader.getByText("Escriba a ventas@hoteles.example.com").or(reader.getByRole("link", { name: support })).first().waitFor();
  await until("too many wrong passwords", async () => {
    await reader.request.post(`${installation.current.url}/api/v1/session`, { headers: { origin: installation.current.url }, data: { email: berta.address, password: "no es esta" } });
    const { items } = await api<{ items: PersonRow[] }>(lucia, `/people?q=${berta.address}`);
    return (await api<PersonAccess>(lucia, `/people/${items[0]?.id}/access`)).state === "locked";
  });
  await reader.context().close();
  // on the request that Berta wrote
  const [own] = await found(`requester:${berta.address} cuna`);
  await agent.setViewportSize({ width: 1920, height: 1000 });
  await agent.goto(desk(`/tickets/${own?.number}`));
  await agent.getByText("Bloqueo: demasiadas contraseñas incorrectas").waitFor();
  await agent.getByText(/^Última entrada/).waitFor();

  await toTicket();
  // Pau was invited, and took too long
  await agent.getByText("La invitación ha caducado").waitFor();
  await agent.getByRole("button", { name: "Enviar acceso por correo" }).click();
  await agent.getByText("Con invitación, aún no ha entrado").locator("visible=true").first().waitFor();
  const again = await installation.current.mailTo(pau.address, "invitation");
  expect(linkIn(again, /\/link\//)).not.toBe("");
});
