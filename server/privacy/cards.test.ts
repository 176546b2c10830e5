import { beforeAll, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const card = "4111 1111 1111 1111";
const hidden = "•••• •••• •••• 1111";
const jefa = () => t.current.as("jefa@hotel.example");
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const tables = async () => (await t.current.rows<{ name: string }>(`select format('%I', table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`)).map((row) => row.name);
/** The tables in which the number stands, in any notation; of mails what they were made of apart. */
async function holding(): Promise<string[]> {
  const found: string[] = [];
  for (const name of await tables()) {
    const what = name === "mails" ? `(to_jsonb(t) - 'raw')::text` : "t::text";
    const rows = await t.current.rows(`select from ${name} t where ${what} ~ '4111\\D?1111\\D?1111\\D?1111' limit 1`);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

beforeAll(async () => {
  await t.current.desk({ roles: salesDesk.roles });
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await t.current.administrator("jefa@hotel.example");
});

test("a card's number typed or mailed anywhere is kept nowhere but in the raw mail", async () => {
  const raw = Buffer.from(`From: "Ana ${card}" <ana@guest.example>\r\nTo: "V ${card}" <ventas@hotel.example>\r\nCc: "Luis ${card}" <luis@other.example>\r\nSubject: Pago ${card}\r\nMessage-ID: <a@guest.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>4111&nbsp;1111 <b>1111</b> 1111 <a href="tel:4111111111111111">x</a></p>\r\n--b\r\nContent-Type: text/plain; name="${card}.txt"\r\nContent-Disposition: attachment; filename="${card}.txt"\r\n\r\nx\r\n--b--\r\n`);
  await t.current.app.mailIn.receiveSmtp({ raw, envelope: { from: "ana@guest.example", to: ["ventas@hotel.example"] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await t.current.app.mailIn.admitWaiting();
  const [{ number, person } = { number: 0, person: 0 }] = await t.current.rows<{ number: number; person: number }>(`select id as number, requester_id as person from tickets`);
  const page = (await jefa()(`/tickets/${number}/page`)).json();
  expect(page.ticket.subject).toBe(`Pago ${hidden}`);
  expect(page.messages[0].text).toContain("1111");

  const file = (await jefa()({ method: "POST", url: `/files?name=${encodeURIComponent(card)}.txt`, payload: "x", headers: { "content-type": "text/plain" } })).json();
  expect(file.name).toBe(`${hidden}.txt`);
  const done = [
    post(`/tickets/${number}/messages`, { kind: "note", body: card, attachments: [file.id] }),
    post(`/tickets/${number}/messages`, { kind: "reply", html: `<p>${card}</p>` }),
    post(`/tickets/${number}/side-conversations`, { to: ["banco@bank.example"], subject: card, body: card }),
    post(`/tickets/${number}/follow-ups`, { means: "call", whom: card, note: card, dueAt: t.current.clock.now().add({ hours: 24 }).toString() }),
    post(`/tickets/${number}/approvals`, { person: "zona@tiendas.example", question: card }),
    post(`/tickets/${number}/forwards`, { to: ["banco@bank.example"], subject: card, message: card, include: {} }),
    { method: "PUT" as const, url: `/tickets/${number}/escalation`, payload: { level: 1, reason: card } },
    { method: "PUT" as const, url: `/tickets/${number}/draft`, payload: { kind: "note", html: `<p>${card}</p>`, attachments: [] } },
    { method: "PATCH" as const, url: `/tickets/${number}`, payload: { subject: card, tags: [card], fields: { reserva: card } }, headers: { "idempotency-key": "una" } },
    { method: "PATCH" as const, url: `/people/${person}`, payload: { name: card, notes: card } },
    post("/organizations", { name: card, notes: card, phone: card, postal: card }),
    post("/tickets", { desk: "ventas", subject: card, body: card, requester: { email: "neu@guest.example", name: card } }),
    post("/outgoings", { desk: "ventas", to: [{ email: "otra@guest.example", name: card }], subject: card, body: card }),
    post("/views", { desk: "ventas", shared: false, labels: { "*": card }, q: `"${card}"` }),
    { method: "PATCH" as const, url: "/me", payload: { name: `Jefa ${card}`, preferences: { signature: card } } },
  ];
  for (const ask of done) {
    const answer = await jefa()(ask);
    expect(answer.status, `${ask.url} ${answer.text}`).toBeLessThan(300);
    expect(answer.text, ask.url).not.toMatch(/4111\D?1111\D?1111\D?1111/);
  }
  // a password is no text: it stays what it is
  expect((await t.current.anyone(post("/session", { email: "jefa@hotel.example", password: card }))).status).toBe(401);
  await t.current.runJobs();
  await t.current.tell();
  await t.current.index();
  expect(await holding()).toEqual([]);
  expect(await t.current.rows(`select position(convert_to($1, 'UTF8') in raw) > 0 as raw from mails`, [card])).toEqual([{ raw: true }]);
});
