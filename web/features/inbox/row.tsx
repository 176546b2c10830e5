import { IconCheck, IconUserCheck } from "@tabler/icons-react";
import { memo } from "react";
import type { TicketRow } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { iconButtonClass } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import type { DeskWords } from "../desks/api.ts";
import { priorityIcons } from "../tickets/facts.tsx";
import styles from "./list.module.css";

interface RowProps {
  row: TicketRow;
  desk: DeskWords | undefined;
  href: string;
  open: boolean;
  cursor: boolean;
  onOpen: (number: number) => void;
  onTake: ((row: TicketRow) => void) | undefined;
  onSolve: ((row: TicketRow) => void) | undefined;
}

/** One ticket of a list. */
export const Row = memo(function Row({ row, desk, href, open, cursor, onOpen, onTake, onSolve }: RowProps) {
  const status = desk?.status(row.status) ?? row.status;
  const requester = row.requester.name || row.requester.email;
  const assignee = row.assignee ? (desk?.agent(row.assignee) ?? row.assignedTo?.name ?? row.assignee) : null;
  const loud = row.priority === "high" || row.priority === "urgent";
  return (
    <>
      <a
        className={`${styles.row} ${open ? styles.open : cursor ? styles.cursor : ""}`}
        href={href}
        aria-current={open ? "page" : undefined}
        aria-label={t("desk.row", { status, subject: row.subject, requester })}
        data-ticket={row.number}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          onOpen(row.number);
        }}
      >
        <StateIcon state={row.state} label={status} />
        <span className={styles.text}>
          <span className={styles.subject} title={row.subject}>
            {loud && (
              <span className={styles.mark} title={t(`desk.priority.${row.priority}`)}>
                {priorityIcons[row.priority]}
              </span>
            )}
            <bdi>{row.subject}</bdi>
          </span>
          <span className={styles.excerpt}>
            <bdi className={styles.inlineRequester}>{requester}</bdi>
            <span className={styles.inlineRequester}> · </span>
            <bdi>{row.excerpt}</bdi>
          </span>
        </span>
        <span className={styles.requester} title={row.requester.email}>
          <bdi>{requester}</bdi>
        </span>
        <span className={styles.queue}>{desk?.queue(row.queue) ?? ""}</span>
        <span className={styles.face} title={assignee ?? t("desk.nobody")}>
          <Face name={assignee} seed={row.assignee ?? ""} size={20} />
        </span>
        <Timestamp at={row.updatedAt} as="age" className={styles.age} />
      </a>
      {(onTake ?? onSolve) && (
        <span className={styles.quick}>
          {onTake && (
            <button type="button" className={iconButtonClass} title={t("desk.row.take")} aria-label={t("desk.row.take")} onClick={() => onTake(row)}>
              <IconUserCheck size={16} aria-hidden />
            </button>
          )}
          {onSolve && row.state !== "solved" && row.state !== "closed" && (
            <button type="button" className={iconButtonClass} title={t("desk.row.solve")} aria-label={t("desk.row.solve")} onClick={() => onSolve(row)}>
              <IconCheck size={16} aria-hidden />
            </button>
          )}
        </span>
      )}
    </>
  );
});

/** The same boxes, grey. */
export function RowSkeletons({ height, tall }: { height: number; tall: boolean }) {
  return (
    <div className={tall ? styles.tall : styles.compact} aria-hidden>
      {Array.from({ length: 14 }, (_, index) => (
        <div key={index} style={{ height }}>
          <div className={styles.row}>
            <Bone width={14} height={14} round />
            <span className={styles.text} style={{ display: "grid", gap: 8 }}>
              <Bone width={`${45 + ((index * 17) % 40)}%`} height={9} />
              {tall && <Bone width={`${60 + ((index * 23) % 35)}%`} height={8} />}
            </span>
            <span className={styles.requester}>
              <Bone width="70%" height={9} />
            </span>
            <span className={styles.queue}>
              <Bone width="60%" height={8} />
            </span>
            <span className={styles.face}>
              <Bone width={20} height={20} round />
            </span>
            <span className={styles.age}>
              <Bone width={28} height={8} />
            </span>
          </div>
        </div>
      ))}
    </div>
  );
}
