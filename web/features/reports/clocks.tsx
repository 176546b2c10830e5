import type { ReportOverview } from "../../../contract/reports.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { NumberLink } from "./number-link.tsx";
import styles from "./reports.module.css";
import { share } from "./words.ts";

/** Of the times that service levels promise, how many were kept; nothing where none is promised. */
export function Clocks({ clocks, hrefOf }: Pick<ReportOverview, "clocks"> & { hrefOf: (q: string) => string }) {
  if (clocks.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="report-clocks">
      <header>
        <h2 id="report-clocks">{t("desk.report.clocks")}</h2>
      </header>
      <div className={styles.scrolls}>
        <table className={styles.table}>
          <thead>
            <tr>
              {(["clock", "kept", "before", "tickets.in-time", "tickets.late"] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`desk.report.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {clocks.map(({ kind, met, missed, before, metTickets, missedTickets }) => (
              <tr key={kind}>
                <th scope="row">
                  {t(`desk.clock.${kind}`)}
                  <span className={styles.track} aria-hidden>
                    <i style={{ width: `${met + missed === 0 ? 0 : (met / (met + missed)) * 100}%` }} />
                  </span>
                </th>
                <td>
                  {share(met, met + missed)} <small>{t("desk.report.part", { part: number(met), of: number(met + missed) })}</small>
                </td>
                <td>{share(before.met, before.met + before.missed)}</td>
                <td>
                  <NumberLink value={metTickets.value} href={hrefOf(metTickets.q)} />
                </td>
                <td>
                  <NumberLink value={missedTickets.value} href={hrefOf(missedTickets.q)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
