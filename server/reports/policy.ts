import type { DeskConfig, DeskSet } from "../desks/index.ts";
import { problem } from "../platform/problem.ts";
import { allows, type Actor } from "../platform/work.ts";

/** Figures are for who holds the right to them in a desk, and hold what they see there: what the list of the desk holds. */
export const reportedDesks = (actor: Actor, desks: DeskSet): DeskConfig[] => desks.all.filter((desk) => allows(actor, "report.see", desk.id) && allows(actor, "ticket.see", desk.id));

/** @throws 403 for who sees no figures, of the desk where one is named */
export function desksOf(actor: Actor, desks: DeskSet, key: string | null): [DeskConfig, ...DeskConfig[]] {
  const [first, ...rest] = reportedDesks(actor, desks).filter((desk) => key === null || desk.key === key);
  if (first === undefined) throw problem("permission.denied", 403);
  return [first, ...rest];
}
