import { t } from "../lib/i18n.ts";
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
      <Choice
        label={t("portal.filter.of")}
        value={wanted.circle ?? ""}
        options={[["", t("portal.filter.of.all")], ...offered.map((circle): Option => [circle, t(`portal.filter.of.${circle}`)])]}
        onChoose={(value) => onChange({ ...wanted, circle: circles.find((one) => one === value) ?? null })}
      />
      <Choice
        label={t("portal.ticket.status")}
        value={wanted.status ?? ""}
        options={[["", t("portal.filter.status.all")], ...words.configuration.statuses.map(({ key }): Option => [key, words.status(key)])]}
        onChoose={(value) => onChange({ ...wanted, status: value || null })}
      />
    </div>
  );
}

type Option = [value: string, label: string];

function Choice({ label, value, options, onChoose }: { label: string; value: string; options: readonly Option[]; onChoose: (value: string) => void }) {
  return (
    <span className={`${styles["choice"]} ${value === "" ? "" : styles["chosen"]}`}>
      <select aria-label={label} value={value} onChange={(event) => onChoose(event.target.value)}>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden>
        <path d="m3 4.5 3 3 3-3" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </span>
  );
}
