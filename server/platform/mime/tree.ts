import { decodeWords, headerValue, readHeaders, structured, type Headers } from "./headers.ts";

/** One entity of a mail; a multipart has children, everything else a body (raw, still transfer-encoded). */
export interface Part {
  headers: Headers;
  /** lower case, e.g. "text/plain"; never empty */
  type: string;
  params: Readonly<Record<string, string>>;
  /** "inline", "attachment" or "" */
  disposition: string;
  /** as the sender wrote it, decoded; "" when there is none */
  fileName: string;
  encoding: string;
  body: Buffer;
  children: Part[];
}

export interface Limits {
  parts: number;
  depth: number;
  bytes: number;
}

/** What of a mail was left out: it was more than we read. The raw mail is kept whole. */
export type Omission = "size" | "parts" | "depth" | "headers";

/** Which open boundary a line is, and whether it closes it. */
type LevelOf = (line: string) => { level: number; close: boolean } | null;

interface OpenMultipart {
  part: Part;
  boundary: string;
}

/**
 * The tree of a mail, in one pass over its bytes whatever its nesting: a line that starts with `--` is looked up among
 * the boundaries that are open at that point, so an inner multipart that was never closed ends with its parent.
 * message/rfc822 is not entered: it is an attachment.
 */
export function readTree(raw: Buffer, limits: Limits): { root: Part; omitted: Omission[] } {
  const omitted = new Set<Omission>();
  if (raw.length > limits.bytes) {
    raw = raw.subarray(0, limits.bytes);
    omitted.add("size");
  }
  const open: OpenMultipart[] = [];
  const levels = new Map<string, number>();
  const truncateTo = (length: number) => {
    open.length = length;
    levels.clear();
    open.forEach(({ boundary }, level) => levels.set(boundary, level));
  };
  const levelOf: LevelOf = (line) => {
    const name = line.slice(2).trimEnd();
    const level = levels.get(name);
    if (level !== undefined) return { level, close: false };
    const closed = name.endsWith("--") ? levels.get(name.slice(0, -2)) : undefined;
    return closed === undefined ? null : { level: closed, close: true };
  };
  const isDelimiter = (line: string) => levelOf(line) !== null;

  /** Reads one entity's headers; its body is set when its end is found. */
  const enter = (start: number, parent: string): { part: Part; bodyStart: number } => {
    const block = readHeaders(raw, start, isDelimiter);
    if (block.truncated) omitted.add("headers");
    return { part: describe(block.headers, parent), bodyStart: block.end };
  };
  /** Opens a multipart; one without a usable boundary is read as text. */
  const openMultipart = (part: Part, bodyStart: number): boolean => {
    if (!part.type.startsWith("multipart/")) return false;
    const boundary = boundaryOf(raw, bodyStart, part);
    if (boundary === null) {
      part.type = "text/plain";
      return false;
    }
    if (open.length >= limits.depth) {
      omitted.add("depth");
      part.type = "multipart/x-omitted";
      return false;
    }
    open.push({ part, boundary });
    levels.set(boundary, open.length - 1);
    return true;
  };

  let count = 1;
  const first = enter(0, "");
  let leaf: { part: Part; bodyStart: number } | null = openMultipart(first.part, first.bodyStart) ? null : first;
  let at = first.bodyStart;
  if (leaf === null) {
    for (;;) {
      const delimiter = nextDelimiter(raw, at, levelOf);
      if (leaf) leaf.part.body = bodyBetween(raw, leaf.bodyStart, delimiter?.start ?? raw.length, delimiter !== null);
      leaf = null;
      if (delimiter === null) break;
      truncateTo(delimiter.close ? delimiter.level : delimiter.level + 1);
      at = delimiter.end;
      if (open.length === 0) break;
      if (delimiter.close) continue;
      if (++count > limits.parts) {
        omitted.add("parts");
        break;
      }
      const parent = open[delimiter.level]?.part;
      const child = enter(delimiter.end, parent?.type ?? "");
      parent?.children.push(child.part);
      if (!openMultipart(child.part, child.bodyStart)) leaf = child;
      at = child.bodyStart;
    }
  } else leaf.part.body = raw.subarray(leaf.bodyStart);
  return { root: first.part, omitted: [...omitted] };
}

function describe(headers: Headers, parent: string): Part {
  const type = structured(headerValue(headers, "content-type"));
  const disposition = structured(headerValue(headers, "content-disposition"));
  const fallback = parent === "multipart/digest" ? "message/rfc822" : disposition.value === "attachment" ? "application/octet-stream" : "text/plain";
  const token = type.value.split(/[\s,(]/)[0] ?? "";
  return {
    headers,
    type: /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+*-]+$/.test(token) ? token : token === "text" || token === "" ? fallback : "application/octet-stream",
    params: type.params,
    disposition: disposition.value === "" || disposition.value === "inline" ? disposition.value : "attachment",
    fileName: decodeWords(disposition.params["filename"] || type.params["name"] || ""),
    encoding: (headerValue(headers, "content-transfer-encoding").slice(0, 200).replace(/\([^)]*\)/g, " ").trim().split(/[\s;]/)[0] ?? "").toLowerCase(),
    body: Buffer.alloc(0),
    children: [],
  };
}

/** The declared boundary if it occurs; else the first line that looks like one and is followed by a header field. */
function boundaryOf(raw: Buffer, bodyStart: number, part: Part): string | null {
  const declared = Buffer.from((part.params["boundary"] ?? "").trim(), "utf8").toString("latin1");
  // a preamble is a line or two; a window keeps a thousand nested lies from costing a thousand passes
  if (declared !== "" && raw.subarray(bodyStart, bodyStart + 1024 * 1024).includes(`--${declared}`, 0, "latin1")) return declared;
  const opening = /(?:^|\n)--([^\r\n]{1,200})\r?\n(?:Content-|MIME-)[A-Za-z-]+:/i.exec(raw.toString("latin1", bodyStart, bodyStart + 64 * 1024));
  return opening?.[1]?.trimEnd() ?? null;
}

interface Delimiter {
  start: number;
  end: number;
  level: number;
  close: boolean;
}

function nextDelimiter(raw: Buffer, from: number, levelOf: LevelOf): Delimiter | null {
  let start = from;
  if (!(raw[start] === 0x2d && raw[start + 1] === 0x2d && (start === 0 || raw[start - 1] === 0x0a))) start = nextDashes(raw, from);
  while (start !== -1) {
    const newline = raw.indexOf(0x0a, start);
    const end = newline === -1 ? raw.length : newline + 1;
    // RFC 2046 allows 70 characters; a line far longer than any boundary in use is content
    const found = end - start > 1_100 ? null : levelOf(raw.toString("latin1", start, end));
    if (found) return { start, end, ...found };
    start = nextDashes(raw, end - 1);
  }
  return null;
}

const newlineAndDashes = Buffer.from("\n--");

function nextDashes(raw: Buffer, from: number): number {
  const found = raw.indexOf(newlineAndDashes, Math.max(from, 0));
  return found === -1 ? -1 : found + 1;
}

/** The line break before a delimiter belongs to the delimiter (RFC 2046, 5.1.1). */
function bodyBetween(raw: Buffer, start: number, end: number, delimited: boolean): Buffer {
  if (delimited && end > start && raw[end - 1] === 0x0a) end--;
  if (delimited && end > start && raw[end - 1] === 0x0d) end--;
  return raw.subarray(start, Math.max(start, end));
}
