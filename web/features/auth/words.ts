import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";

/** An error in words a person can act on. */
export const inWords = (error: unknown): string => (isNetworkProblem(error) ? t("ui.network") : (problemOf(error)?.detail ?? t("ui.unknown-problem")));
