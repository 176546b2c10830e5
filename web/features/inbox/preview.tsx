import { Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { TicketRow } from "../../../contract/tickets.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t } from "../../lib/i18n.ts";
import { Bone } from "../../ui/skeleton.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { ticketQuery } from "../tickets/api.ts";
import styles from "./preview.module.css";

/** So many of the last messages are shown. */
const shown = 3;
/** So many characters of each. */
const longest = 600;

/** The last messages of a row, without opening it. Any key that goes elsewhere takes it away. */
export function Preview({ row, at, onClose }: { row: TicketRow; at: DOMRect; onClose: () => void }) {
  const { data } = useQuery(ticketQuery(row.number));
  useHotkeys({ Escape: onClose, " ": onClose });
  const messages = (data?.messages ?? []).toSorted((a, b) => b.id - a.id).slice(0, shown);
  return (
    <Popover opened onChange={(open) => !open && onClose()} position="bottom-start" width={440} withinPortal closeOnEscape>
      <Popover.Target>
        <span aria-hidden style={{ position: "fixed", left: at.left + 32, top: at.top, width: 1, height: at.height, pointerEvents: "none" }} />
      </Popover.Target>
      <Popover.Dropdown aria-label={t("desk.preview", { subject: row.subject })}>
        <div className={styles.preview}>
          <h3>
            <bdi>{row.subject}</bdi> <span>#{row.number}</span>
          </h3>
          {data === undefined && <Bone width="80%" height={10} />}
          {messages.map((message) => (
            <article key={message.id} data-kind={message.kind}>
              <p className={styles.who}>
                <bdi>{message.author?.name ?? ""}</bdi>
                {message.kind !== "reply" && <span>{t("desk.preview.note")}</span>}
                <Timestamp at={message.createdAt} />
              </p>
              <p className={styles.words} dir="auto">
                {message.text.slice(0, Math.min(longest, message.quoteAt ?? longest)).trim()}
              </p>
            </article>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
