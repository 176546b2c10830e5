import { Modal } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import type { Attachment } from "../../../contract/tickets.ts";
import { fileUrl } from "../../lib/calls.ts";
import { fileSize } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { buttonClass } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { FileList, FileRow, isPicture } from "../../ui/file-row.tsx";
import styles from "./attachments.module.css";

const isPdf = (type: string) => type === "application/pdf";
const canBeShown = ({ type }: Attachment) => isPicture(type) || isPdf(type);

/** The files of a message as tidy rows; pictures and PDF open on the page, one after the other. Each can be taken out by who may. */
export function Attachments({ files, onRemove }: { files: readonly Attachment[]; onRemove?: ((file: Attachment) => void) | undefined }) {
  const [open, setOpen] = useState<number>();
  const shown = files.filter(canBeShown);
  const file = open === undefined ? undefined : shown[open];
  const step = (by: number) => setOpen((now) => (now === undefined ? now : Math.min(shown.length - 1, Math.max(0, now + by))));
  return (
    <>
      <FileList label={t("desk.attachments")}>
        {files.map((one) => (
          <FileRow key={one.id} name={one.name} type={one.type} size={one.size} href={fileUrl(one.id)} preview={isPicture(one.type) ? fileUrl(one.id, true) : undefined} onOpen={canBeShown(one) ? () => setOpen(shown.indexOf(one)) : undefined} onRemove={onRemove && (() => onRemove(one))} removal="desk.attachments.remove" quiet />
        ))}
      </FileList>
      <Modal
        opened={file !== undefined}
        onClose={() => setOpen(undefined)}
        size="min(1120px, 100%)"
        centered
        title={<span className={styles.title}><bdi>{file?.name}</bdi>{shown.length > 1 && <span className={styles.count}>{(open ?? 0) + 1} / {shown.length}</span>}</span>}
        closeButtonProps={{ "aria-label": t("ui.close") }}
        onKeyDown={(event) => (event.key === "ArrowLeft" ? step(-1) : event.key === "ArrowRight" && step(1))}
      >
        {file && (
          <div className={styles.viewer}>
            {isPicture(file.type) ? <img key={file.id} className={styles.picture} src={fileUrl(file.id, true)} alt={file.name} /> : <iframe key={file.id} className={styles.page} src={fileUrl(file.id, true)} title={file.name} />}
            <div className={styles.foot}>
              {shown.length > 1 && (
                <>
                  <IconButton label={t("desk.attachments.previous")} hotkey="←" side="top" disabled={open === 0} onClick={() => step(-1)}>
                    <IconChevronLeft size={20} aria-hidden />
                  </IconButton>
                  <IconButton label={t("desk.attachments.next")} hotkey="→" side="top" disabled={open === shown.length - 1} onClick={() => step(1)}>
                    <IconChevronRight size={20} aria-hidden />
                  </IconButton>
                </>
              )}
              <a className={buttonClass("plain")} href={fileUrl(file.id)} download={file.name} data-autofocus>
                <IconDownload size={16} aria-hidden /> {t("desk.download", { size: fileSize(file.size) })}
              </a>
            </div>
          </div>
        )}
      </Modal>
    </>
  );
}
