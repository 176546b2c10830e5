import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import styles from "./list.module.css";

/** What a list says that holds nothing. */
export function Empty({ view, searching, onClear, onEverywhere }: { view: string; searching: boolean; onClear: () => void; onEverywhere: (() => void) | undefined }) {
  const about = `desk.list.empty.${view}.about`;
  return (
    <div className={styles.state}>
      <h2>{searching ? t("desk.list.not-found") : hasText(`desk.list.empty.${view}`) ? text(`desk.list.empty.${view}`) : t("desk.list.empty.saved")}</h2>
      <p>{searching ? t("desk.list.not-found.about") : hasText(about) ? text(about) : t("desk.list.empty.about")}</p>
      {searching && onEverywhere && (
        <Button look="primary" onClick={onEverywhere}>
          {t("desk.list.everywhere")}
        </Button>
      )}
      {searching && <Button onClick={onClear}>{t("desk.list.clear")}</Button>}
    </div>
  );
}

/** What a list says that could not be read. */
export function Trouble({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <div className={styles.state} role="alert">
      <h2>{t("desk.list.unreadable")}</h2>
      <p>{isNetworkProblem(error) ? t("ui.network") : (problemOf(error)?.detail ?? t("ui.unknown-problem"))}</p>
      <Button onClick={onRetry}>{t("ui.try-again")}</Button>
    </div>
  );
}
