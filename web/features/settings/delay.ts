/** A delay as people write one: a number and a unit. ISO 8601 knows more; what is neither is kept as it was written. */
export const delayUnits = ["days", "hours", "minutes"] as const;
export type DelayUnit = (typeof delayUnits)[number];
const letters: Record<DelayUnit, string> = { days: "D", hours: "H", minutes: "M" };

export const delayOf = (amount: number, unit: DelayUnit): string => `P${unit === "days" ? "" : "T"}${Math.max(0, Math.trunc(amount))}${letters[unit]}`;

/** @returns null for a delay of several units, which only the file can write */
export function readDelay(delay: string): { amount: number; unit: DelayUnit } | null {
  const [, weeks, days, hours, minutes] = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(delay) ?? [];
  const whole = [weeks, days, hours, minutes].map((part) => (part === undefined ? null : Number(part)));
  if (whole.filter((part) => part !== null).length !== 1) return null;
  const [w = null, d = null, h = null, m = null] = whole;
  if (w !== null) return { amount: w * 7, unit: "days" };
  if (d !== null) return { amount: d, unit: "days" };
  return h !== null ? { amount: h, unit: "hours" } : { amount: m ?? 0, unit: "minutes" };
}
