import { IconAlertTriangle, IconCheck, IconClockPause, IconSend } from "@tabler/icons-react";
import type { Delivery, TicketEvent, TicketPage } from "../../../contract/tickets.ts";
import { t, text } from "../../lib/i18n.ts";
import { Resend } from "../conversations/resend.tsx";
import styles from "./conversation.module.css";

const moving: readonly Delivery["state"][] = ["queued", "sending"];
const troubled: readonly Delivery["state"][] = ["failed", "bounced", "uncertain", "retry"];

/** L14: what became of the mails of a letter. All well is one word; what was not delivered says why, and can be sent again. */
export function LetterFates({ event, page }: { event: TicketEvent; page: Pick<TicketPage, "letters" | "ticket"> }) {
  const ids = Array.isArray(event.data["deliveries"]) ? event.data["deliveries"] : [];
  const deliveries = page.letters.filter((one) => ids.includes(one.id));
  const bad = deliveries.filter((one) => troubled.includes(one.state));
  const good = deliveries.filter((one) => one.state === "sent");
  return (
    <>
      {deliveries.some((one) => moving.includes(one.state)) && (
        <span className={styles.letterFate}>
          <IconSend size={14} aria-hidden /> {t("desk.letter.on-its-way")}
        </span>
      )}
      {good.length > 0 && bad.length === 0 && (
        <span className={`${styles.letterFate} ${styles.letterGood}`}>
          <IconCheck size={14} aria-hidden /> {t("desk.letter.delivered")}
        </span>
      )}
      {bad.map((one) => (
        <span key={one.id} className={`${styles.letterFate} ${one.state === "failed" || one.state === "bounced" ? styles.fateBad : styles.fateWarn}`}>
          {one.state === "failed" || one.state === "bounced" ? <IconAlertTriangle size={14} aria-hidden /> : <IconClockPause size={14} aria-hidden />}
          <span>
            {text(`desk.delivery.${one.state}`, { to: one.to })} {one.reason}
          </span>
          {one.state !== "retry" && <Resend ticket={page.ticket.number} delivery={one.id} />}
        </span>
      ))}
    </>
  );
}
