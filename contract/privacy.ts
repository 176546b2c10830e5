import { Type, type Static } from "typebox";
import { nullable, oneOf, Timestamp } from "./common.ts";

/** ISO 8601, of one unit: `P2Y`, `P18M`, `P90D`. */
const Period = Type.String({ pattern: "^P[1-9]\\d{0,3}[YMWD]$" });

/** What a desk erases by itself, in its time zone. */
export const Retention = Type.Object({
  /** solved and closed requests so long after anything last happened to them; absent: they are kept */
  requests: Type.Optional(Period),
  /** mails as they came, so long after they came; absent: a year */
  rawMail: Type.Optional(Period),
}, { additionalProperties: false });
export type Retention = Static<typeof Retention>;
/** Sooner than after so many days no request may be erased. */
export const fewestDaysKept = 30;

/** How many requests a period would erase at once; `more`: there are more than that. */
export const RetentionPreview = Type.Object({ due: Type.Integer(), more: Type.Boolean() });
export type RetentionPreview = Static<typeof RetentionPreview>;
export const RetentionQuery = Type.Object({ requests: Period }, { additionalProperties: false });

const Count = Type.Integer({ minimum: 0 });

export const Erasure = Type.Object({
  state: oneOf(["running", "done"]),
  askedAt: Timestamp,
  askedBy: nullable(Type.String()),
  doneAt: nullable(Timestamp),
  /** what was erased so far */
  tickets: Count,
  messages: Count,
  mails: Count,
});
export type Erasure = Static<typeof Erasure>;

/** Why somebody's data cannot be erased: they work here, or are one of our own addresses. */
export const erasureStops = ["colleague", "own-address"] as const;
export type ErasureStop = (typeof erasureStops)[number];

/** What erasing a person's data would take, and what became of it. */
export const ErasurePreview = Type.Object({
  /** their own requests, of which so many are still open */
  tickets: Count,
  open: Count,
  /** requests of others in which they are named, and what they wrote there */
  shared: Count,
  messages: Count,
  mails: Count,
  stop: nullable(oneOf(erasureStops)),
  /** what is typed to confirm: the address, or the name of who has none */
  confirm: Type.String(),
  erasure: nullable(Erasure),
});
export type ErasurePreview = Static<typeof ErasurePreview>;

export const ErasureRequest = Type.Object({ confirm: Type.String({ minLength: 1, maxLength: 254 }) }, { additionalProperties: false });
export const ExportQuery = Type.Object({ notes: Type.Optional(Type.Boolean({ description: "with what colleagues noted about their requests" })) }, { additionalProperties: false });
