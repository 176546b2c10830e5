import { maskCards } from "../platform/rich-text/index.ts";

/** A file that belongs to nothing is kept this long for its uploader to attach it. */
/** Days in which a file that was taken out of something can return; then it expires. */
export const asideDays = 30;
export const unlinkedHours = 24;

/** What a magic number proves, and which claimed types are that format, named more closely. */
const formats: readonly { type: string; at: number; bytes: string; also?: RegExp }[] = [
  { type: "image/png", at: 0, bytes: "\x89PNG\r\n\x1a\n", also: /^image\/(apng|x-png)$/ },
  { type: "image/jpeg", at: 0, bytes: "\xff\xd8\xff", also: /^image\/(jpg|pjpeg)$/ },
  { type: "image/gif", at: 0, bytes: "GIF8" },
  { type: "image/webp", at: 8, bytes: "WEBP" },
  { type: "image/avif", at: 4, bytes: "ftypavif" },
  { type: "image/heic", at: 4, bytes: "ftyphei", also: /^image\/hei[cf]$/ },
  { type: "image/heic", at: 4, bytes: "ftypmif1", also: /^image\/(hei[cf]|avif)$/ },
  { type: "image/tiff", at: 0, bytes: "II*\0", also: /^image\/x-/ },
  { type: "image/tiff", at: 0, bytes: "MM\0*", also: /^image\/x-/ },
  { type: "image/bmp", at: 0, bytes: "BM", also: /^image\/x-(ms-)?bmp$/ },
  { type: "application/pdf", at: 0, bytes: "%PDF-" },
  {
    type: "application/zip",
    at: 0,
    bytes: "PK\x03\x04",
    also: /^application\/(vnd\.|x-zip|java-archive|epub\+zip|x-iwork|x-xpinstall|x-ms-)|^model\//,
  },
  { type: "application/zip", at: 0, bytes: "PK\x05\x06" },
  { type: "application/gzip", at: 0, bytes: "\x1f\x8b", also: /^application\/(x-gzip|x-tar|x-compressed.*|x-gtar|tar\+gzip)$/ },
  { type: "application/x-7z-compressed", at: 0, bytes: "7z\xbc\xaf\x27\x1c" },
  { type: "application/vnd.rar", at: 0, bytes: "Rar!\x1a\x07", also: /^application\/x-rar/ },
  {
    type: "application/x-ole-storage",
    at: 0,
    bytes: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    also: /^application\/(msword|vnd\.ms-|vnd\.visio|x-msi|x-ole)/,
  },
  { type: "application/rtf", at: 0, bytes: "{\\rtf", also: /^(text\/rtf|text\/richtext|application\/msword)$/ },
  { type: "video/mp4", at: 4, bytes: "ftyp", also: /^(video|audio)\/(mp4|quicktime|3gpp2?|x-m4[av])$|^audio\/(m4a|aac)$/ },
  { type: "video/webm", at: 0, bytes: "\x1a\x45\xdf\xa3", also: /^(video|audio)\/(webm|x-matroska)$/ },
  { type: "video/x-msvideo", at: 8, bytes: "AVI ", also: /^video\/(avi|msvideo)$/ },
  { type: "audio/wav", at: 8, bytes: "WAVE", also: /^audio\/(x-wav|wave|vnd\.wave)$/ },
  { type: "audio/ogg", at: 0, bytes: "OggS", also: /^(audio|video|application)\/(ogg|opus)$/ },
  { type: "audio/mpeg", at: 0, bytes: "ID3", also: /^audio\/(mp3|x-mp3|mpeg3)$/ },
  { type: "audio/flac", at: 0, bytes: "fLaC", also: /^audio\/x-flac$/ },
  { type: "application/vnd.microsoft.portable-executable", at: 0, bytes: "MZ", also: /^application\/x-(ms-?dos|msdownload|dosexec).*/ },
  { type: "application/x-elf", at: 0, bytes: "\x7fELF", also: /^application\/x-(executable|sharedlib|object)$/ },
];
/** RIFF is a container: WEBP, WAVE and AVI say at byte 8 which. */
const riffTypes = new Set(["image/webp", "audio/wav", "video/x-msvideo"]);
/** A claim of one of these without its magic number is false. Some text is written with such names, e.g. a CSV by spreadsheets. */
const provable = new Set(formats.map((format) => format.type).concat("image/jpg", "image/heif", "application/msword", "application/vnd.ms-excel"));

/**
 * The type of a file, by its first bytes. What was claimed is kept where the content does not contradict it.
 * @param head the first bytes, a few hundred at least
 */
export function sniffType(head: Uint8Array, claimed: string): string {
  const claim = claimed.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const known = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(claim) ? claim : "application/octet-stream";
  const start = Buffer.from(head.subarray(0, 64)).toString("latin1");
  const found = formats.find(
    ({ type, at, bytes }) => start.startsWith(bytes, at) && (!riffTypes.has(type) || start.startsWith("RIFF")),
  );
  // two letters are little proof: a text may begin with them
  if (found && !(found.bytes.length === 2 && found.at === 0 && looksLikeText(head))) {
    return known === found.type || found.also?.test(known) ? known : found.type;
  }
  const text = looksLikeText(head);
  if (provable.has(known)) return text ? "text/plain" : "application/octet-stream";
  if (known.startsWith("text/")) return text ? known : "application/octet-stream";
  if (known === "application/octet-stream" && text && head.length > 0) return "text/plain";
  return known;
}

/** No control characters but the usual white space and escape; UTF-16 with its mark counts as text. */
function looksLikeText(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  return !head.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27);
}

/** The types a browser may show in place: pictures that cannot run code, and PDF in the browser's own viewer. */
const shown = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf"]);
export const mayShowInline = (type: string): boolean => shown.has(type);

/** bytes of UTF-8 that every common file system takes */
const longestName = 200;

/**
 * A file's name as it may be stored and shown: no folders, nothing invisible that changes how the rest reads. Any
 * script is kept, and so is the extension of a name that is too long.
 */
export function cleanName(name: string): string {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? "";
  const visible = last
    .normalize("NFC")
    // controls, line separators, and the marks that turn the direction of what follows (U+202E hides "exe" in "gpj.exe")
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  return shortened(maskCards(visible));
}

function shortened(visible: string): string {
  if (/^\.*$/.test(visible)) return "file";
  if (Buffer.byteLength(visible) <= longestName) return visible;
  const extension = /\.[^.\s]{1,16}$/u.exec(visible)?.[0] ?? "";
  let stem = "";
  let bytes = Buffer.byteLength(extension) + Buffer.byteLength("…");
  for (const { segment } of new Intl.Segmenter().segment(visible.slice(0, visible.length - extension.length))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > longestName) break;
    stem += segment;
  }
  return `${stem.trimEnd()}…${extension}`;
}

/** The Content-Disposition of a download, its name in ASCII for old readers and in full (RFC 6266, RFC 8187). */
export function contentDisposition(kind: "attachment" | "inline", name: string): string {
  const ascii = name.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  const full = encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${full}`;
}

/**
 * One range of RFC 9110 (14.1.2); several, or other units, are answered with the whole, which the RFC allows.
 * @param size bytes of the whole
 */
export function readRange(header: string | undefined, size: number): { start: number; end: number } | "whole" | "unsatisfiable" {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === "" && match[2] === "")) return "whole";
  const start = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[1] !== "" && match[2] !== "" && Number(match[2]) < Number(match[1])) return "whole";
  return start >= size || start > end ? "unsatisfiable" : { start, end };
}
