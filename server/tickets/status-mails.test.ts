import { beforeAll, describe, expect, test } from "vitest";
import { parseMail, type ParsedMail } from "../platform/mime/index.ts";
import { cleanUp } from "../testing/cleanup.ts";
import { publicUrl, salesDesk, useApp } from "../testing/factories.ts";
import { startPostfix, type Postfix } from "../testing/peers/postfix.ts";

let postfix: Postfix;
const undo = cleanUp();
beforeAll(async () => {
  postfix = await startPostfix();
  undo(() => postfix.close());
}, 30_000);
const t = useApp(() => postfix.url);
const eva = "eva@hotel.example";

beforeAll(async () => {
  await t.current.desk({
    language: "ro",
    languages: ["ro", "es", "en", "pt-BR"],
    labels: { ro: "Suport", es: "Soporte", en: "Support" },
    statusMails: true,
    statuses: salesDesk.statuses.map((status) => ({ ...status, labels: { ...status.labels, ro: `${status.labels["es"]} (ro)` }, explanations: { ro: `Explicație: ${status.key}` } })),
    queues: salesDesk.queues.map((queue) => ({ ...queue, labels: { ...queue.labels, ro: queue.key } })),
    roles: salesDesk.roles.map((role) => ({ ...role, labels: { ...role.labels, ro: role.key } })),
    fields: [{ key: "reserva", kind: "text", labels: { ro: "Rezervare" } }],
    types: [
      { key: "equipaje", labels: { ro: "Bagaje" }, sets: { letter: "tres-idiomas" } },
      { key: "papeles", labels: { ro: "Acte" }, sets: { letter: "pide-respuesta" } },
    ],
    letters: [
      { key: "confirmation", labels: { ro: "Confirmare" }, texts: { ro: { button: "Vizualizaţi Solicitarea" } } },
      {
        key: "tres-idiomas",
        labels: { ro: "Trei limbi" },
        languages: ["es", "en", "pt-BR"],
        texts: {
          ro: { subject: "Cazul {{ ticket.number }}", body: "…" },
          es: { subject: "Su caso {{ ticket.number }}", body: "Hola {{ requester.name }}:\n\n- [Formulario de contacto](https://air.example/es/contacto)\n- [Oficinas](https://air.example/es/oficinas)\n- [Contact center](tel:+541100)\n- [Sitio web](https://air.example/es)" },
          en: { subject: "Your case {{ ticket.number }}", body: "Dear {{ requester.name }},\n\n- [Contact form](https://air.example/en/contact)\n- [Offices](https://air.example/en/offices)\n- [Contact center](tel:+541100)\n- [Web site](https://air.example/en)" },
          "pt-BR": { subject: "Seu caso {{ ticket.number }}", body: "Olá, {{ requester.name }}:\n\n- [Formulário de contato](https://air.example/pt/contato)\n- [Escritórios](https://air.example/pt/escritorios)\n- [Contact center](tel:+541100)\n- [Site](https://air.example/pt)" },
        },
      },
      { key: "pide-respuesta", labels: { ro: "Cere răspuns" }, texts: { ro: { subject: "{{ ticket.subject }}", body: "Vă rugăm să răspundeți la acest mesaj." } } },
    ],
  });
  await t.current.grant(eva, "ventas", "jefa");
});

let people = 0;
/** A ticket whose confirmation has gone; who asked, and its number. */
async function open(more: Record<string, unknown> = {}, as?: string): Promise<{ customer: string; number: number }> {
  const customer = `ana${(people += 1)}@people.example`;
  const made = await t.current.as(as ?? customer)({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "Factura", body: "Nu o găsesc", requester: { email: customer, locale: "ro" }, ...more } });
  expect(made.status).toBe(201);
  await t.current.runJobs();
  return { customer, number: made.json().number };
}
const set = async (number: number, status: string) => {
  expect((await t.current.as(eva)({ method: "PATCH", url: `/tickets/${number}`, payload: { status } })).status).toBe(200);
  await t.current.runJobs();
};
const reply = async (number: number, status?: string) => {
  const answer = await t.current.as(eva)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Iată", ...(status === undefined ? {} : { status }) } });
  expect(answer.status).toBe(201);
  await t.current.runJobs();
};

/** The mails somebody got, oldest first, once there are so many. */
async function inbox(address: string, count: number): Promise<ParsedMail[]> {
  for (let tries = 0; ; tries += 1) {
    const mails = (await postfix.delivered()).map((raw) => parseMail(raw)).filter((mail) => mail.deliveredTo.includes(address));
    if (mails.length >= count || tries > 60) {
      expect(mails.map(({ subject }) => subject)).toHaveLength(count);
      // those of one transaction stand in the order in which they were written
      const ids = await t.current.rows<{ id: string }>("select header_message_id as id from deliveries where to_address = $1 order by deliveries.id", [address]);
      return mails.toSorted((a, b) => ids.findIndex(({ id }) => id === a.messageId) - ids.findIndex(({ id }) => id === b.messageId));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const stopLink = (mail: ParsedMail | undefined) => /\/portal\/ventas\/notifications\/([\w.-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
const optOut = (token: string, wanted = false) => t.current.anyone({ method: "PUT", url: `/notification-choices/${token}`, payload: { wanted } });
interface Recorded {
  type: string;
  data: Record<string, unknown>;
  actor: { name: string | null };
}
const history = async (number: number, kind: RegExp): Promise<Recorded[]> =>
  ((await t.current.as(eva)(`/tickets/${number}/events`)).json().items as Recorded[]).filter(({ type }) => kind.test(type)).toReversed();

describe("a mail at each change of status", () => {
  test("T10 the confirmation has the button “Vizualizaţi Solicitarea”, which opens the request", async () => {
    const { customer, number } = await open();
    const [mail] = await inbox(customer, 1);
    expect(mail?.text).toContain(`Vizualizaţi Solicitarea:\n${publicUrl}/portal/ventas/tickets/${number}`);
    expect(mail?.html).toMatch(new RegExp(`<a href="${publicUrl}/portal/ventas/tickets/${number}"[^>]*>Vizualizaţi Solicitarea</a>`));
  });

  test("T13 tells the status, its explanation, with “Vizualizează Solicitarea” and “Nu doresc să primesc notificări”, and how mail programs stop it", async () => {
    const { customer, number } = await open();
    await set(number, "abierto");
    const [, mail] = await inbox(customer, 2);
    expect(mail?.subject).toBe(`Abierto (ro): Factura [#${number}]`);
    expect(mail?.text).toContain(`Solicitarea ${number} are acum starea: Abierto (ro)\n\nExplicație: abierto\n\nVizualizează Solicitarea:\n${publicUrl}/portal/ventas/tickets/${number}`);
    expect(mail?.text).toContain(`Nu doresc să primesc notificări: ${publicUrl}/portal/ventas/notifications/`);
    expect(mail?.html).toContain("<strong>Abierto (ro)</strong>");
    // RFC 8058, 3.1
    expect(mail?.headers.get("list-unsubscribe-post")).toEqual(["List-Unsubscribe=One-Click"]);
    expect(mail?.headers.get("list-unsubscribe")).toEqual([`<${publicUrl}/api/v1/unsubscribe/${stopLink(mail)}>`]);
    expect(mail?.headers.get("auto-submitted")).toEqual(["auto-generated"]);
  });

  test("T13 a reply that also sets the status is one mail, which names it", async () => {
    const { customer, number } = await open();
    await reply(number, "esperando");
    const [, mail] = await inbox(customer, 2);
    expect(mail?.subject).toBe(`Re: Factura [#${number}]`);
    expect(mail?.text).toContain("Stare: Esperando respuesta (ro).");
    await set(number, "abierto");
    await inbox(customer, 3);
  });

  test("T13 no sign-in: the link opens the choice and changes nothing, one button confirms, and it is taken back in the portal", async () => {
    const { customer, number } = await open();
    await set(number, "abierto");
    const [, mail] = await inbox(customer, 2);
    const token = stopLink(mail);
    const about = { desk: "ventas", number, subject: "Factura" };
    for (const url of [`/notification-choices/${token}`, `/notification-choices/${token}`]) expect((await t.current.anyone(url)).json()).toEqual({ ...about, wanted: true });
    const opened = await t.current.anyone(`/unsubscribe/${token}`);
    expect([opened.status, opened.headers["location"]]).toEqual([303, `/portal/ventas/notifications/${token}`]);
    expect((await t.current.anyone(`/notification-choices/${token}`)).json().wanted).toBe(true);
    expect((await optOut(token)).json()).toEqual({ ...about, wanted: false });
    await set(number, "en-espera");
    await inbox(customer, 2);
    expect(await history(number, /letter\.skipped|notifications/)).toMatchObject([
      { type: "notifications.chosen", data: { person: customer, wanted: false, how: "link" } },
      { type: "letter.skipped", data: { letter: "status-changed", person: customer, reason: "opted-out" } },
    ]);
    const page = async () => (await t.current.as(customer)(`/tickets/${number}/page`)).json().notifications;
    expect(await page()).toBe(false);
    expect((await t.current.as(customer)({ method: "PUT", url: `/tickets/${number}/notifications`, payload: { wanted: true } })).status).toBe(204);
    expect(await page()).toBe(true);
    await set(number, "abierto");
    await inbox(customer, 3);
  });

  test("T13 one click in a mail program works by RFC 8058, for this request only, and again changes nothing", async () => {
    const { customer, number } = await open();
    const other = await t.current.ticket(customer, { subject: "Alta", requester: { email: customer, locale: "ro" } });
    await set(number, "abierto");
    const mails = await inbox(customer, 3);
    const url = /<([^>]+)>/.exec(mails.find((mail) => mail.headers.has("list-unsubscribe"))?.headers.get("list-unsubscribe")?.[0] ?? "")?.[1]?.slice(publicUrl.length) ?? "";
    const click = () => t.current.anyone({ method: "POST", url, payload: "List-Unsubscribe=One-Click", headers: { "content-type": "application/x-www-form-urlencoded" } });
    expect([(await click()).status, (await click()).status]).toEqual([200, 200]);
    expect(await history(number, /notifications/)).toMatchObject([{ data: { how: "mail-program", wanted: false } }]);
    await set(number, "en-espera");
    await set(other.number, "abierto");
    expect((await inbox(customer, 4)).at(-1)?.subject).toBe(`Abierto (ro): Alta [#${other.number}]`);
  });

  test("T13 a link that was made up, or that was for somebody else, opens nothing", async () => {
    const { customer, number } = await open();
    await set(number, "abierto");
    const [, mail] = await inbox(customer, 2);
    const token = stopLink(mail);
    const [ticket, person, signature = ""] = token.split(".");
    const forged = [`${Number(ticket) - 1}.${person}.${signature}`, `${ticket}.${Number(person) + 1}.${signature}`, `${ticket}.${person}.${"A".repeat(24)}`, `${ticket}.${person}.`, "x".repeat(40), `${token}x`];
    for (const one of forged) expect([one, (await optOut(one)).status, (await t.current.anyone(`/unsubscribe/${one}`)).status]).toEqual([one, 404, 404]);
    expect((await t.current.anyone(`/notification-choices/${token}`)).json().wanted).toBe(true);
  });
});

describe("who opted out", () => {
  async function optedOut() {
    const made = await open();
    await set(made.number, "abierto");
    const [, mail] = await inbox(made.customer, 2);
    await optOut(stopLink(mail));
    return made;
  }

  test("T14 is mailed questions and the resolution all the same; each skip of the others is recorded and shown in the ticket", async () => {
    const { customer, number } = await optedOut();
    await set(number, "en-espera"); // kept
    await set(number, "esperando"); // a question
    await set(number, "abierto"); // kept
    await set(number, "resuelta"); // the resolution
    await set(number, "cerrada"); // kept: it was told
    const mails = await inbox(customer, 4);
    expect(mails.slice(2).map(({ subject }) => subject)).toEqual([`Esperando respuesta (ro): Factura [#${number}]`, `Resuelta (ro): Factura [#${number}]`]);
    expect(mails[3]?.text).toContain(`Solicitarea ${number} este rezolvată.`);
    expect((await history(number, /letter\.skipped/)).map(({ data }) => data["reason"])).toEqual(["opted-out", "opted-out", "opted-out"]);
    const { letters } = (await t.current.as(eva)(`/tickets/${number}/page`)).json();
    expect(letters.filter((one: { state: string }) => one.state === "suppressed")).toMatchObject([1, 2, 3].map(() => ({ to: customer, letter: "status-changed", reason: "opted-out" })));
  });

  test("T14 gets whatever a colleague writes to them: a reply is no notification", async () => {
    const { customer, number } = await optedOut();
    await reply(number);
    await reply(number, "esperando");
    await reply(number);
    await reply(number, "resuelta");
    const mails = await inbox(customer, 6);
    expect(mails.slice(2).map(({ text }) => /Stare: (.*?) \(ro\)/.exec(text ?? "")?.[1])).toEqual([undefined, "Esperando respuesta", undefined, "Resuelta"]);
    expect(await history(number, /letter\.skipped/)).toEqual([]);
  });
});

describe("the letter of a typification", () => {
  test("L7 staff see the number; the passenger gets one letter in three languages, theirs first, with the links in each", async () => {
    const { customer, number } = await open({ type: "equipaje", source: "walk-in", requester: { email: "pass@people.example", name: "José {{ desk }} <b>", locale: "pt-BR" } }, eva);
    expect(number).toBeGreaterThan(0);
    expect(customer).toMatch(/@/);
    const [mail] = await inbox("pass@people.example", 1);
    expect(mail?.subject).toBe(`Seu caso ${number} [#${number}]`);
    const text = mail?.text ?? "";
    const places = ["Olá, José {{ desk }} <b>:", "Escritórios: https://air.example/pt/escritorios", "Hola José {{ desk }} <b>:", "Oficinas: https://air.example/es/oficinas", "Dear José {{ desk }} <b>,", "Web site: https://air.example/en"].map((part) => text.indexOf(part));
    expect(places.every((place, n) => place > (places[n - 1] ?? -1)), text).toBe(true);
    expect([...(mail?.html ?? "").matchAll(/<div lang="([\w-]+)">/g)].map((found) => found[1])).toEqual(["pt-BR", "es", "en"]);
    expect(mail?.html).toContain('href="tel:+541100"');
    expect(mail?.html).toContain("José {{ desk }} &lt;b&gt;");
    expect(await history(number, /letter\.sent/)).toMatchObject([{ data: { letter: "tres-idiomas", to: ["pass@people.example"] } }]);
    expect(await t.current.rows("select id from deliveries where ticket_id = $1 and letter = 'confirmation'", [number])).toEqual([]);
  });

  test("L8 a standard letter asks for a reply; its subject is the ticket's, and it comes back to the ticket", async () => {
    const { customer, number } = await open({ type: "papeles", subject: "Vuelo AB123 {{ x }}" }, eva);
    const [mail] = await inbox(customer, 1);
    expect(mail?.subject).toBe(`Vuelo AB123 {{ x }} [#${number}]`);
    expect(mail?.replyTo[0]?.address).toMatch(new RegExp(`^ventas\\+${number}-[a-z2-7]{12}@hotel\\.example$`));
    const raw = `From: ${customer}\r\nTo: ${mail?.replyTo[0]?.address}\r\nSubject: Re: ${mail?.subject}\r\nIn-Reply-To: ${mail?.messageId}\r\nMessage-ID: <answer-${number}@people.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAquí están.\r\n`;
    await t.current.app.mailIn.receive({ source: "smtp", envelopeFrom: customer, envelopeTo: [mail?.replyTo[0]?.address ?? ""], raw: Buffer.from(raw), remote: {} });
    await t.current.app.mailIn.admitWaiting();
    const messages = async () => (await t.current.as(eva)(`/tickets/${number}/messages`)).json().items;
    expect((await messages()).at(-1)).toMatchObject({ side: "customer", channel: "email", text: expect.stringContaining("Aquí están.") });
  });

  test("L14 the ticket shows which letter went to whom, when, and what became of it", async () => {
    const { customer, number } = await open({ type: "papeles" });
    const shown = async () => (await t.current.as(eva)(`/tickets/${number}/page`)).json().letters;
    expect(await shown()).toMatchObject([{ letter: "pide-respuesta", to: customer, state: "sent" }]);
    await t.current.rows("update deliveries set state = 'bounced', reason = '550 no such user' where ticket_id = $1", [number]);
    expect(await shown()).toMatchObject([{ state: "bounced", reason: "550 no such user" }]);
    expect((await t.current.as(customer)(`/tickets/${number}/page`)).json().letters).toEqual([]);
  });
});
