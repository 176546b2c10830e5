import { Type, type Static } from "typebox";
import { Email, Key, nullable, oneOf, page, PageQuery, TicketNumber, Timestamp } from "./common.ts";
import { Evidence, Trust } from "./tickets.ts";

/** What became of an incoming mail. */
export const fates = ["received", "ticketed", "threaded", "duplicate", "bounce", "auto-reply", "loop", "held", "kept", "portal-only", "spam", "refused", "failed"] as const;
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
  /** who decided on a mail that waited, when, and the reason given */
  decidedBy: nullable(Type.String()),
  decidedAt: nullable(Timestamp),
  note: nullable(Type.String()),
  /** the raw mail is still here to be read and tried again */
  hasRaw: Type.Boolean(),
});
export type LedgerRow = Static<typeof LedgerRow>;
export const LedgerList = page(LedgerRow);
export const LedgerQuery = Type.Object({ ...PageQuery.properties, fate: Type.Optional(Fate), desk: Type.Optional(Key), q: Type.Optional(Type.String({ maxLength: 254 })) });
export const LedgerEntry = Type.Object({ ...LedgerRow.properties, evidence: Type.Array(Evidence), trust: nullable(Trust) });
export type LedgerEntry = Static<typeof LedgerEntry>;

/** A mail that became no message, as it would be shown as one. */
export const MailContent = Type.Object({
  from: Type.Object({ email: Type.String(), name: Type.String() }),
  to: Type.Array(Type.String()),
  cc: Type.Array(Type.String()),
  subject: Type.String(),
  /** sanitised, for a sandboxed frame */
  html: Type.String(),
  text: Type.String(),
  /** where in `text` the quoted history starts */
  quoteAt: nullable(Type.Integer()),
  /** `index` is the last word of the attachment's address */
  attachments: Type.Array(Type.Object({ index: Type.Integer(), name: Type.String(), type: Type.String(), size: Type.Integer(), contentId: nullable(Type.String()), inline: Type.Boolean() })),
  omitted: Type.Array(Type.String()),
  /** a colleague passed it on (H2): the ticket would be this person's */
  forwardedFrom: nullable(Type.Object({ email: Type.String(), name: Type.String() })),
});
export type MailContent = Static<typeof MailContent>;

const strict = { additionalProperties: false } as const;
/** What the decider saw: when it is something else by now, the decision is refused (409 `mail.decided`). Absent: `held`. */
const seen = Type.Optional(Fate);
const Note = Type.String({ maxLength: 2000 });
/** C5: what is to become of a mail that waits, or of one that was set aside. */
export const MailDecision = Type.Union([
  Type.Object({ decision: Type.Literal("ticket"), queue: Type.Optional(Key), type: Type.Optional(Key), assignee: Type.Optional(Email), seen }, strict),
  Type.Object({ decision: Type.Literal("add"), ticket: TicketNumber, seen }, strict),
  /** without a ticket, for a reason */
  Type.Object({ decision: Type.Literal("keep"), note: Type.Optional(Note), seen }, strict),
  /** `block`: its sender's further mails too, or those of the whole domain */
  Type.Object({ decision: Type.Literal("spam"), block: Type.Optional(oneOf(["address", "domain"])), seen }, strict),
  /** back to those that wait */
  Type.Object({ decision: Type.Literal("hold"), seen }, strict),
]);
export type MailDecision = Static<typeof MailDecision>;
/** One decision on several mails; what cannot be done of it is told for each. */
export const MailDecisions = Type.Object({ ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 100, uniqueItems: true }), decision: MailDecision }, strict);
export const MailDecisionResults = Type.Object({
  items: Type.Array(Type.Object({ id: Type.Integer(), ticket: nullable(TicketNumber), problem: nullable(Type.String()) })),
});
export type MailDecisionResults = Static<typeof MailDecisionResults>;
/** How many mails wait in each desk, counted up to 1,000. */
export const WaitingCounts = Type.Object({ items: Type.Array(Type.Object({ desk: Key, count: Type.Integer() })) });
export type WaitingCounts = Static<typeof WaitingCounts>;

/** An address, or `@domain` with all of its addresses, whose mails are kept as unwanted. */
export const BlockedSender = Type.Object({ sender: Type.String(), addedAt: Timestamp, addedBy: nullable(Type.String()) });
export type BlockedSender = Static<typeof BlockedSender>;
export const BlockedSenderList = Type.Object({ items: Type.Array(BlockedSender) });
export const NewBlockedSender = Type.Object({ sender: Type.String({ minLength: 3, maxLength: 254 }) }, strict);

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
