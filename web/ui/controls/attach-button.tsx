import { IconPaperclip } from "@tabler/icons-react";
import { t } from "../../lib/i18n.ts";
import { useFileChooser } from "../file-chooser.tsx";
import { fileLimits } from "../file-limits.tsx";
import { IconButton } from "./icon-button.tsx";

/** Chooses files to go along. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const [choose, input] = useFileChooser(onFiles, { multiple: true });
  return (
    <>
      <IconButton label={`${t("desk.attach")} · ${fileLimits()}`} side="top" onClick={choose}>
        <IconPaperclip size={16} aria-hidden />
      </IconButton>
      {input}
    </>
  );
}
