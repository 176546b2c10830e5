import { createHash, randomBytes, randomUUID } from "node:crypto";
import { simpleParser } from "mailparser";
import pg from "pg";
import { typeParsers, type DbConnection } from "../server/platform/db.ts";
import { connections } from "./load.ts";
import { createSql, mailSql } from "./limit-rows.ts";

/** What is inserted, over and over, on eight connections, each ticket with its own synchronous commit. */
export interface WriteLimit {
  connection: DbConnection;
  desk: { id: number; statusId: number; queueId: number; address: string };
  /** the confirmation's content as the product wrote it */
  confirmation: string;
  /** the clocks of a new ticket as the product wrote them, the one that is due first before the others, as JSON */
  clocks: string;
  agent: number | null;
  /** mails to parse and insert, once each; or requests to insert for `seconds` */
  work: { mails: Buffer[] } | { requests: { address: string; name: string; subject: string; html: string; text: string }[]; seconds: number };
}
export interface Written {
  count: number;
  seconds: number;
}

interface Entry {
  address: string;
  name: string;
  subject: string;
  html: string;
  text: string;
  messageId: string | null;
  raw: Buffer | null;
}

let pool: pg.Pool | null = null;

async function insert({ desk, confirmation, clocks, agent }: WriteLimit, entry: Entry): Promise<void> {
  const { address, name, subject, html, text, messageId, raw } = entry;
  const values = [
    new Date().toISOString(), address, name, desk.id, desk.statusId, desk.queueId, subject, html, text, text.slice(0, 140), raw === null ? "api" : "email", messageId,
    `<${randomUUID()}@localhost>`, confirmation, randomBytes(32), agent,
    JSON.stringify({ source: "email", status: "abierto", queue: "ventas", requester: address, messageId: 0, automatic: false }),
    JSON.stringify({ messageId: 0, kind: "reply", side: "customer", channel: "email", automatic: false, first: true }),
    JSON.stringify({ letter: "confirmation", to: [address], deliveries: [1] }), clocks,
  ];
  if (raw === null) await pool?.query({ name: "create", text: createSql, values });
  else await pool?.query({ name: "mail", text: mailSql, values: [...values, [desk.address], raw, createHash("sha256").update(text).digest()] });
}

async function parse(raw: Buffer): Promise<Entry> {
  const mail = await simpleParser(raw);
  const from = mail.from?.value[0];
  return {
    address: from?.address ?? "",
    name: from?.name ?? "",
    subject: mail.subject ?? "",
    html: mail.html === false ? (mail.textAsHtml ?? "") : mail.html,
    text: mail.text ?? "",
    messageId: mail.messageId ?? null,
    raw,
  };
}

async function run(input: WriteLimit): Promise<Written> {
  pool ??= new pg.Pool({ ...input.connection, max: connections, types: typeParsers, options: "-c timezone=UTC" });
  const { work } = input;
  let [next, count] = [0, 0];
  const began = performance.now();
  const isOver = () => ("mails" in work ? next >= work.mails.length : performance.now() - began >= work.seconds * 1000);
  const loop = async () => {
    while (!isOver()) {
      const index = next++;
      if ("mails" in work) {
        const raw = work.mails[index];
        if (raw !== undefined) await insert(input, await parse(raw));
      } else {
        const request = work.requests[index % work.requests.length];
        if (request !== undefined) await insert(input, { ...request, messageId: null, raw: null });
      }
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, loop));
  return { count, seconds: (performance.now() - began) / 1000 };
}

process.on("message", (input: WriteLimit) => {
  run(input).then((written) => process.send?.(written), (error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
process.once("disconnect", () => process.exit(0));
