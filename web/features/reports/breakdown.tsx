import { useState } from "react";
import { reportDimensions, type ReportDimension } from "../../../contract/reports.ts";
import { t } from "../../lib/i18n.ts";
import { Picker } from "../../ui/controls/picker.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { csvHref, useBreakdown, type Asked } from "./api.ts";
import { NumberLink } from "./number-link.tsx";
import styles from "./reports.module.css";
import { change, span } from "./words.ts";

const first = 8;

/** The figures of each type, queue, agent …; by type, the incidents that come most often (C8). */
export function Breakdown({ asked, by, onBy, hrefOf }: { asked: Asked; by: ReportDimension; onBy: (by: ReportDimension) => void; hrefOf: (q: string) => string }) {
  const { data } = useBreakdown(asked, by);
  const [all, setAll] = useState(false);
  const rows = data?.by === by ? data.rows : undefined;
  const most = Math.max(1, ...(rows ?? []).map((row) => row.created.value));
  const shown = all ? (rows ?? []) : (rows ?? []).slice(0, first);
  return (
    <section className={styles.panel} aria-labelledby="report-breakdown">
      <header>
        <h2 id="report-breakdown">{by === "type" ? t("desk.report.recurrent") : t("desk.report.each")}</h2>
        <span className={styles.acts}>
          <Picker label={t("desk.report.by")} value={by} options={reportDimensions.map((one) => ({ value: one, label: t(`desk.report.by.${one}`) }))} onChange={(value) => onBy(reportDimensions.find((one) => one === value) ?? by)} />
          <a className={styles.act} href={csvHref("breakdown", asked, { by })} download>
            CSV
          </a>
        </span>
      </header>
      {rows === undefined && (
        <div className={styles.waits} aria-busy>
          {[1, 2, 3, 4].map((n) => (
            <Bone key={n} height={20} />
          ))}
        </div>
      )}
      {rows?.length === 0 && <p className={styles.empty}>{t("desk.report.nothing")}</p>}
      {rows !== undefined && rows.length > 0 && (
        <div className={styles.scrolls}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t(`desk.report.by.${by}`)}</th>
                {(["created", "solved", "reopened", "open", "first-reply", "resolution"] as const).map((key) => (
                  <th key={key} scope="col">
                    {t(`desk.report.${key}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.key ?? ""}>
                  <th scope="row">
                    <span className={row.label === null ? styles.none : ""} dir="auto">
                      {row.label ?? t(`desk.report.none.${by}`)}
                    </span>
                    <span className={styles.track} aria-hidden>
                      <i style={{ width: `${(row.created.value / most) * 100}%` }} />
                    </span>
                  </th>
                  <td>
                    <NumberLink value={row.created.value} href={hrefOf(row.created.q)} /> <small>{change(row.created.value, row.created.before)}</small>
                  </td>
                  <td>
                    <NumberLink value={row.solved.value} href={hrefOf(row.solved.q)} />
                  </td>
                  <td>
                    <NumberLink value={row.reopened.value} href={hrefOf(row.reopened.q)} />
                  </td>
                  <td>
                    <NumberLink value={row.open.value} href={hrefOf(row.open.q)} />
                  </td>
                  <td>{row.firstReply.median === null ? <span className={styles.none}>–</span> : <a href={hrefOf(row.firstReply.q)}>{span(row.firstReply.median)}</a>}</td>
                  <td>{row.resolution.median === null ? <span className={styles.none}>–</span> : <a href={hrefOf(row.resolution.q)}>{span(row.resolution.median)}</a>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(rows?.length ?? 0) > first && (
        <button type="button" className={styles.act} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("desk.report.fewer") : t("desk.report.more", { count: (rows?.length ?? 0) - first })}
        </button>
      )}
      {all && data?.more && <p className={styles.empty}>{t("desk.report.narrow")}</p>}
    </section>
  );
}
