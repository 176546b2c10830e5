import { labelIn } from "../../../contract/common.ts";
import type { TicketField } from "../../../contract/desks.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";

const numbers = () => new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 20, useGrouping: false });

/** How a number stands in a form: the reader's decimal sign, no grouping. */
export const writtenNumber = (value: number): string => numbers().format(value);

/**
 * The number somebody wrote, in the reader's notation or the plain one; what is none stays text, for the check to refuse.
 * "1.234" is a thousand to who writes "1,5", and "1.5" is one and a half to everybody.
 */
export function readNumber(text: string): number | string | null {
  const bare = text.replace(/[\s\u00a0\u202f']/g, "");
  if (bare === "") return null;
  const parts = new Intl.NumberFormat(currentLanguage(), { useGrouping: true }).formatToParts(12345.6);
  const sign = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  const [decimal, group] = [sign("decimal", "."), sign("group", ",")];
  const grouped = new RegExp(`^-?\\d{1,3}(?:\\${group}\\d{3})+(?:\\${decimal}\\d+)?$`).test(bare);
  const plain = grouped ? bare.replaceAll(group, "").replace(decimal, ".") : bare.replace(",", ".");
  return /^-?(?:\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : text;
}

/** A field's value as one reads it. `organization` names an organization by its id, where it is known. */
export function fieldWords(field: TicketField, value: unknown, deskLanguage: string, organization: (id: number) => string | undefined = () => undefined): string {
  const choice = (key: unknown) => {
    const found = field.choices.find((one) => one.key === key);
    return found ? labelIn(found.labels, currentLanguage(), deskLanguage) : String(key);
  };
  if (value == null || value === "") return "";
  if (typeof value === "boolean") return value ? t("ui.yes") : t("ui.no");
  if (Array.isArray(value)) return new Intl.ListFormat(currentLanguage(), { type: "unit", style: "short" }).format(value.map(choice));
  switch (field.kind) {
    case "choice":
      return choice(value);
    case "number":
      return typeof value === "number" ? new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 20 }).format(value) : String(value);
    case "money":
      return typeof value !== "number" ? String(value) : new Intl.NumberFormat(currentLanguage(), field.currency === null ? { minimumFractionDigits: 2 } : { style: "currency", currency: field.currency }).format(value);
    case "date":
      return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? new Intl.DateTimeFormat(currentLanguage(), { dateStyle: "medium", timeZone: "UTC" }).format(new Date(value)) : String(value);
    case "organization":
      return typeof value === "number" ? (organization(value) ?? `#${value}`) : String(value);
    default:
      return String(value);
  }
}
