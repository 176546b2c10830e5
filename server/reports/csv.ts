import type { Language } from "../../contract/common.ts";
import type { FollowUpReport, ReportBreakdown, ReportCount, ReportOverview, ReportSpan } from "../../contract/reports.ts";
import { byteOrderMark, csvLine } from "../inbox/index.ts";
import { translate } from "../platform/i18n.ts";

/** Cells are numbers as programs read them, in whatever language; durations in minutes. */
const cell = (value: number | null): string => (value === null ? "" : String(Math.round(value * 10) / 10));
const minutes = (seconds: number | null): string => cell(seconds === null ? null : seconds / 60);
const file = (lines: readonly (readonly string[])[]): string => byteOrderMark + lines.map(csvLine).join("");

export function overviewCsv(report: ReportOverview, language: Language): string {
  const t = (key: string, params?: Record<string, string>) => translate(language, `desk.report.${key}`, params);
  const count = (key: string, { value, before }: ReportCount) => [t(key), cell(value), cell(before)];
  const span = (key: string, { median, p90, before }: ReportSpan) => [
    [t("minutes.median", { figure: t(key) }), minutes(median), minutes(before.median)],
    [t("minutes.p90", { figure: t(key) }), minutes(p90), minutes(before.p90)],
  ];
  const { period, backlog, leftOut, firstCall } = report;
  return file([
    [t("figure"), `${period.from} – ${period.to}`, `${period.before.from} – ${period.before.to}`],
    count("created", report.created),
    count("solved", report.solved),
    count("reopened", report.reopened),
    ...span("first-reply", report.firstReply),
    ...span("resolution", report.resolution),
    count("first-call", firstCall.solved),
    count("first-call.of", firstCall.of),
    [t("open"), cell(backlog.open.value), ""],
    [t("unassigned"), cell(backlog.unassigned.value), ""],
    [t("overdue"), cell(backlog.overdue.value), ""],
    ...backlog.ages.map(({ key, value }) => [`${t("open")}: ${t(`age.${key}`)}`, cell(value), ""]),
    [t("left-out.merged"), cell(leftOut.merged), ""],
    [t("left-out.spam"), cell(leftOut.spam.value), ""],
    [t("left-out.deleted"), cell(leftOut.deleted.value), ""],
    [t("left-out.erased"), cell(leftOut.erased), ""],
  ]);
}

export function seriesCsv({ series }: ReportOverview, language: Language): string {
  const t = (key: string) => translate(language, `desk.report.${key}`);
  return file([[t("from"), t("to"), t("created"), t("solved")], ...series.points.map(({ from, to, created, solved }) => [from, to, cell(created.value), cell(solved.value)])]);
}

export function breakdownCsv({ by, rows }: ReportBreakdown, language: Language): string {
  const t = (key: string, params?: Record<string, string>) => translate(language, `desk.report.${key}`, params);
  const before = (key: string) => t("before.of", { figure: t(key) });
  return file([
    [
      t(`by.${by}`), t("created"), before("created"), t("solved"), before("solved"), t("reopened"), before("reopened"), t("open"),
      ...["first-reply", "resolution"].flatMap((key) => [t("minutes.median", { figure: t(key) }), t("minutes.p90", { figure: t(key) })]),
    ],
    ...rows.map((row) => [
      row.label ?? t(`none.${by}`), cell(row.created.value), cell(row.created.before), cell(row.solved.value), cell(row.solved.before), cell(row.reopened.value), cell(row.reopened.before), cell(row.open.value),
      minutes(row.firstReply.median), minutes(row.firstReply.p90), minutes(row.resolution.median), minutes(row.resolution.p90),
    ]),
  ]);
}

export function followUpsCsv({ rows }: FollowUpReport, language: Language): string {
  const t = (key: string, params?: Record<string, string>) => translate(language, `desk.report.${key}`, params);
  return file([
    [t("by.agent"), t("follow-ups"), t("calls"), t("mails"), t("productive"), t("tickets"), t("before.of", { figure: t("follow-ups") }), t("before.of", { figure: t("productive") })],
    ...rows.map((row) => [row.name, ...[row.done, row.calls, row.mails, row.productive, row.tickets.value, row.before.done, row.before.productive].map(cell)]),
  ]);
}
