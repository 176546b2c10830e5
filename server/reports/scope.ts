import type { ReportPeriod } from "../../contract/reports.ts";
import type { Condition } from "../../contract/conditions.ts";
import type { DeskConfig, DeskSet } from "../desks/index.ts";
import { compile, scopeFilter, type Parameters } from "../inbox/index.ts";
import type { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import type { Person } from "../platform/work.ts";
import { scopeOf } from "../tickets/index.ts";
import { isComplete } from "./follow.ts";
import { desksOf } from "./policy.ts";
import { filterOf, joined, periodOf, type Period } from "./rules.ts";

export interface ReportInput {
  /** null: all desks whose reports the reader sees */
  desk: string | null;
  from: string;
  to: string;
  q: string;
}

/** What a report is about: whose, of which desks, when, and what it is narrowed to. */
export interface Report {
  reader: Person;
  set: DeskSet;
  desks: readonly DeskConfig[];
  period: Period;
  filter: readonly Condition[];
  q: string;
  now: Temporal.Instant;
  complete: boolean;
}

/** @throws 400, 403, 422 */
export async function openReport(db: Db, set: DeskSet, reader: Person, { desk, from, to, q }: ReportInput, now: Temporal.Instant): Promise<Report> {
  const desks = desksOf(reader, set, desk);
  return { reader, set, desks, period: periodOf(from, to, desks[0].timeZone), filter: filterOf(q, reader.email), q, now, complete: await isComplete(db) };
}

/**
 * The tickets `t` that the report is about, as SQL for both tables that have these columns: the reader's, in its desks, as
 * narrowed. What the list of the same search holds.
 */
export function aboutSql({ reader, set, desks, filter }: Report, p: Parameters): string {
  const context = { desks: set, side: "staff" as const, reader: reader.id, staff: () => "true" };
  return [`t.desk_id = any(${p.add(desks.map((desk) => desk.id))})`, scopeFilter(scopeOf(reader), p), ...filter.map((part) => compile(part, context, p))].join(" and ");
}

/** The search of a figure: the report's own, and what the figure counts. */
export const searchOf = ({ desks, q }: Report, ...parts: readonly string[]): string => joined(`desk:${desks.map((desk) => desk.key).join(",")}`, q.trim(), ...parts);

export const viewPeriod = ({ period, complete }: Report): ReportPeriod => ({
  from: period.firstDay,
  to: period.lastDay,
  before: { from: period.previous.firstDay, to: period.previous.lastDay },
  timeZone: period.timeZone,
  complete,
});
