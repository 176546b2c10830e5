import { Modal } from "@mantine/core";
import { useState } from "react";
import type { Person } from "../../../contract/organizations.ts";
import { t } from "../../lib/i18n.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Tick } from "../../ui/field.tsx";
import styles from "./privacy.module.css";

export function ExportDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const [notes, setNotes] = useState(false);
  return (
    <Modal opened onClose={onClose} title={t("desk.privacy.export.title", { name: person.name })} size={520} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <div className={styles.dialog}>
        <p className={styles.quiet}>{t("desk.privacy.export.about")}</p>
        <Tick label={t("desk.privacy.export.notes")} hint={t("desk.privacy.export.notes.hint")} checked={notes} onChange={setNotes} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <a className={buttonClass("primary")} href={`/api/v1/people/${person.id}/export${notes ? "?notes=true" : ""}`} download onClick={onClose}>
            {t("desk.privacy.export.do")}
          </a>
        </div>
      </div>
    </Modal>
  );
}
