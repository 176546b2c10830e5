import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const put = (url: string, payload: object = {}) => ({ method: "PUT" as const, url, payload });
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const del = (url: string) => ({ method: "DELETE" as const, url });
const eva = () => t.current.as("eva@hotel.example");
const jefa = () => t.current.as("jefa@hotel.example");
const ana = "ana@guest.example";
const numbersOf = (answer: { json: () => { items: { number: number }[] } }) => answer.json().items.map((item) => item.number);
const eventTypes = async (number: number) => ((await jefa()(`/tickets/${number}/events`)).json().items as { type: string }[]).map((event) => event.type);

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await t.current.grant("mira@hotel.example", "ventas", "mirador");
});

describe("R10 postpone", () => {
  test.each([
    [{ amount: 3, unit: "hours" }, "2026-03-02T12:00:00Z"],
    [{ amount: 2, unit: "days" }, "2026-03-04T09:00:00Z"],
    [{ amount: 4, unit: "weeks" }, "2026-03-30T08:00:00Z"], // clocks go forward on 29 March: still 10:00 in Madrid
    [{ amount: 1, unit: "months" }, "2026-04-02T08:00:00Z"],
  ])("%j from 10:00 in Madrid is due at %s", async (input, due) => {
    const { number } = await t.current.ticket(ana);
    t.current.clock.set("2026-03-02T09:00:00Z");
    const answer = await eva()(put(`/tickets/${number}/due-date`, input));
    expect(answer.json()).toMatchObject({ dueAt: due });
    const [event] = (await eva()(`/tickets/${number}/events`)).json().items;
    expect(event).toMatchObject({ type: "ticket.postponed", data: { from: null } });
    expect(numbersOf(await eva()("/tickets?sort=due"))).toContain(number);
    expect((await eva()(put(`/tickets/${number}/due-date`, { at: null }))).json().dueAt).toBeNull();
  });
  test("needs the right to edit", async () => {
    const { number } = await t.current.ticket(ana);
    expect((await t.current.as("mira@hotel.example")(put(`/tickets/${number}/due-date`, { amount: 1, unit: "days" }))).status).toBe(403);
    expect((await t.current.as(ana)(put(`/tickets/${number}/due-date`, { amount: 1, unit: "days" }))).status).toBe(403);
    expect((await t.current.as("nobody@guest.example")(put(`/tickets/${number}/due-date`, { amount: 1, unit: "days" }))).status).toBe(404);
  });
});

test("R6 R4 how it came is set right, recorded from what to what, and taken back; nobody invents a way", async () => {
  const { number } = await t.current.ticket(ana);
  const patch = (who: typeof eva, payload: object) => who()({ method: "PATCH", url: `/tickets/${number}`, payload });
  expect((await patch(() => t.current.as("mira@hotel.example"), { source: "letter" })).status).toBe(403);
  expect((await patch(eva, { source: "pigeon" })).status).toBe(400);
  expect((await patch(eva, { source: "letter" })).json()).toMatchObject({ source: "letter" });
  const [event] = (await eva()(`/tickets/${number}/events`)).json().items;
  expect(event).toMatchObject({ type: "ticket.source-changed", data: { from: "portal", to: "letter" }, undoable: true });
  expect(numbersOf(await eva()("/tickets?q=source:letter"))).toEqual([number]);
  expect((await eva()(post(`/tickets/${number}/events/${event.id}/undo`, {}))).json()).toMatchObject({ source: "portal" });
});

describe("R11 close, explain & close", () => {
  test("logs the explanation and sets the closed status; only who may close does (R2)", async () => {
    const { number } = await t.current.ticket(ana);
    expect((await eva()(put(`/tickets/${number}/closure`, { reason: "Duplicada" }))).status).toBe(403);
    const answer = await jefa()(put(`/tickets/${number}/closure`, { reason: "Duplicada", comment: "Ya respondida por teléfono", source: "Teléfono" }));
    expect(answer.json()).toMatchObject({ status: "cerrada", state: "closed" });
    const events = (await jefa()(`/tickets/${number}/events`)).json().items;
    expect(events[1]).toMatchObject({ type: "ticket.closure-explained", data: { reason: "Duplicada", comment: "Ya respondida por teléfono", source: "Teléfono" } });
    expect((await jefa()(put(`/tickets/${number}/closure`, {}))).status).toBe(409);
  });
  test("the explanation stays between colleagues", async () => {
    const { number } = await t.current.ticket(ana);
    await jefa()(put(`/tickets/${number}/closure`, { reason: "Cliente difícil" }));
    expect((await t.current.as(ana)(`/tickets/${number}/page`)).text).not.toContain("difícil");
  });
});

test("escalation has a level, a reason and a person; level 0 takes it back", async () => {
  const { number } = await t.current.ticket(ana);
  expect((await eva()(put(`/tickets/${number}/escalation`, { level: 1, reason: "Urge" }))).status).toBe(403);
  expect((await jefa()(put(`/tickets/${number}/escalation`, { level: 2, reason: "Urge", to: "eva@hotel.example" }))).json()).toMatchObject({ escalation: 2 });
  expect((await jefa()(put(`/tickets/${number}/escalation`, { level: 1, reason: "x", to: "ana@guest.example" }))).status).toBe(422);
  expect((await t.current.as(ana)(`/tickets/${number}`)).json().escalation).toBe(0);
  expect((await jefa()(put(`/tickets/${number}/escalation`, { level: 0, reason: "Resuelto" }))).json().escalation).toBe(0);
  expect((await eventTypes(number)).filter((type) => type === "ticket.escalated")).toHaveLength(2);
});

describe("C8 typification", () => {
  test("the first is anybody's who edits; a change is asked for and decided in one step, the first is kept", async () => {
    const { number } = await t.current.ticket(ana);
    const patch = (payload: object) => eva()({ method: "PATCH", url: `/tickets/${number}`, payload });
    expect((await patch({ type: "factura" })).json()).toMatchObject({ type: "factura", firstType: "factura" });
    expect((await patch({ type: "duplicado" })).json()).toMatchObject({ status: 403, key: "ticket.type-needs-request" });
    expect((await eva()(put(`/tickets/${number}/type-request`, { type: "factura", reason: "x" }))).status).toBe(409);
    const asked = (await eva()(put(`/tickets/${number}/type-request`, { type: "duplicado", reason: "Pide una copia" }))).json();
    expect(asked.typeRequest).toMatchObject({ type: "duplicado", reason: "Pide una copia", by: "Eva" });
    expect((await eva()(put(`/tickets/${number}/type-request/decision`, { grant: true }))).status).toBe(403);
    const granted = (await jefa()(put(`/tickets/${number}/type-request/decision`, { grant: true }))).json();
    expect(granted).toMatchObject({ type: "duplicado", firstType: "factura", typeRequest: null });
    expect((await jefa()(put(`/tickets/${number}/type-request/decision`, { grant: true }))).status).toBe(404);
  });
  test("a refusal leaves the type and says why", async () => {
    const { number } = await t.current.ticket(ana, { type: "factura" });
    await eva()(put(`/tickets/${number}/type-request`, { type: "duplicado", reason: "Creo que sí" }));
    const refused = (await jefa()(put(`/tickets/${number}/type-request/decision`, { grant: false, reason: "Es la original" }))).json();
    expect(refused).toMatchObject({ type: "factura", typeRequest: null });
    const [event] = (await jefa()(`/tickets/${number}/events`)).json().items;
    expect(event).toMatchObject({ type: "type.refused", data: { type: "duplicado", reason: "Es la original" } });
  });
});

describe("merging", () => {
  test("makes one conversation of two, and undoing brings both back", async () => {
    const one = await t.current.ticket(ana, { body: "Primera" });
    const two = await t.current.ticket(ana, { body: "Segunda" });
    const merged = await jefa()(put(`/tickets/${two.number}/merge`, { into: one.number }));
    expect(merged.json().number).toBe(one.number);
    const page = (await jefa()(`/tickets/${two.number}/page`)).json();
    expect(page.ticket.number).toBe(one.number);
    expect(page.messages.map((message: { text: string }) => message.text)).toEqual(["Primera", "Segunda"]);
    expect(numbersOf(await jefa()("/tickets?limit=200"))).not.toContain(two.number);
    // an answer to the merged one lands in the conversation
    await t.current.as(ana)(post(`/tickets/${two.number}/messages`, { kind: "reply", body: "Tercera" }));
    expect((await t.current.as(ana)(`/tickets/${one.number}/page`)).json().messages).toHaveLength(3);
    await jefa()(del(`/tickets/${two.number}/merge`));
    expect((await jefa()(`/tickets/${two.number}/page`)).json().messages.map((message: { text: string }) => message.text)).toEqual(["Segunda"]);
    expect((await jefa()(`/tickets/${one.number}/page`)).json().messages.map((message: { text: string }) => message.text)).toEqual(["Primera", "Tercera"]);
    expect(numbersOf(await jefa()("/tickets?limit=200"))).toContain(two.number);
  });
  test("opposite merges at once: one wins, the other is told why", async () => {
    const one = await t.current.ticket(ana);
    const two = await t.current.ticket(ana);
    const answers = await Promise.all([jefa()(put(`/tickets/${one.number}/merge`, { into: two.number })), jefa()(put(`/tickets/${two.number}/merge`, { into: one.number }))]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(answers.find((answer) => answer.status === 409)?.json().key).toBe("ticket.merged-already");
  });
  test("of a merged ticket, with itself, or by who may not, is refused with a reason", async () => {
    const [one, two, three] = [await t.current.ticket(ana), await t.current.ticket(ana), await t.current.ticket(ana)];
    await jefa()(put(`/tickets/${one.number}/merge`, { into: two.number }));
    expect((await jefa()(put(`/tickets/${one.number}/merge`, { into: three.number }))).json().key).toBe("ticket.merged-already");
    expect((await jefa()(put(`/tickets/${three.number}/merge`, { into: one.number }))).json().key).toBe("ticket.merged-already");
    expect((await jefa()(put(`/tickets/${three.number}/merge`, { into: three.number }))).json().key).toBe("ticket.merge-itself");
    expect((await eva()(put(`/tickets/${three.number}/merge`, { into: two.number }))).status).toBe(403);
    expect((await jefa()(del(`/tickets/${three.number}/merge`))).json().key).toBe("ticket.not-merged");
  });
  test("never shows one requester another's messages", async () => {
    const hers = await t.current.ticket(ana);
    const his = await t.current.ticket("bo@guest.example");
    expect((await jefa()(put(`/tickets/${his.number}/merge`, { into: hers.number }))).json().key).toBe("ticket.merge-strangers");
    expect((await t.current.as(ana)(`/tickets/${his.number}`)).status).toBe(404);
  });
});

test("split takes messages into a new, related ticket; a message can be moved back", async () => {
  const { number } = await t.current.ticket(ana, { body: "Una cosa" });
  const second = (await t.current.as(ana)(post(`/tickets/${number}/messages`, { kind: "reply", body: "Y otra cosa" }))).json();
  expect((await jefa()(post(`/tickets/${number}/split`, { messages: [999_999] }))).status).toBe(422);
  const made = await jefa()(post(`/tickets/${number}/split`, { messages: [second.id], subject: "La otra cosa" }));
  expect(made.status).toBe(201);
  const other = made.json();
  expect(other).toMatchObject({ subject: "La otra cosa", requester: { email: ana }, status: "nuevo" });
  const texts = async (of: number) => ((await t.current.as(ana)(`/tickets/${of}/page`)).json().messages as { text: string }[]).map((message) => message.text);
  expect(await texts(number)).toEqual(["Una cosa"]);
  expect(await texts(other.number)).toEqual(["Y otra cosa"]);
  expect((await jefa()(`/tickets/${number}/relations`)).json().items).toMatchObject([{ kind: "related", number: other.number }]);
  await jefa()(put(`/tickets/${other.number}/messages/${second.id}/ticket`, { ticket: number }));
  expect(await texts(number)).toEqual(["Una cosa", "Y otra cosa"]);
  await t.current.index();
  expect(numbersOf(await jefa()("/tickets?q=otra"))).toContain(number);
});

describe("links", () => {
  test("children hold their parent's solution", async () => {
    const [parent, child] = [await t.current.ticket(ana), await t.current.ticket(ana)];
    await jefa()(post(`/tickets/${parent.number}/links`, { kind: "child", number: child.number }));
    expect((await jefa()(`/tickets/${child.number}/relations`)).json().items).toMatchObject([{ kind: "parent", number: parent.number }]);
    const solve = (number: number) => jefa()({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "resuelta" } });
    expect((await solve(parent.number)).json()).toMatchObject({ status: 409, key: "ticket.open-children" });
    expect((await solve(child.number)).status).toBe(200);
    expect((await solve(parent.number)).status).toBe(200);
  });
  test("a circle, a second parent and oneself are refused", async () => {
    const [a, b, c] = [await t.current.ticket(ana), await t.current.ticket(ana), await t.current.ticket(ana)];
    const link = (from: number, kind: string, to: number) => jefa()(post(`/tickets/${from}/links`, { kind, number: to }));
    expect((await link(b.number, "parent", a.number)).status).toBe(200);
    expect((await link(c.number, "parent", b.number)).status).toBe(200);
    expect((await link(a.number, "parent", c.number)).json().key).toBe("ticket.link-circle");
    expect((await link(c.number, "parent", a.number)).json().key).toBe("ticket.has-parent");
    expect((await link(c.number, "related", c.number)).json().key).toBe("ticket.link-itself");
    expect((await jefa()(del(`/tickets/${c.number}/links/parent/${b.number}`))).status).toBe(200);
    expect((await jefa()(`/tickets/${c.number}/relations`)).json().items).toEqual([]);
  });
});

test("spam and deleted tickets leave every list, are nobody's but staff's, and come back", async () => {
  const { number } = await t.current.ticket(ana, { subject: "Oferta increíble" });
  await t.current.index();
  const listed = async (who: ReturnType<typeof eva>, q = "") => numbersOf(await who(`/tickets?limit=200&q=${encodeURIComponent(q)}`)).includes(number);
  expect((await eva()(put(`/tickets/${number}/spam`))).status).toBe(403);
  for (const [act, undo, shelf] of [
    [put(`/tickets/${number}/spam`), del(`/tickets/${number}/spam`), "spam"],
    [del(`/tickets/${number}`), put(`/tickets/${number}/restoration`), "deleted"],
  ] as const) {
    expect((await jefa()(act)).json().unlisted).toBe(shelf);
    expect(await listed(jefa())).toBe(false);
    expect(await listed(jefa(), "increible")).toBe(false);
    expect(await listed(jefa(), `is:${shelf}`)).toBe(true);
    expect(await listed(t.current.as(ana))).toBe(false);
    expect((await t.current.as(ana)(`/tickets/${number}`)).status).toBe(404);
    expect((await t.current.as(ana)(`/tickets/${number}/page`)).status).toBe(404);
    expect((await jefa()(undo)).json().unlisted).toBeNull();
    expect(await listed(jefa(), "increible")).toBe(true);
    expect(await listed(t.current.as(ana))).toBe(true);
  }
});
