import { expect, test } from "vitest";
import { createDesks, configChannel, importDesk } from "../desks/index.ts";
import { useDatabase } from "../testing/database.ts";
import { salesDesk } from "../testing/factories.ts";
import { until } from "../testing/live.ts";
import { proxyTo } from "../testing/proxy.ts";
import { fakeClock } from "./clock.ts";
import { query } from "./db.ts";
import { startListener } from "./listener.ts";
import { createLog } from "./log.ts";
import { createTransact } from "./transact.ts";
import { systemActor, type WorkContext } from "./work.ts";

const db = useDatabase();
const log = createLog("silent");
const notify = (channel: string, payload: string) => query(db.current.database.db, "select pg_notify($1, $2)", [channel, payload]);

test("hears what is told on its channels, until it is told to stop", async () => {
  const listener = await startListener(db.current.connection, ["one", "two"], log);
  const heard: (string | null)[] = [];
  const off = listener.on("one", (payload) => heard.push(payload));
  await notify("one", "a");
  await notify("two", "b");
  await notify("three", "c");
  await notify("one", "");
  await until(() => heard.length === 2);
  expect(heard).toEqual(["a", ""]);
  expect(() => listener.on("three", () => {})).toThrow("nothing listens on three");
  off();
  await notify("one", "d");
  await listener.stop();
  expect(heard).toHaveLength(2);
});

test("has caught up once everything committed before was told", async () => {
  const listener = await startListener(db.current.connection, ["one"], log);
  const heard: (string | null)[] = [];
  listener.on("one", (payload) => heard.push(payload));
  for (let n = 0; n < 50; n += 1) {
    await notify("one", `${n}`);
    await Promise.all([listener.caughtUp(), listener.caughtUp()]);
    expect(heard.at(-1)).toBe(`${n}`);
  }
  await listener.stop();
  await listener.caughtUp();
});

test("says that nothing can be heard while the database is away, comes back by itself, and tells that something may have been missed", async () => {
  const proxy = await proxyTo(db.current.connection);
  const listener = await startListener(proxy.connection, ["one"], log);
  const heard: (string | null)[] = [];
  listener.on("one", (payload) => heard.push(payload));
  await proxy.down();
  expect(await until(() => !listener.isUp())).toBe(true);
  await notify("one", "missed");
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(listener.isUp()).toBe(false);
  await proxy.up();
  expect(await until(() => listener.isUp())).toBe(true);
  await notify("one", "heard");
  await until(() => heard.length === 2);
  expect(heard).toEqual([null, "heard"]);
  // stopping while away leaves nothing behind
  await proxy.down();
  await until(() => !listener.isUp());
  await listener.stop();
  await proxy.stop();
  await expect(startListener(proxy.connection, ["one"], log)).rejects.toThrow("ECONNREFUSED");
});

test("configuration is kept in memory while changes can be heard, and read anew otherwise", async () => {
  const proxy = await proxyTo(db.current.connection);
  const listener = await startListener(proxy.connection, [configChannel], log);
  const desks = createDesks(db.current.database, listener);
  const transact = createTransact(db.current.database, fakeClock("2026-03-02T09:00:00Z"), async () => {}, { desks } as WorkContext);
  const rename = (es: string) => transact(systemActor("test"), (work) => importDesk(work, { ...salesDesk, labels: { es } }));
  const name = async () => (await desks.get()).byKey.get("ventas")?.labels["es"];
  await rename("Uno");
  expect(await name()).toBe("Uno");
  const set = await desks.get();
  expect(await desks.get()).toBe(set);
  await rename("Dos");
  // whoever changed it finds it changed, without waiting
  expect(await name()).toBe("Dos");

  await proxy.down();
  await until(() => !listener.isUp());
  await rename("Tres");
  expect(await name()).toBe("Tres");
  await rename("Cuatro");
  expect(await name()).toBe("Cuatro");
  await proxy.up();
  await until(() => listener.isUp());
  expect(await name()).toBe("Cuatro");

  // asked for by transactions that hold every connection of the pool
  await rename("Cinco");
  const names = await Promise.all(Array.from({ length: 10 }, () => transact(systemActor("test"), name)));
  expect(new Set(names)).toEqual(new Set(["Cinco"]));
  await listener.stop();
  await proxy.stop();
});

test("a definition brings the desk to what it says: order, new entries, changed ones; what it no longer has is archived", async () => {
  const listener = await startListener(db.current.connection, [configChannel], log);
  const desks = createDesks(db.current.database, listener);
  const transact = createTransact(db.current.database, fakeClock("2026-03-02T09:00:00Z"), async () => {}, { desks } as WorkContext);
  const [first] = salesDesk.queues;
  if (first === undefined) throw new Error("unreachable");
  await transact(systemActor("test"), (work) => importDesk(work, { ...salesDesk, addresses: ["Nueva@Hotel.example"], queues: [{ key: "nueva", labels: {} }, { ...first, labels: { es: "Otra" } }], types: [] }));
  const desk = (await desks.get()).byKey.get("ventas");
  expect(desk?.queues.filter((queue) => !queue.archived).map(({ key, labels }) => [key, labels])).toEqual([["nueva", {}], ["general", { es: "Otra" }]]);
  expect(desk?.queues.filter((queue) => queue.archived).map((queue) => queue.key).toSorted()).toEqual(["bodas", "grupos"]);
  expect(desk?.types.every((type) => type.archived)).toBe(true);
  expect(desk?.addresses).toEqual(["nueva@hotel.example"]);
  expect((await desks.get()).byAddress.get("nueva@hotel.example")?.key).toBe("ventas");
  await transact(systemActor("test"), (work) => importDesk(work, salesDesk));
  const again = (await desks.get()).byKey.get("ventas");
  expect(again?.queues.filter((queue) => !queue.archived).map((queue) => queue.key)).toEqual(["general", "grupos", "bodas"]);
  expect(again?.types.find((type) => type.key === "duplicado")?.parentId).toBe(again?.types.find((type) => type.key === "factura")?.id);
  await listener.stop();
});
