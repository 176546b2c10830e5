import { Type, type Static } from "typebox";
import { nullable, Timestamp } from "./common.ts";

/** The review that a ticket stems from (R15). Texts are empty where nothing is known. */
export const Review = Type.Object({
  rating: nullable(Type.Number()),
  /** the best rating there is: 5 of 5 stars, 10 of 10 */
  best: Type.Number(),
  text: Type.String(),
  author: Type.String(),
  site: Type.String(),
  location: Type.String(),
  /** http(s), or empty */
  link: Type.String(),
  writtenAt: nullable(Timestamp),
  updatedAt: Timestamp,
});
export type Review = Static<typeof Review>;
