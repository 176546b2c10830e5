import { IconCheck, IconClockPause, IconEye, IconInbox, IconUserCheck } from "@tabler/icons-react";
import { memo } from "react";
import type { TicketRow } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { nameOf, reachedAt } from "../../lib/requester.ts";
import { iconButtonClass } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import type { DeskWords } from "../desks/api.ts";
import { ClockChip } from "../sla/clock-chip.tsx";
import { priorityIcons } from "../tickets/facts.tsx";
import type { Choice } from "./act-options.tsx";
import type { Columns } from "./columns.ts";
import { ApprovalMark, FlagMark } from "./marks.tsx";
import styles from "./list.module.css";
import { TableCells } from "./table-row.tsx";

interface RowProps {
  row: TicketRow;
  desk: DeskWords | undefined;
  href: string;
  open: boolean;
  cursor: boolean;
  chosen: boolean;
  /** as a table; null: as lines */
  columns: Columns | null;
  onOpen: (number: number) => void;
  onToggle: (number: number, range: boolean) => void;
  /** what the role allows in the desk: the quick actions shown */
  may: { assign: boolean; edit: boolean; solve: boolean };
  onTake: (row: TicketRow) => void;
  onSolve: (row: TicketRow) => void;
  onChoose: (row: TicketRow, choice: Choice, at: DOMRect) => void;
  onPreview: (row: TicketRow, at: DOMRect) => void;
  mine: boolean;
}
const mouse = matchMedia("(hover: hover)");

/** One ticket of a list: a link, its check box, and what can be done without opening it (R7). */
export const Row = memo(function Row(props: RowProps) {
  const { row, desk, href, open, cursor, chosen, columns, onOpen, onToggle } = props;
  const status = desk?.status(row.status) ?? row.status;
  const requester = nameOf(row.requester);
  return (
    <>
      <a
        className={`${styles.row} ${columns === null ? "" : styles.tabled} ${chosen ? styles.chosen : ""} ${open ? styles.open : cursor ? styles.cursor : ""}`}
        href={href}
        aria-current={open ? "page" : undefined}
        aria-label={`${row.unread ? `${t("desk.row.unread")}: ` : ""}${t("desk.row", { status, subject: row.subject, requester })}`}
        data-ticket={row.number}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.button !== 0) return;
          event.preventDefault();
          if (event.shiftKey) onToggle(row.number, true);
          else onOpen(row.number);
        }}
        onContextMenu={(event) => {
          // a long press: there is no hovering to find the box with
          if (mouse.matches) return;
          event.preventDefault();
          onToggle(row.number, false);
        }}
      >
        {columns === null ? <Line row={row} desk={desk} status={status} requester={requester} /> : <TableCells row={row} desk={desk} columns={columns} />}
      </a>
      <label className={styles.check}>
        <input type="checkbox" checked={chosen} aria-label={t("desk.row.choose", { number: row.number })} onChange={() => {}} onClick={(event) => onToggle(row.number, event.shiftKey)} />
      </label>
      <Quick {...props} />
    </>
  );
});

function Line({ row, desk, status, requester }: { row: TicketRow; desk: DeskWords | undefined; status: string; requester: string }) {
  const assignee = row.assignee ? (desk?.agent(row.assignee) ?? row.assignedTo?.name ?? row.assignee) : null;
  const loud = row.priority === "high" || row.priority === "urgent";
  return (
    <>
      <StateIcon state={row.state} color={desk?.colorOf(row.status)} label={status} />
      <span className={styles.text}>
        <span className={`${styles.subject} ${row.unread ? styles.unread : ""}`} title={row.subject}>
          {row.flag !== null && <FlagMark flag={row.flag} />}
          {row.approval === "pending" && <ApprovalMark state={row.approval} />}
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
      <span className={styles.requester} title={reachedAt(row.requester)}>
        <bdi>{requester}</bdi>
      </span>
      <span className={styles.queue}>{desk?.queue(row.queue) ?? ""}</span>
      {row.clock !== null && <ClockChip clock={row.clock} className={styles.clock} />}
      <span className={styles.face} title={assignee ?? t("desk.nobody")}>
        <Face name={assignee} seed={row.assignee ?? ""} size={20} />
      </span>
      <Timestamp at={row.updatedAt} as="age" className={styles.age} />
    </>
  );
}

function Quick({ row, may, mine, onTake, onSolve, onChoose, onPreview }: RowProps) {
  const chooses = (choice: Choice) => (event: { currentTarget: HTMLElement }) => onChoose(row, choice, event.currentTarget.getBoundingClientRect());
  const done = row.state === "solved" || row.state === "closed";
  const act = (label: string, icon: React.ReactNode, onClick: (event: { currentTarget: HTMLElement }) => void, narrow = false) => (
    <button type="button" className={`${iconButtonClass} ${narrow ? "" : styles.whenWide}`} title={label} aria-label={label} onClick={onClick}>
      {icon}
    </button>
  );
  return (
    <span className={styles.quick}>
      {act(t("desk.row.preview"), <IconEye size={16} aria-hidden />, (event) => onPreview(row, event.currentTarget.closest("li")?.getBoundingClientRect() ?? event.currentTarget.getBoundingClientRect()))}
      {may.edit && act(t("desk.fact.queue"), <IconInbox size={16} aria-hidden />, chooses("queue"))}
      {may.edit && act(t("desk.fact.status"), <StateIcon state="pending" />, chooses("status"))}
      {may.edit && act(t("desk.act.postpone"), <IconClockPause size={16} aria-hidden />, chooses("postpone"))}
      {may.assign && !mine && act(t("desk.row.take"), <IconUserCheck size={16} aria-hidden />, () => onTake(row), true)}
      {may.solve && !done && act(t("desk.row.solve"), <IconCheck size={16} aria-hidden />, () => onSolve(row), true)}
    </span>
  );
}

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
