import fc from "fast-check";
import { expect, test } from "vitest";
import { mails } from "../platform/mime/fixtures.ts";
import { signReplyAddress } from "../platform/reply-address.ts";
import { systemActor } from "../platform/work.ts";
import { deskAddress, useMailDesk, type Ledger } from "../testing/mail.ts";
import { addStaffMessage } from "../tickets/index.ts";

const desk = useMailDesk();
let count = 0;
interface Parts {
  from?: string;
  to?: string;
  cc?: string;
  subject?: string;
  id?: string;
  headers?: string;
  body?: string;
}
function mail({ from = "Ana Gil <ana@guest.example>", to = deskAddress, cc, subject = "Late check-out", id = `<m${++count}@guest.example>`, headers = "", body = "Can we leave at two?" }: Parts = {}): string {
  return `From: ${from}\nTo: ${to}\n${cc === undefined ? "" : `Cc: ${cc}\n`}Subject: ${subject}\nMessage-ID: ${id}\n${headers}${headers === "" ? "" : "\n"}\n${body}\n`;
}
const keys = (row: Ledger) => row.evidence?.evidence.map(({ key }) => key) ?? [];
const ticketOf = async (row: Ledger) => {
  const [ticket] = await desk.current.rows<{ subject: string; requester: string; state: string; watchers: string[]; excerpt: string }>(
    `select t.subject, a.address as requester, t.state, t.public_excerpt as excerpt,
       array(select address from watchers w join addresses using (person_id) where ticket_id = t.id order by address) as watchers
     from tickets t join addresses a on a.person_id = t.requester_id and a.is_primary where t.id = $1`,
    [row.ticket],
  );
  return ticket;
};
const messagesOf = (row: Ledger) =>
  desk.current.rows<{ kind: string; side: string; author: string | null; text: string }>(
    `select m.kind, m.author_side as side, a.address as author, m.text from messages m left join addresses a on a.person_id = m.author_id and a.is_primary where ticket_id = $1 order by m.id`,
    [row.ticket],
  );
const deliveriesTo = (address: string) => desk.current.rows<{ letter: string; state: string; id: string; messageId: string }>(
  `select letter, state, id, header_message_id as "messageId" from deliveries where to_address = $1 order by id`, [address],
);
const agent = async () => {
  const [row] = await desk.current.rows<{ address: string; id: number }>(
    `select a.address, a.person_id as id from grants g join addresses a using (person_id) join roles r on r.id = g.role_id where 'ticket.reply' = any(r.permissions) order by a.person_id limit 1`,
  );
  if (!row) throw new Error("the preset has no agent");
  return row;
};

test("H1 a mail opens a numbered ticket; H4 who is in copy follows it", async () => {
  const row = await desk.current.send(mail({ from: "Luz <luz@guest.example>", cc: "Bo <bo@guest.example>, soporte@hoteles.example.com" }));
  expect(row).toMatchObject({ fate: "ticketed", ticket: expect.any(Number) });
  expect(await ticketOf(row)).toEqual({ subject: "Late check-out", requester: "luz@guest.example", state: "open", watchers: ["bo@guest.example"], excerpt: "Can we leave at two?" });
  expect((await deliveriesTo("luz@guest.example")).map(({ letter }) => letter)).toEqual(["confirmation"]);
});

test("an answer returns to its ticket: by reference, by signed address, by number", async () => {
  const first = await desk.current.send(mail({ from: "Eva <eva@guest.example>" }));
  const [sent] = await deliveriesTo("eva@guest.example");
  const byReference = await desk.current.send(mail({ from: "Eva <eva@guest.example>", headers: `In-Reply-To: ${sent?.messageId}`, subject: "Re: other words" }));
  expect(byReference).toMatchObject({ fate: "threaded", ticket: first.ticket });
  expect(keys(byReference)).toEqual(["reference"]);
  const byAddress = await desk.current.send(mail({ from: "Eva <eva@guest.example>" }), { to: [signReplyAddress(desk.current.replySecret, deskAddress, first.ticket ?? 0)] });
  expect(byAddress).toMatchObject({ fate: "threaded", ticket: first.ticket });
  const byNumber = await desk.current.send(mail({ from: "Eva <eva@guest.example>", subject: `Re: Late check-out [#${first.ticket}]` }));
  expect(byNumber).toMatchObject({ fate: "threaded", ticket: first.ticket });
  expect(await messagesOf(first)).toHaveLength(4);
});

test("a stranger never joins another's ticket by what anybody could know", async () => {
  const first = await desk.current.send(mail({ from: "Iris <iris@guest.example>" }));
  const [sent] = await deliveriesTo("iris@guest.example");
  const row = await desk.current.send(mail({ from: "Mal <mal@other.example>", headers: `In-Reply-To: ${sent?.messageId}`, subject: `Re: [#${first.ticket}]` }));
  expect(row.fate).toBe("ticketed");
  expect(row.ticket).not.toBe(first.ticket);
  expect(keys(row)).toEqual(["stranger-reference", "stranger-token", "new-request"]);
});

test("a stranger with the signed address is heard, and learns nothing", async () => {
  const first = await desk.current.send(mail({ from: "Otto <otto@guest.example>" }));
  const row = await desk.current.send(mail({ from: "Kim <kim@guest.example>", cc: "x@guest.example" }), { to: [signReplyAddress(desk.current.replySecret, deskAddress, first.ticket ?? 0)] });
  expect(row).toMatchObject({ fate: "threaded", ticket: first.ticket });
  expect(keys(row)).toEqual(["signed-address", "not-participant"]);
  expect((await ticketOf(first))?.watchers).toEqual([]);
});

test("H2 a mail that an agent forwards belongs to its original sender", async () => {
  const { address } = await agent();
  const body = "Please take this.\n\n---------- Forwarded message ---------\nDe: Luis Paz <luis@agency.example>\nDate: lun, 1 sept 2025 a las 9:00\nSubject: Grupo\nTo: <agent@hoteles.example.com>\n\n\nWe need 20 rooms.";
  const row = await desk.current.send(mail({ from: `Agent <${address}>`, subject: "Fwd: Grupo", body }));
  expect(keys(row)).toEqual(["forwarded"]);
  expect(await ticketOf(row)).toMatchObject({ subject: "Grupo", requester: "luis@agency.example", excerpt: "We need 20 rooms." });
  expect(await messagesOf(row)).toEqual([
    { kind: "reply", side: "customer", author: "luis@agency.example", text: "We need 20 rooms." },
    { kind: "note", side: "agent", author: address, text: "Please take this." },
  ]);
  expect((await deliveriesTo("luis@agency.example")).map(({ letter }) => letter)).toEqual(["confirmation"]);
});

test("a sender who fails DMARC opens a ticket but is no agent and in nobody's ticket", async () => {
  const { address } = await agent();
  const failed = { verdict: "failed" as const, spf: "fail", dkim: "none", dmarc: "fail" };
  const forged = await desk.current.send(mail({ from: `Agent <${address}>`, subject: "Fwd: Grupo", body: "---------- Forwarded message ---------\nFrom: Luis <luis2@agency.example>\nDate: x\nSubject: y\nTo: z\n\nbody" }), { trust: failed });
  expect((await ticketOf(forged))?.requester).toBe(address);
  const first = await desk.current.send(mail({ from: "Pia <pia@guest.example>" }));
  const second = await desk.current.send(mail({ from: "Pia <pia@guest.example>", subject: `Re: [#${first.ticket}]` }), { trust: failed });
  expect(second.ticket).not.toBe(first.ticket);
  expect(keys(second)).toEqual(["failed-token", "new-request"]);
});

test("whoever guesses a number and writes in another's name puts nobody in copy; proven, or by the ticket's own address, they do", async () => {
  const first = await desk.current.send(mail({ from: "Sol <sol@guest.example>" }));
  const watchers = async () => (await ticketOf(first))?.watchers;
  const guess = () => mail({ from: "Sol <sol@guest.example>", cc: "Eve <eve@evil.example>", subject: `Re: [#${first.ticket}]` });
  const unproven = { verdict: "unproven" as const, spf: "none", dkim: "none", dmarc: "none" };
  for (const trust of [null, unproven]) {
    const forged = await desk.current.send(guess(), { trust });
    expect([forged.ticket, keys(forged)]).toEqual([first.ticket, ["subject-token", "not-copied"]]);
  }
  expect(await watchers()).toEqual([]);
  expect(await deliveriesTo("eve@evil.example")).toEqual([]);
  await desk.current.send(mail({ from: "Sol <sol@guest.example>", cc: "Ines <ines@guest.example>", subject: `Re: [#${first.ticket}]` }), { trust: { ...unproven, verdict: "proven" } });
  await desk.current.send(mail({ from: "Sol <sol@guest.example>", to: signReplyAddress(desk.current.replySecret, deskAddress, first.ticket ?? 0), cc: "Jon <jon@guest.example>" }));
  expect(await watchers()).toEqual(["ines@guest.example", "jon@guest.example"]);
});

test("an agent's mail into a ticket is a note: it discloses nothing", async () => {
  const { address } = await agent();
  const first = await desk.current.send(mail({ from: "Noa <noa@guest.example>" }));
  const row = await desk.current.send(mail({ from: `Agent <${address}>`, subject: `Re: [#${first.ticket}]`, body: "Internal remark" }));
  expect(row).toMatchObject({ fate: "threaded", ticket: first.ticket });
  expect((await messagesOf(first)).at(-1)).toMatchObject({ kind: "note", side: "agent", author: address });
});

test("an out-of-office note stands in the ticket for staff, and nothing answers it", async () => {
  const first = await desk.current.send(mail({ from: "Rui <rui@guest.example>" }));
  const before = await deliveriesTo("rui@guest.example");
  const auto = await desk.current.send(mail({ from: "Rui <rui@guest.example>", headers: `Auto-Submitted: auto-replied\nIn-Reply-To: ${before[0]?.messageId}`, subject: "Resposta automática" }));
  expect(auto).toMatchObject({ fate: "auto-reply", ticket: first.ticket });
  expect((await messagesOf(first)).at(-1)).toMatchObject({ kind: "note", side: "system" });
  const stray = await desk.current.send(mail({ from: "Out <out@guest.example>", headers: "Auto-Submitted: auto-replied" }));
  expect(stray).toMatchObject({ fate: "auto-reply", reason: "no-ticket", ticket: null });
  const list = await desk.current.send(mail({ from: "News <news@list.example>", headers: "List-Id: <news.list.example>" }));
  expect(list.fate).toBe("ticketed");
  const sent = [...(await deliveriesTo("out@guest.example")), ...(await deliveriesTo("news@list.example"))].filter(({ state }) => state !== "suppressed");
  expect(sent).toEqual([]);
  expect(await deliveriesTo("rui@guest.example")).toHaveLength(before.length);
});

test("a bounce marks the delivery it answers", async () => {
  await desk.current.send(mail({ from: "Gone <gone@guest.example>" }));
  const [sent] = await deliveriesTo("gone@guest.example");
  const row = await desk.current.send(
    `From: MAILER-DAEMON@mx.example\nTo: ${deskAddress}\nSubject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; gone@guest.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: ${sent?.messageId}\n--r--`,
    { from: "" },
  );
  expect(row).toMatchObject({ fate: "bounce", reason: "delivery-marked" });
  const [delivery] = await desk.current.rows<{ state: string; reason: string }>(`select state, reason from deliveries where id = $1`, [sent?.id]);
  expect(delivery).toEqual({ state: "bounced", reason: "5.1.1 550 no such user" });
});

test("a bounce without our mail in it is known by the signed address it returned to", async () => {
  const first = await desk.current.send(mail({ from: "Lost <lost@guest.example>" }));
  const row = await desk.current.send(
    `From: MAILER-DAEMON@mx.example\nTo: ${deskAddress}\nSubject: failure notice\n\nHi. This is the qmail-send program. I was not able to deliver your message:\n\n<lost@guest.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n`,
    { from: "", to: [signReplyAddress(desk.current.replySecret, deskAddress, first.ticket ?? 0)] },
  );
  expect(row).toMatchObject({ fate: "bounce", reason: "delivery-marked", ticket: first.ticket });
});

test("the same mail twice is one message; the same id with other words is kept", async () => {
  const raw = mail({ from: "Dua <dua@guest.example>", id: "<twice@guest.example>" });
  const first = await desk.current.send(raw);
  const again = await desk.current.send(`Received: by another way\n${raw}`);
  expect(again).toMatchObject({ fate: "duplicate", ticket: first.ticket, messageId: null });
  const other = await desk.current.send(mail({ from: "Dua <dua@guest.example>", id: "<twice@guest.example>", body: "Other words" }));
  expect(other.fate).toBe("ticketed");
});

test("our own mail coming back is a loop, not a ticket", async () => {
  await desk.current.send(mail({ from: "Loop <loop@guest.example>" }));
  const [sent] = await deliveriesTo("loop@guest.example");
  expect(await desk.current.send(mail({ from: "Loop <loop@guest.example>", id: sent?.messageId ?? "" }))).toMatchObject({ fate: "loop", reason: "own-mail" });
  expect(await desk.current.send(mail({ from: deskAddress }))).toMatchObject({ fate: "loop", reason: "own-address" });
});

test("a sender who floods one ticket is stopped, and kept in the ledger", async () => {
  const first = await desk.current.send(mail({ from: "Bot <bot@guest.example>" }));
  const fates: string[] = [];
  for (let n = 0; n < 21; n++) fates.push((await desk.current.send(mail({ from: "Bot <bot@guest.example>", subject: `[#${first.ticket}]`, body: `again ${n}` }))).fate);
  expect(fates.slice(0, 19).every((fate) => fate === "threaded")).toBe(true);
  expect(fates.at(-1)).toBe("loop");
});

test("web forms: the person in Reply-To asks", async () => {
  const row = await desk.current.send(mail({ from: "Web <no-reply@hoteles.example.com>", headers: "Reply-To: Zoe <zoe@guest.example>" }));
  expect((await ticketOf(row))?.requester).toBe("zoe@guest.example");
});

test("several mails waiting are admitted together, an answer after what it answers", async () => {
  const { mailIn } = desk.current;
  const envelope = { from: "tea@guest.example", to: [deskAddress] };
  const post = (text: string) => mailIn.receiveSmtp({ raw: Buffer.from(text.replace(/\n/g, "\r\n")), envelope, remoteAddress: "127.0.0.1", helo: "x", tls: false });
  const one = await post(mail({ from: "Tea <tea@guest.example>", id: "<batch-1@guest.example>" }));
  const two = await post(mail({ from: "Tea <tea@guest.example>", headers: "In-Reply-To: <batch-1@guest.example>", body: "And a cot, please" }));
  const three = await post(mail({ from: "Teo <teo@guest.example>" }));
  expect(await mailIn.admitWaiting()).toBe(3);
  const rows = await desk.current.rows<{ id: number; fate: string; ticket: number }>(`select id, fate, ticket_id as ticket from mails where id = any($1) order by id`, [[one.id, two.id, three.id]]);
  expect(rows.map(({ fate }) => fate)).toEqual(["ticketed", "threaded", "ticketed"]);
  expect(rows[1]?.ticket).toBe(rows[0]?.ticket);
});

test("a mail that cannot be handled fails alone, and can be tried again", async () => {
  const { mailIn, rows } = desk.current;
  const envelope = { from: "poi@guest.example", to: [deskAddress] };
  const post = (text: string) => mailIn.receiveSmtp({ raw: Buffer.from(text.replace(/\n/g, "\r\n")), envelope, remoteAddress: "127.0.0.1", helo: "x", tls: false });
  const poison = await post(mail({ from: "Poi <poi@guest.example>" }));
  const sound = await post(mail({ from: "Poi <poi@guest.example>" }));
  await rows(`update mails set raw = null, raw_hash = '\\xdead' where id = $1`, [poison.id]);
  await mailIn.admitWaiting();
  const fates = await rows<{ fate: string }>(`select fate from mails where id = any($1) order by id`, [[poison.id, sound.id]]);
  expect(fates.map(({ fate }) => fate)).toEqual(["failed", "ticketed"]);
});

test("a large mail goes to a blob and is admitted like any other", async () => {
  const row = await desk.current.send(mail({ from: "Big <big@guest.example>", headers: "Content-Type: multipart/mixed; boundary=b", body: `--b\n\nSee the plan.\n--b\nContent-Type: application/pdf; name=plan.pdf\nContent-Transfer-Encoding: base64\n\n${Buffer.alloc(300_000, 1).toString("base64").replace(/.{76}/g, "$&\n")}\n--b--` }));
  expect(row.fate).toBe("ticketed");
  const [stored] = await desk.current.rows<{ inRow: boolean; files: string[] }>(
    `select raw is not null as "inRow", array(select name from file_uses join files on files.id = file_id where kind = 'message' and subject = m.message_id) as files from mails m where id = $1`,
    [row.id],
  );
  expect(stored).toEqual({ inRow: false, files: ["plan.pdf"] });
});

test("a customer's answer to a solved ticket reopens it (H7)", async () => {
  const first = await desk.current.send(mail({ from: "Sol <sol@guest.example>" }));
  await desk.current.transact(systemActor("test"), (work) =>
    addStaffMessage(work, first.ticket ?? 0, { kind: "reply", authorId: null, side: "agent", channel: "desk", html: "<p>Yes</p>", text: "Yes", quoteAt: null, attachments: [], automatic: false }, "resuelta"),
  );
  expect((await ticketOf(first))?.state).toBe("solved");
  await desk.current.send(mail({ from: "Sol <sol@guest.example>", subject: `Re: [#${first.ticket}]`, body: "One more thing" }));
  expect((await ticketOf(first))?.state).toBe("open");
});

test("400 mutated mails through the door: each gets a fate, none fails, none is lost", async () => {
  const { mailIn, rows } = desk.current;
  const bases = Object.values(mails).filter((raw) => raw.length > 0);
  const cases = fc.sample(fc.record({ base: fc.constantFrom(...bases), at: fc.double({ min: 0, max: 1, noNaN: true }), bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }), cut: fc.integer({ min: 0, max: 60 }) }), { numRuns: 400, seed: 42 });
  const ids: number[] = [];
  for (const { base, at, bytes, cut } of cases) {
    const start = Math.floor(at * base.length);
    const raw = Buffer.concat([base.subarray(0, start), bytes, base.subarray(start + cut)]);
    ids.push((await mailIn.receiveSmtp({ raw, envelope: { from: `f${ids.length}@guest.example`, to: [deskAddress] }, remoteAddress: "127.0.0.1", helo: "\0\ud800", tls: false })).id);
  }
  await mailIn.admitWaiting();
  const fates = await rows<{ fate: string; count: number }>(`select fate, count(*)::int as count from mails where id = any($1) group by fate`, [ids]);
  expect(fates.reduce((sum, { count: each }) => sum + each, 0)).toBe(400);
  expect(fates.map(({ fate }) => fate).filter((fate) => fate === "failed" || fate === "received")).toEqual([]);
});
