import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Temporal } from "../platform/clock.ts";
import { createLog } from "../platform/log.ts";
import { systemActor } from "../platform/work.ts";
import { salesDesk, useApp } from "../testing/factories.ts";
import { readLive, until } from "../testing/live.ts";
import { dated } from "./hours.ts";
import { installPresets, loadDemo } from "./index.ts";

const t = useApp();
const folder = mkdtempSync(path.join(tmpdir(), "ventanilla-acts-"));
afterAll(() => rmSync(folder, { recursive: true }));
const [ana, luis, boss, sol] = ["ana@desk.example", "luis@desk.example", "boss@desk.example", "sol@desk.example"];
const guest = { name: "Berta Gil", email: "berta@guest.example" };
const shift = { day: 1, from: "08:00", to: "16:00" };

/** A desk that has what the acts ask for. */
const preset = {
  desk: {
    ...salesDesk,
    ratings: true,
    forms: [{ key: "telefono", labels: { es: "Teléfono" }, for: "staff", parts: [{ fields: [{ field: "reserva", required: true }] }] }],
    statuses: salesDesk.statuses.map((one) => (one.key === "esperando" ? { ...one, waiting: { reminders: ["P1D"], end: { after: "P3D", to: "resuelta" } } } : one)),
    roles: salesDesk.roles.map((one) => (one.key === "agente" ? { ...one, permissions: [...one.permissions, "follow-up.record", "approval.ask"] } : one)),
    rules: [{ key: "mala-nota", labels: { es: "Mala nota" }, when: { item: ["review"] }, if: { not: { field: "rating", atLeast: 2.5 } }, then: [{ do: "set", priority: "high" }] },
      { key: "abierta-otra-vez", labels: { es: "Abierta otra vez" }, when: { event: "reopened" }, then: [{ do: "tag", add: ["vuelve"] }, { do: "notify", assignee: true, text: "Vuelve" }] },
    ],
    statusMails: true,
  },
  agents: [
    { name: "Ana", email: ana, role: "agente", shifts: { timeZone: "Europe/Madrid", week: [1, 2, 3, 4, 5].map((day) => ({ ...shift, day })), exceptions: [] } },
    { name: "Luis", email: luis, role: "agente" },
    { name: "Jefa", email: boss, role: "jefa" },
    { name: "Sol", email: sol, role: "agente", location: ["PMI"] },
  ],
};
const step = (by: string, more: object, after = "PT10M") => ({ by, after, ...more });
const begun = (subject: string, steps: object[], more: object = {}) => ({ subject, ago: "P20D", from: guest, text: `Lo de «${subject}»`, steps, ...more });

const demo = {
  organizations: [
    { name: "Hoteles Nuestros", own: true, branches: [{ name: "Palma", code: "PMI" }, { name: "Soria" }] },
    { name: "Agencia Gil", branches: [{ name: "Oficina Centro" }], members: [guest.email], sharesRequests: true },
  ],
  people: [{ name: "Zona Norte", email: "zona@desk.example", employeeId: "E-77", organization: "Hoteles Nuestros", branch: "Soria" }],
  conversations: [
    begun("primera llamada", [], { by: ana, source: "phone", status: "resuelta", form: "telefono", fields: { reserva: "AB12" }, type: "factura", from: { name: "Pepe", phone: "600 100 200" } }),
    begun("llamada que sigue", [
      step(ana, { followUp: { means: "call", whom: "Pepe", outcome: "not-reached", note: "No contesta", next: "proposed" } }),
      step(ana, { followUp: { means: "call", whom: "Pepe", outcome: "reached", next: "P30D" } }, "P3D"),
    ], { by: ana, source: "phone", form: "telefono", fields: { reserva: "CD34" }, from: { name: "Pepa", phone: "600 100 201" }, organization: "Agencia Gil" }),
    begun("visto bueno", [
      step(boss, { assign: ana, approval: { ask: "zona@desk.example", question: "¿Reinstalamos?" } }),
      step("zona@desk.example", { answer: { granted: true, comment: "Adelante" } }, "PT3H"),
      step(boss, { requestType: { type: "duplicado", reason: "Pide copia" } }),
      step(boss, { decideType: "granted" }),
      step(boss, { postpone: "P2D" }),
      step(boss, { escalate: { level: 1, reason: "Urge", to: luis } }),
      step(boss, { forward: { to: "tercero@other.example", message: "Para vuestra información" } }),
      step(boss, { close: { reason: "Hecho", comments: "Todo", source: "Teléfono" } }),
    ], { location: "PMI" }),
    begun("con un tercero", [
      step(ana, { text: "Lo pregunto", status: "en-espera", side: { to: "taller@other.example", subject: "¿Pieza?", text: "¿La tenéis?" } }),
      step("taller@other.example", { sideAnswer: "Mañana llega" }, "PT5H"),
      step(ana, { text: "Ya está", status: "resuelta" }),
      step("customer", { rate: { stars: 4, text: "Rápidos" } }),
      step("customer", { reopen: "Pues no, sigue igual" }, "PT2H"),
      step("customer", { mute: true }),
      step(ana, { text: "Ahora sí", status: "resuelta" }),
      step(luis, { reopen: "Falta un papel" }),
    ], { id: "tercero" }),
    begun("la misma otra vez", [step(boss, { merge: { into: "tercero" } })], { ago: "P19D" }),
    begun("parecida", [step(boss, { link: { kind: "related", to: "tercero" } })], { ago: "P18D" }),
    begun("nadie contesta", [step(ana, { text: "¿Sigue?", status: "esperando" })]),
    begun("una reseña", [], { source: "review", from: { name: "Rita", email: "rita@guest.example" }, review: { rating: 1, author: "Rita", site: "Opina", text: "Fatal", at: "PT6H" } }),
    begun("correo basura", [step(boss, { spam: true })]),
    begun("un error", [step(ana, { assign: ana, queue: "grupos", tags: ["vip"], priority: "low" }), step(ana, { approval: { ask: ana, question: "¿Yo?" } }), step(ana, { text: "Sigue", kind: "note" })]),
  ],
};

const log = createLog("silent");
const told: { what: unknown; why: unknown }[] = [];
const found = async (subject: string) => {
  const [row] = await t.current.rows<{ id: number; status: string; state: string; version: number }>(`select t.id, s.key as status, t.state, t.version from tickets t join statuses s on s.id = t.status_id where t.subject = $1`, [subject]);
  if (row === undefined) throw new Error(`no ticket ${subject}`);
  return row;
};
const history = async (subject: string) => (await t.current.rows<{ type: string }>(`select type from events where ticket_id = $1 order by id`, [(await found(subject)).id])).map(({ type }) => type);

beforeAll(async () => {
  mkdirSync(path.join(folder, "mesa", "demo"), { recursive: true });
  writeFileSync(path.join(folder, "mesa", "preset.yaml"), JSON.stringify(preset, null, 1));
  writeFileSync(path.join(folder, "mesa", "demo", "a.yaml"), JSON.stringify(demo, null, 1));
  await t.current.app.transact(systemActor("test"), (work) => installPresets(work, ["mesa"], { folder }));
  vi.spyOn(log, "error").mockImplementation((why: unknown, what: unknown) => void told.push({ what, why }));
  // once no connection is free, as on a machine that has too much to do
  let calls = 0;
  const busy: typeof t.current.app.transact = (actor, run, now) => {
    calls += 1;
    return calls === 8 ? Promise.reject(new Error("timeout exceeded when trying to connect")) : t.current.app.transact(actor, run, now);
  };
  vi.spyOn(log, "warn").mockImplementation(() => {});
  await loadDemo(busy, ["mesa"], log, folder).finished;
});

test("what is refused is left out, told with its place and reason, and the rest is played", async () => {
  expect(told).toEqual([{ what: expect.stringMatching(/left out of the demonstration: .*mesa\/demo\/a\.yaml:\d+ "un error"$/), why: { why: expect.stringContaining("approval.oneself") } }]);
  expect(await t.current.rows(`select kind from messages where ticket_id = $1 order by id`, [(await found("un error")).id])).toEqual([{ kind: "reply" }, { kind: "note" }]);
});

test("C2 a call is solved as it is entered, or is its agent's", async () => {
  expect((await found("primera llamada")).status).toBe("resuelta");
  const [created] = await t.current.rows<{ data: object }>(`select data from events where ticket_id = $1 and type = 'ticket.created'`, [(await found("primera llamada")).id]);
  expect(created?.data).toMatchObject({ firstCall: true, source: "phone" });
  expect(await t.current.rows(`select p.name, o.name as organization from tickets t join people p on p.id = t.assignee_id join people r on r.id = t.requester_id join organizations o on o.id = r.organization_id where t.subject = 'llamada que sigue'`)).toEqual([{ name: "Ana", organization: "Agencia Gil" }]);
});

test("C4 C9 follow-ups are recorded, what was planned is what is done, and shifts end in between", async () => {
  expect(await t.current.rows(`select state, outcome from follow_ups order by id`)).toEqual([{ state: "done", outcome: "not-reached" }, { state: "done", outcome: "reached" }, { state: "planned", outcome: null }]);
  // what Ana owns and has no plan for was flagged as her day ended
  expect((await t.current.rows(`select from events where type = 'ticket.flagged' and data->>'flag' = 'no-follow-up'`)).length).toBeGreaterThan(0);
});

test("C11 C8 R9 R10 R11 an approval is signed, a typification decided, a ticket postponed, forwarded and closed", async () => {
  expect(await t.current.rows(`select state, employee_id as id, branch from approvals`)).toEqual([{ state: "granted", id: "E-77", branch: "Soria" }]);
  const events = await history("visto bueno");
  for (const type of ["approval.granted", "type.granted", "ticket.postponed", "ticket.escalated", "ticket.forwarded", "ticket.closure-explained"]) expect(events).toContain(type);
  expect((await found("visto bueno")).state).toBe("closed");
});

test("T16 T6 H7 a third party answers, the customer rates, and both open it again", async () => {
  const events = await history("con un tercero");
  expect(events.filter((type) => type === "ticket.reopened" || type === "ticket.rated")).toEqual(["ticket.rated", "ticket.reopened", "ticket.reopened"]);
  expect(await t.current.rows(`select side from (select author_side as side from messages where ticket_id = $1 and kind = 'side' order by id) m`, [(await found("con un tercero")).id])).toEqual([{ side: "agent" }, { side: "third-party" }]);
  expect(events).toContain("notifications.chosen");
  // the desk's rules at their moment, and a mail about the status, which nobody gets any more
  expect(await t.current.rows(`select tags, (select count(*)::int from events e where e.ticket_id = t.id and e.type = 'rule.ran') as ran from tickets t where subject = 'con un tercero'`)).toEqual([{ tags: ["vuelve"], ran: 2 }]);
  expect(await t.current.rows(`select count(*)::int as told from notifications`)).toEqual([{ told: 0 }]);
  expect((await t.current.rows(`select from deliveries d join tickets t on t.id = d.ticket_id where t.subject = 'visto bueno' and d.letter = 'status-changed' and d.reason = 'demo'`)).length).toBe(2);
  expect(await t.current.rows(`select (select merged_into from tickets where subject = 'la misma otra vez') = (select id from tickets where subject = 'con un tercero') as merged, (select count(*)::int from links) as links`)).toEqual([{ merged: true, links: 1 }]);
});

test("H8 R3 R15 time closes what nobody answers; a review comes with its rule", async () => {
  expect(await found("nadie contesta")).toMatchObject({ status: "resuelta" });
  expect((await history("nadie contesta")).filter((type) => type.startsWith("reminder") || type.startsWith("waiting"))).toEqual(["reminder.sent", "waiting.ended"]);
  expect(await t.current.rows(`select r.rating::int as rating, r.site, t.priority from reviews r join tickets t on t.id = r.ticket_id`)).toEqual([{ rating: 1, site: "Opina", priority: 3 }]);
  expect((await t.current.rows(`select from deliveries where state <> 'suppressed'`)).length).toBe(0);
});

test("R2 who manages a place only, by the preset, lists, finds, exports and hears of that place’s tickets only", async () => {
  const current = t.current;
  const [here, elsewhere] = [(await found("visto bueno")).id, (await found("nadie contesta")).id];
  await current.index();
  const reader = current.as(sol);
  const numbers = async (path: string) => (await reader(path)).json().items.map((row: { number: number }) => row.number);
  expect(await numbers("/tickets")).toEqual([here]);
  expect(await numbers("/tickets?q=Lo%20de")).toEqual([here]);
  expect(await numbers(`/tickets?q=${encodeURIComponent("nadie contesta")}`)).toEqual([]);
  expect((await reader("/tickets.csv?columns=subject")).text.trim().split("\r\n").slice(1)).toEqual(["visto bueno"]);
  expect([(await reader(`/tickets/${here}`)).status, (await reader(`/tickets/${elsewhere}`)).status]).toEqual([200, 404]);
  const live = await readLive(await current.app.http.listen({ port: 0, host: "127.0.0.1" }), { authorization: `Bearer ${await current.token(sol)}` });
  for (const number of [elsewhere, here]) await current.as(boss)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "note", body: "Otra cosa" } });
  await until(() => live.events.length > 0);
  expect(live.events.map((event) => event.ticket)).toEqual([here]);
  await live.close();
});

test("days among the fields of a story count from the day on which they are filled in, at the desk", () => {
  const evening = Temporal.Instant.from("2026-03-01T02:00:00Z");
  expect(dated({ vuelo: "-P2D", cita: "P5D", reserva: "QX8R2T", noches: 2 }, evening, "America/Santiago")).toEqual({ vuelo: "2026-02-26", cita: "2026-03-05", reserva: "QX8R2T", noches: 2 });
});
