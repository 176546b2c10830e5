import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { problemOf } from "../../lib/api.ts";
import { dayAndTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Field } from "../../ui/field.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import rows from "../settings/rows.module.css";
import settings from "../settings/settings.module.css";
import { blockedQuery, blockSender, unblockSender } from "./api.ts";
import styles from "./waiting.module.css";

/** Addresses and domains whose mails are kept as unwanted. */
export function BlockedSenders({ desk }: { desk: string }) {
  const client = useQueryClient();
  const { data: senders } = useQuery(blockedQuery(desk));
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: blockedQuery(desk).queryKey });
  const add = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await blockSender(desk, typed.trim());
      setTyped("");
      await refresh();
    } catch (error) {
      setProblem(problemOf(error)?.detail ?? inWords(error));
    }
    setBusy(false);
  };
  const remove = async (sender: string) => {
    await unblockSender(desk, sender).catch((error: unknown) => toast({ kind: "problem", key: "settings", text: inWords(error) }));
    toast({ key: "settings", text: t("desk.settings.blocked.removed", { sender }), actions: [{ label: t("desk.undo"), run: () => void blockSender(desk, sender).then(refresh) }] });
    await refresh();
  };
  return (
    <Section title={t("desk.settings.blocked")} about={t("desk.settings.blocked.about")}>
      <form
        className={styles.adding}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== "") void add();
        }}
      >
        <Field label={t("desk.settings.blocked.add")} hint={t("desk.settings.blocked.hint")} problem={problem} autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
        <Button type="submit" look="primary" busy={busy}>
          {t("desk.settings.blocked.do")}
        </Button>
      </form>
      <ul className={rows.list}>
        {(senders ?? []).map((one) => (
          <li key={one.sender} className={rows.item}>
            <div className={`${rows.row} ${styles.sender}`}>
              <span className={rows.person}>
                <span className={rows.name}>{one.sender}</span>
                <span className={settings.hint}>{one.addedBy === null ? dayAndTime(one.addedAt) : `${one.addedBy} · ${dayAndTime(one.addedAt)}`}</span>
              </span>
              <IconButton label={t("desk.settings.blocked.remove", { sender: one.sender })} onClick={() => void remove(one.sender)}>
                <IconX size={16} aria-hidden />
              </IconButton>
            </div>
          </li>
        ))}
      </ul>
      {senders?.length === 0 && <p className={rows.empty}>{t("desk.settings.blocked.none")}</p>}
    </Section>
  );
}
