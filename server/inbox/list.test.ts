import { beforeAll, expect, test } from "vitest";
import { sorts } from "../../contract/tickets.ts";
import { useApp, type Caller } from "../testing/factories.ts";

const t = useApp();
let eva: Caller;

beforeAll(async () => {
  await t.current.desk();
  await t.current.desk({ key: "grupos", addresses: ["grupos@hotel.example"] });
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  eva = t.current.as("eva@hotel.example");
});

const numbers = (items: { number: number }[]) => items.map((item) => item.number);
const search = async (q: string, ask: Caller = eva): Promise<number[]> => numbers((await ask(`/tickets?limit=200&q=${encodeURIComponent(q)}`)).json().items).toSorted((a, b) => a - b);

test("pages of several hundred tickets in every order, without gap or repetition while new ones arrive", async () => {
  await t.current.ticket("seed@guest.example");
  // many of the same instant: the number decides between them
  await t.current.rows(
    `insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, public_excerpt, staff_excerpt, public_count, message_count,
       last_public_at, last_public_by, next_due_at)
     select desk_id, 'copia ' || n, case when n % 3 = 0 then 'solved' else state end, case when n % 3 = 0 then (select id from statuses where key = 'resuelta' and desk_id = t.desk_id) else status_id end,
       queue_id, 1 + n % 4, requester_id, source, created_at + (n / 20) * interval '1 millisecond', updated_at + (n / 7) * interval '1 microsecond', '', '', 1, 1,
       last_public_at, 'customer', case when n % 5 > 0 then created_at + (n / 10) * interval '1 hour' end
     from tickets t, generate_series(1, 350) n`,
  );
  for (const sort of sorts) {
    const before = await t.current.rows<{ number: number }>(`select id as number from tickets ${sort === "due" ? "where next_due_at is not null and state <> 'solved'" : ""}`);
    const seen: number[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const page: { items: { number: number }[]; next: string | null } = (await eva(`/tickets?sort=${sort}&limit=60${after === null ? "" : `&after=${after}`}`)).json();
      seen.push(...numbers(page.items));
      expect(page.items.length === 60 || page.next === null).toBe(true);
      after = page.next;
      pages += 1;
      if (pages === 2) await t.current.ticket("new@guest.example");
    } while (after !== null);
    expect(new Set(seen).size, `${sort}: repeated`).toBe(seen.length);
    const missing = numbers(before).filter((number) => !seen.includes(number));
    expect(missing, `${sort}: missing`).toEqual([]);
  }
});

test("a full last page has no next; limits and foreign cursors are refused", async () => {
  const all = (await eva("/tickets?sort=number&limit=200&q=requester:new@guest.example")).json();
  expect(all.items).toHaveLength(sorts.length);
  const exact = (await eva(`/tickets?sort=number&limit=${sorts.length}&q=requester:new@guest.example`)).json();
  expect(exact).toEqual({ items: all.items, next: null });
  const { next } = (await eva("/tickets?sort=number&limit=1")).json();
  for (const after of [next.slice(0, -4), `${next}x!`, Buffer.from('["number","1 or 1=1",5]').toString("base64url"), Buffer.from('["-updated","2026-99-01 00:00:00+00",5]').toString("base64url"), Buffer.from("[]").toString("base64url")]) {
    const answer = await eva(`/tickets?sort=number&after=${after}`);
    expect([answer.status, answer.json().path], after).toEqual([400, "/querystring/after"]);
  }
  // a cursor of another order
  expect((await eva(`/tickets?sort=-updated&after=${next}`)).status).toBe(400);
  expect((await eva(`/tickets?sort=-updated&after=${Buffer.from('["-updated","2026-99-01 00:00:00+00",5]').toString("base64url")}`)).status).toBe(400);
});

test("every operator of q narrows by what it names", async () => {
  const { as, ticket } = t.current;
  await t.current.grant("leo@hotel.example", "ventas", "agente");
  const one = (await ticket("uno@guest.example", { cc: ["copia@guest.example"], type: "factura" })).number;
  const two = (await ticket("dos@guest.example")).number;
  const change = (number: number, payload: object) => eva({ method: "PATCH", url: `/tickets/${number}`, payload });
  await change(one, { status: "esperando", assignee: "leo@hotel.example", queue: "bodas", priority: "urgent", tags: ["Élite", "vip"] });
  await change(two, { status: "resuelta", assignee: "eva@hotel.example", tags: ["vip"] });
  const mine = async (q: string) => (await search(`${q} number:${one},${two}`)).map((number) => (number === one ? 1 : 2));
  expect(await mine("")).toEqual([1, 2]);
  expect(await mine("status:esperando")).toEqual([1]);
  expect(await mine("status:ESPERANDO,resuelta")).toEqual([1, 2]);
  expect(await mine("-status:esperando")).toEqual([2]);
  expect(await mine("state:open")).toEqual([1]);
  expect(await mine("state:solved")).toEqual([2]);
  expect(await mine("is:open")).toEqual([1]);
  expect(await mine("is:unassigned")).toEqual([]);
  expect(await mine("queue:bodas")).toEqual([1]);
  expect(await mine("queue:nada")).toEqual([]);
  expect(await mine("assignee:me")).toEqual([2]);
  expect(await mine("assignee:leo@hotel.example")).toEqual([1]);
  expect(await mine("assignee:Leo@Hotel.example")).toEqual([1]);
  expect(await mine("assignee:none")).toEqual([]);
  expect(await mine("assignee:none,me")).toEqual([2]);
  expect(await mine("requester:dos@guest.example")).toEqual([2]);
  expect(await mine("involves:copia@guest.example")).toEqual([1]);
  expect(await mine("desk:ventas")).toEqual([1, 2]);
  expect(await mine("desk:grupos")).toEqual([]);
  expect(await mine("type:factura")).toEqual([1]);
  expect(await mine("type:none")).toEqual([2]);
  expect(await mine("tag:vip")).toEqual([1, 2]);
  expect(await mine("tag:élite")).toEqual([1]);
  expect(await mine("-tag:\"Élite\"")).toEqual([2]);
  expect(await mine("priority:urgent")).toEqual([1]);
  expect(await mine("source:portal")).toEqual([1, 2]);
  expect(await mine("created:2026-03-02")).toEqual([1, 2]);
  expect(await mine("created:>2026-03-02")).toEqual([]);
  expect(await mine("created:>=2026-03-02 updated:<=2026-03-02")).toEqual([1, 2]);
  expect(await mine("created:<2026-03-02")).toEqual([]);
  expect(await mine("due:<2030-01-01")).toEqual([]);
  expect(numbers((await as("copia@guest.example")("/tickets?q=involves:me")).json().items)).toEqual([one]);
  const bad = await eva(`/tickets?q=${encodeURIComponent("created:tomorrow")}`);
  expect([bad.status, bad.json().path, bad.json().title]).toEqual([400, "/querystring/q", expect.stringContaining("created:tomorrow")]);
});

test("words are found without case and accents, as prefixes and phrases, or excluded; once indexed", async () => {
  const one = (await t.current.ticket("Núria.Pérez@guest.example", { subject: "Facturación de MARZO", body: "La fecha de pago venció. Straße. Ниже", requester: { email: "nuria@guest.example", name: "Núria Pérez" } }).catch(async () =>
    (await eva({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "Facturación de MARZO", body: "La fecha de pago venció. Straße. Ниже", requester: { email: "nuria@guest.example", name: "Núria Pérez" } } })).json(),
  )).number;
  const two = (await t.current.ticket("omar@guest.example", { subject: "Factura", body: "pago de la fecha" })).number;
  await eva({ method: "POST", url: `/tickets/${two}/messages`, payload: { kind: "note", body: "cliente conflictivo" } });
  expect(await search("facturacion")).toEqual([]);
  await t.current.index();
  expect(await search("facturacion")).toEqual([one]);
  expect(await search("FACTURACIÓN marzo")).toEqual([one]);
  expect(await search("factur")).toEqual([one, two]);
  expect(await search("factur nuria")).toEqual([one]);
  expect(await search('"fecha de pago"')).toEqual([one]);
  expect(await search('"fecha de pag"')).toEqual([]);
  expect(await search("pago -marzo")).toEqual([two]);
  expect(await search('pago -"fecha de pago"')).toEqual([two]);
  expect(await search("ниже")).toEqual([one]);
  expect(await search("strasse")).toEqual([one]);
  expect(await search("conflictivo")).toEqual([two]);
  expect(await search("conflictivo", t.current.as("omar@guest.example"))).toEqual([]);
  expect(await search("factura", t.current.as("omar@guest.example"))).toEqual([two]);
  expect(await search("factura", t.current.as("nuria@guest.example"))).toEqual([one]);
  expect(await search("factura status:resuelta")).toEqual([]);
  expect(await search("' ) | & ! :* \\ <->")).toEqual((await search("")));
  for (const sort of sorts) expect(numbers((await eva(`/tickets?q=factur&sort=${sort}`)).json().items).length, sort).toBe(sort === "due" ? 0 : 2);
  // an answer is found once it is indexed
  await t.current.as("omar@guest.example")({ method: "POST", url: `/tickets/${two}/messages`, payload: { kind: "reply", body: "zanahoria" } });
  await t.current.index();
  expect(await search("zanahoria")).toEqual([two]);
});

test("exact identifiers come first: number, address, field", async () => {
  const one = (await eva({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "x", body: "y", requester: { email: "ident@guest.example" }, fields: { reserva: "QX-77/A", noches: 5 } } })).json().number;
  const other = (await t.current.ticket("b@guest.example", { subject: `se parece a ${one}`, body: `véase ${one}` })).number;
  await t.current.index();
  const list = async (q: string) => numbers((await eva(`/tickets?q=${encodeURIComponent(q)}`)).json().items);
  // written as a number it is that ticket; bare digits may be a word, too
  expect(await list(`#${one}`)).toEqual([one]);
  expect(await list(String(one))).toEqual([one, other]);
  expect(await list("Ident@Guest.example")).toEqual([one]);
  expect(await list("qx-77/a")).toEqual([one]);
});

test("a word is found however many newer tickets hold it, where the filter asks for an old one", async () => {
  const old = (await t.current.ticket("old@guest.example", { subject: "omnipresente" })).number;
  await t.current.rows(
    `with made as (insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, created_at, updated_at, public_excerpt, staff_excerpt, public_count, message_count,
       last_public_at, last_public_by, search_stale)
     select desk_id, 'omnipresente', state, status_id, queue_id, 2, (select person_id from addresses where address = 'b@guest.example'), source, created_at, updated_at, '', '', 1, 1, last_public_at, 'customer', false
     from tickets, generate_series(1, 2500) where id = $1 returning id)
     insert into ticket_search (ticket_id, public, staff) select id, to_tsvector('simple', 'omnipresente'), to_tsvector('simple', 'omnipresente') from made`,
    [old],
  );
  await t.current.index();
  expect(await search("omnipresente requester:old@guest.example")).toEqual([old]);
  expect(await search("omnipresente", t.current.as("old@guest.example"))).toEqual([old]);
  expect(await search("omnipresente desk:grupos")).toEqual([]);
  expect((await search("omnipresente")).length).toBe(200);
  const found: number[] = [];
  let after = "";
  for (let page = 0; page < 10; page += 1) {
    const { items, next } = (await eva(`/tickets?q=omnipresente&limit=100${after}`)).json();
    found.push(...numbers(items));
    if (next === null) break;
    after = `&after=${next}`;
  }
  expect([found.length, new Set(found).size]).toEqual([500, 500]);
});

test("a ticket with more text than an index row holds is indexed as far as it fits, and others with it", async () => {
  const words = (seed: number) => Array.from({ length: 180_000 }, (_, i) => (i * 7919 + seed).toString(36)).join(" ").slice(0, 990_000);
  const huge = (await t.current.ticket("huge@guest.example", { subject: "gigante", body: `principio ${words(1)}` })).number;
  await eva({ method: "POST", url: `/tickets/${huge}/messages`, payload: { kind: "note", body: words(5_000_000) } });
  await eva({ method: "POST", url: `/tickets/${huge}/messages`, payload: { kind: "note", body: "字".repeat(300_000) } });
  const small = (await t.current.ticket("small@guest.example", { subject: "pequeñito" })).number;
  await t.current.index();
  expect(await search("gigante principio")).toEqual([huge]);
  expect(await search("pequenito")).toEqual([small]);
});
