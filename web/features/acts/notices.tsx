import { IconAlertTriangle, IconCategory, IconTrash } from "@tabler/icons-react";
import type { Ticket } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { toast } from "../../ui/toasts.tsx";
import type { DeskWords } from "../desks/api.ts";
import { useAct, useRelations, wordsOf, type Act } from "./api.ts";
import styles from "./acts.module.css";

/** What stands out about a ticket, and the one step it asks for. */
export function Notices({ ticket, desk }: { ticket: Ticket; desk: DeskWords | undefined }) {
  const act = useAct(ticket);
  const run = (wanted: Act) => void act.mutateAsync(wanted).catch((error: unknown) => toast({ kind: "problem", key: "act", text: wordsOf(error) }));
  const { typeRequest: request } = ticket;
  return (
    <>
      {ticket.escalation > 0 && (
        <p className={styles.notice} data-kind="warn">
          <IconAlertTriangle size={16} aria-hidden />
          <span>{t("desk.notice.escalated", { level: ticket.escalation })}</span>
        </p>
      )}
      {(ticket.unlisted === "spam" || ticket.unlisted === "deleted") && (
        <p className={styles.notice}>
          <IconTrash size={16} aria-hidden />
          <span>{t(`desk.notice.${ticket.unlisted}`)}</span>
          {ticket.can.remove && <Button onClick={() => run({ act: ticket.unlisted === "spam" ? "not-spam" : "restore" })}>{t(ticket.unlisted === "spam" ? "desk.act.not-spam" : "desk.act.restore")}</Button>}
        </p>
      )}
      {request && (
        <p className={styles.notice}>
          <IconCategory size={16} aria-hidden />
          <span>
            {t("desk.notice.type-request", { by: request.by, type: desk?.type(request.type) ?? request.type })} <q>{request.reason}</q>
          </span>
          {ticket.can.retypify && (
            <>
              <Button look="primary" onClick={() => run({ act: "decide-type", body: { grant: true } })}>
                {t("desk.act.grant")}
              </Button>
              <Button onClick={() => run({ act: "decide-type", body: { grant: false } })}>{t("desk.act.refuse")}</Button>
            </>
          )}
        </p>
      )}
    </>
  );
}

/** The tickets this one hangs together with. */
export function Relations({ ticket, desk, hrefOf }: { ticket: Ticket; desk: DeskWords | undefined; hrefOf: (number: number) => string }) {
  const { data } = useRelations(ticket);
  if (!data || data.items.length === 0) return null;
  return (
    <ul className={styles.relations} aria-label={t("desk.relations")}>
      {data.items.map((one) => (
        <li key={`${one.kind} ${one.number}`}>
          <span className={styles.kind}>{t(`desk.relation.${one.kind}`)}</span>
          <a href={hrefOf(one.number)}>
            {one.desk === ticket.desk && <StateIcon state={desk?.stateOf(one.status) ?? "open"} size={12} />}#{one.number} <bdi>{one.subject}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );
}
