import { Temporal } from "../platform/clock.ts";

/**
 * What a customer is called where everybody reads: the first name and the first letter of the last. Never an address:
 * of one it is the part before the sign.
 */
export function publicName(name: string): string {
  const [first = "", ...others] = (name.split("@")[0] ?? "").replace(/\s+/g, " ").trim().split(" ");
  const last = others.at(-1)?.match(/\p{L}/u)?.[0];
  return last === undefined ? first : `${first} ${last.toLocaleUpperCase()}.`;
}

/** So many of a kind from one person within a time. */
export interface Limit {
  most: number;
  minutes: number;
}
/** Of who is no colleague: enough for a lively conversation, too few to flood one. */
export const limits = {
  post: { most: 5, minutes: 60 },
  comment: { most: 20, minutes: 10 },
  complaint: { most: 20, minutes: 60 },
} as const satisfies Record<string, Limit>;

/** Seconds until there is room again, seen from when the oldest that counts was written; null: there is room now. */
export function waitFor({ most, minutes }: Limit, count: number, oldest: string | null, now: Temporal.Instant): number | null {
  if (count < most || oldest === null) return null;
  const free = Temporal.Instant.from(oldest).add({ minutes });
  return Math.max(1, Math.ceil((free.epochMilliseconds - now.epochMilliseconds) / 1000));
}
