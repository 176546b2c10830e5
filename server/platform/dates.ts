/** Making a formatter takes longer than a hundred uses of it; there are few. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Day and time as a reader of the language writes them, in a time zone. `named`: the zone stands beside them ("10:00 CET",
 * "10:00 GMT-3"), for a reader who may be elsewhere. @param at RFC 3339, or ms since 1970
 */
export function dayAndTime(lang: string, style: "medium" | "named", timeZone: string, at: string | number): string {
  const key = `${lang} ${style} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(lang, { ...parts(style), timeZone });
  formats.set(key, format);
  return format.format(new Date(at));
}

// a style of its own for the date can not be had together with the zone's name
const parts = (style: "medium" | "named"): Intl.DateTimeFormatOptions =>
  style === "named" ? { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" } : { dateStyle: style, timeStyle: "short" };
