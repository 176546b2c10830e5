import charsets from "libmime/lib/charset.js";
import libmime from "libmime";
import { rtfToText, unpackRtf } from "./rtf.ts";

/** What Outlook packed into a winmail.dat (MS-OXTNEF). */
export interface Tnef {
  text: string | null;
  html: string | null;
  attachments: { name: string; type: string; contentId: string | null; content: Buffer }[];
}

const signature = 0x223e9f78;
// attributes, MS-OXTNEF 2.1.3.4
const attachTitle = 0x00018010;
const attachData = 0x0006800f;
const attachRendering = 0x00069002;
const attachProperties = 0x00069005;
const messageBody = 0x0002800c;
const messageProperties = 0x00069003;
const codePage = 0x00069007;
// MAPI properties, MS-OXPROPS
const bodyText = 0x1000;
const bodyRtf = 0x1009;
const bodyHtml = 0x1013;
const attachLongName = 0x3707;
const attachMime = 0x370e;
const attachContentId = 0x3712;
const attachDataBinary = 0x3701;
const maxAttachments = 1_000;

/** Null for what is no TNEF. Damaged ones give what could be read up to the damage. */
export function readTnef(bytes: Buffer): Tnef | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) return null;
  const result: Tnef = { text: null, html: null, attachments: [] };
  let charset = "windows-1252";
  let rtf: Buffer | null = null;
  let current: Tnef["attachments"][number] | null = null;
  let at = 6;
  while (at + 9 <= bytes.length) {
    const attribute = bytes.readUInt32LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const data = bytes.subarray(at + 9, at + 9 + length);
    if (data.length < length) break;
    at += 9 + length + 2;
    switch (attribute) {
      case codePage:
        if (data.length >= 4) charset = `windows-${data.readUInt32LE(0)}`;
        break;
      case messageBody:
        result.text ??= decodeString(data, charset);
        break;
      case messageProperties: {
        const properties = readProperties(data, charset);
        result.text = properties.get(bodyText)?.text ?? result.text;
        const html = properties.get(bodyHtml);
        if (html) result.html = html.text ?? charsets.decode(html.bytes, htmlCharset(html.bytes, charset));
        rtf = properties.get(bodyRtf)?.bytes ?? rtf;
        break;
      }
      case attachRendering:
        if (result.attachments.length >= maxAttachments) return result;
        current = { name: "", type: "application/octet-stream", contentId: null, content: Buffer.alloc(0) };
        result.attachments.push(current);
        break;
      case attachTitle:
        if (current && current.name === "") current.name = decodeString(data, charset);
        break;
      case attachData:
        if (current) current.content = data;
        break;
      case attachProperties:
        if (current) applyProperties(current, readProperties(data, charset));
        break;
    }
  }
  if (rtf && result.html === null && (result.text ?? "").trim() === "") result.text = rtfToText(unpackRtf(rtf));
  for (const attachment of result.attachments) {
    if (attachment.type !== "application/octet-stream") continue;
    const extension = /\.([A-Za-z0-9]{1,10})$/.exec(attachment.name)?.[1];
    if (extension !== undefined) attachment.type = libmime.detectMimeType(extension.toLowerCase());
  }
  return result;
}

function applyProperties(attachment: Tnef["attachments"][number], properties: ReadonlyMap<number, Property>): void {
  attachment.name = properties.get(attachLongName)?.text ?? attachment.name;
  const type = properties.get(attachMime)?.text?.toLowerCase() ?? "";
  if (/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(type)) attachment.type = type;
  attachment.contentId = properties.get(attachContentId)?.text?.replace(/^<|>$/g, "") ?? attachment.contentId;
  const data = properties.get(attachDataBinary)?.bytes;
  if (!data || attachment.content.length > 0) return;
  // an embedded message is itself a TNEF behind a 16-byte interface id
  attachment.content = data.length > 20 && data.readUInt32LE(16) === signature ? data.subarray(16) : data;
}

interface Property {
  bytes: Buffer;
  text: string | null;
}

const fixedSizes: Readonly<Record<number, number>> = { 0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000a: 4, 0x000b: 4, 0x0014: 8, 0x0040: 8, 0x0048: 16 };

/** A property list, MS-OXTNEF 2.1.3.4: every value padded to four bytes. Stops at the first that makes no sense. */
function readProperties(data: Buffer, charset: string): Map<number, Property> {
  const found = new Map<number, Property>();
  let at = 0;
  const u32 = (): number => {
    if (at + 4 > data.length) {
      at = data.length + 1;
      return 0;
    }
    at += 4;
    return data.readUInt32LE(at - 4);
  };
  const count = Math.min(u32(), 10_000);
  for (let index = 0; index < count && at <= data.length; index++) {
    const tag = u32();
    const type = tag & 0x0fff;
    const id = tag >>> 16;
    if (id >= 0x8000) {
      at += 16;
      if (u32() === 0) at += 4;
      else at += padded(u32());
    }
    const many = (tag & 0x1000) !== 0;
    const fixed = fixedSizes[type];
    if (fixed !== undefined) {
      at += (many ? Math.min(u32(), data.length) : 1) * fixed;
      continue;
    }
    if (type !== 0x001e && type !== 0x001f && type !== 0x0102 && type !== 0x000d) break;
    const values = Math.min(u32(), data.length);
    for (let value = 0; value < values && at <= data.length; value++) {
      const length = u32();
      const bytes = data.subarray(at, at + length);
      if (bytes.length < length) return found;
      at += padded(length);
      if (!found.has(id)) found.set(id, { bytes, text: type === 0x001e ? decodeString(bytes, charset) : type === 0x001f ? trimNul(bytes.toString("utf16le")) : null });
    }
  }
  return found;
}

function padded(length: number): number {
  return length + ((4 - (length % 4)) % 4);
}

function decodeString(bytes: Buffer, charset: string): string {
  return trimNul(charsets.decode(bytes, charset)).replace(/\r\n?/g, "\n");
}

function trimNul(text: string): string {
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
}

function htmlCharset(bytes: Buffer, fallback: string): string {
  return /charset\s*=\s*["']?([\w-]{2,40})/i.exec(bytes.toString("latin1", 0, 2_048))?.[1] ?? fallback;
}
