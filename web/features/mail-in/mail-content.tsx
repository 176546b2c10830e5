import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { t } from "../../lib/i18n.ts";
import { FileList, FileRow, isPicture } from "../../ui/file-row.tsx";
import { MailBody } from "../../ui/mail-body.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { attachmentUrl, contentQuery } from "./api.ts";
import styles from "./waiting.module.css";

const none: never[] = [];

/** What a mail says that is no message: as its ticket would show it. */
export function MailContentView({ id }: { id: number }) {
  const { data: mail, isError } = useQuery(contentQuery(id));
  const files = mail?.attachments ?? none;
  const pictures = useMemo(() => Object.fromEntries(files.flatMap((one) => (one.contentId ? [[one.contentId, attachmentUrl(id, one.index, true)]] : []))), [files, id]);
  if (isError) return <p className={styles.quiet}>{t("desk.waiting.no-content")}</p>;
  if (mail === undefined) return <Bone height={120} />;
  const shown = files.filter((one) => !one.inline);
  return (
    <div className={styles.content}>
      {mail.text.trim() === "" && !/<img/.test(mail.html) ? <p className={styles.quiet}>{t("desk.waiting.no-words")}</p> : <MailBody html={mail.html} text={mail.text} quoteAt={mail.quoteAt} pictures={pictures} />}
      {shown.length > 0 && (
        <FileList label={t("desk.attachments")}>
          {shown.map((one) => (
            <FileRow key={one.index} name={one.name} type={one.type} size={one.size} href={attachmentUrl(id, one.index)} preview={isPicture(one.type) ? attachmentUrl(id, one.index, true) : undefined} />
          ))}
        </FileList>
      )}
    </div>
  );
}
