import { IconClockPause } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Message } from "../../../contract/tickets.ts";
import { problemOf } from "../../lib/api.ts";
import { takeMessageBack } from "../../lib/calls.ts";
import { now as installationNow } from "../../lib/clock.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useMe } from "../auth/api.ts";
import styles from "./conversations.module.css";
import { draftName, keepDraft } from "../tickets/drafts.ts";
import { newKey } from "../../lib/api.ts";

const openers = new Set<(ticket: number) => void>();
/** Told when a reply was taken back into the composer. */
export function onTakenBack(listener: (ticket: number) => void): () => void {
  openers.add(listener);
  return () => openers.delete(listener);
}

/** Takes a held reply back: its words are in the composer again. */
export function useTakeBack(ticket: number) {
  const client = useQueryClient();
  const me = useMe();
  return async (message: number) => {
    try {
      const draft = await takeMessageBack(ticket, message);
      keepDraft(draftName(me, ticket, "reply"), { html: draft.html, files: draft.attachments, to: draft.to, cc: draft.cc, status: draft.status ?? undefined, sendKey: newKey(), base: draft.updatedAt, dirty: false });
      toast({ key: "sent", text: t("desk.held.taken-back") });
      for (const open of openers) open(ticket);
    } catch (error) {
      toast({ kind: "problem", key: "sent", text: problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem") });
    }
    await client.invalidateQueries({ queryKey: ["ticket", ticket] });
  };
}

/** Above a reply that can still be taken back: how long, and by whom it can. */
export function HeldStrip({ message, ticket }: { message: Message; ticket: number }) {
  const me = useMe();
  const client = useQueryClient();
  const takeBack = useTakeBack(ticket);
  const until = Date.parse(message.heldUntil ?? "");
  const [left, setLeft] = useState(() => Math.ceil((until - installationNow()) / 1000));
  useEffect(() => {
    const timer = setInterval(() => {
      const now = Math.ceil((until - installationNow()) / 1000);
      setLeft(now);
      // it is released by then; live tells it too, unless the connection is away
      if (now === -2) void client.invalidateQueries({ queryKey: ["ticket", ticket] });
    }, 500);
    return () => clearInterval(timer);
  }, [until, client, ticket]);
  return (
    <div className={styles.held}>
      <IconClockPause size={14} aria-hidden />
      <span>{left > 0 ? t("desk.held.sending", { seconds: left }) : t("desk.held.now")}</span>
      {left > 0 && message.author?.email === me.email && <Button onClick={() => void takeBack(message.id)}>{t("desk.held.take-back")}</Button>}
    </div>
  );
}
