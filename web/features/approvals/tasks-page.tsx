import { useQuery, useQueryClient } from "@tanstack/react-query";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { AnswerForm } from "./answer-form.tsx";
import { answerApproval, inWords, tasksQuery } from "./api.ts";
import styles from "./approvals.module.css";

/** What waits for one's own answer, the oldest first. */
export function ApprovalTasksPage({ hrefOf }: { hrefOf: (number: number) => string }) {
  const client = useQueryClient();
  const query = useQuery(tasksQuery);
  return (
    <Page title={t("desk.approval.mine")}>
      {query.isPending && (
        <div className={styles.task} aria-busy>
          <Bone width="50%" height={18} />
          <Bone height={60} />
        </div>
      )}
      {query.isError && (
        <NothingHere title={inWords(query.error)}>
          <Button onClick={() => void query.refetch()}>{t("ui.try-again")}</Button>
        </NothingHere>
      )}
      {query.data?.items.length === 0 && <NothingHere title={t("desk.approval.mine.empty")} about={t("desk.approval.mine.empty.about")} />}
      {query.data?.items.map((task) => (
        <section key={task.approval.id} className={styles.task}>
          <div>
            <h2>
              <a href={hrefOf(task.approval.ticket)} dir="auto">
                {task.subject}
              </a>
            </h2>
            <p className={styles.meta}>
              #{task.approval.ticket} · {task.desk.name} · <span dir="auto">{task.requester}</span> · {t("desk.approval.asked-by", { name: task.approval.askedBy ?? "" })}
            </p>
          </div>
          <p className={styles.quote} dir="auto">
            {task.approval.question}
          </p>
          <AnswerForm
            task={task}
            onAnswer={async (answer) => {
              await answerApproval(task.approval.id, answer);
              toast({ text: t("desk.approval.thanks") });
              await client.invalidateQueries(tasksQuery);
            }}
          />
        </section>
      ))}
    </Page>
  );
}
