import { IconDownload, IconEraser } from "@tabler/icons-react";
import { useState } from "react";
import type { Person } from "../../../contract/organizations.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { EraseDialog } from "./erase-dialog.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import access from "./access.module.css";
import styles from "./privacy.module.css";

/** What the person may ask of us by law: what is kept of them, and that it is kept no longer. */
export function Privacy({ person }: { person: Person }) {
  const [open, setOpen] = useState<"export" | "erase">();
  const close = () => setOpen(undefined);
  return (
    <section className={styles.privacy} aria-labelledby="privacy">
      <h3 id="privacy" className={styles.title}>
        {t("desk.privacy")}
      </h3>
      <div className={access.acts}>
        <Button look="quiet" onClick={() => setOpen("export")}>
          <IconDownload size={16} aria-hidden /> {t("desk.privacy.export")}
        </Button>
        <Button look="quiet" onClick={() => setOpen("erase")}>
          <IconEraser size={16} aria-hidden /> {t("desk.privacy.erase")}
        </Button>
      </div>
      {open === "export" && <ExportDialog person={person} onClose={close} />}
      {open === "erase" && <EraseDialog person={person} onClose={close} />}
    </section>
  );
}
