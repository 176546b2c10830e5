import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "./platform/db.ts";
import { createLog } from "./platform/log.ts";
import { callerOf, makeApp, useApp, type Caller } from "./testing/factories.ts";
import { until } from "./testing/live.ts";
import { proxyTo, type DatabaseProxy } from "./testing/proxy.ts";

const t = useApp();
/** a second process on the same database, which can lose its way to it */
let proxy: DatabaseProxy;
let far: Caller;
let farAnyone: Caller;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  await t.current.desk();
  proxy = await proxyTo(t.current.connection);
  const database = openDatabase(proxy.connection, createLog("silent"));
  const { app, dataDir } = await makeApp(database);
  far = callerOf(app, () => t.current.token("ana@guest.example"));
  farAnyone = callerOf(app, async () => null);
  undo.push(() => app.stop(), () => database.close(), () => proxy.stop(), () => rm(dataDir, { recursive: true, force: true }));
});
afterAll(async () => {
  for (const step of undo) await step();
});

test.each([
  ["", "Please sign in"],
  ["es-MX", "sesión"],
  ["pt", "Entre"],
  ["ro", "Autentific"],
])("a problem is RFC 9457 in the asker's language: %s", async (language, word) => {
  const answer = await t.current.anyone({ url: "/tickets", headers: { "accept-language": language } });
  expect(answer.status).toBe(401);
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(answer.json()).toEqual({ type: "urn:ventanilla:problem:session.required", title: expect.stringMatching(new RegExp(word, "i")), status: 401, key: "session.required" });
});

test("the person's own language goes before the browser's; titles differ from language to language", async () => {
  await t.current.rows("update people set locale = 'ro' where id = (select person_id from addresses where address = $1)", ["dan@guest.example"]);
  const titles = new Set<string>();
  for (const language of ["en", "es", "pt-BR", "ro"]) titles.add((await t.current.anyone({ url: "/nowhere", headers: { "accept-language": language } })).json().title);
  expect(titles.size).toBe(4);
  await t.current.token("dan@guest.example");
  await t.current.rows("update people set locale = 'ro' where id = (select person_id from addresses where address = $1)", ["dan@guest.example"]);
  const mine = async () => (await t.current.as("dan@guest.example")({ url: "/tickets/999999", headers: { "accept-language": "es" } })).json().title;
  const romanian = (await t.current.anyone({ url: "/tickets/999999", headers: { "accept-language": "ro" } })).json().title;
  expect(await until(async () => (await mine()) !== romanian && (await mine()).length > 0)).toBe(true);
});

test("every answer bears a request id and is not kept by caches; what is not there is a 404 problem", async () => {
  const answer = await t.current.anyone("/desks");
  expect(answer.headers).toMatchObject({ "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/), "cache-control": "no-store", "x-content-type-options": "nosniff" });
  expect((await t.current.anyone({ method: "PUT", url: "/tickets" })).status).toBe(404);
  expect((await t.current.anyone("/nowhere")).json()).toMatchObject({ status: 404, key: "page.not-found" });
});

test("GET /desks tells key, name and addresses; a desk's page names agents and queues to colleagues only", async () => {
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  expect((await t.current.anyone({ url: "/desks", headers: { "accept-language": "es" } })).json()).toEqual({ items: [{ key: "ventas", name: "Ventas", addresses: ["ventas@hotel.example"] }] });
  expect((await t.current.anyone("/desks")).json().items[0].name).toBe("Sales");
  const stranger = (await t.current.anyone("/desks/ventas")).json();
  expect(stranger).toMatchObject({ key: "ventas", language: "es", agents: [], queues: [] });
  expect(stranger.statuses.map((status: { key: string }) => status.key)).toHaveLength(7);
  const colleague = (await t.current.as("eva@hotel.example")("/desks/ventas")).json();
  expect(colleague.agents).toEqual([{ email: "eva@hotel.example", name: "Eva", assignable: true }]);
  expect(colleague.queues).toHaveLength(3);
  expect((await t.current.anyone("/desks/nada")).status).toBe(404);
});

test("while the database is away people get 503 and the process stays; then everything goes on by itself", async () => {
  expect((await far("/tickets")).status).toBe(200);
  expect((await far("/readyz")).json()).toMatchObject({ ready: true, started: true, database: true, notifications: true });
  await proxy.down();
  expect(await until(async () => (await far("/readyz")).status === 503)).toBe(true);
  const answers = await Promise.all([far("/tickets"), far("/desks"), far({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "s", body: "b", requester: { email: "ana@guest.example" } } })]);
  for (const answer of answers) expect([answer.status, answer.json().key]).toEqual([503, "database.away"]);
  expect((await farAnyone("/healthz")).status).toBe(200);
  expect((await farAnyone("/metrics")).status).toBe(200);
  await proxy.up();
  expect(await until(async () => (await far("/readyz")).status === 200)).toBe(true);
  expect((await far("/tickets")).status).toBe(200);
  expect((await far({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "s", body: "b", requester: { email: "ana@guest.example" } } })).status).toBe(201);
});

test("/metrics counts requests by route, for Prometheus; /readyz says when the start is not over", async () => {
  await t.current.anyone("/tickets/5");
  const { text, headers } = await t.current.anyone("/metrics");
  expect(headers["content-type"]).toContain("text/plain");
  expect(text).toMatch(/ventanilla_http_request_seconds_count\{method="GET",route="\/api\/v1\/tickets\/:number",status="401"\} \d/);
  expect(text).toContain("ventanilla_mails_received_total");
  expect(text).toContain("nodejs_eventloop_lag_seconds");
  t.current.app.setReady(false);
  expect((await t.current.anyone("/readyz")).status).toBe(503);
  t.current.app.setReady(true);
});

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: object;
  responses?: Record<string, object>;
}

test("the OpenAPI document is whole and covers the public contract", async () => {
  const document = (await t.current.anyone("/openapi.json")).json() as { openapi: string; info: { title: string; version: string }; paths: Record<string, Record<string, Operation>>; components: object };
  expect([document.openapi, document.info.title]).toEqual(["3.0.3", "Ventanilla"]);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation, name: `${method.toUpperCase()} ${path}` })));
  const names = operations.map(({ name }) => name);
  for (const route of [
    "POST /tickets", "GET /tickets", "GET /tickets/{number}", "PATCH /tickets/{number}", "GET /tickets/{number}/page", "GET /tickets/{number}/messages", "POST /tickets/{number}/messages",
    "GET /tickets/{number}/events", "POST /tickets/{number}/events/{id}/undo", "GET /desks", "GET /desks/{key}", "POST /files", "GET /files/{id}", "GET /me", "GET /mail", "GET /live", "POST /session", "DELETE /session",
  ]) {
    const [method, path] = route.split(" ");
    expect(names).toContain(`${method} /api/v1${path}`);
  }
  expect(names.filter((name) => !name.includes(" /api/v1/"))).toEqual([]);
  for (const { path, operation, name } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
    expect(declared.map((parameter) => parameter.name).toSorted(), name).toEqual(inPath.toSorted());
    expect(declared.every((parameter) => parameter.required), name).toBe(true);
    expect(Object.keys(operation.responses ?? {}).every((status) => /^[1-5]\d\d$|^default$/.test(status)), name).toBe(true);
  }
  // every reference leads somewhere, and nothing of a newer JSON Schema stands in it
  const text = JSON.stringify(document);
  for (const [, reference = ""] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    expect(reference.split("/").reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document), reference).toBeDefined();
  }
  expect(text).not.toMatch(/"type":\s*\["|"const":|"type":"null"|"patternProperties"/);
  expect((await t.current.anyone("/api/v1/docs/")).status).toBe(200);
});
