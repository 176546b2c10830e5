import { Type, type Static } from "typebox";
import { Email, Key, nullable, oneOf, page, PageQuery, TicketNumber, Timestamp } from "./common.ts";
import { Evidence, Trust } from "./tickets.ts";

/** What became of an incoming mail. */
export const fates = ["received", "ticketed", "threaded", "duplicate", "bounce", "auto-reply", "loop", "held", "portal-only", "spam", "refused", "failed"] as const;
export type Fate = (typeof fates)[number];
export const Fate = oneOf(fates);

export const LedgerRow = Type.Object({
  id: Type.Integer(),
  receivedAt: Timestamp,
  source: Type.String(),
  from: Type.String(),
  fromName: nullable(Type.String()),
  to: Type.Array(Type.String()),
  subject: nullable(Type.String()),
  size: Type.Integer(),
  fate: Fate,
  reason: nullable(Type.String()),
  desk: nullable(Key),
  ticket: nullable(TicketNumber),
  settledAt: nullable(Timestamp),
  tries: Type.Integer(),
  /** the raw mail is still here to be read and tried again */
  hasRaw: Type.Boolean(),
});
export type LedgerRow = Static<typeof LedgerRow>;
export const LedgerList = page(LedgerRow);
export const LedgerQuery = Type.Object({ ...PageQuery.properties, fate: Type.Optional(Fate), q: Type.Optional(Type.String({ maxLength: 254 })) });
export const LedgerEntry = Type.Object({ ...LedgerRow.properties, evidence: Type.Array(Evidence), trust: nullable(Trust) });
export type LedgerEntry = Static<typeof LedgerEntry>;

/** The built-in mailbox: outgoing mails as their receivers would see them. */
export const OutgoingMail = Type.Object({
  id: Type.Integer(),
  at: Timestamp,
  from: Type.String(),
  to: Type.String(),
  subject: Type.String(),
  letter: Type.String(),
  state: Type.String(),
  ticket: nullable(TicketNumber),
  excerpt: Type.String(),
});
export type OutgoingMail = Static<typeof OutgoingMail>;
export const OutgoingMailList = page(OutgoingMail);
export const OutgoingMailView = Type.Object({
  ...OutgoingMail.properties,
  cc: Type.Array(Type.String()),
  replyTo: Type.String(),
  messageId: Type.String(),
  references: Type.Array(Type.String()),
  text: Type.String(),
  /** sanitised, for a sandboxed frame */
  html: Type.String(),
  attachments: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), size: Type.Integer(), id: Type.String() })),
});
export type OutgoingMailView = Static<typeof OutgoingMailView>;

/** "Write as…": a mail that the product sends to its own SMTP listener in a guest's name. */
export const GuestMail = Type.Object({
  from: Email,
  fromName: Type.Optional(Type.String({ maxLength: 200 })),
  to: Email,
  cc: Type.Optional(Type.Array(Email, { maxItems: 20 })),
  subject: Type.String({ maxLength: 1000 }),
  text: Type.String({ maxLength: 1_000_000 }),
  inReplyTo: Type.Optional(Type.String({ maxLength: 1000 })),
  references: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 50 })),
}, { additionalProperties: false });
export type GuestMail = Static<typeof GuestMail>;
