import type { ReportOverview } from "../../../contract/reports.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Face } from "../../ui/face.tsx";
import { Stars } from "../satisfaction/stars.tsx";
import { NumberLink } from "./number-link.tsx";
import styles from "./reports.module.css";
import { share } from "./words.ts";

/** A score to one digit, as it is read everywhere. */
export const scoreWords = (score: number | null): string => (score === null ? "–" : number(Math.round(score * 10) / 10));

/** T6: how satisfied people were with what they got, as they said, and with whom. */
export function Satisfaction({ satisfaction: { count, scores, agents }, hrefOf }: { satisfaction: NonNullable<ReportOverview["satisfaction"]>; hrefOf: (q: string) => string }) {
  return (
    <section className={styles.panel} aria-labelledby="report-satisfaction">
      <header>
        <h2 id="report-satisfaction">{t("desk.report.satisfaction")}</h2>
      </header>
      {count === 0 ? (
        <p className={styles.empty}>{t("desk.report.nothing")}</p>
      ) : (
        <div className={styles.rated}>
          <ul className={styles.ages}>
            {scores.map(({ score, value, q }) => (
              <li key={score}>
                <a href={hrefOf(q)} aria-label={`${t("desk.rating.of", { score })}: ${number(value)} (${share(value, count)})`}>
                  <Stars score={score} />
                  <span className={styles.track}>
                    <i style={{ width: `${(value / count) * 100}%` }} />
                  </span>
                  <b>{number(value)}</b>
                </a>
              </li>
            ))}
          </ul>
          <div className={styles.scrolls}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">{t("desk.report.by.agent")}</th>
                  <th scope="col">{t("desk.report.satisfaction.average")}</th>
                  <th scope="col">{t("desk.report.satisfaction.ratings")}</th>
                </tr>
              </thead>
              <tbody>
                {agents.map((row) => (
                  <tr key={row.agent ?? ""}>
                    <th scope="row">
                      <span className={styles.person}>
                        <Face name={row.name || "–"} seed={row.agent ?? ""} size={20} /> <span dir="auto">{row.name || t("desk.nobody")}</span>
                      </span>
                    </th>
                    <td>{scoreWords(row.average)}</td>
                    <td>
                      <NumberLink value={row.count} href={hrefOf(row.q)} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      )}
    </section>
  );
}
