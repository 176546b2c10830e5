import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Ticket } from "../../contract/tickets.ts";
import { answerChoice } from "../lib/calls.ts";
import { dayAndTime, exactTime } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import styles from "./closing.module.css";
import { requestQuery } from "./requests.ts";
import { inWords } from "./words.ts";

/** How it ends by itself (H8, T12), and the button that ends it now. Whoever still needs something writes below. */
export function Closing({ ticket }: { ticket: Ticket }) {
  const client = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => answerChoice(ticket.number, { answer: "solved" }),
    onSettled: () => client.invalidateQueries({ queryKey: requestQuery(ticket.number).queryKey }),
  });
  if (ticket.closesAt === null) return null;
  return (
    <div className={styles["closing"]}>
      <p>
        <time dateTime={ticket.closesAt} title={exactTime(ticket.closesAt)}>
          {t(ticket.state === "solved" ? "portal.closing.solved" : ticket.closesHow === "may" ? "portal.closing.may" : "portal.closing.pending", { when: dayAndTime(ticket.closesAt) })}
        </time>
      </p>
      <Button look={ticket.state === "solved" ? "primary" : "plain"} large busy={confirm.isPending} onClick={() => confirm.mutate()}>
        {t("portal.choice.solved")}
      </Button>
      {confirm.isError && <p role="alert">{inWords(confirm.error)}</p>}
    </div>
  );
}
