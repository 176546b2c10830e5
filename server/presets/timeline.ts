import { Temporal } from "../platform/clock.ts";
import type { Demo, Step } from "./format.ts";
import { hours } from "./hours.ts";

export interface Act {
  at: Temporal.Instant;
  /** its place among the demonstration's */
  conversation: number;
  /** and among the conversation's steps; null: it begins */
  step: { index: number; of: Step } | null;
}

/** Everything that happens in a demonstration, in the order in which it happened: numbers rise with time. */
export function plan(demo: Pick<Demo, "conversations">, base: Temporal.Instant): Act[] {
  const acts = demo.conversations.flatMap((conversation, index) => {
    let at = base.subtract(hours(conversation.ago));
    const steps = (conversation.steps ?? []).map((step, place): Act => {
      at = at.add(hours(step.after));
      return { at, conversation: index, step: { index: place, of: step } };
    });
    return [{ at: base.subtract(hours(conversation.ago)), conversation: index, step: null }, ...steps];
  });
  // what would lie in the future has not happened yet
  return acts.filter((act) => Temporal.Instant.compare(act.at, base) <= 0).sort((a, b) => Temporal.Instant.compare(a.at, b.at));
}
