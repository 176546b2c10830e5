import type { ReactNode } from "react";
import type { TicketRow } from "../../../contract/tickets.ts";
import type { ListColumn } from "../../../contract/views.ts";
import { number, shortDate } from "../../lib/format.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import { nameOf } from "../../lib/requester.ts";
import { Face } from "../../ui/face.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import type { DeskWords } from "../desks/api.ts";
import { ClockChip } from "../sla/clock-chip.tsx";
import { priorityIcons } from "../tickets/facts.tsx";
import { templateOf, type Columns } from "./columns.ts";
import { ApprovalMark, FlagMark } from "./marks.tsx";
import styles from "./table.module.css";

/** A ticket's values in the order of the table's columns. */
export function TableCells({ row, desk, columns }: { row: TicketRow; desk: DeskWords | undefined; columns: Columns }) {
  return (
    <span className={styles.cells} style={{ gridTemplateColumns: templateOf(columns) }}>
      {columns.order.map((column) => (
        <Cell key={column} column={column} row={row} desk={desk} />
      ))}
    </span>
  );
}

function Cell({ column, row, desk }: { column: ListColumn; row: TicketRow; desk: DeskWords | undefined }) {
  const plain = (words: string) => (
    <span className={styles.cell} title={words}>
      <bdi>{words}</bdi>
    </span>
  );
  const figure = (shown: ReactNode) => <span className={`${styles.cell} ${styles.figure}`}>{shown}</span>;
  switch (column) {
    case "number":
      return figure(<span>#{row.number}</span>);
    case "subject":
      return (
        <span className={`${styles.cell} ${styles.subject} ${row.unread ? styles.unread : ""}`} title={row.subject}>
          <bdi>{row.subject}</bdi>
        </span>
      );
    case "status":
      return (
        <span className={styles.cell}>
          <StateIcon state={row.state} color={desk?.colorOf(row.status)} />
          <span>{desk?.status(row.status) ?? row.status}</span>
        </span>
      );
    case "requester":
      return plain(nameOf(row.requester));
    case "queue":
      return plain(desk?.queue(row.queue) ?? row.queue);
    case "location":
      return plain(row.location?.name ?? "");
    case "type":
      return plain(row.type === null ? "" : (desk?.type(row.type) ?? row.type));
    case "priority":
      return (
        <span className={styles.cell}>
          {priorityIcons[row.priority]}
          <span>{t(`desk.priority.${row.priority}`)}</span>
        </span>
      );
    case "tags":
      return plain(row.tags.join(", "));
    case "assignee": {
      const name = row.assignee === null ? null : (desk?.agent(row.assignee) ?? row.assignee);
      return (
        <span className={styles.cell} title={name ?? t("desk.nobody")}>
          <Face name={name} seed={row.assignee ?? ""} size={18} />
          {name !== null && <bdi>{name}</bdi>}
        </span>
      );
    }
    case "source":
      return plain(hasText(`desk.channel.${row.source}`) ? text(`desk.channel.${row.source}`) : row.source);
    case "escalation":
      return figure(row.escalation === 0 ? "" : number(row.escalation));
    case "flag":
      return <span className={styles.cell}>{row.flag !== null && <FlagMark flag={row.flag} />}</span>;
    case "followups":
      return figure(row.followUps === 0 ? "" : number(row.followUps));
    case "approval":
      return <span className={styles.cell}>{row.approval !== null && <ApprovalMark state={row.approval} words />}</span>;
    case "messages":
      return figure(number(row.messageCount));
    case "created":
      return figure(<Timestamp at={row.createdAt} as="age" />);
    case "updated":
      return figure(<Timestamp at={row.updatedAt} as="age" />);
    case "due":
      return figure(row.clock !== null && (row.dueAt === null || (row.clock.dueAt !== null && row.clock.dueAt < row.dueAt)) ? <ClockChip clock={row.clock} /> : row.dueAt === null ? "" : <time dateTime={row.dueAt}>{shortDate(row.dueAt)}</time>);
  }
}
