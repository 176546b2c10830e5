import type { ReportCount, ReportOverview, ReportSpan } from "../../../contract/reports.ts";
import { number } from "../../lib/format.ts";
import { t, type TextKey } from "../../lib/i18n.ts";
import styles from "./reports.module.css";
import { scoreWords } from "./satisfaction.tsx";
import { change, days, share, span } from "./words.ts";

interface FigureProps {
  label: string;
  value: string;
  /** what it is compared with, or what it is a part of */
  note: string;
  href: string;
  warn?: boolean;
}

/** Never begins a line. */
const dot = "\u00a0· ";

/** What counts stands large, its units beside it small: "1 h 12 min" stays on its line. */
function Figure({ label, value, note, href, warn = false }: FigureProps) {
  return (
    <a className={styles.figure} href={href}>
      <span className={styles.label}>{label}</span>
      <span className={`${styles.value} ${warn ? styles.warn : ""}`}>{value.split(/(\p{L}+\.?)/u).map((part, n) => (n % 2 === 1 ? <small key={n}>{part}</small> : part))}</span>
      <span className={styles.note}>{note}</span>
    </a>
  );
}

/** The few numbers that a look is for; each opens its tickets. */
export function Figures({ overview, hrefOf }: { overview: ReportOverview; hrefOf: (q: string) => string }) {
  const { backlog, firstCall, satisfaction } = overview;
  const count = (key: TextKey, figure: ReportCount) => <Figure label={t(key)} value={number(figure.value)} note={change(figure.value, figure.before)} href={hrefOf(figure.q)} />;
  const time = (key: TextKey, { median, p90, before, q }: ReportSpan) => (
    <Figure
      label={t(key)}
      value={span(median)}
      note={median === null ? t("desk.report.nothing") : [p90 === null ? "" : t("desk.report.p90", { value: span(p90) }), before.median === null ? "" : change(median, before.median, span)].filter(Boolean).join(dot)}
      href={hrefOf(q)}
    />
  );
  return (
    <section aria-label={t("desk.report.figures")}>
      <div className={styles.figures}>
        {count("desk.report.created", overview.created)}
        {count("desk.report.solved", overview.solved)}
        <Figure
          label={t("desk.report.open")}
          value={number(backlog.open.value)}
          note={t("desk.report.open.of", { unassigned: backlog.unassigned.value })}
          href={hrefOf(backlog.open.q)}
        />
        {backlog.overdue.value > 0 && <Figure warn label={t("desk.report.overdue")} value={number(backlog.overdue.value)} note={share(backlog.overdue.value, backlog.open.value)} href={hrefOf(backlog.overdue.q)} />}
        {time("desk.report.first-reply", overview.firstReply)}
        {time("desk.report.resolution", overview.resolution)}
        {count("desk.report.reopened", overview.reopened)}
        {satisfaction !== null && satisfaction.count > 0 && (
          <Figure
            label={t("desk.report.satisfaction")}
            value={scoreWords(satisfaction.average)}
            note={[t("desk.report.satisfaction.of", { count: satisfaction.count }), satisfaction.before.average === null ? "" : t("desk.report.satisfaction.before", { value: scoreWords(satisfaction.before.average) })].filter(Boolean).join(dot)}
            href={hrefOf(satisfaction.q)}
          />
        )}
        {firstCall.of.value > 0 && (
          <Figure
            label={t("desk.report.first-call")}
            value={share(firstCall.solved.value, firstCall.of.value)}
            note={t("desk.report.part", { part: number(firstCall.solved.value), of: number(firstCall.of.value) })}
            href={hrefOf(firstCall.solved.q)}
          />
        )}
      </div>
      <p className={styles.about}>
        {t("desk.report.compared", { days: days(overview.period.from, overview.period.to), before: days(overview.period.before.from, overview.period.before.to) })}
      </p>
    </section>
  );
}
