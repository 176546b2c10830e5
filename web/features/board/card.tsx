import { IconExternalLink } from "@tabler/icons-react";
import { memo } from "react";
import type { BoardTicket } from "../../../contract/board.ts";
import { dayAndTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { iconButtonClass } from "../../ui/button.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { Timestamp, useMinute } from "../../ui/timestamp.tsx";
import type { DeskWords } from "../desks/api.ts";
import { priorityIcons } from "../tickets/facts.tsx";
import styles from "./board.module.css";

interface CardProps {
  ticket: BoardTicket;
  words: DeskWords | undefined;
  href: string;
  chosen: boolean;
  cursor: boolean;
  onToggle: () => void;
}

/** One ticket that waits: pressing chooses it, dragging gives it to somebody, its link opens it. */
export const Card = memo(function Card({ ticket, words, href, chosen, cursor, onToggle }: CardProps) {
  const status = words?.status(ticket.status) ?? ticket.status;
  const loud = ticket.priority === "high" || ticket.priority === "urgent";
  const now = useMinute();
  return (
    <li className={`${styles.card} ${chosen ? styles.chosen : ""} ${cursor ? styles.cursor : ""}`} data-card={ticket.number}>
      <label className={styles.choose} draggable>
        <input type="checkbox" checked={chosen} onChange={onToggle} aria-label={t("desk.row.choose", { number: ticket.number })} />
        <StateIcon state={ticket.state} color={words?.colorOf(ticket.status)} label={status} />
        <span className={styles.text}>
          <span className={styles.subject} title={ticket.subject}>
            {loud && <span title={t(`desk.priority.${ticket.priority}`)}>{priorityIcons[ticket.priority]}</span>}
            <bdi>{ticket.subject}</bdi>
          </span>
          <span className={styles.meta}>
            <bdi>{ticket.requester}</bdi>
            {ticket.type !== null && (
              <>
                {" · "}
                <bdi>{words?.type(ticket.type) ?? ticket.type}</bdi>
              </>
            )}
            {" · "}
            <bdi>{ticket.excerpt}</bdi>
          </span>
        </span>
        {ticket.dueAt !== null && <time className={`${styles.due} ${Date.parse(ticket.dueAt) < now ? styles.late : ""}`} dateTime={ticket.dueAt}>{t("desk.board.due", { at: dayAndTime(ticket.dueAt) })}</time>}
        <Timestamp at={ticket.createdAt} as="age" className={styles.age} />
      </label>
      <a className={`${iconButtonClass} ${styles.open}`} href={href} aria-label={t("desk.board.open-ticket", { number: ticket.number })} title={`#${ticket.number}`} draggable={false}>
        <IconExternalLink size={16} aria-hidden />
      </a>
    </li>
  );
});
