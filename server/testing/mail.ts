import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Logger, runOnce } from "graphile-worker";
import { beforeAll } from "vitest";
import type { LedgerEntry } from "../../contract/mail.ts";
import type { Trust } from "../../contract/tickets.ts";
import { configChannel, createDesks, type Desks } from "../desks/index.ts";
import { createMailIn, type MailIn } from "../mail-in/index.ts";
import { openBlobs, type Blobs } from "../platform/blobs.ts";
import { fakeClock } from "../platform/clock.ts";
import { query, type Database } from "../platform/db.ts";
import { createMetrics } from "../platform/health.ts";
import { startListener } from "../platform/listener.ts";
import { createLog } from "../platform/log.ts";
import { createOutgoing, rangesOf } from "../platform/outgoing-requests.ts";
import { createSealing } from "../platform/sealing.ts";
import { createTransact, liveChannel, type Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { fileParts, installPresets } from "../presets/index.ts";
import { react } from "../reactions.ts";
import { confirmationJobs } from "../tickets/index.ts";
import { cleanUp } from "./cleanup.ts";
import { useDatabase } from "./database.ts";
import { firstDue } from "../sla/index.ts";

export interface MailDesk {
  database: Database;
  desks: Desks;
  mailIn: MailIn;
  transact: Transact;
  blobs: Blobs;
  clock: ReturnType<typeof fakeClock>;
  replySecret: Uint8Array;
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Sends a mail in by SMTP's door and admits it. Answers its row of the ledger. */
  send(mail: string | Buffer, envelope?: { from?: string; to?: string[]; trust?: Trust | null }): Promise<Ledger>;
}
export type Ledger = Pick<LedgerEntry, "fate" | "reason" | "ticket"> & { id: number; messageId: number | null; evidence: { evidence: { key: string; params: Record<string, string> }[] } | null };

const silent = new Logger(() => () => {});
export const deskAddress = "ventas@hoteles.example.com";

/** What reading mailboxes needs besides. */
export const forMailboxes = { sealing: createSealing(Buffer.alloc(32, 9)), send: createOutgoing(rangesOf([])) };

/** The hotel group's desk behind the door that SMTP delivers to, with a real database and a clock that stands still. */
export function useMailDesk(): { current: MailDesk } {
  const db = useDatabase();
  const holder: { current: MailDesk } = {
    get current(): MailDesk {
      throw new Error("the desk exists only while tests run");
    },
  };
  const undo = cleanUp();
  beforeAll(async () => {
    const { database, connection } = db.current;
    const log = createLog("silent");
    const clock = fakeClock("2026-03-02T09:00:00Z");
    const folder = mkdtempSync(path.join(tmpdir(), "ventanilla-mail-"));
    const blobs = await openBlobs(folder);
    const listener = await startListener(connection, [liveChannel, configChannel], log);
    const desks = createDesks(database, listener);
    const replySecret = Buffer.alloc(32, 7);
    const site = { publicUrl: "http://help.example.test", mailHost: "help.example.test" };
    const transact = createTransact(database, clock, react, { desks, fileParts, firstDue, blobs, site, mailOut: { builtIn: true, replySecret } });
    const confirm = confirmationJobs(transact)["tickets.confirm"];
    let trust: Trust | null = null;
    const mailIn = createMailIn({ database, transact, desks, blobs, clock, log, metrics: createMetrics(), mailHost: site.mailHost, verify: async () => trust, ...forMailboxes });
    await transact(systemActor("test"), (work) => installPresets(work, ["hotel-sales"]));
    const rows = <Row>(text: string, values: readonly unknown[] = []) => query<Row>(database.db, text, values);
    const current: MailDesk = {
      database, desks, mailIn, transact, blobs, clock, replySecret, rows,
      async send(mail, envelope = {}) {
        trust = envelope.trust ?? null;
        const raw = typeof mail === "string" ? Buffer.from(mail.replace(/\r?\n/g, "\r\n")) : mail;
        const from = /^From:.*?([^\s<>]+@[^\s<>]+)/im.exec(raw.toString("latin1"))?.[1] ?? "someone@guest.example";
        const { id } = await mailIn.receiveSmtp({
          raw, envelope: { from: envelope.from ?? from, to: envelope.to ?? [deskAddress] }, remoteAddress: "127.0.0.1", helo: "test", tls: false,
        });
        await mailIn.admitWaiting();
        await runOnce({ pgPool: database.pool, noHandleSignals: true, logger: silent, taskList: { "tickets.confirm": (owed) => confirm(owed as Parameters<typeof confirm>[0]) } });
        const [row] = await rows<Ledger>(`select id, fate, reason, ticket_id as ticket, message_id as "messageId", evidence from mails where id = $1`, [id]);
        if (row === undefined) throw new Error("the ledger lost a mail");
        return row;
      },
    };
    Object.defineProperty(holder, "current", { value: current, configurable: true });
    undo(async () => {
      await mailIn.stop();
      await listener.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  });
  return holder;
}
