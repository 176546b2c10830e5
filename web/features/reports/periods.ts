export const presets = ["7", "30", "90", "month", "last-month", "year"] as const;
export type Preset = (typeof presets)[number];
/** Days of the calendar, both included. */
export interface Days {
  from: string;
  to: string;
}

const text = (day: Date): string => day.toISOString().slice(0, 10);
const on = (year: number, month: number, day: number): string => text(new Date(Date.UTC(year, month, day)));

/** What day it is in the time zone. */
export const todayIn = (timeZone: string | undefined, now: number): string =>
  new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", ...(timeZone === undefined ? {} : { timeZone }) }).format(now);

/** The days that a preset means today. */
export function daysOf(preset: Preset, today: string): Days {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  switch (preset) {
    case "month":
      return { from: on(year, month - 1, 1), to: today };
    case "last-month":
      return { from: on(year, month - 2, 1), to: on(year, month - 1, 0) };
    case "year":
      return { from: on(year, 0, 1), to: today };
    default:
      return { from: on(year, month - 1, day - Number(preset) + 1), to: today };
  }
}

export const isDay = (value: string | undefined): value is string => value !== undefined && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) && text(new Date(value)) === value;
