import { IconCheck, IconX } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { ApprovalAnswer, ApprovalTask } from "../../../contract/approvals.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Segments } from "../../ui/segments.tsx";
import { inWords } from "./api.ts";
import styles from "./approvals.module.css";

/** The choice, what the signature still lacks, and the one button that confirms (C11). */
export function AnswerForm({ task, onAnswer, onCancel }: { task: ApprovalTask; onAnswer: (answer: ApprovalAnswer) => Promise<unknown>; onCancel?: () => void }) {
  const id = useId();
  const [answer, setAnswer] = useState<ApprovalAnswer["answer"] | null>(null);
  const [reason, setReason] = useState("");
  const [employeeId, setEmployeeId] = useState("");
  const [branch, setBranch] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { signature } = task;
  const submit = async () => {
    if (answer === null) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onAnswer({ answer, ...(reason.trim() ? { reason: reason.trim() } : {}), ...(employeeId.trim() ? { employeeId: employeeId.trim() } : {}), ...(branch.trim() ? { branch: branch.trim() } : {}) });
    } catch (error) {
      setProblem(inWords(error));
      setBusy(false);
    }
  };
  return (
    <form className={styles.answer} onSubmit={(event) => (event.preventDefault(), void submit())}>
      {problem && (
        <Problem>
          {problem}
        </Problem>
      )}
      <Segments
        quiet
        legend={t("desk.approval.answer")}
        value={answer}
        onChange={setAnswer}
        options={[
          { value: "granted", label: <><IconCheck size={16} aria-hidden /> {t("desk.approval.grant")}</> },
          { value: "refused", label: <><IconX size={16} aria-hidden /> {t("desk.approval.refuse")}</> },
        ]}
      />
      <TextArea label={t("desk.approval.reason")} optional={answer !== "refused"} required={answer === "refused"} rows={2} style={{ minHeight: 64 }} maxLength={5000} value={reason} onChange={(event) => setReason(event.target.value)} />
      {signature.employeeId === null && <Field label={t("desk.approval.employee-id")} required maxLength={100} autoComplete="off" value={employeeId} onChange={(event) => setEmployeeId(event.target.value)} />}
      {signature.branch === null && (
        <div>
          <Field label={t("desk.approval.branch")} hint={t("desk.approval.signature-hint")} required maxLength={200} list={`${id}-branches`} value={branch} onChange={(event) => setBranch(event.target.value)} />
          <datalist id={`${id}-branches`}>
            {task.branches.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </datalist>
        </div>
      )}
      {signature.employeeId !== null && signature.branch !== null && <p className={styles.meta}>{t("desk.approval.sign-as", { name: signature.name, employeeId: signature.employeeId, branch: signature.branch })}</p>}
      <div className={styles.acts}>
        <Button type="submit" look="primary" large busy={busy}>
          {t("desk.approval.confirm")}
        </Button>
        {onCancel && (
          <Button look="quiet" large onClick={onCancel}>
            {t("ui.cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}
