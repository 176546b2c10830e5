import { reportedClocks, type ReportOverview } from "../../contract/reports.ts";
import { parameters } from "../inbox/index.ts";
import { query, type Db } from "../platform/db.ts";
import { aboutSql, searchOf, type Report } from "./scope.ts";

interface Row {
  kind: string;
  met: number;
  missed: number;
  metBefore: number;
  missedBefore: number;
  metTickets: number;
  missedTickets: number;
}

/** How many of the promised times were kept. A clock counts when it was met, or when its time was up. */
export async function readClocks(db: Db, report: Report): Promise<ReportOverview["clocks"]> {
  const p = parameters();
  const { period } = report;
  const [earliest, start, end] = [period.previous.from, period.from, period.before].map((at) => `${p.add(at)}::timestamptz`);
  const at = "coalesce(c.breached_at, c.met_at)";
  const [now, before, met, missed] = [`${at} >= ${start}`, `${at} < ${start}`, "c.breached_at is null", "c.breached_at is not null"];
  const rows = await query<Row>(
    db,
    `select c.kind, count(*) filter (where ${now} and ${met})::int as met, count(*) filter (where ${now} and ${missed})::int as missed,
       count(*) filter (where ${before} and ${met})::int as "metBefore", count(*) filter (where ${before} and ${missed})::int as "missedBefore",
       count(distinct t.id) filter (where ${now} and ${met})::int as "metTickets", count(distinct t.id) filter (where ${now} and ${missed})::int as "missedTickets"
     from clocks c join ticket_facts t on t.id = c.ticket_id
     where ${at} >= ${earliest} and ${at} < ${end} and c.level_id is not null and t.listed and ${aboutSql(report, p)} group by c.kind`,
    p.values,
  );
  return reportedClocks.flatMap((kind) => {
    const row = rows.find((one) => one.kind === kind);
    if (row === undefined) return [];
    const tickets = (outcome: "met" | "missed", value: number) => ({ value, q: searchOf(report, `clock:${kind},${outcome},${period.from},${period.before}`) });
    return [{
      kind, met: row.met, missed: row.missed, before: { met: row.metBefore, missed: row.missedBefore },
      metTickets: tickets("met", row.metTickets), missedTickets: tickets("missed", row.missedTickets),
    }];
  });
}
