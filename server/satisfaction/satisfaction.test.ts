import { beforeAll, expect, test } from "vitest";
import { systemActor } from "../platform/work.ts";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const [marta, leo] = ["marta@hotel.example", "leo@hotel.example"];
const [ana, copied] = ["ana@guest.example", "bo@guest.example"];

const page = async (number: number, who: string) => (await t.current.as(who)(`/tickets/${number}/page`)).json();
const rate = (number: number, who: string, payload: object) => t.current.as(who)({ method: "PUT", url: `/tickets/${number}/rating`, payload });
const patch = (number: number, payload: object, who = marta) => t.current.as(who)({ method: "PATCH", url: `/tickets/${number}`, payload });
const reply = (number: number, payload: object, who = marta) => t.current.as(who)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", ...payload } });
/** The mails to somebody about a ticket, the last one last. */
const mails = async (number: number, to: string) => {
  await t.current.runJobs();
  return t.current.rows<{ letter: string; text: string; html: string }>(`select letter, content->>'text' as text, content->>'html' as html from deliveries where ticket_id = $1 and to_address = $2 order by id`, [number, to]);
};
const starsOf = (mail: { html: string } | undefined): { token: string; scores: number[] } => {
  const found = [...(mail?.html ?? "").matchAll(/\/portal\/ventas\/rate\/([\w-]+)\?score=(\d)"/g)];
  return { token: found[0]?.[1] ?? "", scores: found.map((one) => Number(one[2])) };
};
const link = (token: string) => t.current.anyone(`/rating-links/${token}`);
const rateBy = (token: string, payload: object) => t.current.anyone({ method: "PUT", url: `/rating-links/${token}`, payload });

beforeAll(async () => {
  await t.current.desk({ ratings: true });
  for (const agent of [marta, leo]) await t.current.grant(agent, "ventas", "agente");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
});

test("T6 who asked rates who solved it from 1 to 5 with a message; agents see it on the ticket", async () => {
  const { number } = await t.current.ticket(ana, { cc: [copied] });
  await patch(number, { assignee: leo });
  expect((await page(number, ana)).mayRate).toBe(false);
  expect((await rate(number, ana, { score: 5 })).status).toBe(409);
  await patch(number, { status: "resuelta" });
  expect(await page(number, ana)).toMatchObject({ mayRate: true, rating: null });

  expect((await rate(number, ana, { score: 4, message: "  Muy amable. Mi tarjeta era 4111 1111 1111 1111  " })).status).toBe(204);
  const seen = await page(number, marta);
  expect(seen).toMatchObject({ mayRate: false, rating: { score: 4, agent: "Marta" } });
  expect(seen.rating.message).toMatch(/^Muy amable/);
  expect(seen.rating.message).not.toContain("4111 1111");
  expect(seen.events.items[0]).toMatchObject({ type: "ticket.rated", actor: { name: "Ana" }, data: { from: null, to: 4, words: true, agent: marta } });
  // who gave it sees it; who is in copy, and who never saw the ticket, rates nothing and sees nothing
  expect((await page(number, ana)).rating.score).toBe(4);
  expect(await page(number, copied)).toMatchObject({ rating: null, mayRate: false });
  expect((await rate(number, copied, { score: 1 })).status).toBe(403);
  expect((await rate(number, leo, { score: 1 })).status).toBe(403);
  expect((await rate(number, "eve@guest.example", { score: 1 })).status).toBe(404);
  for (const score of [0, 6, 2.5, "5"]) expect((await rate(number, ana, { score })).status).toBe(400);
});

test("T6 it may be changed while it is solved; opened again and solved by another, the rating is theirs", async () => {
  const { number } = await t.current.ticket(ana);
  await patch(number, { status: "resuelta" });
  await rate(number, ana, { score: 2, message: "Tarde" });
  await rate(number, ana, { score: 2, message: "Tarde" });
  await rate(number, ana, { score: 3 });
  const history = async () => (await page(number, marta)).events.items.filter((one: { type: string }) => one.type === "ticket.rated").map((one: { data: object }) => one.data);
  expect(await history()).toEqual([{ from: 2, to: 3, words: false, agent: marta }, { from: null, to: 2, words: true, agent: marta }]);
  await t.current.as(ana)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Sigue igual" } });
  expect((await rate(number, ana, { score: 1 })).status).toBe(409);
  // what they said of the first solution still stands for staff
  expect(await page(number, marta)).toMatchObject({ mayRate: false, rating: { score: 3 } });
  await patch(number, { status: "resuelta" }, leo);
  await rate(number, ana, { score: 5 });
  expect((await page(number, marta)).rating).toMatchObject({ score: 5, message: "", agent: "Leo" });
});

test("T6 from the mail: stars that preselect, one button that confirms; opening changes nothing", async () => {
  const { number } = await t.current.ticket(ana, { subject: "Llaves", cc: [copied] });
  await reply(number, { body: "¿Cuáles?", status: "esperando" });
  expect(starsOf((await mails(number, ana)).at(-1)).scores).toEqual([]);
  await reply(number, { body: "Ya están en recepción", status: "resuelta" });
  const mail = (await mails(number, ana)).at(-1);
  const { token, scores } = starsOf(mail);
  expect(scores).toEqual([1, 2, 3, 4, 5]);
  expect(mail?.text).toContain(`/portal/ventas/rate/${token}\n`);
  // who is in copy is not asked
  expect(starsOf((await mails(number, copied)).at(-1)).scores).toEqual([]);

  expect((await link(token)).json()).toEqual({ state: "valid", ticket: { number, subject: "Llaves", desk: "ventas", deskName: "Sales", agent: "Marta" }, rating: null });
  expect((await page(number, marta)).rating).toBe(null);
  expect((await rateBy(token, { score: 5, message: "Gracias" })).json()).toMatchObject({ state: "valid", rating: { score: 5, message: "Gracias" } });
  const seen = await page(number, marta);
  expect(seen.rating).toMatchObject({ score: 5, message: "Gracias", agent: "Marta" });
  expect(seen.events.items[0]).toMatchObject({ via: "mail-link", actor: { name: "Ana" } });

  await t.current.as(ana)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Otra cosa" } });
  expect((await link(token)).json()).toMatchObject({ state: "over" });
  expect((await rateBy(token, { score: 1 })).status).toBe(409);
  await patch(number, { status: "resuelta" });
  // it no longer is who the mail went to
  await patch(number, { requester: { email: "otra@guest.example" } }, "jefa@hotel.example");
  expect((await link(token)).json()).toMatchObject({ state: "unknown", ticket: null });
  expect((await rateBy(token, { score: 1 })).status).toBe(404);
  expect((await link("x".repeat(43))).json()).toEqual({ state: "unknown", ticket: null, rating: null });
});

test("T6 a link says when it has expired; where the desk does not ask there are no stars", async () => {
  const { number } = await t.current.ticket(ana);
  await reply(number, { body: "Hecho", status: "resuelta" });
  const { token } = starsOf((await mails(number, ana)).findLast(({ letter }) => letter === "reply"));
  const now = t.current.clock.now();
  t.current.clock.set(now.add({ hours: 61 * 24 }).toString());
  expect((await link(token)).json()).toMatchObject({ state: "expired", ticket: { number } });
  expect((await rateBy(token, { score: 5 })).status).toBe(410);
  t.current.clock.set(now.toString());

  await t.current.desk();
  const { number: silent } = await t.current.ticket(ana);
  await reply(silent, { body: "Hecho", status: "resuelta" });
  expect(starsOf((await mails(silent, ana)).find(({ letter }) => letter === "reply")).scores).toEqual([]);
  expect((await page(silent, ana)).mayRate).toBe(false);
  expect((await rate(silent, ana, { score: 5 })).status).toBe(409);
  expect((await link(token)).json()).toMatchObject({ state: "over" });
  await t.current.desk({ ratings: true });
});

test("T6 every mail that tells of the end asks: of what ended by itself, of what was solved at once, and a rule's in its own words; who has said it is asked no more", async () => {
  const began = t.current.clock.now().toString();
  const waiting = { end: { after: "P7D", to: "resuelta" } };
  const es = { subject: "Gracias", body: "{% if rating %}[Valórenos]({{ rating.url }}){% else %}Hasta pronto{% endif %}" };
  await t.current.desk({
    ratings: true,
    statuses: salesDesk.statuses.map((status) => (status.key === "esperando" ? { ...status, waiting } : status)),
    letters: [{ key: "gracias", labels: { es: "Gracias" }, texts: { es } }],
    rules: [{ key: "gracias", labels: { es: "Gracias" }, when: { event: "status-changed", to: ["resuelta", "cerrada"] }, if: { words: ["toallas"], phrase: false }, then: [{ do: "letter", letter: "gracias" }] }],
  });
  const asked = async (number: number, letter: string) => starsOf((await mails(number, ana)).findLast((mail) => mail.letter === letter)).scores.length;

  const { number: silent } = await t.current.ticket(ana, { cc: [copied] });
  await reply(silent, { body: "¿Cuál?", status: "esperando" });
  t.current.clock.advance("P8D");
  await t.current.tell();
  expect(await asked(silent, "closed-unanswered")).toBe(5);
  expect(await asked(silent, "reply")).toBe(0);

  const atOnce = await t.current.as(marta)({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "Hora", body: "Preguntó la hora", source: "phone", requester: { email: ana }, status: "resuelta" } });
  expect(await asked(atOnce.json().number, "confirmation")).toBe(5);
  expect(await asked(silent, "confirmation")).toBe(0);

  const { number } = await t.current.ticket(ana, { subject: "Toallas", requester: { email: ana, locale: "es" } });
  await patch(number, { status: "resuelta" });
  await t.current.tell();
  const thanks = (await mails(number, ana)).findLast(({ letter }) => letter === "gracias");
  expect(thanks?.text).toMatch(/Valórenos.*\/portal\/ventas\/rate\/[\w-]+/);
  expect(starsOf(thanks).scores).toEqual([1, 2, 3, 4, 5]);
  await rateBy(starsOf(thanks).token, { score: 4 });
  await patch(number, { status: "cerrada" }, "jefa@hotel.example");
  await t.current.tell();
  const last = (await mails(number, ana)).findLast(({ letter }) => letter === "gracias");
  expect([last?.text.includes("Hasta pronto"), starsOf(last).scores]).toEqual([true, []]);
  await t.current.desk({ ratings: true, letters: [], rules: [] });
  t.current.clock.set(began);
});

test("T6 staff find what was rated how, of whom and when; rules follow it; customers search by none of it", async () => {
  const { number: bad } = await t.current.ticket(ana, { subject: "Ruido" });
  const { number: good } = await t.current.ticket(ana, { subject: "Piscina" });
  const { number: unrated } = await t.current.ticket(ana, { subject: "Desayuno" });
  await t.current.desk({
    ratings: true,
    rules: [{ key: "mal", labels: { es: "Mal" }, when: { event: "rated" }, if: { not: { field: "satisfaction", atLeast: 3 } }, then: [{ do: "tag", add: ["descontento"] }] }],
  });
  await patch(bad, { status: "resuelta" });
  await patch(good, { status: "resuelta" }, leo);
  await rate(bad, ana, { score: 1 });
  await rate(good, ana, { score: 5 });
  await t.current.runJobs();
  expect((await page(bad, marta)).ticket.tags).toEqual(["descontento"]);
  expect((await page(good, marta)).ticket.tags).toEqual([]);
  const list = async (q: string, who = marta) => (await t.current.as(who)(`/tickets?q=${encodeURIComponent(`${q} number:${bad},${good},${unrated}`)}`)).json().items.map((one: { number: number }) => one.number);
  expect(await list("satisfaction:<=2")).toEqual([bad]);
  expect(await list("satisfaction:>=4")).toEqual([good]);
  expect(await list(`solver:${leo}`)).toEqual([good]);
  expect((await list("rated:2026-03-02")).toSorted()).toEqual([bad, good]);
  for (const q of ["satisfaction:1", `solver:${leo}`, "rated:>2000-01-01"]) expect(await list(q, ana)).toEqual([]);
});

test("a rating goes with a person who is merged, and with a ticket that is erased; where that goes on counting, the score stays without a word", async () => {
  const rated = () => t.current.rows<{ number: number; score: number; message: string; by: string }>(`select g.ticket_id as number, g.score, g.message, a.address as by from ratings g join addresses a on a.person_id = g.person_id where g.ticket_id = any($1) order by 1`, [numbers]);
  const numbers: number[] = [];
  for (const message of ["Regular", "Mal"]) {
    const { number } = await t.current.ticket("uno@guest.example");
    await patch(number, { status: "resuelta" });
    await rate(number, "uno@guest.example", { score: 2, message });
    numbers.push(number);
  }
  const [one, two] = numbers;
  const people = await t.current.rows<{ id: number; address: string }>(`select person_id as id, address from addresses where address = any($1)`, [["uno@guest.example", ana]]);
  const idOf = (address: string) => people.find((each) => each.address === address)?.id ?? 0;
  const nowhere = { desk: null, ticket: null, version: null };
  await t.current.app.transact(systemActor("test"), (work) => work.record(nowhere, "person.merged", { personId: idOf("uno@guest.example"), into: idOf(ana) }));
  expect(await rated()).toEqual([{ number: one, score: 2, message: "Regular", by: ana }, { number: two, score: 2, message: "Mal", by: ana }]);
  await t.current.app.transact(systemActor("test"), async (work) => {
    await work.record(nowhere, "ticket.purged", { numbers: [one ?? 0], counts: true });
    await work.record(nowhere, "ticket.purged", { numbers: [two ?? 0], counts: false });
  });
  expect(await rated()).toEqual([{ number: one, score: 2, message: "", by: ana }]);
});
