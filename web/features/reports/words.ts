import { spanWords } from "../../../contract/reports.ts";
import { number } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";

/** No line ends between a number and its unit. */
export const span = (seconds: number | null): string => (seconds === null ? "–" : spanWords(seconds, currentLanguage()).replaceAll(" ", "\u00a0"));
/** "38 %" */
export const share = (part: number, of: number): string => (of === 0 ? "–" : new Intl.NumberFormat(currentLanguage(), { style: "percent", maximumFractionDigits: part / of < 0.1 ? 1 : 0 }).format(part / of));

/** Of fewer, a share says more than there is. */
const fewest = 10;

/** How much more or less than before: "+12 %", or of few, what it was. */
export function change(value: number, before: number, written: (value: number) => string = number): string {
  if (value === 0 && before === 0) return "";
  if (value === before) return t("desk.report.same");
  if (before < fewest) return t("desk.report.was", { value: written(before) });
  return new Intl.NumberFormat(currentLanguage(), { style: "percent", signDisplay: "always", maximumFractionDigits: 0 }).format(value / before - 1);
}

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(currentLanguage(), { timeZone: "UTC", ...options });
const at = (day: string) => new Date(`${day}T12:00:00Z`);
/** "1–30 Nov 2026" */
export const days = (from: string, to: string): string => format({ day: "numeric", month: "short", year: "numeric" }).formatRange(at(from), at(to));
/** As an axis names it: "3 Nov", "Nov". */
export const tick = (from: string, unit: "day" | "week" | "month"): string => format(unit === "month" ? { month: "short" } : { day: "numeric", month: "short" }).format(at(from));
