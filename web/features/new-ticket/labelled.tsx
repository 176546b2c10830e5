import type { ReactNode } from "react";
import { t } from "../../lib/i18n.ts";
import { pageStyles } from "../../ui/page.tsx";
import styles from "./new-ticket.module.css";

/** A control that names itself, with its name above it for who sees, and what is wrong below. */
export function Labelled({ label, optional = false, problem, children }: { label: string; optional?: boolean; problem?: string | undefined; children: ReactNode }) {
  return (
    <div className={`${pageStyles["labelled"]} ${problem === undefined ? "" : styles.invalid}`}>
      <span aria-hidden>
        {label} {optional && <span className={pageStyles["optional"]}>{t("ui.optional")}</span>}
      </span>
      {children}
      {problem !== undefined && (
        <span className={styles.wrong} role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
