import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { writeTogether } from "./together.ts";

test("what comes while a write is under way is written together, each caller with its own result", async () => {
  const sizes: number[] = [];
  const write = writeTogether(async (items: readonly number[]) => {
    sizes.push(items.length);
    await sleep(5);
    return items.map((item) => item * 10);
  }, 4, () => true);
  expect(await Promise.all([1, 2, 3, 4, 5, 6, 7].map(write))).toEqual([10, 20, 30, 40, 50, 60, 70]);
  expect(sizes).toEqual([1, 4, 2]);
  expect(await write(8)).toBe(80);
});

test("one bad item fails alone", async () => {
  const write = writeTogether(async (items: readonly number[]) => {
    await sleep(1);
    if (items.includes(3)) throw new Error("bad");
    return items;
  }, 10, (error) => error instanceof Error && error.message === "bad");
  const results = await Promise.allSettled([1, 2, 3, 4].map(write));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
});

test("what is nobody's fault fails all at once, and the next goes on", async () => {
  let tries = 0;
  const write = writeTogether(async (items: readonly number[]) => {
    await sleep(1);
    if (tries++ === 1) throw new Error("away");
    return items;
  }, 10, () => false);
  const results = await Promise.allSettled([1, 2, 3].map(write));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(tries).toBe(2);
  expect(await write(4)).toBe(4);
});
