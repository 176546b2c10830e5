import { beforeAll, describe, expect, test } from "vitest";
import { salesDesk, useApp, type Caller } from "../testing/factories.ts";

const t = useApp();
const agent = "eva@hotel.example";
const head = "jefa@hotel.example";
const customer = "irene@guest.example";
let eva: Caller;
let boss: Caller;
let one: number;
let other: number;

const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const patch = (url: string, payload: object) => ({ method: "PATCH" as const, url, payload });
const list = async (q: string, ask: Caller = eva): Promise<number[]> => {
  const answer = await ask(`/tickets?q=${encodeURIComponent(q)}`);
  expect([answer.status, q]).toEqual([200, q]);
  return answer.json().items.map((item: { number: number }) => item.number);
};
const file = async (ask: Caller, name: string): Promise<string> => {
  const answer = await ask({ method: "POST", url: `/files?name=${encodeURIComponent(name)}`, payload: "texto", headers: { "content-type": "text/plain" } });
  expect(answer.status).toBe(201);
  return answer.json().id;
};
const personId = async (email: string): Promise<number> => (await boss(`/people?email=${email}`)).json().items[0].id;

beforeAll(async () => {
  await t.current.desk({
    country: "ES",
    fields: [
      { key: "reserva", kind: "text", labels: { es: "Reserva" }, pattern: "[A-Za-z0-9]{6}", example: "AB12CD" },
      { key: "noches", kind: "number", labels: { es: "Noches" } },
      { key: "pensión", kind: "choice", labels: { es: "Pensión" }, choices: [{ key: "media", labels: { es: "Media pensión" } }] },
      { key: "socio", kind: "text", labels: { es: "Socio" }, on: "person" },
    ].map((field) => ({ ...field, key: field.key.normalize("NFD").replace(/\p{M}/gu, "") })) as typeof salesDesk.fields,
    roles: salesDesk.roles.map((role) => ({ ...role, permissions: [...role.permissions, "people.see" as const] })),
  });
  await t.current.grant(agent, "ventas", "agente");
  await t.current.grant(head, "ventas", "jefa");
  eva = t.current.as(agent);
  boss = t.current.as(head);
  one = (await t.current.ticket(customer, {
    subject: "Habitación con cuna", body: "Llegamos el jueves con Ángela.", requester: { email: customer, name: "Irene Núñez" }, fields: { reserva: "QX77AB", noches: 7, pension: "media" },
    attachments: [await file(t.current.as(customer), "pasaporte-irene.pdf")],
  })).number;
  other = (await t.current.ticket("bo@guest.example", { subject: "Otra cosa", body: `El colega de ${one}` })).number;
  await eva(post(`/tickets/${one}/messages`, { kind: "note", body: "Cliente puntilloso", attachments: [await file(eva, "ficha-interna.txt")] }));
  const organization = (await boss(post("/organizations", { name: "Viajes Ñandú" }))).json().id;
  const branch = (await boss(post(`/organizations/${organization}/branches`, { name: "Sucursal Triana", code: "TR-009" }))).json().id;
  const changed = await boss(patch(`/people/${await personId(customer)}`, { name: "Irene Núñez", branch, phones: ["971 00 01 01"], fields: { socio: "M-4455-6" }, employeeId: "E-900" }));
  expect(changed.status).toBe(200);
  await t.current.runJobs();
  await t.current.index();
});

describe("L9 a ticket is found by whatever names it", () => {
  test.each([
    ["its number", () => String(one)],
    ["its number with #", () => `#${one}`],
    ["booking code", () => "qx77ab"],
    ["booking code with spaces", () => "QX 77 AB"],
    ["mail address", () => "Irene@Guest.example"],
    ["member number", () => "M-4455-6"],
    ["member number without its dashes", () => "m44556"],
    ["employee number", () => "E-900"],
    ["phone as written", () => "971 00 01 01"],
    ["phone in one piece", () => "971000101"],
    ["phone with its country", () => "+34 971 000 101"],
    ["phone as dialled from abroad", () => "0034-971-000-101"],
    ["phone with brackets", () => "(+34) 971.000.101"],
    ["phone with a word before it", () => "Tel. 971 00 01 01"],
    ["the beginning of a phone", () => "971000"],
    ["person's name", () => "nunez irene"],
    ["organization", () => "viajes nandu"],
    ["branch", () => "triana"],
    ["branch's code", () => "tr-009"],
    ["a word of the subject", () => "CUNA"],
    ["a word of a message", () => "angela"],
    ["the beginning of a word", () => "habit"],
    ["an attachment's name", () => "pasaporte"],
    ["a note", () => "puntilloso"],
    ["the name of a note's attachment", () => "ficha-interna"],
  ])("%s", async (_, q) => expect((await list(q()))[0]).toBe(one));

  test("what names it exactly stands before what only holds the words; then by date", async () => {
    expect(await list(String(one))).toEqual([one, other]);
    expect(await list("colega")).toEqual([other]);
    // how many nights is no identifier: everything has a 7 somewhere
    expect(await t.current.rows("select from ticket_identifiers where value in ('7', 'media')")).toEqual([]);
  });
});

test("L9 R8 customers find by what they see only: no notes, phones, members' numbers, organizations", async () => {
  const irene = t.current.as(customer);
  for (const q of ["cuna", "pasaporte", "qx77ab", String(one), customer, "irene"]) expect([q, await list(q, irene)]).toEqual([q, [one]]);
  for (const q of ["puntilloso", "ficha", "971000101", "+34 971 000 101", "971 00 01 01", "M-4455-6", "m44556", "E-900", "nandu", "triana"]) expect([q, await list(q, irene)]).toEqual([q, []]);
  // also who works here asks as one of the customers, where they ask for their own
  expect(await list("involves:me puntilloso", irene)).toEqual([]);
  // and a stranger finds nothing
  expect(await list(String(one), t.current.as("bo@guest.example"))).toEqual([other]);
});

test("L9 operators: attachments, notes, flags, approvals and follow-ups; on the customer's side they tell nothing", async () => {
  const irene = t.current.as(customer);
  expect(await list("has:attachment")).toEqual([one]);
  expect(await list("-has:attachment")).toEqual([other]);
  expect(await list("has:note")).toEqual([one]);
  expect(await list("has:attachment", irene)).toEqual([one]);
  expect(await list("has:note", irene)).toEqual([]);
  await t.current.rows("update tickets set flag = 'no-follow-up', flagged_at = now(), approval = 'pending', follow_up_count = 3, escalation = 1 where id = $1", [one]);
  for (const q of ["is:flagged", "approval:pending", "followups:3", "followups:>2", "followups:>=3", "followups:<=3 followups:>0", "is:escalated"]) {
    expect([q, await list(q)]).toEqual([q, [one]]);
    expect([q, await list(q, irene)]).toEqual([q, []]);
  }
  expect(await list("approval:none")).toEqual([other]);
  expect(await list("followups:<3")).toEqual([other]);
  for (const q of ["has:money", "is:happy", "followups:many"]) {
    const answer = await eva(`/tickets?q=${encodeURIComponent(q)}`);
    expect([answer.status, answer.json().title]).toEqual([400, expect.stringContaining(q)]);
  }
  // while it is being typed
  for (const q of ["has:", "is:", "approval:", "followups:"]) expect((await list(q)).toSorted()).toEqual([one, other]);
});

test("L9 a person's new phone, a renamed organization and its mail domain are found by once the job has run; one job however often it changes", async () => {
  const id = await personId("bo@guest.example");
  for (const phones of [["600 10 20 30"], ["600 10 20 31"], ["600 10 20 32"]]) await boss(patch(`/people/${id}`, { phones }));
  const waiting = await t.current.rows("select from graphile_worker.jobs where task_identifier = 'search.reindex'");
  expect(waiting).toHaveLength(1);
  const bring = async () => {
    await t.current.runJobs();
    await t.current.index();
  };
  await bring();
  expect(await list("600102032")).toEqual([other]);
  expect(await list("600102031")).toEqual([]);
  // what is not searched by starts nothing
  await boss(patch(`/people/${id}`, { notes: "amable" }));
  expect(await t.current.rows("select from graphile_worker.jobs where task_identifier = 'search.reindex'")).toEqual([]);

  const organization = (await boss(post("/organizations", { name: "Aurora", domains: ["guest.example"] }))).json().id;
  await bring();
  expect(await list("aurora")).toEqual([other]); // Irene belongs to another one
  await boss(patch(`/organizations/${organization}`, { name: "Boreal" }));
  await bring();
  expect(await list("boreal")).toEqual([other]);
  expect(await list("aurora")).toEqual([]);
  const into = (await boss(post("/organizations", { name: "Grupo Cénit" }))).json().id;
  await boss({ method: "PUT", url: `/organizations/${organization}/merge`, payload: { into } });
  await bring();
  expect(await list("cenit")).toEqual([other]);
  expect(await list("boreal")).toEqual([other]);
});

test("L9 what a merged ticket held leads to the one it was merged into, its number and code included; and back when the merge is undone", async () => {
  const into = (await t.current.ticket("rama@guest.example", { subject: "raíz" })).number;
  const gone = (await t.current.ticket("rama@guest.example", { subject: "hoja", body: "berenjena", fields: { reserva: "ZZ99YY" } })).number;
  const merged = await boss({ method: "PUT", url: `/tickets/${gone}/merge`, payload: { into } });
  expect(merged.status).toBe(200);
  await t.current.index();
  for (const q of ["berenjena", "hoja", "zz99yy", String(gone)]) expect([q, await list(q)]).toEqual([q, [into]]);
  await boss({ method: "DELETE", url: `/tickets/${gone}/merge` });
  await t.current.index();
  for (const q of ["berenjena", "zz99yy", String(gone)]) expect([q, await list(q)]).toEqual([q, [gone]]);
});

test("L9 letters that people cannot type are found by the nearest ones, in every language", async () => {
  const number = (await t.current.ticket("abc@guest.example", { subject: "Łódź, Đurđevac, Straße, Œuvre, Åse Bjørnø, Iğdır, Ξενοδοχείος, Ștefănești", body: "x" })).number;
  await t.current.index();
  for (const q of ["lodz", "durdevac", "strasse", "STRASSE", "oeuvre", "ase bjorno", "igdir", "ξενοδοχειος", "ΞΕΝΟΔΟΧΕΙΟΣ", "stefanesti", "łódź"]) expect([q, await list(q)]).toEqual([q, [number]]);
});

test("L9 who gives themselves another name is found by it", async () => {
  const number = (await t.current.ticket("nombre@guest.example")).number;
  await t.current.as("nombre@guest.example")({ method: "PATCH", url: "/me", payload: { name: "Filomena" } });
  await t.current.runJobs();
  await t.current.index();
  expect(await list("filomena")).toEqual([number]);
});

test("L9 a person with more tickets than one transaction marks is brought up to date to the last", async () => {
  await t.current.ticket("many@guest.example", { subject: "muchas" });
  await t.current.rows(
    `insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by)
     select desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, '', '', 1, 1, last_public_at, last_public_by
     from tickets, generate_series(1, 1100) where subject = 'muchas'`,
  );
  await t.current.index();
  await boss(patch(`/people/${await personId("many@guest.example")}`, { phones: ["911 22 33 44"] }));
  await t.current.runJobs();
  expect(await t.current.rows("select count(*)::int as n from tickets where search_stale")).toEqual([{ n: 1101 }]);
}, 60_000);

test("L9 page after page, what is named so comes before what only says it, also where it fills a page by itself", async () => {
  const address = "paginas.3@guest.example";
  const [first, second] = [(await t.current.ticket(address)).number, (await t.current.ticket(address)).number];
  const saying = (await t.current.ticket("otra@guest.example", { body: `escriban a ${address}` })).number;
  // nearly the same words, in another order; the same before the @
  await t.current.ticket("guest.example@paginas-3.example");
  await t.current.ticket("otra@guest.example", { body: "escriban a paginas.3@otra.example" });
  await t.current.index();
  for (const sort of ["", "&sort=number"]) {
    const found: number[] = [];
    for (let next: string | null = ""; next !== null && found.length < 9; ) {
      const page = (await eva(`/tickets?q=${encodeURIComponent(address)}&limit=1${sort}${next === "" ? "" : `&after=${next}`}`)).json();
      found.push(...page.items.map((item: { number: number }) => item.number));
      next = page.next;
    }
    expect([sort, found]).toEqual([sort, sort === "" ? [second, first, saying] : [first, second, saying]]);
  }
});
