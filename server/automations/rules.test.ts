import { expect, test, beforeAll } from "vitest";
import type { RuleDefinition } from "../../contract/rules.ts";
import { permissions } from "../../contract/permissions.ts";
import { runDueTimers } from "../platform/timers.ts";
import { createLog } from "../platform/log.ts";
import { salesDesk, useApp, type Caller } from "../testing/factories.ts";

const t = useApp();
let jefa: Caller;
let marta: Caller;

beforeAll(async () => {
  await t.current.desk({
    fields: [...(salesDesk.fields ?? []), { key: "llegada", kind: "date", labels: { es: "Llegada", en: "Arrival" } }],
    letters: [{ key: "gracias", labels: { es: "Gracias", en: "Thanks" }, texts: { es: { subject: "Gracias", opening: "Gracias por su paciencia con {{ ticket.number }}." }, en: { subject: "Thanks", opening: "Thank you for {{ ticket.number }}." } } }],
    roles: [...salesDesk.roles, { key: "ventas", labels: { es: "Ventas", en: "Sales" }, permissions: [...permissions].filter((one) => one !== "installation.administer" && one !== "desk.configure") }],
  });
  for (const [email, role] of [["jefa@hotel.example", "jefa"], ["marta@hotel.example", "agente"]] as const) await t.current.grant(email, "ventas", role);
  jefa = t.current.as("jefa@hotel.example");
  marta = t.current.as("marta@hotel.example");
});

const put = (rules: Partial<RuleDefinition>[]) =>
  jefa({ method: "PUT", url: "/desks/ventas/configuration/rules", payload: rules.map((rule, n) => ({ key: `r${n}`, labels: { es: `Regla ${n}` }, ...rule })) as RuleDefinition[] });
async function rules(...some: Partial<RuleDefinition>[]): Promise<void> {
  const answer = await put(some);
  expect(answer.status, answer.text).toBe(200);
}
const created = { event: "created" } as const;
const page = async (number: number) => (await marta(`/tickets/${number}/page`)).json();
const ticketOf = async (number: number) => (await marta(`/tickets/${number}`)).json();
const done = async (number: number): Promise<{ name: string; did: { key: string }[] }[]> => (await page(number)).events.items.filter((event: { type: string }) => event.type === "rule.ran").map((event: { data: object }) => event.data).reverse();
const runs = async () => (await jefa("/desks/ventas/rules/runs")).json().items;
const mailTo = (address: string) => t.current.rows<{ letter: string; text: string }>(`select letter, content->>'text' as text from deliveries where to_address = $1 order by id`, [address]);
const timers = () => runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, createLog("silent"));
/** Passes time and does what became due. */
async function pass(duration: string): Promise<void> {
  t.current.clock.advance(duration);
  await t.current.app.schedule();
  await timers();
  await t.current.runJobs();
}

test("R3 a rule on new tickets sets, tags and notes, and stands in the ticket's history with its name", async () => {
  await rules({
    when: created,
    if: { all: [{ field: "type", in: ["factura"] }, { any: [{ words: ["URGENTE"], phrase: false }, { field: "tag", in: ["vip"] }] }, { not: { field: "field", in: ["reserva=AB12"] } }] },
    then: [{ do: "set", queue: "grupos", priority: "high", fields: { noches: 3 } }, { do: "tag", add: ["revisar"] }, { do: "note", text: "Nueva: {{ticket.subject}} de {{requester.email}}" }],
  });
  const met = await t.current.ticket("ana@guest.example", { type: "factura", subject: "Factura urgente {{ticket.number}}" });
  const other = await t.current.ticket("ana@guest.example", { type: "factura" });
  const excepted = await t.current.ticket("ana@guest.example", { type: "factura", subject: "Urgente", fields: { reserva: "AB12" } });
  await t.current.runJobs();
  expect(await ticketOf(met.number)).toMatchObject({ queue: "grupos", priority: "high", tags: ["revisar"], fields: { noches: 3 } });
  expect(await ticketOf(other.number)).toMatchObject({ queue: "general", priority: "normal", tags: [] });
  expect(await ticketOf(excepted.number)).toMatchObject({ queue: "general" });
  expect(await done(met.number)).toEqual([{ rule: "r0", name: "Regla 0", did: [{ key: "queue", params: { queue: "grupos" } }, { key: "priority", params: { priority: "high" } }, { key: "field", params: { field: "noches", value: "3" } }, { key: "tagged", params: { tags: "revisar" } }, { key: "note", params: {} }] }]);
  // what a customer wrote is never filled in itself
  expect((await page(met.number)).messages.at(-1)).toMatchObject({ kind: "note", side: "system", text: "Nueva: Factura urgente {{ticket.number}} de ana@guest.example" });
  expect((await page(met.number)).events.items.find((event: { type: string }) => event.type === "ticket.queue-changed")).toMatchObject({ via: "rule", actor: { kind: "system" } });
  const [run] = await runs();
  expect(run).toMatchObject({ rule: "r0", outcome: "ran", ticket: { number: met.number }, detail: null });
  expect(run.did).toContain("queue “Groups”");
});

test("R3 rules run in their order, and one that says stop is the last", async () => {
  await rules({ when: created, then: [{ do: "tag", add: ["uno"] }] }, { when: created, if: { field: "type", in: ["factura"] }, then: [{ do: "tag", add: ["dos"] }], stop: true }, { when: created, then: [{ do: "tag", add: ["tres"] }] }, { when: created, then: [{ do: "tag", add: ["nunca"] }], off: true });
  const [stopped, all] = [await t.current.ticket("ana@guest.example", { type: "factura" }), await t.current.ticket("ana@guest.example")];
  await t.current.runJobs();
  expect((await ticketOf(stopped.number)).tags).toEqual(["dos", "uno"]);
  expect((await ticketOf(all.number)).tags).toEqual(["tres", "uno"]);
});

test("R3 a change is followed, also narrowed to what it becomes, by whoever it was made", async () => {
  await rules({ when: { event: "status-changed", to: ["resuelta"] }, then: [{ do: "tag", add: ["hecho"] }] }, { when: { event: "agent-replied" }, then: [{ do: "set", status: "esperando" }] }, { when: { event: "field-changed", to: ["noches"] }, then: [{ do: "tag", add: ["noches"] }] });
  const { number } = await t.current.ticket("ana@guest.example");
  await marta({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "abierto", fields: { reserva: "X1" } } });
  await t.current.runJobs();
  expect((await ticketOf(number)).tags).toEqual([]);
  await marta({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Díganos más" } });
  await marta({ method: "PATCH", url: `/tickets/${number}`, payload: { fields: { noches: 2 } } });
  await t.current.runJobs();
  expect(await ticketOf(number)).toMatchObject({ status: "esperando", tags: ["noches"] });
  await marta({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "resuelta" } });
  await t.current.runJobs();
  expect((await ticketOf(number)).tags).toEqual(["hecho", "noches"]);
});

test("R3 what an action refuses is kept with the reason, and nothing of the rule was done", async () => {
  await rules({ when: created, then: [{ do: "tag", add: ["antes"] }, { do: "assign", to: "nadie@hotel.example" }] }, { when: created, then: [{ do: "tag", add: ["después"] }] });
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.runJobs();
  expect((await ticketOf(number)).tags).toEqual(["después"]);
  expect((await runs()).find((run: { outcome: string }) => run.outcome === "failed")).toMatchObject({ rule: "r0", ticket: { number }, did: [], detail: expect.stringContaining("nadie@hotel.example") });
  expect((await page(number)).events.items.some((event: { type: string }) => event.type === "rule.failed")).toBe(true);
});

test("R3 tickets go round among a role's people, past who is absent; or to who has the least to do", async () => {
  for (const name of ["uno", "dos", "tres"]) await t.current.grant(`${name}@hotel.example`, "ventas", "ventas");
  const absent = { timeZone: "Europe/Madrid", week: [], exceptions: [{ from: "2026-03-01", until: "2026-03-10", spans: [], reason: "vacaciones" }] };
  expect((await jefa({ method: "PUT", url: "/shifts/dos@hotel.example", payload: absent })).status).toBe(200);
  await rules({ when: created, then: [{ do: "assign", among: { role: "ventas" }, by: "turn" }] });
  const assigned: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    const { number } = await t.current.ticket("ana@guest.example");
    await t.current.runJobs();
    t.current.clock.advance("PT1S");
    assigned.push((await ticketOf(number)).assignee);
  }
  expect(assigned).toEqual(["tres@hotel.example", "uno@hotel.example", "tres@hotel.example", "uno@hotel.example"]);
  // somebody solves one: they have the least to do
  const mine = (await marta("/tickets?q=assignee:uno@hotel.example")).json().items[0].number;
  await marta({ method: "PATCH", url: `/tickets/${mine}`, payload: { status: "resuelta" } });
  await rules({ when: created, then: [{ do: "assign", among: { role: "ventas" }, by: "load" }] });
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.runJobs();
  expect((await ticketOf(number)).assignee).toBe("uno@hotel.example");
  expect(await done(number)).toMatchObject([{ did: [{ key: "assigned" }] }]);
});

test("R3 a letter is mailed, colleagues are told, an approval is asked, a follow-up planned and a child opened", async () => {
  await rules({
    when: { event: "type-changed", to: ["factura"] },
    then: [
      { do: "assign", to: "jefa@hotel.example" },
      { do: "letter", letter: "gracias" },
      { do: "notify", assignee: true, text: "Mire {{ticket.number}}" },
      { do: "approval", person: "zona@hotel.example", question: "¿Se paga?" },
      { do: "follow-up", means: "call", in: "P1D", note: "Preguntar" },
      { do: "child", subject: "Cobrar {{ticket.subject}}", text: "Por favor", queue: "grupos" },
    ],
  });
  const { number } = await t.current.ticket("luis@guest.example", { subject: "Piscina" });
  await t.current.runJobs();
  await marta({ method: "PATCH", url: `/tickets/${number}`, payload: { type: "factura" } });
  await t.current.runJobs();
  expect((await mailTo("luis@guest.example")).filter(({ letter }) => letter === "gracias")).toMatchObject([{ text: expect.stringContaining(`Thank you for ${number}.`) }]);
  // nobody is mailed about the ticket we opened for ourselves
  expect((await mailTo("luis@guest.example")).map(({ letter }) => letter)).toEqual(["confirmation", "gracias"]);
  expect((await mailTo("zona@hotel.example")).map(({ letter }) => letter)).toEqual(["approval-request"]);
  expect((await t.current.rows<{ detail: string }>(`select detail from notifications where ticket_id = $1 and kind = 'rule'`, [number]))[0]?.detail).toContain(`Mire ${number}`);
  expect((await jefa(`/tickets/${number}/follow-ups`)).json().items).toMatchObject([{ agent: { email: "jefa@hotel.example" }, means: "call", whom: "Luis", note: "Preguntar" }]);
  const [child] = (await marta(`/tickets/${number}/relations`)).json().items;
  expect(child).toMatchObject({ kind: "child", subject: "Cobrar Piscina" });
  expect(await ticketOf(child.number)).toMatchObject({ queue: "grupos", source: "rule", requester: { email: "luis@guest.example" } });
  expect((await done(number))[0]?.did.map(({ key }) => key)).toEqual(["assigned", "letter", "notified", "approval", "follow-up-days", "child"]);
});

test("R3 so long in a status: once each stay, to the minute, and not for a stay that was over before the rule began", async () => {
  const old = await t.current.ticket("ana@guest.example");
  await marta({ method: "PATCH", url: `/tickets/${old.number}`, payload: { status: "esperando" } });
  t.current.clock.advance("PT5H");
  await rules({ when: { inStatus: ["esperando"], for: "PT2H" }, if: { not: { field: "tag", in: ["quieto"] } }, then: [{ do: "note", text: "Sigue esperando" }] });
  const { number } = await t.current.ticket("ana@guest.example");
  const quiet = await t.current.ticket("ana@guest.example");
  await marta({ method: "PATCH", url: `/tickets/${quiet.number}`, payload: { status: "esperando", tags: ["quieto"] } });
  await marta({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "esperando" } });
  const notes = async (of: number) => (await page(of)).messages.filter((message: { text: string }) => message.text === "Sigue esperando").length;
  await pass("PT1H59M");
  expect(await notes(number)).toBe(0);
  await pass("PT1M");
  expect(await notes(number)).toBe(1);
  await pass("PT10H");
  await pass("P3D");
  expect(await notes(number)).toBe(1);
  // another stay
  await marta({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "abierto" } });
  await pass("PT3H");
  await marta({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "esperando" } });
  await pass("PT2H");
  expect(await notes(number)).toBe(2);
  expect([await notes(quiet.number), await notes(old.number)]).toEqual([0, 0]);
});

test("R3 hours before and after a date: due, a customer's last word, a date field of the desk", async () => {
  await rules(
    { when: { date: "due", before: "PT4H" }, then: [{ do: "tag", add: ["vence"] }] },
    { when: { date: "customer-wrote", after: "P1D" }, if: { field: "state", in: ["new", "open"] }, then: [{ do: "tag", add: ["callado"] }] },
    { when: { date: "field:llegada", before: "P1D" }, then: [{ do: "tag", add: ["llega"] }] },
  );
  const { number } = await t.current.ticket("ana@guest.example");
  const start = Temporal(t.current.clock.now().toString());
  await jefa({ method: "PUT", url: `/tickets/${number}/due-date`, payload: { amount: 10, unit: "hours" } });
  await marta({ method: "PATCH", url: `/tickets/${number}`, payload: { fields: { llegada: start.day(3) } } });
  const tags = async () => (await ticketOf(number)).tags;
  await pass("PT5H59M");
  expect(await tags()).toEqual([]);
  await pass("PT1M");
  expect(await tags()).toEqual(["vence"]);
  await t.current.as("ana@guest.example")({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "¿Hola?" } });
  await pass("PT20H");
  expect(await tags()).toEqual(["vence"]);
  await pass("PT5H");
  expect(await tags()).toEqual(["callado", "vence"]);
  await pass("P1D");
  expect(await tags()).toEqual(["callado", "llega", "vence"]);
  // a date that was set when its moment had just passed still counts
  const late = await t.current.ticket("ana@guest.example");
  await jefa({ method: "PUT", url: `/tickets/${late.number}/due-date`, payload: { amount: 1, unit: "hours" } });
  await pass("PT1M");
  expect((await ticketOf(late.number)).tags).toEqual(["vence"]);
});
const Temporal = (now: string) => ({ day: (ahead: number) => new Date(Date.parse(now) + ahead * 86_400_000).toISOString().slice(0, 10) });

test("R3 a rule that would lead to itself is cut, with a notice to its owner", async () => {
  await rules({ when: { event: "priority-changed", to: ["high"] }, then: [{ do: "set", priority: "low" }] }, { when: { event: "priority-changed", to: ["low"] }, then: [{ do: "set", priority: "high" }] });
  const { number } = await t.current.ticket("ana@guest.example");
  await marta({ method: "PATCH", url: `/tickets/${number}`, payload: { priority: "high" } });
  await t.current.runJobs();
  const types = (await page(number)).events.items.map((event: { type: string }) => event.type);
  expect(types.filter((type: string) => type === "rule.ran")).toHaveLength(2);
  expect(types.filter((type: string) => type === "rule.cut")).toHaveLength(1);
  expect((await page(number)).events.items.find((event: { type: string }) => event.type === "rule.cut").data).toEqual({ rule: "r0", name: "Regla 0", why: "loop" });
  expect(await t.current.rows(`select n.detail from notifications n join addresses a on a.person_id = n.person_id where n.ticket_id = $1 and a.address = 'jefa@hotel.example' and n.kind = 'rule'`, [number])).toHaveLength(1);
});

test("R3 a rule that floods an address is switched off, and its owner told by mail", async () => {
  await rules({ when: created, then: [{ do: "letter", letter: "gracias" }] });
  for (let n = 0; n < 104; n += 1) await t.current.ticket("flood@guest.example");
  await t.current.runJobs();
  const letters = (await mailTo("flood@guest.example")).filter(({ letter }) => letter === "gracias");
  expect(letters).toHaveLength(100);
  expect((await jefa("/desks/ventas/configuration")).json().definition.rules).toMatchObject([{ key: "r0", off: true }]);
  expect((await mailTo("jefa@hotel.example")).filter(({ letter }) => letter === "rule-stopped")).toMatchObject([{ letter: "rule-stopped", text: expect.stringContaining("flood@guest.example") }]);
  expect((await runs()).find((run: { outcome: string }) => run.outcome === "stopped")).toMatchObject({ rule: "r0", detail: expect.stringContaining("flood@guest.example") });
  // until somebody switches it on again
  await rules({ when: created, then: [{ do: "letter", letter: "gracias" }] });
  t.current.clock.advance("PT2M");
  await t.current.ticket("flood@guest.example");
  await t.current.runJobs();
  expect((await mailTo("flood@guest.example")).filter(({ letter }) => letter === "gracias")).toHaveLength(101);
});

const refused = async (rule: Partial<RuleDefinition>): Promise<[string, string][]> => {
  const answer = await put([rule]);
  expect(answer.status, answer.text).toBe(422);
  return answer.json().errors?.map(({ path, detail }: { path: string; detail: string }) => [path, detail]) ?? [[answer.json().path, answer.json().detail]];
};

test.each<[string, Partial<RuleDefinition>, string]>([
  ["nothing to do", { when: created, then: [] }, "/0/then"],
  ["an unknown status", { when: created, then: [{ do: "set", status: "nada" }] }, "/0/then/0/status"],
  ["an unknown queue", { when: created, then: [{ do: "set", queue: "nada" }] }, "/0/then/0/queue"],
  ["an unknown field", { when: created, then: [{ do: "set", fields: { nada: 1 } }] }, "/0/then/0/fields/nada"],
  ["a value the field cannot have", { when: created, then: [{ do: "set", fields: { noches: "muchas" } }] }, "/0/then/0/fields/noches"],
  ["an unknown letter", { when: created, then: [{ do: "letter", letter: "nada" }] }, "/0/then/0/letter"],
  ["an unknown webhook", { when: created, then: [{ do: "webhook", webhook: "nada" }] }, "/0/then/0/webhook"],
  ["an unknown role", { when: created, then: [{ do: "assign", among: { role: "nada" }, by: "turn" }] }, "/0/then/0/among/role"],
  ["a set of nothing", { when: created, then: [{ do: "set" }] }, "/0/then/0"],
  ["told to nobody", { when: created, then: [{ do: "notify", text: "Hola" }] }, "/0/then/0"],
  ["an unknown placeholder", { when: created, then: [{ do: "note", text: "{{ticket.precio}}" }] }, "/0/then/0/text"],
  ["an unknown status to wait in", { when: { inStatus: ["nada"], for: "PT1H" }, then: [{ do: "note", text: "x" }] }, "/0/when/inStatus/0"],
  ["no time at all in a status", { when: { inStatus: ["esperando"], for: "PT0M" }, then: [{ do: "note", text: "x" }] }, "/0/when/for"],
  ["a time before something nobody foresees", { when: { date: "customer-wrote", before: "PT1H" }, then: [{ do: "note", text: "x" }] }, "/0/when/before"],
  ["a date field that is none", { when: { date: "field:noches", after: "PT1H" }, then: [{ do: "note", text: "x" }] }, "/0/when/date"],
  ["a change of what does not become anything", { when: { event: "created", to: ["abierto"] }, then: [{ do: "note", text: "x" }] }, "/0/when/to"],
  ["a change of a closed ticket", { when: { inStatus: ["cerrada"], for: "P1D" }, then: [{ do: "tag", add: ["x"] }] }, "/0/then/0/do"],
  ["two demands that exclude each other", { when: created, if: { all: [{ field: "queue", in: ["grupos"] }, { field: "queue", in: ["bodas"] }] }, then: [{ do: "note", text: "x" }] }, "/0/if"],
  ["another status than the one it waits in", { when: { inStatus: ["esperando"], for: "P1D" }, if: { field: "status", in: ["abierto"] }, then: [{ do: "note", text: "x" }] }, "/0/if"],
  ["a state that the status is not", { when: created, if: { all: [{ field: "status", in: ["resuelta"] }, { field: "state", in: ["open"] }] }, then: [{ do: "note", text: "x" }] }, "/0/if"],
  ["a condition on an unknown type", { when: created, if: { field: "type", in: ["nada"] }, then: [{ do: "note", text: "x" }] }, "/0/if/in/0"],
  ["a ticket's deed for what is none yet", { when: { item: ["review"] }, then: [{ do: "letter", letter: "gracias" }] }, "/0/then/0/do"],
  ["keeping what is a ticket", { when: created, then: [{ do: "keep" }] }, "/0/then/0/do"],
  ["keeping and something else", { when: { item: ["review"] }, then: [{ do: "keep" }, { do: "tag", add: ["x"] }] }, "/0/then/0/do"],
  ["a question that an item cannot answer", { when: { item: ["review"] }, if: { field: "status", in: ["abierto"] }, then: [{ do: "keep" }] }, "/0/if/field"],
])("R3 a rule with %s is refused, with the reason at its place", async (_what, rule, path) => {
  expect(await refused(rule)).toContainEqual([path, expect.stringMatching(/\w/)]);
});

test("R3 a status that nobody may set is refused", async () => {
  await t.current.desk({ statuses: salesDesk.statuses.map((status) => (status.key === "en-espera" ? { ...status, roles: [] } : status)) });
  expect(await refused({ when: created, then: [{ do: "set", status: "en-espera" }] })).toEqual([["/0/then/0/status", expect.stringContaining("Nobody")]]);
  await t.current.desk();
});

test("R3 rules stand in the desk's file and come back from it", async () => {
  const rule: RuleDefinition = { key: "vip", labels: { es: "VIP" }, when: { inStatus: ["esperando"], for: "P1DT2H" }, if: { any: [{ field: "tag", in: ["vip"] }, { field: "rating", atLeast: 4 }] }, then: [{ do: "assign", among: { queue: "grupos" }, by: "load" }, { do: "set", location: null }], stop: true };
  await t.current.desk({ rules: [rule] });
  const file = (await jefa("/desks/ventas/export")).text;
  await rules();
  const answer = await jefa({ method: "POST", url: "/desks/import", payload: file, headers: { "content-type": "application/yaml" } });
  expect(answer.json()).toMatchObject({ applied: true, differences: [{ what: "rules/vip", from: null }] });
  expect((await jefa("/desks/ventas/configuration/rules")).json()).toEqual([rule]);
});

test("R3 what a rule would have done last month is told in words, and not done", async () => {
  await t.current.desk();
  await rules();
  const [early, late] = [await t.current.ticket("ana@guest.example", { type: "factura", subject: "Antes" }), await t.current.ticket("ana@guest.example", { type: "factura", subject: "Después" })];
  await t.current.ticket("ana@guest.example", { subject: "Otra cosa" });
  const tried = async (payload: object) => (await jefa({ method: "POST", url: "/desks/ventas/rules/try", payload })).json();
  const before = await t.current.rows("select count(*) from events");
  const answer = await tried({ when: created, if: { field: "type", in: ["factura"] }, then: [{ do: "set", status: "abierto" }, { do: "assign", among: { queue: "grupos" }, by: "turn" }] });
  expect(answer.items.slice(0, 2).map(({ number, subject, would }: { number: number; subject: string; would: string[] }) => [number, subject, would])).toEqual([
    [late.number, "Después", ["status “Open”", "assigned to whoever’s turn it is in Groups"]],
    [early.number, "Antes", ["status “Open”", "assigned to whoever’s turn it is in Groups"]],
  ]);
  expect(answer).toMatchObject({ count: answer.items.length, more: false });
  expect(await t.current.rows("select count(*) from events")).toEqual(before);
  // a stay that ended in time, and one that did not
  await marta({ method: "PATCH", url: `/tickets/${early.number}`, payload: { status: "esperando" } });
  await marta({ method: "PATCH", url: `/tickets/${late.number}`, payload: { status: "esperando" } });
  t.current.clock.advance("PT1H");
  await marta({ method: "PATCH", url: `/tickets/${late.number}`, payload: { status: "abierto" } });
  t.current.clock.advance("PT3H");
  const stays = await tried({ when: { inStatus: ["esperando"], for: "PT2H" }, if: { field: "requester", in: ["ana@guest.example"] }, then: [{ do: "note", text: "x" }] });
  expect(stays.items.map(({ number }: { number: number }) => number)).toContain(early.number);
  expect(stays.items.map(({ number }: { number: number }) => number)).not.toContain(late.number);
  expect((await jefa({ method: "POST", url: "/desks/ventas/rules/try", payload: { when: created, then: [{ do: "set", queue: "nada" }] } })).json()).toMatchObject({ status: 422, path: "/then/0/queue" });
  expect((await marta({ method: "POST", url: "/desks/ventas/rules/try", payload: { when: created, then: [{ do: "note", text: "x" }] } })).status).toBe(403);
});
