import { useMemo } from "react";
import type { Message, TicketEvent, TicketPage } from "../../contract/tickets.ts";
import { fileUrl } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { Face } from "../ui/face.tsx";
import { FileList, FileRow, isPicture } from "../ui/file-row.tsx";
import { MailBody } from "../ui/mail-body.tsx";
import { StateIcon } from "../ui/state-icon.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import styles from "./conversation.module.css";
import { usePortalDesk } from "./desk.ts";
import { useSession } from "./session.ts";

type Item = { at: string; message: Message } | { at: string; event: TicketEvent; status: string };

/** The whole correspondence in the desk's order (L11), with the changes of status between (H5, T5). */
export function Conversation({ page }: { page: TicketPage }) {
  const { words } = usePortalDesk();
  const items: Item[] = [
    ...page.messages.map((message) => ({ at: message.createdAt, message })),
    ...page.events.items.flatMap((event) => {
      const status = event.type === "ticket.status-changed" || event.type === "ticket.reopened" ? event.data["to"] : undefined;
      return typeof status === "string" ? [{ at: event.at, event, status }] : [];
    }),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (words.configuration.conversationOrder === "newest-first") items.reverse();
  return (
    <ol className={styles["list"]}>
      {items.map((item) =>
        "message" in item ? (
          <li key={`m${item.message.id}`}>
            <Card message={item.message} solves={item.message.id === page.solution?.message} />
          </li>
        ) : (
          <li key={`e${item.event.id}`} className={styles["event"]}>
            <StateIcon state={words.stateOf(item.status)} color={words.colorOf(item.status)} size={14} />
            <span>{t("portal.ticket.status-changed", { status: words.status(item.status) })}</span>
            <Timestamp at={item.at} className={styles["when"]} />
          </li>
        ),
      )}
    </ol>
  );
}

function Card({ message, solves }: { message: Message; solves: boolean }) {
  const { words } = usePortalDesk();
  const me = useSession();
  const { author, side } = message;
  const own = author !== null && author.email === me?.email;
  const name = author ? author.name || author.email : words.name;
  const pictures = useMemo(
    () => Object.fromEntries(message.attachments.flatMap((file) => (file.contentId ? [[file.contentId, fileUrl(file.id, true)]] : []))),
    [message.attachments],
  );
  const files = message.attachments.filter((file) => !file.inline);
  return (
    <article className={`${styles["card"]} ${side === "customer" ? "" : styles["ours"]} ${solves ? styles["solves"] : ""}`} id={`message-${message.id}`} tabIndex={solves ? -1 : undefined} aria-label={own ? t("portal.ticket.you") : name}>
      {solves && (
        <p className={styles["solution"]}>
          <StateIcon state="solved" size={16} />
          {t("portal.solution")}
        </p>
      )}
      <header className={styles["head"]}>
        <Face name={name} seed={author?.email ?? name} size={32} />
        <div className={styles["who"]}>
          <p className={styles["name"]} dir="auto">
            {own ? t("portal.ticket.you") : name}
          </p>
          {side !== "customer" && <p className={styles["team"]}>{t("portal.ticket.team", { desk: words.name })}</p>}
        </div>
        <Timestamp at={message.createdAt} className={styles["when"]} />
      </header>
      <div className={styles["body"]}>
        {message.erased ? <p className={styles["erased"]}>{t("portal.message.erased")}</p> : <MailBody html={message.html} text={message.text} quoteAt={message.quoteAt} pictures={pictures} />}
      </div>
      {files.length > 0 && (
        <FileList label={t("portal.ticket.attachments")}>
          {files.map((file) => (
            <FileRow key={file.id} name={file.name} type={file.type} size={file.size} href={fileUrl(file.id)} preview={isPicture(file.type) ? fileUrl(file.id, true) : undefined} />
          ))}
        </FileList>
      )}
    </article>
  );
}
