import { Readable } from "node:stream";
import SMTPConnection, { type SMTPConnectionSendInfo } from "nodemailer/lib/smtp-connection";
import { parseConnectionUrl } from "nodemailer/lib/shared";

export type OutgoingSmtpMail = {
  /** `from` is empty for mail that must not be answered by bounces. One recipient: a delivery has one fate. */
  envelope: { from: string; to: string };
  raw: Buffer;
};

/**
 * What became of one attempt.
 * - `sent`: the server took responsibility (2xx after the final dot).
 * - `rejected`: it refused this mail or address for good (5xx).
 * - `deferred`: it has not taken the mail, and may later (4xx, no connection, no sign-in).
 * - `uncertain`: the final dot may have reached it and its answer did not reach us. It may have the mail;
 *   sending again could deliver it twice.
 */
export type SendResult = {
  outcome: "sent" | "rejected" | "deferred" | "uncertain";
  /** The server's last words, or our own account of what broke. */
  response: string;
  /** SMTP reply code, null when there was none. */
  code: number | null;
};

export type Sender = {
  send(mail: OutgoingSmtpMail): Promise<SendResult>;
  /** Says QUIT on idle connections. Sends under way end by themselves. */
  close(): void;
};

export type SenderOptions = {
  /** What we call ourselves in EHLO. */
  name?: string;
  /** Connections at once. */
  connections?: number;
  /** Milliseconds an unused connection is kept. */
  idleMs?: number;
  /** Milliseconds to wait for a connection and greeting, and for any answer. */
  connectMs?: number;
  answerMs?: number;
};

type Failure = Error & { code?: string; responseCode?: number; response?: string };

const SLICE = 64 * 1024;

/**
 * Sends through the server of an `smtp://` or `smtps://` URL (`user:password@`, `?name=`, `?tls.…=` as in
 * nodemailer) over a few kept connections. With a password the server's certificate must be valid; without
 * one TLS is used where offered and not verified, as between mail servers.
 */
export function createSender(smtpUrl: string, options: SenderOptions = {}): Sender {
  const { auth, tls, name, ...target } = parseConnectionUrl(smtpUrl);
  const limit = options.connections ?? 5;
  const idle: { connection: SMTPConnection; timer: NodeJS.Timeout }[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;

  async function open(): Promise<SMTPConnection> {
    const connection = new SMTPConnection({
      ...target,
      name: typeof name === "string" ? name : options.name,
      tls: { rejectUnauthorized: auth !== undefined, ...tls },
      opportunisticTLS: auth === undefined,
      connectionTimeout: options.connectMs ?? 30_000,
      greetingTimeout: options.connectMs ?? 30_000,
      socketTimeout: options.answerMs ?? 300_000,
    });
    await new Promise<void>((resolve, reject) => {
      connection.on("error", reject); // stays: a later error must not be unheard
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    if (auth && connection.allowsAuth) {
      await new Promise<void>((resolve, reject) => {
        connection.login({ user: auth.user, pass: auth.pass }, (error) => (error ? reject(error) : resolve()));
      }).catch((error: unknown) => {
        connection.close();
        throw error;
      });
    }
    return connection;
  }

  function takeIdle(): SMTPConnection | undefined {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      clearTimeout(kept.timer);
      if (!kept.connection.destroyed && kept.connection._socket && !kept.connection._socket.destroyed) return kept.connection;
    }
    return undefined;
  }

  function keep(connection: SMTPConnection): void {
    if (closed) return connection.quit();
    const timer = setTimeout(() => {
      const at = idle.findIndex((kept) => kept.connection === connection);
      if (at !== -1) idle.splice(at, 1);
      connection.quit();
    }, options.idleMs ?? 20_000);
    timer.unref();
    idle.push({ connection, timer });
  }

  async function attempt(mail: OutgoingSmtpMail): Promise<SendResult> {
    for (;;) {
      const kept = takeIdle();
      let connection: SMTPConnection;
      try {
        connection = kept ?? (await open());
      } catch (error) {
        // A server that refuses us as a whole has said nothing about this mail: it is tried again.
        const { response, code } = account(error);
        return { outcome: "deferred", response, code };
      }
      const result = await dialogue(connection, mail);
      if (result.outcome === "sent") keep(connection);
      else connection.close();
      // A kept connection the server had given up meanwhile: nothing was sent on it, so a new one is opened.
      if (kept && result.beforeMail) continue;
      return { outcome: result.outcome, response: result.response, code: result.code };
    }
  }

  return {
    async send(mail) {
      if (busy >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else busy += 1;
      try {
        return await attempt(mail);
      } finally {
        const next = waiting.shift(); // hands its place over
        if (next) next();
        else busy -= 1;
      }
    },
    close() {
      closed = true;
      for (let kept = takeIdle(); kept; kept = takeIdle()) kept.quit();
    },
  };
}

/** One mail over one open connection. `beforeMail`: the connection broke before the server had said anything about it. */
async function dialogue(connection: SMTPConnection, mail: OutgoingSmtpMail): Promise<SendResult & { beforeMail: boolean }> {
  // Read in slices as the socket drains, so that 'end' means the final dot is on its way, and a mail cut
  // off in its middle, which no server may accept, is known to be unsent.
  let at = 0;
  let handedOver = false;
  const source = new Readable({
    read() {
      this.push(at < mail.raw.length ? mail.raw.subarray(at, at + SLICE) : null);
      at += SLICE;
    },
  });
  source.on("end", () => {
    handedOver = true;
  });
  try {
    const info = await new Promise<SMTPConnectionSendInfo>((resolve, reject) => {
      const envelope = { from: mail.envelope.from || undefined, to: [mail.envelope.to], size: mail.raw.length, use8BitMime: true };
      connection.send(envelope, source, (error, sent) => (error ? reject(error) : resolve(sent)));
    });
    return { outcome: "sent", response: info.response, code: Number(info.response.slice(0, 3)) || 250, beforeMail: false };
  } catch (error) {
    const { response, code, kind } = account(error);
    const beforeMail = at === 0 && (code === null ? kind !== "EENVELOPE" && kind !== "EMESSAGE" : code === 421);
    if (code !== null && code >= 500) return { outcome: "rejected", response, code, beforeMail };
    if (code !== null && code >= 400) return { outcome: "deferred", response, code, beforeMail };
    if (handedOver) return { outcome: "uncertain", response, code, beforeMail };
    // larger than the server announced to take, or an address it has no syntax for: no answer will differ tomorrow
    if (kind === "EMESSAGE" || kind === "EENVELOPE") return { outcome: "rejected", response, code, beforeMail };
    return { outcome: "deferred", response, code, beforeMail };
  }
}

function account(error: unknown): { response: string; code: number | null; kind: string | undefined } {
  const failure: Failure = error instanceof Error ? error : new Error(String(error));
  return { response: failure.response || failure.message, code: failure.responseCode || null, kind: failure.code };
}
