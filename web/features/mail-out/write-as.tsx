import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { GuestMail, OutgoingMailView } from "../../../contract/mail.ts";
import { writeAsGuest } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { pageStyles } from "../../ui/page.tsx";
import { Problem } from "../../ui/problem.tsx";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import styles from "./mailbox.module.css";

const addressIn = (text: string): string => /<([^>]+)>/.exec(text)?.[1] ?? text;

/** What a guest's mail starts from: an answer to what they got, or an empty sheet. */
export function startOf(mail: OutgoingMailView | undefined, desk: string): GuestMail {
  if (!mail) return { from: "", fromName: "", to: desk, subject: "", text: "" };
  const quoted = mail.text.trim() && mail.text.trim().split("\n").map((line) => `> ${line}`).join("\n");
  return {
    from: addressIn(mail.to),
    to: addressIn(mail.replyTo || mail.from),
    subject: /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
    text: quoted ? `\n\n${addressIn(mail.from)}:\n${quoted}` : "",
    inReplyTo: mail.messageId,
    references: [...mail.references, mail.messageId].slice(-50),
  };
}

/** Plays the customer: the mail goes through the real SMTP listener. */
export function WriteAs({ start, onClose }: { start: GuestMail; onClose: () => void }) {
  const client = useQueryClient();
  const [mail, setMail] = useState(start);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const put = (change: Partial<GuestMail>) => setMail((before) => ({ ...before, ...change }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const { fromName, ...rest } = mail;
      await writeAsGuest({ ...rest, ...(fromName?.trim() ? { fromName: fromName.trim() } : {}) });
      toast({ text: t("mailbox.sent") });
      void client.invalidateQueries({ queryKey: ["mailbox"] });
      onClose();
    } catch (error) {
      setProblem(inWords(error));
      setBusy(false);
    }
  };
  const reply = start.inReplyTo !== undefined;
  return (
    <Modal opened onClose={onClose} title={t(reply ? "mailbox.reply-as" : "mailbox.write-as", { name: mail.from })} size={640} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form className={styles.dialog} onSubmit={(event) => void send(event)}>
        {problem && (
          <Problem>
            {problem}
          </Problem>
        )}
        <div className={pageStyles.pair}>
          <Field label={t("mailbox.from")} type="email" required data-autofocus={reply ? undefined : true} placeholder="ana@example.com" value={mail.from} onChange={(event) => put({ from: event.target.value })} />
          <Field label={t("desk.new.name")} optional dir="auto" value={mail.fromName ?? ""} onChange={(event) => put({ fromName: event.target.value })} />
        </div>
        <Field label={t("desk.to")} type="email" required value={mail.to} onChange={(event) => put({ to: event.target.value })} />
        <Field label={t("desk.fact.subject")} dir="auto" value={mail.subject} onChange={(event) => put({ subject: event.target.value })} />
        <TextArea label={t("mailbox.text")} rows={9} dir="auto" data-autofocus={reply ? true : undefined} value={mail.text} onChange={(event) => put({ text: event.target.value })} onFocus={(event) => reply && event.currentTarget.setSelectionRange(0, 0)} />
        <div className={pageStyles.acts}>
          <Button type="submit" look="primary" large busy={busy}>
            {t("mailbox.send")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
