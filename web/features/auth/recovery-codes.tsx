import { IconCopy } from "@tabler/icons-react";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toasts.tsx";
import styles from "./factors.module.css";

/** Shown once: the way in when phone and key are gone. */
export function RecoveryCodes({ codes, done, onDone }: { codes: readonly string[]; done: string; onDone: () => void }) {
  const copy = () => navigator.clipboard.writeText(codes.join("\n")).then(() => toast({ key: "profile", text: t("desk.auth.recovery.copied") }));
  return (
    <div className={styles.codes}>
      <p>{t("desk.auth.recovery.about")}</p>
      <ol aria-label={t("desk.auth.recovery.title")}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className={styles.acts}>
        <Button look="primary" onClick={onDone}>
          {done}
        </Button>
        <Button onClick={() => void copy()}>
          <IconCopy size={16} aria-hidden /> {t("desk.auth.recovery.copy")}
        </Button>
      </div>
    </div>
  );
}
