import { languages } from "../../../contract/common.ts";
import { languageName, setLanguage, useLanguage } from "../../lib/i18n.ts";
import mark from "../../ui/icon.svg";
import styles from "./gate.module.css";

/** The page before the door: one card in the middle, the languages at its foot. */
export function Gate({ title, lead, languages: offered = true, children }: { title: string; lead?: React.ReactNode; /** whether another language may be chosen */ languages?: boolean; children?: React.ReactNode }) {
  const current = useLanguage();
  return (
    <div className={styles.page}>
      <main className={styles.middle}>
        <div className={styles.card}>
          <p className={styles.mark}>
            <img src={mark} width={28} height={28} alt="" />
            Ventanilla
          </p>
          <h1>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
          {children}
        </div>
      </main>
      <footer className={styles.foot}>
        {offered && languages.map((one) => (
          <button key={one} type="button" lang={one} className={styles.language} aria-current={one === current} onClick={() => void setLanguage(one, { remember: true })}>
            {languageName(one)}
          </button>
        ))}
      </footer>
    </div>
  );
}
export const gateStyles = styles;
