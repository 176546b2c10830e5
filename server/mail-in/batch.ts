import type { Evidence, Trust } from "../../contract/tickets.ts";
import type { DeskConfig, DeskSet } from "../desks/index.ts";
import type { SentMail } from "../mail-out/index.ts";
import type { Known } from "../people/index.ts";
import type { ParsedMail } from "../platform/mime/index.ts";
import type { Fate } from "../../contract/mail.ts";
import type { MailClass } from "./classify.ts";
import type { EarlierMail, LedgerMail } from "./store.ts";

/** A mail with all that was found out about it before anything is written. */
export interface Incoming {
  row: LedgerMail;
  mail: ParsedMail;
  kind: MailClass;
  trust: Trust | null;
  contentHash: Buffer;
  desk: DeskConfig | undefined;
  /** who asks: From, or Reply-To where From is a machine's */
  sender: { address: string; name: string } | null;
  /** an administrator wants it opened whatever it is */
  anyway: boolean;
}

/** A mail that is to become a message, or a ticket. */
export interface ToPlace extends Incoming {
  desk: DeskConfig;
  sender: { address: string; name: string };
  /** null: a machine's address that nobody is known by */
  person: Known | null;
}

/** What was looked up for a batch, in a few round trips for all of it. */
export interface BatchFacts {
  desks: DeskSet;
  earlier: readonly EarlierMail[];
  sent: ReadonlyMap<string, SentMail>;
  stored: ReadonlyMap<string, number>;
  /** of stored messages: the side conversation they are of */
  storedSides: ReadonlyMap<string, number>;
  people: ReadonlyMap<string, Known>;
  rates: ReadonlyMap<string, number>;
  agentsOf(deskId: number): Promise<ReadonlyMap<number, { name: string; address: string }>>;
}

/** Where a mail went. */
export interface Place {
  fate: Fate;
  reason: string | null;
  evidence: Evidence[];
  ticketId: number | null;
  messageId: number | null;
  deskId: number;
}
