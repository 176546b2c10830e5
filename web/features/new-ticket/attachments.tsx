import { IconCamera, IconPaperclip } from "@tabler/icons-react";
import { t } from "../../lib/i18n.ts";
import type { useUploads } from "../../lib/uploads.ts";
import { Button } from "../../ui/button.tsx";
import { useFileChooser } from "../../ui/file-chooser.tsx";
import { fileLimits, FilesLeftOut } from "../../ui/file-limits.tsx";
import { FileList, FileRow } from "../../ui/file-row.tsx";
import styles from "./new-ticket.module.css";

/** Files to go along, and, where the device is held in the hand, a photo taken now. */
export function Attachments({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  const [chooseFiles, files] = useFileChooser(uploads.add, { multiple: true });
  const [takePhoto, camera] = useFileChooser(uploads.add, { accept: "image/*", capture: "environment" });
  return (
    <div>
      <div className={styles.attach}>
        <Button onClick={chooseFiles}>
          <IconPaperclip size={16} aria-hidden /> {t("desk.attach")}
        </Button>
        <Button className={styles.camera ?? ""} onClick={takePhoto}>
          <IconCamera size={16} aria-hidden /> {t("desk.new.photo")}
        </Button>
        {files}
        {camera}
        <span className={styles.limits}>{fileLimits()}</span>
      </div>
      <FilesLeftOut count={uploads.leftOut} />
      {uploads.files.length > 0 && (
        <FileList label={t("desk.attachments")}>
          {uploads.files.map((one) => (
            <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => uploads.remove(one.key)} onRetry={one.problem && one.progress === undefined ? () => uploads.retry(one.key) : undefined} />
          ))}
        </FileList>
      )}
    </div>
  );
}
