import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { permissions, type Permission } from "../contract/permissions.ts";
import { createToken } from "./auth/index.ts";
import { grantsOf } from "./people/index.ts";
import { allows, systemActor, type Person } from "./platform/work.ts";
import { callerOf, salesDesk, useApp, type Caller } from "./testing/factories.ts";
import { otherRoutes, routesOf, ticketRoutes, urlOf, type Things } from "./testing/routes.ts";
import { canDo, findTicket, sideOf, statusOf } from "./tickets/index.ts";

const t = useApp();
/** Stands in everything that no customer may learn. */
const secret = "zqxsecreto";
const [ana, bea, eli, jefa, foreign] = ["ana@people.example", "bea@people.example", "eli@people.example", "jefa@hotel.example", "otra@hotel.example"];
const customers = [ana, bea, eli];
/** Roles of chance. */
const roles = fc
  .sample(fc.subarray(permissions.filter((permission) => permission !== "installation.administer" && permission !== "ticket.see"), { minLength: 1 }), { numRuns: 7, seed: 31 })
  .map((list, n) => ({ key: `azar-${n}`, labels: { es: `Azar ${n}` }, permissions: ["ticket.see", ...list] as Permission[] }));
const chance = roles.map((role) => `${role.key}@hotel.example`);

interface Made {
  number: number;
  things: Things;
  approval: number;
  followUp: number;
}
const made: Made[] = [];

beforeAll(async () => {
  const { current } = t;
  for (const key of ["ventas", "grupos"]) await current.desk({ key, addresses: [`${key}@hotel.example`], roles: [...(salesDesk.roles ?? []), ...roles] });
  await current.grant(jefa, "ventas", "jefa");
  await current.grant(foreign, "grupos", "jefa");
  for (const [n, email] of chance.entries()) await current.grant(email, "ventas", `azar-${n}`, n % 3 === 2 ? "grupos" : undefined);
  for (let n = 0; n < 5; n += 1) made.push(await makeTicket(n % 2 === 0 ? "general" : "grupos"));
}, 120_000);

/** A ticket of Ana's, Bea in copy, with a secret in everything that is for colleagues. */
async function makeTicket(queue: string): Promise<Made> {
  const { current } = t;
  const other = (await current.ticket(ana)).number;
  const { number } = await current.ticket(ana, { cc: [bea], type: "factura" });
  const boss = current.as(jefa);
  const does = async (method: "POST" | "PUT" | "PATCH", url: string, payload: object) => {
    const answer = await boss({ method, url: `/tickets/${number}${url}`, payload });
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.text}`);
    return answer.json();
  };
  const upload = await boss({ method: "POST", url: `/files?name=${secret}.txt`, payload: secret, headers: { "content-type": "text/plain" } });
  const reply = (await does("POST", "/messages", { kind: "reply", body: "Buenos días" })).id;
  const note = (await does("POST", "/messages", { kind: "note", body: `nota ${secret}`, attachments: [upload.json().id] })).id;
  const side = (await does("POST", "/side-conversations", { to: ["banco@other.example"], subject: `lado ${secret}`, body: secret })).id;
  await does("POST", "/forwards", { to: ["externa@other.example"], subject: `para ${secret}`, message: `reenviado ${secret}`, include: { notes: true } });
  await does("PUT", "/escalation", { level: 1, reason: secret });
  await does("PUT", "/type-request", { type: "duplicado", reason: secret });
  await does("PATCH", "", { tags: [secret], queue });
  const approval = (await does("POST", "/approvals", { person: eli, question: `¿${secret}?` })).id;
  const followUp = (await does("POST", "/follow-ups", { means: "call", whom: secret, note: secret, dueAt: "2031-01-01T10:00:00Z" })).followUp.id;
  await does("PUT", "/draft", { kind: "note", html: `<p>${secret}</p>` });
  const held = (await does("POST", "/messages", { kind: "reply", body: `retenido ${secret}`, hold: true })).id;
  const [event] = await current.rows<{ id: number }>("select id from events where ticket_id = $1 and type = 'ticket.queue-changed' union all select max(id) from events where ticket_id = $1 order by 1 limit 1", [number]);
  const [delivery] = await current.rows<{ id: number }>("select id from deliveries where message_id = $1 limit 1", [reply]);
  return { number, approval, followUp, things: { other, reply, note, side, held, event: event?.id ?? 0, delivery: delivery?.id ?? 0, file: upload.json().id } };
}

const first = () => made[0] ?? expect.fail("nothing was made");
const missingThings: Things = { other: 1, reply: 1, note: 1, side: 999_999, held: 999_999, event: 999_999, delivery: 999_999, file: "2b3f1c1e-7c4c-4f53-9a5e-0d6f2f3b9c11" };
const idOf = (route: string, one: Made): number | string => (route.includes("/approvals/") ? one.approval : route.includes("/follow-ups/") ? one.followUp : 1);

test("every route is in the table of who has it: a new one must be put there", () => {
  expect(routesOf(t.current.app.http)).toEqual([...Object.keys(ticketRoutes), ...Object.keys(otherRoutes)].toSorted());
});

test("nobody signed in has nothing but the open routes", async () => {
  const { number, things } = first();
  for (const [route, sample] of [...Object.entries(ticketRoutes), ...Object.entries(otherRoutes).filter(([, { who }]) => who !== "open")]) {
    const answer = await t.current.anyone(urlOf(route, sample, things, { number, id: 1 }));
    expect([route, answer.status, answer.json().key]).toEqual([route, 401, "session.required"]);
  }
});

test("a token that only reads changes nothing", async () => {
  const { number, things } = first();
  const { token } = await t.current.app.transact(systemActor("test"), (work) => createToken(work, { email: jefa, name: "lee", scopes: ["read"] }));
  const reader = callerOf(t.current.app, async () => token);
  expect((await reader(`/tickets/${number}`)).status).toBe(200);
  for (const [route, sample] of [...Object.entries(ticketRoutes), ...Object.entries(otherRoutes).filter(([, { who }]) => who !== "open")]) {
    if (route.startsWith("GET ")) continue;
    const answer = await reader(urlOf(route, sample, things, { number, id: 1 }));
    expect([route, answer.status, answer.json().key]).toEqual([route, 403, "session.scope"]);
  }
});

test("to strangers and to colleagues of other desks a ticket looks as if it were not there, by every route", async () => {
  const { number, things } = first();
  for (const who of [eli, foreign]) {
    for (const [route, sample] of Object.entries(ticketRoutes)) {
      const theirs = await t.current.as(who)(urlOf(route, sample, things, { number }));
      const missing = await t.current.as(who)(urlOf(route, sample, things, { number: 999_999 }));
      expect([who, route, theirs.status, theirs.text]).toEqual([who, route, 404, missing.text]);
    }
  }
});

test("to who has nothing to do with it an approval, a follow-up, a file, a view or a bulk looks as if it were not there", async () => {
  const one = first();
  const own = { views: (await t.current.as(jefa)({ method: "POST", url: "/views", payload: { desk: "ventas", shared: false, labels: { "*": secret }, q: "" } })).json().id };
  const bulk = (await t.current.as(jefa)({ method: "POST", url: "/tickets/bulk", payload: { numbers: [one.number], change: { addTags: [secret] } } })).json().id;
  for (const who of [bea, foreign]) {
    for (const [route, sample] of Object.entries(otherRoutes).filter(([, { who: kind }]) => kind === "thing")) {
      const id = route.includes("/views/") ? own.views : route.includes("/bulks/") ? bulk : idOf(route, one);
      const theirs = await t.current.as(who)(urlOf(route, sample, one.things, { id }));
      const missing = await t.current.as(who)(urlOf(route, sample, missingThings, { id: 999_999 }));
      expect([who, route, theirs.status, theirs.text]).toEqual([who, route, 404, missing.text]);
    }
  }
});

test("customers have what is theirs, nothing of what is staff's, and nowhere a word that was for colleagues", async () => {
  await t.current.index();
  const words = ["", "involves:me", secret, `tag:${secret}`, `"${secret}"`, "is:deleted", "is:spam", `assignee:${jefa}`, `#${first().number}`].map((q) => `/tickets?q=${encodeURIComponent(q)}`);
  for (const who of customers) {
    const ask = t.current.as(who);
    for (const url of words) expect([who, url, (await ask(url)).text.includes(secret)]).toEqual([who, url, false]);
    for (const q of [secret, `tag:${secret}`, "is:deleted", "is:spam", `assignee:${jefa}`]) expect([who, q, (await ask(`/tickets?q=${encodeURIComponent(q)}`)).json().items]).toEqual([who, q, []]);
    for (const [route, sample] of Object.entries(otherRoutes)) {
      if (sample.who === "open" || route === "GET /live" || route === "PUT /me/password" || route === "POST /files") continue;
      const answer = await ask(urlOf(route, sample, first().things, { id: idOf(route, first()) }));
      // whoever is asked to approve is told the question
      if (who !== eli || !route.includes("approvals")) expect([who, route, answer.text.includes(secret)]).toEqual([who, route, false]);
      if (sample.who === "staff") expect([who, route, [400, 403, 404, 422].includes(answer.status)]).toEqual([who, route, true]);
    }
  }
  for (const who of [ana, bea]) {
    const { number, things } = first();
    for (const [route, sample] of Object.entries(ticketRoutes)) {
      const answer = await t.current.as(who)(urlOf(route, sample, things, { number }));
      expect([who, route, answer.text.includes(secret)]).toEqual([who, route, false]);
      expect([who, route, answer.status < 300 || answer.status === sample.idle]).toEqual([who, route, sample.customers]);
      if (!sample.customers) expect([who, route, [403, 404].includes(answer.status)]).toEqual([who, route, true]);
    }
  }
});

test("no mail to a customer holds a word that was for colleagues, quoted history included", async () => {
  const { number } = first();
  await t.current.as(jefa)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Una cosa más" } });
  await t.current.runJobs();
  const mails = await t.current.rows<{ to: string; content: string }>("select to_address as to, content::text from deliveries");
  const theirs = mails.filter(({ to }) => to === ana || to === bea);
  expect(theirs.length).toBeGreaterThan(10);
  expect(theirs.filter(({ content }) => content.includes(secret))).toEqual([]);
});

test("R2 L10 staff do by every route what policy.ts lets them, and nothing else", { timeout: 240_000 }, async () => {
  const commands = fc.sample(fc.record({ who: fc.constantFrom(...chance, jefa), ticket: fc.nat(made.length - 1), route: fc.constantFrom(...Object.keys(ticketRoutes)) }), { numRuns: 320, seed: 47 });
  const { database, app } = t.current;
  const actors = new Map<string, { actor: Person; ask: Caller }>();
  for (const email of [...chance, jefa]) {
    const ask = t.current.as(email);
    await ask("/me");
    const [row] = await t.current.rows<{ id: number }>("select person_id as id from addresses where address = $1", [email]);
    actors.set(email, { ask, actor: { kind: "person", id: row?.id ?? 0, name: "", email, locale: null, via: "token", grants: await grantsOf(database.db, row?.id ?? 0) } });
  }
  const seen = { allowed: 0, refused: 0, foreign: 0 };
  for (const command of commands) {
    const { number, things } = made[command.ticket] ?? first();
    const { actor, ask } = actors.get(command.who) ?? expect.fail("who?");
    const route = ticketRoutes[command.route] ?? expect.fail("which?");
    const before = (await findTicket(database.db, number)) ?? expect.fail("gone");
    // of a merged ticket everything is answered by what it was merged into
    if (before.mergedInto !== null) continue;
    const desk = (await app.transact(systemActor("test"), (work) => work.desks.get())).byId.get(before.deskId) ?? expect.fail("no desk");
    const side = sideOf(actor, before);
    const may = (permission: Permission) => allows(actor, permission, before.deskId, before);
    const allowed = side === "staff" && route.staff(canDo(actor, before, statusOf(desk, before), desk), may, actor);
    const answer = await ask(urlOf(command.route, route, things, { number }));
    const what = `${command.who} ${command.route} ${answer.status} ${answer.text.slice(0, 200)}`;
    const after = await findTicket(database.db, number);
    if (side === null) {
      seen.foreign += 1;
      expect(answer.status, what).toBe(404);
    } else if (allowed) {
      seen.allowed += 1;
      // another ticket's, or the ticket's state, may stand against it
      expect([401, 403].includes(answer.status) && !command.route.includes("merge") && !command.route.includes("link") && !command.route.includes("/ticket"), what).toBe(false);
      expect(answer.status, what).toBeLessThan(500);
    } else {
      seen.refused += 1;
      expect([403, 404, 409], what).toContain(answer.status);
    }
    if (!allowed) expect(after?.version, what).toBe(before.version);
  }
  expect(Math.min(seen.allowed, seen.refused, seen.foreign)).toBeGreaterThan(20);
});
