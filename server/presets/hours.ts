import { Temporal } from "../platform/clock.ts";

/** A demonstration's time span as so many hours: of its days each has 24, whatever the clocks do. */
export function hours(text: string): Temporal.Duration {
  const duration = Temporal.Duration.from(text);
  return Temporal.Duration.from({ hours: duration.days * 24 + duration.hours, minutes: duration.minutes });
}

/** Values of fields, of which `-P2D` and `P5D` are days: so many before or after the one on which they are filled in, at the desk. */
export const dated = (fields: Record<string, unknown>, now: Temporal.Instant, timeZone: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, typeof value === "string" && /^-?P\d{1,4}D$/.test(value) ? now.toZonedDateTimeISO(timeZone).toPlainDate().add(value).toString() : value]));
