import { normaliseAddress, parseMail, type Correspondent, type MailAttachment, type ParsedMail } from "../platform/mime/index.ts";
import { htmlToText, maskBody, maskCards, renderBody, sanitize, splitHtml, type Body } from "../platform/rich-text/index.ts";

/** A mail within a mail: what somebody passed on (H2). */
export interface Forwarded {
  from: Correspondent;
  subject: string;
  /** as the forwarding program wrote it, in its reader's language */
  date: string;
  /** what was passed on, without the block of headers above it */
  body: Body;
  /** what the forwarding person wrote above it, "" when nothing */
  comment: string;
  /** of the mail that was passed on, when it came as an attachment; null: those of the outer mail */
  attachments: MailAttachment[] | null;
  how: "attached" | "inline";
}

const prefixes = /^\s*(?:(?:re|aw|rv|res|sv)\s*:\s*)*(?:fwd?|rv|reenv(?:iado)?|enc|encaminhad[oa]|wg|tr|i|rvs?|redirec[tț]ionat|fw|vs|doorst|pd|továbbítás|i̇let|yönl|пересл?|fs|转发|転送)\s*(?:\[\d+\])?\s*[:：]\s*/i;

/** Whether the subject alone says that it is a forward. */
export const isForwardSubject = (subject: string): boolean => prefixes.test(subject);

export const withoutForwardPrefix = (subject: string): string => {
  let bare = subject;
  for (let round = 0; round < 5 && prefixes.test(bare); round++) bare = bare.replace(prefixes, "");
  return bare.trim();
};

const markers =
  /^[>\s]*(?:-{4,}\s*(?:forwarded message|forwarded by .*|mensaje reenviado|mensagem encaminhada|mesaj redirec[tț]ionat|mesaj transmis|mesaj înaintat|weitergeleitete nachricht|message transféré|messaggio inoltrato|doorgestuurd bericht|original message|mensaje original|mensagem original|mesaj original|mesajul original|ursprüngliche nachricht|message d['’]origine|messaggio originale)\s*-{4,}|(?:begin forwarded message|inicio del mensaje reenviado|início da mensagem (?:reencaminhada|encaminhada)|începutul mesajului (?:redirec[tț]ionat|retrimis)|anfang der weitergeleiteten nachricht|début du message (?:réexpédié|transféré)|inizio messaggio inoltrato)\s*:)\s*$/i;

type Field = "from" | "date" | "subject" | "to" | "other";
const labels: readonly (readonly [Field, string])[] = [
  ["from", "from|de la|de|von|da|van|expeditor"],
  ["date", "date|sent|fecha|enviado(?: el| em)?|enviada(?: em| el)?|data|trimis|gesendet(?: am)?|datum|envoyé|inviato|verzonden|sent at|data de envio"],
  ["subject", "subject|asunto|assunto|subiect|betreff|objet|oggetto|onderwerp"],
  ["to", "to|para|către|catre|la|an|à|a|aan"],
  ["other", "cc|cco|bcc|reply-to|responder a|responda a|răspuns la|antwort an|répondre à|rispondi a|kopie|copie|in-reply-to|organization|importance|importancia|importância|prioritate|priority"],
];
const labelled: readonly (readonly [Field, RegExp])[] = labels.map(([field, names]) => [field, new RegExp(`^[>*_\\s]*(?:${names})\\s?[*_]{0,2}\\s?[:：][*_]{0,2}\\s*(.*)$`, "i")]);

function fieldOf(line: string): { field: Field; value: string } | null {
  if (line.length > 2_000) return null;
  for (const [field, expression] of labelled) {
    const match = expression.exec(line);
    if (match) return { field, value: (match[1] ?? "").trim() };
  }
  return null;
}

interface Block {
  fields: Partial<Record<Field, string>>;
  /** lines of the text: where the block (with its marker) starts, and where what was passed on begins */
  start: number;
  end: number;
}

/** The block of headers that programs put above what they forward: at least a sender and two more fields. */
function findBlock(lines: readonly string[]): Block | null {
  for (let at = 0; at < Math.min(lines.length, 1_000); at++) {
    const first = fieldOf(lines[at] ?? "");
    if (first === null || first.field === "other" || first.field === "to") continue;
    const fields: Partial<Record<Field, string>> = {};
    let last: Field | null = null;
    let next = at;
    let blanks = 0;
    for (; next < Math.min(lines.length, at + 40); next++) {
      const line = (lines[next] ?? "").replace(/^[>\s]+/, "").trim();
      if (line === "") {
        // Apple Mail and conversions from HTML put empty lines between the fields
        if (++blanks > 1) break;
        continue;
      }
      const found = fieldOf(line);
      if (found && fields[found.field] === undefined) {
        fields[found.field] = found.value;
        last = found.field;
        blanks = 0;
      } else if (found?.field === "other") {
        last = "other";
        blanks = 0;
      } else if (last !== null && blanks === 0 && (fields[last] === "" || /[,;<]$|^[<(]/.test(fields[last] ?? "") || line.startsWith("<"))) {
        fields[last] = `${fields[last] ?? ""} ${line}`.trim();
      } else break;
    }
    const count = (["date", "subject", "to"] as const).filter((field) => fields[field] !== undefined).length;
    if (fields.from === undefined || count < 2) continue;
    let start = at;
    while (start > 0 && (/^[>\s]*$/.test(lines[start - 1] ?? "x") || /^[>\s]*_{5,}\s*$/.test(lines[start - 1] ?? "") || markers.test(lines[start - 1] ?? ""))) start--;
    let end = next;
    while (end > at && (lines[end - 1] ?? "").replace(/[>\s]+/g, "") === "") end--;
    return { fields, start, end };
  }
  return null;
}

/** Whether it is worth a closer look, told by what costs nothing. */
export const mayBeForward = (mail: ParsedMail): boolean =>
  isForwardSubject(mail.subject) ||
  mail.attachments.some(({ type, name }) => type === "message/rfc822" || /\.eml$/i.test(name)) ||
  /^[> \t]*(?:-{4,}|begin forwarded|inicio del mensaje|início da mensagem|începutul mesajului|anfang der|début du message|inizio messaggio)/im.test((mail.text ?? mail.html ?? "").slice(0, 20_000));

/**
 * The mail that was passed on within this one, by an attachment or in the text; null when there is none, or its sender
 * cannot be told. Knows the forms of Gmail, Outlook, Apple Mail and Thunderbird in es, en, pt, ro, de, fr, it and nl.
 */
export function readForwarded(mail: ParsedMail): Forwarded | null {
  const text = mail.text ?? htmlToText(mail.html ?? "");
  const found = readInline(mail, text) ?? readAttached(mail, text);
  return found && { ...found, subject: maskCards(found.subject), comment: maskCards(found.comment) };
}

function readAttached(mail: ParsedMail, text: string): Forwarded | null {
  const attached = mail.attachments.filter((attachment) => attachment.type === "message/rfc822" || (/\.eml$/i.test(attachment.name) && attachment.size < 30_000_000));
  const [only] = attached;
  if (attached.length !== 1 || only === undefined) return null;
  const inner = parseMail(only.content);
  if (inner.from === null || inner.from.address === "") return null;
  const others = mail.attachments.filter((attachment) => attachment !== only);
  // a mail that is nothing but the attached one shows its words in place of a body: that is no comment
  const comment = mail.type === "message/rfc822" || text.includes(inner.text?.trim() || "\0") ? "" : text.trim();
  return {
    from: inner.from,
    subject: inner.subject,
    date: inner.date?.toISOString() ?? "",
    body: renderBody(inner.text, inner.html),
    comment,
    attachments: [...inner.attachments, ...others],
    how: "attached",
  };
}

function readInline(mail: ParsedMail, text: string): Forwarded | null {
  const lines = text.split("\n");
  const block = findBlock(lines);
  if (block === null) return null;
  const marked = lines.slice(Math.max(0, block.start - 1), block.start + 4).some((line) => markers.test(line));
  if (!marked && !isForwardSubject(mail.subject)) return null;
  const from = senderOf(block.fields.from ?? "") ?? senderInHtml(block.fields.from ?? "", mail.html);
  if (from === null) return null;
  const passedOn = unquoted(lines.slice(block.end)).replace(/^\s*\n/, "").trimEnd();
  const split = mail.html === null ? null : splitAfterBlock(sanitize(mail.html, false).html);
  const body = split === null ? renderBody(passedOn, null) : maskBody({ html: split.after, text: passedOn, quoteAt: null });
  const comment = lines.slice(0, block.start).join("\n").replace(/\n-- \n[\s\S]*$/, "").trim();
  return { from, subject: block.fields.subject || withoutForwardPrefix(mail.subject), date: block.fields.date ?? "", body, comment, attachments: null, how: "inline" };
}

/** Apple Mail quotes what it forwards; the quote marks are not the writer's. */
function unquoted(lines: readonly string[]): string {
  const written = lines.filter((line) => line.trim() !== "");
  if (written.length === 0 || !written.every((line) => line.startsWith(">"))) return lines.join("\n");
  return lines.map((line) => line.replace(/^> ?/, "")).join("\n");
}

function senderOf(value: string): Correspondent | null {
  const clean = value.replace(/[*_]{1,2}/g, (marks, at: number) => (at === 0 || at + marks.length >= value.length ? "" : marks)).replace(/<mailto:[^>]*>>?/gi, (link, at: number) => (at === 0 || !value.slice(0, at).includes("@") ? link.replace(/^<mailto:/i, "<") : ">"));
  const match = /[<([]\s*(?:mailto:)?([^<>()[\]\s]+@[^<>()[\]\s]+?)\s*[>)\]]/i.exec(clean) ?? /(?:^|\s|"|')(?:mailto:)?([^\s<>"'(),;]+@[^\s<>"'(),;]+)/i.exec(clean);
  const address = normaliseAddress(match?.[1] ?? "");
  if (address === "" || match === null) return null;
  const name = clean.slice(0, match.index).replace(/["'<>]/g, "").trim();
  return { address, name: normaliseAddress(name) === address ? "" : name.slice(0, 200) };
}

/** Outlook within one organisation writes the name alone; the address is in the link behind it. */
function senderInHtml(name: string, html: string | null): Correspondent | null {
  if (html === null) return null;
  const found = /(?:from|de la|de|von|da|van)\s?:(?:\s|<\/?(?:b|strong|span|font|o:p)[^<>]*>|&nbsp;){0,20}[^<>]{0,200}(?:<[^<>]{0,300}>){0,5}?<a[^<>]{0,200}href="mailto:([^"?<>]{3,254})/i.exec(html.slice(0, 500_000));
  const address = normaliseAddress(found?.[1] ?? "");
  return address === "" ? null : { address, name: name.replace(/["'<>]/g, "").trim().slice(0, 200) };
}

/** The part of sanitised HTML below the block of headers; null when the block is not to be found. */
function splitAfterBlock(html: string): { before: string; after: string } | null {
  const seen: Field[] = [];
  let last = -1;
  for (const match of html.matchAll(/>([^<>]+)(?=<)|^([^<>]+)/g)) {
    const found = fieldOf((match[1] ?? match[2] ?? "").replace(/&nbsp;|\u00a0/g, " ").trim());
    if (found === null) {
      if (seen.length > 0 && match.index - last > 3_000) break;
      continue;
    }
    if (last !== -1 && match.index - last > 3_000) {
      if (seen.includes("from") && seen.length >= 3) break;
      seen.length = 0;
    }
    if (seen.includes(found.field) && found.field !== "other") {
      if (seen.includes("from") && seen.length >= 3) break;
      seen.length = 0;
    }
    seen.push(found.field);
    last = match.index + match[0].length;
  }
  if (last === -1 || !seen.includes("from") || seen.length < 3) return null;
  const rest = /<br[^<>]*>|<\/(?:p|div|tr|td|table)>/i.exec(html.slice(last));
  return rest === null ? null : splitHtml(html, last + rest.index + (rest[0].startsWith("<br") ? rest[0].length : 0));
}
