import type { Evidence, Trust } from "../../contract/tickets.ts";
import type { DeskConfig, DeskSet } from "../desks/index.ts";
import type { SentMail } from "../mail-out/index.ts";
import type { Known } from "../people/index.ts";
import type { ParsedMail } from "../platform/mime/index.ts";
import type { Fate } from "../../contract/mail.ts";
import type { MailClass } from "./classify.ts";
import type { Blocked } from "./blocked.ts";
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
  /** desks that the mail was sent to as well; each has it in a row of its own */
  otherDesks: readonly number[];
  /** those of them that have no row of it yet, with their addresses */
  shares: readonly { desk: DeskConfig; addresses: readonly string[] }[];
  /** an administrator wants it opened whatever it is */
  anyway: boolean;
  /** a person has said where it goes */
  decided: Decided | null;
}

/** What a person decided of a mail: a ticket of its own, or that it belongs to one. */
export type Decided = { to: "new"; by: string } | { to: "ticket"; ticket: number; by: string };

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
  /** by Message-ID: the tickets with that message, the newest first (several, where it was sent to several desks) */
  stored: ReadonlyMap<string, readonly number[]>;
  /** of stored messages: the side conversation they are of */
  storedSides: ReadonlyMap<string, number>;
  people: ReadonlyMap<string, Known>;
  rates: ReadonlyMap<string, number>;
  blocked: Blocked;
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
