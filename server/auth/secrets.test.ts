import { expect, it } from "vitest";
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
  const time = async (stored: string | null) => {
    const start = performance.now();
    for (let i = 0; i < 5; i += 1) expect(await verifyPassword("la puerta azul", stored)).toBe(false);
    return performance.now() - start;
  };
  await time(hash);
  const ratio = (await time(null)) / (await time(hash));
  expect(ratio).toBeGreaterThan(0.4);
  expect(ratio).toBeLessThan(2.5);
});

it("makes secrets of 256 bits that are stored as something else", () => {
  const secret = newSecret();
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect(newSecret()).not.toBe(secret);
  expect(secretHash(secret)).toHaveLength(32);
});
