import { beforeAll, expect, test } from "vitest";
import type { Trust } from "../../contract/tickets.ts";
import { keptCertificate } from "../platform/smtp/certificate.ts";
import { startSmtpListener } from "../platform/smtp/listener.ts";
import { createSender, type Sender } from "../platform/smtp/sender.ts";
import { createLog } from "../platform/log.ts";
import { cleanUp } from "../testing/cleanup.ts";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const eva = () => t.current.as("eva@hotel.example");
const ana = () => t.current.as("ana@guest.example");
const desk = "ventas@hotel.example";
interface Mail {
  id: number;
  letter: string;
  to: string;
  text: string;
  html: string;
  subject: string;
  replyTo: string;
  messageId: string;
  files: unknown[];
}
const mails = (number: number, letter: string) =>
  t.current.rows<Mail>(
    `select id, letter, to_address as to, content->>'text' as text, content->>'html' as html, content->>'subject' as subject, content->>'replyTo' as "replyTo",
       header_message_id as "messageId", content->'files' as files from deliveries where ticket_id = $1 and letter = $2 order by id`,
    [number, letter],
  );
let count = 0;
/** A mail by SMTP's door, as the world sends it. */
async function receive(mail: { from: string; to: string; text: string; subject?: string; headers?: string }) {
  const raw = `From: ${mail.from}\r\nTo: ${mail.to}\r\nSubject: ${mail.subject ?? "Re: x"}\r\nMessage-ID: <in${(count += 1)}@world.example>\r\n${mail.headers === undefined ? "" : `${mail.headers}\r\n`}\r\n${mail.text}\r\n`;
  const { mailIn } = t.current.app;
  const from = /[^\s<>]+@[^\s<>]+/.exec(mail.from)?.[0] ?? "";
  const result = await sender.send({ envelope: { from, to: mail.to }, raw: Buffer.from(raw) });
  expect(result.outcome).toBe("sent");
  await mailIn.admitWaiting();
  const [row] = await t.current.rows<{ fate: string; ticket: number; messageId: number; evidence: { evidence: { key: string }[]; trust: Trust | null } }>(
    `select fate, ticket_id as ticket, message_id as "messageId", evidence from mails order by id desc limit 1`,
  );
  if (row === undefined) throw new Error("the ledger lost a mail");
  return { ...row, keys: row.evidence.evidence.map(({ key }) => key) };
}
const pageOf = async (who: ReturnType<typeof eva>, number: number) => (await who(`/tickets/${number}/page`)).json();
const ask = async (number: number, more: object = {}) =>
  (await eva()(post(`/tickets/${number}/side-conversations`, { to: ["banco@bank.example"], subject: "Pago 17", body: "¿Llegó el pago secretísimo?", ...more }))).json();

/** Everything a customer can get hold of. */
async function everythingOf(number: number): Promise<string> {
  const reads = await Promise.all([`/tickets/${number}`, `/tickets/${number}/page`, `/tickets/${number}/messages`, `/tickets/${number}/events`, "/tickets?q=involves:me", `/tickets/${number}/side-conversations`, `/tickets/${number}/draft`].map((url) => ana()(url)));
  const sent = await t.current.rows<{ content: string }>(`select content::text from deliveries where ticket_id = $1 and to_address = 'ana@guest.example'`, [number]);
  return [...reads.map((read) => read.text), ...sent.map((mail) => mail.content)].join("\n");
}

let sender: Sender;
const undo = cleanUp();
beforeAll(async () => {
  const { mailIn } = t.current.app;
  const listener = await startSmtpListener({
    host: "127.0.0.1", port: 0, name: "help.example.test", maxSize: 1_000_000, log: createLog("silent"), tls: await keptCertificate(t.current.dataDir, "help.example.test", new Date()),
    acceptsRecipient: (address) => mailIn.acceptsRecipient(address), receive: (one) => mailIn.receiveSmtp(one),
  });
  sender = createSender(`smtp://127.0.0.1:${listener.port}`);
  undo(async () => {
    sender.close();
    await listener.close();
  });
  await t.current.desk();
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  await t.current.grant("leo@hotel.example", "ventas", "agente");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await t.current.grant("mira@hotel.example", "ventas", "mirador");
});

test("T16 C10 a third party is asked by mail, its answer comes back into the side conversation, and the customer learns nothing", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const side = await ask(number);
  expect(side).toMatchObject({ kind: "side", subject: "Pago 17", state: "open", to: [{ email: "banco@bank.example" }], messages: [expect.any(Number)] });
  const [mail, ...more] = await mails(number, "side");
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ to: "banco@bank.example", subject: `Pago 17 [#${number}]`, text: expect.stringContaining("secretísimo"), replyTo: expect.stringMatching(new RegExp(`^ventas\\+${number}s${side.id}-`)) });
  // nothing of the ticket goes along, and no way into the portal
  expect(mail?.text).not.toContain("Una pregunta");
  expect(mail?.html).not.toContain("/portal/");

  const answer = await receive({ from: "Banco <banco@bank.example>", to: mail?.replyTo ?? "", text: "Sí, el lunes ultrareservado." });
  expect(answer).toMatchObject({ fate: "threaded", ticket: number, keys: ["side-address"] });
  const page = await pageOf(eva(), number);
  expect(page.sideConversations).toMatchObject([{ id: side.id, messages: [side.messages[0], answer.messageId] }]);
  expect(page.messages.at(-1)).toMatchObject({ kind: "side", side: "third-party", sideConversation: side.id, author: { email: "banco@bank.example" } });
  expect(page.ticket).toMatchObject({ status: "nuevo" });

  // one goes on in it; what was said stands below
  expect((await eva()(post(`/tickets/${number}/side-conversations/${side.id}/messages`, { body: "¿Y el martes?" }))).status).toBe(201);
  const [, second] = await mails(number, "side");
  expect(second?.text).toContain("ultrareservado");
  expect((await t.current.rows<{ refs: string[] }>(`select content->'references' as refs from deliveries where id = $1`, [second?.id]))[0]?.refs).toEqual([mail?.messageId, `<in${count}@world.example>`]);

  // a reply to the customer, afterwards, tells nothing of it
  await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Lo estamos mirando" }));
  await t.current.index();
  expect((await ana()("/tickets?q=ultrareservado")).json().items).toEqual([]);
  expect((await eva()("/tickets?q=ultrareservado")).json().items).toHaveLength(1);
  const all = await everythingOf(number);
  for (const word of ["secretísimo", "ultrareservado", "bank.example", "martes", "side.started", "Pago 17"]) expect(all).not.toContain(word);
  expect((await ana()(`/tickets/${number}/side-conversations`)).status).toBe(403);
  expect((await t.current.as("otro@guest.example")(`/tickets/${number}/side-conversations`)).status).toBe(404);
});

test("T16 whoever writes to a side conversation's address writes there, the customer included", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const side = await ask(number);
  const [mail] = await mails(number, "side");
  for (const from of ["ana@guest.example", "colega@bank.example", "eva@hotel.example", "mal@other.example"]) {
    expect(await receive({ from, to: mail?.replyTo ?? "", text: `soy ${from}` })).toMatchObject({ fate: "threaded", ticket: number, keys: ["side-address"] });
  }
  const page = await pageOf(ana(), number);
  expect(page.messages).toHaveLength(1);
  expect((await pageOf(eva(), number)).sideConversations[0].messages).toHaveLength(5);
  // and nobody is mailed for it, nor put in copy
  expect(await mails(number, "side")).toHaveLength(1);
  expect((await eva()(`/tickets/${number}`)).json().cc).toEqual([]);
  expect(side.id).toBeGreaterThan(0);
});

test("T16 an answer to the desk's plain address finds its side conversation by what it answers; a stranger's stays apart", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const side = await ask(number);
  const [mail] = await mails(number, "side");
  const headers = `In-Reply-To: ${mail?.messageId}`;
  const subject = `Re: Pago 17 [#${number}]`;
  expect(await receive({ from: "banco@bank.example", to: desk, text: "aquí", headers, subject })).toMatchObject({ fate: "threaded", ticket: number, keys: ["side-reference"] });
  // who answers the answer
  expect(await receive({ from: "banco@bank.example", to: desk, text: "otra vez", headers: `References: <in${count}@world.example>`, subject })).toMatchObject({ ticket: number, keys: ["side-reference"] });
  const stranger = await receive({ from: "mal@other.example", to: desk, text: "hola", headers, subject });
  expect(stranger).toMatchObject({ fate: "ticketed", keys: ["colleague-mail-other", "new-request"] });
  expect(stranger.ticket).not.toBe(number);
  // the customer, to whom somebody passed the mail on, quotes it: still not in the conversation that others see
  const customer = await receive({ from: "ana@guest.example", to: desk, text: "¿qué es esto?", headers, subject });
  expect(customer.ticket).not.toBe(number);
  expect((await pageOf(eva(), number)).sideConversations[0]).toMatchObject({ id: side.id, messages: [expect.any(Number), expect.any(Number), expect.any(Number)] });
});

test("a side conversation is closed, and open again when an answer comes", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const side = await ask(number);
  const closed = await eva()({ method: "PATCH", url: `/tickets/${number}/side-conversations/${side.id}`, payload: { state: "closed" } });
  expect(closed.json()).toMatchObject({ state: "closed" });
  const [mail] = await mails(number, "side");
  await receive({ from: "banco@bank.example", to: mail?.replyTo ?? "", text: "tarde" });
  expect((await eva()(`/tickets/${number}/side-conversations`)).json().items).toMatchObject([{ id: side.id, state: "open" }]);
  const types = (await eva()(`/tickets/${number}/events`)).json().items.map((event: { type: string }) => event.type);
  expect(types.filter((type: string) => type.startsWith("side."))).toEqual(["side.reopened", "side.closed", "side.started"]);
  const other = await t.current.ticket("bo@guest.example");
  expect((await eva()(post(`/tickets/${other.number}/side-conversations/${side.id}/messages`, { body: "x" }))).status).toBe(404);
  expect((await t.current.as("mira@hotel.example")(post(`/tickets/${number}/side-conversations`, { to: ["x@y.example"], subject: "x", body: "x" }))).status).toBe(403);
  const toCustomer = await eva()(post(`/tickets/${number}/side-conversations`, { to: ["ana@guest.example"], subject: "x", body: "x" }));
  expect(toCustomer.json()).toMatchObject({ key: "side.customer", path: "/to/0" });
});

test("R8 the answer by mail to a mention is a note, only from the one it was sent to", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await eva()(post(`/tickets/${number}/messages`, { kind: "note", body: "@Leo el cliente es moroso", mentions: ["leo@hotel.example"] }));
  await t.current.tell();
  const [mail] = await mails(number, "mentioned");
  const answer = await receive({ from: "Leo <leo@hotel.example>", to: mail?.replyTo ?? "", text: "Ya lo sabía" });
  expect(answer).toMatchObject({ fate: "threaded", ticket: number, keys: ["note-address"] });
  expect((await pageOf(eva(), number)).messages.at(-1)).toMatchObject({ kind: "note", side: "agent", text: expect.stringContaining("Ya lo sabía"), author: { email: "leo@hotel.example" } });
  // an address of the desk has no room for a tag: by what it answers
  expect(await receive({ from: "leo@hotel.example", to: desk, text: "y más", headers: `In-Reply-To: ${mail?.messageId}` })).toMatchObject({ ticket: number, keys: ["note-address"] });
  // from others it goes nowhere near the conversation: not from another colleague, not from the customer
  for (const from of ["eva@hotel.example", "ana@guest.example", "mal@other.example"]) {
    const other = await receive({ from, to: mail?.replyTo ?? "", text: `soy ${from}`, headers: `In-Reply-To: ${mail?.messageId}`, subject: `Re: x [#${number}]` });
    expect(other).toMatchObject({ fate: "ticketed", keys: ["colleague-mail-other", "new-request"] });
    expect(other.ticket).not.toBe(number);
  }
  expect(await everythingOf(number)).not.toContain("moroso");
  expect((await mails(number, "reply")).length).toBe(0);
});

test("R8 the answer to the notification of a customer's reply is a note, also where it only names the mail it answers", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const { version } = (await eva()(`/tickets/${number}`)).json();
  await t.current.as("jefa@hotel.example")({ method: "PATCH", url: `/tickets/${number}`, payload: { assignee: "leo@hotel.example" }, headers: { "if-match": `"${version}"` } });
  await ana()(post(`/tickets/${number}/messages`, { kind: "reply", body: "¿Y ahora?" }));
  await t.current.tell();
  t.current.clock.advance("PT10M");
  await t.current.tell();
  const [mail] = await mails(number, "notification");
  expect(mail).toMatchObject({ to: "leo@hotel.example", text: expect.stringContaining("¿Y ahora?") });
  expect(await receive({ from: "Leo <leo@hotel.example>", to: mail?.replyTo ?? "", text: "Lo miro yo" })).toMatchObject({ fate: "threaded", ticket: number, keys: ["note-address"] });
  expect(await receive({ from: "leo@hotel.example", to: desk, text: "y otra", headers: `In-Reply-To: ${mail?.messageId}` })).toMatchObject({ ticket: number, keys: ["note-address"] });
  expect(await receive({ from: "eva@hotel.example", to: mail?.replyTo ?? "", text: "soy otra" })).toMatchObject({ fate: "ticketed", keys: ["colleague-mail-other", "new-request"] });
  expect((await pageOf(eva(), number)).messages.slice(-2)).toMatchObject([{ kind: "note", text: expect.stringContaining("Lo miro yo") }, { kind: "note", text: expect.stringContaining("y otra") }]);
  expect(await everythingOf(number)).not.toContain("Lo miro yo");
});

test("R8 the answer by mail to “New ticket” and to a ticket that was changed is a note", async () => {
  await t.current.tell(); // what was before is none of hers
  await t.current.grant("nina@hotel.example", "ventas", "agente");
  const nina = t.current.as("nina@hotel.example");
  const choices = { choices: { mine: {}, queues: { created: ["mail"] }, watched: { status: ["mail"] } }, queues: [{ desk: "ventas", queue: "general" }], quiet: null, digest: 10 };
  expect((await nina({ method: "PUT", url: "/me/notification-settings", payload: choices })).status).toBe(200);
  const { number } = await t.current.ticket("ana@guest.example", { subject: "Toallas" });
  const told = async () => {
    await t.current.tell();
    t.current.clock.advance("PT10M");
    await t.current.tell();
    return (await mails(number, "notification")).filter(({ to }) => to === "nina@hotel.example");
  };
  const [created] = await told();
  expect(created?.subject).toContain("Toallas");
  expect(await receive({ from: "Nina <nina@hotel.example>", to: created?.replyTo ?? "", text: "Las subo yo" })).toMatchObject({ fate: "threaded", ticket: number, keys: ["note-address"] });
  await nina({ method: "PUT", url: `/tickets/${number}/following`, payload: { state: "watching" } });
  await eva()({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "esperando" } });
  const changed = (await told()).at(-1);
  expect(changed?.id).not.toBe(created?.id);
  expect(await receive({ from: "Nina <nina@hotel.example>", to: changed?.replyTo ?? "", text: "¿Y las sábanas?" })).toMatchObject({ fate: "threaded", ticket: number, keys: ["note-address"] });
  const notes = (await pageOf(eva(), number)).messages.filter((one: { kind: string }) => one.kind === "note");
  expect(notes).toMatchObject([{ author: { email: "nina@hotel.example" }, text: expect.stringContaining("Las subo yo") }, { text: expect.stringContaining("¿Y las sábanas?") }]);
  expect((await eva()(`/tickets/${number}`)).json().status).toBe("esperando");
});

test("R9 a ticket is forwarded to addresses, colleagues and a role, each by a mail of its own, with what was chosen", async () => {
  const { number } = await t.current.ticket("ana@guest.example", { subject: "Piscina cerrada" });
  await eva()(post(`/tickets/${number}/messages`, { kind: "note", body: "nota venenosa" }));
  await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Abrimos el lunes", status: "esperando" }));
  await t.current.as("jefa@hotel.example")({ method: "PATCH", url: `/tickets/${number}`, payload: { priority: "high", assignee: "eva@hotel.example" } });
  const forward = (more: object) => t.current.as("jefa@hotel.example")(post(`/tickets/${number}/forwards`, { subject: "Para su información", message: "Mirad esto", include: {}, ...more }));
  expect((await eva()(post(`/tickets/${number}/forwards`, { to: ["x@y.example"], subject: "x", include: {} }))).status).toBe(403);

  const answer = await forward({ to: ["obras@build.example"], people: ["leo@hotel.example"], role: "mirador", include: { conversation: true, history: true } });
  expect(answer.status).toBe(201);
  expect(answer.json()).toMatchObject({ kind: "forward", to: expect.arrayContaining([expect.objectContaining({ email: "obras@build.example" })]) });
  const sent = await mails(number, "forward");
  expect(sent.map(({ to }) => to).sort()).toEqual(["leo@hotel.example", "mira@hotel.example", "obras@build.example"]);
  for (const mail of sent) {
    expect(mail.subject).toBe(`Para su información [#${number}]`);
    for (const part of ["Mirad esto", "Piscina cerrada", "Abrimos el lunes", "Nuevo → Esperando respuesta", "Prioridad: Normal → Alta", "→ Eva"]) expect(mail.text).toContain(part);
    expect(mail.text).not.toContain("venenosa");
    expect(mail.html).not.toContain("venenosa");
  }
  // the page is for colleagues
  expect(sent.find(({ to }) => to === "obras@build.example")?.html).not.toContain("/desk/");
  expect(sent.find(({ to }) => to === "leo@hotel.example")?.html).toContain(`/desk/tickets/${number}`);
  const events = (await eva()(`/tickets/${number}/events`)).json().items;
  expect(events.find((event: { type: string }) => event.type === "ticket.forwarded").data).toMatchObject({ to: expect.arrayContaining(["obras@build.example"]), include: ["conversation", "history"] });

  // notes where they are chosen, never to a customer of the ticket
  expect((await forward({ to: ["obras@build.example"], include: { notes: true } })).status).toBe(201);
  const withNotes = (await mails(number, "forward")).at(-1);
  expect(withNotes?.text).toContain("venenosa");
  expect((await forward({ to: ["ana@guest.example"], include: { notes: true } })).json().key).toBe("forward.notes-to-customer");
  expect((await forward({ include: {} })).json().key).toBe("forward.nobody");

  // the answer comes to the colleagues
  const back = await receive({ from: "obras@build.example", to: withNotes?.replyTo ?? "", text: "> nota venenosa\r\n\r\nentendido" });
  expect(back).toMatchObject({ fate: "threaded", ticket: number, keys: ["side-address"] });
  expect(await everythingOf(number)).not.toContain("venenosa");
  expect((await pageOf(ana(), number)).messages).toHaveLength(2);
});

test("T12 a third party's mailed answer moves the ticket as its status says; a machine's does not", async () => {
  await t.current.desk({ statuses: salesDesk.statuses.map((one) => (one.key === "esperando" ? { ...one, afterSideAnswer: "abierto" } : one)) });
  const { number } = await t.current.ticket("ana@guest.example");
  await ask(number);
  const [mail] = await mails(number, "side");
  await eva()({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "esperando" } });
  const status = async () => (await eva()(`/tickets/${number}`)).json().status;
  await receive({ from: "banco@bank.example", to: mail?.replyTo ?? "", text: "Estoy fuera", headers: "Auto-Submitted: auto-replied" });
  expect(await status()).toBe("esperando");
  await receive({ from: "eva@hotel.example", to: mail?.replyTo ?? "", text: "añado algo" });
  await receive({ from: "banco@bank.example", to: mail?.replyTo ?? "", text: "Pagado" });
  expect(await status()).toBe("abierto");
  const [moved] = (await eva()(`/tickets/${number}/events`)).json().items.filter((event: { type: string }) => event.type === "ticket.status-changed");
  expect(moved).toMatchObject({ data: { from: "esperando", to: "abierto" } });
  // another status of the same state says nothing of it: it stays
  await eva()({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "en-espera" } });
  await receive({ from: "banco@bank.example", to: mail?.replyTo ?? "", text: "y más" });
  expect(await status()).toBe("en-espera");
});
