import { useEffect, useState, type ReactNode } from "react";
import { fileUrl } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { inputClass } from "../ui/field.tsx";
import { useFileChooser } from "../ui/file-chooser.tsx";
import { fileLimits, FilesLeftOut } from "../ui/file-limits.tsx";
import { FileList, FileRow, isPicture } from "../ui/file-row.tsx";
import type { DraftState } from "./drafts.ts";
import styles from "./writing.module.css";

interface WritingProps {
  draft: DraftState;
  id: string;
  placeholder?: string;
  describedBy?: string | undefined;
  /** the button that sends, and what stands beside it */
  children: ReactNode;
}

/** A text with its attachments: typed, dropped anywhere on the page, pasted, or chosen. ⌘ or Ctrl with Enter sends. */
export function Writing({ draft, id, placeholder, describedBy, children }: WritingProps) {
  const { uploads } = draft;
  const dropping = useDrop(uploads.add);
  const [choose, input] = useFileChooser(uploads.add, { multiple: true });
  return (
    <div className={styles["box"]}>
      <textarea
        id={id}
        className={`${inputClass} ${styles["text"]}`}
        value={draft.text}
        placeholder={placeholder}
        dir="auto"
        aria-describedby={describedBy}
        onChange={(event) => draft.setText(event.target.value)}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          uploads.add(event.clipboardData.files);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      <FilesLeftOut count={uploads.leftOut} />
      {uploads.files.length > 0 && (
        <FileList label={t("portal.reply.files")}>
          {uploads.files.map((file) => (
            <FileRow
              key={file.key}
              name={file.name}
              type={file.type}
              size={file.size}
              progress={file.progress}
              problem={file.problem}
              href={file.stored && fileUrl(file.stored.id)}
              preview={file.stored && isPicture(file.stored.type) ? fileUrl(file.stored.id, true) : undefined}
              onRemove={() => uploads.remove(file.key)}
              onRetry={file.problem !== undefined && file.progress === undefined && file.stored === undefined ? () => uploads.retry(file.key) : undefined}
            />
          ))}
        </FileList>
      )}
      <div className={styles["acts"]}>
        <Button large look="quiet" className={styles["attach"] ?? ""} onClick={choose}>
          <svg width="18" height="18" viewBox="0 0 20 20" aria-hidden>
            <path d="m13.5 6.5-5.8 5.8a1.5 1.5 0 0 0 2.1 2.1l6-6a3.2 3.2 0 0 0-4.5-4.5l-6.1 6.1a4.9 4.9 0 0 0 6.9 6.9l4.7-4.7" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
          {t("portal.reply.attach")}
        </Button>
        {input}
        <span className={styles["limits"]}>{fileLimits()}</span>
        <div className={styles["send"]}>{children}</div>
      </div>
      {dropping && (
        <div className={styles["drop"]} aria-hidden>
          <p>{t("portal.reply.drop")}</p>
        </div>
      )}
    </div>
  );
}

/** Takes files dropped anywhere in the window; true while some hover over it. */
function useDrop(add: (files: Iterable<File>) => void): boolean {
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setHovering(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setHovering(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setHovering(false);
      add(event.dataTransfer?.files ?? []);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, [add]);
  return hovering;
}
