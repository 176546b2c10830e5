import { expect, it } from "vitest";
import { processorMs } from "../testing/processor-time.ts";
import { hashPassword, newSecret, secretHash, verifyPassword } from "./secrets.ts";

it("hashes with argon2id, each time differently, and knows the password again", async () => {
  const [one, two] = await Promise.all([hashPassword("la ventana azul"), hashPassword("la ventana azul")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]+\$[^$]+$/);
  expect(one).not.toBe(two);
  expect(await verifyPassword("la ventana azul", one)).toBe(true);
  expect(await verifyPassword("la ventana verde", one)).toBe(false);
});

it("takes the same letters typed as other code points", async () => {
  expect(await verifyPassword("contrasen\u0303a larga", await hashPassword("contrase\u00f1a larga"))).toBe(true);
});

it("refuses where there is no hash, at the same cost", async () => {
  const hash = await hashPassword("la ventana azul");
  // the least of the processor's time over several, taken in turns: a busy machine only makes it more
  const shortest = { with: Infinity, without: Infinity };
  for (let i = 0; i < 6; i += 1) {
    for (const [which, stored] of [["with", hash], ["without", null]] as const) {
      const start = processorMs();
      expect(await verifyPassword("la puerta azul", stored)).toBe(false);
      shortest[which] = Math.min(shortest[which], processorMs() - start);
    }
  }
  expect(shortest.without / shortest.with).toBeGreaterThan(0.5);
  expect(shortest.without / shortest.with).toBeLessThan(2);
});

it("makes secrets of 256 bits that are stored as something else", () => {
  const secret = newSecret();
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect(newSecret()).not.toBe(secret);
  expect(secretHash(secret)).toHaveLength(32);
});
