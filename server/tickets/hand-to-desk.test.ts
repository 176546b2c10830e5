import { beforeAll, describe, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const ana = "ana@guest.example";
const eva = () => t.current.as("eva@hotel.example");
const fina = () => t.current.as("fina@hotel.example");
const both = () => t.current.as("both@hotel.example");
const hand = (number: number, payload: object = {}, headers: Record<string, string> = {}) => ({ method: "PUT" as const, url: `/tickets/${number}/desk`, payload: { desk: "finanzas", reason: "Es una devolución", ...payload }, headers });
const patch = (number: number, payload: object) => ({ method: "PATCH" as const, url: `/tickets/${number}`, payload });
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const numbersOf = (answer: { json: () => { items: { number: number }[] } }) => answer.json().items.map((item) => item.number);

beforeAll(async () => {
  const roles = salesDesk.roles.map((role) => (role.key === "agente" ? { ...role, permissions: [...role.permissions, "follow-up.record" as const] } : role));
  await t.current.desk({ roles });
  await t.current.desk({
    key: "finanzas", labels: { es: "Finanzas", en: "Finance" }, addresses: ["finanzas@hotel.example"], roles,
    statuses: [
      { key: "por-revisar", state: "new", labels: { es: "Por revisar" }, explanations: {}, runsClocks: true },
      { key: "en-curso", state: "open", labels: { es: "En curso" }, explanations: {}, runsClocks: true },
      { key: "pagada", state: "solved", labels: { es: "Pagada" }, explanations: {}, runsClocks: false, afterCustomerMessage: "en-curso" },
    ],
    queues: [{ key: "pagos", labels: { es: "Pagos" } }, { key: "reclamos", labels: { es: "Reclamos" } }],
    types: [{ key: "devolucion", labels: { es: "Devolución" } }],
    fields: [{ key: "importe", kind: "number", labels: { es: "Importe" } }],
  });
  for (const [email, desk, role] of [["eva@hotel.example", "ventas", "agente"], ["jefa@hotel.example", "ventas", "jefa"], ["mira@hotel.example", "ventas", "mirador"], ["fina@hotel.example", "finanzas", "agente"], ["both@hotel.example", "ventas", "agente"], ["both@hotel.example", "finanzas", "agente"]] as const) {
    await t.current.grant(email, desk, role);
  }
});

test("C10 another department gets the ticket with its number, its words and its history, and begins anew in its own configuration", async () => {
  const { number } = await t.current.ticket(ana, { type: "factura", fields: { reserva: "ABC123", noches: 2 }, body: "Quiero mi dinero" });
  await eva()(patch(number, { status: "esperando", assignee: "eva@hotel.example", queue: "grupos" }));
  const answer = await both()(hand(number));
  expect(answer.json()).toMatchObject({ number, desk: "finanzas", status: "por-revisar", state: "new", queue: "pagos", type: null, firstType: null, assignee: null, fields: {} });
  const page = (await fina()(`/tickets/${number}/page`)).json();
  expect(page.messages.map((message: { text: string }) => message.text)).toEqual(["Quiero mi dinero"]);
  const told = page.events.items.find((event: { type: string }) => event.type === "ticket.handed-over");
  expect(told).toMatchObject({ actor: { name: "Both" }, data: { from: "ventas", to: "finanzas", status: "esperando", queue: "grupos", type: "factura", reason: "Es una devolución" } });
  expect(page.events.items.map((event: { type: string }) => event.type)).toContain("ticket.status-changed");
  // what only the old desk explains is read, in its words
  const [stay] = (await fina()(`/tickets/${number}/stays`)).json().items;
  expect(stay).toMatchObject({
    desk: { key: "ventas", labels: { es: "Ventas" } }, by: "Both", reason: "Es una devolución", status: { es: "Esperando respuesta" }, queue: { es: "Grupos" }, type: { es: "Factura" },
    fields: [{ key: "reserva", labels: { es: "Reserva" }, value: "ABC123" }, { key: "noches", value: 2 }],
  });
  // the department documents its own work in it
  expect((await fina()(post(`/tickets/${number}/messages`, { kind: "note", body: "Transferencia hecha" }))).status).toBe(201);
  expect((await fina()(patch(number, { type: "devolucion", fields: { importe: 80 }, status: "pagada" }))).json()).toMatchObject({ type: "devolucion", fields: { importe: 80 }, state: "solved" });
  // and gives it back: what the first desk knew is there again
  const back = (await both()(hand(number, { desk: "ventas", queue: "bodas", reason: "Pagado" }))).json();
  expect(back).toMatchObject({ desk: "ventas", status: "nuevo", queue: "bodas", type: "factura", firstType: "factura", fields: { reserva: "ABC123", noches: 2 } });
  expect((await both()(`/tickets/${number}/stays`)).json().items).toMatchObject([{ desk: { key: "finanzas" }, fields: [{ key: "importe", value: 80 }] }, { desk: { key: "ventas" } }]);
});

test("C10 whoever may edit may hand over, also to where they see nothing; then it is gone from their sight, and in the others' lists", async () => {
  const { number } = await t.current.ticket(ana);
  await t.current.index();
  expect((await t.current.as("mira@hotel.example")(hand(number))).status).toBe(403);
  expect((await fina()(hand(number))).status).toBe(404);
  expect((await t.current.as(ana)(hand(number))).status).toBe(403);
  expect((await eva()(hand(number, { desk: "nirgends" }))).json()).toMatchObject({ status: 422, key: "ticket.unknown-desk" });
  expect((await eva()(hand(number, { desk: "ventas" }))).json()).toMatchObject({ status: 409, key: "ticket.same-desk" });
  expect((await eva()(hand(number, { queue: "general" }))).status).toBe(422);
  expect((await eva()(hand(number, { assignee: "fina@hotel.example" }))).status).toBe(403);
  expect(numbersOf(await fina()("/tickets?q=desk:finanzas&limit=200"))).not.toContain(number);
  const handed = await eva()(hand(number));
  expect([handed.status, handed.text]).toEqual([204, ""]);
  for (const url of ["", "/page", "/events", "/stays", "/messages"]) expect((await eva()(`/tickets/${number}${url}`)).status).toBe(404);
  expect(numbersOf(await eva()("/tickets?limit=200"))).not.toContain(number);
  expect(numbersOf(await fina()("/tickets?q=desk:finanzas&limit=200"))).toContain(number);
  // the customer neither loses it nor learns of colleagues' reasons
  const seen = await t.current.as(ana)(`/tickets/${number}/page`);
  expect(seen.json().ticket).toMatchObject({ number, desk: "finanzas", status: "por-revisar" });
  expect(seen.text).not.toContain("Es una devolución");
  expect((await t.current.as(ana)(`/tickets/${number}/stays`)).status).toBe(403);
  // who assigns there may give it to somebody at once
  const other = await t.current.ticket(ana);
  expect((await both()(hand(other.number, { assignee: "fina@hotel.example" }))).json()).toMatchObject({ status: "en-curso", assignee: "fina@hotel.example" });
});

test("C10 mails come from the new desk, and an answer to the old address still finds its ticket", async () => {
  const { number } = await t.current.ticket(ana);
  await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Lo vemos" }));
  const replyTo = async () => (await t.current.rows<{ to: string; from: string }>(`select content->>'replyTo' as to, content->'from'->>'address' as from from deliveries where ticket_id = $1 and letter = 'reply' order by id desc limit 1`, [number]))[0];
  await t.current.runJobs();
  const old = await replyTo();
  expect(old?.to).toMatch(/^ventas\+/);
  await eva()(hand(number));
  await fina()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Le pagamos mañana" }));
  await t.current.runJobs();
  expect((await replyTo())?.to).toMatch(/^finanzas\+/);
  const { mailIn } = t.current.app;
  const raw = Buffer.from(`From: ${ana}\r\nTo: ${old?.to}\r\nSubject: Re: Una pregunta\r\nMessage-ID: <old@guest.example>\r\n\r\nGracias\r\n`);
  await mailIn.receiveSmtp({ raw, envelope: { from: ana, to: [old?.to ?? ""] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await mailIn.admitWaiting();
  const [mail] = await t.current.rows<{ fate: string; ticket: number }>(`select fate, ticket_id as ticket from mails order by id desc limit 1`);
  expect(mail).toEqual({ fate: "threaded", ticket: number });
  expect((await fina()(`/tickets/${number}/page`)).json().messages.at(-1)).toMatchObject({ text: expect.stringContaining("Gracias"), side: "customer" });
});

describe("C10 with others at work", () => {
  test("a hand-over against an old version is refused, and a change that comes after it is told", async () => {
    const { number, version } = await t.current.ticket(ana);
    await eva()(patch(number, { priority: "high" }));
    expect((await both()(hand(number, {}, { "if-match": `"${version}"` }))).status).toBe(412);
    // together: either the status is set first and goes into the history, or it comes too late and is told
    const [handed, changed] = await Promise.all([both()(hand(number)), eva()(patch(number, { status: "abierto" }))]);
    expect(handed.status).toBe(200);
    expect([200, 404]).toContain(changed.status);
    const [stay] = (await both()(`/tickets/${number}/stays`)).json().items;
    expect(stay.status.es).toBe(changed.status === 200 ? "Abierto" : "Nuevo");
    expect((await both()(`/tickets/${number}`)).json()).toMatchObject({ desk: "finanzas", status: "por-revisar", priority: "high" });
  });
  test("two hand it over at once: once", async () => {
    const { number } = await t.current.ticket(ana);
    const answers = await Promise.all([both()(hand(number)), both()(hand(number)), both()(hand(number))]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
    expect((await both()(`/tickets/${number}/stays`)).json().items).toHaveLength(1);
  });
  test("a follow-up that was planned stays, and goes to who gets the ticket there", async () => {
    const { number } = await t.current.ticket(ana);
    await eva()(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-05T09:00:00Z" }));
    await eva()(hand(number));
    const planned = async () => (await fina()(`/tickets/${number}/follow-ups`)).json().items;
    expect(await planned()).toMatchObject([{ agent: { email: "eva@hotel.example" }, state: "planned" }]);
    await fina()(patch(number, { assignee: "fina@hotel.example" }));
    expect(await planned()).toMatchObject([{ agent: { email: "fina@hotel.example" }, dueAt: "2026-03-05T09:00:00Z" }]);
  });
});

test("C10 without leaving the desk: a queue for the department, whose people see and document in that queue only", async () => {
  await t.current.grant("caja@hotel.example", "ventas", "agente", "bodas");
  const caja = t.current.as("caja@hotel.example");
  const { number } = await t.current.ticket(ana);
  expect((await caja(`/tickets/${number}`)).status).toBe(404);
  await eva()(patch(number, { queue: "bodas" }));
  expect((await caja(post(`/tickets/${number}/messages`, { kind: "note", body: "Abonado" }))).status).toBe(201);
  // done: it is theirs no more
  expect((await caja(patch(number, { queue: "general" }))).status).toBe(204);
  expect((await caja(`/tickets/${number}`)).status).toBe(404);
  const back = (await eva()(`/tickets/${number}/page`)).json();
  expect(back.ticket.queue).toBe("general");
  expect(back.messages.at(-1)).toMatchObject({ kind: "note", author: { name: "Caja" } });
});
