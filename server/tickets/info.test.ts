import { beforeAll, expect, test } from "vitest";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const [ana, eva] = ["ana@guest.example", "eva@hotel.example"];
const staff = () => t.current.as(eva);
const hours = Object.fromEntries(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map((day) => [day, ["00:00-24:00"]]));

beforeAll(async () => {
  await t.current.desk({
    calendars: [{ key: "siempre", labels: { es: "Siempre" }, week: hours }],
    serviceLevels: [{ key: "todo", labels: { es: "Todo" }, calendar: "siempre", targets: { resolution: { minutes: 600 } } }],
  });
  await t.current.grant(eva, "ventas", "agente");
});

test("R1 a ticket says what it is about, who works on it, its stage, by when it is expected to be solved, and what else is known", async () => {
  const { number } = await t.current.ticket(ana, { subject: "La caldera", type: "factura" });
  await staff()({ method: "PATCH", url: `/tickets/${number}`, payload: { assignee: eva, fields: { noches: 3 }, tags: ["vip"] } });
  const { ticket, clocks } = (await staff()(`/tickets/${number}/page`)).json();
  expect(ticket).toMatchObject({
    number, subject: "La caldera", assignee: eva, assignedTo: { name: "Eva" }, status: "abierto", state: "open",
    queue: "general", type: "factura", priority: "normal", tags: ["vip"], fields: { noches: 3 }, source: "portal", requester: { email: ana }, createdAt: "2026-03-02T09:00:00Z",
  });
  expect(clocks).toMatchObject([{ kind: "resolution", dueAt: "2026-03-02T19:00:00Z", state: "running" }]);
  // the list says it too
  const [row] = (await staff()(`/tickets?q=number:${number}`)).json().items;
  expect(row).toMatchObject({ subject: "La caldera", assignee: eva, status: "abierto", clock: { kind: "resolution", dueAt: "2026-03-02T19:00:00Z" } });
});

test("R6 queue, stage, tags, source, type and fields are changed, and files are taken", async () => {
  const { number } = await t.current.ticket(ana);
  const change = { queue: "grupos", status: "en-espera", tags: ["boda"], source: "letter", type: "duplicado", fields: { reserva: "AB12CD", noches: 2 } };
  for (const [key, value] of Object.entries(change)) expect((await staff()({ method: "PATCH", url: `/tickets/${number}`, payload: { [key]: value } })).status, key).toBe(200);
  const file = (await staff()({ method: "POST", url: "/files?name=plano.pdf", payload: "%PDF-", headers: { "content-type": "application/pdf" } })).json();
  expect((await staff()({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "note", body: "El plano", attachments: [file.id] } })).status).toBe(201);
  const { ticket, messages } = (await staff()(`/tickets/${number}/page`)).json();
  expect(ticket).toMatchObject(change);
  expect(messages.at(-1).attachments).toMatchObject([{ name: "plano.pdf" }]);
});
