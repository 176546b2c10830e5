import fc from "fast-check";
import { expect, test } from "vitest";
import { renderBody } from "../rich-text/index.ts";
import { mails } from "./fixtures.ts";
import { parseMail, type ParsedMail } from "./index.ts";

function parsed(name: string): ParsedMail {
  const raw = mails[name];
  if (!raw) throw new Error(`no fixture ${name}`);
  return parseMail(raw);
}
const files = (mail: ParsedMail) => mail.attachments.map(({ name, type, inline }) => ({ name, type, inline }));

test("plain text with its headers", () => {
  const mail = parsed("plain");
  expect(mail).toMatchObject({ from: { address: "ana@guest.example", name: "Ana Gil" }, to: [{ address: "sales@hotel.example" }], subject: "Room for two", html: null, omitted: [] });
  expect(mail.text).toBe("Good morning, is there a room for two?\n");
  expect(mail.date?.toISOString()).toBe("2025-09-01T08:00:00.000Z");
});

test("charsets and encodings of bodies, subjects and file names", () => {
  expect(parsed("quotedPrintable")).toMatchObject({ subject: "Habitación doble", text: "¿Hay habitación para el año que viene?\n" });
  expect(parsed("japanese")).toMatchObject({ subject: "日本", text: "日本\n" });
  expect(files(parsed("mixed"))).toEqual([{ name: "año 2025.pdf", type: "application/pdf", inline: false }]);
  expect(parsed("uuencoded").attachments[0]?.content.toString()).toBe("hi\n");
});

test.each(["utf-8", "utf-16le", "utf-7", "windows-1251", "koi8-r", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "ks_c_5601-1987", "iso-8859-15", "macintosh", "cp437", "ibm850"])(
  "%s is read without loss of ASCII and without throwing",
  (charset) => {
    const ascii = charset === "utf-16le" ? Buffer.from("plain words", "utf16le") : Buffer.from("plain words");
    expect(parseMail(Buffer.concat([Buffer.from(`Content-Type: text/plain; charset=${charset}\r\n\r\n`), ascii])).text).toBe("plain words");
  },
);

test("a wrong or missing charset is guessed", () => {
  const body = (declared: string, bytes: Buffer) => parseMail(Buffer.concat([Buffer.from(`Content-Type: text/plain${declared}\r\n\r\n`), bytes])).text;
  expect(body("", Buffer.from("año", "latin1"))).toBe("año");
  expect(body("; charset=us-ascii", Buffer.from("año"))).toBe("año");
  expect(body("; charset=iso-8859-1", Buffer.from("año €"))).toBe("año €");
  expect(body("; charset=iso-8859-1", Buffer.from([0x80]))).toBe("€");
  expect(body("; charset=no-such-thing", Buffer.from("año"))).toBe("año");
});

test("alternative, related and inline images", () => {
  const mail = parsed("alternative");
  expect(mail.text).toBe("Hello in text");
  expect(mail.html).toContain('<img src="cid:logo@x">');
  expect(files(mail)).toEqual([{ name: "logo.png", type: "image/png", inline: true }]);
});

test("format=flowed joins lines of one quote depth and leaves the signature mark", () => {
  expect(parsed("flowed").text).toBe("This line goes on here.\n> quoted one goes on too\nOwn again.\n-- \nAna\n");
});

test("attached mails, invitations, signatures and winmail.dat", () => {
  expect(files(parsed("forwardedMail"))).toEqual([{ name: "message.eml", type: "message/rfc822", inline: false }]);
  expect(parsed("forwardedMail").text).toBe("Please handle.");
  expect(parsed("calendar")).toMatchObject({ text: "Site visit\n2025-09-10 09:00 UTC\nHotel, lobby", attachments: [{ name: "invite.ics" }] });
  expect(files(parsed("signed"))).toEqual([{ name: "signature.asc", type: "application/pgp-signature", inline: false }]);
  const tnef = parsed("tnef");
  expect(tnef.text).toBe("Adjunto el contrato.");
  expect(tnef.attachments.map(({ name, type, content }) => [name, type, content.toString("latin1")])).toEqual([["contrato.txt", "text/plain", "cláusula primera"]]);
});

test("broken structure is read as far as it goes", () => {
  expect(parsed("brokenBoundary").text).toBe("Still readable.");
  expect(parsed("unclosed")).toMatchObject({ text: "Words.", attachments: [{ name: "data.bin" }] });
  expect(parsed("noHeaders").text).toBe("Just words.\nNothing: else\n");
  expect(parsed("noBody").text).toBe("");
  expect(parsed("empty")).toMatchObject({ text: "", from: null, subject: "", messageId: null, date: null });
});

test("raw 8-bit headers, duplicates, absurd dates, NUL", () => {
  expect(parsed("rawHeaders")).toMatchObject({
    from: { address: "jose@guest.example", name: "José" }, subject: "Año", date: null, to: [], messageId: "<no-brackets@guest.example>", text: "NUL  and bytes ÿ\n",
  });
});

test("beyond the limits what was read is kept, and what is missing is said", () => {
  const part = (n: number) => `--b\r\nContent-Type: text/plain; name=f${n}.txt\r\nContent-Disposition: attachment\r\n\r\n${n}\r\n`;
  const many = parseMail(Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${Array.from({ length: 1_200 }, (_, n) => part(n)).join("")}--b--`));
  expect(many.omitted).toEqual(["parts"]);
  expect(many.attachments).toHaveLength(999);
  const deep = parseMail(Buffer.from(Array.from({ length: 100 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join("") + "\r\ndeep words"));
  expect(deep.omitted).toEqual(["depth"]);
  const long = parseMail(Buffer.from(`Subject: kept\r\nX-Long: ${"x".repeat(400_000)}\r\nX-More: y\r\n\r\nbody`));
  expect(long).toMatchObject({ subject: "kept", text: "body", omitted: ["headers"] });
  const big = parseMail(Buffer.concat([Buffer.from("Subject: big\r\n\r\n"), Buffer.alloc(3_000, 0x61)]), { parts: 10, depth: 4, bytes: 1_000 });
  expect(big.omitted).toEqual(["size"]);
  expect(big.text).toHaveLength(1_000 - 16);
});

/** A mail after some wild changes: bytes flipped, ranges cut, doubled, or swapped with another mail's. */
const mutated = fc
  .tuple(
    fc.constantFrom(...Object.values(mails)),
    fc.array(fc.record({ kind: fc.constantFrom("flip", "cut", "double", "splice", "line"), at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.integer({ min: 1, max: 80 }), byte: fc.integer({ min: 0, max: 255 }), other: fc.constantFrom(...Object.values(mails)) }), { minLength: 1, maxLength: 8 }),
  )
  .map(([mail, changes]) =>
    changes.reduce((bytes: Buffer, { kind, at, length, byte, other }) => {
      const start = Math.floor(at * bytes.length);
      const head = bytes.subarray(0, start);
      const tail = bytes.subarray(start);
      if (kind === "flip") return Buffer.concat([head, Buffer.from([byte]), tail.subarray(1)]);
      if (kind === "cut") return Buffer.concat([head, tail.subarray(length)]);
      if (kind === "double") return Buffer.concat([head, tail.subarray(0, length), tail]);
      if (kind === "line") return Buffer.concat([head, Buffer.from("\r\n"), tail]);
      return Buffer.concat([head, other.subarray(0, Math.floor(at * other.length)), tail]);
    }, mail),
  );

const holdsInPostgres = (text: string | null) => text === null || (!text.includes("\0") && text.isWellFormed());

test("2,000 mutated mails are read without a throw, as text that PostgreSQL can hold", () => {
  fc.assert(
    fc.property(mutated, (raw) => {
      const mail = parseMail(raw);
      const body = renderBody(mail.text, mail.html);
      const texts = [mail.text, mail.html, mail.subject, mail.messageId, body.html, body.text, mail.from?.name ?? null, ...mail.attachments.flatMap(({ name, type, contentId }) => [name, type, contentId])];
      expect(texts.every(holdsInPostgres)).toBe(true);
      expect(mail.attachments.every(({ name }) => name !== "" && !/[\\/\p{Cc}]/u.test(name))).toBe(true);
    }),
    { numRuns: 2_000, seed: 20_250_901 },
  );
});

test("any bytes at all are read without a throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => void parseMail(Buffer.from(bytes))), { numRuns: 500, seed: 7 });
});
