import libmime from "libmime";
import { htmlToText, textToHtml } from "../rich-text/index.ts";
import { icsSummary } from "./calendar.ts";
import { decodeCharset, decodeFlowed, decodeTransfer, wellFormed } from "./decode.ts";
import { correspondents, headerDate, headerText, headerValue, messageIds, normaliseAddress, type Correspondent, type Headers } from "./headers.ts";
import { readTnef } from "./tnef.ts";
import { readTree, type Limits, type Omission, type Part } from "./tree.ts";

export { correspondents, headerText, headerValue, messageIds, normaliseAddress, structured, type Correspondent, type Headers } from "./headers.ts";
export { wellFormed } from "./decode.ts";
export type { Limits, Omission } from "./tree.ts";

export interface MailAttachment {
  /** never empty, without path or control characters, ≤ 200 characters */
  name: string;
  /** media type, lower case */
  type: string;
  /** bytes */
  size: number;
  /** without angle brackets */
  contentId: string | null;
  /** shown within the HTML by its content id */
  inline: boolean;
  content: Buffer;
}

/** What a person wrote, out of the bytes of a mail. Texts hold neither NUL nor lone surrogates and end lines with \n. */
export interface ParsedMail {
  /** `<left@right>`, or null */
  messageId: string | null;
  inReplyTo: string[];
  references: string[];
  from: Correspondent | null;
  sender: Correspondent | null;
  replyTo: Correspondent[];
  to: Correspondent[];
  cc: Correspondent[];
  /** Delivered-To, X-Original-To and Envelope-To: the mailbox that took it */
  deliveredTo: string[];
  date: Date | null;
  subject: string;
  headers: Headers;
  /** of the root: "text/plain", "multipart/report", … */
  type: string;
  params: Readonly<Record<string, string>>;
  /** null when the sender wrote HTML only */
  text: string | null;
  /** raw: to be sanitised before anybody sees it */
  html: string | null;
  attachments: MailAttachment[];
  omitted: Omission[];
}

export const mailLimits: Limits = { parts: 1_000, depth: 64, bytes: 50 * 1024 * 1024 };

/** Texts longer than this many characters are attached as files instead of shown. */
const maxBodyLength = 2_000_000;

/**
 * Reads any bytes as a mail; never throws. Beyond the limits it keeps what it has read and says in `omitted` what is
 * missing. Synchronous and without streams: a mail of usual size takes some 50 µs. Charsets and encoded-words are
 * decoded by libmime, as mailparser does.
 */
export function parseMail(raw: Buffer, limits: Limits = mailLimits): ParsedMail {
  const { root, omitted } = readTree(raw, limits);
  const attachments: MailAttachment[] = [];
  const body = renderPart(root, attachments, { related: false, alternative: false, first: true });
  const html = body.html === null ? null : wellFormed(body.html);
  const text = (body.text ?? "").trim() === "" && (html ?? "").trim() === "" ? (standIn(attachments, limits) ?? "") : body.text;
  for (const attachment of attachments) {
    attachment.inline = attachment.contentId !== null && html !== null && html.includes(`cid:${attachment.contentId}`);
  }
  const { headers } = root;
  return {
    messageId: messageIds(headers, "message-id")[0] ?? null,
    inReplyTo: messageIds(headers, "in-reply-to"),
    references: messageIds(headers, "references"),
    from: correspondents(headers, "from").find((entry) => entry.address !== "") ?? correspondents(headers, "from")[0] ?? null,
    sender: correspondents(headers, "sender")[0] ?? null,
    replyTo: withAddress(correspondents(headers, "reply-to")),
    to: withAddress(correspondents(headers, "to")),
    cc: withAddress(correspondents(headers, "cc")),
    deliveredTo: deliveredTo(headers),
    date: headerDate(headers),
    subject: headerText(headers, "subject").replace(/\s+/g, " ").trim().slice(0, 1_000).toWellFormed(),
    headers,
    type: root.type,
    params: root.params,
    text: text === null ? null : wellFormed(text),
    html,
    attachments,
    omitted,
  };
}

function withAddress(entries: Correspondent[]): Correspondent[] {
  return entries.filter((entry) => entry.address !== "");
}

function deliveredTo(headers: Headers): string[] {
  const found = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"].flatMap((name) => headers.get(name) ?? []);
  return [...new Set(found.flatMap((value) => value.split(",")).map(normaliseAddress))].filter((address) => address !== "");
}

interface Rendered {
  text: string | null;
  html: string | null;
}
interface Place {
  related: boolean;
  alternative: boolean;
  /** the first leaf of its multipart: a body even if it carries a name */
  first: boolean;
}

/** The readable body of a part; everything else below it goes to `attachments`. */
function renderPart(part: Part, attachments: MailAttachment[], place: Place): Rendered {
  if (part.type.startsWith("multipart/")) return renderMultipart(part, attachments, place);
  const shown = part.type === "text/plain" || part.type === "text/html";
  const named = part.fileName !== "" && !place.first;
  if (shown && part.disposition !== "attachment" && !named && !(place.related && !place.first)) {
    const content = decodeTransfer(part.body, part.encoding);
    const text = decodeText(content, part);
    if (text.length <= maxBodyLength) return part.type === "text/html" ? { text: null, html: text } : { text, html: null };
  }
  // a second rendering of the same words, for a reader that we are not
  if (place.alternative && (part.type === "text/x-amp-html" || part.type === "text/watch-html" || part.type === "text/enriched")) return { text: null, html: null };
  const content = decodeTransfer(part.body, part.encoding);
  if (part.type === "application/ms-tnef" || /^winmail\.dat$/i.test(part.fileName)) {
    const tnef = readTnef(content);
    if (tnef) {
      for (const file of tnef.attachments) attachments.push(attach(file.name, file.type, file.contentId, file.content));
      return { text: tnef.text, html: tnef.html };
    }
  }
  attachments.push(attach(part.fileName, part.type, messageIdLike(headerValue(part.headers, "content-id")), content));
  return { text: null, html: null };
}

function renderMultipart(part: Part, attachments: MailAttachment[], place: Place): Rendered {
  const kind = part.type.slice("multipart/".length);
  if (kind === "related") {
    const start = (part.params["start"] ?? "").replace(/^<|>$/g, "");
    const root = part.children.find((child) => start !== "" && messageIdLike(headerValue(child.headers, "content-id")) === start) ?? part.children[0];
    const rendered = part.children.map((child) => renderPart(child, attachments, { related: true, alternative: place.alternative, first: child === root }));
    return joinRendered(rendered);
  }
  if (kind === "alternative") {
    const rendered = part.children.map((child) => renderPart(child, attachments, { related: false, alternative: true, first: true }));
    return { text: rendered.findLast((each) => each.text !== null)?.text ?? null, html: rendered.findLast((each) => each.html !== null)?.html ?? null };
  }
  return joinRendered(part.children.map((child, index) => renderPart(child, attachments, { ...place, first: index === 0 })));
}

/** Consecutive bodies (a mailing list's footer, Apple Mail around an attachment) are read one after the other. */
function joinRendered(parts: Rendered[]): Rendered {
  const bodies = parts.filter((part) => part.text !== null || part.html !== null);
  if (bodies.length <= 1) return bodies[0] ?? { text: null, html: null };
  const html = bodies.some((part) => part.html !== null) ? bodies.map((part) => part.html ?? textToHtml(part.text ?? "")).join("\n") : null;
  return { text: bodies.map((part) => part.text ?? htmlToText(part.html ?? "")).join("\n"), html };
}

function decodeText(content: Buffer, part: Part): string {
  let charset = part.params["charset"]?.replace(/["']/g, "") || null;
  if (part.type === "text/html" && charset === null) {
    charset = /<meta[^>]{1,200}charset\s*=\s*["']?([\w-]{2,40})/i.exec(content.toString("latin1", 0, 2_048))?.[1] ?? null;
  }
  let text = decodeCharset(content, charset);
  if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
  if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
  if (part.type === "text/plain" && part.params["format"]?.toLowerCase() === "flowed") return decodeFlowed(text, part.params["delsp"]?.toLowerCase() === "yes");
  return text;
}

/** What to read where the sender wrote nothing: the invitation, or the mail that is attached. */
function standIn(attachments: MailAttachment[], limits: Limits): string | null {
  const calendar = attachments.find((attachment) => attachment.type === "text/calendar");
  if (calendar) return icsSummary(decodeCharset(calendar.content, "utf-8"));
  const attached = attachments.find((attachment) => attachment.type === "message/rfc822");
  // mails within mails within mails: the depth is the fuse
  if (!attached || limits.depth < 8) return null;
  const inner = parseMail(attached.content, { parts: 100, depth: limits.depth / 4, bytes: 1_000_000 });
  return `${inner.from?.name || inner.from?.address || ""}: ${inner.subject}\n\n${inner.text ?? htmlToText(inner.html ?? "")}`;
}

function attach(fileName: string, declared: string, contentId: string | null, content: Buffer): MailAttachment {
  const given = fileName.replace(/^.*[\\/]/, "").replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, "").trim().replace(/^\.+/, "").slice(-200).toWellFormed();
  const extension = /\.([A-Za-z0-9]{1,10})$/.exec(given)?.[1]?.toLowerCase();
  const type = declared === "application/octet-stream" && extension !== undefined ? libmime.detectMimeType(extension) : declared;
  return { name: given === "" ? nameFor(type) : given, type, size: content.length, contentId, inline: false, content };
}

const knownNames: Readonly<Record<string, string>> = {
  "message/rfc822": "message.eml",
  "message/delivery-status": "delivery-status.txt",
  "text/rfc822-headers": "headers.txt",
  "text/calendar": "invite.ics",
  "text/plain": "text.txt",
  "text/html": "page.html",
  "application/pgp-signature": "signature.asc",
  "application/pgp-encrypted": "version.asc",
  "application/pkcs7-mime": "smime.p7m",
  "application/pkcs7-signature": "smime.p7s",
  "application/ms-tnef": "winmail.dat",
};

function nameFor(type: string): string {
  const known = knownNames[type];
  if (known !== undefined) return known;
  const extension = libmime.detectExtension(type);
  return `${type.startsWith("image/") ? "image" : "file"}.${/^[a-z0-9]{1,10}$/.test(extension) ? extension : "bin"}`;
}

function messageIdLike(value: string): string | null {
  const id = value.trim().replace(/^<|>$/g, "").trim().slice(0, 250);
  return id === "" ? null : id;
}
