import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerOf, makeApp, useApp, type Caller } from "../testing/factories.ts";

const t = useApp();
const ana = "ana@guest.example";
const head = "jefa@hotel.example";
let apps: Caller[] = [];
let stop = async () => {};
afterAll(() => stop());
beforeAll(async () => {
  await t.current.desk();
  await t.current.grant(head, "ventas", "jefa");
  // another process on the same database
  const peer = await makeApp(t.current.database, t.current.clock);
  stop = async () => {
    await peer.app.stop();
    await rm(peer.dataDir, { recursive: true, force: true });
  };
  apps = [t.current.as(head), callerOf(peer.app, () => t.current.token(head))];
});

const tickets = (count: number): Promise<number[]> => Promise.all(Array.from({ length: count }, async () => (await t.current.ticket(ana)).number));
const at = (n: number): Caller => apps[n % apps.length] ?? expect.fail("no process");
const link = (n: number, child: number, parent: number) => at(n)({ method: "POST", url: `/tickets/${child}/links`, payload: { kind: "parent", number: parent } });
const merge = (n: number, from: number, into: number) => at(n)({ method: "PUT", url: `/tickets/${from}/merge`, payload: { into } });
const reasons = (answers: { status: number; json: () => { key: string } }[]) => answers.map((answer) => (answer.status === 200 ? "done" : answer.json().key)).toSorted();

test("opposite merges at once, in two processes: of each pair one is done, the other is told why", async () => {
  for (let round = 0; round < 8; round += 1) {
    const [one = 0, two = 0] = await tickets(2);
    expect(reasons(await Promise.all([merge(0, one, two), merge(1, two, one)]))).toEqual(["done", "ticket.merged-already"]);
    const merged = await t.current.rows(`select id from tickets where id = any($1) and merged_into is not null`, [[one, two]]);
    expect(merged).toHaveLength(1);
  }
});

test("a ring of merges at once never closes; what is merged already is refused, and every family has one root", async () => {
  for (let round = 0; round < 4; round += 1) {
    const ring = await tickets(4);
    const answers = await Promise.all(ring.map((from, n) => merge(n, from, ring[(n + 1) % ring.length] ?? 0)));
    expect(new Set(reasons(answers))).toEqual(new Set(["done", "ticket.merged-already"]));
    const roots = await t.current.rows<{ id: number; family: number[] }>(`select id, family from tickets where id = any($1) and merged_into is null`, [ring]);
    expect(roots.length).toBeGreaterThan(0);
    expect(roots.flatMap(({ id, family }) => [id, ...family]).toSorted((a, b) => a - b)).toEqual(ring.toSorted((a, b) => a - b));
  }
});

test("links that would close a circle, all at once: never all of them, however long the circle is", async () => {
  for (const length of [2, 3, 4, 6, 8]) {
    for (let round = 0; round < 3; round += 1) {
      const ring = await tickets(length);
      const answers = await Promise.all(ring.map((child, n) => link(n, child, ring[(n + 1) % length] ?? 0)));
      expect(reasons(answers)).toEqual([...Array.from({ length: length - 1 }, () => "done"), "ticket.link-circle"]);
    }
  }
});

test("a second parent at once: one of them", async () => {
  const [child = 0, one = 0, two = 0] = await tickets(3);
  expect(reasons(await Promise.all([link(0, child, one), link(1, child, two)]))).toEqual(["done", "ticket.has-parent"]);
});

test("merging into a ticket that is merged away at the same moment: refused, or done before it", async () => {
  for (let round = 0; round < 6; round += 1) {
    const [one = 0, two = 0, three = 0] = await tickets(3);
    const [first, second] = await Promise.all([merge(0, one, two), merge(1, two, three)]);
    expect(second?.status).toBe(200);
    expect(first?.status === 200 || first?.json().key === "ticket.merged-already").toBe(true);
    // whichever came first, both numbers lead to a conversation
    for (const number of [one, two]) expect((await at(round)(`/tickets/${number}`)).status).toBe(200);
  }
});
