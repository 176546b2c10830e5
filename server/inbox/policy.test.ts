import fc from "fast-check";
import { expect, test } from "vitest";
import { grantsOf } from "../people/index.ts";
import type { Actor } from "../platform/work.ts";
import { useApp } from "../testing/factories.ts";
import { readLive, until } from "../testing/live.ts";
import { sideOf, type Side, type TicketFacts } from "../tickets/index.ts";

const t = useApp();
const desks = ["ventas", "grupos"] as const;
const queues = ["general", "grupos", "bodas"] as const;
const people = Array.from({ length: 9 }, (_, n) => `p${n}@people.example`);

const sites = ["Palma", "Mahón"] as const;
const place = fc.record({ desk: fc.constantFrom(...desks), queue: fc.constantFrom(...queues), location: fc.option(fc.constantFrom(...sites.keys())) });
const grants = fc.array(fc.record({ desk: fc.constantFrom(...desks), queue: fc.option(fc.constantFrom(...queues)), location: fc.option(fc.constantFrom(...sites.keys()), { freq: 2 }), role: fc.constantFrom("agente", "mirador") }), { maxLength: 3 });
const ticket = fc.record({ place, requester: fc.constantFrom(...people), cc: fc.uniqueArray(fc.constantFrom(...people), { maxLength: 2 }) });

test("what lists, pages, histories, search and live events show is what policy.ts says", async () => {
  const { current } = t;
  for (const desk of desks) await current.desk({ key: desk, addresses: [`${desk}@hotel.example`] });
  await current.administrator("root@hotel.example");
  const root = current.as("root@hotel.example");

  const locations = await current.locations(...sites);
  // half of the people belong to a company that shows them each other's requests, some of the others to one that does not
  const companies = await current.rows<{ id: number }>(`insert into organizations (name, shares_requests, created_at) values ('Open', true, now()), ('Closed', false, now()) returning id`);
  for (const [n, person] of people.entries()) {
    await current.token(person);
    await current.rows(`update people set organization_id = $2 where id = (select person_id from addresses where address = $1)`, [person, n % 2 === 0 ? companies[0]?.id : n % 3 === 0 ? companies[1]?.id : null]);
  }
  const given = fc.sample(grants, { numRuns: people.length - 2, seed: 11 });
  // the last two stay customers
  for (const [n, list] of given.entries()) for (const grant of list) await current.grant(people[n] ?? "", grant.desk, grant.role, grant.queue ?? undefined, grant.location === null ? undefined : locations[grant.location]);
  const made: { number: number; facts: TicketFacts }[] = [];
  for (const { place: where, requester, cc } of fc.sample(ticket, { numRuns: 36, seed: 12 })) {
    const opened = await root({ method: "POST", url: "/tickets", payload: { desk: where.desk, subject: "palabra", body: "común", requester: { email: requester }, cc } });
    const { number } = opened.json();
    await root({ method: "PATCH", url: `/tickets/${number}`, payload: { queue: where.queue, location: where.location === null ? null : locations[where.location] } });
    await root({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "note", body: "secreto" } });
    const [facts] = await current.rows<TicketFacts>(
      `select desk_id as "deskId", queue_id as "queueId", location_id as "locationId", requester_id as "requesterId", array(select person_id from watchers where ticket_id = t.id) as "watcherIds",
         (select organization_id from people where id = t.requester_id) as "organizationId" from tickets t where id = $1`,
      [number],
    );
    if (facts !== undefined) made.push({ number, facts });
  }
  await current.index();
  const actors = new Map<string, Actor>();
  for (const person of people) {
    await current.token(person);
    const [row] = await current.rows<{ id: number }>("select person_id as id from addresses where address = $1", [person]);
    actors.set(person, { kind: "person", id: row?.id ?? 0, name: "", email: person, locale: null, via: "test", grants: await grantsOf(current.database.db, row?.id ?? 0), sharing: people.indexOf(person) % 2 === 0 ? [companies[0]?.id ?? 0] : [] });
  }
  const sideFor = (person: string, facts: TicketFacts): Side => sideOf(actors.get(person) ?? { kind: "person", id: 0, name: "", email: null, locale: null, via: "", grants: [] }, facts);
  const sides = people.flatMap((person) => made.map(({ facts }) => sideFor(person, facts)));
  expect(new Set(sides)).toEqual(new Set(["staff", "customer", null]));

  for (const person of people) {
    const ask = current.as(person);
    const listed = async (q: string) => (await ask(`/tickets?limit=200&q=${encodeURIComponent(q)}`)).json().items as { number: number; excerpt: string; messageCount: number }[];
    const numbers = async (q: string) => (await listed(q)).map((row) => row.number).toSorted();
    const of = (wanted: (side: Side, facts: TicketFacts) => boolean) => made.filter(({ facts }) => wanted(sideFor(person, facts), facts)).map(({ number }) => number).toSorted();
    const works = (actors.get(person)?.kind === "person" && given[people.indexOf(person)]?.length) || 0;
    // staff get what they work on; customers what they or colleagues asked for or they are in copy of (H4)
    const expected = of((side) => side === (works > 0 ? "staff" : "customer"));
    expect(await numbers("")).toEqual(expected);
    expect(await numbers("palabra")).toEqual(expected);
    expect(await numbers("state:open")).toEqual(expected);
    expect(await numbers("queue:bodas,grupos,general")).toEqual(expected);
    expect(await numbers("desk:ventas,grupos")).toEqual(expected);
    expect(await numbers("secreto")).toEqual(of((side) => side === "staff"));
    const id = (actors.get(person) as { id?: number }).id ?? 0;
    const involved = of((_, facts) => facts.requesterId === id || facts.watcherIds.includes(id));
    expect(await numbers("involves:me")).toEqual(involved);
    expect(await numbers("involves:me palabra")).toEqual(involved);
    const shared = people.indexOf(person) % 2 === 0;
    expect(await numbers("involves:colleagues")).toEqual(of((_, facts) => shared && facts.organizationId === companies[0]?.id));
    expect(await numbers("involves:colleagues -involves:me palabra")).toEqual(of((_, facts) => shared && facts.organizationId === companies[0]?.id && facts.requesterId !== id && !facts.watcherIds.includes(id)));
    for (const row of await listed("involves:me")) {
      const one = made.find(({ number }) => number === row.number);
      expect([row.excerpt, row.messageCount]).toEqual(one !== undefined && sideFor(person, one.facts) === "staff" ? ["secreto", 2] : ["común", 1]);
    }
    for (const { number, facts } of made) {
      const side = sideFor(person, facts);
      const [single, page, messages, events] = await Promise.all([`/tickets/${number}`, `/tickets/${number}/page`, `/tickets/${number}/messages`, `/tickets/${number}/events`].map(ask));
      expect([single?.status, page?.status, messages?.status, events?.status]).toEqual(Array(4).fill(side === null ? 404 : 200));
      const texts = [single, page, messages, events].map((answer) => answer?.text).join("");
      expect(texts.includes("secreto")).toBe(side === "staff");
      expect(texts.includes("ticket.queue-changed")).toBe(side === "staff" && facts.queueId !== (await firstQueue(facts.deskId)));
    }
  }

  // live: each learns of a note, a change for colleagues and a public reply what the ticket itself would show
  const base = await current.app.http.listen({ port: 0, host: "127.0.0.1" });
  await current.settled();
  const readers = new Map(await Promise.all(people.map(async (person) => [person, await readLive(base, { authorization: `Bearer ${await current.token(person)}` })] as const)));
  for (const { number } of made) {
    await root({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "note", body: "otra" } });
    await root({ method: "PATCH", url: `/tickets/${number}`, payload: { priority: "urgent" } });
    await root({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "respuesta" } });
  }
  for (const [person, reader] of readers) {
    const expected = made.flatMap(({ number, facts }) => {
      const side = sideFor(person, facts);
      const types = side === "staff" ? ["message.added", "ticket.priority-changed", "message.added"] : side === "customer" ? ["message.added"] : [];
      return types.map((type) => `${number} ${type}`);
    });
    await until(() => reader.events.length >= expected.length);
    expect(reader.events.map((event) => `${event.ticket} ${event.type}`)).toEqual(expected);
  }
  await Promise.all([...readers.values()].map((reader) => reader.close()));

  async function firstQueue(deskId: number): Promise<number> {
    const [row] = await current.rows<{ id: number }>("select id from queues where desk_id = $1 and key = 'general'", [deskId]);
    return row?.id ?? 0;
  }
}, 120_000);
