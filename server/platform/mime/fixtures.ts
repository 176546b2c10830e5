/** Mails of our own making, for tests: one for each thing that real mail does. Lines end as on the wire. */
function crlf(text: string): string {
  return text.replace(/\r?\n/g, "\r\n");
}

const head = (subject: string) => `From: Ana Gil <ana@guest.example>
To: sales@hotel.example
Subject: ${subject}
Message-ID: <fixture-${subject.length}@guest.example>
Date: Mon, 1 Sep 2025 10:00:00 +0200
MIME-Version: 1.0
`;

/** A winmail.dat with a body and one attachment, built by the format's own rules (MS-OXTNEF). */
export function winmail(): Buffer {
  const attribute = (level: number, id: number, data: Buffer) => {
    const header = Buffer.alloc(9);
    header.writeUInt8(level, 0);
    header.writeUInt32LE(id, 1);
    header.writeUInt32LE(data.length, 5);
    const checksum = Buffer.alloc(2);
    checksum.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
    return Buffer.concat([header, data, checksum]);
  };
  const start = Buffer.alloc(6);
  start.writeUInt32LE(0x223e9f78, 0);
  return Buffer.concat([
    start,
    attribute(1, 0x0002800c, Buffer.from("Adjunto el contrato.\0", "latin1")),
    attribute(2, 0x00069002, Buffer.alloc(14)),
    attribute(2, 0x00018010, Buffer.from("contrato.txt\0", "latin1")),
    attribute(2, 0x0006800f, Buffer.from("cláusula primera", "latin1")),
  ]);
}

export const mails: Readonly<Record<string, Buffer>> = {
  plain: Buffer.from(crlf(`${head("Room for two")}Content-Type: text/plain; charset=utf-8

Good morning, is there a room for two?
`)),
  quotedPrintable: Buffer.from(crlf(`${head("=?utf-8?q?Habitaci=C3=B3n?= =?utf-8?q?_doble?=")}Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

=BFHay habitaci=F3n para el a=F1o que =
viene?
`)),
  alternative: Buffer.from(crlf(`${head("Two forms")}Content-Type: multipart/alternative; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

Hello in text
--b1
Content-Type: multipart/related; boundary="b2"

--b2
Content-Type: text/html; charset=utf-8

<p>Hello in <b>HTML</b> <img src="cid:logo@x"></p>
--b2
Content-Type: image/png; name="logo.png"
Content-ID: <logo@x>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b2--
--b1--
`)),
  mixed: Buffer.from(crlf(`${head("With a file")}Content-Type: multipart/mixed; boundary="=_m"

This is a multi-part message.
--=_m
Content-Type: text/plain

See the file.
--=_m
Content-Type: application/pdf
Content-Disposition: attachment; filename*0*=utf-8''a%C3%B1o; filename*1=" 2025.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--=_m--
`)),
  htmlOnly: Buffer.from(crlf(`${head("HTML only")}Content-Type: text/html

<html><head><meta charset="utf-8"><style>p{color:red}</style></head><body><p onclick="x()">Hola <a href="javascript:alert(1)">mundo</a></p><img src="http://t.example/p.gif"></body></html>
`)),
  flowed: Buffer.from(crlf(`${head("Flowed")}Content-Type: text/plain; format=flowed

This line goes 
on here.
> quoted one 
> goes on too
Own again.
-- 
Ana
`)),
  forwardedMail: Buffer.from(crlf(`${head("Fwd: attached")}Content-Type: multipart/mixed; boundary=f

--f
Content-Type: text/plain

Please handle.
--f
Content-Type: message/rfc822

From: Luis <luis@agency.example>
To: ana@guest.example
Subject: Group of 20
Date: Sun, 31 Aug 2025 09:00:00 +0200
Content-Type: text/plain

We need 20 rooms.
--f--
`)),
  calendar: Buffer.from(crlf(`${head("Invitation")}Content-Type: text/calendar; method=REQUEST; charset=utf-8

BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Site visit
DTSTART:20250910T090000Z
LOCATION:Hotel\\, lobby
END:VEVENT
END:VCALENDAR
`)),
  signed: Buffer.from(crlf(`${head("Signed")}Content-Type: multipart/signed; boundary=s; protocol="application/pgp-signature"

--s
Content-Type: text/plain

Signed words.
--s
Content-Type: application/pgp-signature; name="signature.asc"

-----BEGIN PGP SIGNATURE-----
--s--
`)),
  tnef: Buffer.concat([
    Buffer.from(crlf(`${head("From Outlook")}Content-Type: multipart/mixed; boundary=t

--t
Content-Type: application/ms-tnef; name="winmail.dat"
Content-Transfer-Encoding: base64

`)),
    Buffer.from(winmail().toString("base64")),
    Buffer.from("\r\n--t--\r\n"),
  ]),
  brokenBoundary: Buffer.from(crlf(`${head("Broken boundary")}Content-Type: multipart/mixed; boundary="declared"

--actual
Content-Type: text/plain

Still readable.
--actual
Content-Type: text/plain; name=a.txt
Content-Disposition: attachment

file
`)),
  unclosed: Buffer.from(crlf(`${head("Unclosed inner")}Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain

Words.
--outer
Content-Type: application/octet-stream; name=data.bin

data
--outer--
`)),
  rawHeaders: Buffer.concat([
    Buffer.from("From: Jos\xe9 <JOSE@Guest.Example>\r\nSubject: A\xf1o\r\nSubject: second\r\nX-No-Colon line\r\nDate: 31 Feb 99999\r\n", "latin1"),
    Buffer.from("To: undisclosed-recipients:;\r\nMessage-ID: no-brackets@guest.example\r\n\r\nNUL \0 and bytes \xff\r\n", "latin1"),
  ]),
  japanese: Buffer.concat([
    Buffer.from(crlf(`${head("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=")}Content-Type: text/plain; charset=iso-2022-jp

`)),
    Buffer.from("\x1b$BF|K\\\x1b(B\r\n", "latin1"),
  ]),
  uuencoded: Buffer.from(crlf(`${head("uu")}Content-Transfer-Encoding: x-uuencode
Content-Type: application/octet-stream; name=hi.txt

begin 644 hi.txt
#:&D*
\`
end
`)),
  noBody: Buffer.from(crlf(head("No body"))),
  noHeaders: Buffer.from("Just words.\r\nNothing: else\r\n"),
  empty: Buffer.alloc(0),
};
