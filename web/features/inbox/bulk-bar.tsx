import { Loader, Modal, Popover, TagsInput } from "@mantine/core";
import { IconAntennaBars3, IconArrowBackUp, IconBolt, IconCategory, IconCheck, IconClockPause, IconInbox, IconSquareCheck, IconTag, IconUser, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Bulk, BulkChange, BulkOutcome } from "../../../contract/bulks.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { choiceLabel, type Choice } from "./act-options.tsx";
import { refusedItems } from "./bulks.ts";
import styles from "./bulk-bar.module.css";
import type { Selection } from "./selection.ts";

const icons: Record<Choice, ReactNode> = {
  status: <StateIcon state="pending" />,
  assignee: <IconUser size={16} aria-hidden />,
  queue: <IconInbox size={16} aria-hidden />,
  priority: <IconAntennaBars3 size={16} aria-hidden />,
  type: <IconCategory size={16} aria-hidden />,
  postpone: <IconClockPause size={16} aria-hidden />,
  macro: <IconBolt size={16} aria-hidden />,
};
export const choiceIcons = icons;
export const choiceKeys: Partial<Record<Choice, string>> = { status: "s", assignee: "a", queue: "q", postpone: "p" };

interface BulkBarProps {
  selection: Selection;
  /** is there more than what was scrolled to? */
  more: boolean;
  busy: boolean;
  /** what the person's role in the desk may allow; the server decides ticket by ticket */
  may: { assign: boolean; edit: boolean; solve: boolean; close: boolean; retypify: boolean; macro: boolean };
  onChoose: (choice: Choice, at: DOMRect) => void;
  onChange: (change: BulkChange) => void;
  onSolve: (() => void) | undefined;
}

/** What can be done with the rows chosen (R5). */
export function BulkBar({ selection, more, busy, may, onChoose, onChange, onSolve }: BulkBarProps) {
  const allowed: Record<Choice, boolean> = { status: may.edit, assignee: may.assign, queue: may.edit, priority: may.edit, type: may.retypify, postpone: may.edit, macro: may.macro };
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("desk.bulk")}>
      <IconButton label={t("desk.bulk.clear")} hotkey="Esc" side="top" onClick={selection.clear}>
        <IconX size={16} aria-hidden />
      </IconButton>
      <span className={styles.count}>{selection.all && more ? t("desk.bulk.all-chosen") : t("desk.bulk.chosen", { count: selection.numbers.size })}</span>
      {more && !selection.all && (
        <button type="button" className={styles.all} onClick={selection.selectAll}>
          {t("desk.bulk.all")}
        </button>
      )}
      <span className={styles.spring} />
      {(Object.keys(icons) as Choice[]).filter((choice) => allowed[choice]).map((choice) => (
        <IconButton key={choice} label={t(choiceLabel[choice])} {...(choiceKeys[choice] ? { hotkey: choiceKeys[choice] } : {})} side="top" className={choice === "type" || choice === "macro" ? styles.whenWide ?? "" : ""} disabled={busy} onClick={(event) => onChoose(choice, event.currentTarget.getBoundingClientRect())}>
          {icons[choice]}
        </IconButton>
      ))}
      {may.edit && <TagsChange busy={busy} onChange={onChange} />}
      {onSolve && (
        <IconButton label={t("desk.row.solve")} hotkey="e" side="top" disabled={busy} onClick={onSolve}>
          <IconCheck size={16} aria-hidden />
        </IconButton>
      )}
      {may.close && (
        <IconButton label={t("desk.act.close")} side="top" disabled={busy} onClick={() => onChange({ close: {} })}>
          <IconSquareCheck size={16} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

function TagsChange({ busy, onChange }: { busy: boolean; onChange: (change: BulkChange) => void }) {
  const [opened, setOpened] = useState(false);
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const send = () => {
    setOpened(false);
    if (add.length + remove.length > 0) onChange({ ...(add.length > 0 ? { addTags: add } : {}), ...(remove.length > 0 ? { removeTags: remove } : {}) });
    setAdd([]);
    setRemove([]);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="top-end" width={280} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <IconButton label={t("desk.fact.tags")} hotkey="t" side="top" disabled={busy} onClick={() => setOpened(!opened)} aria-haspopup="dialog">
          <IconTag size={16} aria-hidden />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("desk.fact.tags")}>
        <div className={styles.tags}>
          <TagsInput label={t("desk.bulk.tags-add")} value={add} onChange={setAdd} maxTags={50} data-autofocus />
          <TagsInput label={t("desk.bulk.tags-remove")} value={remove} onChange={setRemove} maxTags={50} />
          <Button look="primary" onClick={send}>
            {t("desk.bulk.apply")}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** How far a change of many tickets is, what became of it, and the way back. */
export function BulkReport({ bulk, running, onUndo, onClose }: { bulk: Bulk; running: boolean; onUndo: () => void; onClose: () => void }) {
  const [shown, setShown] = useState<BulkOutcome>();
  const undone = bulk.state === "undoing" || bulk.state === "undone";
  const refused = undone ? bulk.undoRefused : bulk.refused;
  const words = running
    ? t(undone ? "desk.bulk.undoing" : "desk.bulk.running", { done: bulk.done, total: bulk.total })
    : undone
      ? t("desk.bulk.undone", { count: bulk.undone })
      : t("desk.bulk.done", { count: bulk.changed });
  return (
    <div className={styles.report} role="status">
      {running ? <Loader size={14} color="var(--accent)" aria-hidden /> : <IconCheck size={16} aria-hidden />}
      <span className={styles.words}>
        {words}
        {!running && !undone && bulk.unchanged > 0 && <span className={styles.quiet}> · {t("desk.bulk.unchanged", { count: bulk.unchanged })}</span>}
      </span>
      {refused > 0 && (
        <button type="button" className={styles.refused} onClick={() => setShown(undone ? "undo-refused" : "refused")}>
          {t("desk.bulk.refused", { count: refused })}
        </button>
      )}
      {!undone && (running || bulk.changed > 0) && (
        <button type="button" className={styles.undo} onClick={onUndo}>
          <IconArrowBackUp size={16} aria-hidden />
          {t("desk.undo")}
        </button>
      )}
      {!running && (
        <IconButton label={t("ui.close")} side="top" onClick={onClose}>
          <IconX size={16} aria-hidden />
        </IconButton>
      )}
      {running && <progress className={styles.progress} max={bulk.total} value={bulk.done} aria-label={words} />}
      {shown && <Refused bulk={bulk.id} outcome={shown} onClose={() => setShown(undefined)} />}
    </div>
  );
}

function Refused({ bulk, outcome, onClose }: { bulk: number; outcome: BulkOutcome; onClose: () => void }) {
  const { data } = useQuery({ queryKey: ["bulk-items", bulk, outcome], queryFn: () => refusedItems(bulk, outcome) });
  return (
    <Modal opened onClose={onClose} title={t("desk.bulk.refused.title")} size={560} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <ul className={styles.items}>
        {data?.items.map((item) => (
          <li key={item.number}>
            <a href={`/desk/tickets/${item.number}`}>#{item.number}</a>
            <span>{item.reason}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
