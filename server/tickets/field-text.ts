import { labelIn } from "../../contract/common.ts";
import type { DeskField } from "../desks/index.ts";
import type { Language } from "../platform/i18n.ts";

/** A field's value as it is written in a mail; empty: it has none. */
export function fieldText(field: Pick<DeskField, "kind" | "settings">, value: unknown, lang: Language, deskLanguage: string): string {
  if (value == null) return "";
  const choice = (key: string) => labelIn(field.settings.choices?.find((one) => one.key === key)?.labels ?? { [lang]: key }, lang, deskLanguage);
  switch (field.kind) {
    case "choice":
      return choice(String(value));
    case "multi-choice":
      return Array.isArray(value) ? new Intl.ListFormat(lang).format(value.map((one) => choice(String(one)))) : "";
    case "check":
      return value === true ? "✓" : "";
    case "number":
      return typeof value === "number" ? new Intl.NumberFormat(lang).format(value) : String(value);
    case "money":
      return typeof value === "number" ? new Intl.NumberFormat(lang, field.settings.currency === undefined ? { minimumFractionDigits: 2 } : { style: "currency", currency: field.settings.currency }).format(value) : String(value);
    case "date":
      return new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${String(value)}T00:00:00Z`));
    default:
      return String(value);
  }
}
