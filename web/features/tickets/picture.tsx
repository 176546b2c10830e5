import { Modal } from "@mantine/core";
import { useState } from "react";
import type { Attachment } from "../../../contract/tickets.ts";
import { fileUrl } from "../../lib/calls.ts";
import { fileSize } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { buttonClass } from "../../ui/button.tsx";
import { FileRow } from "../../ui/file-row.tsx";

/** A picture among the attachments: a small one in its row, the whole on a press. */
export function Picture({ file }: { file: Attachment }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <FileRow name={file.name} type={file.type} size={file.size} href={fileUrl(file.id)} preview={fileUrl(file.id, true)} onOpen={() => setOpened(true)} />
      <Modal opened={opened} onClose={() => setOpened(false)} title={file.name} size="auto" centered closeButtonProps={{ "aria-label": t("ui.close") }}>
        <img src={fileUrl(file.id, true)} alt={file.name} style={{ display: "block", minWidth: 160, minHeight: 90, maxWidth: "100%", maxHeight: "72dvh", objectFit: "contain", margin: "0 auto 16px", background: "var(--bg-sunken)", borderRadius: 6 }} />
        <a className={buttonClass("plain")} href={fileUrl(file.id)} download={file.name}>
          {t("desk.download", { size: fileSize(file.size) })}
        </a>
      </Modal>
    </>
  );
}
