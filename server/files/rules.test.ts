import { describe, expect, it } from "vitest";
import { cleanName, contentDisposition, mayShowInline, readRange, sniffType } from "./rules.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");
const png = bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR");

describe("sniffType", () => {
  it.each([
    ["a picture", png, "image/png", "image/png"],
    ["a picture that claims to be a page", png, "text/html", "image/png"],
    ["a picture without a claim", png, "", "image/png"],
    ["a spreadsheet in its zip", bytes("PK\x03\x04\x14\0"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    ["a zip that claims to be a picture", bytes("PK\x03\x04\x14\0"), "image/png", "application/zip"],
    ["an old Word document", bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"), "application/msword", "application/msword"],
    ["a program that claims to be a PDF", bytes("MZ\x90\0\x03\0"), "application/pdf", "application/vnd.microsoft.portable-executable"],
    ["a page that claims to be a picture", bytes("<html><script>alert(1)</script>"), "image/png", "text/plain"],
    ["a text with a charset", bytes("hola"), "Text/Plain; charset=iso-8859-1", "text/plain"],
    ["a text that begins like a bitmap", bytes("BMW 320, matrícula"), "text/plain", "text/plain"],
    ["a mail", bytes("From: a@example.org\r\n\r\nhi"), "message/rfc822", "message/rfc822"],
    ["a text with zero bytes", bytes("a\0b"), "text/plain", "application/octet-stream"],
    ["UTF-16", bytes("\xff\xfeh\0i\0"), "text/plain", "text/plain"],
    ["unknown bytes", bytes("\x01\x02"), "application/octet-stream", "application/octet-stream"],
    ["an unknown type", bytes("\x01\x02"), "application/x-own", "application/x-own"],
    ["a claim that is no type", bytes("\x01\x02"), "x\r\nSet-Cookie: a", "application/octet-stream"],
    ["RIFF of another kind", bytes("JUNK\0\0\0\0WEBP"), "image/webp", "application/octet-stream"],
    ["nothing", bytes(""), "application/pdf", "text/plain"],
  ])("%s", (_, head, claimed, expected) => {
    expect(sniffType(head, claimed)).toBe(expected);
  });
});

describe("cleanName", () => {
  it.each([
    ["factura.pdf", "factura.pdf"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\ana\\Escritorio\\reserva ñ.docx", "reserva ñ.docx"],
    ["documento\u202efdp.exe", "documentofdp.exe"],
    ["a\0b\r\nc.txt", "abc.txt"],
    ["תמונה של המלון.png", "תמונה של המלון.png"],
    ["👩‍👩‍👧 família.jpg", "👩‍👩‍👧 família.jpg"],
    ["  \t ", "file"],
    ["..", "file"],
    ["folder/", "file"],
    [".env", ".env"],
    ["\ud800x.txt", "\ufffdx.txt"],
  ])("%j becomes %j", (name, expected) => {
    expect(cleanName(name)).toBe(expected);
  });

  it("keeps the extension of a long name and cuts no letter apart", () => {
    const name = cleanName(`${"ñandú 👩‍👩‍👧".repeat(60)}.jpeg`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/…\.jpeg$/);
    expect(name).not.toMatch(/\u200d…/);
  });
});

it("names a download for old and new readers (RFC 6266)", () => {
  expect(contentDisposition("attachment", 'reseña "final" (1).pdf')).toBe(
    `attachment; filename="resena _final_ (1).pdf"; filename*=UTF-8''rese%C3%B1a%20%22final%22%20%281%29.pdf`,
  );
});

it("shows only pictures that cannot run code, and PDF", () => {
  expect(["image/png", "application/pdf", "image/svg+xml", "text/html", "text/plain"].map(mayShowInline)).toEqual([true, true, false, false, false]);
});

it.each([
  [undefined, "whole"],
  ["bytes=0-0", { start: 0, end: 0 }],
  ["bytes=5-", { start: 5, end: 9 }],
  ["bytes=-3", { start: 7, end: 9 }],
  ["bytes=-30", { start: 0, end: 9 }],
  ["bytes=0-99", { start: 0, end: 9 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=5-2", "whole"],
  ["bytes=0-1,3-4", "whole"],
  ["lines=0-1", "whole"],
  ["bytes=-", "whole"],
])("reads the range %s of ten bytes", (header, expected) => {
  expect(readRange(header, 10)).toEqual(expected);
});
