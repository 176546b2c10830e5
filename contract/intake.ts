import { Type, type Static } from "typebox";
import { Key, nullable, oneOf, page, TicketNumber, Timestamp } from "./common.ts";

/** Sources of tickets that post signed payloads: review sites, surveys, telephone systems (R3). */
const strict = { additionalProperties: false } as const;

export const intakeKinds = ["review", "survey", "call", "other"] as const;
export type IntakeKind = (typeof intakeKinds)[number];

/** What a payload can say, besides the desk's own fields. */
export const intakeTargets = [
  "externalId", "subject", "body", "name", "email", "phone", "language", "rating", "text", "author", "site", "location", "link", "writtenAt", "type", "queue", "priority", "tags",
] as const;
export type IntakeTarget = (typeof intakeTargets)[number];

/** A JSON pointer (RFC 6901) such as `/review/text`; or words, with pointers in braces: `Review of {{/site}}`. */
const Expression = Type.String({ maxLength: 1000 });
const Expressions = Type.Partial(Type.Object(Object.fromEntries(intakeTargets.map((target) => [target, Expression])) as Record<IntakeTarget, typeof Expression>, strict));
export const IntakeSettings = Type.Object({
  mapping: Expressions,
  /** of the desk's ticket fields, by key */
  fields: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Expression)),
  /** what is taken where the payload says nothing */
  defaults: Type.Optional(Expressions),
  /** an item rated so well or better becomes no ticket; it is kept, and can become one */
  keepFrom: Type.Optional(Type.Number()),
  /** the best rating there is */
  best: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1000 })),
  /** the requester is told the number, as by mail */
  confirm: Type.Optional(Type.Boolean()),
}, strict);
export type IntakeSettings = Static<typeof IntakeSettings>;

export const IntakeSourceInput = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), kind: oneOf(intakeKinds), settings: IntakeSettings }, strict);
export type IntakeSourceInput = Static<typeof IntakeSourceInput>;
/** As a desk's file writes it: without its secret, which is made anew. */
export const IntakeSourceDefinition = Type.Object({ key: Key, ...IntakeSourceInput.properties }, strict);
export type IntakeSourceDefinition = Static<typeof IntakeSourceDefinition>;
export const IntakeSource = Type.Object({
  key: Key,
  ...IntakeSourceInput.properties,
  /** where to post */
  url: Type.String(),
  /** when the newest payload came */
  lastAt: nullable(Timestamp),
  /** of the newest hundred */
  failed: Type.Integer(),
  /** the secret before the newest is good until then */
  previousUntil: nullable(Timestamp),
});
export type IntakeSource = Static<typeof IntakeSource>;
export const IntakeSourceList = Type.Object({ items: Type.Array(IntakeSource) });
/** With the secret, which is told this once. */
export const IntakeSecret = Type.Object({ secret: nullable(Type.String()), source: IntakeSource });
export type IntakeSecret = Static<typeof IntakeSecret>;

export const intakeFates = ["received", "ticketed", "updated", "kept", "failed"] as const;
export type IntakeFate = (typeof intakeFates)[number];
export const IntakeReceipt = Type.Object({ id: Type.Integer(), fate: oneOf(intakeFates), ticket: nullable(TicketNumber), detail: nullable(Type.String()) });
export type IntakeReceipt = Static<typeof IntakeReceipt>;

/** What a mapping makes of a payload. */
export const Mapped = Type.Object({
  externalId: Type.String(),
  subject: Type.String(),
  body: Type.String(),
  name: Type.String(),
  email: Type.String(),
  phone: Type.String(),
  language: Type.String(),
  rating: nullable(Type.Number()),
  text: Type.String(),
  author: Type.String(),
  site: Type.String(),
  location: Type.String(),
  link: Type.String(),
  writtenAt: nullable(Type.String()),
  type: Type.String(),
  queue: Type.String(),
  priority: Type.String(),
  tags: Type.Array(Type.String()),
  fields: Type.Record(Type.String(), Type.Unknown()),
});
export type Mapped = Static<typeof Mapped>;

export const IntakeItem = Type.Object({
  id: Type.Integer(),
  receivedAt: Timestamp,
  fate: oneOf(intakeFates),
  /** why, in the reader's words */
  detail: nullable(Type.String()),
  ticket: nullable(TicketNumber),
  tries: Type.Integer(),
  /** as it came, card numbers hidden; cut after 20,000 characters */
  payload: Type.String(),
});
export type IntakeItem = Static<typeof IntakeItem>;
export const IntakeItemList = page(IntakeItem);

export const IntakePreviewInput = Type.Object({
  kind: oneOf(intakeKinds),
  settings: IntakeSettings,
  /** an example to try besides what came */
  example: Type.Optional(Type.String({ maxLength: 262_144 })),
}, strict);
export type IntakePreviewInput = Static<typeof IntakePreviewInput>;
/** What each of the last payloads became, and what it would become by the settings given. Nothing is changed. */
export const IntakePreview = Type.Object({
  items: Type.Array(Type.Object({
    /** null: the example */
    item: nullable(IntakeItem),
    would: oneOf(intakeFates),
    mapped: nullable(Mapped),
    /** what is wrong, in the reader's words */
    mistakes: Type.Array(Type.String()),
  })),
});
export type IntakePreview = Static<typeof IntakePreview>;
