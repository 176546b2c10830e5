import { now as installationNow } from "./clock.ts";
import { currentLanguage } from "./i18n.ts";

const cache = new Map<string, Intl.DateTimeFormat>();
function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = currentLanguage() + JSON.stringify(options);
  let format = cache.get(key);
  if (!format) cache.set(key, (format = new Intl.DateTimeFormat(currentLanguage(), options)));
  return format;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "just now" in the reader's language, "5 minutes ago", "yesterday", then the date: what a conversation shows. */
export function relativeTime(at: string, now = installationNow()): string {
  const past = now - Date.parse(at);
  const relative = new Intl.RelativeTimeFormat(currentLanguage(), { numeric: "auto" });
  if (Math.abs(past) < minute) return relative.format(0, "second");
  if (Math.abs(past) < hour) return relative.format(-Math.trunc(past / minute), "minute");
  if (Math.abs(past) < day) return relative.format(-Math.trunc(past / hour), "hour");
  if (Math.abs(past) < 7 * day) return relative.format(-Math.round(past / day), "day");
  return shortDate(at, now);
}

/** The few characters of a list's age column: "now", "5 min", "3 h", "6 d", then the day. */
export function age(at: string, now = installationNow()): string {
  const past = Math.max(0, now - Date.parse(at));
  if (past < minute) return new Intl.RelativeTimeFormat(currentLanguage(), { numeric: "auto", style: "narrow" }).format(0, "second");
  if (past < hour) return unit(Math.floor(past / minute), "minute");
  if (past < day) return unit(Math.floor(past / hour), "hour");
  if (past < 7 * day) return unit(Math.floor(past / day), "day");
  return shortDate(at, now);
}
/** "5 min", "3 h", "2 d": never without the space, and a minute never as "m", which is a metre or a month. */
export const unit = (value: number, name: "minute" | "hour" | "day"): string =>
  new Intl.NumberFormat(currentLanguage(), { style: "unit", unit: name, unitDisplay: name === "minute" ? "short" : "narrow" }).format(value).replace(/(\d)(\p{L})/u, "$1 $2");

/** "3 Nov", with the year where it is another. */
export function shortDate(at: string, now = installationNow()): string {
  const date = new Date(at);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return dateFormat({ day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(date);
}
/** "Tue 3 Nov, 14:05"; where the day has twice twelve hours, "8:05 PM" */
export const dayAndTime = (at: string): string => dateFormat({ weekday: "short", day: "numeric", month: "short", hour: currentLanguage() === "en" ? "numeric" : "2-digit", minute: "2-digit" }).format(new Date(at));
/** "Tuesday, 3 November 2026 at 14:05 CET": what a hover tells. */
export const exactTime = (at: string): string => dateFormat({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" }).format(new Date(at));

/** Bytes in the reader's numbers: "1.4 MB". Decimal units, as file managers show them. */
export function fileSize(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(3, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(currentLanguage(), { style: "unit", unit: units[step], unitDisplay: step === 0 ? "narrow" : "short", maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(value).replace(/(\d)(\p{L})/u, "$1\u00a0$2");
}
export const number = (value: number): string => new Intl.NumberFormat(currentLanguage()).format(value);
export const list = (items: string[]): string => new Intl.ListFormat(currentLanguage(), { type: "conjunction" }).format(items);
/** A template as a person reads it: a blank where something is filled in. */
export const withBlanks = (template: string): string => template.replace(/\{\{.*?\}\}\.?/g, "…");
