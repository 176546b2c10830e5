import { Modal } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Sort } from "../../../contract/tickets.ts";
import type { ListColumn } from "../../../contract/views.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useViewActs, type ListView } from "./views.ts";
import styles from "./save-view.module.css";

interface SaveViewProps {
  desk: string;
  /** what the list asks now, without the desk */
  q: string;
  sort: Sort | undefined;
  columns: ListColumn[] | null;
  /** may the person make one for all? */
  mayShare: boolean;
  /** the view to change; null: a new one */
  existing: ListView | null;
  onSaved: (key: string) => void;
  onClose: () => void;
}

/** Keeps what the list shows under a name, or renames what was kept. */
export function SaveView({ desk, q, sort, columns, mayShare, existing, onSaved, onClose }: SaveViewProps) {
  const [name, setName] = useState(existing?.name ?? "");
  const [shared, setShared] = useState(false);
  const { create, change } = useViewActs(desk);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const labels = { "*": name.trim() };
    if (labels["*"] === "") return;
    const what = { labels, q, sort: sort ?? null, columns };
    const onSuccess = (view: { id: number }) => {
      onClose();
      onSaved(`v${view.id}`);
    };
    if (existing?.saved) change.mutate({ id: existing.saved.id, patch: what }, { onSuccess });
    else create.mutate({ desk, shared, ...what }, { onSuccess });
  };
  return (
    <Modal opened onClose={onClose} title={t(existing ? "desk.view.change" : "desk.view.save")} size={420} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form className={styles.form} onSubmit={submit}>
        <Field data-autofocus label={t("desk.view.name")} value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
        <p className={styles.about}>
          {t("desk.view.asks")} <code>{q || t("desk.view.all")}</code>
        </p>
        {mayShare && !existing && (
          <label className={styles.shared}>
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} /> {t("desk.view.share")}
          </label>
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" busy={create.isPending || change.isPending}>
            {t("desk.view.keep")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
