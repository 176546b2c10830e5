import type { Requester, TicketPage } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Timestamp } from "../../ui/timestamp.tsx";
import { Stars } from "./stars.tsx";
import styles from "./rating-card.module.css";

/** T6: how satisfied who asked is with who solved it, in their own words. */
export function RatingCard({ rating, requester }: { rating: NonNullable<TicketPage["rating"]>; requester: Requester }) {
  const name = requester.name || (requester.email ?? requester.phone?.written ?? "");
  return (
    <section className={styles.card} aria-label={t("desk.rating")}>
      <div className={styles.top}>
        <Stars score={rating.score} />
        <span className={styles.about} dir="auto">
          {rating.agent === null ? t("desk.rating.by-nobody", { name }) : t("desk.rating.by", { name, agent: rating.agent })}
        </span>
        <Timestamp at={rating.ratedAt} className={styles.when} />
      </div>
      {rating.message !== "" && (
        <blockquote className={styles.said} dir="auto">
          {rating.message}
        </blockquote>
      )}
    </section>
  );
}
