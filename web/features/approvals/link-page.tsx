import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { Gate } from "../auth/gate.tsx";
import { AnswerForm } from "./answer-form.tsx";
import { answerByLink, approvalLinkQuery, inWords } from "./api.ts";
import styles from "./approvals.module.css";
import { ApprovalState } from "./state.tsx";

/** Where the mail's button leads: the question and the choice. Opening it changes nothing (C11). */
export function ApprovalLinkPage({ token }: { token: string }) {
  const client = useQueryClient();
  const query = useQuery(approvalLinkQuery(token));
  const task = query.data?.task;
  useEffect(() => {
    document.title = `${t("desk.approval.link.title")} · Ventanilla`;
    if (task) document.documentElement.style.setProperty("--hue", String(task.desk.hue));
  }, [task]);
  if (query.isPending)
    return (
      <Gate title={t("desk.approval.link.title")}>
        <Bone height={120} />
      </Gate>
    );
  if (query.isError)
    return (
      <Gate title={t("desk.approval.link.title")} lead={inWords(query.error)}>
        <Button large wide onClick={() => void query.refetch()}>
          {t("ui.try-again")}
        </Button>
      </Gate>
    );
  const { state } = query.data;
  if (state === "expired" || state === "unknown" || !task) return <Gate title={t(state === "expired" ? "desk.approval.link.expired" : "desk.approval.link.unknown")} lead={t(state === "expired" ? "desk.approval.link.expired.lead" : "desk.approval.link.unknown.lead")} />;
  const about = (
    <>
      <bdi>{t("desk.approval.link.about", { number: `#${task.approval.ticket}`, subject: task.subject })}</bdi>
      <br />
      <bdi>{task.requester}</bdi> · {task.desk.name}
    </>
  );
  if (state === "used")
    return (
      <Gate title={t("desk.approval.link.used")} lead={about}>
        <div className={styles.item} role="status">
          <ApprovalState approval={task.approval} />
        </div>
      </Gate>
    );
  return (
    <Gate title={t("desk.approval.link.title")} lead={about}>
      <div className={styles.answer}>
        <p className={styles.quote} dir="auto">
          {task.approval.question}
        </p>
        <p className={styles.meta}>{t("desk.approval.asked-by", { name: task.approval.askedBy ?? "" })}</p>
        <AnswerForm task={task} onAnswer={async (answer) => client.setQueryData(approvalLinkQuery(token).queryKey, await answerByLink(token, answer))} />
      </div>
    </Gate>
  );
}
