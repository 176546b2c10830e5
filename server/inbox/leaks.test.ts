import { expect, test } from "vitest";
import { systemActor } from "../platform/work.ts";
import { salesDesk, useApp } from "../testing/factories.ts";
import { readLive, until } from "../testing/live.ts";
import { addCustomerMessage } from "../tickets/index.ts";

const t = useApp();
let base: string | null = null;
const [ana, bea, jefa] = ["ana@people.example", "bea@people.example", "jefa@hotel.example"];

async function desk() {
  await t.current.desk();
  await t.current.grant(jefa, "ventas", "jefa");
}
const write = async (who: string, number: number, kind: "reply" | "note", body: string, more: object = {}): Promise<number> => {
  const answer = await t.current.as(who)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind, body, ...more } });
  expect(answer.status).toBe(201);
  return answer.json().id;
};
const row = async (who: string, number: number) => (await t.current.as(who)("/tickets?q=involves:me")).json().items.find((one: { number: number }) => one.number === number);
const act = (url: string, payload: object = {}, method: "PUT" | "POST" | "DELETE" = "PUT") => t.current.as(jefa)({ method, url, payload });

test("what was moved out of a ticket is in nobody's list any more, and a note never becomes a ticket's public words", async () => {
  await desk();
  const { number } = await t.current.ticket(ana);
  const note = await write(jefa, number, "note", "clave del banco");
  const stray = await write(jefa, number, "reply", "Estimada Bea, su IBAN es otro");
  expect((await row(ana, number)).excerpt).toContain("IBAN");
  const other = await t.current.ticket(bea);
  expect((await act(`/tickets/${number}/messages/${stray}/ticket`, { ticket: other.number })).status).toBe(200);
  expect(await row(ana, number)).toMatchObject({ excerpt: "Hola", messageCount: 1, lastBy: "customer" });
  expect(await row(bea, other.number)).toMatchObject({ excerpt: "Hola", messageCount: 2, lastBy: "customer" });

  const split = await act(`/tickets/${number}/split`, { messages: [note] }, "POST");
  expect(split.status).toBe(201);
  expect(await row(ana, split.json().number)).toMatchObject({ excerpt: "", messageCount: 0 });
});

test("T16 a side conversation's messages stay in its ticket: they can be neither moved nor split off", async () => {
  await desk();
  const { number } = await t.current.ticket(ana);
  const other = await t.current.ticket(bea);
  const side = await act(`/tickets/${number}/side-conversations`, { to: ["banco@other.example"], subject: "Consulta", body: "¿Es suyo?" }, "POST");
  const [message] = side.json().messages;
  expect((await act(`/tickets/${number}/messages/${message}/ticket`, { ticket: other.number })).status).toBe(422);
  expect((await act(`/tickets/${number}/split`, { messages: [message] }, "POST")).status).toBe(422);
});

test("what a ticket's fields say stays with its requester when another's message is split off", async () => {
  await desk();
  const { number } = await t.current.ticket(ana, { fields: { reserva: "AB12CD" } });
  const { messageId } = await t.current.app.transact(systemActor("mail"), async (work) => {
    const [person] = await t.current.rows<{ id: number }>("select person_id as id from addresses where address = $1", [bea]);
    const message = { kind: "reply" as const, authorId: person?.id ?? 0, side: "customer" as const, channel: "email", html: "<p>yo</p>", text: "yo", quoteAt: null, attachments: [], automatic: false };
    return addCustomerMessage(work, number, message, { requesterAddress: bea, source: "email" });
  });
  const split = (await act(`/tickets/${number}/split`, { messages: [messageId] }, "POST")).json();
  expect(split).toMatchObject({ requester: { email: bea }, fields: {} });
  expect((await t.current.as(jefa)(`/tickets/${number}`)).json().fields).toEqual({ reserva: "AB12CD" });
});

test("of what was merged, a customer in copy sees only what they took part in, and its files", async () => {
  await desk();
  const upload = async (name: string) => (await t.current.as(ana)({ method: "POST", url: `/files?name=${name}`, payload: "secreto de Ana", headers: { "content-type": "text/plain" } })).json().id;
  const file = await upload("a.txt");
  const alone = await t.current.ticket(ana, { body: "solo para la casa", attachments: [file] });
  const shared = await t.current.ticket(ana, { cc: [bea], body: "para las dos" });
  expect((await act(`/tickets/${alone.number}/merge`, { into: shared.number })).status).toBe(200);
  const seen = async (who: string) => {
    const [page, messages] = await Promise.all([t.current.as(who)(`/tickets/${shared.number}/page`), t.current.as(who)(`/tickets/${shared.number}/messages`)]);
    expect(page.json().messages).toEqual(messages.json().items);
    return messages.json().items.map((message: { text: string }) => message.text);
  };
  expect(await seen(ana)).toEqual(["solo para la casa", "para las dos"]);
  expect(await seen(jefa)).toEqual(["solo para la casa", "para las dos"]);
  expect(await seen(bea)).toEqual(["para las dos"]);
  const read = async (who: string) => (await t.current.as(who)(`/files/${file}`)).status;
  expect([await read(ana), await read(jefa), await read(bea)]).toEqual([200, 200, 404]);
});

test.each([
  ["spam", "PUT", "/spam", "is:spam"],
  ["deleted", "DELETE", "", "is:deleted"],
] as const)("a ticket that is %s is gone for its customer: page, list, files, messages and live events", async (_state, method, path, q) => {
  await desk();
  const file = (await t.current.as(ana)({ method: "POST", url: "/files?name=a.txt", payload: "texto", headers: { "content-type": "text/plain" } })).json().id;
  const { number } = await t.current.ticket(ana, { attachments: [file] });
  const other = await t.current.ticket(ana);
  base ??= await t.current.app.http.listen({ port: 0, host: "127.0.0.1" });
  await t.current.settled();
  const live = await readLive(base, { authorization: `Bearer ${await t.current.token(ana)}` });
  expect((await act(`/tickets/${number}${path}`, {}, method)).status).toBe(200);
  const missing = await t.current.as(ana)("/tickets/999999");
  for (const url of ["", "/page", "/messages", "/events", "/relations"]) {
    const gone = await t.current.as(ana)(`/tickets/${number}${url}`);
    expect([gone.status, gone.text]).toEqual([404, missing.text]);
  }
  expect((await t.current.as(ana)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "¿Hola?" } })).status).toBe(404);
  expect((await t.current.as(ana)(`/files/${file}`)).status).toBe(404);
  expect((await t.current.as(ana)(`/tickets?q=${encodeURIComponent(`involves:me ${q}`)}`)).json().items).toEqual([]);
  expect((await t.current.as(ana)(`/tickets?q=${encodeURIComponent(q)}`)).json().items).toEqual([]);
  const status = await t.current.as(jefa)({ method: "PATCH", url: `/tickets/${number}`, payload: { subject: "Otro asunto" } });
  expect(status.status).toBe(method === "DELETE" ? 403 : 200);
  await write(jefa, other.number, "reply", "Aquí sí");
  await until(() => live.events.some((event) => event.ticket === other.number));
  expect(live.events.map((event) => event.ticket)).toEqual([other.number]);
  await live.close();
});

test("what a customer writes to a ticket that was deleted is not lost: it starts another", async () => {
  await desk();
  const { number } = await t.current.ticket(ana);
  await act(`/tickets/${number}`, {}, "DELETE");
  const [person] = await t.current.rows<{ id: number }>("select person_id as id from addresses where address = $1", [ana]);
  const message = { kind: "reply" as const, authorId: person?.id ?? 0, side: "customer" as const, channel: "email", html: "<p>¿Y?</p>", text: "¿Y?", quoteAt: null, attachments: [], automatic: false };
  const placed = await t.current.app.transact(systemActor("mail"), (work) => addCustomerMessage(work, number, message, { requesterAddress: ana, source: "email" }));
  expect(placed.number).not.toBe(number);
  expect((await t.current.as(ana)(`/tickets/${placed.number}`)).json()).toMatchObject({ followUpOf: number, unlisted: null });
});

test("nothing tells a customer that colleagues wrote to each other: neither moment nor version nor order moves", async () => {
  await desk();
  const first = await t.current.ticket(ana);
  const second = await t.current.ticket(ana);
  const look = async (who: string) => {
    const [list, since, ticket, page] = await Promise.all(
      [`/tickets?q=involves:me`, `/tickets?q=${encodeURIComponent("involves:me updated:>=2026-03-03")}`, `/tickets/${first.number}`, `/tickets/${first.number}/page`].map((url) => t.current.as(who)(url)),
    );
    return [list?.text, since?.text, ticket?.text, ticket?.headers["etag"], page?.text, page?.headers["etag"]];
  };
  const before = await look(ana);
  t.current.clock.advance("PT30H");
  await write(jefa, first.number, "note", "entre nosotras");
  await t.current.as(jefa)({ method: "PATCH", url: `/tickets/${first.number}`, payload: { tags: ["vip"] } });
  await act(`/tickets/${first.number}/escalation`, { level: 2, reason: "urge" });
  expect(await look(ana)).toEqual(before);
  expect((await row(ana, first.number)).updatedAt).toBe(first.updatedAt);
  await write(jefa, first.number, "reply", "Resuelto");
  const after = await look(ana);
  expect(after.every((text, n) => text !== before[n])).toBe(true);
  const numbers = (await t.current.as(ana)("/tickets?q=involves:me&limit=2")).json().items.map((one: { number: number }) => one.number);
  expect(numbers).toEqual([first.number, second.number]);
});

test("R9 a history that is forwarded to a customer of the ticket tells nothing of what was for colleagues", async () => {
  await desk();
  const { number } = await t.current.ticket(ana, { cc: [bea] });
  await t.current.as(jefa)({ method: "PATCH", url: `/tickets/${number}`, payload: { queue: "bodas", priority: "urgent", assignee: jefa, subject: "Asunto nuevo" } });
  const forward = (to: string, include: object) => act(`/tickets/${number}/forwards`, { to: [to], subject: "Reenvío", message: "Mira", include }, "POST");
  expect((await forward(bea, { history: true })).status).toBe(201);
  expect((await forward("otro@other.example", { history: true })).status).toBe(201);
  expect((await forward(bea, { notes: true })).json().key).toBe("forward.notes-to-customer");
  const mails = await t.current.rows<{ to: string; text: string }>("select to_address as to, content->>'text' as text from deliveries where letter = 'forward' and ticket_id = $1", [number]);
  const [theirs, outside] = [mails.find(({ to }) => to === bea)?.text ?? "", mails.find(({ to }) => to === "otro@other.example")?.text ?? ""];
  expect(theirs).toContain("Asunto nuevo");
  const forColleagues = ["→ Jefa", "→ Bodas", "→ Urgente"];
  expect(forColleagues.filter((words) => theirs.includes(words))).toEqual([]);
  expect(forColleagues.filter((words) => outside.includes(words))).toEqual(forColleagues);
});

test("R11 who may not close does not leave an explanation either", async () => {
  await t.current.desk({ key: "sin-cierre", addresses: ["sin@hotel.example"], statuses: salesDesk.statuses.filter(({ state }) => state !== "closed") });
  await t.current.grant("mira@hotel.example", "sin-cierre", "mirador");
  const { number } = await t.current.ticket(ana, { desk: "sin-cierre" });
  await t.current.grant(jefa, "sin-cierre", "jefa");
  expect((await act(`/tickets/${number}/closure`, { reason: "listo" })).json().state).toBe("solved");
  const answer = await t.current.as("mira@hotel.example")({ method: "PUT", url: `/tickets/${number}/closure`, payload: { reason: "mentira" } });
  expect(answer.status).toBe(403);
  expect((await t.current.as(jefa)(`/tickets/${number}/events`)).text).not.toContain("mentira");
});
