import { Type, type Static } from "typebox";
import { Email, Key, Labels, nullable, oneOf, TicketNumber, Timestamp } from "./common.ts";
import { fieldKinds } from "./fields.ts";

const Reason = Type.String({ maxLength: 2000 });

/** R10: a new due date so many hours, days, weeks or months from now; an instant; or none. */
export const Postponement = Type.Union([
  Type.Object({ amount: Type.Integer({ minimum: 1, maximum: 1000 }), unit: oneOf(["hours", "days", "weeks", "months"]) }, { additionalProperties: false }),
  Type.Object({ at: nullable(Timestamp) }, { additionalProperties: false }),
]);
export type Postponement = Static<typeof Postponement>;

/** R11: empty is "Close"; with a reason it is "Explain & Close". */
export const Closure = Type.Object({
  reason: Type.Optional(Type.String({ maxLength: 200 })),
  comment: Type.Optional(Type.String({ maxLength: 10_000 })),
  source: Type.Optional(Type.String({ maxLength: 200 })),
}, { additionalProperties: false });
export type Closure = Static<typeof Closure>;

/** Level 0 takes the escalation back. */
export const Escalation = Type.Object({
  level: Type.Integer({ minimum: 0, maximum: 9 }),
  reason: Reason,
  to: Type.Optional(nullable(Email)),
}, { additionalProperties: false });
export type Escalation = Static<typeof Escalation>;

export const Merge = Type.Object({ into: TicketNumber }, { additionalProperties: false });
export const Split = Type.Object({
  messages: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 200, uniqueItems: true }),
  subject: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
}, { additionalProperties: false });
export type Split = Static<typeof Split>;
export const MessageMove = Type.Object({ ticket: TicketNumber }, { additionalProperties: false });

export const linkKinds = ["parent", "child", "related"] as const;
/** `parent`: the other is this ticket's parent. */
export const Link = Type.Object({ kind: oneOf(linkKinds), number: TicketNumber }, { additionalProperties: false });
export type Link = Static<typeof Link>;
/** How a ticket hangs together with others. */
export const Relation = Type.Object({
  kind: oneOf(["parent", "child", "related", "follow-up", "follow-up-of", "merged"]),
  number: TicketNumber,
  subject: Type.String(),
  desk: Key,
  status: Key,
});
export type Relation = Static<typeof Relation>;
export const RelationList = Type.Object({ items: Type.Array(Relation) });

export const TypeRequest = Type.Object({ type: Key, reason: Reason }, { additionalProperties: false });
export type TypeRequest = Static<typeof TypeRequest>;
export const TypeDecision = Type.Object({ grant: Type.Boolean(), reason: Type.Optional(Reason) }, { additionalProperties: false });
export type TypeDecision = Static<typeof TypeDecision>;

/** C10: to another desk, as a new request there; why is told to both. An assignee only by who assigns there. */
export const DeskChange = Type.Object({
  desk: Key,
  queue: Type.Optional(Key),
  assignee: Type.Optional(nullable(Email)),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
}, { additionalProperties: false });
export type DeskChange = Static<typeof DeskChange>;

/** Where a ticket was before, in that desk's words: they are only read any more. */
export const Stay = Type.Object({
  desk: Type.Object({ key: Key, labels: Labels, language: Type.String() }),
  leftAt: Timestamp,
  by: nullable(Type.String()),
  reason: Type.String(),
  status: Labels,
  queue: Labels,
  type: nullable(Labels),
  fields: Type.Array(Type.Object({
    key: Key,
    labels: Labels,
    kind: oneOf(fieldKinds),
    choices: Type.Array(Type.Object({ key: Key, labels: Labels })),
    currency: nullable(Type.String()),
    value: Type.Unknown(),
  })),
});
export type Stay = Static<typeof Stay>;
export const StayList = Type.Object({ items: Type.Array(Stay) });
