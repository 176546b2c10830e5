import { IconChevronDown, IconChevronRight, IconLock, IconMailForward, IconMessages } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Message, SideConversation, Ticket } from "../../../contract/tickets.ts";
import { keyOf, newKey, problemOf } from "../../lib/api.ts";
import { setSideState, writeInSide } from "../../lib/calls.ts";
import { list } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useUploads } from "../../lib/uploads.ts";
import { Button } from "../../ui/button.tsx";
import { AttachButton } from "../../ui/controls/attach-button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { FilesLeftOut } from "../../ui/file-limits.tsx";
import { FileList, FileRow } from "../../ui/file-row.tsx";
import { Problem } from "../../ui/problem.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useMe } from "../auth/api.ts";
import { MessageCard } from "../tickets/message-card.tsx";
import styles from "./conversations.module.css";

const problemWords = (error: unknown) => problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem");

/** A conversation with a third party, folded to one line; what it says stays between the staff and them. */
export function SideCard({ side, messages, ticket }: { side: SideConversation; messages: Message[]; ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const me = useMe();
  const names = list(side.to.map((one) => one.name || one.email));
  const last = messages.at(-1);
  return (
    <section className={styles.side} aria-label={t("desk.side.with", { names })}>
      <button type="button" className={styles.sideHead} aria-expanded={open} title={list(side.to.map((one) => one.email))} onClick={() => setOpen(!open)}>
        {side.kind === "forward" ? <IconMailForward size={16} aria-hidden /> : <IconMessages size={16} aria-hidden />}
        <span className={styles.sideTitle}>
          <b dir="auto">{t(side.kind === "forward" ? "desk.side.forwarded" : "desk.side.with", { names })}</b>
          <span dir="auto">
            {side.subject}
            {last && !open && ` · ${last.text.slice(0, last.quoteAt ?? undefined).slice(0, 140)}`}
          </span>
        </span>
        <span className={styles.count}>{side.state === "closed" ? t("desk.side.closed") : t("desk.side.messages", { count: messages.length })}</span>
        {open ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
      </button>
      {open && (
        <>
          <p className={styles.hidden}>
            <IconLock size={14} aria-hidden /> {t("desk.note.only-colleagues")}. {t("desk.side.hidden")}
            {side.ticket !== null && <> {me.desks.length > 1 ? <a href={`/desk/tickets/${side.ticket}`}>{t("desk.side.ticket", { number: side.ticket })}</a> : t("desk.side.ticket", { number: side.ticket })}</>}
          </p>
          <div className={styles.sideBody}>
            {messages.map((message) => (
              <MessageCard key={message.id} message={message} ticket={ticket} />
            ))}
          </div>
          {ticket.can.reply && <SideFoot side={side} ticket={ticket.number} />}
        </>
      )}
    </section>
  );
}

function SideFoot({ side, ticket }: { side: SideConversation; ticket: number }) {
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [key, setKey] = useState(newKey);
  const uploads = useUploads();
  const refresh = () => client.invalidateQueries({ queryKey: ["ticket", ticket] });
  const say = useMutation({
    mutationFn: () => writeInSide(ticket, side.id, { body: text, ...(uploads.stored.length ? { attachments: uploads.stored.map((one) => one.id) } : {}) }, { idempotencyKey: keyOf(key, [text, uploads.stored.map((one) => one.id)]) }),
    onSuccess: () => {
      setText("");
      setKey(newKey());
      uploads.clear();
      toast({ key: "side", text: t("desk.side.sent") });
      return refresh();
    },
  });
  const state = useMutation({ mutationFn: () => setSideState(ticket, side.id, side.state === "open" ? "closed" : "open"), onSuccess: refresh, onError: (error) => toast({ kind: "problem", text: problemWords(error) }) });
  return (
    <div className={styles.sideFoot}>
      <TextArea label={t("desk.side.reply")} rows={3} value={text} onChange={(event) => setText(event.target.value)} placeholder={t("desk.side.placeholder")} />
      <FilesLeftOut count={uploads.leftOut} />
      {uploads.files.length > 0 && (
        <FileList label={t("desk.attachments")}>
          {uploads.files.map((one) => (
            <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => uploads.remove(one.key)} />
          ))}
        </FileList>
      )}
      {say.isError && (
        <Problem>
          {problemWords(say.error)} {t("desk.send.kept")}
        </Problem>
      )}
      <div className={styles.buttons}>
        <AttachButton onFiles={uploads.add} />
        <Button look="quiet" busy={state.isPending} onClick={() => state.mutate()}>
          {t(side.state === "open" ? "desk.side.close" : "desk.side.reopen")}
        </Button>
        <Button look="primary" busy={say.isPending} disabled={(text.trim() === "" && uploads.stored.length === 0) || uploads.busy} onClick={() => say.mutate()}>
          {t("desk.side.start")}
        </Button>
      </div>
    </div>
  );
}
