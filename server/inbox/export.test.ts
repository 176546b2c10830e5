import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { sorts } from "../../contract/tickets.ts";
import { grantsOf } from "../people/index.ts";
import type { Actor } from "../platform/work.ts";
import { useApp, type Caller } from "../testing/factories.ts";
import { allows } from "../platform/work.ts";
import { sideOf, type TicketFacts } from "../tickets/index.ts";
import { csvCell } from "./csv.ts";

const t = useApp();
let eva: Caller;

beforeAll(async () => {
  await t.current.desk();
  await t.current.desk({ key: "grupos", addresses: ["grupos@hotel.example"] });
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  eva = t.current.as("eva@hotel.example");
});

/** RFC 4180, read the plain way. */
function read(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [, quoted, plain, end] = cell.exec(text) ?? [];
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end !== ",") rows.push(row.splice(0));
    row = row.length > 0 ? row : [];
  }
  return rows;
}

test("a cell is read back as it was, and is no formula", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', ",", "a", " ", "ñ", "🙂", "'") }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
      const text = rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
      const back = read(text);
      expect(back.flat().every((value) => !/^[=+\-@\t\r]/.test(value))).toBe(true);
      const bare = (values: string[][]) => values.map((row) => row.map((value) => value.replaceAll("'", "")));
      expect(bare(back)).toEqual(bare(rows));
    }),
  );
});

test("exports what a search finds, all of it, in the reader's words", async () => {
  const { number } = await t.current.ticket("ana@guest.example", { subject: '=HYPERLINK("http://x")', body: "uno", type: "factura", fields: { reserva: "AB12,34", noches: 3 } });
  await eva({ method: "PATCH", url: `/tickets/${number}`, payload: { tags: ["vip", "boda"], assignee: "eva@hotel.example" } });
  const answer = await eva({ url: "/tickets.csv?columns=number,subject,status,type,tags,requester-email,assignee-email,priority,created,field:reserva,field:noches", headers: { "accept-language": "es" } });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers).toMatchObject({ "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="tickets.csv"' });
  expect(answer.text.startsWith("\uFEFF")).toBe(true);
  expect(read(answer.text.slice(1))).toEqual([
    ["Número", "Asunto", "Estado", "Tipo", "Etiquetas", "Dirección del solicitante", "Dirección del asignado", "Prioridad", "Creado", "Reserva", "Noches"],
    [String(number), `'=HYPERLINK("http://x")`, "Abierto", "Factura", "boda, vip", "ana@guest.example", "eva@hotel.example", "Normal", "2026-03-02T09:00:00Z", "AB12,34", "3"],
  ]);
  expect((await eva("/tickets.csv?columns=nada")).status).toBe(400);
  expect((await eva("/tickets.csv?q=created:gestern")).status).toBe(400);
  expect((await t.current.as("ana@guest.example")("/tickets.csv")).status).toBe(403);
  expect((await t.current.anyone("/tickets.csv")).status).toBe(401);
  expect((await eva("/tickets.csv?q=requester:nobody@x.example")).text.split("\r\n")).toHaveLength(2);
});

test("goes on over many batches, every ticket once in every order, and searches beyond what a list shows", async () => {
  const { number } = await t.current.ticket("bo@guest.example", { subject: "muchas palabras", body: "dos" });
  await t.current.rows(
    `insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by, next_due_at)
     select desk_id, subject, state, status_id, queue_id, 1 + n % 4, requester_id, source, created_at + (n / 20) * interval '1 second', updated_at + (n / 7) * interval '1 second', '', '', 1, 1, last_public_at, 'customer', created_at
     from tickets, generate_series(1, 1300) n where id = $1`,
    [number],
  );
  await t.current.index();
  for (const sort of sorts) {
    const numbers = read((await eva(`/tickets.csv?columns=number&q=muchas&sort=${sort}`)).text.slice(1)).slice(1).map(([one]) => Number(one));
    const expected = sort === "due" ? 1300 : 1301;
    expect([sort, numbers.length, new Set(numbers).size]).toEqual([sort, expected, expected]);
  }
  const [first, second] = read((await eva("/tickets.csv?columns=number&q=muchas")).text.slice(1)).slice(1).map(([one]) => Number(one));
  expect(first).toBeGreaterThan(second ?? 0);
}, 60_000);

test("export and bulk touch what policy.ts allows, for every role, and nothing else", async () => {
  const { current } = t;
  await current.administrator("root@hotel.example");
  const root = current.as("root@hotel.example");
  const made: { number: number; facts: TicketFacts }[] = [];
  for (const desk of ["ventas", "grupos"]) {
    for (const queue of ["general", "grupos", "bodas"]) {
      const { number } = await current.ticket(`p${made.length % 5}@people.example`, { desk, subject: "prueba" });
      await root({ method: "PATCH", url: `/tickets/${number}`, payload: { queue } });
      const [facts] = await current.rows<TicketFacts>(`select desk_id as "deskId", queue_id as "queueId", location_id as "locationId", requester_id as "requesterId", '{}'::bigint[] as "watcherIds" from tickets where id = $1`, [number]);
      if (facts !== undefined) made.push({ number, facts });
    }
  }
  const place = fc.record({ desk: fc.constantFrom("ventas", "grupos"), queue: fc.option(fc.constantFrom("general", "grupos", "bodas")), role: fc.constantFrom("agente", "mirador", "jefa") });
  const roles = fc.sample(fc.array(place, { maxLength: 3 }), { numRuns: 9, seed: 5 });
  const seen = new Set<string>();
  for (const [n, list] of [[], ...roles].entries()) {
    const email = `p${n}@people.example`;
    for (const grant of list) await current.grant(email, grant.desk, grant.role, grant.queue ?? undefined);
    const ask = current.as(email);
    await current.token(email);
    const [row] = await current.rows<{ id: number }>("select person_id as id from addresses where address = $1", [email]);
    const actor: Actor = { kind: "person", id: row?.id ?? 0, name: "", email, locale: null, via: "test", grants: await grantsOf(current.database.db, row?.id ?? 0) };
    const staff = made.filter(({ facts }) => sideOf(actor, facts) === "staff");
    const all = await ask("/tickets.csv?columns=number");
    if (list.length === 0) expect(all.status).toBe(403);
    else expect(read(all.text.slice(1)).slice(1).map(([one]) => Number(one)).filter((number) => made.some((one) => one.number === number)).toSorted()).toEqual(staff.map((one) => one.number).toSorted());

    const priority = n % 2 === 0 ? "high" : "low";
    const started = await ask({ method: "POST", url: "/tickets/bulk", payload: { numbers: made.map((one) => one.number), change: { priority } } });
    if (list.length === 0) {
      expect(started.status).toBe(403);
      continue;
    }
    await current.runJobs();
    const outcomes = (await ask(`/bulks/${started.json().id}/items?limit=200`)).json().items as { number: number; outcome: string; reason: string }[];
    for (const { number, facts } of made) {
      const may = sideOf(actor, facts) === "staff" && allows(actor, "ticket.edit", facts.deskId, facts);
      const [now] = await current.rows<{ priority: number }>("select priority from tickets where id = $1", [number]);
      const outcome = outcomes.find((one) => one.number === number)?.outcome;
      seen.add(String(outcome));
      expect([email, number, outcome === "refused"]).toEqual([email, number, !may]);
      if (may) expect(now?.priority).toBe(priority === "high" ? 3 : 1);
    }
    // what is found by a search is what is seen
    const found = await ask({ method: "POST", url: "/tickets/bulk", payload: { q: "requester:p0@people.example,p1@people.example,p2@people.example,p3@people.example,p4@people.example", change: { addTags: [`t${n}`] } } });
    const tagged = await current.rows<{ id: number }>("select id from tickets where $1 = any(tags)", [`t${n}`]);
    expect(tagged).toEqual([]);
    await current.runJobs();
    const touched = (await current.rows<{ id: number }>("select id from tickets where $1 = any(tags) order by id", [`t${n}`])).map((one) => one.id).filter((id) => made.some((one) => one.number === id));
    expect(touched, found.text).toEqual(staff.filter(({ facts }) => allows(actor, "ticket.edit", facts.deskId, facts)).map((one) => one.number));
  }
  expect(seen).toEqual(new Set(["changed", "refused"]));
}, 120_000);
