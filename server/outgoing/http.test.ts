import { beforeAll, expect, test } from "vitest";
import { useApp } from "../testing/factories.ts";

/** An agent writes first: to one, or to many, each by a ticket of their own. */
const t = useApp();
const eva = "eva@hotel.example";
const post = (url: string, payload: object, headers: Record<string, string> = {}) => ({ method: "POST" as const, url, payload, headers });
const letter = { desk: "ventas", subject: "Obras en la piscina", html: "<p>Hola {{requester.name}}, cerramos.</p>" };
interface Mail {
  letter: string;
  to_address: string;
  text: string;
  html: string;
  subject: string;
  reply: string;
}
const mailsOf = (number: number) =>
  t.current.rows<Mail>(
    `select letter, to_address, content->>'text' as text, content->>'html' as html, content->>'subject' as subject, content->>'replyTo' as reply from deliveries where ticket_id = $1 order by id`,
    [number],
  );
const itemsOf = async (id: number) => (await t.current.as(eva)(`/outgoings/${id}/items?limit=200`)).json().items;

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant(eva, "ventas", "jefa");
  await t.current.grant("leo@hotel.example", "ventas", "agente");
  await t.current.grant("mira@hotel.example", "ventas", "mirador");
});

test("R3 H4 an agent writes to one customer: mailed as theirs, not as a confirmation, and it is in the customer's list", async () => {
  const answer = await t.current.as(eva)(post("/outgoings", { ...letter, to: [{ email: "Ana@Guest.example", name: "Ana <Gil>" }], cc: ["socia@guest.example"] }));
  expect(answer.json()).toMatchObject({ state: "done", total: 1, written: 1, refused: 0 });
  const [item] = await itemsOf(answer.json().id);
  await t.current.runJobs();
  const ticket = (await t.current.as(eva)(`/tickets/${item.number}`)).json();
  expect(ticket).toMatchObject({ subject: "Obras en la piscina", source: "outgoing", state: "pending", assignee: eva, requester: { email: "ana@guest.example" }, cc: [{ email: "socia@guest.example" }] });
  const mails = await mailsOf(item.number);
  expect(mails.map((mail) => [mail.letter, mail.to_address])).toEqual([["outgoing", "ana@guest.example"], ["outgoing", "socia@guest.example"]]);
  expect(mails[0]?.text).toContain("Hola Ana <Gil>, cerramos.");
  expect(mails[0]?.html).toContain("Hola Ana &lt;Gil&gt;, cerramos.");
  expect(mails[0]?.text).toMatch(/Eva, de Ventas, le escribe/);
  expect(mails[0]?.subject).toMatch(/^Obras en la piscina/);
  // H3: the first mail to a person brings the way to a password, to no one in copy
  expect(mails.map((mail) => mail.text.includes("/portal/ventas/link/"))).toEqual([true, false]);

  const ana = t.current.as("ana@guest.example");
  expect((await ana("/tickets?q=involves:me")).json().items.map((row: { number: number }) => row.number)).toContain(item.number);
  const page = (await ana(`/tickets/${item.number}/page`)).json();
  expect(page.messages).toMatchObject([{ side: "agent", author: { name: "Eva" } }]);
  await ana(post(`/tickets/${item.number}/messages`, { kind: "reply", body: "¿Hasta cuándo?" }));
  expect((await t.current.as(eva)(`/tickets/${item.number}`)).json().state).toBe("open");
});

test("R3 to many: one ticket each, who sees nothing of the others, with a result for each", async () => {
  const caller = (await t.current.as(eva)(post("/tickets", { desk: "ventas", subject: "x", body: "y", source: "letter", requester: { phone: "971 00 01 01", name: "Sin Correo" } }))).json();
  const to = [...Array.from({ length: 60 }, (_, n) => ({ email: `c${n}@guest.example` })), { email: "C0@guest.example" }, { person: caller.person }, { email: "ventas@hotel.example" }];
  const answer = await t.current.as(eva)(post("/outgoings", { ...letter, to }));
  expect(answer.json()).toMatchObject({ state: "running", total: 62, written: 0 });
  const { id } = answer.json();
  await t.current.runJobs();
  expect((await t.current.as(eva)(`/outgoings/${id}`)).json()).toMatchObject({ state: "done", written: 60, refused: 2 });
  const items = await itemsOf(id);
  expect(items.slice(60)).toEqual([
    { to: "Sin Correo", outcome: "refused", number: null, reason: expect.stringContaining("mail address") },
    { to: "ventas@hotel.example", outcome: "refused", number: null, reason: expect.stringContaining("ventas@hotel.example") },
  ]);
  const numbers = items.slice(0, 60).map((item: { number: number }) => item.number);
  expect(new Set(numbers).size).toBe(60);
  const sent = await t.current.rows<{ to_address: string; both: string }>(`select to_address, content->>'to' || (content->>'text') as both from deliveries where ticket_id = any($1)`, [numbers]);
  expect(sent).toHaveLength(60);
  expect(sent.every((mail) => (mail.both.match(/c\d+@guest\.example/g) ?? []).every((address) => address === mail.to_address))).toBe(true);
  expect((await t.current.as("leo@hotel.example")(`/outgoings/${id}`)).status).toBe(404);
});

test("sent twice under one key it is mailed once, and a job run again writes to nobody twice", async () => {
  const once = post("/outgoings", { ...letter, to: [{ email: "solo@guest.example" }] }, { "idempotency-key": "k1" });
  const [first, second] = await Promise.all([t.current.as(eva)(once), t.current.as(eva)(once)]);
  expect(second.json().id).toBe(first.json().id);
  const many = await t.current.as(eva)(post("/outgoings", { ...letter, to: [{ email: "solo@guest.example" }, { email: "otra@guest.example" }] }));
  await t.current.app.transact({ kind: "system", via: "test" }, (work) => work.enqueue("outgoing.write", { outgoingId: many.json().id }));
  await t.current.runJobs();
  const sent = await t.current.rows<{ to_address: string }>(`select to_address from deliveries where to_address = any($1)`, [["solo@guest.example", "otra@guest.example"]]);
  expect(sent.map((mail) => mail.to_address).sort()).toEqual(["otra@guest.example", "solo@guest.example", "solo@guest.example"]);
});

test("what would be wrong for everybody is refused before anything is sent", async () => {
  const tickets = async () => (await t.current.rows<{ n: number }>(`select count(*)::int as n from tickets`))[0]?.n;
  const before = await tickets();
  const ask = async (by: string, more: object) => {
    const answer = await t.current.as(by)(post("/outgoings", { ...letter, to: [{ email: "a@guest.example" }], ...more }));
    return [answer.status, answer.json().path];
  };
  expect(await ask("mira@hotel.example", {})).toEqual([403, undefined]);
  expect(await ask("ana@guest.example", {})).toEqual([403, undefined]);
  expect(await ask(eva, { html: "<p> </p>" })).toEqual([422, "/body"]);
  expect(await ask(eva, { type: "nada" })).toEqual([422, "/type"]);
  expect(await ask(eva, { cc: ["ventas@hotel.example"] })).toEqual([422, "/cc/0"]);
  expect(await ask(eva, { to: [] })).toEqual([400, "/to"]);
  expect(await ask(eva, { to: Array.from({ length: 501 }, (_, n) => ({ email: `x${n}@guest.example` })) })).toEqual([400, "/to"]);
  expect(await ask(eva, { to: [{ phone: "971 00 77 77", name: "Nadie" }] })).toEqual([422, "/to"]);
  expect(await tickets()).toBe(before);
});
