import { IconPaperclip } from "@tabler/icons-react";
import { useRef } from "react";
import { t } from "../../lib/i18n.ts";
import { fileLimits } from "../../ui/file-limits.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";

/** Chooses files to go along. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={`${t("desk.attach")} · ${fileLimits()}`} side="top" onClick={() => input.current?.click()}>
        <IconPaperclip size={16} aria-hidden />
      </IconButton>
      <input ref={input} type="file" multiple hidden aria-hidden tabIndex={-1} onChange={(event) => (onFiles([...(event.target.files ?? [])]), (event.target.value = ""))} />
    </>
  );
}
