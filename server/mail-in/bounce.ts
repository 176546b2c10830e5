import { normaliseAddress, parseMail, type ParsedMail } from "../platform/mime/index.ts";
import { htmlToText } from "../platform/rich-text/index.ts";

/** What a bounce says of one address. */
export interface BouncedRecipient {
  address: string;
  /** RFC 3463, e.g. "5.1.1"; "" when none is given */
  status: string;
  /** the other server's own words, one line */
  diagnostic: string;
}

export interface Bounce {
  recipients: BouncedRecipient[];
  /** Message-ID of the mail that bounced; null when the bounce does not contain it */
  originalMessageId: string | null;
  /** "delayed": it is still being tried; nothing has failed yet */
  action: "failed" | "delayed";
  /** what gave it away */
  signs: string[];
}

const daemonName = /^(?:mailer[-_.]?daemon|po+stmaster|mail[-_.]?delivery[-_.]?(?:system|subsystem)|mailadmin|mail\.delivery\.system|no-?reply-?bounces?|bounces?)(?:[+=-].*)?$/i;
const daemonLabel = /mail(?:er)?[ .-]?(?:delivery|daemon)|postmaster|delivery subsystem|mail delivery system/i;
const subjects =
  /^(?:undeliver(?:ed|able)|undelivered mail|returned mail|return(?:ed)? to sender|mail delivery fail|mail delivery problem|mail system error|delivery (?:status )?(?:notification|failure|report)|delivery has failed|failure notice|failed mail|message you sent|non remis|no entregad|correo no entregad|mensaje no entregad|no se (?:ha )?pudo entregar|não entregue|não foi possível entregar|mensagem não|nu a putut fi livrat|mesaj nelivrat|unzustellbar|nicht zugestellt|non consegnat|impossibile recapitare|warning: (?:message|could not send)|postmaster notify|dsn:|nondeliverable|rejected:|message delivery|aws notification message|\*\*message you sent|не доставлен|ваше сообщение не доставлено)|недоставлен|配信不能|delivery status notification|mail(?: could)? not (?:be )?deliver/i;
const phrases =
  /could not be delivered|couldn['’]t be delivered|unable to deliver|wasn['’]t delivered|was not delivered|not be delivered|delivery (?:to the following|has failed|failed|attempt)|failed permanently|permanent (?:fatal )?error|undeliverable|user unknown|unknown (?:user|or illegal)|no such user|mailbox (?:is )?(?:full|unavailable|not found)|does not exist|following address|recipients? (?:could|failed|rejected)|rejected your message|returned to you|transcript of session|notificationType.{0,8}Bounce|status:\s*5\.\d|\b5\d\d[- ](?:5\.\d+\.\d+|[A-Za-z<])|no se pudo entregar|não pôde ser entregue|nicht zugestellt|送信できません|送信に失敗|配送できません|не (?:может быть|было|удалось) достав|доставлено/i;

/** Whether the mail reports that one of ours did not arrive (RFC 3464, and what older servers write). */
export function readBounce(mail: ParsedMail, envelopeFrom: string): Bounce | null {
  const signs: string[] = [];
  const reports = mail.attachments.filter((attachment) => /^message\/(?:global-)?delivery-status$/.test(attachment.type)).slice(0, 20);
  const report = reports.map((attachment) => attachment.content.toString("utf8", 0, 200_000)).join("\n\n");
  const reportType = (mail.params["report-type"] ?? "").toLowerCase();
  if (reports.length > 0 && (mail.type === "multipart/report" || reportType === "delivery-status" || mail.type === "multipart/mixed")) signs.push("delivery-status");
  if (mail.headers.has("x-failed-recipients")) signs.push("x-failed-recipients");
  const words = bodyOf(mail);
  if (signs.length === 0) {
    const local = (mail.from?.address ?? "").split("@")[0] ?? "";
    if (mail.attachments.some((attachment) => attachment.type === "text/rfc822-headers") && mail.type === "multipart/report") signs.push("report");
    if (envelopeFrom === "") signs.push("null-sender");
    if (daemonName.test(local) || daemonLabel.test(mail.from?.name ?? "") || (mail.from?.address ?? "") === "") signs.push("daemon");
    if (subjects.test(mail.subject.replace(/^(?:re|aw|rv|fwd?):\s*/i, ""))) signs.push("subject");
    if (phrases.test(words.slice(0, 20_000))) signs.push("words");
    // somebody who writes "my mail to X was not delivered" is a person: the sender or the subject must be a server's too
    const strong = signs.includes("report") || ((signs.includes("daemon") || signs.includes("null-sender")) && (signs.includes("subject") || signs.includes("words")));
    const amazon = signs.includes("subject") && /\\?"notificationType\\?"\s*:\s*\\?"Bounce/.test(words);
    if (!strong && !amazon) return null;
    if (isVacation(mail)) return null;
  }
  const own = new Set([...mail.to, ...mail.cc].map((entry) => entry.address).concat(mail.from?.address ?? "", envelopeFrom));
  const fromReport = reportRecipients(report);
  const recipients = fromReport.recipients.length > 0 ? fromReport.recipients : wordedRecipients(mail, words, own);
  const delayed = fromReport.delayed || (fromReport.recipients.length === 0 && /delay|warning:|still being retried|retraso|demora/i.test(mail.subject));
  return { recipients, originalMessageId: originalId(mail, words, report), action: delayed ? "delayed" : "failed", signs };
}

/** An out-of-office note of somebody whose address merely looks like a server's. */
function isVacation(mail: ParsedMail): boolean {
  const submitted = (mail.headers.get("auto-submitted")?.[0] ?? "").toLowerCase();
  return submitted.startsWith("auto-replied") && mail.type !== "multipart/report" && mail.headers.has("in-reply-to") && !subjects.test(mail.subject);
}

function bodyOf(mail: ParsedMail): string {
  return mail.text !== null && mail.text.trim() !== "" ? mail.text : mail.html !== null ? htmlToText(mail.html.slice(0, 200_000)) : "";
}

/** The per-recipient blocks of a message/delivery-status (RFC 3464, 2.3). */
function reportRecipients(report: string): { recipients: BouncedRecipient[]; delayed: boolean } {
  const recipients: BouncedRecipient[] = [];
  let delayed = 0;
  let failed = 0;
  for (const block of report.replace(/\r\n?/g, "\n").replace(/\n[ \t]+/g, " ").split(/\n\s*\n/)) {
    const field = (name: string) => new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, "im").exec(block)?.[1]?.trim() ?? "";
    const address = [field("original-recipient"), field("final-recipient"), field("x-actual-recipient")].map(recipientAddress).find((each) => each !== "");
    const action = field("action").toLowerCase().split(/[\s(;]/)[0] ?? "";
    if (address === undefined || action === "delivered" || action === "relayed" || action === "expanded") continue;
    if (action === "delayed") delayed++;
    else failed++;
    recipients.push({ address, status: /[245]\.\d{1,3}\.\d{1,3}/.exec(field("status"))?.[0] ?? "", diagnostic: field("diagnostic-code").replace(/^[\w-]+;\s*/, "").slice(0, 500) });
  }
  return { recipients, delayed: delayed > 0 && failed === 0 };
}

function recipientAddress(value: string): string {
  return normaliseAddress(value.replace(/^[\w-]+\s*;\s*/, "").replace(/\s*\(.*$/, "").replace(/^<|>.*$/g, "").trim());
}

const addressInWords = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}/gi;

function wordedRecipients(mail: ParsedMail, words: string, own: ReadonlySet<string>): BouncedRecipient[] {
  const amazon = [...words.matchAll(/\\?"emailAddress\\?"\s*:\s*\\?"([^"\\]{3,254})/g)].map((match) => match[1] ?? "");
  const declared = (mail.headers.get("x-failed-recipients") ?? []).concat(amazon).flatMap((value) => value.split(",")).map(normaliseAddress).filter((each) => each !== "");
  const report = words.slice(0, originalStart(words));
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(report)?.[0] ?? "";
  const diagnostic = (/^.*\b[45]\d\d[ -].*$/m.exec(report)?.[0] ?? "").trim().slice(0, 500);
  const named = [...report.matchAll(addressInWords)].map((match) => normaliseAddress(match[0])).filter((each) => each !== "" && !daemonName.test(each.split("@")[0] ?? ""));
  const others = named.filter((each) => !own.has(each));
  // a mail to oneself bounces to oneself
  const found = declared.length > 0 ? declared : others.length > 0 ? others : named.slice(0, 1);
  return [...new Set(found)].slice(0, 50).map((address) => ({ address, status, diagnostic }));
}

/** Where the returned mail begins within the words of the report. */
function originalStart(words: string): number {
  const match = /^(?:-{2,}.{0,30}(?:original|copy of the message|unsent message|returned message|message header|headers? follow).*|.{0,10}below this line is a copy.*|.{0,20}(?:original message|message header)s?.{0,20}follows?.*|return-path:.*|received: (?:from|by).*)$/im.exec(words);
  return match?.index ?? words.length;
}

function originalId(mail: ParsedMail, words: string, report: string): string | null {
  for (const attachment of mail.attachments) {
    if (!/^(?:message\/(?:rfc822|global|partial)|text\/rfc822(?:-headers)?|message\/global-headers)$/.test(attachment.type)) continue;
    const original = parseMail(attachment.content, { parts: 1, depth: 1, bytes: 200_000 });
    if (original.messageId !== null) return original.messageId;
    const loose = looseId(attachment.content.toString("latin1", 0, 100_000));
    if (loose !== null) return loose;
  }
  return looseId(words) ?? looseId(report) ?? mail.inReplyTo[0] ?? mail.references.at(-1) ?? null;
}

function looseId(text: string): string | null {
  return /^[>\s]{0,8}"?Message-?ID"?\s{0,4}:\s{0,80}"?(<[^<>\s]{3,990}>)/im.exec(text)?.[1] ?? null;
}
