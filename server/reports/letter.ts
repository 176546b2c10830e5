import type { Language } from "../../contract/common.ts";
import { spanWords, type FollowUpReport, type ReportBreakdown, type ReportCount, type ReportOverview, type ReportSpan } from "../../contract/reports.ts";
import { Temporal } from "../platform/clock.ts";
import { translate } from "../platform/i18n.ts";

/** So many of the most recurrent incidents are named. */
const mostTypes = 5;

/** "16–22 November 2026" */
export function nameOf({ period }: ReportOverview, language: Language): string {
  const day = (text: string) => new Date(Temporal.PlainDate.from(text).toZonedDateTime("UTC").epochMilliseconds);
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).formatRange(day(period.from), day(period.to));
}

/** The main figures in words, one a line. */
export function linesOf(overview: ReportOverview, followUps: FollowUpReport, language: Language): string[] {
  const { say, number } = speaker(language);
  const share = (part: number, of: number) => new Intl.NumberFormat(language, { style: "percent" }).format(part / of);
  const compared = (figure: string, value: string, before: string) => say("line.compared", { figure, value, before });
  const count = (key: string, { value, before }: ReportCount) => compared(say(key), number(value), number(before));
  const span = (key: string, { median, before }: ReportSpan) => (median === null ? [] : [compared(say("median", { figure: say(key) }), spanWords(median, language), before.median === null ? "–" : spanWords(before.median, language))]);
  const { firstCall, clocks, backlog } = overview;
  const { total } = followUps;
  return [
    count("created", overview.created),
    count("solved", overview.solved),
    ...span("first-reply", overview.firstReply),
    ...span("resolution", overview.resolution),
    count("reopened", overview.reopened),
    ...clocks.filter(({ met, missed }) => met + missed > 0).map(({ kind, met, missed }) => say("line", { figure: translate(language, `desk.clock.${kind}`), value: say("clock.kept", { share: share(met, met + missed) }) })),
    say("line", { figure: say("open"), value: number(backlog.open.value) }),
    ...(backlog.overdue.value === 0 ? [] : [say("line", { figure: say("overdue"), value: number(backlog.overdue.value) })]),
    ...(firstCall.of.value === 0 ? [] : [say("line", { figure: say("first-call"), value: `${number(firstCall.solved.value)} (${share(firstCall.solved.value, firstCall.of.value)})` })]),
    ...(total.done === 0 ? [] : [say("line", { figure: say("follow-ups"), value: `${number(total.done)}, ${say("productive.share", { share: share(total.productive, total.done) })}` })]),
  ];
}

/** The most recurrent incidents, one a line. */
export function recurrentOf(types: ReportBreakdown, language: Language): string[] {
  const { say, number } = speaker(language);
  return types.rows.filter((row) => row.key !== null && row.created.value > 0).slice(0, mostTypes).map((row) => say("line", { figure: row.label ?? "", value: number(row.created.value) }));
}

const speaker = (language: Language) => ({
  say: (key: string, params?: Record<string, string | number>) => translate(language, `desk.report.${key}`, params),
  number: (value: number) => new Intl.NumberFormat(language).format(value),
});
