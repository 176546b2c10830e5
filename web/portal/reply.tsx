import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { ReplyEffect, Ticket } from "../../contract/tickets.ts";
import { addMessage } from "../lib/calls.ts";
import { currentLanguage, t } from "../lib/i18n.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { toast } from "../ui/toasts.tsx";
import { explanation, usePortalDesk } from "./desk.ts";
import { useDraft } from "./drafts.ts";
import styles from "./request-page.module.css";
import { Link, navigate } from "./router.tsx";
import { useSession } from "./session.ts";
import { inWords } from "./words.ts";
import { Writing } from "./writing.tsx";

/**
 * The answer to a request. Where it would open a solved one again it says so (H7), and where a new, linked one starts
 * (T12). @param joins who writes is in copy from then on
 */
export function Reply({ ticket, effect, joins }: { ticket: Ticket; effect: ReplyEffect; joins: boolean }) {
  const { key, at, words } = usePortalDesk();
  const client = useQueryClient();
  // each person's own: a device may be shared
  const draft = useDraft(`${key}.${ticket.number}.${useSession()?.email ?? ""}`);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const continues = effect === "continues";
  const reopens = effect === "reopens";

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const hindrance = draft.hindrance ?? (draft.isEmpty ? "empty" : undefined);
    if (hindrance) {
      setProblem(t(`portal.reply.${hindrance}`));
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      const { ticket: went } = await addMessage(ticket.number, { kind: "reply", body: draft.text, attachments: draft.attachments }, { idempotencyKey: draft.sendKey });
      draft.clear();
      toast({ text: continues ? t("portal.reply.opened", { number: went }) : t("portal.reply.sent"), key: "sent" });
      void client.invalidateQueries({ queryKey: ["requests"] });
      await client.invalidateQueries({ queryKey: ["request", ticket.number] });
      if (went !== ticket.number) navigate(at(`tickets/${went}`));
    } catch (error) {
      setProblem(inWords(error));
    } finally {
      setBusy(false);
    }
  };

  // where the desk itself explains its status, that is enough
  const explained = explanation(words, ticket.status, currentLanguage()) !== undefined;
  const about = continues
    ? t(ticket.state === "closed" ? "portal.reply.closed" : "portal.reply.late")
    : reopens && !explained
      ? t("portal.reply.solved")
      : joins
        ? t("portal.reply.joins")
        : undefined;
  return (
    <form className={styles["reply"]} onSubmit={(event) => void send(event)}>
      <label className={styles["reply-label"]} htmlFor="reply">
        {continues ? t("portal.reply.start-new") : t("portal.reply.label")}
      </label>
      {about && (
        <p className={styles["reply-about"]} id="reply-about">
          {about}
        </p>
      )}
      <Writing draft={draft} id="reply" placeholder={matchMedia("(pointer: coarse)").matches ? t("portal.reply.hint-touch") : t("portal.reply.hint")} describedBy={about && "reply-about"}>
        {!draft.isEmpty && <span className={styles["kept"]}>{t("portal.reply.kept")}</span>}
        <Button type="submit" look="primary" large busy={busy}>
          {continues ? t("portal.new.send") : reopens ? t("portal.reply.reopen") : t("portal.reply.send")}
        </Button>
      </Writing>
      {problem && (
        <p className={styles["problem"]} role="alert">
          {problem}
        </p>
      )}
      {continues && (
        <p className={styles["unrelated"]}>
          <Link to={at("new")} className={buttonClass("quiet")}>
            {t("portal.home.new")}
          </Link>
        </p>
      )}
    </form>
  );
}
