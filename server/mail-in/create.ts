import type { Desks } from "../desks/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Db } from "../platform/db.ts";
import type { Metrics } from "../platform/health.ts";
import type { Log } from "../platform/log.ts";
import type { SendOutgoing } from "../platform/outgoing-requests.ts";
import type { Sealing } from "../platform/sealing.ts";
import type { IncomingSmtpMail } from "../platform/smtp/listener.ts";
import type { Transact } from "../platform/transact.ts";
import type { AdmitDeps } from "./admit.ts";
import { createLeftOver } from "./left-over.ts";
import { startMailboxes, type Mailboxes } from "./mailboxes.ts";
import { createReceiver, type Received } from "./receive.ts";
import { acceptsRecipient } from "./recipients.ts";
import { mailUsesBlob } from "./store.ts";
import { verifyByDns, type Verify } from "./verdicts.ts";
import { admitBatch, startAdmission, type Admission } from "./worker.ts";

export interface MailInDeps {
  database: Database;
  transact: Transact;
  desks: Desks;
  blobs: Blobs;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, "mailsReceived" | "mailsSettled">;
  /** our own name, for SPF and DMARC */
  mailHost: string;
  /** of the mailboxes' secrets */
  sealing: Sealing;
  /** asks for mailboxes' tokens */
  send: SendOutgoing;
  /** how senders are proven; absent: by the DNS */
  verify?: Verify;
}

export interface MailIn {
  /** starts admitting what is received, and reading the mailboxes */
  start(): void;
  /** finishes the mails under way */
  stop(): Promise<void>;
  acceptsRecipient(address: string): Promise<boolean>;
  /** durable when it returns */
  receiveSmtp(mail: IncomingSmtpMail): Promise<{ id: number }>;
  receive(mail: Received): Promise<number | null>;
  /** there is something to admit */
  wake(): void;
  /** admits what waits now, and says how many mails it were (tests, the command line) */
  admitWaiting(): Promise<number>;
  refersToBlob(db: Db, hash: Buffer): Promise<boolean>;
  /** what opening a mail on somebody's decision needs */
  admission: AdmitDeps;
}

export function createMailIn(deps: MailInDeps): MailIn {
  const { database, transact, desks, blobs, clock, log, metrics, mailHost } = deps;
  const admission = { transact, blobs, log, verify: deps.verify ?? verifyByDns(mailHost), settled: (fate: string) => metrics.mailsSettled.inc({ fate }), leftOver: createLeftOver(transact, clock.now()) };
  let running: Admission | null = null;
  let mailboxes: Mailboxes | null = null;
  const wake = () => running?.wake();
  const store = createReceiver({ database, blobs, clock });
  const receive = async (mail: Received) => {
    const id = await store(mail);
    if (id !== null) metrics.mailsReceived.inc();
    wake();
    return id;
  };
  return {
    start() {
      running ??= startAdmission(admission);
      mailboxes ??= startMailboxes({ database, clock, log, sealing: deps.sealing, send: deps.send, receive });
    },
    async stop() {
      await mailboxes?.stop();
      await running?.stop();
      mailboxes = null;
      running = null;
    },
    acceptsRecipient: (address) => acceptsRecipient(desks, address),
    async receiveSmtp({ raw, envelope, remoteAddress, helo, tls }) {
      const id = await receive({ raw, source: "smtp", envelopeFrom: envelope.from, envelopeTo: envelope.to, remote: { address: remoteAddress, helo, tls } });
      if (id === null) throw new Error("a mail was not stored");
      return { id };
    },
    receive,
    wake,
    async admitWaiting() {
      let all = 0;
      for (let settled = await admitBatch(admission); settled > 0; settled = await admitBatch(admission)) all += settled;
      return all;
    },
    refersToBlob: mailUsesBlob,
    admission,
  };
}
