import { beforeAll, expect, test } from "vitest";
import type { Permission } from "../../contract/permissions.ts";
import { toLive } from "../inbox/live.ts";
import type { Person } from "../platform/work.ts";
import { useApp } from "../testing/factories.ts";

const it = useApp();
const boss = "jefa@hotel.example";
const other = "jefe@hotel.example";
const agent = "marta@hotel.example";

interface Row {
  id: number;
  fate: string;
  reason: string | null;
  ticket: number | null;
  decidedBy: string | null;
  note: string | null;
}
let counter = 0;
/** Sends a mail to the real door and answers its row of the ledger. */
async function mail(from: string, more: { subject?: string; headers?: string; body?: string; to?: string[]; id?: string } = {}): Promise<Row> {
  counter += 1;
  const to = more.to ?? ["ventas@hotel.example"];
  const raw = `From: ${from}\nTo: ${to.join(", ")}\nSubject: ${more.subject ?? "Una pregunta"}\nMessage-ID: <${more.id ?? `d${counter}@guest.example`}>\n${more.headers ?? ""}\n${more.body ?? "Hola, ¿tienen piscina?"}\n`;
  const address = /[^\s<>]+@[^\s<>]+/.exec(from)?.[0] ?? from;
  const { id } = await it.current.app.mailIn.receiveSmtp({ raw: Buffer.from(raw.replaceAll("\n", "\r\n")), envelope: { from: address, to }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await it.current.app.mailIn.admitWaiting();
  return entry(id);
}
const entry = async (id: number): Promise<Row> => (await it.current.as(boss)(`/mail/${id}`)).json();
const decide = (id: number, payload: object, who = boss) => it.current.as(who)({ method: "POST", url: `/mail/${id}/decision`, payload });
const letters = () => it.current.rows<{ letter: string; to: string }>(`select letter, to_address as "to" from deliveries order by id`);

beforeAll(async () => {
  await it.current.desk({ mailIntake: "held" });
  await it.current.grant(boss, "ventas", "jefa");
  await it.current.grant(other, "ventas", "jefa");
  await it.current.grant(agent, "ventas", "agente");
});

test("C5 T11 a mail that belongs to no ticket waits; no ticket, no confirmation, nothing lost", async () => {
  const held = await mail("Ivo <ivo@guest.example>");
  expect(held).toMatchObject({ fate: "held", reason: "desk-holds", ticket: null });
  await it.current.runJobs();
  expect(await letters()).toEqual([]);
  expect((await it.current.as(boss)("/mail/waiting")).json().items).toEqual([{ desk: "ventas", count: 1 }]);
  expect((await it.current.as(boss)("/mail?fate=held&desk=ventas")).json().items).toHaveLength(1);
  // who may not see the ledger is not told how many wait
  expect((await it.current.as(agent)("/mail/waiting")).json().items).toEqual([]);
});

test("C5 the supervisor makes a ticket of it, in a queue, of a type, for an agent; then its writer hears of it", async () => {
  const held = await mail("Ana Ruiz <ana@guest.example>", { subject: "Factura" });
  const done = await decide(held.id, { decision: "ticket", queue: "grupos", type: "factura", assignee: agent });
  expect(done.status).toBe(200);
  expect(done.json()).toMatchObject({ fate: "ticketed", reason: "decided", decidedBy: "Jefa" });
  const number = done.json().ticket as number;
  const ticket = (await it.current.as(boss)(`/tickets/${number}/page`)).json();
  expect(ticket.ticket).toMatchObject({ subject: "Factura", queue: "grupos", type: "factura", assignee: agent, state: "open", source: "email", requester: { email: "ana@guest.example" } });
  expect(ticket.messages[0]).toMatchObject({ side: "customer", channel: "email", evidence: [{ key: "decided-ticket", params: { by: "Jefa" } }] });
  // the writer opened it; what was decided besides is the supervisor's
  const events = ticket.events.items.map((event: { type: string; actor: { name: string } }) => `${event.type} ${event.actor.name}`);
  expect(events).toContain("ticket.created Ana Ruiz");
  expect(events).toContain("ticket.assigned Jefa");
  expect(events).toContain("mail.decided Jefa");
  await it.current.runJobs();
  expect(await letters()).toContainEqual({ letter: "confirmation", to: "ana@guest.example" });
});

test("C5 a mail that belongs to a ticket goes to it at once, whatever the desk holds", async () => {
  const ticket = await it.current.ticket("luis@guest.example", { subject: "Bodas" });
  await it.current.as(boss)({ method: "PATCH", url: `/tickets/${ticket.number}`, payload: { assignee: agent } });
  const answer = await mail("luis@guest.example", { subject: `Re: [#${ticket.number}] Bodas`, body: "Más datos" });
  expect(answer).toMatchObject({ fate: "threaded", ticket: ticket.number });
  expect((await it.current.as(agent)(`/tickets/${ticket.number}`)).json().assignee).toBe(agent);
});

test("C5 added to the ticket it belongs to; only to one that the supervisor works on", async () => {
  const ticket = await it.current.ticket("eva@guest.example", { subject: "Reserva" });
  const held = await mail("eva@guest.example", { subject: "otra cosa", body: "El número es 77" });
  expect((await decide(held.id, { decision: "add", ticket: 999_999 })).status).toBe(404);
  expect((await entry(held.id)).fate).toBe("held");
  const done = await decide(held.id, { decision: "add", ticket: ticket.number });
  expect(done.json()).toMatchObject({ fate: "threaded", ticket: ticket.number, decidedBy: "Jefa" });
  const page = (await it.current.as(boss)(`/tickets/${ticket.number}/page`)).json();
  expect(page.messages.at(-1)).toMatchObject({ text: expect.stringContaining("El número es 77"), side: "customer" });
});

test("C5 kept without a ticket for a reason, taken back, marked as unwanted; each stands in the ledger", async () => {
  const held = await mail("Feria <feria@promo.example>", { subject: "Feria" });
  expect((await decide(held.id, { decision: "keep", note: "Publicidad de una feria" })).json()).toMatchObject({ fate: "kept", note: "Publicidad de una feria", decidedBy: "Jefa", ticket: null });
  expect((await decide(held.id, { decision: "hold", seen: "kept" })).json()).toMatchObject({ fate: "held", decidedBy: null, note: null });
  expect((await decide(held.id, { decision: "spam", block: "domain" })).json()).toMatchObject({ fate: "spam" });
  expect((await it.current.as(boss)("/desks/ventas/blocked-senders")).json().items).toMatchObject([{ sender: "@promo.example", addedBy: "Jefa" }]);
  // its further mails are kept, and can still become tickets
  const next = await mail("otra@promo.example");
  expect(next).toMatchObject({ fate: "spam", reason: "sender-blocked", ticket: null });
  expect((await decide(next.id, { decision: "ticket", seen: "spam" })).json()).toMatchObject({ fate: "ticketed" });
  expect((await it.current.as(boss)({ method: "DELETE", url: "/desks/ventas/blocked-senders/%40promo.example" })).status).toBe(204);
  expect((await mail("tercera@promo.example")).fate).toBe("held");
  expect((await it.current.as(boss)({ method: "POST", url: "/desks/ventas/blocked-senders", payload: { sender: "no address" } })).status).toBe(422);
});

test("C5 two supervisors decide one mail: the second is told what the first made of it, and nothing happens twice", async () => {
  const held = await mail("Iris <iris@guest.example>");
  const answers = await Promise.all([decide(held.id, { decision: "ticket" }), decide(held.id, { decision: "ticket" }, other)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const told = answers.find(({ status }) => status === 409)?.json();
  expect(told).toMatchObject({ key: "mail.decided" });
  const { ticket } = await entry(held.id);
  expect(told.title).toContain(`#${ticket}`);
  expect(told.title).toMatch(/^Jef[ea] has decided/);
  expect(await it.current.rows(`select 1 from messages where mail_id = $1`, [held.id])).toHaveLength(1);
});

test("C5 many at once: each is told for itself", async () => {
  const first = await mail("uno@guest.example");
  const second = await mail("dos@guest.example");
  await decide(second.id, { decision: "spam" });
  const answer = await it.current.as(boss)({ method: "POST", url: "/mail/decisions", payload: { ids: [first.id, second.id], decision: { decision: "keep", note: "Duplicados" } } });
  expect(answer.json().items).toEqual([{ id: first.id, ticket: null, problem: null }, { id: second.id, ticket: null, problem: expect.stringContaining("already") }]);
});

test("C5 who may only see the ledger decides nothing; foreign mails are not found", async () => {
  await it.current.desk({ roles: [...(await definition()).roles, { key: "lectora", labels: { es: "Lectora" }, permissions: ["mail.see", "ticket.see"] }], mailIntake: "held" });
  await it.current.grant("lee@hotel.example", "ventas", "lectora");
  const held = await mail("tres@guest.example");
  expect((await it.current.as("lee@hotel.example")(`/mail/${held.id}`)).status).toBe(200);
  expect((await decide(held.id, { decision: "ticket" }, "lee@hotel.example")).status).toBe(403);
  expect((await it.current.as("lee@hotel.example")({ method: "POST", url: `/mail/${held.id}/retry` })).status).toBe(403);
  expect((await decide(held.id, { decision: "ticket" }, agent)).status).toBe(404);
  expect((await entry(held.id)).fate).toBe("held");
});
const definition = async () => (await it.current.as(boss)("/desks/ventas/configuration")).json().definition;

test("C5 the mail is shown as it would be in its ticket: sanitised, cards hidden, with its files; nobody's raw form", async () => {
  const body = [
    `Content-Type: multipart/mixed; boundary=b`, ``, `--b`, `Content-Type: text/html`, ``, `<p>Card 4111 1111 1111 1111</p><script>alert(1)</script><img src="https://spy.example/x.gif">`,
    `--b`, `Content-Type: text/plain; name="lista.txt"`, `Content-Disposition: attachment; filename="lista.txt"`, ``, `uno`, `--b--`,
  ].join("\n");
  const held = await mail("Nora <nora@guest.example>", { headers: body, body: "" });
  const content = (await it.current.as(boss)(`/mail/${held.id}/content`)).json();
  expect(content).toMatchObject({ from: { name: "Nora", email: "nora@guest.example" }, attachments: [{ index: 0, name: "lista.txt", size: 3 }], forwardedFrom: null });
  expect(content.html).not.toMatch(/script|4111 1111/);
  expect(content.html).toContain("1111");
  const file = await it.current.as(boss)(`/mail/${held.id}/attachments/0`);
  expect(file.text).toBe("uno");
  expect(file.headers["content-disposition"]).toContain("attachment");
  expect(file.headers["x-content-type-options"]).toBe("nosniff");
  expect((await it.current.as(agent)(`/mail/${held.id}/content`)).status).toBe(404);
  await decide(held.id, { decision: "ticket" });
  // now its ticket shows it, to whom the ticket is shown
  expect((await it.current.as(boss)(`/mail/${held.id}/content`)).status).toBe(404);
});

test("H2 C5 what a colleague passed on waits too, and becomes the original sender's", async () => {
  const held = await mail(`Marta <${agent}>`, { subject: "Fwd: Grupo", body: "---------- Forwarded message ---------\nDe: Pau <pau@guest.example>\nDate: lun, 2 mar 2026\nSubject: Grupo\nTo: <marta@hotel.example>\n\nSomos doce" });
  expect(held.fate).toBe("held");
  expect((await it.current.as(boss)(`/mail/${held.id}/content`)).json().forwardedFrom).toMatchObject({ email: "pau@guest.example" });
  const { ticket } = (await decide(held.id, { decision: "ticket" })).json();
  expect((await it.current.as(boss)(`/tickets/${ticket}`)).json().requester.email).toBe("pau@guest.example");
});

test("C5 the setting is part of the desk's file; a desk that says nothing opens tickets", async () => {
  expect((await definition()).mailIntake).toBe("held");
  expect((await it.current.as(boss)("/desks/ventas/export")).text).toContain("mailIntake: held");
  await it.current.desk();
  expect((await definition()).mailIntake).toBeUndefined();
  expect((await mail("cuatro@guest.example")).fate).toBe("ticketed");
});

test("a ticket marked as spam makes its mail unwanted in the ledger, and back", async () => {
  const { id, ticket } = await mail("cinco@guest.example");
  await it.current.as(boss)({ method: "PUT", url: `/tickets/${ticket}/spam` });
  expect(await entry(id)).toMatchObject({ fate: "spam", ticket });
  await it.current.as(boss)({ method: "DELETE", url: `/tickets/${ticket}/spam` });
  expect(await entry(id)).toMatchObject({ fate: "ticketed", ticket });
});

test("C5 supervisors' open pages hear that a mail waits or was decided; others' do not", async () => {
  await it.current.desk({ mailIntake: "held" });
  const [{ id: deskId } = { id: 0 }] = await it.current.rows<{ id: number }>(`select id from desks where key = 'ventas'`);
  const { id } = await mail("seis@guest.example");
  await decide(id, { decision: "keep" });
  const events = await it.current.rows<{ type: string; audience: "staff"; deskId: number }>(`select type, audience, desk_id as "deskId" from events where data->>'mailId' = $1 order by id`, [String(id)]);
  expect(events.map(({ type }) => type)).toEqual(["mail.held", "mail.decided"]);
  const set = { all: [], byId: new Map(), byKey: new Map(), byAddress: new Map() };
  const someone = (permissions: Permission[], desk: number | null): Person => ({ kind: "person", id: 1, name: "P", email: null, locale: null, via: "test", grants: [{ desk, queue: null, location: null, permissions: new Set(permissions) }] });
  const hears = (person: Person) => events.filter((event) => toLive({ ...event, xid: "1", id: 1, ticketId: null, queueId: null, locationId: null, requesterId: null, watcherIds: [], organizationId: null, spam: null, deleted: null }, set, person) !== null).length;
  expect(hears(someone(["mail.decide"], deskId))).toBe(2);
  expect(hears(someone(["mail.see"], deskId))).toBe(2);
  expect(hears(someone(["mail.decide"], deskId + 1))).toBe(0);
  expect(hears(someone(["ticket.see", "ticket.reply"], deskId))).toBe(0);
});
