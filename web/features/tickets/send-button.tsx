import { Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { t } from "../../lib/i18n.ts";
import { isMac } from "../../lib/hotkeys.ts";
import { Button, Key } from "../../ui/button.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import type { DeskWords } from "../desks/api.ts";
import styles from "./composer.module.css";

interface SendButtonProps {
  kind: "reply" | "note";
  /** the status set with it; null: stays as it is */
  status: string | null;
  statuses: string[];
  /** what keeps a status from being set; undefined: nothing */
  missing: (status: string) => string | undefined;
  desk: DeskWords | undefined;
  busy: boolean;
  disabled: boolean;
  onChoose: (status: string | null) => void;
  onSend: () => void;
}

/** "Send as …": the act and, beside it, with which status. */
export function SendButton({ kind, status, statuses, missing, desk, busy, disabled, onChoose, onSend }: SendButtonProps) {
  const label = status === null ? t(kind === "note" ? "desk.note.add" : "desk.reply.send") : t(kind === "note" ? "desk.note.add-as" : "desk.reply.send-as", { status: desk?.status(status) ?? status });
  return (
    <div className={styles.send}>
      <Button look="primary" busy={busy} disabled={disabled} onClick={onSend} aria-keyshortcuts="Control+Enter Meta+Enter">
        {label}
        <Key>{isMac ? "⌘↵" : "Ctrl ↵"}</Key>
      </Button>
      {statuses.length > 0 && (
        <Menu position="top-end" width={240}>
          <Menu.Target>
            <Button look="primary" className={styles.more ?? ""} aria-label={t("desk.send.choose")} disabled={busy}>
              <IconChevronDown size={16} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("desk.send.then")}</Menu.Label>
            {statuses.map((key) => (
              <Menu.Item key={key} leftSection={<StateIcon state={desk?.stateOf(key) ?? "open"} color={desk?.colorOf(key)} />} aria-current={key === status} disabled={missing(key) !== undefined} onClick={() => onChoose(key)}>
                {desk?.status(key) ?? key}
                {missing(key) !== undefined && <span className={styles.missing}>{missing(key)}</span>}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item leftSection={<span style={{ width: 16, display: "block" }} />} aria-current={status === null} onClick={() => onChoose(null)}>
              {t("desk.send.keep-status")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
