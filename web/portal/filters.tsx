import { t } from "../lib/i18n.ts";
import { inputClass } from "../ui/field.tsx";
import { usePortalDesk } from "./desk.ts";
import styles from "./filters.module.css";
import { circles, type Wanted } from "./requests.ts";
import { useSession } from "./session.ts";

/** Whose requests, and in which status: two plain choices, as a phone knows how to open them. */
export function Filters({ wanted, onChange }: { wanted: Wanted; onChange: (wanted: Wanted) => void }) {
  const { words } = usePortalDesk();
  const me = useSession();
  const offered = circles.filter((circle) => circle !== "colleagues" || me?.colleagues || wanted.circle === circle);
  return (
    <div className={styles["filters"]}>
      <select
        className={`${inputClass} ${styles["choice"]}`}
        aria-label={t("portal.filter.of")}
        value={wanted.circle ?? ""}
        onChange={(event) => onChange({ ...wanted, circle: circles.find((one) => one === event.target.value) ?? null })}
      >
        <option value="">{t("portal.filter.of.all")}</option>
        {offered.map((circle) => (
          <option key={circle} value={circle}>
            {t(`portal.filter.of.${circle}`)}
          </option>
        ))}
      </select>
      <select className={`${inputClass} ${styles["choice"]}`} aria-label={t("portal.ticket.status")} value={wanted.status ?? ""} onChange={(event) => onChange({ ...wanted, status: event.target.value || null })}>
        <option value="">{t("portal.filter.status.all")}</option>
        {words.configuration.statuses.map(({ key }) => (
          <option key={key} value={key}>
            {words.status(key)}
          </option>
        ))}
      </select>
    </div>
  );
}
