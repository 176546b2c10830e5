import { useQuery } from "@tanstack/react-query";
import { labelIn } from "../../../contract/common.ts";
import { fillPlaceholders, type CannedReply, type Placeholder } from "../../../contract/configuration.ts";
import { call } from "../../lib/api.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { useCaretPicker } from "../../ui/controls/caret-picker.tsx";

/** A canned reply as it would be inserted here. */
export interface Offered {
  key: string;
  name: string;
  text: string;
  sets: NonNullable<CannedReply["sets"]>;
}
const most = 8;
const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The desk's canned replies in the customer's language, with what is known filled in. */
export function useCannedReplies(desk: string, language: string, deskLanguage: string, facts: Partial<Record<Placeholder, string | null>>): Offered[] {
  const { data } = useQuery({
    queryKey: ["canned", desk],
    queryFn: async ({ signal }) => (await call<{ items: CannedReply[] }>(`/desks/${encodeURIComponent(desk)}/canned-replies`, { signal })).items,
    staleTime: 5 * 60_000,
    enabled: desk !== "",
  });
  return (data ?? []).map(({ key, labels, bodies, sets = {} }) => ({ key, name: labelIn(labels, currentLanguage(), deskLanguage), text: fillPlaceholders(labelIn(bodies, language, deskLanguage), facts), sets }));
}

/** Offers canned replies while `/` and the beginning of a name stand before the caret, at the beginning of a line or after a space. */
export const useCanned = (replies: readonly Offered[], onChosen: (reply: Offered) => void) =>
  useCaretPicker<Offered>({
    label: t("desk.settings.canned"),
    trigger: /(?:^|\s)\/([\p{L}\p{N} .'-]{0,30})$/u,
    find: (query) => replies.filter((one) => folded(one.name).includes(folded(query))).slice(0, most),
    keyOf: (one) => one.key,
    show: (one) => (
      <span>
        <bdi>{one.name}</bdi>
        <small dir="auto">{one.text}</small>
      </span>
    ),
    rowHeight: 44,
    width: 320,
    written: (one) => one.text,
    onChosen,
  });
