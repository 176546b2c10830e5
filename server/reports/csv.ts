import type { Language } from "../../contract/common.ts";
import type { FollowUpReport, ReportBreakdown, ReportCount, ReportOverview, ReportSpan } from "../../contract/reports.ts";
import { byteOrderMark, csvLine } from "../inbox/index.ts";
import { translate } from "../platform/i18n.ts";

/** Cells are numbers as programs read them, in whatever language; durations in minutes. */
const cell = (value: number | null): string => (value === null ? "" : String(Math.round(value * 10) / 10));
const minutes = (seconds: number | null): string => cell(seconds === null ? null : seconds / 60);
const file = (lines: readonly (readonly string[])[]): string => byteOrderMark + lines.map(csvLine).join("");

export function overviewCsv(report: ReportOverview, language: Language): string {
  const say = (key: string, params?: Record<string, string>) => translate(language, `desk.report.${key}`, params);
  const count = (key: string, { value, before }: ReportCount) => [say(key), cell(value), cell(before)];
  const span = (key: string, { median, p90, before }: ReportSpan) => [
    [say("minutes.median", { figure: say(key) }), minutes(median), minutes(before.median)],
    [say("minutes.p90", { figure: say(key) }), minutes(p90), minutes(before.p90)],
  ];
  const { period, backlog, leftOut, firstCall, satisfaction } = report;
  return file([
    [say("figure"), `${period.from} – ${period.to}`, `${period.before.from} – ${period.before.to}`],
    count("created", report.created),
    count("solved", report.solved),
    count("reopened", report.reopened),
    ...span("first-reply", report.firstReply),
    ...span("resolution", report.resolution),
    count("first-call", firstCall.solved),
    count("first-call.of", firstCall.of),
    ...report.clocks.flatMap(({ kind, met, missed, before }) => [
      [say("clock.met", { clock: translate(language, `desk.clock.${kind}`) }), cell(met), cell(before.met)],
      [say("clock.missed", { clock: translate(language, `desk.clock.${kind}`) }), cell(missed), cell(before.missed)],
    ]),
    ...(satisfaction === null
      ? []
      : [
          [say("satisfaction"), cell(satisfaction.average), cell(satisfaction.before.average)],
          [say("satisfaction.ratings"), cell(satisfaction.count), cell(satisfaction.before.count)],
          ...satisfaction.scores.map(({ score, value }) => [`${say("satisfaction.ratings")}: ${translate(language, "desk.rating.of", { score })}`, cell(value), ""]),
        ]),
    [say("open"), cell(backlog.open.value), ""],
    [say("unassigned"), cell(backlog.unassigned.value), ""],
    [say("overdue"), cell(backlog.overdue.value), ""],
    ...backlog.ages.map(({ key, value }) => [`${say("open")}: ${say(`age.${key}`)}`, cell(value), ""]),
    [say("left-out.merged"), cell(leftOut.merged), ""],
    [say("left-out.spam"), cell(leftOut.spam.value), ""],
    [say("left-out.deleted"), cell(leftOut.deleted.value), ""],
    [say("left-out.erased"), cell(leftOut.erased), ""],
  ]);
}

export function seriesCsv({ series }: ReportOverview, language: Language): string {
  const say = (key: string) => translate(language, `desk.report.${key}`);
  return file([[say("from"), say("to"), say("created"), say("solved")], ...series.points.map(({ from, to, created, solved }) => [from, to, cell(created.value), cell(solved.value)])]);
}

export function breakdownCsv({ by, rows }: ReportBreakdown, language: Language): string {
  const say = (key: string, params?: Record<string, string>) => translate(language, `desk.report.${key}`, params);
  const before = (key: string) => say("before.of", { figure: say(key) });
  return file([
    [
      say(`by.${by}`), say("created"), before("created"), say("solved"), before("solved"), say("reopened"), before("reopened"), say("open"),
      ...["first-reply", "resolution"].flatMap((key) => [say("minutes.median", { figure: say(key) }), say("minutes.p90", { figure: say(key) })]),
    ],
    ...rows.map((row) => [
      row.label ?? say(`none.${by}`), cell(row.created.value), cell(row.created.before), cell(row.solved.value), cell(row.solved.before), cell(row.reopened.value), cell(row.reopened.before), cell(row.open.value),
      minutes(row.firstReply.median), minutes(row.firstReply.p90), minutes(row.resolution.median), minutes(row.resolution.p90),
    ]),
  ]);
}

export function followUpsCsv({ rows }: FollowUpReport, language: Language): string {
  const say = (key: string, params?: Record<string, string>) => translate(language, `desk.report.${key}`, params);
  return file([
    [say("by.agent"), say("follow-ups"), say("calls"), say("mails"), say("productive"), say("tickets"), say("before.of", { figure: say("follow-ups") }), say("before.of", { figure: say("productive") })],
    ...rows.map((row) => [row.name, ...[row.done, row.calls, row.mails, row.productive, row.tickets.value, row.before.done, row.before.productive].map(cell)]),
  ]);
}
