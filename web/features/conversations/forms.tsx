import { Checkbox, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import type { Forward } from "../../../contract/conversations.ts";
import type { Ticket } from "../../../contract/tickets.ts";
import { keyOf, newKey, problemOf } from "../../lib/api.ts";
import { forwardTicket, listDesks, startSide } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { useUploads } from "../../lib/uploads.ts";
import { Button } from "../../ui/button.tsx";
import { AttachButton } from "../../ui/controls/attach-button.tsx";
import { Choice, Field, TextArea } from "../../ui/field.tsx";
import { FilesLeftOut } from "../../ui/file-limits.tsx";
import { FileList, FileRow } from "../../ui/file-row.tsx";
import { Problem } from "../../ui/problem.tsx";
import { toast } from "../../ui/toasts.tsx";
import type { DeskWords } from "../desks/api.ts";
import styles from "./conversations.module.css";
import { ReceiversField, readReceivers } from "./receivers.tsx";
import { Addresses, isAddress } from "./recipients.tsx";

interface FormProps {
  ticket: Ticket;
  desk: DeskWords | undefined;
  onClose: () => void;
}

/** A dialog that sends something and keeps what was typed when it is refused. */
function Sending({ ticket, title, about, said, send, ready, onClose, children, beside }: { ticket: number; title: string; about: string; said: string; send: (key: string) => Promise<unknown>; ready: boolean; onClose: () => void; children: ReactNode; beside?: ReactNode }) {
  const client = useQueryClient();
  const [key] = useState(newKey);
  const sending = useMutation({
    mutationFn: () => send(key),
    onSuccess: () => {
      toast({ key: "side", text: said });
      onClose();
      return client.invalidateQueries({ queryKey: ["ticket", ticket] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) sending.mutate();
  };
  const problem = problemOf(sending.error);
  return (
    <Modal opened onClose={onClose} title={title} size={520} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.about}>{about}</p>
        {children}
        {sending.isError && (
          <Problem>
            {problem?.detail ?? problem?.title ?? t("ui.unknown-problem")} {t("desk.send.kept")}
          </Problem>
        )}
        <div className={styles.buttons}>
          {beside}
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" busy={sending.isPending} disabled={!ready}>
            {t("desk.side.start")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** T16: asks a third party. */
export function SideForm({ ticket, onClose }: FormProps) {
  const { data: desks } = useQuery({ queryKey: ["desks"], queryFn: ({ signal }) => listDesks({ signal }), staleTime: 60_000 });
  const departments = (desks?.items ?? []).filter((one) => one.key !== ticket.desk);
  const [desk, setDesk] = useState("");
  const [to, setTo] = useState<string[]>([]);
  const [subject, setSubject] = useState("");
  const [body, setBody] = useState("");
  const uploads = useUploads();
  const ready = (desk !== "" || (to.length > 0 && to.every(isAddress))) && subject.trim() !== "" && body.trim() !== "" && !uploads.busy;
  return (
    <Sending
      ticket={ticket.number}
      title={t("desk.side")}
      about={t(desk === "" ? "desk.side.about" : "desk.side.about-department")}
      said={t("desk.side.sent")}
      ready={ready}
      onClose={onClose}
      send={(key) => {
        const asked = { ...(desk === "" ? { to } : { desk }), subject: subject.trim(), body, ...(uploads.stored.length ? { attachments: uploads.stored.map((one) => one.id) } : {}) };
        return startSide(ticket.number, asked, { idempotencyKey: keyOf(key, asked) });
      }}
      beside={<AttachButton onFiles={uploads.add} />}
    >
      {departments.length > 0 && (
        <Choice label={t("desk.side.whom")} value={desk} options={[{ value: "", label: t("desk.side.by-mail") }, ...departments.map((one) => ({ value: one.key, label: one.name }))]} onChange={setDesk} />
      )}
      {desk === "" && <Addresses label={t("desk.side.to")} hint={t("desk.side.to.hint")} value={to} onChange={setTo} known={[]} focused />}
      <Field label={t("desk.side.subject")} maxLength={1000} value={subject} onChange={(event) => setSubject(event.target.value)} />
      <TextArea label={t("desk.side.message")} rows={6} value={body} placeholder={t("desk.side.placeholder")} onChange={(event) => setBody(event.target.value)} />
      <FilesLeftOut count={uploads.leftOut} />
      {uploads.files.length > 0 && (
        <FileList label={t("desk.attachments")}>
          {uploads.files.map((one) => (
            <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => uploads.remove(one.key)} />
          ))}
        </FileList>
      )}
    </Sending>
  );
}

const parts = ["conversation", "history", "attachments", "notes", "review"] as const;

/** R9: to addresses or colleagues, with what is chosen. */
export function ForwardForm({ ticket, desk, onClose }: FormProps) {
  const [written, setWritten] = useState<string[]>([]);
  const { to, people, roles, wrong } = readReceivers(written, desk);
  const [subject, setSubject] = useState(ticket.subject);
  const [message, setMessage] = useState("");
  const [include, setInclude] = useState<Forward["include"]>({ conversation: true });
  const ready = written.length > 0 && wrong === undefined && subject.trim() !== "";
  return (
    <Sending
      ticket={ticket.number}
      title={t("desk.forward")}
      about={t("desk.forward.about")}
      said={t("desk.forward.done")}
      ready={ready}
      onClose={onClose}
      send={(key) => {
        const forward = { to, people, roles, subject: subject.trim(), ...(message.trim() ? { message } : {}), include };
        return forwardTicket(ticket.number, forward, { idempotencyKey: keyOf(key, forward) });
      }}
    >
      <ReceiversField label={t("desk.side.to")} hint={t("desk.forward.to.hint")} written={written} onChange={setWritten} desk={desk} />
      <Field label={t("desk.side.subject")} maxLength={1000} value={subject} onChange={(event) => setSubject(event.target.value)} />
      <TextArea label={t("desk.side.message")} optional rows={4} value={message} onChange={(event) => setMessage(event.target.value)} />
      <fieldset className={styles.checks}>
        <legend>{t("desk.forward.include")}</legend>
        {parts.filter((part) => part !== "review" || ticket.review !== null).map((part) => (
          <Checkbox key={part} label={t(`desk.forward.${part}`)} checked={include[part] === true} onChange={(event) => setInclude({ ...include, [part]: event.currentTarget.checked })} />
        ))}
      </fieldset>
    </Sending>
  );
}
