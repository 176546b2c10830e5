import type { ReportOverview } from "../../../contract/reports.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import styles from "./reports.module.css";

/** What is open now, by how long ago it came. */
export function Backlog({ backlog, leftOut, hrefOf }: Pick<ReportOverview, "backlog" | "leftOut"> & { hrefOf: (q: string) => string }) {
  const most = Math.max(1, ...backlog.ages.map((age) => age.value));
  const out = [
    leftOut.merged > 0 && <span key="merged">{t("desk.report.out.merged", { count: leftOut.merged })}</span>,
    leftOut.spam.value > 0 && <a key="spam" href={hrefOf(leftOut.spam.q)}>{t("desk.report.out.spam", { count: leftOut.spam.value })}</a>,
    leftOut.deleted.value > 0 && <a key="deleted" href={hrefOf(leftOut.deleted.q)}>{t("desk.report.out.deleted", { count: leftOut.deleted.value })}</a>,
    leftOut.erased > 0 && <span key="erased">{t("desk.report.out.erased", { count: leftOut.erased })}</span>,
  ].filter(Boolean);
  return (
    <section className={styles.panel} aria-labelledby="report-backlog">
      <header>
        <h2 id="report-backlog">{t("desk.report.backlog")}</h2>
      </header>
      <ul className={styles.ages}>
        {backlog.ages.map(({ key, value, q }) => (
          <li key={key}>
            <a href={hrefOf(q)}>
              <span>{t(`desk.report.age.${key}`)}</span>
              <span className={styles.track} aria-hidden>
                <i style={{ width: `${(value / most) * 100}%` }} />
              </span>
              <b>{number(value)}</b>
            </a>
          </li>
        ))}
      </ul>
      {out.length > 0 && (
        <p className={styles.out}>
          {t("desk.report.out")} {out.map((one, n) => [n > 0 && " · ", one])}
        </p>
      )}
    </section>
  );
}
