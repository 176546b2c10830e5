import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Face } from "../../ui/face.tsx";
import { csvHref, useFollowUpReport, type Asked } from "./api.ts";
import { NumberLink } from "./number-link.tsx";
import styles from "./reports.module.css";
import { share } from "./words.ts";

/** What each agent did of follow-ups, and how many of them reached somebody (C9). Nothing where nobody recorded any. */
export function FollowUps({ asked, hrefOf }: { asked: Asked; hrefOf: (q: string) => string }) {
  const { data } = useFollowUpReport(asked);
  if (data === undefined || (data.total.done === 0 && data.total.before.done === 0)) return null;
  return (
    <section className={styles.panel} aria-labelledby="report-follow-ups">
      <header>
        <h2 id="report-follow-ups">{t("desk.report.follow-ups")}</h2>
        <span className={styles.acts}>
          <a className={styles.act} href={csvHref("follow-ups", asked)} download>
            CSV
          </a>
        </span>
      </header>
      <div className={styles.scrolls}>
        <table className={styles.table}>
          <thead>
            <tr>
              {(["by.agent", "follow-ups", "calls", "mails", "productive", "tickets", "tickets.reached"] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`desk.report.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...data.rows, data.total].map((row) => (
              <tr key={row.agent ?? "all"} className={row.agent === null ? styles.total : ""}>
                <th scope="row">
                  {row.agent === null ? (
                    t("desk.report.together")
                  ) : (
                    <span className={styles.person}>
                      <Face name={row.name} seed={row.agent} size={20} /> <bdi>{row.name}</bdi>
                    </span>
                  )}
                </th>
                <td>{number(row.done)}</td>
                <td>{number(row.calls)}</td>
                <td>{number(row.mails)}</td>
                <td>
                  {number(row.productive)} <small>{share(row.productive, row.done)}</small>
                </td>
                {[row.tickets, row.productiveTickets].map(({ value, q }) => (
                  <td key={q}>
                    <NumberLink value={value} href={hrefOf(q)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
