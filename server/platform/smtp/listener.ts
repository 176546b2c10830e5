import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { callbackify } from "node:util";
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { SMTPConnection } from "smtp-server/lib/smtp-connection.js";
import { hasBareDotLine } from "./bare-newlines.ts";
import type { Log } from "../log.ts";
import type { KeyAndCertificate } from "./certificate.ts";

/** A mail as SMTP brought it. `raw` is what was sent between DATA and the final dot, unstuffed, else untouched. */
export type IncomingSmtpMail = {
  raw: Buffer;
  /** `from` is empty for a bounce (`MAIL FROM:<>`). */
  envelope: { from: string; to: string[] };
  remoteAddress: string;
  /** What the client called itself in EHLO. */
  helo: string;
  /** Whether the session was encrypted. */
  tls: boolean;
};

export type SmtpListenerOptions = {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The name we greet with. */
  name: string;
  tls: KeyAndCertificate;
  /** Bytes of one mail, announced as SIZE and enforced. */
  maxSize: number;
  /** Connections at once, all clients together. */
  maxClients?: number;
  /** Connections at once from one address. */
  maxClientsPerAddress?: number;
  /** Bytes of unfinished mails held in memory, all connections together; beyond, 452. */
  maxBytesUnderWay?: number;
  /** Milliseconds of a client's silence until 421. */
  idleTimeout?: number;
  /** Milliseconds one mail may take to arrive, however steadily it drips. */
  mailTimeout?: number;
  acceptsRecipient(address: string): Promise<boolean>;
  /** Stores the mail durably; only then is it answered 250. What it throws becomes 451, or 452 for a full disk. */
  receive(mail: IncomingSmtpMail): Promise<{ id: number | string }>;
  log: Log;
};

export type SmtpListener = {
  port: number;
  /** Stops taking connections, lets mails under way end (at most `graceMs`), then closes. */
  close(graceMs?: number): Promise<void>;
};

/** Refusals carry the reply code; smtp-server adds the enhanced one (RFC 3463). */
function refusal(responseCode: number, text: string): Error & { responseCode: number } {
  return Object.assign(new Error(text), { responseCode });
}

/**
 * Listens for mail (RFC 5321; PIPELINING, 8BITMIME, SMTPUTF8, SIZE, STARTTLS, ENHANCEDSTATUSCODES). There is
 * no AUTH and no relaying: who is not one of `acceptsRecipient` is answered 550 5.1.1. Rejects with the
 * error of `listen` (EADDRINUSE …).
 */
export async function startSmtpListener(options: SmtpListenerOptions): Promise<SmtpListener> {
  const { log } = options;
  const perAddress = new Map<string, number>();
  const limits = {
    maxBytes: options.maxBytesUnderWay ?? Math.max(256 * 1024 * 1024, options.maxSize * 2),
    clientsPerAddress: options.maxClientsPerAddress ?? 50,
  };
  const underWay = { bytes: 0 };

  const server = new SMTPServer({
    name: options.name,
    key: options.tls.key,
    cert: options.tls.cert,
    size: options.maxSize,
    rejectOversized: true,
    maxClients: options.maxClients ?? 200,
    maxRecipients: 100,
    maxCommandLength: 4096,
    socketTimeout: options.idleTimeout ?? 120_000,
    disabledCommands: ["AUTH"],
    authOptional: true,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    logger: false,
    onConnect(session, callback) {
      const open = (perAddress.get(session.remoteAddress) ?? 0) + 1;
      perAddress.set(session.remoteAddress, open);
      callback(open > limits.clientsPerAddress ? refusal(421, "Too many connections from your address") : null);
    },
    onClose(session) {
      const open = (perAddress.get(session.remoteAddress) ?? 1) - 1;
      if (open > 0) perAddress.set(session.remoteAddress, open);
      else perAddress.delete(session.remoteAddress);
    },
    onRcptTo: callbackify(async (address: SMTPServerAddress, _session: SMTPServerSession) => {
      const accepted = await options.acceptsRecipient(address.address).catch((error: unknown) => {
        log.error({ err: error }, "smtp: could not check a recipient");
        throw refusal(451, "Temporarily unable to check the address, try again later");
      });
      if (!accepted) throw refusal(550, `No such address here: ${address.address}`);
    }),
    onData: callbackify(async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
      refuseEarlyTalker(server, session, stream, log);
      const overdue = setTimeout(() => hangUp(server, session, 421, "Error: this mail takes too long"), options.mailTimeout ?? 600_000);
      const raw = await collect(stream, options.maxSize, limits.maxBytes, underWay);
      clearTimeout(overdue);
      if (raw === "aborted") throw refusal(451, "The mail was not received whole");
      if (raw === "too-large") return ""; // answered 552 by rejectOversized
      if (raw === "busy") throw refusal(452, "Too much mail at once, try again later");
      if (hasBareDotLine(raw)) {
        log.warn({ remoteAddress: session.remoteAddress }, "smtp: refused a mail with a bare-newline end of data");
        throw refusal(554, "Bare <LF> or <CR> around a line of one dot is refused (RFC 5321, 2.3.8)");
      }
      const stored = await options.receive(incoming(raw, session)).catch((error: unknown) => {
        log.error({ err: error }, "smtp: could not store a mail, its sender was asked to try again");
        throw isDiskFull(error)
          ? refusal(452, "Insufficient storage, try again later")
          : refusal(451, "Temporarily unable to store the mail, try again later");
      });
      return `Stored as ${stored.id}`;
    }),
  });

  greetAtOnce(server);
  server.on("error", (error) => log.info({ err: error }, "smtp: a connection failed"));

  const listening = once(server.server, "listening"); // rejects on 'error'
  server.listen(options.port, options.host);
  await listening;
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  return { port, close: (graceMs = 8000) => closeGracefully(server, graceMs) };
}

function incoming(raw: Buffer, session: SMTPServerSession): IncomingSmtpMail {
  const from = session.envelope.mailFrom;
  return {
    raw,
    envelope: { from: from === false ? "" : from.address, to: session.envelope.rcptTo.map((to) => to.address) },
    remoteAddress: session.remoteAddress,
    helo: session.hostNameAppearsAs,
    tls: session.secure,
  };
}

/** The whole mail in one Buffer, copied once. Past a limit the rest is read and dropped, so that the client reads our answer. */
function collect(
  stream: SMTPServerDataStream,
  maxSize: number,
  maxBytes: number,
  underWay: { bytes: number },
): Promise<Buffer | "too-large" | "busy" | "aborted"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let held = 0;
    let verdict: "too-large" | "busy" | null = null;
    const drop = (why: "too-large" | "busy" | null) => {
      verdict = why;
      underWay.bytes -= held;
      held = 0;
      chunks.length = 0;
    };
    stream.on("data", (chunk: Buffer) => {
      if (verdict) return;
      held += chunk.length;
      underWay.bytes += chunk.length;
      chunks.push(chunk);
      if (held > maxSize) drop("too-large");
      else if (underWay.bytes > maxBytes) drop("busy");
    });
    stream.on("end", () => {
      const raw = verdict ?? Buffer.concat(chunks, held);
      drop(verdict);
      resolve(raw);
    });
    stream.on("error", () => {
      drop(verdict);
      resolve("aborted"); // the client went away: nothing was promised, nothing is stored
    });
  });
}

/**
 * A client must wait for 354 before it sends the mail (RFC 2920, 3.1). One that does not is either
 * broken or feeding us somebody else's bytes (a web page, a proxy), and is cut off as Postfix does:
 * what it sent together with DATA is in the stream before any answer could have left.
 */
function refuseEarlyTalker(server: SMTPServer, session: SMTPServerSession, stream: SMTPServerDataStream, log: Log): void {
  process.nextTick(() => {
    if (stream.byteLength === 0) return;
    log.warn({ remoteAddress: session.remoteAddress }, "smtp: refused a mail sent before DATA was answered");
    hangUp(server, session, 554, "Error: SMTP protocol synchronization");
    stream.destroy(new Error("SMTP protocol synchronization"));
  });
}

function hangUp(server: SMTPServer, session: SMTPServerSession, code: number, text: string): void {
  for (const connection of server.connections) {
    if (connection.session.id !== session.id) continue;
    connection.send(code, text);
    connection.close();
  }
}

/**
 * smtp-server waits 100 ms before it greets, to catch those who talk first. A sender that opens a
 * connection per mail would be held to ten mails a second by it, so we greet at once; who talks before
 * the greeting is still refused.
 */
function greetAtOnce(server: SMTPServer): void {
  server.connect = (socket, socketOptions) => {
    const connection = new SMTPConnection(server, socket, socketOptions);
    server.connections.add(connection);
    connection.on("error", (error: Error) => server.emit("error", error));
    connection.init();
    const ready = connection.connectionReady.bind(connection);
    connection.connectionReady = () => {};
    setImmediate(() => {
      if (server.connections.has(connection)) ready();
    });
  };
}

function isDiskFull(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // ENOSPC and EDQUOT are the file system's; 53100 is PostgreSQL's disk_full
    if ("code" in cause && (cause.code === "ENOSPC" || cause.code === "EDQUOT" || cause.code === "53100")) return true;
  }
  return false;
}

async function closeGracefully(server: SMTPServer, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.server.close(() => resolve()));
  const deadline = Date.now() + graceMs;
  for (;;) {
    const overdue = Date.now() >= deadline;
    for (const connection of server.connections) {
      const idle = !connection.session.envelope?.mailFrom;
      if (idle || overdue) connection.send(421, "Server shutting down");
    }
    if (overdue || server.connections.size === 0) break;
    await sleep(20);
  }
  // a client that never closes its own side must not hold us up
  await Promise.race([closed, sleep(500)]);
}
