import { Type, type Static } from "typebox";
import { Key, nullable, oneOf, TicketNumber, Timestamp } from "./common.ts";
import { EndGate } from "./gates.ts";

const strict = { additionalProperties: false } as const;

/** ISO 8601: hours and minutes are as long as they are; days and weeks are the desk's, the same time of day also over a change of clocks. */
export const Delay = Type.String({ pattern: "^P(?=\\d|T\\d)(\\d{1,3}W)?(\\d{1,3}D)?(T(?=\\d)(\\d{1,4}H)?(\\d{1,4}M)?)?$", maxLength: 24 });

export const maxReminders = 10;

/** What follows while a ticket stands in a status: reminders, and an end. Delays count from its coming there. */
export const StatusWaiting = Type.Object({
  reminders: Type.Optional(Type.Array(Delay, { maxItems: maxReminders })),
  end: Type.Optional(Type.Object({
    after: Delay,
    /** a solved or closed status; absent: it stays, flagged to its owner and supervisors */
    to: Type.Optional(Key),
    /** what it must meet to end so; else it stays, flagged (C6) */
    gates: Type.Optional(Type.Array(EndGate, { maxItems: 10 })),
  }, strict)),
}, strict);
export type StatusWaiting = Static<typeof StatusWaiting>;

/** How a ticket will be left to itself: `may`: only if something is met then. */
export const closings = ["solved", "closed", "may"] as const;
export type ClosingKind = (typeof closings)[number];

/** What staff see of a ticket that waits. */
export const TicketWaiting = Type.Object({
  /** reminders there are, and those behind it, sent or left out */
  reminders: Type.Integer(),
  remindersDone: Type.Integer(),
  nextReminderAt: nullable(Timestamp),
  endsAt: nullable(Timestamp),
  /** the status it ends in; null: it is flagged */
  endsIn: nullable(Key),
  /** `called-off`: nothing follows; `flagged`: it came to its end and stayed. Null: it runs */
  outcome: nullable(oneOf(["called-off", "flagged"])),
  settledAt: nullable(Timestamp),
  settledBy: nullable(oneOf(["customer", "agent", "system"])),
});
export type TicketWaiting = Static<typeof TicketWaiting>;

/** The two answers that a mail about a waiting ticket offers. */
export const choices = ["help", "solved"] as const;
export type Choice = (typeof choices)[number];
export const ChoiceInput = Type.Object({
  answer: oneOf(choices),
  /** with `help`: what is still missing */
  words: Type.Optional(Type.String({ maxLength: 20_000 })),
}, strict);
export type ChoiceInput = Static<typeof ChoiceInput>;

/** What a link of a mail opens: nothing changes by looking at it. */
export const ChoiceLink = Type.Object({
  /** `used`: answered by it already; `over`: the ticket asks this no more */
  state: oneOf(["valid", "used", "over", "expired", "unknown"]),
  /** null where nobody knows the link, or no longer */
  ticket: nullable(Type.Object({
    number: TicketNumber,
    subject: Type.String(),
    /** of its desk */
    desk: Key,
    deskName: Type.String(),
    hue: Type.Integer(),
    status: Type.String(),
    /** what happens to it by itself, and when; null: nothing */
    closing: nullable(Type.Object({ at: Timestamp, kind: oneOf(closings) })),
    timeZone: Type.String(),
  })),
  /** what was answered by it */
  answer: nullable(oneOf(choices)),
  answeredAt: nullable(Timestamp),
});
export type ChoiceLink = Static<typeof ChoiceLink>;
