import { IconArrowBackUp, IconArrowLeft, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { hasText, t, text } from "../../lib/i18n.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Face } from "../../ui/face.tsx";
import { FileList, FileRow } from "../../ui/file-row.tsx";
import { MailBody } from "../../ui/mail-body.tsx";
import { NothingHere, Page, pageStyles } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { mailboxMailQuery } from "./api.ts";
import styles from "./mailbox.module.css";
import { startOf, WriteAs } from "./write-as.tsx";

const displayName = (address: string): string => address.replace(/\s*<[^>]*>$/, "").replaceAll('"', "") || address;

/** A mail as its receiver sees it; answering it is answering in their name. */
export function MailboxReader({ id, hrefOfTicket, onClose }: { id: number; hrefOfTicket: (number: number) => string; onClose: () => void }) {
  const query = useQuery(mailboxMailQuery(id));
  const [replying, setReplying] = useState(false);
  const mail = query.data;
  const before = (
    <IconButton className={pageStyles.back ?? ""} label={t("mailbox.back")} onClick={onClose}>
      <IconArrowLeft size={20} aria-hidden />
    </IconButton>
  );
  const tools = (
    <IconButton label={t("ui.close")} onClick={onClose}>
      <IconX size={16} aria-hidden />
    </IconButton>
  );
  return (
    <Page title={mail ? t("mailbox.of", { to: mail.to }) : t("mailbox.title")} before={before} tools={tools}>
      {query.isError && <NothingHere title={t("desk.mail.unreadable")} about={inWords(query.error)} />}
      {query.isPending && (
        <div className={styles.reader}>
          <div className={styles.paper}>
            <div className={styles.head}>
              <Bone width="70%" height={16} />
              <Bone width="40%" height={10} />
            </div>
            <div className={styles.body}>
              <Bone height={120} />
            </div>
          </div>
        </div>
      )}
      {mail && (
        <div className={styles.reader}>
          <article className={styles.paper}>
            <header className={styles.head}>
              <h2>
                <bdi>{mail.subject}</bdi>
              </h2>
              <div className={styles.people}>
                <Face name={displayName(mail.from)} size={32} />
                <div>
                  <b>{displayName(mail.from)}</b>
                  <small>
                    {t("desk.message.to", { to: mail.to })}
                    {mail.cc.length > 0 && ` · ${t("desk.message.cc", { cc: mail.cc.join(", ") })}`}
                  </small>
                </div>
                <Timestamp at={mail.at} className={styles.age} />
              </div>
            </header>
            <div className={styles.body}>
              <MailBody html={mail.html} text={mail.text} quoteAt={null} />
              {mail.attachments.length > 0 && (
                <FileList label={t("desk.attachments")}>
                  {mail.attachments.map((one) => (
                    <FileRow key={one.id} name={one.name} type={one.type} size={one.size} href={`/api/v1/files/${encodeURIComponent(one.id)}`} />
                  ))}
                </FileList>
              )}
            </div>
            <div className={styles.acts}>
              <Button look="primary" onClick={() => setReplying(true)}>
                <IconArrowBackUp size={16} aria-hidden /> {t("mailbox.answer")}
              </Button>
              {mail.ticket !== null && (
                <a className={buttonClass("plain")} href={hrefOfTicket(mail.ticket)}>
                  {t("desk.mail.ticket", { number: mail.ticket })}
                </a>
              )}
            </div>
          </article>
          <details className={styles.technical}>
            <summary>{t("mailbox.technical")}</summary>
            <dl>
              <dt>Message-ID</dt>
              <dd>{mail.messageId}</dd>
              <dt>Reply-To</dt>
              <dd>{mail.replyTo}</dd>
              <dt>{t("mailbox.state")}</dt>
              <dd>{hasText(`mailbox.state.${mail.state}`) ? text(`mailbox.state.${mail.state}`) : mail.state}</dd>
            </dl>
          </details>
          {replying && <WriteAs start={startOf(mail, "")} onClose={() => setReplying(false)} />}
        </div>
      )}
    </Page>
  );
}
