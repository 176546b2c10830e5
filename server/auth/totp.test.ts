import { expect, test } from "vitest";
import { createSealing } from "../platform/sealing.ts";
import { codeAt, keyUri, newTotpKey, stepAt, stepOf } from "./totp.ts";

// the key of RFC 6238, appendix B, "12345678901234567890", and the last six digits of its SHA-1 codes
const key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
test.each([
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
])("codes are those of RFC 6238 at second %i", (second, code) => {
  expect(codeAt(key, stepAt(second * 1000))).toBe(code);
});

test("a code is good for a phone whose clock is a little off, once, and never after a newer one", () => {
  const now = 1_234_567_890_000;
  const step = stepAt(now);
  expect(stepOf(key, "005 924", now, 0)).toBe(step);
  expect(stepOf(key, "005924", now + 30_000, 0)).toBe(step);
  expect(stepOf(key, "005924", now - 30_000, 0)).toBe(step);
  expect(stepOf(key, "005924", now + 60_000, 0)).toBeNull();
  expect(stepOf(key, "005924", now, step)).toBeNull();
  expect(stepOf(key, "", now, 0)).toBeNull();
  expect(stepOf(key, "00592", now, 0)).toBeNull();
});

test("every key is new and its address carries it", () => {
  const made = newTotpKey();
  expect(made).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpKey()).not.toBe(made);
  expect(keyUri(made, "ana@hotel.example", "Ventanilla · Hotel")).toBe(`otpauth://totp/Ventanilla%20%C2%B7%20Hotel:ana%40hotel.example?secret=${made}&issuer=Ventanilla%20%C2%B7%20Hotel&algorithm=SHA1&digits=6&period=30`);
});

test("what is sealed opens for its owner only, unchanged, in the same installation", () => {
  const sealing = createSealing(Buffer.alloc(32, 1));
  const sealed = sealing.seal("muy secreto", "totp 1");
  expect(sealed.includes("secreto")).toBe(false);
  expect(sealing.seal("muy secreto", "totp 1").equals(sealed)).toBe(false);
  expect(sealing.open(sealed, "totp 1")).toBe("muy secreto");
  expect(sealing.open(sealed, "totp 2")).toBeNull();
  expect(createSealing(Buffer.alloc(32, 2)).open(sealed, "totp 1")).toBeNull();
  const changed = Buffer.from(sealed);
  changed[15] = (changed[15] ?? 0) ^ 1;
  expect(sealing.open(changed, "totp 1")).toBeNull();
});
