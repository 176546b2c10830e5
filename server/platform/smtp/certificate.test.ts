import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keptCertificate, makeCertificate } from "./certificate.ts";

const NOW = new Date("2026-11-22T08:00:00Z");
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "certificate-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a self-made certificate is well-formed, signed by its own key and names the host", () => {
  const made = makeCertificate("mail.example.com", NOW);
  const certificate = new X509Certificate(made.cert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkHost("mail.example.com")).toBe("mail.example.com");
  expect(certificate.subject).toBe("CN=mail.example.com");
  expect(Date.parse(certificate.validFrom)).toBeLessThan(NOW.getTime());
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.parse("2036-11-01"));
  expect(() => tls.createSecureContext(made)).not.toThrow();
});

test("a host name longer than a common name may be, and an end after 2049, are written as RFC 5280 says", () => {
  const host = `${"a".repeat(60)}.${"b".repeat(60)}.example`;
  const certificate = new X509Certificate(makeCertificate(host, new Date("2045-01-01T00:00:00Z")).cert);
  expect(certificate.checkHost(host)).toBe(host);
  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2054);
});

test("the certificate is made once and kept; a new one is made near its end or for another host", async () => {
  const first = await keptCertificate(folder, "a.example", NOW);
  expect(await keptCertificate(folder, "a.example", NOW)).toEqual(first);
  expect((await stat(join(folder, "smtp-key.pem"))).mode & 0o777).toBe(0o600);
  const other = await keptCertificate(folder, "b.example", NOW);
  expect(other.cert).not.toBe(first.cert);
  const later = await keptCertificate(folder, "b.example", new Date("2036-11-01T00:00:00Z"));
  expect(later.cert).not.toBe(other.cert);
  expect(await readFile(join(folder, "smtp-cert.pem"), "utf8")).toBe(later.cert);
});
