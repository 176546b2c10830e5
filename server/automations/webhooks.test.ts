import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createLog } from "../platform/log.ts";
import { runDueTimers } from "../platform/timers.ts";
import { useApp, type Caller } from "../testing/factories.ts";

const t = useApp();
let jefa: Caller;
let server: Server;
let url: string;
/** what the peer answers next; 200 when nothing is said */
let answers: number[] = [];
let posts: { id: string; signature: string; body: string; at: string }[] = [];

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  jefa = t.current.as("jefa@hotel.example");
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part)).on("end", () => {
      posts.push({ id: String(request.headers["x-ventanilla-id"]), signature: String(request.headers["x-ventanilla-signature"]), body, at: t.current.clock.now().toString() });
      const status = answers.shift() ?? 200;
      response.writeHead(status, status === 302 ? { location: "http://169.254.169.254/" } : {}).end(status === 200 ? "gracias" : "ahora no, 4111 1111 1111 1111");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  t.current.clock.advance("PT1S");
  posts = [];
  answers = [];
});

const save = (key: string, more: object = {}) => jefa({ method: "PUT", url: `/desks/ventas/webhooks/${key}`, payload: { name: "Almacén", url, events: ["created"], ...more } });
const deliveries = async (key: string) => (await jefa(`/desks/ventas/webhooks/${key}/deliveries`)).json().items;
async function pass(duration: string): Promise<void> {
  t.current.clock.advance(duration);
  await runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, createLog("silent"));
  await t.current.runJobs();
}

test("R3 what happens is posted, signed with a secret that is told once", async () => {
  const made = await save("almacen");
  expect(made.status, made.text).toBe(200);
  const { secret } = made.json();
  expect(secret).toMatch(/^vtw_[\w-]{43}$/);
  expect((await save("almacen")).json().secret).toBe(null);
  expect((await jefa("/desks/ventas/webhooks")).text).not.toContain(secret);
  const { number } = await t.current.ticket("ana@guest.example", { subject: "Toallas ñ" });
  await t.current.runJobs();
  expect(posts).toHaveLength(1);
  const [post] = posts;
  const [, at, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(post?.signature ?? "") ?? [];
  expect(Number(at)).toBe(Date.parse(t.current.clock.now().toString()) / 1000);
  expect(digest).toBe(createHmac("sha256", secret).update(`${at}.${post?.body}`).digest("hex"));
  expect(JSON.parse(post?.body ?? "")).toMatchObject({ id: post?.id, event: "created", desk: "ventas", ticket: { number, subject: "Toallas ñ", status: "nuevo", requester: { email: "ana@guest.example" }, url: `http://help.example.test/desk/tickets/${number}` } });
  expect(await deliveries("almacen")).toMatchObject([{ id: post?.id, event: "created", ticket: number, state: "delivered", nextAt: null, attempts: [{ status: 200, answer: "gracias" }] }]);
  expect((await jefa("/desks/ventas/webhooks")).json().items).toMatchObject([{ key: "almacen", failed: 0, waiting: 0 }]);
});

test("R3 a peer that fails is asked again for a day, further and further apart, under the same id", async () => {
  answers = Array.from({ length: 200 }, () => 503);
  await t.current.ticket("ana@guest.example");
  await t.current.runJobs();
  const start = Date.parse(t.current.clock.now().toString());
  for (let minute = 0; minute < 20; minute += 1) await pass("PT1M");
  for (let hour = 0; hour < 26; hour += 0.25) await pass("PT15M");
  const hours = posts.map(({ at }) => (Date.parse(at) - start) / 3_600_000);
  expect(posts.length).toBeGreaterThan(10);
  expect(Math.max(...hours)).toBeGreaterThan(15);
  expect(Math.max(...hours)).toBeLessThanOrEqual(24);
  expect(new Set(posts.map(({ id }) => id)).size).toBe(1);
  expect(new Set(posts.map(({ body }) => body)).size).toBe(1);
  // the time is signed anew each time
  expect(new Set(posts.map(({ signature }) => signature)).size).toBe(posts.length);
  const [delivery] = await deliveries("almacen");
  expect(delivery).toMatchObject({ state: "failed", nextAt: null });
  expect(delivery.attempts).toHaveLength(posts.length);
  expect(delivery.attempts[0].answer).not.toContain("4111 1111 1111 1111");
  expect((await jefa("/desks/ventas/webhooks")).json().items[0].failed).toBe(1);
  // replayed, it arrives under its id, and has a day again
  answers = [500];
  const tries = posts.length;
  const replay = () => jefa({ method: "POST", url: `/desks/ventas/webhooks/almacen/deliveries/${delivery.id}/replay` });
  expect((await replay()).status).toBe(202);
  expect((await replay()).status).toBe(409);
  await t.current.runJobs();
  await pass("PT1M");
  expect(posts.slice(tries).map(({ id }) => id)).toEqual([delivery.id, delivery.id]);
  expect((await deliveries("almacen"))[0]).toMatchObject({ id: delivery.id, state: "delivered" });
});

test("R3 a redirect is no answer, and what was switched off is not posted", async () => {
  answers = [302];
  await t.current.ticket("ana@guest.example");
  await t.current.runJobs();
  expect((await deliveries("almacen"))[0]).toMatchObject({ state: "waiting", attempts: [{ status: 302 }] });
  await save("almacen", { off: true });
  await pass("PT1M");
  expect(posts).toHaveLength(1);
  expect((await deliveries("almacen"))[0]).toMatchObject({ state: "failed" });
  await t.current.ticket("ana@guest.example");
  await t.current.runJobs();
  expect(posts).toHaveLength(1);
});

test("R3 a rule posts to a webhook that follows nothing itself; while it does, the webhook stays", async () => {
  await save("regla", { events: [], name: "Regla" });
  expect((await jefa({ method: "PUT", url: "/desks/ventas/configuration/rules", payload: [{ key: "avisar", labels: { es: "Avisar" }, when: { event: "created" }, if: { field: "type", in: ["factura"] }, then: [{ do: "webhook", webhook: "regla" }] }] })).status).toBe(200);
  await t.current.ticket("ana@guest.example");
  const { number } = await t.current.ticket("ana@guest.example", { type: "factura" });
  await t.current.runJobs();
  expect(posts.map(({ body }) => JSON.parse(body))).toMatchObject([{ event: "rule", rule: "avisar", ticket: { number } }]);
  expect((await jefa({ method: "DELETE", url: "/desks/ventas/webhooks/regla" })).status).toBe(409);
  expect((await jefa({ method: "PUT", url: "/desks/ventas/configuration/rules", payload: [] })).status).toBe(200);
  expect((await jefa({ method: "DELETE", url: "/desks/ventas/webhooks/regla" })).status).toBe(204);
  expect((await jefa("/desks/ventas/webhooks/regla/deliveries")).status).toBe(404);
});

test("R3 addresses of the inside are refused when saved, and when a name leads there", async () => {
  for (const [address, key] of [["http://10.0.0.8/", "outgoing.internal"], ["http://[::ffff:a9fe:a9fe]/", "outgoing.internal"], ["ftp://files.example.com/", "outgoing.url"]] as const) {
    expect((await save("dentro", { url: address })).json()).toMatchObject({ status: 422, key, path: "/url" });
  }
  await save("dentro", { url: url.replace("127.0.0.1", "localhost.localdomain.invalid"), events: ["created"] });
  await t.current.ticket("ana@guest.example");
  await t.current.runJobs();
  expect((await deliveries("dentro"))[0]).toMatchObject({ state: "waiting", attempts: [{ status: null, answer: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) }] });
});

test("R3 webhooks are for who configures the desk", async () => {
  await t.current.grant("marta@hotel.example", "ventas", "agente");
  const marta = t.current.as("marta@hotel.example");
  for (const path of ["webhooks", "webhooks/almacen/deliveries", "rules/runs"]) expect((await marta(`/desks/ventas/${path}`)).status).toBe(403);
  expect((await marta({ method: "PUT", url: "/desks/ventas/webhooks/x", payload: { name: "x", url } })).status).toBe(403);
});
