import { expect, test } from "vitest";
import { parseMail } from "../platform/mime/index.ts";
import { classify } from "./classify.ts";

function mail(headers: string, body = "Hello"): Buffer {
  return Buffer.from(`From: Ana <ana@guest.example>\nTo: sales@hotel.example\nSubject: Hello\n${headers}\n\n${body}\n`.replace(/\n/g, "\r\n"));
}
const kindOf = (raw: Buffer, envelopeFrom = "ana@guest.example") => classify(parseMail(raw), envelopeFrom, (address) => address === "sales@hotel.example").kind;

test.each([
  ["", "person"],
  ["Auto-Submitted: auto-replied", "auto-reply"],
  ["Auto-Submitted: no", "person"],
  ["Auto-Submitted: auto-generated", "bulk"],
  ["X-Autoreply: yes", "auto-reply"],
  ["Precedence: auto_reply", "auto-reply"],
  ["Precedence: bulk", "bulk"],
  ["List-Id: <news.example>", "bulk"],
  ["X-Auto-Response-Suppress: DR, RN, NRN", "person"],
  ["X-Auto-Response-Suppress: All", "person"],
  ["X-Ventanilla-Delivery: 1", "person"],
])("%j is %s", (header, kind) => {
  expect(kindOf(mail(header))).toBe(kind);
});

test.each(["Automatic reply: Booking", "Respuesta automática: Reserva", "Resposta automática: Reserva", "Răspuns automat: Rezervare", "Automatische Antwort: Buchung", "Réponse automatique : Réservation"])(
  "%j is an auto-reply only where a header says so too",
  (subject) => {
    const raw = (headers: string) => Buffer.from(mail(headers).toString().replace("Subject: Hello", `Subject: ${subject}`));
    expect(kindOf(raw("X-Auto-Response-Suppress: All"))).toBe("auto-reply");
    expect(kindOf(raw(""))).toBe("person");
  },
);

test("our own mail coming back is known, another installation's is not", () => {
  const back = (from: string) => kindOf(Buffer.from(mail("X-Ventanilla-Delivery: 1").toString().replace("ana@guest.example", from)));
  expect(back("sales@hotel.example")).toBe("own");
  expect(back("help@other.example")).toBe("person");
});

test("the null sender without a report is an auto-reply", () => {
  expect(kindOf(mail(""), "")).toBe("auto-reply");
});

const report = `Content-Type: multipart/report; report-type=delivery-status; boundary=r

--r
Content-Type: text/plain

Your message could not be delivered.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; gone@guest.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--r
Content-Type: text/rfc822-headers

From: sales@hotel.example
Message-ID: <sent-1@hotel.example>
Subject: Your booking
--r--`;

test("a delivery report names the address, the reason and our mail", () => {
  const raw = Buffer.from(`From: MAILER-DAEMON@mx.example\nTo: sales@hotel.example\nSubject: Undelivered Mail Returned to Sender\n${report}`.replace(/\n/g, "\r\n"));
  expect(classify(parseMail(raw), "", () => false)).toMatchObject({
    kind: "bounce",
    bounce: { action: "failed", originalMessageId: "<sent-1@hotel.example>", recipients: [{ address: "gone@guest.example", status: "5.1.1", diagnostic: "550 5.1.1 no such user" }] },
  });
});

test("a report of a delay is no failure", () => {
  const raw = Buffer.from(`From: MAILER-DAEMON@mx.example\nSubject: Delayed\n${report.replace("Action: failed", "Action: delayed")}`.replace(/\n/g, "\r\n"));
  expect(classify(parseMail(raw), "", () => false)).toMatchObject({ kind: "bounce", bounce: { action: "delayed" } });
});

test.each([
  ["qmail", "From: MAILER-DAEMON@mx.example\nSubject: failure notice", "Hi. This is the qmail-send program at mx.example.\n\n<gone@guest.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <sales@hotel.example>\nMessage-ID: <sent-1@hotel.example>\nTo: gone@guest.example"],
  ["Exim", "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: gone@guest.example\nSubject: Mail delivery failed: returning message to sender", "A message that you sent could not be delivered.\n\n  gone@guest.example\n    550 5.1.1 unknown\n\n------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: <sent-1@hotel.example>"],
])("%s's own form of a bounce is read", (_server, headers, body) => {
  const raw = Buffer.from(`${headers}\nTo: sales@hotel.example\n\n${body}\n`.replace(/\n/g, "\r\n"));
  expect(classify(parseMail(raw), "", () => false)).toMatchObject({ kind: "bounce", bounce: { originalMessageId: "<sent-1@hotel.example>", recipients: [{ address: "gone@guest.example" }] } });
});

test("a person who complains about a bounce is a person", () => {
  const raw = Buffer.from(mail("", "My mail to you could not be delivered, user unknown. Why?").toString().replace("Subject: Hello", "Subject: Undelivered mail"));
  expect(kindOf(raw)).toBe("person");
});

test("a feedback report is a complaint", () => {
  expect(kindOf(mail("Content-Type: multipart/report; report-type=feedback-report; boundary=x", "--x\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--x--"))).toBe("complaint");
});
