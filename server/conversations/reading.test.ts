import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const boss = () => t.current.as("boss@hotel.example");
const eva = () => t.current.as("eva@hotel.example");

beforeAll(async () => {
  await t.current.desk();
  await t.current.administrator("root@hotel.example");
  await t.current.grant("boss@hotel.example", "ventas", "jefa");
  await t.current.grant("eva@hotel.example", "ventas", "agente");
});

/** Saves some of what a desk is. */
async function general(some: object) {
  const { definition } = (await boss()("/desks/ventas/configuration")).json();
  const { key: _key, statuses: _s, queues: _q, types: _t, fields: _f, roles: _r, cannedReplies: _c, ...basics } = definition;
  return boss()({ method: "PUT", url: "/desks/ventas/configuration/general", payload: { ...basics, ...some } });
}

test("L11 a desk says how conversations are read, in its file too; who reads them may choose otherwise for themselves", async () => {
  const order = async (who = t.current.anyone) => (await who("/desks/ventas")).json().conversationOrder;
  const exported = async () => parse((await boss()("/desks/ventas/export")).text).desk;
  expect(await order()).toBe("oldest-first");
  expect(await exported()).not.toHaveProperty("conversationOrder");

  expect((await general({ conversationOrder: "newest-first" })).status).toBe(200);
  // the portal, where nobody is signed in yet, and the desk
  expect([await order(), await order(eva())]).toEqual(["newest-first", "newest-first"]);
  expect(await exported()).toMatchObject({ conversationOrder: "newest-first" });

  expect((await eva()({ method: "PATCH", url: "/me", payload: { preferences: { conversationOrder: "oldest-first" } } })).status).toBe(200);
  expect((await eva()("/me")).json().preferences).toMatchObject({ conversationOrder: "oldest-first" });
  expect((await boss()("/me")).json().preferences).not.toHaveProperty("conversationOrder");

  expect((await general({ conversationOrder: "sideways" })).status).toBe(400);
  expect((await general({ conversationOrder: "oldest-first" })).status).toBe(200);
  expect(await exported()).not.toHaveProperty("conversationOrder");
});
