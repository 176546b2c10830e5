import { t } from "../../lib/i18n.ts";
import { useOffers } from "../../lib/offers.ts";

/** Among the acts of a ticket, for who writes articles: make one of it. */
export function useArticleOffer(may: boolean, run: () => void): void {
  useOffers(may ? [{ key: "article-from-ticket", label: t("desk.help.from-ticket"), hotkey: ". K", letter: "k", run }] : []);
}
