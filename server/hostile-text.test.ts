// oxlint-disable no-control-regex -- what must not be there is named
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { composeMail, type DeliveryContent } from "./mail-out/compose.ts";
import { parseMail } from "./platform/mime/index.ts";
import { salesDesk, useApp, type Answered, type Ask } from "./testing/factories.ts";

/** Any Unicode through every way to write: kept and shown, or refused at its place; never a fault of ours, never a header or a formula. */
const t = useApp();
const [ana, eva, root] = ["ana@people.example", "eva@hotel.example", "root@hotel.example"];
const traps = [
  "\u202egnp.exe", "\u2067אבג\u2069", "\u200b\u200d\ufeff", "👩‍👩‍👧‍👦🏳️‍🌈", "e\u0301\u0327".repeat(50), "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳", "\ud800", "a\udc00b", "nul\u0000nul",
  "x\r\nBcc: evil@evil.example\r\n\r\nhola", "x\nX-Evil: 1", "\u2028\u2029\u0085\u000b\u001b[31m", "=HYPERLINK(\"http://evil\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "a;=1+1", "\"quo\"te,d", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
  "{{ticket.subject}} {% raw %}", "{0, plural, other {x}}", "'; drop table tickets; --", "%s%n\\u0000", "../../etc/passwd", "con\u00a0espacio\u3000ancho", "＝１＋１", "ﷺ".repeat(30), "\uffff\ufffe", "ın İ ß ﬁ", "­soft­hyphen",
];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...traps) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 40 }) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...traps), fc.string({ unit: "grapheme", maxLength: 20 }), fc.constantFrom(...traps)).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.constantFrom(...traps).map((trap) => trap.repeat(Math.ceil(10_000 / trap.length)).slice(0, 10_000)) },
);

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant(eva, "ventas", "jefa");
  await t.current.administrator(root);
}, 60_000);

const as = (who: string) => (ask: Ask) => t.current.as(who)(ask);
/** Done, or refused as the writer's mistake at its place. @returns whether it was done */
function settled(answer: Answered, what: string): boolean {
  expect(answer.status, `${what}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
  if (answer.status < 300) return true;
  expect([400, 404, 409, 413, 422], `${what}: ${answer.text.slice(0, 300)}`).toContain(answer.status);
  expect(answer.json().title.length, what).toBeGreaterThan(0);
  return false;
}
/** What a browser gets back is whole, and no name or subject breaks its line or turns the direction of what follows it. */
const oneLine = (shown: string) => /[\u0000-\u001f\u007f\ud800-\udfff]/u.test(shown);

/** Every way to write a text, each with where it stands afterwards. */
let written = 0;
const ways: Record<string, (value: string, number: number) => Ask> = {
  "a ticket": (value) => ({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: value, body: value, requester: { email: ana, name: value.slice(0, 200) }, tags: [value.slice(0, 100)], fields: { reserva: value } } }),
  "a ticket in html": (value) => ({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "s", html: `<p>${value}</p>`, requester: { email: ana } } }),
  "a subject": (value, number) => ({ method: "PATCH", url: `/tickets/${number}`, payload: { subject: value } }),
  "tags": (value, number) => ({ method: "PATCH", url: `/tickets/${number}`, payload: { tags: [value, "vip"] } }),
  "a field": (value, number) => ({ method: "PATCH", url: `/tickets/${number}`, payload: { fields: { reserva: value } } }),
  "a field of any name": (value, number) => ({ method: "PATCH", url: `/tickets/${number}`, payload: { fields: { [value]: value } } }),
  "a reply": (value, number) => ({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: value } }),
  "a held reply": (value, number) => ({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", html: value, hold: true } }),
  "a note": (value, number) => ({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "note", html: value } }),
  "a draft": (value, number) => ({ method: "PUT", url: `/tickets/${number}/draft`, payload: { kind: "reply", html: value, to: [value.slice(0, 254)] } }),
  "a forward": (value, number) => ({ method: "POST", url: `/tickets/${number}/forwards`, payload: { to: ["x@other.example"], subject: value, message: value, include: { conversation: true, notes: true, history: true } } }),
  "a side conversation": (value, number) => ({ method: "POST", url: `/tickets/${number}/side-conversations`, payload: { to: ["y@other.example"], subject: value, body: value } }),
  "an escalation": (value, number) => ({ method: "PUT", url: `/tickets/${number}/escalation`, payload: { level: 1, reason: value } }),
  "a wish for another type": (value, number) => ({ method: "PUT", url: `/tickets/${number}/type-request`, payload: { type: "factura", reason: value } }),
  "a follow-up": (value, number) => ({ method: "POST", url: `/tickets/${number}/follow-ups`, payload: { means: "call", whom: value, note: value, dueAt: "2031-01-01T10:00:00Z" } }),
  "an approval": (value, number) => ({ method: "POST", url: `/tickets/${number}/approvals`, payload: { person: `z${(written += 1)}@other.example`, question: value } }),
  "one's name": (value) => ({ method: "PATCH", url: "/me", payload: { name: value, preferences: { x: value } } }),
  "an organization": (value) => ({ method: "POST", url: "/organizations", payload: { name: value, notes: value, phone: value.slice(0, 60) } }),
  "a person": (value) => ({ method: "POST", url: "/people", payload: { name: value, phones: [`${value.slice(0, 40)}1`] } }),
  "a colleague": (value) => ({ method: "POST", url: "/desks/ventas/agents", payload: { email: `nueva${(written += 1)}@hotel.example`, name: value, roles: [{ role: "mirador", queue: null }] } }),
  "a view": (value) => ({ method: "POST", url: "/views", payload: { desk: "ventas", shared: false, labels: { "*": value }, q: value.slice(0, 1000) } }),
  "statuses": (value) => ({ method: "PUT", url: "/desks/ventas/configuration/statuses", payload: salesDesk.statuses.map((status, n) => (n === 1 ? { ...status, labels: { es: value }, explanations: { es: value } } : status)) }),
  "queues": (value) => ({ method: "PUT", url: "/desks/ventas/configuration/queues", payload: salesDesk.queues.map((queue) => ({ ...queue, labels: { es: value } })) }),
  "a search": (value) => ({ url: `/tickets?q=${encodeURIComponent(value.slice(0, 1000).toWellFormed())}` }),
  "a bulk": (value, number) => ({ method: "POST", url: "/tickets/bulk", payload: { numbers: [number], change: { addTags: [value.slice(0, 100)], close: { reason: value.slice(0, 200), comment: value } } } }),
  "a closure": (value, number) => ({ method: "PUT", url: `/tickets/${number}/closure`, payload: { reason: value.slice(0, 200), comment: value, source: value.slice(0, 200) } }),
};

test.each(Object.keys(ways))("%s of any text is kept or refused, and its ticket can be read, listed and exported", { timeout: 120_000 }, async (name) => {
  const way = ways[name] ?? expect.fail("which?");
  const first = await t.current.ticket(ana);
  const who = name === "statuses" || name === "queues" || name === "a colleague" ? root : eva;
  const samples = [...traps, ...fc.sample(text, { numRuns: 14, seed: 7 })];
  let done = 0;
  for (const value of samples) {
    const { number } = name === "a closure" ? await t.current.ticket(ana) : first;
    const answer = await as(who)(way(value, number));
    if (settled(answer, `${name} ${JSON.stringify(value.slice(0, 60))}`)) done += 1;
  }
  // there is no field of such a name
  if (name === "a field of any name") expect(done).toBe(0);
  else expect(done).toBeGreaterThan(5);
  for (const url of [`/tickets/${first.number}`, `/tickets/${first.number}/page`, `/tickets/${first.number}/events`, "/tickets?limit=200", "/views?desk=ventas", "/desks/ventas", "/me", "/organizations", "/tags?desk=ventas"]) {
    const answer = await as(eva)({ url });
    expect(answer.status, `${name} then ${url}: ${answer.text.slice(0, 200)}`).toBe(200);
  }
  const rows = (await as(eva)({ url: "/tickets?limit=200" })).json().items as { subject: string; requester: { name: string }; tags: string[]; assignedTo: { name: string } | null }[];
  expect(rows.flatMap((row) => [row.subject, row.requester.name, ...row.tags, row.assignedTo?.name ?? ""]).filter(oneLine)).toEqual([]);
  expect((await as(eva)({ url: "/me" })).json().name).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
});

/** RFC 4180, read back. */
function readCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

test("a CSV of any texts has as many rows and columns as it should, and no cell that a spreadsheet computes, by whatever separator it reads", { timeout: 120_000 }, async () => {
  for (const subject of traps) await as(eva)({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject, body: "b", requester: { email: ana }, fields: { reserva: subject, noches: -5 } } });
  const csv = await as(eva)({ url: "/tickets.csv?columns=number,subject,requester,tags,field:reserva,field:noches" });
  expect(csv.status).toBe(200);
  const [head, ...rows] = readCsv(csv.text.replace(/^\ufeff/, ""));
  expect(head).toHaveLength(6);
  expect(rows.length).toBeGreaterThan(traps.length / 2);
  expect(rows.filter((row) => row.length !== 6)).toEqual([]);
  const computed = rows.flat().filter((cell) => !/^-?\d+(\.\d+)?$/.test(cell) && /(^|[;\t\r\n])\s*[=+\-@＝＋－＠]/.test(cell));
  expect(computed).toEqual([]);
});

test("files of any name are kept, served as downloads and attached", { timeout: 120_000 }, async () => {
  const { number } = await t.current.ticket(ana);
  for (const name of traps) {
    const stored = await as(eva)({ method: "POST", url: `/files?name=${encodeURIComponent(name.toWellFormed())}`, payload: "hola", headers: { "content-type": "text/plain" } });
    if (!settled(stored, `a file ${JSON.stringify(name)}`)) continue;
    const file = stored.json();
    expect(file.name).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069/\\]/);
    expect((await as(eva)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "va", attachments: [file.id] } })).status).toBe(201);
    const got = await as(eva)({ url: `/files/${file.id}` });
    expect([got.status, got.text]).toEqual([200, "hola"]);
    expect(String(got.headers["content-disposition"])).toMatch(/^attachment; filename="[\x20-\x21\x23-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[\w.~%!#$&+^`|-]*$/);
  }
});

test("no text becomes a header, or a line of its own, in a mail that goes out", { timeout: 120_000 }, async () => {
  const rows = await t.current.rows<{ content: DeliveryContent; queuedAt: string }>("select content, queued_at as \"queuedAt\" from deliveries order by id");
  expect(rows.length).toBeGreaterThan(100);
  const known = /^(from|to|cc|reply-to|in-reply-to|references|subject|message-id|date|mime-version|content-type|content-transfer-encoding|auto-submitted|x-auto-response-suppress|precedence|list-[a-z-]+|feedback-id|x-ventanilla-[a-z-]+)$/;
  for (const { content, queuedAt } of rows) {
    const raw = await composeMail(content, "<one@help.example.test>", queuedAt, traps.slice(0, 4).map((name) => ({ name, type: "text/plain", contentId: null, inline: false, bytes: Buffer.from("x") })));
    const head = raw.toString("latin1").split("\r\n\r\n")[0] ?? "";
    const names = head.split("\r\n").filter((line) => !/^[ \t]/.test(line)).map((line) => line.split(":")[0]?.toLowerCase() ?? "");
    expect(names.filter((name) => !known.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(head).not.toMatch(/[^\r]\n/);
    expect(raw.toString("latin1")).not.toMatch(/\r[^\n]/);
    expect(raw.toString("latin1")).not.toMatch(/[^\x00-\x7f]/);
    const read = parseMail(raw);
    expect(read.to.map(({ address }) => address)).toEqual(content.to.map(({ address }) => address));
    expect([...read.cc, ...read.to].some(({ address }) => address.includes("evil"))).toBe(false);
  }
});
