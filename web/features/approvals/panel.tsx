import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { Approval, TicketApprovals } from "../../../contract/approvals.ts";
import { labelIn } from "../../../contract/common.ts";
import type { Correspondent } from "../../../contract/tickets.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { useOffers, type Offer } from "../../lib/offers.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Segments } from "../../ui/segments.tsx";
import { toast } from "../../ui/toasts.tsx";
import { AnswerForm } from "./answer-form.tsx";
import { answerApproval, approvalsQuery, inWords, tasksQuery, useAskApproval, useCancelApproval } from "./api.ts";
import styles from "./approvals.module.css";
import { ApprovalState } from "./state.tsx";

/** What can be done about them, by the keys of the menu of acts. */
export const approvalOffers = (data: TicketApprovals | undefined, ask: () => void): Offer[] => (data?.can.ask ? [{ key: "approval-ask", label: t("desk.approval.ask"), hotkey: ". A", letter: "a", run: ask }] : []);

/** A ticket's approvals: what was asked of whom, how it stands, and asking anew. `agents`: who works at the desk. */
export function ApprovalPanel({ number, agents }: { number: number; agents: Correspondent[] }) {
  const { data } = useQuery(approvalsQuery(number));
  const [asking, setAsking] = useState(false);
  useOffers(approvalOffers(data, () => setAsking(true)));
  if (data === undefined || (data.items.length === 0 && !data.can.ask)) return null;
  return (
    <section className={styles.panel} aria-labelledby={`approvals-${number}`}>
      <h2 id={`approvals-${number}`}>{t("desk.approval.title")}</h2>
      {data.items.length > 0 && (
        <ul className={styles.list}>
          {data.items.map((one) => (
            <Item key={one.id} approval={one} />
          ))}
        </ul>
      )}
      {data.items.length === 0 && !asking && <p className={styles.meta}>{t("desk.approval.none")}</p>}
      {data.can.ask && !asking && (
        <div className={styles.acts}>
          <Button onClick={() => setAsking(true)}>{t("desk.approval.ask")}</Button>
        </div>
      )}
      {asking && <AskForm number={number} agents={agents} roles={data.roles.map((role) => ({ value: role.key, label: labelIn(role.labels, currentLanguage()) }))} onDone={() => setAsking(false)} />}
    </section>
  );
}

function Item({ approval }: { approval: Approval }) {
  const client = useQueryClient();
  const cancel = useCancelApproval(approval.ticket);
  const tasks = useQuery({ ...tasksQuery, enabled: approval.can.answer });
  const [open, setOpen] = useState(false);
  const task = tasks.data?.items.find((one) => one.approval.id === approval.id);
  return (
    <li className={styles.item}>
      <ApprovalState approval={approval} />
      {!open && (approval.can.answer || approval.can.cancel) && (
        <div className={styles.acts}>
          {approval.can.answer && (
            <Button look="primary" disabled={!task} onClick={() => setOpen(true)}>
              {t("desk.approval.answer")}
            </Button>
          )}
          {approval.can.cancel && (
            <Button
              look="quiet"
              busy={cancel.isPending}
              onClick={() => void cancel.mutateAsync(approval.id).then(() => toast({ text: t("desk.approval.cancelled") }), (error: unknown) => toast({ kind: "problem", text: inWords(error) }))}
            >
              {t("desk.approval.cancel")}
            </Button>
          )}
        </div>
      )}
      {open && task && (
        <div className={styles.form}>
          <AnswerForm
            task={task}
            onCancel={() => setOpen(false)}
            onAnswer={async (answer) => {
              await answerApproval(approval.id, answer);
              setOpen(false);
              toast({ text: t("desk.approval.thanks") });
              await Promise.all([client.invalidateQueries({ queryKey: ["ticket", approval.ticket] }), client.invalidateQueries(tasksQuery)]);
            }}
          />
        </div>
      )}
    </li>
  );
}

function AskForm({ number, agents, roles, onDone }: { number: number; agents: Correspondent[]; roles: { value: string; label: string }[]; onDone: () => void }) {
  const ask = useAskApproval(number);
  const id = useId();
  const [kind, setKind] = useState<"person" | "role">("person");
  const [person, setPerson] = useState("");
  const [role, setRole] = useState(roles[0]?.value ?? "");
  const [question, setQuestion] = useState("");
  const submit = () =>
    ask.mutate(kind === "person" ? { person: person.trim(), question: question.trim() } : { role, question: question.trim() }, {
      onSuccess: () => {
        toast({ text: t("desk.approval.asked") });
        onDone();
      },
    });
  return (
    <form className={styles.form} onSubmit={(event) => (event.preventDefault(), submit())}>
      {ask.isError && (
        <Problem>
          {inWords(ask.error)}
        </Problem>
      )}
      <Segments quiet legend={t("desk.approval.ask")} value={kind} onChange={setKind} options={(["person", "role"] as const).map((value) => ({ value, label: t(`desk.approval.of-${value}`) }))} />
      {kind === "person" ? (
        <div>
          <Field label={t("desk.approval.person")} type="email" required maxLength={254} list={`${id}-people`} value={person} onChange={(event) => setPerson(event.target.value)} />
          <datalist id={`${id}-people`}>
            {agents.map((one) => (
              <option key={one.email} value={one.email}>
                {one.name}
              </option>
            ))}
          </datalist>
        </div>
      ) : (
        <Picker wide label={t("desk.approval.role")} value={role} options={roles} onChange={setRole} />
      )}
      <TextArea label={t("desk.approval.question")} required rows={3} style={{ minHeight: 72 }} maxLength={5000} value={question} onChange={(event) => setQuestion(event.target.value)} />
      <div className={styles.acts}>
        <Button type="submit" look="primary" busy={ask.isPending}>
          {t("desk.approval.ask.do")}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}
