import { isNetworkProblem, problemOf } from "../lib/api.ts";
import { t } from "../lib/i18n.ts";

/** An error in words a person can act on. */
export function inWords(error: unknown): string {
  if (isNetworkProblem(error)) return t("ui.network");
  const problem = problemOf(error);
  return problem?.detail ?? (problem && problem.key !== "unknown" && problem.key !== "internal" ? problem.title : t("ui.unknown-problem"));
}
