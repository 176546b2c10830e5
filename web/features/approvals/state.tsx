import { IconBan, IconCheck, IconHourglass, IconX } from "@tabler/icons-react";
import type { Approval } from "../../../contract/approvals.ts";
import { labelIn } from "../../../contract/common.ts";
import { dayAndTime } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import styles from "./approvals.module.css";

const icons = { pending: IconHourglass, granted: IconCheck, refused: IconX, cancelled: IconBan };

/** How an approval stands, by colour, shape and word; with its signature once it is answered. */
export function ApprovalState({ approval }: { approval: Approval }) {
  const Icon = icons[approval.state];
  const of = approval.person?.name ?? (approval.role ? labelIn(approval.role.labels, currentLanguage()) : "");
  return (
    <>
      <span className={styles.line}>
        <Icon size={16} className={styles[approval.state]} aria-hidden />
        <b className={styles[approval.state]}>{t(`desk.approval.state.${approval.state}`)}</b>
        <span dir="auto">{of}</span>
      </span>
      <span className={styles.question} dir="auto">
        {approval.question}
      </span>
      {approval.answer && approval.answer.reason && (
        <span className={styles.question} dir="auto">
          “{approval.answer.reason}”
        </span>
      )}
      <span className={styles.meta}>
        {approval.answer
          ? `${t("desk.approval.signed-as", { name: approval.answer.by, employeeId: approval.answer.employeeId, branch: approval.answer.branch })} · ${dayAndTime(approval.answer.at)}`
          : `${t("desk.approval.asked-by", { name: approval.askedBy ?? "" })} · ${dayAndTime(approval.askedAt)}`}
      </span>
    </>
  );
}
