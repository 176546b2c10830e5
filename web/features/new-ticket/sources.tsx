import { IconBuildingStore, IconMail, IconMailbox, IconPhone } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { handSources } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import styles from "./new-ticket.module.css";

const icons: Record<(typeof handSources)[number], ReactNode> = {
  phone: <IconPhone size={16} aria-hidden />,
  email: <IconMail size={16} aria-hidden />,
  letter: <IconMailbox size={16} aria-hidden />,
  "walk-in": <IconBuildingStore size={16} aria-hidden />,
};

/** How it reached us. */
export function Sources({ source, onChange }: { source: string; onChange: (source: string) => void }) {
  return (
    <div className={styles.sources} role="radiogroup" aria-label={t("desk.source")}>
      {handSources.map((one) => (
        <label key={one} className={styles.source}>
          <input type="radio" name="source" value={one} checked={source === one} onChange={() => onChange(one)} />
          <span>
            {icons[one]} {t(`desk.channel.${one}`)}
          </span>
        </label>
      ))}
    </div>
  );
}
