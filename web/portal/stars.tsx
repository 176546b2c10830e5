import { scores, type Score } from "../../contract/satisfaction.ts";
import { t } from "../lib/i18n.ts";
import styles from "./stars.module.css";

const Star = ({ lit }: { lit?: boolean }) => (
  <svg viewBox="0 0 24 24" aria-hidden data-lit={lit || undefined}>
    <path d="m12 3 2.8 5.9 6.4.8-4.7 4.4 1.2 6.4L12 17.4l-5.7 3.1 1.2-6.4-4.7-4.4 6.4-.8z" />
  </svg>
);

/** One to five, by thumb or arrow keys, with the word that each stands for. */
export function StarsField({ name, legend, score, onChoose }: { name: string; legend: string; score: Score | undefined; onChoose: (score: Score) => void }) {
  return (
    <fieldset className={styles["stars"]}>
      <legend className="visually-hidden">{legend}</legend>
      <div className={styles["row"]}>
        {scores.map((one) => (
          <label key={one} className={styles["star"]} data-lit={(score !== undefined && one <= score) || undefined} title={t(`portal.rating.score.${one}`)}>
            <input type="radio" name={name} value={one} checked={score === one} onChange={() => onChoose(one)} aria-label={`${t("portal.rating.stars", { score: one })}: ${t(`portal.rating.score.${one}`)}`} />
            <Star />
          </label>
        ))}
      </div>
      <p className={styles["word"]} aria-hidden>
        {score === undefined ? t("portal.rating.scale") : t(`portal.rating.score.${score}`)}
      </p>
    </fieldset>
  );
}

/** What was given. */
export const Given = ({ score }: { score: number }) => (
  <span className={styles["given"]} role="img" aria-label={t("portal.rating.stars", { score })}>
    {scores.map((one) => (
      <Star key={one} lit={one <= score} />
    ))}
  </span>
);

export const scoreOf = (text: string | null): Score | undefined => scores.find((one) => String(one) === text);
