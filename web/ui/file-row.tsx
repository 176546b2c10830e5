import { fileSize } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import styles from "./file-row.module.css";

interface FileRowProps {
  name: string;
  type: string;
  /** bytes */
  size: number;
  /** where it can be fetched; without, it is not stored yet */
  href?: string | undefined;
  /** a picture of it */
  preview?: string | undefined;
  /** how much is uploaded, 0 to 1; undefined: all */
  progress?: number | undefined;
  /** what went wrong, in words */
  problem?: string | undefined;
  onRemove?: (() => void) | undefined;
  /** what removing it does */
  removal?: "ui.file.remove" | "desk.attachments.remove";
  /** what can be done with it shows when it is pointed at */
  quiet?: boolean;
  onRetry?: (() => void) | undefined;
  onOpen?: (() => void) | undefined;
}

const ending = (name: string): [string, string] => {
  const dot = name.lastIndexOf(".");
  return dot > 0 && name.length - dot <= 6 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
};
/** Types the server hands out to be shown in place. */
export const isPicture = (type: string): boolean => /^image\/(png|jpeg|gif|webp|avif)$/.test(type);

export function FileList({ children, label }: { children: React.ReactNode; label: string }) {
  return (
    <ul className={styles["list"]} aria-label={label}>
      {children}
    </ul>
  );
}

/** One file as a tidy row: what it is, its name with the ending always readable, its size, its progress. */
export function FileRow({ name, type, size, href, preview, progress, problem, onRemove, removal = "ui.file.remove", onRetry, onOpen, quiet = false }: FileRowProps) {
  const [stem, end] = ending(name);
  const label = (
    <>
      <span className={styles["stem"]} dir="auto">{stem}</span>
      <span className={styles["ending"]}>{end}</span>
    </>
  );
  return (
    <li className={`${styles["row"]} ${quiet ? styles["quiet"] : ""}`}>
      {preview ? <img className={styles["thumb"]} src={preview} alt="" loading="lazy" /> : <span className={styles["kind"]} aria-hidden>{kindOf(end, type)}</span>}
      {href ? (
        <a className={styles["name"]} href={href} download={onOpen ? undefined : name} title={name} onClick={onOpen && ((event) => (event.preventDefault(), onOpen()))}>
          {label}
        </a>
      ) : (
        <span className={styles["name"]} title={name}>{label}</span>
      )}
      <span className={`${styles["size"]} ${problem ? styles["failed"] : ""}`}>{problem ?? (progress === undefined ? fileSize(size) : t("ui.file.progress", { part: progress }))}</span>
      {onRetry && (
        <button type="button" className={styles["remove"]} style={{ width: "auto", padding: "0 8px" }} onClick={onRetry}>
          {t("ui.try-again")}
        </button>
      )}
      {onRemove && (
        <button type="button" className={styles["remove"]} aria-label={t(removal, { name })} title={t(removal, { name })} onClick={onRemove}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
            <path d="m4 4 8 8m0-8-8 8" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
          </svg>
        </button>
      )}
      {progress !== undefined && <span className={styles["progress"]} style={{ transform: `scaleX(${progress})` }} />}
    </li>
  );
}

/** The ending in capitals stands for the kind: PDF, DOCX. */
function kindOf(end: string, type: string): string {
  if (end) return end.slice(1, 5).toUpperCase();
  return (type.split("/")[1] ?? "").replace(/^(x-|vnd\.).*/, "").slice(0, 4).toUpperCase() || "•";
}
