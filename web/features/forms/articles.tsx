import { useQuery } from "@tanstack/react-query";
import type { ArticleHit } from "../../../contract/help-centre.ts";
import { call, query } from "../../lib/api.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { useRested } from "../fields/rested.ts";
import styles from "./forms.module.css";

/** So many fit below a line without pushing away what is being written. */
const most = 3;

/** What the help centre says about what is being asked: perhaps nothing has to be asked. It opens beside the form. */
export function Articles({ desk, subject }: { desk: string; subject: string }) {
  const q = useRested(subject.trim());
  const { data } = useQuery({
    queryKey: ["articles", desk, currentLanguage(), q],
    queryFn: async ({ signal }) => (await call<{ items: ArticleHit[] }>(`/desks/${encodeURIComponent(desk)}/articles${query({ q, language: currentLanguage(), limit: most })}`, { signal })).items,
    enabled: q.length > 3,
    staleTime: 60_000,
    retry: false,
    placeholderData: (before) => before,
  });
  const items = q.length > 3 ? (data ?? []) : [];
  return (
    <div role="status" className={styles["told"]}>
      {items.length > 0 && (
        <section className={styles["articles"]} aria-label={t("form.articles")}>
          <h2>{t("form.articles")}</h2>
          <ul>
            {items.map((one) => (
              <li key={one.id}>
                <a href={one.url} target="_blank" rel="noreferrer">
                  <b dir="auto">{one.title}</b>
                  <small dir="auto">{one.excerpt}</small>
                  <span className="visually-hidden">{t("form.new-tab")}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
