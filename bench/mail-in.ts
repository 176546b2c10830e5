import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { compare, connections, type Compared, type Round } from "./load.ts";
import type { Reading } from "./reads.ts";
import { openSmtp, type SmtpClient } from "./smtp-client.ts";
import { ask, requests, startWriteLimit, take, untilIndexed, type Request } from "./writing.ts";

interface Letter {
  from: string;
  messageId: string;
  raw: Buffer;
}

/** By turns a plain mail, and one with HTML beside the text, as people's programs write them. */
function writeMail({ address, name, subject, text, html }: Request, index: number, to: string, label: string): Letter {
  const messageId = `<${label}.${index}@mail.example.net>`;
  const crlf = (lines: string) => lines.replace(/\n/g, "\r\n");
  const plain = `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${crlf(text)}\r\n`;
  const body =
    index % 4 < 2
      ? plain
      : `Content-Type: multipart/alternative; boundary="b${index}"\r\n\r\n--b${index}\r\n${plain}--b${index}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<html><body style="font-family:Arial">${crlf(html)}</body></html>\r\n--b${index}--\r\n`;
  const encoded = `=?utf-8?B?${Buffer.from(name).toString("base64")}?=`;
  const head = `From: ${encoded} <${address}>\r\nTo: ${to}\r\nSubject: =?utf-8?B?${Buffer.from(subject).toString("base64")}?=\r\nDate: ${new Date().toUTCString().replace("GMT", "+0000")}\r\nMessage-ID: ${messageId}\r\nMIME-Version: 1.0\r\nX-Mailer: bench\r\n`;
  return { from: address, messageId, raw: Buffer.from(head + body) };
}

/** About this many a second fit; a round lasts as long as its mails take. */
const expectedRate = 500;

/**
 * Mails over eight SMTP connections, until the last is a committed ticket, against parsing and inserting them with one
 * statement and one commit each. The times are those of a mail from its first command to its ticket, eight in flight.
 */
export async function measureMailIn(reading: Reading): Promise<Compared> {
  const { product, access, tickets, effort } = reading;
  const perRound = Math.round(expectedRate * effort.seconds);
  const letters = (more: Iterator<Request>, label: string) => {
    let index = 0;
    return (count: number) => take(more, count).map((request) => writeMail(request, index++, access.desk.address, `${label}.${tickets}`));
  };
  const ourLetters = letters(requests(tickets, "mail"), "ours");
  const theirLetters = letters(requests(tickets, "other"), "limit");
  const clients = await Promise.all(Array.from({ length: connections }, () => openSmtp(product.smtpPort)));
  const ours = async (): Promise<Round> => {
    const batch = ourLetters(perRound);
    const last = await lastMessage(reading);
    const began = performance.now();
    await sendAll(clients, access.desk.address, batch);
    while ((await countMessages(reading, last)) < perRound) await sleep(5);
    const rate = perRound / ((performance.now() - began) / 1000);
    await untilIndexed(product);
    return { rate, times: [] };
  };
  await ours();
  const limit = await startWriteLimit(product, access);
  const theirs = async (): Promise<Round> => {
    const { count, seconds } = await limit.write({ mails: theirLetters(perRound).map((letter) => letter.raw) });
    await untilIndexed(product);
    return { rate: count / seconds, times: [] };
  };
  try {
    await theirs();
    const compared = await compare(effort.rounds, ours, theirs);
    return { ...compared, times: await timesToTicket(reading, clients, ourLetters(perRound)) };
  } finally {
    await limit.stop();
    for (const client of clients) client.close();
  }
}

async function lastMessage({ product }: Pick<Reading, "product">): Promise<number> {
  const [row] = await ask<{ id: number }>(product, "select coalesce(max(id), 0)::int as id from messages");
  return row?.id ?? 0;
}

/** Each of the mails opens a ticket: one message each. */
async function countMessages({ product }: Reading, after: number): Promise<number> {
  const [row] = await ask<{ count: number }>(product, "select count(*)::int as count from messages where id > $1", [after]);
  return row?.count ?? 0;
}

async function sendAll(clients: readonly SmtpClient[], to: string, batch: readonly Letter[]): Promise<void> {
  let next = 0;
  const loop = async (client: SmtpClient) => {
    for (let letter = batch[next++]; letter !== undefined; letter = batch[next++]) await client.send(letter.from, to, letter.raw);
  };
  await Promise.all(clients.map(loop));
}

/** Each connection sends its next mail when the last has become a ticket, as told by the database's own notifications. */
async function timesToTicket({ product, access }: Reading, clients: readonly SmtpClient[], batch: readonly Letter[]): Promise<number[]> {
  const first = await lastMessage({ product });
  const watcher = new pg.Client(product.connection);
  await watcher.connect();
  const seen = new Map<string, () => void>();
  let [looking, again] = [false, false];
  const look = async () => {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    do {
      again = false;
      const { rows } = await watcher.query<{ id: string }>("select header_message_id as id from messages where id > $1 order by messages.id desc limit 100", [first]);
      for (const { id } of rows) {
        seen.get(id)?.();
        seen.delete(id);
      }
    } while (again);
    looking = false;
  };
  watcher.on("notification", () => void look());
  await watcher.query("listen ventanilla_live");
  const times: number[] = [];
  let next = 0;
  const loop = async (client: SmtpClient) => {
    for (let letter = batch[next++]; letter !== undefined; letter = batch[next++]) {
      const { messageId } = letter;
      const began = performance.now();
      const ticketed = new Promise<void>((resolve) => seen.set(messageId, resolve));
      await client.send(letter.from, access.desk.address, letter.raw);
      await ticketed;
      times.push(performance.now() - began);
    }
  };
  await Promise.all(clients.map(loop));
  await watcher.end();
  return times;
}
