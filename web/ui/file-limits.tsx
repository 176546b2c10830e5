import { maxFileBytes, maxFilesPerMessage } from "../../contract/files.ts";
import { fileSize } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import styles from "./file-row.module.css";

/** What may go along, for whoever chooses. */
export const fileLimits = (): string => t("ui.file.limits", { count: maxFilesPerMessage, size: fileSize(maxFileBytes) });

/** Files that did not fit are told, not dropped in silence. */
export const FilesLeftOut = ({ count }: { count: number }) =>
  count === 0 ? null : (
    <p className={styles.leftOut} role="alert">
      {t("ui.file.left-out", { count, limit: maxFilesPerMessage })}
    </p>
  );
