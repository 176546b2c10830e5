import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";

export interface Told {
  /** by path, where the form has a field for it */
  at: Record<string, string>;
  /** what has no field, or nothing at all reached the server */
  general: string | undefined;
}
export const nothingTold: Told = { at: {}, general: undefined };

/** The next try is the same write: no answer came, or the session had ended. Whatever else was refused is another once it is corrected. */
export const isStillTheSame = (error: unknown): boolean => isNetworkProblem(error) || problemOf(error)?.status === 401;

/** What the server says is wrong, each at its field; the rest above the form. `shown`: does the form have a field for this path? */
export function toldOf(error: unknown, shown: (path: string) => boolean): Told {
  if (isNetworkProblem(error)) return { at: {}, general: t("desk.send.offline") };
  const problem = problemOf(error);
  const words = problem?.detail ?? problem?.title ?? t("ui.unknown-problem");
  const all = problem?.errors ?? (problem?.path === undefined ? [] : [{ path: problem.path, detail: words }]);
  const at = Object.fromEntries(all.filter(({ path }) => shown(path)).map(({ path, detail }) => [path, detail]));
  const rest = all.filter(({ path }) => !shown(path)).map(({ detail }) => detail);
  const general = all.length === 0 ? words : rest.join(" ");
  return { at, general: general === "" ? undefined : `${general} ${t("desk.send.kept")}` };
}
