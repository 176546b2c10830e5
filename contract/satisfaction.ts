import { Type, type Static } from "typebox";
import { Key, nullable, oneOf, TicketNumber, Timestamp } from "./common.ts";

/** T6: how satisfied who asked is with the solution: from 1, not at all, to 5, very. */
export const scores = [1, 2, 3, 4, 5] as const;
export type Score = (typeof scores)[number];
const Score = Type.Integer({ minimum: 1, maximum: 5 });
export const longestRating = 2000;

export const NewRating = Type.Object({ score: Score, message: Type.Optional(Type.String({ maxLength: longestRating })) }, { additionalProperties: false });
export type NewRating = Static<typeof NewRating>;

export const TicketRating = Type.Object({
  score: Score,
  /** what they say besides; empty: nothing */
  message: Type.String(),
  ratedAt: Timestamp,
  /** the name of who solved it */
  agent: nullable(Type.String()),
});
export type TicketRating = Static<typeof TicketRating>;

/** What a mail's stars lead to. `over`: it is no longer solved, or nobody asks any more. */
export const RatingLink = Type.Object({
  state: oneOf(["valid", "over", "expired", "unknown"]),
  ticket: nullable(
    Type.Object({
      number: TicketNumber,
      subject: Type.String(),
      desk: Key,
      deskName: Type.String(),
      /** who solved it */
      agent: nullable(Type.String()),
    }),
  ),
  /** as they rated before */
  rating: nullable(Type.Object({ score: Score, message: Type.String() })),
});
export type RatingLink = Static<typeof RatingLink>;
