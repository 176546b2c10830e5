import { isAscii, isUtf8 } from "node:buffer";
import charsets from "libmime/lib/charset.js";

/** What PostgreSQL's text can hold: no NUL, no lone surrogate. */
export function wellFormed(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed();
}

/**
 * The bytes of a part as they were before transfer encoding (RFC 2045, 6). Unknown encodings are taken for none: the
 * reader then sees something rather than nothing.
 */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case "base64":
      return decodeBase64(body);
    case "quoted-printable":
      return decodeQuotedPrintable(body);
    case "x-uuencode":
    case "uuencode":
    case "x-uue":
      return decodeUu(body) ?? body;
    default:
      return body;
  }
}

/** Base64 that also continues after inner padding, as written by mailers that encode in pieces. */
function decodeBase64(body: Buffer): Buffer {
  const padding = body.indexOf(0x3d);
  const text = body.toString("latin1");
  if (padding === -1 || !/[A-Za-z0-9+/]/.test(text.slice(padding))) return Buffer.from(text, "base64");
  const pieces = text.split(/=+/, 10_001);
  // no mailer pads so often: it is garbage, whose cost must stay small
  if (pieces.length > 10_000) return Buffer.from(text.replaceAll("=", ""), "base64");
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64")));
}

const hexValue = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const lower = digit.toString(16);
  hexValue[lower.charCodeAt(0)] = digit;
  hexValue[lower.toUpperCase().charCodeAt(0)] = digit;
}

/** RFC 2045, 6.7. A broken escape stays as it is; white space at the end of a line is transport padding. */
function decodeQuotedPrintable(body: Buffer): Buffer {
  if (!body.includes(0x3d)) return body;
  const out = Buffer.allocUnsafe(body.length);
  let length = 0;
  let at = 0;
  while (at < body.length) {
    const byte = body[at] ?? 0;
    if (byte !== 0x3d) {
      out[length++] = byte;
      at++;
      continue;
    }
    const high = hexValue[body[at + 1] ?? 0] ?? -1;
    const low = hexValue[body[at + 2] ?? 0] ?? -1;
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      at += 3;
      continue;
    }
    let next = at + 1;
    while (body[next] === 0x20 || body[next] === 0x09) next++;
    if (body[next] === 0x0d) next++;
    if (next >= body.length) at = next;
    else if (body[next] === 0x0a) at = next + 1;
    else {
      out[length++] = byte;
      at++;
    }
  }
  return out.subarray(0, length);
}

/** The file between `begin` and `end`, or null when there is none. */
export function decodeUu(body: Buffer): Buffer | null {
  const lines = body.toString("latin1").split(/\r?\n/);
  const begin = lines.findIndex((line) => /^begin [0-7]{3,4} /.test(line));
  if (begin === -1) return null;
  const pieces: Buffer[] = [];
  for (const line of lines.slice(begin + 1)) {
    if (line === "end" || line === "`" || line === "") break;
    const length = (line.charCodeAt(0) - 32) & 63;
    const bytes = Buffer.alloc(Math.ceil(length / 3) * 3);
    for (let group = 0; group * 3 < length; group++) {
      const code = [1, 2, 3, 4].map((offset) => ((line.charCodeAt(group * 4 + offset) || 32) - 32) & 63);
      const bits = ((code[0] ?? 0) << 18) | ((code[1] ?? 0) << 12) | ((code[2] ?? 0) << 6) | (code[3] ?? 0);
      bytes.writeUIntBE(bits, group * 3, 3);
    }
    pieces.push(bytes.subarray(0, length));
  }
  return Buffer.concat(pieces);
}

/**
 * Bytes to text. A charset that is missing, unknown or plainly wrong is guessed: UTF-8 where the bytes are UTF-8, else
 * windows-1252, of which none fails. ISO-8859-1 means windows-1252, as in browsers (WHATWG Encoding).
 */
export function decodeCharset(bytes: Buffer, declared: string | null): string {
  const label = (declared ?? "").trim().toLowerCase().slice(0, 60);
  const name = noCharset.has(label) ? "" : charsets.normalizeCharset(label).toLowerCase();
  if (name === "" || name === "utf-8" || name === "windows-1252" || name === "iso-8859-1") {
    if (isAscii(bytes)) {
      const text = bytes.toString("latin1");
      return text.includes("\x1b$") ? charsets.decode(bytes, "iso-2022-jp") : text;
    }
    // text in windows-1252 that is UTF-8 by chance does not occur; UTF-8 mislabelled so does, every day
    if (isUtf8(bytes)) return bytes.toString("utf8");
    return name !== "windows-1252" && name !== "iso-8859-1" && mostlyUtf8(bytes) ? bytes.toString("utf8") : windows1252.decode(bytes);
  }
  const text = charsets.decode(bytes, name);
  return text.includes("\ufffd") && !isAscii(bytes) && isUtf8(bytes) ? bytes.toString("utf8") : text;
}

const noCharset = new Set(["", "ascii", "us-ascii", "usascii", "ansi_x3.4-1968", "x-unknown", "unknown", "unknown-8bit", "default", "7bit", "8bit", "binary"]);
const windows1252 = new TextDecoder("windows-1252");

/** A text cut in the middle of a character, or with one bad byte, is still UTF-8 rather than windows-1252. */
function mostlyUtf8(bytes: Buffer): boolean {
  const text = bytes.toString("utf8");
  let bad = 0;
  let good = 0;
  for (const character of text) {
    if (character === "\ufffd") bad++;
    else if (character > "\x7f") good++;
  }
  return good > bad * 4;
}

/** RFC 3676: joins soft-broken lines of the same quote depth, takes the stuffing away. */
export function decodeFlowed(text: string, deleteSpace: boolean): string {
  const paragraphs: string[] = [];
  let open: { depth: number; pieces: string[] } | null = null;
  for (const line of text.split("\n")) {
    let depth = 0;
    while (line[depth] === ">") depth++;
    const content = line[depth] === " " ? line.slice(depth + 1) : line.slice(depth);
    const soft = content.endsWith(" ") && content !== "-- ";
    const piece = soft && deleteSpace ? content.slice(0, -1) : content;
    if (open && open.depth === depth && content !== "-- ") open.pieces.push(piece);
    else {
      if (open) paragraphs.push(quoted(open.depth, open.pieces));
      open = { depth, pieces: [piece] };
    }
    if (!soft) {
      paragraphs.push(quoted(open.depth, open.pieces));
      open = null;
    }
  }
  if (open) paragraphs.push(quoted(open.depth, open.pieces));
  return paragraphs.join("\n");
}

function quoted(depth: number, pieces: string[]): string {
  const text = pieces.join("");
  return depth === 0 ? text : `${">".repeat(depth)} ${text}`;
}
