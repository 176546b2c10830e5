import { IconBellOff, IconClockPause, IconFlag, IconMessage } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Ticket } from "../../../contract/tickets.ts";
import type { TicketWaiting } from "../../../contract/waiting.ts";
import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { beginWaiting, callOffWaiting } from "../../lib/calls.ts";
import { dayAndTime, exactTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toasts.tsx";
import type { DeskWords } from "../desks/api.ts";
import { ticketQuery } from "../tickets/api.ts";
import styles from "./waiting.module.css";

/** What the ticket's status brings by itself, and when: "Reminder 2 of 3 on Tue · “Solved” on 3 Dec unless they answer". With the way to call it off. */
export function WaitingLine({ ticket, desk }: { ticket: Ticket; desk: DeskWords | undefined }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (act: "call-off" | "begin") => (act === "begin" ? beginWaiting(ticket.number) : callOffWaiting(ticket.number)),
    onError: (error) => toast({ kind: "problem", key: "waiting", text: isNetworkProblem(error) ? t("ui.network") : (problemOf(error)?.detail ?? t("ui.unknown-problem")) }),
    onSettled: () => client.invalidateQueries({ queryKey: ticketQuery(ticket.number).queryKey }),
  });
  const { waiting } = ticket;
  if (waiting === null || ticket.unlisted !== null) return null;
  const { outcome } = waiting;
  return (
    <section className={styles.line} data-outcome={outcome ?? "runs"} aria-label={t("desk.waiting.label")}>
      <OutcomeIcon waiting={waiting} />
      <p>{outcome === null ? <Ahead waiting={waiting} desk={desk} /> : t(outcome === "flagged" ? "desk.waiting.flagged" : waiting.settledBy === "customer" ? "desk.waiting.called-off.customer" : "desk.waiting.called-off.agent")}</p>
      {ticket.can.edit && (
        <Button look="quiet" busy={change.isPending} onClick={() => change.mutate(outcome === null ? "call-off" : "begin")}>
          {t(outcome === null ? "desk.waiting.call-off" : "desk.waiting.begin")}
        </Button>
      )}
    </section>
  );
}

function OutcomeIcon({ waiting: { outcome, settledBy } }: { waiting: TicketWaiting }) {
  if (outcome === null) return <IconClockPause size={16} aria-hidden />;
  if (outcome === "flagged") return <IconFlag size={16} aria-hidden />;
  return settledBy === "customer" ? <IconMessage size={16} aria-hidden /> : <IconBellOff size={16} aria-hidden />;
}

/** The next reminder, and the end. */
function Ahead({ waiting, desk }: { waiting: TicketWaiting; desk: DeskWords | undefined }) {
  const { reminders, remindersDone, nextReminderAt, endsAt, endsIn } = waiting;
  const parts = [
    ...(nextReminderAt !== null ? [{ at: nextReminderAt, words: t("desk.waiting.reminder", { n: remindersDone + 1, of: reminders, when: dayAndTime(nextReminderAt) }) }] : reminders > 0 ? [{ at: null, words: t("desk.waiting.sent", { of: reminders }) }] : []),
    ...(endsAt === null ? [] : [{ at: endsAt, words: endsIn === null ? t("desk.waiting.flags", { when: dayAndTime(endsAt) }) : t("desk.waiting.ends", { status: desk?.status(endsIn) ?? endsIn, when: dayAndTime(endsAt) }) }]),
  ];
  return parts.map(({ at, words }, n) => (
    <span key={words}>
      {n > 0 && " · "}
      {at === null ? words : <time dateTime={at} title={exactTime(at)}>{words}</time>}
    </span>
  ));
}
