import { t } from "../../lib/i18n.ts";
import { gateStyles as styles } from "./gate.tsx";

/** H12: what to try for who cannot get in, and whom to ask. */
export function SignInHelp() {
  return (
    <details className={styles.cannot}>
      <summary>{t("auth.cannot")}</summary>
      <ul>
        <li>{t("auth.cannot.link")}</li>
        <li>{t("auth.cannot.locked")}</li>
        <li>{t("auth.cannot.mail")}</li>
        <li>{t("auth.cannot.customer")}</li>
      </ul>
    </details>
  );
}
