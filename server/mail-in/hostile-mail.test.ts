import fc from "fast-check";
import { expect, test } from "vitest";
import { deskAddress, useMailDesk } from "../testing/mail.ts";

const desk = useMailDesk();
const traps = [
  "\u202egnp.exe", "\u200b\u200d\ufeff", "👩‍👩‍👧‍👦", "e\u0301".repeat(40), "nul\u0000nul", "x\r\nBcc: evil@evil.example\r\n\r\nhola", "\u2028\u2029\u0085\u001b[31m", "=1+1", "\"quo\"te, <d@e.example>",
  "<script>alert(1)</script>", "{{ticket.subject}} {% raw %}", "[#1] [#999999999999999]", "../../etc/passwd", "ﷺ".repeat(30), "a".repeat(10_000), "",
];
const text = fc.oneof(fc.constantFrom(...traps), fc.string({ unit: "binary", maxLength: 60 }), fc.tuple(fc.constantFrom(...traps), fc.string({ unit: "binary", maxLength: 20 })).map((parts) => parts.join("")));
/** RFC 2047, in words of any length: what is inside may be anything. */
const word = (value: string) => `=?utf-8?B?${Buffer.from(value).toString("base64")}?=`;
const wild = fc.record({ subject: text, from: text, file: text, body: text, raw: fc.uint8Array({ maxLength: 80 }), charset: fc.constantFrom("utf-8", "utf-16le", "iso-8859-1", "no-such", "utf-7") });

test("mails of any text and any bytes become tickets that can be read; none fails, none names another's address", { timeout: 120_000 }, async () => {
  const samples = fc.sample(wild, { numRuns: 60, seed: 61 });
  for (const [n, { subject, from, file, body, raw, charset }] of samples.entries()) {
    const mail = Buffer.concat([
      Buffer.from(`From: ${word(from)} <guest${n}@guest.example>\r\nTo: ${deskAddress}\r\nSubject: ${word(subject)}\r\nMessage-ID: <wild${n}@guest.example>\r\nX-Wild: `),
      Buffer.from(raw).map((byte) => (byte === 10 || byte === 13 ? 32 : byte)),
      Buffer.from(`\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from(raw),
      Buffer.from(`\r\n--b\r\nContent-Type: application/x-wild; name="${word(file)}"\r\nContent-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(file)}\r\n\r\nhola\r\n--b--\r\n`),
    ]);
    const row = await desk.current.send(mail, { from: `guest${n}@guest.example` });
    expect([n, row.fate, row.evidence?.evidence]).toEqual([n, expect.stringMatching(/^(ticketed|spam|held|kept)$/), expect.anything()]);
  }
  const tickets = await desk.current.rows<{ subject: string; name: string; address: string }>(
    `select t.subject, p.name, a.address from tickets t join people p on p.id = t.requester_id join addresses a on a.person_id = p.id`,
  );
  expect(tickets.length).toBeGreaterThan(50);
  // oxlint-disable-next-line no-control-regex
  const broken = /[\u0000-\u001f\u007f\ud800-\udfff]/u;
  expect(tickets.filter(({ subject, name, address }) => broken.test(subject) || broken.test(name) || !/^guest\d+@guest\.example$/.test(address))).toEqual([]);
  const files = await desk.current.rows<{ name: string }>("select name from files");
  // oxlint-disable-next-line no-control-regex
  expect(files.filter(({ name }) => /[\u0000-\u001f\u202a-\u202e\u2066-\u2069/\\]/.test(name) || name === "")).toEqual([]);
});
