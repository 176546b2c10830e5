/**
 * Where the quoted history starts in a plain text: a line that announces it ("On … wrote:", "-----Original
 * Message-----", Outlook's block of From, Sent, To, Subject) after which nothing but history comes, or a last run of
 * `>` lines. An answer written between the quoted lines has no such place. Linear in the text: it runs on every mail.
 */

/** "wrote" with the words that may stand before the time. The line, possibly wrapped, ends with a colon. */
const attributions: readonly RegExp[] = [
  /^-*\s*On\s.{4,}\bwrote\s?:?\s?-*$/i,
  /^El\s.{4,}\bescribi(?:ó|o|eron)\s?:$/i,
  /^(?:Em|No dia|A)\s.{4,}\bescreveu(?:\s.{0,60})?\s?:$/i,
  /^(?:Pe|În|In|La data(?: de)?)\s.{4,}\b(?:a scris|scrie)\s?:$/i,
  /^-*\s*Le\s.{4,}(?:a écrit|écrit)\s?:?\s?-*$/i,
  /^(?:Il|In data)\s.{4,}\bscritto\s?:$/i,
  /^Am\s.{4,}schrieb(?:\s.{2,})?\s?:$/i,
  /^Op\s.{4,}(?:schreef|het volgende geschreven)(?:\s.{0,})?\s?:$/i,
  /^(?:W dniu|Dnia)\s.{4,}(?:pisze|napisał(?:\(a\)|a)?)(?:\s.{0,60})?\s?:$/i,
  /^(?:Den|fre|tor|ons|tir|tis|man|mån|søn|sön|lør|lör)\.?\s.{4,}\bskrev(?:\s.{0,})?\s?:$/i,
  /^(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)[.,]?\s.{4,}:$/i,
  /^\d{1,2}[./]\d{1,2}[./]\d{2,4}.{0,60}(?:пишет|написал(?:\(а\)|а)?|пише|написав(?:\(ла\)|ла)?)(?:\s.{0,80})?\s?:$/i,
  /^(?:Dne|Dňa)\s.{4,}(?:napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?)(?:\s.{0,80})?\s?:$/i,
  /^(?:ma|ti|ke|to|pe|la|su)\s.{4,}kirjoitti(?:\s.{0,60})?\s?:$/i,
  /^在.{4,}写道：$/,
  /^20\d\d[-/.]\d{1,2}[-/.]\d{1,2}.{4,}<[^<>]{3,254}>\s?:$/,
  /^\d{1,2}[./]\d{1,2}[./]20\d\d.{4,}<[^<>]{3,254}>\s?:$/,
  /^\d{1,2}:\d{2}.{4,}<[^<>]{3,254}>\s?:$/,
];

/** The same with the name first; only as a line of its own, since nothing says where a wrapped one would start. */
const nameFirst: readonly RegExp[] = [
  /^.{3,}\bon\s.{4,}\bwrote:$/i,
  /^.{3,}\bescribió(?:\s.{2,})?:$/i,
  /^.{3,}\bescreveu(?:\s.{2,60})?\s?:$/i,
  /^.{3,}\ba scris(?:\s.{2,60})?\s?:$/i,
  /^.{3,}\ba écrit\s?:$/i,
  /^.{3,}\sschrieb(?:\s.{2,60})?\s?:$/i,
  /^.{3,}\snapisał(?:\(a\)|a)?\s?:$/i,
  /^.{3,}(?:пишет|написал(?:\(а\)|а)?|пише|написав|написала)(?:\s.{0,80})?\s?:$/i,
  /^.{3,}\sezt írta(?:\s.{0,80})?\s?:$/i,
  /^.{6,}(?:tarihinde|şunu yazdı).{0,120}(?:yazdı)?\s?:$/i,
  /^.{4,}(?:のメッセージ|は書きました)\s?[:：]$/,
  /^.{4,}(?:작성|님이 작성)\s?:$/,
  /^.{0,60}20\d\d.{0,60}\bfrom\s.{0,120}<[^<>]{3,254}>:$/i,
];

const separators: readonly RegExp[] = [
  /^[-_*\s]{0,14}\s*(?:Original Message|Original Appointment|Mensaje original|Mensagem original|Mesaj original|Mesajul original|Message d['’]origine|Message original|Ursprüngliche Nachricht|Originalnachricht|Messaggio originale|Oorspronkelijk bericht|Oprindelig besked|Oprindelig meddelelse|Ursprungligt meddelande|Alkuperäinen viesti|Wiadomość oryginalna|Původní zpráva|Pôvodná správa|Eredeti üzenet|Исходное сообщение|Оригінальне повідомлення|Orijinal İleti|원본 메시지|元のメッセージ|原始邮件)\s*[-_*]{0,14}$/i,
];

const labels = {
  from: "From|De la|De|Von|Da|Van|Fra|Från|Lähettäjä|Od|Feladó|От|Від|Kimden|Gönderen|Gesendet von|发件人|보낸 사람|差出人",
  other:
    "Sent|Date|To|Cc|Subject|Reply-To|Enviado(?: el| em| a)?|Enviada em|Fecha|Para|CC|Asunto|Data|Assunto|Trimis|Către|Catre|La|Subiect|Gesendet|Datum|An|Betreff|Kopie|Envoyé|À|A|Objet|Inviato|Oggetto|Verzonden|Aan|Onderwerp|Sendt|Til|Emne|Skickat|Till|Ämne|Lähetetty|Vastaanottaja|Aihe|Wysłano|Do|Temat|DW|Odesláno|Komu|Předmět|Odoslané|Predmet|Elküldve|Címzett|Tárgy|Отправлено|Дата|Кому|Тема|Надіслано|Gönderildi|Kime|Konu|发送时间|收件人|主题|보낸 날짜|받는 사람|제목|送信日時|宛先|件名",
};
const fromLine = new RegExp(`^[*_>\\s]{0,4}(?:${labels.from})\\s?[*_]{0,2}\\s?[:：]`, "i");
const otherLine = new RegExp(`^[*_>\\s]{0,4}(?:${labels.other})\\s?[*_]{0,2}\\s?[:：]`, "i");

const forwardMark = /forwarded message|mensaje reenviado|mensagem (?:re)?encaminhada|mesaj(?:ul|ului)? (?:redirec[tț]ionat|transmis)|weitergeleitete[n]? nachricht|message (?:transféré|réexpédié)|messaggio inoltrato/i;
const maxLines = 4_000;

/** The index in `text` where its quoted history starts, or null. */
export function quoteStart(text: string): number | null {
  const lines = text.split("\n", maxLines);
  const trimmed = lines.map((line) => (line.length > 500 ? line.slice(0, 500) : line).trim());
  const isQuote = trimmed.map((line) => line.startsWith(">") && line !== ">:"); // the latter: a wrapped `<address>:`
  // lastOwn: the last line that neither is quoted nor empty; from there on all is history
  let lastOwn = -1;
  let anyQuote = false;
  for (let at = 0; at < trimmed.length; at++) {
    if (isQuote[at]) anyQuote = true;
    else if (trimmed[at] !== "") lastOwn = at;
  }
  let found = -1;
  for (let at = 0; at < trimmed.length && found === -1; at++) {
    const line = trimmed[at] ?? "";
    if (line === "" || isQuote[at]) continue;
    const height = announces(trimmed, isQuote, at);
    if (height === 0) continue;
    let next = at + height;
    while (next < trimmed.length && trimmed[next] === "") next++;
    // quoted with `>`: own words after the quoted run are an answer in between, which stays in sight
    if (isQuote[next] && lastOwn >= next && !onlySignatureAfter(trimmed, isQuote, next)) continue;
    if (next >= trimmed.length) continue;
    found = at;
  }
  if (found === -1 && anyQuote && lastOwn < trimmed.length - 1) {
    let start = lastOwn + 1;
    while (start < trimmed.length && trimmed[start] === "") start++;
    if (isQuote[start]) found = start;
  }
  if (found <= 0 && (found === -1 || trimmed.length === 0)) return null;
  // the rule above the announcement goes with it
  while (found > 0 && /^(?:[-_=*]{3,}|\s*)$/.test(trimmed[found - 1] ?? "x") && trimmed[found - 1] !== "" ) found--;
  let index = 0;
  for (let at = 0; at < found; at++) index += (lines[at] ?? "").length + 1;
  return text.slice(0, index).trim() === "" ? null : index;
}

/** How many lines announce history at `at`; 0: none do. */
function announces(lines: readonly string[], isQuote: readonly boolean[], at: number): number {
  const line = lines[at] ?? "";
  if (separators.some((separator) => separator.test(line))) return 1;
  if (fromLine.test(line)) {
    let others = 0;
    for (let next = at + 1; next < Math.min(lines.length, at + 7); next++) if (otherLine.test(lines[next] ?? "")) others++;
    // what was passed on is no history: it is what the mail is about
    if (others >= 2) return forwardMark.test(lines.slice(Math.max(0, at - 2), at).join(" ")) ? 0 : 1;
  }
  if (line.endsWith("?")) return 0;
  let joined = line;
  for (let height = 1; height <= 4; height++) {
    if (height > 1) {
      const next = lines[at + height - 1] ?? "";
      if (next === "" || isQuote[at + height - 1] || joined.length > 300) return 0;
      joined += ` ${next}`;
    }
    if (!/[:：-]$|wrote$|écrit$/i.test(joined)) continue;
    if (!/\d|@/.test(joined)) return 0;
    if (attributions.some((attribution) => attribution.test(joined))) return height;
    return height === 1 && nameFirst.some((attribution) => attribution.test(joined)) ? 1 : 0;
  }
  return 0;
}

/** After the quoted run only a signature follows: "-- " or two short lines. */
function onlySignatureAfter(lines: readonly string[], isQuote: readonly boolean[], from: number): boolean {
  let at = from;
  while (at < lines.length && (isQuote[at] || lines[at] === "")) at++;
  return lines[at] === "--" && !isQuote.slice(at).includes(true) && lines.length - at <= 12;
}
