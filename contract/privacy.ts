import { Type, type Static } from "typebox";
import { nullable, oneOf, Timestamp } from "./common.ts";

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
