import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { openTicket } from "../lib/calls.ts";
import { currentLanguage, t } from "../lib/i18n.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { toast } from "../ui/toasts.tsx";
import { usePortalDesk } from "./desk.ts";
import { useDraft } from "./drafts.ts";
import styles from "./forms.module.css";
import { Frame } from "./frame.tsx";
import { Link, navigate } from "./router.tsx";
import { useSession } from "./session.ts";
import { inWords } from "./words.ts";
import { Writing } from "./writing.tsx";

/** A new request: what about, what happened, and what shows it (T1, T4). */
export function NewRequestPage() {
  const { key, at } = usePortalDesk();
  const me = useSession();
  const client = useQueryClient();
  const draft = useDraft(`${key}.new`);
  const [problem, setProblem] = useState<string>();
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const email = me?.email ?? "";

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (draft.subject.trim() === "") {
      setMissing(true);
      event.currentTarget.querySelector("input")?.focus();
      return;
    }
    const hindrance = draft.hindrance ?? (draft.text.trim() === "" && draft.attachments.length === 0 ? "empty" : undefined);
    if (hindrance) {
      setProblem(t(`portal.reply.${hindrance}`));
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      const ticket = await openTicket(
        { desk: key, subject: draft.subject.trim(), body: draft.text, requester: { email, locale: currentLanguage() }, attachments: draft.attachments },
        { idempotencyKey: draft.sendKey },
      );
      draft.clear();
      void client.invalidateQueries({ queryKey: ["requests"] });
      toast({ text: t("portal.new.sent", { number: ticket.number }), key: "sent" });
      navigate(at(`tickets/${ticket.number}`), { replace: true });
    } catch (error) {
      setProblem(inWords(error));
      setBusy(false);
    }
  };

  return (
    <Frame title={t("portal.new.title")}>
      <h1 tabIndex={-1} className={styles["title"]}>
        {t("portal.new.title")}
      </h1>
      <p className={styles["lead"]}>{t("portal.new.lead", { email })}</p>
      <form className={styles["form"]} noValidate onSubmit={(event) => void send(event)}>
        <Field
          label={t("portal.new.subject")}
          hint={t("portal.new.subject.hint")}
          problem={missing ? t("portal.new.no-subject") : undefined}
          maxLength={500}
          required
          dir="auto"
          value={draft.subject}
          onChange={(event) => {
            draft.setSubject(event.target.value);
            setMissing(false);
          }}
        />
        <div className={styles["text"]}>
          <label htmlFor="text">{t("portal.new.text")}</label>
          <Writing draft={draft} id="text">
            <Link to={at("")} className={buttonClass("quiet", true)}>
              {t("portal.cancel")}
            </Link>
            <Button type="submit" look="primary" large busy={busy}>
              {t("portal.new.send")}
            </Button>
          </Writing>
        </div>
        {problem && (
          <p className={styles["problem"]} role="alert">
            {problem}
          </p>
        )}
      </form>
    </Frame>
  );
}
