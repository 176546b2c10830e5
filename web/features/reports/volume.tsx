import { useState } from "react";
import type { ReportOverview } from "../../../contract/reports.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { NumberLink } from "./number-link.tsx";
import styles from "./reports.module.css";
import { days, tick } from "./words.ts";

const height = 160;
/** A group of two bars is so wide in the drawing; the page stretches it. */
const step = 24;

/** The first value that a chart's top line can be named with. */
function topOf(most: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((factor) => factor * size).find((top) => top >= Math.max(most, 1)) ?? most;
}

/** What came and what was solved: two bars for each day, week or month. The drawing is for the eye and the pointer; the table says the same. */
export function Volume({ series, hrefOf, csv }: { series: ReportOverview["series"]; hrefOf: (q: string) => string; csv: string }) {
  const [asTable, setAsTable] = useState(false);
  const { unit, points } = series;
  const top = topOf(Math.max(...points.flatMap((point) => [point.created.value, point.solved.value])));
  const width = points.length * step;
  const tall = (value: number) => (value / top) * height;
  // as many names as there is room for on a phone
  const every = Math.ceil(points.length / 6);
  return (
    <section className={styles.panel} aria-labelledby="report-volume">
      <header>
        <h2 id="report-volume">{t("desk.report.volume")}</h2>
        <span className={styles.legend}>
          <i className={styles.created} aria-hidden /> {t("desk.report.created")}
          <i className={styles.solved} aria-hidden /> {t("desk.report.solved")}
        </span>
        <span className={styles.acts}>
          <button type="button" className={styles.act} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t("desk.report.table")}
          </button>
          <a className={styles.act} href={csv} download>
            CSV
          </a>
        </span>
      </header>
      {!asTable && (
        <div className={styles.chart} aria-hidden>
          <span className={styles.top}>{number(top)}</span>
          <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" height={height}>
            {[0, 0.5, 1].map((line) => (
              <line key={line} x1={0} x2={width} y1={height - line * height} y2={height - line * height} className={styles.line} />
            ))}
            {points.map((point, n) =>
              (["created", "solved"] as const).map((key, part) => (
                <a key={`${point.from}-${key}`} href={hrefOf(point[key].q)} tabIndex={-1}>
                  <title>{`${days(point.from, point.to)}: ${number(point[key].value)} ${t(`desk.report.${key}`).toLocaleLowerCase()}`}</title>
                  {/* the whole height takes the pointer */}
                  <rect x={n * step + 2 + part * 10} width={10} y={0} height={height} fill="transparent" />
                  <rect className={styles[key]} x={n * step + 3 + part * 9} width={8} y={height - tall(point[key].value)} height={tall(point[key].value)} />
                </a>
              )),
            )}
          </svg>
          <div className={styles.ticks} style={{ gridTemplateColumns: `repeat(${points.length}, minmax(0, 1fr))` }}>
            {points.map((point, n) => (
              <span key={point.from} data-between={(n / every) % 2 === 1 || undefined}>{n % every === 0 && points.length - n >= every / 2 ? tick(point.from, unit) : ""}</span>
            ))}
          </div>
        </div>
      )}
      <div className={asTable ? styles.scrolls : "visually-hidden"}>
        <table className={styles.table}>
          <caption className="visually-hidden">{t("desk.report.volume")}</caption>
          <thead>
            <tr>
              <th scope="col">{t(`desk.report.unit.${unit}`)}</th>
              <th scope="col">{t("desk.report.created")}</th>
              <th scope="col">{t("desk.report.solved")}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.from}>
                <th scope="row">{days(point.from, point.to)}</th>
                {(["created", "solved"] as const).map((key) => (
                  <td key={key}>
                    {asTable ? <NumberLink value={point[key].value} href={hrefOf(point[key].q)} /> : number(point[key].value)}
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
