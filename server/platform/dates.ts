/** Making a formatter takes longer than a hundred uses of it; there are few. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Day and time as a reader of the language writes them, in a time zone. @param at RFC 3339, or ms since 1970 */
export function dayAndTime(lang: string, dateStyle: "long" | "medium", timeZone: string, at: string | number): string {
  const key = `${lang} ${dateStyle} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(lang, { dateStyle, timeStyle: "short", timeZone });
  formats.set(key, format);
  return format.format(new Date(at));
}
