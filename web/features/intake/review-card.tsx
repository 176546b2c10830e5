import { IconExternalLink, IconStarFilled } from "@tabler/icons-react";
import type { Review } from "../../../contract/reviews.ts";
import { number, shortDate } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import styles from "./intake.module.css";

/** More stars are told by the number alone. */
const mostStars = 10;

/** R15: the review that the ticket stems from. `said`: the ticket's first message, which may hold the same words. */
export function ReviewCard({ review, said }: { review: Review; said: string | undefined }) {
  const { rating, best, text, author, site, location, link, writtenAt } = review;
  const about = [site, location].filter((part) => part !== "");
  return (
    <section className={styles.review} aria-label={t("desk.review")}>
      <div className={styles.top}>
        {rating !== null && <Stars rating={rating} best={best} />}
        <span className={styles.about} dir="auto">
          {about.length > 0 ? about.join(" · ") : t("desk.review")}
        </span>
        {link !== "" && (
          <a className={styles.open} href={link} target="_blank" rel="noopener noreferrer nofollow">
            {t("desk.review.open")} <IconExternalLink size={14} aria-hidden />
          </a>
        )}
      </div>
      {text !== "" && text.trim() !== said?.trim() && (
        <blockquote className={styles.said} dir="auto">
          {text}
        </blockquote>
      )}
      {(author !== "" || writtenAt !== null) && (
        <p className={styles.by}>
          {author !== "" && <bdi>{author}</bdi>}
          {author !== "" && writtenAt !== null && " · "}
          {writtenAt !== null && <time dateTime={writtenAt}>{shortDate(writtenAt)}</time>}
        </p>
      )}
    </section>
  );
}

function Stars({ rating, best }: { rating: number; best: number }) {
  const shown = Number.isInteger(best) && best <= mostStars && rating >= 0 ? best : 0;
  return (
    <span className={styles.stars} role="img" aria-label={t("desk.review.rating", { rating: number(rating), best: number(best) })}>
      {Array.from({ length: shown }, (_, index) => (
        <IconStarFilled key={index} size={14} className={index < Math.round(rating) ? styles.lit : styles.unlit} aria-hidden />
      ))}
      <b>
        {number(rating)}
        <span> / {number(best)}</span>
      </b>
    </span>
  );
}
