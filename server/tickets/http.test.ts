import { beforeAll, expect, test } from "vitest";
import { expireFiles } from "../files/actions.ts";
import { systemActor } from "../platform/work.ts";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const post = (url: string, payload: object | string, headers: Record<string, string> = {}) => ({ method: "POST" as const, url, payload, headers });
const patch = (number: number, payload: object, headers: Record<string, string> = {}) => ({ method: "PATCH" as const, url: `/tickets/${number}`, payload, headers });

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  await t.current.grant("leo@hotel.example", "ventas", "agente");
  await t.current.grant("mira@hotel.example", "ventas", "mirador");
});

test("POST /tickets opens a numbered ticket and answers with the whole of it", async () => {
  const answer = await t.current.as("eva@hotel.example")(
    post("/tickets", {
      desk: "ventas",
      subject: "  Factura\nde marzo ",
      html: "<p>Necesito la <b>factura</b><script>alert(1)</script></p>",
      requester: { email: "Ana@Guest.example", name: "Ana Gil", locale: "es" },
      cc: ["bo@guest.example", "BO@guest.example", "ana@guest.example"],
      type: "duplicado",
      fields: { reserva: "AB12CD", noches: 3 },
      tags: ["vip", " VIP ", "Hotel"],
      source: "letter",
    }),
  );
  expect(answer.status).toBe(201);
  const ticket = answer.json();
  expect(ticket).toEqual({
    number: expect.any(Number), subject: "Factura de marzo", desk: "ventas", state: "new", status: "nuevo",
    review: null, location: null, requester: { email: "ana@guest.example", name: "Ana Gil", phone: null }, person: expect.any(Number), assignee: null, assignedTo: null, cc: [{ email: "bo@guest.example", name: "Bo" }],
    queue: "general", type: "duplicado", priority: "normal", tags: ["Hotel", "vip"], fields: { reserva: "AB12CD", noches: 3 }, source: "letter", followUpOf: null,
    createdAt: "2026-03-02T09:00:00Z", updatedAt: "2026-03-02T09:00:00Z", dueAt: null, version: 1,
    waiting: null, closesAt: null, closesHow: null, checks: [{ status: "cerrada", items: [{ met: false, requirement: { kind: "permission", permission: "ticket.close" } }] }],
    escalation: 0, firstType: "duplicado", typeRequest: null, unlisted: null,
    can: { reply: true, note: true, assign: true, edit: true, retypify: false, escalate: false, forward: false, merge: false, remove: false, statuses: ["abierto", "esperando", "sin-documentacion", "en-espera", "resuelta"] },
  });
  expect(answer.headers).toMatchObject({ etag: '"1"', location: `/api/v1/tickets/${ticket.number}` });
  const again = await t.current.as("eva@hotel.example")(`/tickets/${ticket.number}`);
  expect(again.json()).toEqual(ticket);
  expect(again.headers["etag"]).toBe('"1"');
  const page = (await t.current.as("eva@hotel.example")(`/tickets/${ticket.number}/page`)).json();
  expect(page.messages).toHaveLength(1);
  expect(page.messages[0]).toMatchObject({ kind: "reply", side: "customer", channel: "letter", author: { email: "ana@guest.example", name: "Ana Gil" } });
  expect(page.messages[0].html).toContain("<b>factura</b>");
  expect(page.messages[0].html).not.toContain("script");
  expect(page.events.items.map((event: { type: string }) => event.type)).toEqual(["message.added", "ticket.created"]);
});

test("R4 every change is one event, by whom, when, from what to what; nothing changed is no event", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const eva = t.current.as("eva@hotel.example");
  t.current.clock.advance("PT1H");
  const change = { status: "abierto", assignee: "leo@hotel.example", queue: "grupos", priority: "urgent", type: "factura", tags: ["b", "a"], fields: { noches: 2 }, subject: "Otro asunto" };
  const answer = await eva(patch(number, change));
  expect(answer.status).toBe(200);
  expect(answer.json()).toMatchObject({ ...change, tags: ["a", "b"], state: "open", version: 2, updatedAt: "2026-03-02T10:00:00Z" });
  expect(answer.headers["etag"]).toBe('"2"');
  const history = (await eva(`/tickets/${number}/events`)).json();
  const changes = history.items.filter((event: { type: string }) => event.type !== "ticket.created" && event.type !== "message.added");
  expect(Object.fromEntries(changes.map((event: { type: string; data: unknown }) => [event.type, event.data]))).toEqual({
    "ticket.assigned": { from: null, to: "leo@hotel.example" },
    "ticket.status-changed": { from: "nuevo", to: "abierto", fromState: "new", toState: "open" },
    "ticket.queue-changed": { from: "general", to: "grupos" },
    "ticket.type-changed": { from: null, to: "factura" },
    "ticket.priority-changed": { from: "normal", to: "urgent" },
    "ticket.subject-changed": { from: "Una pregunta", to: "Otro asunto" },
    "ticket.tags-changed": { from: [], to: ["a", "b"] },
    "ticket.field-changed": { field: "noches", from: null, to: 2 },
  });
  for (const event of changes) expect(event).toMatchObject({ at: expect.stringMatching(/^2026-03-02T10:00:00/), actor: { name: "Eva", kind: "person" }, via: "token", undoable: true });
  const same = await eva(patch(number, change));
  expect(same.json().version).toBe(2);
  expect((await eva(`/tickets/${number}/events`)).json().items).toHaveLength(history.items.length);
  const page = (await eva({ url: `/tickets/${number}/events?limit=3` })).json();
  const rest = (await eva({ url: `/tickets/${number}/events?limit=100&after=${page.next}` })).json();
  expect([...page.items, ...rest.items]).toEqual(history.items);
  expect(rest.next).toBeNull();
});

test("If-Match refuses a stale write with 412; without it changes to different fields merge, also at once", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const eva = t.current.as("eva@hotel.example");
  expect((await eva(patch(number, { priority: "high" }, { "if-match": '"1"' }))).status).toBe(200);
  const stale = await eva(patch(number, { priority: "low" }, { "if-match": '"1"' }));
  expect(stale.status).toBe(412);
  expect(stale.json()).toMatchObject({ status: 412, key: "ticket.stale", type: "urn:ventanilla:problem:ticket.stale" });
  expect((await eva(patch(number, { priority: "low" }, { "if-match": "nonsense" }))).status).toBe(412);
  expect((await eva(patch(number, { priority: "high" }, { "if-match": "*" }))).status).toBe(200);
  const answers = await Promise.all([
    eva(patch(number, { subject: "A" })), eva(patch(number, { queue: "bodas" })), eva(patch(number, { fields: { reserva: "X" } })), eva(patch(number, { fields: { noches: 1 } })),
    t.current.as("leo@hotel.example")(patch(number, { tags: ["x"] })),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
  expect((await eva(`/tickets/${number}`)).json()).toMatchObject({ priority: "high", subject: "A", queue: "bodas", fields: { reserva: "X", noches: 1 }, tags: ["x"], version: 7 });
  const cleared = await eva(patch(number, { fields: { reserva: null } }));
  expect(cleared.json().fields).toEqual({ noches: 1 });
});

test.each([
  ["unknown key", { desk: "ventas", subject: "s", body: "b", requester: { email: "a@b.example" }, nonsense: 1 }, "/nonsense"],
  ["unknown nested key", { desk: "ventas", subject: "s", body: "b", requester: { email: "a@b.example", fax: "1" } }, "/requester/fax"],
  ["missing key", { desk: "ventas", subject: "s", requester: {} }, "/requester"],
  ["wrong type", { desk: "ventas", subject: 7, body: "b", requester: { email: "a@b.example" } }, "/subject"],
  ["no address", { desk: "ventas", subject: "s", body: "b", requester: { email: "nobody" } }, "/requester/email"],
  ["empty subject", { desk: "ventas", subject: "", body: "b", requester: { email: "a@b.example" } }, "/subject"],
  ["wrong key", { desk: "Ventas!", subject: "s", body: "b", requester: { email: "a@b.example" } }, "/desk"],
  ["too many in copy", { desk: "ventas", subject: "s", requester: { email: "a@b.example" }, cc: Array.from({ length: 51 }, (_, i) => `p${i}@b.example`) }, "/cc"],
  ["no file id", { desk: "ventas", subject: "s", requester: { email: "a@b.example" }, attachments: ["x"] }, "/attachments/0"],
])("a schema violation is 400 with its path: %s", async (_, payload, path) => {
  const answer = await t.current.as("eva@hotel.example")(post("/tickets", payload));
  expect(answer.status).toBe(400);
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  expect(answer.json()).toMatchObject({ status: 400, key: "request.invalid", path });
  expect(answer.json().errors.map((error: { path: string }) => error.path)).toContain(path);
});

test.each([
  ["unknown type", { type: "nada" }, 422, "/type"],
  ["unknown field", { fields: { nada: 1 } }, 422, "/fields/nada"],
  ["our own address", { cc: ["ventas@hotel.example"] }, 422, "/cc/0"],
  ["nothing written", { body: " \n" }, 422, "/body"],
  ["unknown desk", { desk: "otra" }, 404, undefined],
])("what the desk does not have is refused: %s", async (_, more, status, path) => {
  const answer = await t.current.as("eva@hotel.example")(post("/tickets", { desk: "ventas", subject: "s", body: "b", requester: { email: "a@b.example" }, ...more }));
  expect(answer.status).toBe(status);
  expect(answer.json().path).toBe(path);
});

test("malformed bodies, unstorable text and absurd numbers are the client's mistakes, never a fault of ours", async () => {
  const eva = t.current.as("eva@hotel.example");
  const { number } = await t.current.ticket("ana@guest.example");
  const base = { desk: "ventas", subject: "s", body: "b", requester: { email: "a@b.example" } };
  const statuses = await Promise.all(
    [
      post("/tickets", "{"), post("/tickets", "[]"), post("/tickets", "null"), post("/tickets", ""),
      post("/tickets", { ...base, fields: { reserva: "\0" } }), post("/tickets", { ...base, fields: { reserva: "\ud800" } }),
      post("/tickets", { ...base, fields: { ["\0"]: 1 } }), post("/tickets", { ...base, body: "\0" }),
      "/tickets/0", "/tickets/x", "/tickets/99999999999999999999", "/tickets?limit=0", "/tickets?limit=201", "/tickets?limit=x", "/tickets?sort=nothing", "/tickets?sotr=due",
      "/tickets?after=x", "/tickets?q=is:nothing", "/tickets?q=created:soon", "/tickets?q=created:9999-99-99", "/tickets?q=tag:%00",
      `/tickets/${number}/events?after=x`, patch(number, {}), patch(number, { nada: 1 }),
    ].map(async (ask) => [typeof ask === "string" ? ask : JSON.stringify(ask.payload), (await eva(ask)).status]),
  );
  expect(statuses.filter(([, status]) => status !== 400 && status !== 422)).toEqual([]);
  const fine = await eva(post("/tickets", { ...base, subject: "a\0b\ud800", body: "x\ud800", tags: ["t\0\ud800"], requester: { email: "a@b.example", name: "N\0\ud800" } }));
  expect(fine.status).toBe(201);
  const large = await eva(post("/tickets", { ...base, body: "x".repeat(999_999) }));
  expect(large.status).toBe(201);
  expect((await eva(post("/tickets", { ...base, body: "x".repeat(5_000_000) }))).status).toBe(413);
  expect((await eva({ method: "POST", url: "/tickets", payload: "x", headers: { "content-type": "text/csv" } })).status).toBe(415);
});

test("401 without a session, 403 for who sees but may not, 404 alike for foreign and missing", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const urls = [`/tickets/${number}`, `/tickets/${number}/page`, `/tickets/${number}/messages`, `/tickets/${number}/events`, "/tickets", "/live"];
  for (const url of urls) expect((await t.current.anyone(url)).status, url).toBe(401);
  expect((await t.current.anyone(post("/tickets", { desk: "ventas", subject: "s", body: "b", requester: { email: "a@b.example" } }))).status).toBe(401);
  expect((await t.current.anyone({ url: "/tickets", headers: { authorization: "Bearer vt_wrong" } })).status).toBe(401);

  const stranger = t.current.as("mal@other.example");
  const writes = (n: number) => [patch(n, { subject: "x" }), post(`/tickets/${n}/messages`, { kind: "reply", body: "x" }), post(`/tickets/${n}/messages`, { kind: "note", body: "x" }), post(`/tickets/${n}/events/1/undo`, {})];
  for (const [foreign, missing] of [
    ...urls.slice(0, 4).map((url) => [url, url.replace(String(number), "999999")] as const),
    ...writes(number).map((ask, i) => [ask, writes(999_999)[i] ?? ""] as const),
  ]) {
    const [one, other] = [await stranger(foreign), await stranger(missing)];
    expect(one.status).toBe(404);
    expect(one.json()).toEqual(other.json());
  }
  const mira = t.current.as("mira@hotel.example");
  expect((await mira(patch(number, { priority: "high" }))).status).toBe(403);
  expect((await mira(patch(number, { assignee: null }))).status).toBe(403);
  expect((await mira(patch(number, { status: "abierto" }))).status).toBe(403);
  expect((await mira(post(`/tickets/${number}/messages`, { kind: "reply", body: "x" }))).status).toBe(403);
  expect((await mira(post(`/tickets/${number}/messages`, { kind: "note", body: "x", status: "abierto" }))).status).toBe(403);
  expect((await mira(post(`/tickets/${number}/messages`, { kind: "note", body: "x" }))).status).toBe(201);
  expect((await mira(post("/tickets", { desk: "ventas", subject: "s", body: "b", requester: { email: "other@b.example" } }))).status).toBe(403);
  const ana = t.current.as("ana@guest.example");
  expect((await ana(patch(number, { subject: "x" }))).status).toBe(403);
  expect((await ana(post(`/tickets/${number}/messages`, { kind: "note", body: "x" }))).status).toBe(403);
  expect((await ana(post(`/tickets/${number}/messages`, { kind: "reply", body: "x", status: "resuelta" }))).status).toBe(403);
  // nothing of what was refused is left
  expect((await t.current.as("eva@hotel.example")(`/tickets/${number}`)).json()).toMatchObject({ version: 2, status: "nuevo" });
});

test("what cannot be set is 422 with its path, and nothing of the patch is done", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const eva = t.current.as("eva@hotel.example");
  for (const [change, path] of [[{ status: "nada" }, "/status"], [{ queue: "nada" }, "/queue"], [{ type: "nada" }, "/type"], [{ assignee: "ana@guest.example" }, "/assignee"], [{ assignee: "no@one.example" }, "/assignee"], [{ fields: { nada: 1 } }, "/fields/nada"]] as const) {
    const answer = await eva(patch(number, { subject: "Anderes", ...change }));
    expect([answer.status, answer.json().path]).toEqual([422, path]);
  }
  expect((await eva(patch(number, { status: "cerrada" }))).status).toBe(403); // closing is not an agent's
  expect((await eva(`/tickets/${number}`)).json()).toMatchObject({ subject: "Una pregunta", version: 1 });
});

test("Idempotency-Key: the same answer again, another body refused, duplicates at once make one ticket", async () => {
  const eva = t.current.as("eva@hotel.example");
  const count = async () => (await t.current.rows<{ n: number }>("select count(*)::int as n from tickets"))[0]?.n ?? 0;
  const payload = { desk: "ventas", subject: "Una vez", body: "b", requester: { email: "once@b.example" } };
  const before = await count();
  const answers = await Promise.all(Array.from({ length: 8 }, () => eva(post("/tickets", payload, { "idempotency-key": "k1" }))));
  expect(await count()).toBe(before + 1);
  for (const answer of answers) {
    expect(answer.status).toBe(201);
    expect(answer.text).toBe(answers[0]?.text);
    expect(answer.headers["etag"]).toBe('"1"');
    expect(answer.headers["location"]).toBe(answers[0]?.headers["location"]);
  }
  const other = await eva(post("/tickets", { ...payload, body: "c" }, { "idempotency-key": "k1" }));
  expect([other.status, other.json().key]).toEqual([422, "request.idempotency-reused"]);
  // the key is the person's and the route's
  expect((await t.current.as("leo@hotel.example")(post("/tickets", payload, { "idempotency-key": "k1" }))).json().number).not.toBe(answers[0]?.json().number);
  const { number } = answers[0]?.json() ?? {};
  const message = () => eva(post(`/tickets/${number}/messages`, { kind: "note", body: "n" }, { "idempotency-key": "k1" }));
  expect((await message()).json().id).toBe((await message()).json().id);
  // a refused request is not remembered
  expect((await eva(patch(number, { status: "nada" }, { "idempotency-key": "k2" }))).status).toBe(422);
  expect((await eva(patch(number, { status: "abierto" }, { "idempotency-key": "k2" }))).status).toBe(200);
  expect((await eva(patch(number, { status: "abierto" }, { "idempotency-key": "x".repeat(201) }))).status).toBe(400);
});

test("R8 a reply goes to requester and copies with the status it is sent as; a note to nobody; customers never see notes", async () => {
  const eva = t.current.as("eva@hotel.example");
  const { number } = await t.current.ticket("ana@guest.example", { cc: ["bo@guest.example"] });
  await eva(patch(number, { assignee: "eva@hotel.example" }));
  await t.current.rows("update people set contact = 'Ext. 12' where name = 'Eva'");
  const letters = () => t.current.rows<{ to: string; letter: string }>(`select to_address as to, letter from deliveries where ticket_id = $1 order by id`, [number]);
  const before = await letters();
  const note = await eva(post(`/tickets/${number}/messages`, { kind: "note", body: "SECRETO interno" }));
  expect(note.status).toBe(201);
  expect(await letters()).toEqual(before);
  const reply = await eva(post(`/tickets/${number}/messages`, { kind: "reply", html: "<p>Aquí está</p>", status: "esperando" }));
  expect(reply.status).toBe(201);
  expect(reply.json()).toMatchObject({ kind: "reply", side: "agent", author: { email: "eva@hotel.example" }, text: expect.stringContaining("Aquí está") });
  expect((await letters()).slice(before.length)).toEqual([{ to: "ana@guest.example", letter: "reply" }, { to: "bo@guest.example", letter: "reply" }]);
  expect(reply.json().deliveries.map((delivery: { to: string }) => delivery.to)).toEqual(["ana@guest.example", "bo@guest.example"]);

  for (const customer of ["ana@guest.example", "bo@guest.example"]) {
    const ask = t.current.as(customer);
    const page = (await ask(`/tickets/${number}/page`)).json();
    expect(JSON.stringify([page, (await ask(`/tickets/${number}/messages`)).json(), (await ask("/tickets")).json(), (await ask(`/tickets/${number}/events`)).json()])).not.toContain("SECRETO");
    expect(JSON.stringify(page)).not.toContain("eva@hotel.example");
    // H6
    expect(page.ticket).toMatchObject({ assignee: null, assignedTo: { name: "Eva", contact: "Ext. 12" }, status: "esperando", can: { reply: true, note: false, assign: false, edit: false, statuses: [] } });
    expect(page.messages.map((message: { kind: string }) => message.kind)).toEqual(["reply", "reply"]);
    expect(page.messages[1]).toMatchObject({ deliveries: [], evidence: [], trust: null, omitted: [], author: { name: "Eva", email: "" } });
    expect(page.events.items.map((event: { type: string }) => event.type).toSorted()).toEqual(["message.added", "message.added", "ticket.assigned", "ticket.created", "ticket.status-changed", "ticket.status-changed"]);
    expect(page.events.items.every((event: { undoable: boolean }) => !event.undoable)).toBe(true);
    const list = (await ask("/tickets")).json();
    expect(list.items.find((row: { number: number }) => row.number === number)).toMatchObject({ excerpt: "Aquí está", messageCount: 2, lastBy: "agent", assignee: null, tags: [] });
    // what is not shown cannot be searched by either
    expect((await ask("/tickets?q=assignee:eva@hotel.example")).json().items).toEqual([]);
  }
  const staffRow = (await eva("/tickets")).json().items.find((row: { number: number }) => row.number === number);
  expect(staffRow).toMatchObject({ excerpt: "Aquí está", messageCount: 3, assignee: "eva@hotel.example" });
});

test("H7 either side reopens a solved ticket, keeping its correspondence; T12 a closed one starts a new, linked one", async () => {
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  const [eva, jefa, ana] = ["eva@hotel.example", "jefa@hotel.example", "ana@guest.example"].map((email) => t.current.as(email));
  if (!eva || !jefa || !ana) throw new Error("unreachable");
  const { number } = await t.current.ticket("ana@guest.example", { cc: ["bo@guest.example"] });
  await eva(patch(number, { status: "resuelta" }));
  expect((await ana(post(`/tickets/${number}/messages`, { kind: "reply", body: "¿Y ahora?" }))).status).toBe(201);
  let ticket = (await eva(`/tickets/${number}`)).json();
  expect(ticket).toMatchObject({ status: "abierto", state: "open" });
  const types = (await eva(`/tickets/${number}/events`)).json().items.map((event: { type: string }) => event.type);
  expect(types).toContain("ticket.reopened");
  await eva(patch(number, { status: "resuelta" }));
  expect((await eva(patch(number, { status: "abierto" }))).status).toBe(200);
  // after the time the desk allows, a new one starts
  await eva(patch(number, { status: "resuelta" }));
  t.current.clock.advance("P15D");
  const late = await ana(post(`/tickets/${number}/messages`, { kind: "reply", body: "Otra vez" }));
  expect(late.status).toBe(201);
  const follow = Number(String(late.headers["location"]).split("/").at(-1));
  expect(follow).not.toBe(number);
  ticket = (await eva(`/tickets/${follow}`)).json();
  expect(ticket).toMatchObject({ followUpOf: number, requester: { email: "ana@guest.example" }, cc: [{ email: "bo@guest.example" }], status: "nuevo" });
  // closed is final
  expect((await jefa(patch(number, { status: "cerrada" }))).status).toBe(200);
  expect((await jefa(patch(number, { status: "abierto" }))).json().key).toBe("ticket.already-closed");
  expect((await eva(post(`/tickets/${number}/messages`, { kind: "reply", body: "x" }))).status).toBe(409);
  const closed = await t.current.as("bo@guest.example")(post(`/tickets/${number}/messages`, { kind: "reply", body: "Soy Bo" }));
  const second = Number(String(closed.headers["location"]).split("/").at(-1));
  expect((await eva(`/tickets/${second}`)).json()).toMatchObject({ followUpOf: number, requester: { email: "bo@guest.example" }, cc: [{ email: "ana@guest.example" }] });
  expect((await eva(`/tickets/${number}/messages`)).json().items).toHaveLength(2);
});

test("undo takes one change back, and is refused once the value has changed since", async () => {
  const eva = t.current.as("eva@hotel.example");
  const { number } = await t.current.ticket("ana@guest.example", { });
  await eva(patch(number, { priority: "high", fields: { noches: 1 }, assignee: "leo@hotel.example", tags: ["a"] }));
  await eva(patch(number, { priority: "urgent" }));
  type Event = { id: number; type: string; undoable: boolean; data: { to: unknown } };
  const events = async (): Promise<Event[]> => (await eva(`/tickets/${number}/events`)).json().items;
  const [first, second] = [(await events()).find((e) => e.data.to === "high"), (await events()).find((e) => e.data.to === "urgent")];
  expect([first?.undoable, second?.undoable]).toEqual([false, true]);
  expect((await t.current.as("mira@hotel.example")(`/tickets/${number}/events`)).json().items.some((e: Event) => e.undoable)).toBe(false);
  const undo = (id: number | undefined) => eva(post(`/tickets/${number}/events/${id}/undo`, {}));
  expect([(await undo(first?.id)).status, (await undo(second?.id)).status]).toEqual([409, 200]);
  expect((await undo(second?.id)).status).toBe(409);
  expect((await undo(first?.id)).json()).toMatchObject({ priority: "normal" });
  for (const type of ["ticket.field-changed", "ticket.assigned", "ticket.tags-changed", "ticket.status-changed"]) {
    expect((await undo((await events()).find((e) => e.type === type)?.id)).status, type).toBe(200);
  }
  expect((await eva(`/tickets/${number}`)).json()).toMatchObject({ fields: {}, assignee: null, tags: [], status: "nuevo" });
  expect((await undo((await events()).find((e) => e.type === "ticket.created")?.id)).json().key).toBe("event.not-undoable");
  expect((await undo(99_999_999)).status).toBe(404);
  expect((await t.current.as("mira@hotel.example")(post(`/tickets/${number}/events/${(await events())[0]?.id}/undo`, {}))).status).toBe(403);
});

test("files are attached once stored, by who stored them, and read by who sees the message", async () => {
  const eva = t.current.as("eva@hotel.example");
  const store = async (who: string, name: string, bytes: string) => {
    const answer = await t.current.as(who)({ method: "POST", url: `/files?name=${name}`, payload: bytes, headers: { "content-type": "text/plain" } });
    expect(answer.status).toBe(201);
    return answer.json().id as string;
  };
  const mine = await store("ana@guest.example", "mio.txt", "uno");
  const { number } = await t.current.ticket("ana@guest.example", { attachments: [mine], cc: ["bo@guest.example"] });
  const secret = await store("eva@hotel.example", "secreto.txt", "dos");
  const theirs = await store("leo@hotel.example", "ajeno.txt", "tres");
  const refused = await eva(post(`/tickets/${number}/messages`, { kind: "note", body: "x", attachments: [secret, theirs] }));
  expect([refused.status, refused.json().path]).toEqual([404, "/attachments/1"]);
  expect((await eva(post(`/tickets/${number}/messages`, { kind: "note", attachments: [secret] }))).status).toBe(201);
  const page = (await eva(`/tickets/${number}/page`)).json();
  expect(page.messages.map((message: { attachments: { name: string }[] }) => message.attachments.map((file) => file.name))).toEqual([["mio.txt"], ["secreto.txt"]]);
  const status = async (who: string, id: string) => (await t.current.as(who)(`/files/${id}`)).status;
  expect(await Promise.all([status("bo@guest.example", mine), status("ana@guest.example", secret), status("bo@guest.example", secret), status("leo@hotel.example", secret), status("mal@other.example", mine)])).toEqual([200, 404, 404, 200, 404]);
  const inline = await store("eva@hotel.example", "foto.png", "x");
  const withImage = await eva(post(`/tickets/${number}/messages`, { kind: "reply", html: `<p>Mira <img src="/api/v1/files/${inline}"></p>` }));
  expect(withImage.json().html).toContain(`cid:${inline}`);
  expect(withImage.json().attachments).toEqual([expect.objectContaining({ id: inline, inline: true, contentId: inline })]);
});

test("R12 a file taken out of a message is read by nobody, returns by undo within 30 days, and is then gone for good", async () => {
  const [eva, ana] = [t.current.as("eva@hotel.example"), t.current.as("ana@guest.example")];
  const file = (await ana({ method: "POST", url: "/files?name=dni.txt", payload: "12345678Z", headers: { "content-type": "text/plain" } })).json().id as string;
  const { number } = await t.current.ticket("ana@guest.example", { attachments: [file] });
  const shown = async (who: typeof eva) => (await who(`/tickets/${number}/page`)).json().messages[0].attachments.map(({ name }: { name: string }) => name);
  const message = (await eva(`/tickets/${number}/page`)).json().messages[0].id;
  const remove = (who: typeof eva, id: number = message, what = file) => who({ method: "DELETE", url: `/tickets/${number}/messages/${id}/attachments/${what}` });
  expect([(await remove(ana)).status, (await remove(t.current.as("mira@hotel.example"))).status, (await remove(eva, message + 1_000)).status, (await remove(eva, message, "2b3f1c1e-7c4c-4f53-9a5e-0d6f2f3b9c11")).status]).toEqual([403, 403, 404, 404]);

  expect((await remove(eva)).json().version).toBe(2);
  expect([await shown(eva), await shown(ana), (await eva(`/files/${file}`)).status, (await ana(`/files/${file}`)).status]).toEqual([[], [], 404, 404]);
  expect((await remove(eva)).status).toBe(404);
  const removals = async () => (await eva(`/tickets/${number}/events`)).json().items.filter(({ type }: { type: string }) => type === "attachment.removed");
  const [removal] = await removals();
  expect(removal).toMatchObject({ actor: { name: "Eva" }, data: { messageId: message, name: "dni.txt" }, undoable: true });

  const undo = () => eva(post(`/tickets/${number}/events/${removal.id}/undo`, {}));
  expect((await undo()).status).toBe(200);
  expect([await shown(ana), (await ana(`/files/${file}`)).status, (await removals())[0].undoable, (await undo()).status]).toEqual([["dni.txt"], 200, false, 409]);

  await remove(eva);
  t.current.clock.advance("P31D");
  await t.current.app.transact(systemActor("test"), expireFiles);
  expect(await t.current.rows(`select id from files where id = '${file}'`)).toEqual([]);
  expect([(await removals())[0].undoable, (await shown(eva)).length]).toEqual([false, 0]);
});
