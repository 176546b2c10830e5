import { beforeAll, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const boss = "jefa@hotel.example";
const ana = "ana@guest.example";
const copied = "leo@guest.example";

interface Row {
  id: number;
  fate: string;
  reason: string | null;
  ticket: number | null;
}
let counter = 0;
/** Sends a mail to the real door and answers its row of the ledger. */
async function mail(from: string, more: { subject?: string; headers?: string; body?: string } = {}): Promise<Row> {
  counter += 1;
  const raw = `From: ${from}\nTo: ventas@hotel.example\nSubject: ${more.subject ?? "Una pregunta"}\nMessage-ID: <p${counter}@guest.example>\n${more.headers ?? ""}\n${more.body ?? "Hola"}\n`;
  const { id } = await t.current.app.mailIn.receiveSmtp({ raw: Buffer.from(raw.replaceAll("\n", "\r\n")), envelope: { from, to: ["ventas@hotel.example"] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await t.current.app.mailIn.admitWaiting();
  await t.current.runJobs();
  return (await t.current.as(boss)(`/mail/${id}`)).json();
}
const mailed = () => t.current.rows<{ id: number; letter: string; to: string; ticket: number }>(`select id, letter, to_address as "to", ticket_id as ticket from deliveries order by id`);
const told = async () => (await mailed()).filter(({ letter }) => letter === "portal-only").map(({ to, ticket }) => ({ to, ticket }));
const read = async (letter: string) => {
  const found = (await mailed()).findLast((one) => one.letter === letter);
  return (await t.current.as("root@hotel.example")(`/mailbox/${found?.id}`)).json() as { from: string; replyTo: string; text: string; subject: string; messageId: string };
};
const page = async (number: number, who = boss) => (await t.current.as(who)(`/tickets/${number}/page`)).json();

let number = 0;
beforeAll(async () => {
  await t.current.desk({
    portalOnly: true,
    calendars: [{ key: "siempre", labels: { es: "Siempre" }, week: Object.fromEntries(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map((day) => [day, ["00:00-24:00"]])) }],
    serviceLevels: [{ key: "todos", labels: { es: "Todos" }, calendar: "siempre", targets: { "next-reply": { minutes: 60 }, resolution: { minutes: 600 } } }],
  });
  await t.current.grant(boss, "ventas", "jefa");
  await t.current.administrator("root@hotel.example");
  number = (await t.current.ticket(ana, { subject: "Bodas", cc: [copied] })).number;
  await t.current.as(boss)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "¿Para cuántos?", status: "esperando" } });
  await t.current.runJobs();
});

test("T11 what is mailed carries no reply address and says where to answer", async () => {
  for (const letter of ["confirmation", "reply"]) {
    const sent = await read(letter);
    expect(sent.text).toContain("answers count only in the portal");
    expect(sent.text).not.toContain("just reply to this mail");
    expect(sent.text).toContain(`/portal/ventas/tickets/${number}`);
  }
  const [row] = await t.current.rows<{ from: string; replyTo: string | null; path: string }>(`select content->'from'->>'address' as from, content->>'replyTo' as "replyTo", content->>'returnPath' as path from deliveries where letter = 'reply'`);
  expect(row).toMatchObject({ from: "ventas@hotel.example", replyTo: null });
  // a bounce still finds its way by where it arrives
  expect(row?.path).toMatch(/^ventas\+/);
});

test("T11 a mailed answer is shown to agents and changes neither status nor clock; its writer is told once a day", async () => {
  const before = await page(number);
  const asSeen = await page(number, ana);
  const { messageId } = await read("reply");
  const row = await mail(ana, { subject: `Re: [#${number}] Bodas`, headers: `In-Reply-To: ${messageId}\n`, body: "Para doce personas" });
  expect(row).toMatchObject({ fate: "portal-only", ticket: number });
  const after = await page(number);
  expect(after.messages.at(-1)).toMatchObject({ kind: "note", side: "customer", channel: "email", author: { email: ana }, text: expect.stringContaining("Para doce"), evidence: expect.arrayContaining([{ key: "portal-only", params: {} }]) });
  expect([after.ticket.status, after.clocks]).toEqual([before.ticket.status, before.clocks]);
  expect(after.ticket.status).toBe("esperando");
  // it is no part of the conversation: for its customers nothing has changed
  const now = await page(number, ana);
  expect([now.messages.length, now.ticket.updatedAt, now.clocks]).toEqual([asSeen.messages.length, asSeen.ticket.updatedAt, asSeen.clocks]);
  expect(await told()).toEqual([{ to: ana, ticket: number }]);
  const letter = await read("portal-only");
  expect(letter.subject).toContain("Please answer in the portal");
  expect(letter.text).toContain(`/portal/ventas/tickets/${number}`);
  expect((await page(number)).letters.map((one: { letter: string }) => one.letter)).toContain("portal-only");

  // the same day, and who is in copy
  await mail(ana, { subject: `Re: [#${number}] Bodas`, body: "¿Me leen?" });
  await mail(copied, { subject: `Re: [#${number}] Bodas`, body: "Yo también" });
  expect(await told()).toEqual([{ to: ana, ticket: number }, { to: copied, ticket: number }]);
  expect((await page(number)).messages.slice(-2).map((one: { text: string }) => one.text.trim())).toEqual(["¿Me leen?", "Yo también"]);
  // 23:30 in Madrid is the same day, 00:30 the next
  t.current.clock.set("2026-03-02T22:30:00Z");
  await mail(ana, { subject: `Re: [#${number}] Bodas`, body: "Sigo aquí" });
  expect(await told()).toHaveLength(2);
  t.current.clock.set("2026-03-02T23:30:00Z");
  await mail(ana, { subject: `Re: [#${number}] Bodas`, body: "Otro día" });
  expect(await told()).toHaveLength(3);
});

test("T11 a machine's answer is told nothing, and an agent's mail is a note as ever", async () => {
  const before = await told();
  expect(await mail(ana, { subject: `Fuera de la oficina [#${number}]`, headers: "Auto-Submitted: auto-replied\n" })).toMatchObject({ fate: "auto-reply", ticket: number });
  expect(await mail(ana, { subject: `Boletín [#${number}]`, headers: "List-Id: <lista.guest.example>\n" })).toMatchObject({ fate: "portal-only", ticket: number });
  expect(await told()).toEqual(before);
  expect(await mail(boss, { subject: `Re: [#${number}] Bodas`, body: "Lo miro" })).toMatchObject({ fate: "threaded", ticket: number });
});

test("T11 T7 a first mail, and that of who cannot answer in the portal, is held until an agent opens the request from it", async () => {
  const first = await mail("ivo@guest.example", { subject: "Un salón" });
  expect(first).toMatchObject({ fate: "held", reason: "portal-holds", ticket: null });
  const stranger = await mail("eve@guest.example", { subject: `Re: [#${number}] Bodas` });
  expect(stranger).toMatchObject({ fate: "held", ticket: null });
  expect((await mailed()).filter(({ to }) => ["ivo@guest.example", "eve@guest.example"].includes(to))).toEqual([]);
  const decided = await t.current.as(boss)({ method: "POST", url: `/mail/${first.id}/decision`, payload: { decision: "ticket" } });
  expect(decided.json()).toMatchObject({ fate: "ticketed" });
  await t.current.runJobs();
  const opened = await page(decided.json().ticket);
  // the same service levels as of any other (T7)
  expect(opened.clocks.map((one: { kind: string }) => one.kind)).toContain("resolution");
  expect((await mailed()).at(-1)).toMatchObject({ letter: "confirmation", to: "ivo@guest.example" });
  // what an agent adds to a ticket is taken as an answer
  const waiting = await mail("nora@guest.example", { subject: "Más datos" });
  await t.current.as(boss)({ method: "POST", url: `/mail/${waiting.id}/decision`, payload: { decision: "add", ticket: number } });
  expect((await page(number)).messages.at(-1)).toMatchObject({ kind: "reply", side: "customer" });
});

test("T11 to who writes in the portal the same desk answers as any other; without the setting mail counts", async () => {
  const { number: own } = await t.current.ticket("luis@guest.example", { subject: "Cena" });
  await t.current.as(boss)({ method: "POST", url: `/tickets/${own}/messages`, payload: { kind: "reply", body: "¿Cuándo?", status: "esperando" } });
  await t.current.as("luis@guest.example")({ method: "POST", url: `/tickets/${own}/messages`, payload: { kind: "reply", body: "El lunes" } });
  expect((await page(own)).ticket.status).toBe("abierto");
  await t.current.desk(salesDesk);
  await t.current.as(boss)({ method: "POST", url: `/tickets/${own}/messages`, payload: { kind: "reply", body: "¿A qué hora?", status: "esperando" } });
  expect((await read("reply")).replyTo).toMatch(/ventas\+/);
  expect(await mail("luis@guest.example", { subject: `Re: [#${own}] Cena`, body: "A las ocho" })).toMatchObject({ fate: "threaded", ticket: own });
  expect((await page(own)).ticket.status).toBe("abierto");
});
