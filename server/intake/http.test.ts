import { createHmac } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { systemActor } from "../platform/work.ts";
import { keptOf } from "./actions.ts";
import { useApp, type Answered } from "../testing/factories.ts";

const it = useApp();
const boss = "jefa@hotel.example";
const agent = "marta@hotel.example";

const settings = {
  mapping: {
    externalId: "/review/id", subject: "{{/review/stars}} of 5 at {{/place/name}}", body: "/review/text", author: "/review/author", rating: "/review/stars", text: "/review/text",
    site: "/site", location: "/place/name", link: "/review/url", writtenAt: "/review/date", language: "/review/lang", queue: "/queue", tags: "/topics", email: "/mail",
  },
  defaults: { site: "Opiniones", queue: "grupos" },
  fields: { noches: "/nights" },
  keepFrom: 4,
};
const review = (id: string, more: Record<string, unknown> = {}, about: Record<string, unknown> = {}) => ({
  site: "Tripscore",
  place: { name: "Hotel Mar" },
  review: { id, stars: 2, text: "La habitación estaba fría. Tarjeta 4111 1111 1111 1111", author: "Ana", url: `https://tripscore.example/r/${id}`, date: "2026-03-01", lang: "es", ...more },
  topics: ["frío", "calefacción"],
  nights: "3",
  ...about,
});
let secret = "";
const sign = (body: string, at = seconds(), key = secret) => `t=${at},v1=${createHmac("sha256", key).update(`${at}.${body}`).digest("hex")}`;
const seconds = () => Math.floor(it.current.clock.now().epochMilliseconds / 1000);
const post = (body: string, signature: string | null = sign(body), source = "tripscore"): Promise<Answered> =>
  it.current.anyone({ method: "POST", url: `/intake/${source}`, payload: body, headers: { "content-type": "application/json", ...(signature === null ? {} : { "x-ventanilla-signature": signature }) } });
const send = async (payload: object) => (await post(JSON.stringify(payload))).json() as { id: number; fate: string; ticket: number | null; detail: string | null };
const configure = (more: object = {}, who = boss) =>
  it.current.as(who)({ method: "PUT", url: "/desks/ventas/intake/tripscore", payload: { name: "Tripscore", kind: "review", settings: { ...settings, ...more } } });
const page = async (ticket: number | null) => (await it.current.as(boss)(`/tickets/${ticket}/page`)).json();

beforeAll(async () => {
  await it.current.desk();
  await it.current.grant(boss, "ventas", "jefa");
  await it.current.grant(agent, "ventas", "agente");
  const made = (await configure()).json();
  secret = made.secret;
});

test("R3 a source is configured by who configures the desk; its secret is told once and stands nowhere", async () => {
  expect(secret).toMatch(/^vts_[\w-]{43}$/);
  expect((await configure()).json().secret).toBeNull();
  const listed = await it.current.as(boss)("/desks/ventas/intake");
  expect(listed.json().items).toMatchObject([{ key: "tripscore", name: "Tripscore", kind: "review", url: "http://help.example.test/api/v1/intake/tripscore" }]);
  expect(listed.text).not.toContain(secret);
  expect(JSON.stringify(await it.current.rows(`select * from intake_sources`)) + JSON.stringify(await it.current.rows(`select data from events`))).not.toContain(secret);
  expect((await configure({}, agent)).status).toBe(403);
  expect((await it.current.as(agent)("/desks/ventas/intake")).status).toBe(403);
  // a key is one in the installation
  await it.current.desk({ key: "otro", addresses: ["otro@hotel.example"] });
  await it.current.grant(boss, "otro", "jefa");
  expect((await it.current.as(boss)({ method: "PUT", url: "/desks/otro/intake/tripscore", payload: { name: "X", kind: "other", settings: { mapping: {} } } })).json()).toMatchObject({ status: 409, key: "intake.key-taken" });
});

test("R3 R15 a signed review becomes a ticket that carries it; nobody is written to", async () => {
  const receipt = await send(review("r1"));
  expect(receipt).toMatchObject({ fate: "ticketed" });
  const { ticket, messages, events } = await page(receipt.ticket);
  expect(ticket).toMatchObject({
    subject: "2 of 5 at Hotel Mar", queue: "grupos", source: "review", tags: ["calefacción", "frío"], fields: { noches: 3 }, requester: { name: "Ana", email: null },
    review: { rating: 2, best: 5, author: "Ana", site: "Tripscore", location: "Hotel Mar", link: "https://tripscore.example/r/r1", writtenAt: "2026-03-01T00:00:00Z" },
  });
  expect(ticket.review.text).toBe("La habitación estaba fría. Tarjeta •••• •••• •••• 1111");
  expect(messages[0].text).not.toContain("4111 1111");
  expect(events.items.map((event: { type: string }) => event.type)).toContain("review.added");
  await it.current.runJobs();
  expect(await it.current.rows(`select 1 from deliveries where ticket_id = $1`, [receipt.ticket])).toEqual([]);
});

test("R15 a review's site is the desk's own of that name, whatever another desk's organization calls its houses", async () => {
  const [own] = await it.current.locations("Hotel Sol");
  await it.current.desk({ key: "vecino", addresses: ["vecino@hotel.example"] });
  await it.current.grant(boss, "vecino", "jefa");
  const { id } = (await it.current.as(boss)({ method: "POST", url: "/organizations", payload: { name: "Vecina", own: true, desks: ["vecino"] } })).json();
  for (const name of ["Hotel Sol", "Hotel Luna"]) await it.current.as(boss)({ method: "POST", url: `/organizations/${id}/branches`, payload: { name } });
  const locationOf = async (stay: string, name: string) => (await page((await send(review(stay, {}, { place: { name } }))).ticket)).ticket.location;
  expect(await locationOf("sol", "Hotel Sol")).toEqual({ id: own, name: "Hotel Sol" });
  expect(await locationOf("luna", "Hotel Luna")).toBeNull();
});

test("R3 a wrong, old, missing or foreign signature is told as an unknown source, and nothing is kept", async () => {
  const body = JSON.stringify(review("forged"));
  const before = await it.current.rows(`select id from intake_items`);
  const wrong = [
    await post(body, sign(body, seconds(), "vts_another")),
    await post(body, sign(body, seconds() - 301)),
    await post(body, sign(body, seconds() + 301)),
    await post(body, sign(`${body} `)),
    await post(body, null),
    await post(body, "t=abc,v1=zz"),
    await post(body, sign(body), "nobody"),
  ];
  expect(wrong.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401, 401]);
  expect(new Set(wrong.map(({ text }) => text)).size).toBe(1);
  expect(wrong[0]?.json()).toMatchObject({ key: "intake.signature" });
  expect(wrong[0]?.headers["content-type"]).toContain("application/problem+json");
  expect(await it.current.rows(`select id from intake_items`)).toEqual(before);
  expect((await post(body, sign(body, seconds() - 299))).status).toBe(202);
});

test("R3 the same again is nothing new; a changed review updates its ticket, which colleagues read in a note", async () => {
  const first = await send(review("r2"));
  expect(await send(review("r2"))).toMatchObject({ fate: "updated", ticket: first.ticket, detail: expect.stringContaining("othing new") });
  expect((await page(first.ticket)).messages).toHaveLength(1);
  const changed = await send(review("r2", { stars: 1, text: "Y nadie contestó" }));
  expect(changed).toMatchObject({ fate: "updated", ticket: first.ticket });
  const { ticket, messages, events } = await page(first.ticket);
  expect(ticket.review).toMatchObject({ rating: 1, text: "Y nadie contestó" });
  expect(messages.at(-1)).toMatchObject({ kind: "note", side: "system", text: expect.stringMatching(/2 → 1[\s\S]*Y nadie contestó/) });
  expect(events.items.find((event: { type: string }) => event.type === "review.changed")).toMatchObject({ data: { from: { rating: 2 }, to: { rating: 1 } } });
  expect(await it.current.rows(`select 1 from tickets where source = 'review' and subject like '%Hotel Mar' and id >= $1`, [first.ticket])).toHaveLength(1);
});

test("R3 parallel posts of one review make one ticket", async () => {
  const receipts = await Promise.all(Array.from({ length: 8 }, (_, n) => send(review("r3", { text: `Fría, ${n % 2}` }))));
  expect(new Set(receipts.map(({ ticket }) => ticket)).size).toBe(1);
  expect(receipts.filter(({ fate }) => fate === "ticketed")).toHaveLength(1);
  expect(receipts.every(({ fate }) => fate === "ticketed" || fate === "updated")).toBe(true);
});

test("R3 a good review is kept without a ticket; turned bad, or by hand, it becomes one", async () => {
  const kept = await send(review("r4", { stars: 5, text: "Estupendo" }));
  expect(kept).toMatchObject({ fate: "kept", ticket: null });
  const worse = await send(review("r4", { stars: 3, text: "Estupendo, menos la ducha" }));
  expect(worse).toMatchObject({ fate: "ticketed" });
  const other = await send(review("r5", { stars: 4 }));
  const again = await it.current.as(boss)({ method: "POST", url: `/desks/ventas/intake/tripscore/items/${other.id}/retry` });
  expect(again.json()).toMatchObject({ fate: "ticketed", tries: 2 });
});

test("of no payload is a card's number kept, whatever became of it; ids that look like cards stay apart", async () => {
  const [one, another] = ["4111111111111111", "4000000000061111"];
  expect(await send(review(one, { stars: 5, text: "Pagué con 4111 1111 1111 1111" }))).toMatchObject({ fate: "kept" });
  expect((await post("no JSON, 4111 1111 1111 1111")).json()).toMatchObject({ fate: "failed" });
  const { ticket } = await send(review(one, { stars: 1 }));
  const second = await send(review(another, { stars: 1, text: "Otra" }));
  expect([second.fate, second.ticket !== ticket]).toEqual(["ticketed", true]);
  expect(await send(review(another, { stars: 1, text: "Otra" }))).toMatchObject({ fate: "updated", ticket: second.ticket });
  expect(await it.current.rows(`select payload from intake_items where payload like '%4111 1111 1111 1111%'`)).toEqual([]);
  expect(keptOf({ mapping: { externalId: "/answer" } }, `{"answer":"${one}"}`)).toEqual({ payload: `{"answer":"••••••••••••1111"}`, externalId: one });
});

test("R3 what cannot be handled is kept with the reason, and tried again once the mapping is right", async () => {
  const failed = await send(review("r6", {}, { queue: "no-such-queue" }));
  expect(failed).toMatchObject({ fate: "failed", ticket: null, detail: expect.stringContaining("no-such-queue") });
  expect((await post("not json")).json()).toMatchObject({ fate: "failed", detail: expect.stringContaining("JSON") });
  const { queue: _queue, ...mapping } = settings.mapping;
  const edited = { ...settings, mapping };
  // the preview says it before it is saved
  const asked = (more: object) => it.current.as(boss)({ method: "POST", url: "/desks/ventas/intake/tripscore/preview", payload: { kind: "review", settings: { ...edited, ...more } } });
  const seen = (await asked({})).json().items;
  expect(seen[0]).toMatchObject({ would: "failed", mapped: null, item: { fate: "failed" } });
  expect(seen[1]).toMatchObject({ would: "ticketed", item: { id: failed.id, fate: "failed" }, mapped: { externalId: "r6", rating: 2 }, mistakes: [] });
  expect((await asked({ keepFrom: 1 })).json().items[1].would).toBe("kept");
  expect((await asked({ fields: { unknown: "/site" } })).json().items[1]).toMatchObject({ would: "failed", mistakes: [expect.stringContaining("unknown")] });
  expect((await it.current.as(boss)("/desks/ventas/intake/tripscore/items")).json().items[1]).toMatchObject({ id: failed.id, fate: "failed" });
  await configure({ mapping });
  const again = await it.current.as(boss)({ method: "POST", url: `/desks/ventas/intake/tripscore/items/${failed.id}/retry` });
  expect(again.json()).toMatchObject({ fate: "ticketed", ticket: expect.any(Number) });
  expect((await it.current.as(boss)({ method: "POST", url: `/desks/ventas/intake/tripscore/items/${failed.id}/retry` })).status).toBe(409);
  await configure();
});

test("R3 a payload is stored before anything else; its job finishes what the request could not", async () => {
  const [source] = await it.current.rows<{ id: number }>(`select id from intake_sources where key = 'tripscore'`);
  const [item] = await it.current.rows<{ id: number }>(`insert into intake_items (source_id, received_at, payload) values ($1, $3, $2) returning id`, [source?.id, JSON.stringify(review("r7")), it.current.clock.now().toString()]);
  await it.current.rows(`select graphile_worker.add_job('intake.handle', $1::json)`, [JSON.stringify({ item: item?.id })]);
  await it.current.runJobs();
  expect(await it.current.rows(`select fate from intake_items where id = $1`, [item?.id])).toEqual([{ fate: "ticketed" }]);
});

test("R9 R15 the original review goes along with a forwarded ticket where it is chosen, and is found by its words, by staff only", async () => {
  const { ticket } = await send(review("r9", { text: "El desayuno estaba rancio" }));
  const forward = (subject: string, include: object) => it.current.as(boss)({ method: "POST", url: `/tickets/${ticket}/forwards`, payload: { to: ["cocina@proveedor.example"], subject, include } });
  expect((await forward("Con lo que escribió", { review: true })).status).toBe(201);
  expect((await forward("Sin más", {})).status).toBe(201);
  await it.current.runJobs();
  await it.current.administrator("root@hotel.example");
  const root = it.current.as("root@hotel.example");
  const sent = (await root("/mailbox")).json().items.filter((mail: { letter: string; ticket: number }) => mail.letter === "forward" && mail.ticket === ticket);
  const texts = await Promise.all(sent.map(async ({ id }: { id: number }) => (await root(`/mailbox/${id}`)).json().text as string));
  const carries = (text: string) => text.includes("El desayuno estaba rancio") && text.includes("2 / 5") && text.includes("https://tripscore.example/r/r9");
  const subjects: string[] = sent.map(({ subject }: { subject: string }) => subject);
  expect(subjects.filter((_, n) => carries(texts[n] ?? ""))).toEqual([expect.stringContaining("Con lo que escribió")]);
  await it.current.index();
  const found = async (who: string) => (await it.current.as(who)("/tickets?q=rancio")).json().items.map(({ number }: { number: number }) => number);
  expect(await found(boss)).toEqual([ticket]);
  expect((await it.current.as(boss)("/tickets?q=tripscore")).json().items.map(({ number }: { number: number }) => number)).toContain(ticket);
});

test("R3 a call: the caller by phone in any notation, with a mail address a confirmation", async () => {
  const call = { mapping: { externalId: "/call", phone: "/from", name: "/caller", subject: "Call from {{/from}}", body: "/transcript", email: "/mail" }, confirm: true };
  const made = (await it.current.as(boss)({ method: "PUT", url: "/desks/ventas/intake/centralita", payload: { name: "Centralita", kind: "call", settings: call } })).json();
  const ring = async (payload: object) => {
    const body = JSON.stringify(payload);
    return (await post(body, sign(body, seconds(), made.secret), "centralita")).json();
  };
  const first = await ring({ call: "c1", from: "+34 971 00 01 01", caller: "Pau", transcript: "Quiere un presupuesto" });
  const second = await ring({ call: "c2", from: "971000101", caller: "Pau", transcript: "Vuelve a llamar" });
  const [one, two] = [(await page(first.ticket)).ticket, (await page(second.ticket)).ticket];
  expect(one).toMatchObject({ source: "phone", review: null, requester: { name: "Pau", email: null, phone: { number: "+34971000101" } } });
  expect(two.person).toBe(one.person);
  const third = await ring({ call: "c3", from: "971000102", mail: "pau@guest.example", transcript: "Con correo" });
  await it.current.runJobs();
  expect(await it.current.rows(`select letter, to_address as "to" from deliveries where ticket_id = $1`, [third.ticket])).toEqual([{ letter: "confirmation", to: "pau@guest.example" }]);
});

test("R3 a new secret: the one before is good for a day", async () => {
  const old = secret;
  const renewed = (await it.current.as(boss)({ method: "POST", url: "/desks/ventas/intake/tripscore/secret" })).json();
  expect(renewed.secret).not.toBe(old);
  const body = JSON.stringify(review("r8"));
  expect((await post(body, sign(body, seconds(), old))).status).toBe(202);
  expect((await post(body, sign(body, seconds(), renewed.secret))).status).toBe(202);
  it.current.clock.advance("PT25H");
  expect((await post(body, sign(body, seconds(), old))).status).toBe(401);
  expect((await post(body, sign(body, seconds(), renewed.secret))).status).toBe(202);
  secret = renewed.secret;
});

test("R3 limits: 256 kB, and so many a minute", async () => {
  const large = JSON.stringify({ ...review("big"), filler: "x".repeat(256 * 1024) });
  expect((await post(large)).json()).toMatchObject({ status: 413, key: "request.too-large" });
  await it.current.rows(`insert into intake_items (source_id, received_at, payload, fate) select id, $1, '{}', 'kept' from intake_sources, generate_series(1, 300) where key = 'tripscore'`, [it.current.clock.now().toString()]);
  const body = JSON.stringify(review("much"));
  const refused = await post(body);
  expect(refused.status).toBe(429);
  expect(refused.headers["retry-after"]).toBe("60");
});

test("what was handled loses its payload after a year; what failed keeps it", async () => {
  const before = await it.current.rows<{ fate: string }>(`select fate from intake_items where payload = ''`);
  expect(before).toEqual([]);
  const erase = it.current.app.timers["intake.erase-payloads"];
  const count = async (where: string) => Number((await it.current.rows<{ n: number }>(`select count(*)::int as n from intake_items where ${where}`))[0]?.n);
  await it.current.app.transact(systemActor("test"), (work) => erase(work, "", {}));
  expect(await count(`payload = ''`)).toBe(0);
  const later = it.current.clock.now().add({ hours: 366 * 24 });
  await it.current.app.transact(systemActor("test"), (work) => erase(work, "", {}), later);
  expect(await count(`payload <> '' and fate <> 'failed'`)).toBe(0);
  expect(await count(`payload <> '' and fate = 'failed'`)).toBeGreaterThan(0);
});

test("R3 with a ticket that is erased for good goes its payload; told once more unchanged it stays away, changed it is new", async () => {
  secret = (await it.current.as(boss)({ method: "POST", url: "/desks/ventas/intake/tripscore/secret" })).json().secret;
  it.current.clock.advance("PT2M");
  const about = review("erased", { text: "alcachofa" });
  const { ticket } = await send(about);
  expect(ticket).toEqual(expect.any(Number));
  await it.current.app.transact(systemActor("test"), (work) => work.record({ desk: 1, ticket, version: 2 }, "ticket.purged", { numbers: [ticket ?? 0], counts: false }));
  expect(await it.current.rows("select from intake_items where payload like '%alcachofa%'")).toEqual([]);
  expect(await send(about)).toMatchObject({ fate: "kept", ticket: null });
  expect(await send(review("erased", { text: "otra cosa" }))).toMatchObject({ fate: "ticketed", ticket: expect.any(Number) });
});

test("a source that is removed is unknown; made again it has another secret", async () => {
  it.current.clock.advance("PT2M");
  expect((await it.current.as(boss)({ method: "DELETE", url: "/desks/ventas/intake/tripscore" })).status).toBe(204);
  const body = JSON.stringify(review("gone"));
  expect((await post(body)).status).toBe(401);
  const again = (await configure()).json();
  expect(again.secret).not.toBeNull();
  expect((await post(body, sign(body, seconds(), secret))).status).toBe(401);
  expect((await post(body, sign(body, seconds(), again.secret))).status).toBe(202);
});
