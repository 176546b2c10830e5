import { Modal } from "@mantine/core";
import { useState, type FormEvent, type ReactNode } from "react";
import type { Ticket } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useAct, wordsOf, type Act } from "./api.ts";
import styles from "./acts.module.css";

interface ActFormProps {
  ticket: Ticket;
  title: string;
  about?: string;
  /** the verb on the button */
  verb: string;
  danger?: boolean;
  /** what the form says; null: not to be sent yet */
  act: () => Act | null;
  onClose: () => void;
  children?: ReactNode;
}

/** An act with an input of its own: a small dialog that keeps what was typed when it is refused. */
export function ActForm({ ticket, title, about, verb, danger = false, act, onClose, children }: ActFormProps) {
  const mutation = useAct(ticket);
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = act();
    if (wanted === null) return;
    setProblem(undefined);
    mutation.mutate(wanted, { onSuccess: onClose, onError: (error) => setProblem(wordsOf(error)) });
  };
  return (
    <Modal opened onClose={onClose} title={title} size={420} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form className={styles.form} onSubmit={submit}>
        {about && <p className={styles.about}>{about}</p>}
        {children}
        {problem && (
          <Problem>
            {problem}
          </Problem>
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look={danger ? "danger" : "primary"} busy={mutation.isPending}>
            {verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
