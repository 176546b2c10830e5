import { scores } from "../../contract/satisfaction.ts";
import type { ReportOverview } from "../../contract/reports.ts";
import { parameters } from "../inbox/index.ts";
import { contactsOf } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { within } from "./rules.ts";
import { aboutSql, searchOf, type Report } from "./scope.ts";

/** A page shows no more; whoever wants the rest narrows the report. */
const mostAgents = 50;

/** T6: what those said who rated in the period, whenever their ticket was solved. Each counts once, as it stands now. */
export async function readSatisfaction(db: Db, report: Report): Promise<ReportOverview["satisfaction"]> {
  const p = parameters();
  const { period } = report;
  const [from, before, earlier] = [p.add(period.from), p.add(period.before), p.add(period.previous.from)];
  const now = `g.rated_at >= ${from}::timestamptz`;
  const rows = await query<{ agent: number | null; score: number; count: number; before: number }>(
    db,
    `select g.agent_id as agent, g.score, count(*) filter (where ${now})::int as count, count(*) filter (where not ${now})::int as before
     from ratings g join ticket_facts t on t.id = g.ticket_id
     where g.rated_at >= ${earlier}::timestamptz and g.rated_at < ${before}::timestamptz and t.listed and ${aboutSql(report, p)} group by 1, 2`,
    p.values,
  );
  if (rows.length === 0 && !report.desks.some(({ settings }) => settings.ratings === true)) return null;
  const about = within("rated", period);
  const byAgent = [...Map.groupBy(rows.filter(({ count }) => count > 0), ({ agent }) => agent)].toSorted((a, b) => sum(b[1], "count") - sum(a[1], "count")).slice(0, mostAgents);
  const people = await contactsOf(db, byAgent.flatMap(([agent]) => (agent === null ? [] : [agent])));
  return {
    average: average(rows, "count"),
    count: sum(rows, "count"),
    before: { average: average(rows, "before"), count: sum(rows, "before") },
    q: searchOf(report, about),
    scores: scores.toReversed().map((score) => ({ score, value: sum(rows.filter((row) => row.score === score), "count"), q: searchOf(report, about, `satisfaction:${score}`) })),
    agents: byAgent.map(([agent, theirs]) => {
      const person = people.find(({ id }) => id === agent);
      return { agent: person?.address ?? null, name: person?.name ?? "", average: average(theirs, "count") ?? 0, count: sum(theirs, "count"), q: searchOf(report, about, `solver:${person?.address ?? "none"}`) };
    }),
  };
}

type Counted = { score: number; count: number; before: number };
const sum = (rows: readonly Counted[], key: "count" | "before"): number => rows.reduce((total, row) => total + row[key], 0);
function average(rows: readonly Counted[], key: "count" | "before"): number | null {
  const count = sum(rows, key);
  return count === 0 ? null : rows.reduce((total, row) => total + row.score * row[key], 0) / count;
}
