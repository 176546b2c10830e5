import { Type, type Static } from "typebox";
import { Email, Key, nullable, oneOf, page, TicketNumber, Timestamp } from "./common.ts";
import { Attachments, Body, fieldValues, Somebody, Tags } from "./tickets.ts";

/** So many are written to together at most. */
export const mostReceivers = 500;

/** An agent writes first: one ticket for each receiver, who sees nothing of the others. `{{requester.name}}` and its like are filled in. */
export const NewOutgoing = Type.Object({
  desk: Key,
  to: Type.Array(Somebody, { minItems: 1, maxItems: mostReceivers }),
  /** in copy of every one of them */
  cc: Type.Optional(Type.Array(Email, { maxItems: 20 })),
  subject: Type.String({ minLength: 1, maxLength: 1000 }),
  body: Type.Optional(Body),
  html: Type.Optional(Body),
  type: Type.Optional(Key),
  fields: Type.Optional(fieldValues),
  tags: Type.Optional(Tags),
  attachments: Type.Optional(Attachments),
}, { additionalProperties: false });
export type NewOutgoing = Static<typeof NewOutgoing>;

export const Outgoing = Type.Object({
  id: Type.Integer(),
  desk: Key,
  subject: Type.String(),
  state: oneOf(["running", "done"]),
  total: Type.Integer(),
  /** have been written to, each with a ticket */
  written: Type.Integer(),
  refused: Type.Integer(),
  createdAt: Timestamp,
  finishedAt: nullable(Timestamp),
});
export type Outgoing = Static<typeof Outgoing>;

/** What became of one receiver; `reason` in the reader's language where there is no ticket. */
export const OutgoingItem = Type.Object({
  to: Type.String(),
  outcome: nullable(oneOf(["written", "refused"])),
  number: nullable(TicketNumber),
  reason: nullable(Type.String()),
});
export type OutgoingItem = Static<typeof OutgoingItem>;
export const OutgoingItemList = page(OutgoingItem);
