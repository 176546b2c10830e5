import { isAscii, isUtf8 } from "node:buffer";
import addressparser from "nodemailer/lib/addressparser";
import libmime from "libmime";
import { wellFormed } from "./decode.ts";

/** Header fields by lower-case name, each with all its values, unfolded, in the order they stand; encoded-words kept. */
export type Headers = ReadonlyMap<string, readonly string[]>;
export interface Correspondent {
  /** normalised: trimmed, lower case; "" when the field names a person without an address */
  address: string;
  name: string;
}

const maxHeaderBytes = 256 * 1024;
const maxFields = 2_000;
const maxValueLength = 16 * 1024;
const fieldName = /^([!-9;-~]{1,200})[ \t]*:/;

export interface HeaderBlock {
  headers: Headers;
  /** where the body starts */
  end: number;
  /** some of it was left out for its length */
  truncated: boolean;
}

/**
 * Reads the header fields that start at `start`. The block ends at an empty line, or before a line that `isDelimiter`
 * knows (a part without a body). A first line that is no field means that there are no headers at all; later ones are
 * taken for broken continuations.
 */
export function readHeaders(raw: Buffer, start: number, isDelimiter: (line: string) => boolean): HeaderBlock {
  const headers = new Map<string, string[]>();
  let truncated = false;
  let at = start;
  let fields = 0;
  let name = "";
  let pieces: string[] = [];
  const commit = () => {
    if (name === "") return;
    const value = pieces.length === 1 ? (pieces[0] ?? "") : pieces.join(" ");
    if (value.length > maxValueLength) truncated = true;
    const kept = wellFormed(value.slice(0, maxValueLength).trim());
    const values = headers.get(name);
    if (values) values.push(kept);
    else headers.set(name, [kept]);
  };
  while (at < raw.length) {
    const newline = raw.indexOf(0x0a, at);
    const next = newline === -1 ? raw.length : newline + 1;
    let lineEnd = newline === -1 ? raw.length : newline;
    if (lineEnd > at && raw[lineEnd - 1] === 0x0d) lineEnd--;
    if (lineEnd === at) {
      at = next;
      break;
    }
    const overLong = at - start > maxHeaderBytes || fields > maxFields;
    const line = overLong ? "" : bytesToText(raw.subarray(at, Math.min(lineEnd, at + maxValueLength * 4)));
    if (raw[at] === 0x2d && isDelimiter(line)) break;
    if (overLong) truncated = true;
    else if (line.startsWith(" ") || line.startsWith("\t")) pieces.push(line.trim());
    else {
      const match = fieldName.exec(line);
      if (match) {
        commit();
        name = (match[1] ?? "").toLowerCase();
        pieces = [line.slice(match[0].length).trim()];
        fields++;
      } else if (fields === 0 && !/^>?From /.test(line)) {
        return { headers, end: at, truncated };
      } else pieces.push(line.trim());
    }
    at = next;
  }
  commit();
  return { headers, end: at, truncated };
}

const windows1252 = new TextDecoder("windows-1252");

/** Raw 8-bit headers are UTF-8 (RFC 6532) or, from old mailers, mostly windows-1252. */
function bytesToText(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString("latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : windows1252.decode(bytes);
}

/** The first value as it stands, or "". Of duplicated fields the first counts. */
export function headerValue(headers: Headers, name: string): string {
  return headers.get(name)?.[0] ?? "";
}

/** The first value with encoded-words decoded, or "". */
export function headerText(headers: Headers, name: string): string {
  return decodeWords(headerValue(headers, name));
}

export function decodeWords(text: string): string {
  if (!text.includes("=?")) return text;
  try {
    return wellFormed(libmime.decodeWords(text)).replace(/[\r\n]+/g, " ");
  } catch {
    return text; // an encoded-word that cannot be decoded is shown as it came
  }
}

export interface Structured {
  value: string;
  params: Readonly<Record<string, string>>;
}

/** A value with parameters, such as Content-Type. */
export function structured(value: string): Structured {
  if (value === "") return { value: "", params: {} };
  const parsed = libmime.parseHeaderValue(value);
  return { value: (parsed.value || "").trim().toLowerCase(), params: parsed.params };
}

/** All addresses of a field, groups dissolved. Broken ones are kept by name, so that nothing is invented. */
export function correspondents(headers: Headers, name: string): Correspondent[] {
  const found: Correspondent[] = [];
  for (const value of headers.get(name) ?? []) {
    // RFC 5322 has no limit; past these many a field is an attack on whoever reads it
    for (const entry of addressparser(value, { flatten: true }).slice(0, 500)) {
      let address = normaliseAddress(entry.address);
      let label = decodeWords(entry.name).trim();
      // some mailers encode the whole `Name <address>`
      const whole = address === "" && label !== entry.name ? /^(.{0,200})<([^<>]{3,254})>$/.exec(label) : null;
      if (whole) [label, address] = [(whole[1] ?? "").replace(/"/g, "").trim(), normaliseAddress(whole[2] ?? "")];
      label = label.slice(0, 200).toWellFormed();
      if (address !== "" || label !== "") found.push({ address, name: label.toLowerCase() === address ? "" : label });
    }
  }
  return found;
}

/** Trimmed and lower case; "" for what is no local@domain. */
export function normaliseAddress(address: string): string {
  const trimmed = address.trim().replace(/^<|>$/g, "").toLowerCase();
  return /^[^\s@<>",;]{1,64}@[^\s@<>",;]{1,253}$/.test(trimmed) && trimmed.length <= 254 ? trimmed : "";
}

/** The Message-IDs in a field, each as `<left@right>`. */
export function messageIds(headers: Headers, name: string): string[] {
  const ids: string[] = [];
  for (const value of headers.get(name) ?? []) {
    const decoded = decodeWords(value);
    const bracketed = decoded.match(/<[^<>\s]{1,990}>/g);
    if (bracketed) ids.push(...bracketed);
    else ids.push(...decoded.split(/[\s,]+/).filter((word) => /^[^\s<>@]+@[^\s<>@]+$/.test(word)).map((word) => `<${word}>`));
  }
  return ids.slice(-200);
}

/** RFC 5322 dates and their usual distortions; null for what is none, or lies outside 1980 to 2200. */
export function headerDate(headers: Headers): Date | null {
  const value = headerValue(headers, "date").slice(0, 200).replace(/\([^)]*\)/g, " ").replace(/\s+/g, " ").trim();
  if (value === "") return null;
  for (const candidate of [value, value.replace(/^[^0-9]*/, "")]) {
    const date = new Date(candidate);
    if (date.getUTCFullYear() >= 1980 && date.getUTCFullYear() <= 2200) return date;
  }
  return null;
}
