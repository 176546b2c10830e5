import { IconPaperclip } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { isNetworkProblem, newKey, problemOf } from "../../lib/api.ts";
import { openTicket } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { useUploads } from "../../lib/uploads.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Field, focusFirst, TextArea } from "../../ui/field.tsx";
import { FileList, FileRow } from "../../ui/file-row.tsx";
import { Form, Page, pageStyles } from "../../ui/page.tsx";
import { useMe } from "../auth/api.ts";

/** A ticket entered by hand, for somebody who called or stood at the counter. */
export function NewTicketForm({ onOpened, onCancel }: { onOpened: (number: number) => void; onCancel: () => void }) {
  const me = useMe();
  const client = useQueryClient();
  const [desk, setDesk] = useState(me.desks[0]?.key ?? "");
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [subject, setSubject] = useState("");
  const [body, setBody] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const uploads = useUploads();
  const sendKey = useRef(newKey());
  const input = useRef<HTMLInputElement>(null);

  const submit = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const requester = { email: email.trim(), ...(name.trim() ? { name: name.trim() } : {}) };
      const attachments = uploads.stored.map((one) => one.id);
      const ticket = await openTicket({ desk, subject: subject.trim(), body, requester, ...(attachments.length ? { attachments } : {}) }, { idempotencyKey: sendKey.current });
      await client.invalidateQueries({ queryKey: ["tickets"] });
      onOpened(ticket.number);
    } catch (error) {
      sendKey.current = isNetworkProblem(error) ? sendKey.current : newKey();
      setProblem(isNetworkProblem(error) ? t("desk.send.offline") : (problemOf(error)?.errors?.map((one) => one.detail).join(" ") ?? problemOf(error)?.detail ?? t("ui.unknown-problem")));
      setBusy(false);
    }
  };
  return (
    <Page title={t("desk.new")}>
      <Form onSubmit={() => void submit()}>
        {problem && (
          <p className={pageStyles.problem} role="alert">
            {problem}
          </p>
        )}
        {me.desks.length > 1 && (
          <div className={pageStyles.labelled}>
            <span aria-hidden>{t("desk.new.desk")}</span>
            <Picker wide label={t("desk.new.desk")} value={desk} onChange={setDesk} options={me.desks.map((one) => ({ value: one.key, label: one.name }))} />
          </div>
        )}
        <div className={pageStyles.pair}>
          <Field label={t("desk.new.email")} type="email" required ref={focusFirst} autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />
          <Field label={t("desk.new.name")} optional autoComplete="off" dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <Field label={t("desk.fact.subject")} required maxLength={1000} dir="auto" value={subject} onChange={(event) => setSubject(event.target.value)} />
        <TextArea label={t("desk.new.body")} hint={t("desk.new.body.hint")} required dir="auto" value={body} onChange={(event) => setBody(event.target.value)} onPaste={(event) => event.clipboardData.files.length > 0 && (event.preventDefault(), uploads.add(event.clipboardData.files))} />
        <div>
          <Button look="quiet" onClick={() => input.current?.click()}>
            <IconPaperclip size={16} aria-hidden /> {t("desk.attach")}
          </Button>
          <input ref={input} type="file" multiple hidden aria-hidden tabIndex={-1} onChange={(event) => (uploads.add([...(event.target.files ?? [])]), (event.target.value = ""))} />
          {uploads.files.length > 0 && (
            <FileList label={t("desk.attachments")}>
              {uploads.files.map((one) => (
                <FileRow key={one.key} name={one.name} type={one.type} size={one.size} progress={one.progress} problem={one.problem} onRemove={() => uploads.remove(one.key)} onRetry={one.problem && one.progress === undefined ? () => uploads.retry(one.key) : undefined} />
              ))}
            </FileList>
          )}
        </div>
        <div className={pageStyles.acts}>
          <Button type="submit" look="primary" large busy={busy} disabled={uploads.busy}>
            {t("desk.new.do")}
          </Button>
          <Button large onClick={onCancel}>
            {t("desk.new.cancel")}
          </Button>
        </div>
      </Form>
    </Page>
  );
}
