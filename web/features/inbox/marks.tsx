import { IconFlagFilled, IconRosetteDiscountCheck, IconRosetteDiscountCheckOff } from "@tabler/icons-react";
import type { TicketRow } from "../../../contract/tickets.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import styles from "./marks.module.css";

/** Somebody has to look (C4). */
export function FlagMark({ flag }: { flag: string }) {
  const key = `desk.follow-up.flag.${flag}`;
  const words = t("desk.row.flagged", { reason: hasText(key) ? text(key) : flag });
  return (
    <span className={styles.flag} role="img" aria-label={words} title={words}>
      <IconFlagFilled size={14} aria-hidden />
    </span>
  );
}

/** How the sign-offs asked for stand (C11). */
export function ApprovalMark({ state, words = false }: { state: NonNullable<TicketRow["approval"]>; words?: boolean }) {
  const named = t(`desk.approval.state.${state}`);
  const said = t("desk.row.approval", { state: named });
  const icon = state === "refused" ? <IconRosetteDiscountCheckOff size={14} aria-hidden /> : <IconRosetteDiscountCheck size={14} aria-hidden />;
  return (
    <span className={`${styles.approval} ${styles[state] ?? ""}`} {...(words ? {} : { role: "img", "aria-label": said })} title={said}>
      {icon}
      {words && <span>{named}</span>}
    </span>
  );
}
