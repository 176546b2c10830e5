import { beforeAll, expect, test } from "vitest";
import { createLog } from "../platform/log.ts";
import { runDueTimers } from "../platform/timers.ts";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const put = (url: string, payload: object) => ({ method: "PUT" as const, url, payload });
const del = (url: string) => ({ method: "DELETE" as const, url });
const eva = () => t.current.as("eva@hotel.example");
const leo = () => t.current.as("leo@hotel.example");
const ana = () => t.current.as("ana@guest.example");
const page = async (who: ReturnType<typeof eva>, number: number) => (await who(`/tickets/${number}/page`)).json();
const mailsOf = (number: number, letter = "reply") =>
  t.current.rows<{ to: string; text: string; cc: { address: string }[]; replyTo: string; id: number }>(
    `select id, to_address as to, content->>'text' as text, content->'cc' as cc, content->>'replyTo' as "replyTo" from deliveries where ticket_id = $1 and letter = $2 order by id`,
    [number, letter],
  );
const pass = async (duration: string) => {
  t.current.clock.advance(duration);
  await runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, createLog("silent"));
  await t.current.runJobs();
};

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  await t.current.grant("leo@hotel.example", "ventas", "agente");
  await t.current.grant("mira@hotel.example", "ventas", "mirador");
});

test("a draft is kept as it is typed, per person and kind, with its files, and sending it uses it up", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const stored = (await eva()({ method: "POST", url: "/files?name=plan.txt", payload: "the plan", headers: { "content-type": "text/plain" } })).json();
  const saved = await eva()(put(`/tickets/${number}/draft`, { kind: "reply", html: "<p>Hola</p>", to: ["ana@guest.example"], cc: ["half-an-addr"], attachments: [stored.id], lastSeen: 3 }));
  expect(saved.status).toBe(200);
  expect(saved.json()).toEqual({
    kind: "reply", html: "<p>Hola</p>", to: ["ana@guest.example"], cc: ["half-an-addr"], status: null, attachments: [stored], lastSeen: 3, updatedAt: expect.any(String),
  });
  await eva()(put(`/tickets/${number}/draft`, { kind: "note", html: "<p>para nosotros</p>" }));
  expect((await eva()(`/tickets/${number}/draft`)).json().items.map((one: { kind: string }) => one.kind)).toEqual(["reply", "note"]);
  expect((await eva()(`/tickets/${number}/draft?kind=reply`)).json().items).toEqual([saved.json()]);
  // nobody else's, and no customer has one
  expect((await leo()(`/tickets/${number}/draft`)).json().items).toEqual([]);
  expect((await ana()(`/tickets/${number}/draft`)).status).toBe(403);
  expect((await t.current.as("bo@guest.example")(`/tickets/${number}/draft`)).status).toBe(404);
  expect((await t.current.as("mira@hotel.example")(put(`/tickets/${number}/draft`, { kind: "reply", html: "x" }))).status).toBe(403);
  expect((await eva()(`/files/${stored.id}`)).status).toBe(200);
  expect((await leo()(`/files/${stored.id}`)).status).toBe(404);
  // a file of a draft does not expire; one that was taken out does
  const expires = async () => (await t.current.rows<{ at: string | null }>(`select expires_at as at from files where id = $1`, [stored.id]))[0]?.at;
  expect(await expires()).toBeNull();
  await eva()(put(`/tickets/${number}/draft`, { kind: "reply", html: "<p>Hola, Ana</p>" }));
  expect(await expires()).not.toBeNull();
  await eva()(put(`/tickets/${number}/draft`, { kind: "reply", html: "<p>Hola, Ana</p>", attachments: [stored.id] }));
  const sent = await eva()(post(`/tickets/${number}/messages`, { kind: "reply", html: "<p>Hola, Ana</p>", attachments: [stored.id] }));
  expect(sent.status).toBe(201);
  expect((await eva()(`/tickets/${number}/draft`)).json().items.map((one: { kind: string }) => one.kind)).toEqual(["note"]);
  expect(await expires()).toBeNull();
  expect((await eva()(del(`/tickets/${number}/draft?kind=note`))).status).toBe(204);
  expect((await eva()(`/tickets/${number}/draft`)).json().items).toEqual([]);
});

test("undo send: a held reply is nowhere until it is released, once, and then it is a reply like any other", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const before = (await eva()(`/tickets/${number}`)).json();
  const answer = await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Quetzalcoatlus le espera", status: "esperando", hold: true }));
  expect(answer.status).toBe(201);
  const held = answer.json();
  expect(Date.parse(held.heldUntil) - t.current.clock.now().epochMilliseconds).toBe(10_000);
  // not for the customer, not in lists, search, history, mail; the ticket is as it was
  expect((await page(ana(), number)).messages).toHaveLength(1);
  expect((await ana()(`/tickets/${number}/messages`)).text).not.toContain("Quetzal");
  expect((await eva()(`/tickets/${number}`)).json()).toEqual(before);
  await t.current.index();
  expect((await eva()("/tickets?q=quetzalcoatlus")).json().items).toEqual([]);
  expect((await eva()(`/tickets/${number}/events`)).json().items.map((event: { type: string }) => event.type)).toEqual(["message.added", "ticket.created"]);
  expect(await mailsOf(number)).toEqual([]);
  // colleagues see that somebody is answering
  expect((await page(leo(), number)).messages.at(-1)).toMatchObject({ id: held.id, heldUntil: held.heldUntil, author: { name: "Eva" } });

  await pass("PT9S");
  expect(await mailsOf(number)).toEqual([]);
  await pass("PT1S");
  await pass("PT10S");
  const seen = await page(ana(), number);
  expect(seen.messages.map((message: { text: string }) => message.text)).toEqual(["Hola", "Quetzalcoatlus le espera"]);
  expect(seen.ticket.status).toBe("esperando");
  expect((await mailsOf(number)).map(({ to }) => to)).toEqual(["ana@guest.example"]);
  const events = (await eva()(`/tickets/${number}/events`)).json().items;
  expect(events.slice(0, 2)).toMatchObject([{ type: "ticket.status-changed", actor: { name: "Eva" } }, { type: "message.added", actor: { name: "Eva" } }]);
  expect((await eva()(del(`/tickets/${number}/messages/${held.id}`))).json().key).toBe("message.already-sent");
  await t.current.index();
  expect((await eva()("/tickets?q=quetzalcoatlus")).json().items).toHaveLength(1);
});

test("undo send: taking it back makes it a draft again, before what was begun since, and nobody else can", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const held = (await eva()(post(`/tickets/${number}/messages`, { kind: "reply", html: "<p>Demasiado pronto</p>", cc: ["bo@guest.example"], hold: true }))).json();
  await eva()(put(`/tickets/${number}/draft`, { kind: "reply", html: "<p>y otra cosa</p>" }));
  expect((await leo()(del(`/tickets/${number}/messages/${held.id}`))).status).toBe(409);
  expect((await ana()(del(`/tickets/${number}/messages/${held.id}`))).status).toBe(403);
  const back = await eva()(del(`/tickets/${number}/messages/${held.id}`));
  expect(back.status).toBe(200);
  expect(back.json()).toMatchObject({ kind: "reply", html: "<p>Demasiado pronto</p><p>y otra cosa</p>", to: ["ana@guest.example"], cc: ["bo@guest.example"] });
  expect((await eva()(`/tickets/${number}/draft`)).json().items).toEqual([back.json()]);
  await pass("PT1M");
  expect(await mailsOf(number)).toEqual([]);
  expect((await page(eva(), number)).messages).toHaveLength(1);
  expect((await eva()(`/tickets/${number}`)).json().cc).toEqual([]);
});

test("undo send: what was sent goes out, though the ticket was closed or its writer lost the role meanwhile", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Última palabra", status: "esperando", hold: true }));
  await t.current.rows(`update tickets set state = 'closed', status_id = (select id from statuses where key = 'cerrada' limit 1) where id = $1`, [number]);
  await pass("PT11S");
  expect((await page(ana(), number)).messages.at(-1).text).toBe("Última palabra");
  expect((await eva()(`/tickets/${number}`)).json().status).toBe("cerrada");
});

test("a note is not held, nor what a token sends without asking", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  expect((await eva()(post(`/tickets/${number}/messages`, { kind: "note", body: "nota", hold: true }))).json()).toMatchObject({ kind: "note", heldUntil: null });
  expect((await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "ya" }))).json().heldUntil).toBeNull();
  expect((await mailsOf(number)).length).toBe(1);
});

test("H4 a reply goes to whom its writer chose: who is new is in copy from now on, who is left out is not written to", async () => {
  const { number } = await t.current.ticket("ana@guest.example", { cc: ["bo@guest.example", "cris@guest.example"] });
  const answer = await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Para algunos", cc: ["Cris@guest.example", "dora@guest.example"] }));
  expect(answer.json()).toMatchObject({ to: ["ana@guest.example"], cc: ["cris@guest.example", "dora@guest.example"] });
  const mails = await mailsOf(number);
  expect(mails.map(({ to }) => to)).toEqual(["ana@guest.example", "cris@guest.example", "dora@guest.example"]);
  expect(mails[0]?.cc.map(({ address }) => address)).toEqual(["cris@guest.example", "dora@guest.example"]);
  expect((await eva()(`/tickets/${number}`)).json().cc.map((one: { email: string }) => one.email).sort()).toEqual(["bo@guest.example", "cris@guest.example", "dora@guest.example"]);
  expect((await t.current.as("dora@guest.example")(`/tickets/${number}`)).status).toBe(200);
  // the next one, unless told otherwise, goes to all
  await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Para todos" }));
  expect((await mailsOf(number)).slice(3).map(({ to }) => to).sort()).toEqual(["ana@guest.example", "bo@guest.example", "cris@guest.example", "dora@guest.example"]);
  // only to somebody in copy
  await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Solo Bo", to: ["bo@guest.example"], cc: [] }));
  expect((await mailsOf(number)).slice(7).map(({ to }) => to)).toEqual(["bo@guest.example"]);
  const own = await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "x", cc: ["ventas@hotel.example"] }));
  expect(own).toMatchObject({ status: 422 });
  expect(own.json()).toMatchObject({ key: "ticket.own-address", path: "/cc/0" });
  expect((await ana()(post(`/tickets/${number}/messages`, { kind: "reply", body: "x", cc: ["mal@other.example"] }))).status).toBe(403);
});

test("a colleague in copy follows the ticket and does not become its customer", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Con Leo", cc: ["leo@hotel.example"] }));
  expect((await eva()(`/tickets/${number}`)).json().cc).toEqual([]);
  expect(await t.current.rows(`select side from watchers where ticket_id = $1`, [number])).toEqual([{ side: "agent" }]);
});

test("a reply is refused while a newer one of somebody else is unread, and nothing is lost", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const [first] = (await page(eva(), number)).messages;
  const mine = { kind: "reply", body: "Mi respuesta", lastSeen: first.id };
  expect((await leo()(post(`/tickets/${number}/messages`, { kind: "note", body: "una nota no estorba" }))).status).toBe(201);
  expect((await leo()(post(`/tickets/${number}/messages`, { kind: "reply", body: "La de Leo" }))).status).toBe(201);
  await eva()(put(`/tickets/${number}/draft`, { kind: "reply", html: "<p>Mi respuesta</p>" }));
  const refused = await eva()(post(`/tickets/${number}/messages`, mine));
  expect(refused.status).toBe(409);
  expect(refused.json()).toMatchObject({ key: "ticket.newer-message", title: expect.stringContaining("Leo") });
  expect((await eva()(`/tickets/${number}/draft`)).json().items).toHaveLength(1);
  const latest = (await page(eva(), number)).messages.at(-1).id;
  expect((await eva()(post(`/tickets/${number}/messages`, { ...mine, lastSeen: latest }))).status).toBe(201);
  // one's own newer reply holds nothing back; a customer's does, and so does a colleague's that is being held
  expect((await eva()(post(`/tickets/${number}/messages`, { ...mine, lastSeen: latest }))).status).toBe(201);
  await ana()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Otra pregunta" }));
  expect((await eva()(post(`/tickets/${number}/messages`, { ...mine, lastSeen: latest }))).status).toBe(409);
  const seen = (await page(eva(), number)).messages.at(-1).id;
  await leo()(post(`/tickets/${number}/messages`, { kind: "reply", body: "espera", hold: true }));
  expect((await eva()(post(`/tickets/${number}/messages`, { ...mine, lastSeen: seen }))).status).toBe(409);
});

test("R8 who is named by @ follows the ticket, is told by mail, and it is recorded", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const answer = await eva()(post(`/tickets/${number}/messages`, { kind: "note", body: "@Leo ¿lo ves? La clave es 4711.", mentions: ["leo@hotel.example", "eva@hotel.example"] }));
  expect(answer.status).toBe(201);
  await t.current.tell();
  const [mail, ...rest] = await mailsOf(number, "mentioned");
  expect(rest).toEqual([]);
  expect(mail).toMatchObject({ to: "leo@hotel.example", text: expect.stringContaining("4711") });
  expect(mail?.text).toContain(`/desk/tickets/${number}`);
  expect(mail?.replyTo).toMatch(new RegExp(`^ventas\\+${number}n\\d+-[a-z2-7]{12}@hotel\\.example$`));
  expect(await t.current.rows(`select side from watchers where ticket_id = $1`, [number])).toEqual([{ side: "agent" }]);
  const events = (await eva()(`/tickets/${number}/events`)).json().items;
  expect(events.find((event: { type: string }) => event.type === "person.mentioned").data).toEqual({ messageId: answer.json().id, person: "leo@hotel.example" });
  expect((await ana()(`/tickets/${number}/events`)).text).not.toContain("mentioned");
  const wrong = await eva()(post(`/tickets/${number}/messages`, { kind: "note", body: "@Ana", mentions: ["ana@guest.example"] }));
  expect(wrong.json()).toMatchObject({ key: "ticket.unknown-mention", path: "/mentions/0" });
});

test("a mail that failed, came back or may not have arrived is sent again, and it is recorded", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Hola" }));
  const [mail] = await mailsOf(number);
  const url = `/tickets/${number}/deliveries/${mail?.id}/resend`;
  expect((await eva()(post(url, {}))).json().key).toBe("delivery.not-resendable");
  await t.current.rows(`update deliveries set state = 'uncertain', reason = 'x' where id = $1`, [mail?.id]);
  expect((await page(eva(), number)).messages.at(-1).deliveries).toMatchObject([{ id: mail?.id, state: "uncertain" }]);
  expect((await t.current.as("mira@hotel.example")(post(url, {}))).status).toBe(403);
  expect((await ana()(post(url, {}))).status).toBe(403);
  const other = await t.current.ticket("bo@guest.example");
  expect((await eva()(post(`/tickets/${other.number}/deliveries/${mail?.id}/resend`, {}))).status).toBe(404);
  expect((await eva()(post(url, {}))).status).toBe(202);
  await t.current.runJobs();
  expect((await page(eva(), number)).messages.at(-1).deliveries).toMatchObject([{ id: mail?.id, state: "sent" }]);
  const events = (await eva()(`/tickets/${number}/events`)).json().items;
  expect(events.find((event: { type: string }) => event.type === "delivery.resent")).toMatchObject({ type: "delivery.resent", data: { to: "ana@guest.example" } });
});

test("undo send: released by several processes at once and taken back at that moment, it is sent once or not at all", async () => {
  for (let round = 0; round < 4; round += 1) {
    const { number } = await t.current.ticket("ana@guest.example");
    const held = (await eva()(post(`/tickets/${number}/messages`, { kind: "reply", body: "Una sola vez", hold: true }))).json();
    const release = () => t.current.app.jobs["conversations.release"]({ id: held.id }, { attempt: 1, maxAttempts: 25 });
    const [back] = await Promise.all([eva()(del(`/tickets/${number}/messages/${held.id}`)), release(), release()]);
    const replies = (await page(ana(), number)).messages.filter((message: { text: string }) => message.text === "Una sola vez");
    const drafts = (await eva()(`/tickets/${number}/draft`)).json().items;
    expect([back.status, replies.length, drafts.length, (await mailsOf(number)).length]).toEqual(back.status === 200 ? [200, 0, 1, 0] : [409, 1, 0, 1]);
    await pass("PT11S");
    expect((await mailsOf(number)).length).toBe(back.status === 200 ? 0 : 1);
  }
});
