import { IconPaperclip } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { TicketPage } from "../../../contract/tickets.ts";
import { newKey, problemOf } from "../../lib/api.ts";
import { addMessage } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { useUploads } from "../../lib/uploads.ts";
import { Button } from "../../ui/button.tsx";
import { useFileChooser } from "../../ui/file-chooser.tsx";
import { FilesLeftOut } from "../../ui/file-limits.tsx";
import { FileList, FileRow } from "../../ui/file-row.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Attachments } from "./attachments.tsx";
import styles from "./side-panel.module.css";

/** R6: the files of a ticket in one place, and more of them. What is attached here is a note: customers do not see it. */
export function TicketFiles({ page: { ticket, messages } }: { page: TicketPage }) {
  const files = messages.flatMap((message) => message.attachments.filter((one) => !one.inline));
  if (files.length === 0 && !ticket.can.note) return null;
  return (
    <section className={styles.section}>
      <h2>{t("desk.attachments")}</h2>
      {files.length > 0 && <Attachments files={files} />}
      {ticket.can.note && <Attach key={ticket.number} number={ticket.number} />}
    </section>
  );
}

/** Files go up as they are chosen, and become one note once all of them are there. */
function Attach({ number }: { number: number }) {
  const client = useQueryClient();
  const uploads = useUploads();
  const [choose, input] = useFileChooser(uploads.add, { multiple: true });
  const [key, setKey] = useState(newKey);
  const adding = useMutation({
    mutationFn: (attachments: string[]) => addMessage(number, { kind: "note", attachments }, { idempotencyKey: key }),
    onSuccess: () => {
      uploads.clear();
      setKey(newKey());
      return client.invalidateQueries({ queryKey: ["ticket", number] });
    },
  });
  const { mutate, isIdle, reset } = adding;
  const ids = uploads.busy || uploads.files.some((one) => one.problem) ? "" : uploads.stored.map((one) => one.id).join(" ");
  useEffect(() => {
    if (ids !== "" && isIdle) mutate(ids.split(" "), { onSettled: (_message, error) => error === null && reset() });
  }, [ids, isIdle, mutate, reset]);
  const problem = problemOf(adding.error);
  return (
    <>
      {uploads.files.length > 0 && (
        <FileList label={t("desk.attach")}>
          {uploads.files.map((one) => (
            <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => uploads.remove(one.key)} />
          ))}
        </FileList>
      )}
      <FilesLeftOut count={uploads.leftOut} />
      {adding.isError && <Problem>{problem?.detail ?? problem?.title ?? t("ui.unknown-problem")}</Problem>}
      <p className={styles.attach}>
        <Button busy={adding.isPending || uploads.busy} onClick={adding.isError ? reset : choose}>
          <IconPaperclip size={16} aria-hidden /> {adding.isError ? t("ui.try-again") : t("desk.attach")}
        </Button>
        {input}
        <span>{t("desk.attachments.note")}</span>
      </p>
    </>
  );
}
