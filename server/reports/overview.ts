import { backlogAges, type ReportCount, type ReportOverview, type ReportSpan } from "../../contract/reports.ts";
import { presentSources } from "../../contract/tickets.ts";
import { openSql, parameters, type Parameters } from "../inbox/index.ts";
import { query, type Db } from "../platform/db.ts";
import { readClocks } from "./clocks.ts";
import { agesAt, joined, seriesOf, within, type Stretch } from "./rules.ts";
import { readSatisfaction } from "./satisfaction.ts";
import { aboutSql, searchOf, viewPeriod, type Report } from "./scope.ts";

/** `t.created_at` within a stretch, and so on. */
const inSql = (column: string, { from, before }: Stretch, p: Parameters) => `(t.${column} >= ${p.add(from)}::timestamptz and t.${column} < ${p.add(before)}::timestamptz)`;

const columns = { created: "created_at", solved: "solved_at", reopened: "reopened_at", replied: "first_reply_at" } as const;
type Counted = Exclude<keyof typeof columns, "replied">;

/** The figures that any group of tickets has, as columns of one row. */
export function figuresSql({ period }: Report, p: Parameters): { select: string; where: string } {
  const counts = (Object.keys(columns) as (keyof typeof columns)[]).flatMap((key) => [
    `count(*) filter (where ${inSql(columns[key], period, p)})::int as "${key}"`,
    `count(*) filter (where ${inSql(columns[key], period.previous, p)})::int as "${key}Before"`,
  ]);
  const spans = ([["reply", columns.replied], ["resolution", columns.solved]] as const).flatMap(([key, column]) => {
    const span = (stretch: Stretch) => `percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', t.${column} - t.created_at)) filter (where ${inSql(column, stretch, p)})`;
    return [`${span(period)} as "${key}"`, `${span(period.previous)} as "${key}Before"`];
  });
  const whole = { from: period.previous.from, before: period.before };
  return { select: [...counts, ...spans].join(", "), where: `(${Object.values(columns).map((column) => inSql(column, whole, p)).join(" or ")})` };
}

export type FigureRow = Record<"created" | "createdBefore" | "solved" | "solvedBefore" | "reopened" | "reopenedBefore" | "replied" | "repliedBefore", number> &
  Record<"reply" | "replyBefore" | "resolution" | "resolutionBefore", [number, number] | null>;

/** A row's figures with the search behind each; `search` adds what the group is. */
export function viewFigures({ period }: Report, row: FigureRow, search: (part: string) => string): Record<Counted, ReportCount> & Record<"firstReply" | "resolution", ReportSpan> {
  const count = (key: Counted): ReportCount => ({ value: row[key], before: row[`${key}Before`], q: search(within(key, period)) });
  const span = (now: [number, number] | null, before: [number, number] | null, number: number, q: string): ReportSpan => ({
    median: now?.[0] ?? null,
    p90: now?.[1] ?? null,
    count: number,
    before: { median: before?.[0] ?? null, p90: before?.[1] ?? null },
    q,
  });
  return {
    created: count("created"),
    solved: count("solved"),
    reopened: count("reopened"),
    firstReply: span(row.reply, row.replyBefore, row.replied, search(within("replied", period))),
    resolution: span(row.resolution, row.resolutionBefore, row.solved, search(within("solved", period))),
  };
}

/** The figures of a report on one page. Each part is one statement over narrow rows; together they are some hundred milliseconds at 200,000 tickets. */
export async function readOverview(db: Db, report: Report): Promise<ReportOverview> {
  const [figures, clocks, satisfaction, backlog, series, leftOut] = await Promise.all([readFigures(db, report), readClocks(db, report), readSatisfaction(db, report), readBacklog(db, report), readSeries(db, report), readLeftOut(db, report)]);
  return { period: viewPeriod(report), ...figures, clocks, satisfaction, backlog, series, leftOut };
}

async function readFigures(db: Db, report: Report): Promise<Pick<ReportOverview, "created" | "solved" | "reopened" | "firstReply" | "resolution" | "firstCall">> {
  const p = parameters();
  const { period } = report;
  const { select, where } = figuresSql(report, p);
  const present = `t.source = any(${p.add(presentSources)})`;
  const calls = [
    ["call", period, "t.first_call"],
    ["callBefore", period.previous, "t.first_call"],
    ["present", period, present],
    ["presentBefore", period.previous, present],
  ] as const;
  const [row] = await query<FigureRow & Record<"call" | "callBefore" | "present" | "presentBefore", number>>(
    db,
    `select ${select}, ${calls.map(([name, stretch, which]) => `count(*) filter (where ${which} and ${inSql("created_at", stretch, p)})::int as "${name}"`).join(", ")}
     from ticket_facts t where t.listed and ${where} and ${aboutSql(report, p)}`,
    p.values,
  );
  if (row === undefined) throw new Error("a count without a row");
  const search = (...parts: string[]) => searchOf(report, ...parts);
  return {
    ...viewFigures(report, row, search),
    firstCall: {
      solved: { value: row.call, before: row.callBefore, q: search(within("created", period), "is:first-call") },
      of: { value: row.present, before: row.presentBefore, q: search(within("created", period), `source:${presentSources.join(",")}`) },
    },
  };
}

/** What is open now stands in the partial indexes of the tickets themselves. */
async function readBacklog(db: Db, report: Report): Promise<ReportOverview["backlog"]> {
  const p = parameters();
  const { bounds, searches } = agesAt(report.now);
  const now = report.now.toString({ smallestUnit: "minute" });
  const age = `width_bucket(t.created_at, ${p.add(bounds.toReversed())}::timestamptz[])`;
  const rows = await query<{ age: number; open: number; unassigned: number; overdue: number }>(
    db,
    `select ${bounds.length} - ${age} as age, count(*)::int as open, count(*) filter (where t.assignee_id is null)::int as unassigned, count(*) filter (where t.next_due_at < ${p.add(now)}::timestamptz)::int as overdue
     from tickets t where t.listed and ${openSql} and ${aboutSql(report, p)} group by 1`,
    p.values,
  );
  const sum = (key: "open" | "unassigned" | "overdue") => rows.reduce((total, row) => total + row[key], 0);
  const counted = (value: number, ...parts: string[]) => ({ value, q: searchOf(report, ...parts) });
  return {
    open: counted(sum("open"), "state:open"),
    unassigned: counted(sum("unassigned"), "state:open", "assignee:none"),
    overdue: counted(sum("overdue"), "state:open", `due:<${now}`),
    ages: backlogAges.map((key, n) => ({ key, ...counted(rows.find((row) => row.age === n)?.open ?? 0, searches[n] ?? "") })),
  };
}

async function readSeries(db: Db, report: Report): Promise<ReportOverview["series"]> {
  const { unit, points } = seriesOf(report.period);
  const p = parameters();
  const bounds = p.add(points.map((point) => point.from));
  const about = aboutSql(report, p);
  const part = (key: "created" | "solved") => {
    const column = columns[key];
    return `select '${key}' as key, width_bucket(t.${column}, ${bounds}::timestamptz[]) as n, count(*)::int as count from ticket_facts t where t.listed and ${inSql(column, report.period, p)} and ${about} group by 2`;
  };
  const rows = await query<{ key: "created" | "solved"; n: number; count: number }>(db, `${part("created")} union all ${part("solved")}`, p.values);
  const of = (key: "created" | "solved", index: number) => rows.find((row) => row.key === key && row.n === index + 1)?.count ?? 0;
  return {
    unit,
    points: points.map((point, index) => ({
      from: point.firstDay,
      to: point.lastDay,
      created: { value: of("created", index), q: searchOf(report, within("created", point)) },
      solved: { value: of("solved", index), q: searchOf(report, within("solved", point)) },
    })),
  };
}

async function readLeftOut(db: Db, report: Report): Promise<ReportOverview["leftOut"]> {
  const p = parameters();
  const rows = await query<{ why: string; count: number }>(
    db,
    `select t.left_out as why, count(*)::int as count from ticket_facts t where not t.listed and ${inSql("created_at", report.period, p)} and ${aboutSql(report, p)} group by 1`,
    p.values,
  );
  const of = (why: string) => rows.find((row) => row.why === why)?.count ?? 0;
  const shelved = (why: "spam" | "deleted") => ({ value: of(why), q: searchOf(report, joined(within("created", report.period), `is:${why}`)) });
  return { merged: of("merged"), spam: shelved("spam"), deleted: shelved("deleted"), erased: of("erased") };
}
