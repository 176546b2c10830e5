import type { IntakeItem, IntakeReceipt, IntakeSource } from "../../contract/intake.ts";
import type { Language } from "../../contract/common.ts";
import { translate } from "../platform/i18n.ts";
import { maskCards } from "../platform/rich-text/index.ts";
import type { ListedSource, StoredItem } from "./store.ts";

/** So many characters of a payload are shown. */
const payloadShown = 20_000;

export const viewSource = ({ key, name, kind, settings, lastAt, failed, previousUntil }: ListedSource, publicUrl: string): IntakeSource => ({
  key, name, kind, settings, url: `${publicUrl}/api/v1/intake/${key}`, lastAt, failed, previousUntil,
});

/** Why, in the reader's words; null where the fate says it all. */
export function detailOf({ reason, detail }: Pick<StoredItem, "reason" | "detail">, language: Language): string | null {
  if (reason === "problem" && detail !== null) {
    const { key, params } = JSON.parse(detail) as { key: string; params: Record<string, string | number> };
    return translate(language, `problem.${key}`, params);
  }
  if (reason === "rule") return translate(language, "intake.reason.rule", { name: detail ?? "" });
  return reason === "unreadable" || reason === "error" || reason === "rating" || reason === "unchanged" ? translate(language, `intake.reason.${reason}`) : null;
}

export const viewItem = (item: StoredItem, language: Language): IntakeItem => ({
  id: item.id,
  receivedAt: item.receivedAt,
  fate: item.fate,
  detail: detailOf(item, language),
  ticket: item.ticketId,
  tries: item.tries,
  payload: maskCards(item.payload).slice(0, payloadShown),
});

export const viewReceipt = (item: StoredItem, language: Language): IntakeReceipt => ({ id: item.id, fate: item.fate, ticket: item.ticketId, detail: detailOf(item, language) });
