import { Type, type Static } from "typebox";
import { Key, nullable, oneOf, TicketNumber } from "./common.ts";

/**
 * What who opens the desk first may try, in this order. `mailbox` and `colleague` are asked of an installation of one's own;
 * with the demonstration there are both.
 */
export const firstSteps = ["mailbox", "colleague", "write", "answer", "close"] as const;
export type FirstStep = (typeof firstSteps)[number];

/** How far somebody has come: each is done when it really happened, whoever did it. */
export const FirstSteps = Type.Object({
  /** empty: for somebody else, or put away */
  steps: Type.Array(Type.Object({ step: oneOf(firstSteps), done: Type.Boolean() })),
  /** the request that was written, for the steps that follow it; null: none yet */
  ticket: nullable(TicketNumber),
  /** it came to a desk where somebody decides first (C5), and waits there */
  held: Type.Boolean(),
  /** where mailboxes are connected and colleagues invited */
  desk: nullable(Key),
});
export type FirstSteps = Static<typeof FirstSteps>;
