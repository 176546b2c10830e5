import { keepBlob } from "../files/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { insertMail, insertMails, type NewMail } from "./store.ts";
import { writeTogether } from "./together.ts";

/** Raw mails up to this many bytes stand in their row: one write, one sync. Larger ones become blobs, synced before the row commits. */
const maxRawInRow = 256 * 1024;

export interface Received {
  raw: Buffer;
  source: "smtp" | "imap";
  /** "" for the null sender; IMAP knows none */
  envelopeFrom: string;
  envelopeTo: readonly string[];
  remote: { address?: string; helo?: string; tls?: boolean; truncated?: boolean };
  /** of a mailbox: where it was read, so that it is not taken twice */
  place?: { mailboxId: number; uidValidity: number; uid: number };
}

/** Mails above this many bytes are not written together with others: their bytes are the cost, not the statement. */
const maxTogether = 32 * 1024;

/**
 * Takes mails in charge: when the answer comes, a mail's bytes survive a crash (rule 2 of the house), and 250 or \Seen
 * may be said. What it becomes is decided afterwards, by `admit`. Null: the mailbox's mail was taken before.
 */
export function createReceiver({ database, blobs, clock }: { database: Pick<Database, "db" | "transaction">; blobs: Blobs; clock: Clock }): (mail: Received) => Promise<number | null> {
  const insertTogether = writeTogether((rows: readonly NewMail[]) => insertMails(database.db, rows), 64, isOfData);
  return async (mail) => {
    const row: NewMail = {
      receivedAt: clock.now().toString(),
      source: mail.source,
      mailboxId: mail.place?.mailboxId ?? null,
      uidValidity: mail.place?.uidValidity ?? null,
      uid: mail.place?.uid ?? null,
      envelopeFrom: storable(mail.envelopeFrom).toLowerCase(),
      envelopeTo: mail.envelopeTo.map((address) => storable(address).toLowerCase()),
      remote: Object.fromEntries(Object.entries(mail.remote).map(([key, value]) => [key, typeof value === "string" ? storable(value) : value])),
      size: mail.raw.length,
      raw: mail.raw,
      rawHash: null,
    };
    if (mail.source === "smtp" && mail.raw.length <= maxTogether) return insertTogether(row);
    if (mail.raw.length <= maxRawInRow) return insertMail(database.db, row);
    const staged = await blobs.stage(mail.raw, mail.raw.length);
    if (staged === "too-large") throw new Error("a blob was cut");
    try {
      return await database.transaction(async (db) => {
        await keepBlob({ db, blobs }, staged);
        return insertMail(db, { ...row, raw: null, rawHash: staged.hash });
      });
    } finally {
      await blobs.discard(staged);
    }
  };
}

/** SQLSTATE classes 22 (data), 23 (integrity) and 54 (limits): something in the rows, not the database's state. */
const isOfData = (error: unknown): boolean => error instanceof Error && "code" in error && /^(?:22|23|54)/.test(String(error.code));

/** What a foreign server says of itself may hold anything. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed().slice(0, 1_000);
}
