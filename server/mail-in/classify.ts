import { ownMark } from "../mail-out/index.ts";
import { headerText, type ParsedMail } from "../platform/mime/index.ts";
import { readBounce, type Bounce } from "./bounce.ts";

/** Whether and how a machine wrote it, with what gave it away. */
export type MailClass =
  | { kind: "bounce"; bounce: Bounce; evidence: string[] }
  | { kind: "complaint"; evidence: string[] }
  | { kind: "own"; evidence: string[] }
  | { kind: "auto-reply"; evidence: string[] }
  /** a list, newsletter or notification: opens a ticket, gets no automatic answer */
  | { kind: "bulk"; evidence: string[] }
  | { kind: "person"; evidence: string[] };


const outOfOffice =
  /^(?:(?:re|aw|sv|fwd?|rv|res|ynt)\s*:\s*)*\[?(?:auto(?:matic|mated)?[- ]?(?:reply|response|respuesta)|out of (?:the )?office|ooo\b|away from|on vacation|vacation (?:reply|notice)|respuesta autom[aá]tica|fuera de (?:la )?oficina|ausencia|estoy (?:fuera|de vacaciones)|resposta autom[aá]tica|fora do escrit[oó]rio|aus[eê]ncia|r[aă]spuns automat|nu sunt (?:la|în) birou|absen[tț]|automatische antwort|abwesenheit(?:snotiz)?|abwesend|r[eé]ponse automatique|absence|absent du bureau|risposta automatica|fuori (?:sede|ufficio)|automatisch antwoord|afwezig|automatiskt svar|autosvar|automatisk svar|fraværende|automaattinen vastaus|poissa|automatyczna odpowied[zź]|odpowied[zź] automatyczna|nieobecno[sś][cć]|automatick[aá] odpov[eě][dď]|mimo kancel[aá][rř]|automatikus v[aá]lasz|házon kívül|автоматический ответ|автоответ|вне офиса|автоматична відповідь|otomatik yan[ıi]t|ofis d[ıi][sş][ıi]nda|자동 응답|부재중|自动回复|自動応答|不在)/i;

/**
 * What kind of mail it is. Nothing automatic is ever answered automatically (RFC 3834); a person's words are never
 * taken for a machine's on a subject alone.
 * @param envelopeFrom "" for the null sender
 * @param isOurs knows the desks' addresses
 */
export function classify(mail: ParsedMail, envelopeFrom: string, isOurs: (address: string) => boolean): MailClass {
  // another installation marks its mails likewise, but does not send in our name
  if (mail.headers.has(ownMark.toLowerCase()) && isOurs(mail.from?.address ?? "")) return { kind: "own", evidence: ["own-mark"] };
  const complaint = mail.attachments.some((attachment) => attachment.type === "message/feedback-report") || (mail.params["report-type"] ?? "").toLowerCase() === "feedback-report";
  if (complaint) return { kind: "complaint", evidence: ["feedback-report"] };
  const bounce = readBounce(mail, envelopeFrom);
  if (bounce) return { kind: "bounce", bounce, evidence: bounce.signs };
  const machine = machineSigns(mail, envelopeFrom);
  if (machine.includes("disposition-notification")) return { kind: "auto-reply", evidence: machine };
  if (machine.some((sign) => sign !== "list" && sign !== "bulk" && sign !== "auto-generated" && sign !== "suppress" && sign !== "null-sender")) return { kind: "auto-reply", evidence: machine };
  if (machine.includes("null-sender") && !machine.includes("list")) return { kind: "auto-reply", evidence: machine };
  if (machine.length > 0 && outOfOffice.test(mail.subject)) return { kind: "auto-reply", evidence: [...machine, "subject"] };
  const bulk = machine.filter((sign) => sign !== "suppress");
  return bulk.length > 0 ? { kind: "bulk", evidence: bulk } : { kind: "person", evidence: [] };
}

function machineSigns(mail: ParsedMail, envelopeFrom: string): string[] {
  const { headers } = mail;
  const value = (name: string) => headerText(headers, name).toLowerCase();
  const signs: string[] = [];
  const submitted = value("auto-submitted").split(/[\s;(]/)[0] ?? "";
  if (submitted === "auto-replied") signs.push("auto-replied");
  else if (submitted !== "" && submitted !== "no") signs.push("auto-generated");
  if (mail.type === "multipart/report" && (mail.params["report-type"] ?? "").toLowerCase() === "disposition-notification") signs.push("disposition-notification");
  const replyMarks = ["x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply", "x-vacation", "x-auto-reply", "x-facebook-notify-autoreply"];
  if (replyMarks.some((name) => headers.has(name) && value(name) !== "no")) signs.push("x-autoreply");
  if (value("precedence") === "auto_reply" || value("x-precedence") === "auto_reply" || value("delivered-to") === "autoresponder") signs.push("precedence-auto-reply");
  if (/^(?:oof|all)\b/.test(value("x-auto-response-suppress")) || /(?:^|,\s*)(?:oof|autoreply|all)\b/.test(value("x-auto-response-suppress"))) signs.push("suppress");
  if (headers.has("x-ms-exchange-generated-message-source") && value("x-ms-exchange-generated-message-source").includes("autoreply")) signs.push("x-autoreply");
  if (headers.has("x-ms-exchange-inbox-rules-loop")) signs.push("x-autoreply");
  if (headers.has("list-id") || headers.has("list-unsubscribe") || headers.has("list-post") || headers.has("mailing-list")) signs.push("list");
  if (/^(?:bulk|list|junk)$/.test(value("precedence"))) signs.push("bulk");
  if (envelopeFrom === "") signs.push("null-sender");
  return signs;
}

export const isOutOfOfficeSubject = (subject: string): boolean => outOfOffice.test(subject);

/** May this mail be answered without a person deciding so (a confirmation, an invitation)? */
export const mayBeAnsweredAutomatically = (mail: MailClass): boolean => mail.kind === "person";
