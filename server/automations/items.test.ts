import { beforeAll, expect, test } from "vitest";
import type { RuleDefinition } from "../../contract/rules.ts";
import { sign } from "../platform/signature.ts";
import { useApp, type Caller } from "../testing/factories.ts";

const t = useApp();
let jefa: Caller;
let secret: string;

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  jefa = t.current.as("jefa@hotel.example");
  const settings = { mapping: { externalId: "/id", rating: "/stars", text: "/text", author: "/by" } };
  secret = (await jefa({ method: "PUT", url: "/desks/ventas/intake/opiniones", payload: { name: "Opiniones", kind: "review", settings } })).json().secret;
});

async function rules(...some: Partial<RuleDefinition>[]): Promise<void> {
  const answer = await jefa({ method: "PUT", url: "/desks/ventas/configuration/rules", payload: some.map((rule, n) => ({ key: `r${n}`, labels: { es: `Regla ${n}` }, ...rule })) });
  expect(answer.status, answer.text).toBe(200);
}
async function review(payload: object) {
  const body = JSON.stringify(payload);
  const at = Math.floor(t.current.clock.now().epochMilliseconds / 1000);
  const answer = await t.current.anyone({ method: "POST", url: "/intake/opiniones", payload: body, headers: { "x-ventanilla-signature": `t=${at},v1=${sign(secret, at, Buffer.from(body))}` } });
  await t.current.runJobs();
  return answer.json();
}
const mail = async (from: string, subject: string): Promise<{ fate: string; reason: string | null; ticket: number | null }> => {
  const raw = Buffer.from(`From: ${from}\r\nTo: ventas@hotel.example\r\nSubject: ${subject}\r\nMessage-ID: <${Math.random()}@guest.example>\r\n\r\nHola\r\n`);
  const id = await t.current.app.mailIn.receive({ raw, source: "smtp", envelopeFrom: from, envelopeTo: ["ventas@hotel.example"], remote: { address: "192.0.2.1", helo: "guest.example", tls: true } });
  await t.current.app.mailIn.admitWaiting();
  await t.current.runJobs();
  return (await jefa(`/mail/${id}`)).json();
};

test("R3 a rule decides of each review: from four stars on kept without a ticket, else a ticket, in whose queue and whose", async () => {
  await rules(
    { when: { item: ["review", "survey"] }, if: { field: "rating", atLeast: 4 }, then: [{ do: "keep" }] },
    { when: { item: ["review"] }, if: { words: ["ruido"], phrase: false }, then: [{ do: "set", queue: "grupos", type: "factura", priority: "high" }, { do: "assign", to: "jefa@hotel.example" }, { do: "tag", add: ["ruido"] }] },
  );
  expect(await review({ id: "a", stars: 5, text: "Mucho ruido de risas" })).toMatchObject({ fate: "kept", ticket: null, detail: "Kept by the rule “Regla 0”" });
  const { fate, ticket } = await review({ id: "b", stars: 2, text: "Había RUIDO toda la noche", by: "Ana" });
  expect(fate).toBe("ticketed");
  expect((await jefa(`/tickets/${ticket}`)).json()).toMatchObject({ queue: "grupos", type: "factura", priority: "high", assignee: "jefa@hotel.example", tags: ["ruido"], review: { rating: 2 } });
  expect((await jefa(`/tickets/${ticket}/events`)).json().items.find((event: { type: string }) => event.type === "rule.ran").data).toMatchObject({ rule: "r1", name: "Regla 1" });
  const plain = await review({ id: "c", stars: 3, text: "Regular" });
  expect((await jefa(`/tickets/${plain.ticket}`)).json()).toMatchObject({ queue: "general", assignee: null, tags: [] });
});

test("R3 the same external id again updates the ticket and runs no rule on it anew; a kept one that turns bad becomes one", async () => {
  const again = await review({ id: "b", stars: 1, text: "Había ruido, y nadie contestó" });
  expect(again.fate).toBe("updated");
  const events = (await jefa(`/tickets/${again.ticket}/events`)).json().items;
  expect(events.filter((event: { type: string }) => event.type === "rule.ran")).toHaveLength(1);
  expect(await t.current.rows(`select from tickets where source = 'review'`)).toHaveLength(2);
  expect(await review({ id: "a", stars: 1, text: "Mucho ruido" })).toMatchObject({ fate: "ticketed" });
});

test("R3 a kept item becomes a ticket where a person says so", async () => {
  await review({ id: "d", stars: 5, text: "Perfecto" });
  const [item] = (await jefa("/desks/ventas/intake/opiniones/items")).json().items;
  expect(item).toMatchObject({ fate: "kept" });
  expect((await jefa({ method: "POST", url: `/desks/ventas/intake/opiniones/items/${item.id}/retry` })).json()).toMatchObject({ fate: "ticketed" });
});

test("R3 C5 a rule decides of mails: some become tickets at a desk that holds them, and some wait at one that does not", async () => {
  await rules({ when: { item: ["mail"] }, if: { words: ["boda"], phrase: false }, then: [{ do: "ticket" }, { do: "set", queue: "bodas" }] }, { when: { item: ["mail"] }, if: { words: ["publicidad"], phrase: false }, then: [{ do: "keep" }] });
  expect(await mail("eva@guest.example", "Publicidad gratis")).toMatchObject({ fate: "held", reason: "rule-holds", ticket: null });
  const opened = await mail("eva@guest.example", "Nuestra boda");
  expect(opened).toMatchObject({ fate: "ticketed" });
  expect((await jefa(`/tickets/${opened.ticket}`)).json()).toMatchObject({ queue: "bodas" });
  const definition = (await jefa("/desks/ventas/configuration/rules")).json();
  await t.current.desk({ mailIntake: "held", rules: definition });
  expect(await mail("eva@guest.example", "Otra boda")).toMatchObject({ fate: "ticketed" });
  expect(await mail("eva@guest.example", "Una factura")).toMatchObject({ fate: "held", reason: "desk-holds" });
});

test("R3 a rule that is refused something says so on the ticket; what arrived is a ticket all the same", async () => {
  await t.current.desk({ mailIntake: "tickets" });
  const [centre] = await t.current.locations("Hotel Centro");
  await rules({ when: { item: ["mail"] }, if: { words: ["piscina"], phrase: false }, then: [{ do: "set", queue: "bodas" }, { do: "assign", to: "nadie@hotel.example" }] }, { when: { item: ["mail"] }, then: [{ do: "tag", add: ["correo"] }, { do: "set", location: "hotel centro" }] });
  const opened = await mail("eva@guest.example", "La piscina está fría");
  expect(opened).toMatchObject({ fate: "ticketed" });
  // nothing of the one, all of the other
  expect((await jefa(`/tickets/${opened.ticket}`)).json()).toMatchObject({ queue: "general", assignee: null, tags: ["correo"], location: { id: centre, name: "Hotel Centro" } });
  const { items } = (await jefa(`/tickets/${opened.ticket}/events`)).json();
  expect(items.filter((event: { type: string }) => event.type.startsWith("rule.")).map((event: { type: string; data: object }) => [event.type, event.data])).toEqual([
    ["rule.ran", expect.objectContaining({ did: [{ key: "tagged", params: { tags: "correo" } }, { key: "location", params: { location: "hotel centro" } }] })],
    ["rule.failed", expect.objectContaining({ reason: "ticket.unknown-assignee" })],
  ]);
});
