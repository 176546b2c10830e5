import { expect, test } from "vitest";
import { mails } from "../platform/mime/fixtures.ts";
import { parseMail } from "../platform/mime/index.ts";
import { isForwardSubject, readForwarded, withoutForwardPrefix } from "./forwarded.ts";

function forward(subject: string, text: string, html?: string) {
  const parts = html === undefined ? `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}` : `Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n--b--`;
  return readForwarded(parseMail(Buffer.from(`From: Agent <agent@hotel.example>\r\nSubject: ${subject}\r\n${parts}`)));
}

test.each([
  ["Gmail, en", "Fwd: Group", "Please take this.\n\n---------- Forwarded message ---------\nFrom: Luis Paz <luis@agency.example>\nDate: Mon, Sep 1, 2025 at 9:00 AM\nSubject: Group\nTo: <agent@hotel.example>\n\n\nWe need 20 rooms."],
  ["Gmail, es", "Fwd: Group", "Please take this.\n\n---------- Forwarded message ---------\nDe: Luis Paz <luis@agency.example>\nDate: lun, 1 sept 2025 a las 9:00\nSubject: Group\nTo: <agent@hotel.example>\n\n\nWe need 20 rooms."],
  ["Apple Mail, es", "Fwd: Group", "Please take this.\n\n> Inicio del mensaje reenviado:\n> \n> De: Luis Paz <luis@agency.example>\n> Asunto: Group\n> Fecha: 1 de septiembre de 2025, 9:00:00 CEST\n> Para: agent@hotel.example\n> \n> We need 20 rooms."],
  ["Apple Mail, en", "Fwd: Group", "Please take this.\n\nBegin forwarded message:\n\nFrom: Luis Paz <luis@agency.example>\nSubject: Group\nDate: 1 September 2025 at 9:00:00 CEST\nTo: agent@hotel.example\n\nWe need 20 rooms."],
  ["Thunderbird, pt", "Fwd: Group", "Please take this.\n\n-------- Mensagem encaminhada --------\nAssunto: \tGroup\nData: \tMon, 1 Sep 2025 09:00:00 +0200\nDe: \tLuis Paz <luis@agency.example>\nPara: \tagent@hotel.example\n\nWe need 20 rooms."],
  ["Thunderbird, en", "Fwd: Group", "Please take this.\n\n-------- Forwarded Message --------\nSubject: \tGroup\nDate: \tMon, 1 Sep 2025 09:00:00 +0200\nFrom: \tLuis Paz <luis@agency.example>\nTo: \tagent@hotel.example\n\nWe need 20 rooms."],
  ["Outlook, es", "RV: Group", "Please take this.\n\nDe: Luis Paz <luis@agency.example> \nEnviado el: lunes, 1 de septiembre de 2025 9:00\nPara: Agent <agent@hotel.example>\nAsunto: Group\n\nWe need 20 rooms."],
  ["Outlook, pt", "ENC: Group", "Please take this.\n\nDe: Luis Paz <luis@agency.example>\nEnviada em: segunda-feira, 1 de setembro de 2025 09:00\nPara: Agent <agent@hotel.example>\nAssunto: Group\n\nWe need 20 rooms."],
  ["Outlook, ro", "FW: Group", "Please take this.\n\nDe la: Luis Paz <luis@agency.example>\nTrimis: luni, 1 septembrie 2025 09:00\nCătre: Agent <agent@hotel.example>\nSubiect: Group\n\nWe need 20 rooms."],
  ["Outlook, de", "WG: Group", "Please take this.\n\nVon: Luis Paz <luis@agency.example>\nGesendet: Montag, 1. September 2025 09:00\nAn: Agent <agent@hotel.example>\nBetreff: Group\n\nWe need 20 rooms."],
  ["Outlook, fr", "TR: Group", "Please take this.\n\nDe : Luis Paz <luis@agency.example>\nEnvoyé : lundi 1 septembre 2025 09:00\nÀ : Agent <agent@hotel.example>\nObjet : Group\n\nWe need 20 rooms."],
  ["Outlook, it", "I: Group", "Please take this.\n\nDa: Luis Paz <luis@agency.example>\nInviato: lunedì 1 settembre 2025 09:00\nA: Agent <agent@hotel.example>\nOggetto: Group\n\nWe need 20 rooms."],
  ["Outlook on the web", "Fw: Group", "Please take this.\n\n________________________________\nFrom: Luis Paz <luis@agency.example>\nSent: Monday, September 1, 2025 9:00 AM\nTo: Agent <agent@hotel.example>\nSubject: Group\n\nWe need 20 rooms."],
  ["Outlook, old", "FW: Group", "Please take this.\n\n-----Original Message-----\nFrom: Luis Paz [mailto:luis@agency.example] \nSent: Monday, September 01, 2025 9:00 AM\nTo: Agent\nSubject: Group\n\nWe need 20 rooms."],
])("H2 %s: the original sender, subject and words are found", (_client, subject, text) => {
  const found = forward(subject, text);
  expect(found).toMatchObject({ from: { address: "luis@agency.example", name: "Luis Paz" }, subject: "Group", comment: "Please take this.", how: "inline", attachments: null });
  expect(found?.body.text).toBe("We need 20 rooms.");
});

test("H2 the formatted words are kept, the agent's own stay out of them", () => {
  const html = '<div dir="ltr">Please take this.</div><br><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>De: <b>Luis Paz</b> &lt;<a href="mailto:luis@agency.example">luis@agency.example</a>&gt;<br>Date: lun, 1 sept 2025<br>Subject: Group<br>To:  &lt;agent@hotel.example&gt;<br></div><br><p>We need <b>20</b> rooms.</p></div>';
  const found = forward("Fwd: Group", "Please take this.\n\n---------- Forwarded message ---------\nDe: Luis Paz <luis@agency.example>\nDate: lun\nSubject: Group\nTo: <agent@hotel.example>\n\nWe need 20 rooms.", html);
  expect(found?.body.html).toContain("We need <b>20</b> rooms.");
  expect(found?.body.html).not.toContain("Please take this");
  expect(found?.body.html).not.toContain("Forwarded message");
});

test("H2 the address behind a bare name is taken from the link", () => {
  const html = "<p>Please take this.</p><div><p><b>De:</b> <a href=\"mailto:luis@agency.example\">Luis Paz</a><br><b>Enviado:</b> lunes<br><b>Para:</b> Agent<br><b>Asunto:</b> Group</p></div><p>We need 20 rooms.</p>";
  expect(forward("RV: Group", "Please take this.\n\nDe: Luis Paz\nEnviado: lunes\nPara: Agent\nAsunto: Group\n\nWe need 20 rooms.", html)).toMatchObject({ from: { address: "luis@agency.example", name: "Luis Paz" } });
});

test("H2 a mail forwarded as an attachment", () => {
  const raw = mails["forwardedMail"];
  if (!raw) throw new Error("no fixture");
  expect(readForwarded(parseMail(raw))).toMatchObject({
    from: { address: "luis@agency.example", name: "Luis" }, subject: "Group of 20", comment: "Please handle.", how: "attached", body: { text: "We need 20 rooms." }, attachments: [],
  });
});

test.each([
  ["Re: Group", "Fine.\n\nFrom: Luis <luis@agency.example>\nSent: Monday\nTo: Agent\nSubject: Group\n\nold"],
  ["Fwd: news", "From: Madrid to Rome\nTo: everybody"],
  ["Hello", "Just a mail"],
])("%j is no forward", (subject, text) => {
  expect(forward(subject, text)).toBeNull();
});

test("prefixes of forwards are known and taken off", () => {
  for (const subject of ["Fwd: Group", "FW: Group", "RV: Group", "ENC: Group", "WG: Group", "TR: Group", "Redirecționat: Group", "Re: Fwd: Fw: Group"]) {
    expect(isForwardSubject(subject)).toBe(true);
    expect(withoutForwardPrefix(subject)).toBe("Group");
  }
  expect(isForwardSubject("I need: help")).toBe(false);
  expect(isForwardSubject("Forward planning")).toBe(false);
});
