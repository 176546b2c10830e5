import { expect, test } from "vitest";
import { parseMail } from "../platform/mime/index.ts";
import { isPrivateAddress, trustFromHeaders, verifyByDns } from "./verdicts.ts";

test("only the configured server's verdict counts, and only its first", () => {
  const headers = parseMail(Buffer.from("Authentication-Results: mx.mail.example (v1);\r\n dkim=fail x; dkim=pass header.d=guest.example;\r\n spf=softfail; dmarc=pass (p=NONE) header.from=guest.example\r\nAuthentication-Results: mx.mail.example; dmarc=fail\r\n\r\n")).headers;
  expect(trustFromHeaders(headers, "mx.mail.example")).toEqual({ verdict: "proven", spf: "softfail", dkim: "pass", dmarc: "pass" });
  expect(trustFromHeaders(headers, "other.example")).toBeNull();
  expect(trustFromHeaders(headers, null)).toBeNull();
  const forged = parseMail(Buffer.from("Authentication-Results: mx.real.example; dmarc=fail\r\nAuthentication-Results: mx.mail.example; dmarc=pass\r\n\r\n")).headers;
  expect(trustFromHeaders(forged, "mx.mail.example")).toBeNull();
});

test("our own relays are told by their address", () => {
  for (const address of ["127.0.0.1", "::1", "::ffff:10.1.2.3", "192.168.1.9", "fe80::1%eth0", "not an address"]) expect(isPrivateAddress(address)).toBe(true);
  for (const address of ["8.8.8.8", "::ffff:8.8.8.8", "2001:4860::1"]) expect(isPrivateAddress(address)).toBe(false);
});

test("mail from a private relay is not judged, and a DNS that is silent holds nothing up", async () => {
  const verify = verifyByDns("desk.example", 50);
  const raw = Buffer.from("From: ana@guest.invalid\r\n\r\nHi\r\n");
  expect(await verify(raw, { address: "127.0.0.1", helo: "x", envelopeFrom: "ana@guest.invalid" })).toBeNull();
  const started = performance.now();
  expect((await verify(raw, { address: "192.0.2.1", helo: "x", envelopeFrom: "ana@guest.invalid" }))?.verdict).not.toBe("proven");
  expect(performance.now() - started).toBeLessThan(15_000);
});
