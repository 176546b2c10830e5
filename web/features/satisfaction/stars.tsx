import { IconStarFilled } from "@tabler/icons-react";
import { scores } from "../../../contract/satisfaction.ts";
import { t } from "../../lib/i18n.ts";
import styles from "./rating-card.module.css";

/** A score as stars; read out as "4 of 5". */
export const Stars = ({ score }: { score: number }) => (
  <span className={styles.stars} role="img" aria-label={t("desk.rating.of", { score })}>
    {scores.map((one) => (
      <IconStarFilled key={one} size={14} className={one <= Math.round(score) ? styles.lit : styles.unlit} aria-hidden />
    ))}
  </span>
);
