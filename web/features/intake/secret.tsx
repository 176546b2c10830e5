import { IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import styles from "./intake.module.css";

/** The secret, told once. */
export function Secret({ secret, url, onClose }: { secret: string; url: string; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className={styles.secret} role="status">
      <p>
        <b>{t("desk.intake.secret")}</b> {t("desk.intake.secret.about")}
      </p>
      <code>{secret}</code>
      <p className={styles.hint}>{t("desk.intake.secret.use", { url })}</p>
      <div className={styles.acts}>
        <Button look="primary" onClick={copy}>
          <IconCopy size={16} aria-hidden /> {t(copied ? "desk.intake.copied" : "desk.intake.copy")}
        </Button>
        <Button onClick={onClose}>{t("desk.intake.secret.kept")}</Button>
      </div>
    </div>
  );
}
