import { Temporal } from "../platform/clock.ts";

/** A demonstration's time span as so many hours: of its days each has 24, whatever the clocks do. */
export function hours(text: string): Temporal.Duration {
  const duration = Temporal.Duration.from(text);
  return Temporal.Duration.from({ hours: duration.days * 24 + duration.hours, minutes: duration.minutes });
}
