import { IconBuildingStore, IconMail, IconMailbox, IconPhone } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { handSources, presentSources, type NewTicket, type Ticket } from "../../../contract/tickets.ts";
import { isBlank } from "../../../contract/fields.ts";
import { newKey } from "../../lib/api.ts";
import { openTicket } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { useUploads } from "../../lib/uploads.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { Form, NothingHere, Page, pageStyles } from "../../ui/page.tsx";
import { Problem } from "../../ui/problem.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useMe } from "../auth/api.ts";
import { Addresses } from "../conversations/recipients.tsx";
import { useDesk, type DeskWords } from "../desks/api.ts";
import { FieldEditor, fieldProblem } from "../fields/field-editor.tsx";
import { Attachments } from "./attachments.tsx";
import { draftName, emptyTyped, useNewDraft, useStored, type NewDraft } from "./draft.ts";
import styles from "./new-ticket.module.css";
import { isStillTheSame, nothingTold, toldOf } from "./problems.ts";
import { Discard, OpenTickets, Requester } from "./requester.tsx";

type Source = (typeof handSources)[number];
const sourceIcons: Record<Source, ReactNode> = {
  phone: <IconPhone size={16} aria-hidden />,
  email: <IconMail size={16} aria-hidden />,
  letter: <IconMailbox size={16} aria-hidden />,
  "walk-in": <IconBuildingStore size={16} aria-hidden />,
};

interface NewTicketFormProps {
  /** who calls or is asked for: by what a telephone system knows */
  phone?: string | undefined;
  email?: string | undefined;
  /** the caller, where exactly one person is known by that */
  caller?: number | undefined;
  desk?: string | undefined;
  tools?: ReactNode;
  hrefOf: (number: number) => string;
  onOpened: (ticket: Ticket) => void;
  onCancel: () => void;
}

/** A ticket entered by hand: for somebody on the phone, at the counter, or who wrote a letter (R3, T7). */
export function NewTicketForm({ phone = "", email = "", caller, desk: wantedDesk, tools, hrefOf, onOpened, onCancel }: NewTicketFormProps) {
  const me = useMe();
  const client = useQueryClient();
  const desks = me.desks.filter((one) => one.permissions.includes("ticket.create"));
  const first = desks.find((one) => one.key === wantedDesk) ?? desks[0];
  const { draft, set, forget } = useNewDraft(draftName(me.email ?? "", "ticket", phone || email), { desk: first?.key ?? "", person: caller ?? null, typed: { ...emptyTyped, phone, email } });
  const desk = useDesk(draft.desk);
  const uploads = useUploads(draft.files);
  const [told, setTold] = useState(nothingTold);
  const [busy, setBusy] = useState<"create" | "solve">();
  const mine = me.desks.find((one) => one.key === draft.desk);
  const may = (permission: string) => mine?.permissions.includes(permission) ?? false;
  const solved = may("ticket.solve") ? desk?.configuration.statuses.find((one) => one.state === "solved") : undefined;
  const fields = desk?.configuration.fields ?? [];
  const present = presentSources.includes(draft.source);
  const shown = (path: string) => ["/subject", "/body", "/type", "/location", "/requester", "/requester/name", "/requester/email", "/requester/phone"].includes(path) || fields.some((field) => path === `/fields/${field.key}`);

  const submit = async (solve: boolean) => {
    if (busy || uploads.busy) return;
    const wrong = wrongIn({ ...draft, files: uploads.stored }, desk, solve);
    if (Object.keys(wrong).length > 0) {
      setTold({ at: wrong, general: undefined });
      return showFirst();
    }
    setBusy(solve ? "solve" : "create");
    setTold(nothingTold);
    try {
      const body = bodyOf(draft, uploads.stored.map((one) => one.id), solve ? solved?.key : undefined);
      const ticket = await openTicket(body, { idempotencyKey: draft.sendKey });
      forget();
      toast({ key: "sent", text: t(solve ? "desk.new.solved-toast" : "desk.new.opened-toast", { number: ticket.number }) });
      void client.invalidateQueries({ queryKey: ["tickets"] });
      onOpened(ticket);
    } catch (error) {
      // another try of the same is the same; what is corrected is another
      if (!isStillTheSame(error)) set({ sendKey: newKey() });
      setTold(toldOf(error, shown));
      setBusy(undefined);
      showFirst();
    }
  };
  useStored(uploads.stored, (files) => set({ files }));
  if (first === undefined)
    return (
      <Page title={t("desk.new")}>
        <NothingHere title={t("desk.new.not-yours")} />
      </Page>
    );
  return (
    <Page title={t("desk.new")} tools={tools}>
      <div className={`${styles.sheet} ${draft.person === null ? "" : styles.beside}`}>
        <Form onSubmit={() => void submit(false)}>
          {told.general !== undefined && (
            <Problem>
              {told.general}
            </Problem>
          )}
          <div className={styles.sources} role="radiogroup" aria-label={t("desk.source")}>
            {handSources.map((one) => (
              <label key={one} className={styles.source}>
                <input type="radio" name="source" value={one} checked={draft.source === one} onChange={() => set({ source: one })} />
                <span>
                  {sourceIcons[one]} {t(`desk.channel.${one}`)}
                </span>
              </label>
            ))}
          </div>
          {desks.length > 1 && (
            <Labelled label={t("desk.new.desk")}>
              <Picker wide label={t("desk.new.desk")} value={draft.desk} onChange={(key) => set({ desk: key, type: "", fields: {} })} options={desks.map((one) => ({ value: one.key, label: one.name }))} />
            </Labelled>
          )}
          <Requester desk={draft.desk} person={draft.person} typed={draft.typed} problems={told.at} focused={draft.at === 0} looksUp={may("people.see")} onTyped={(typed) => set({ typed })} onPerson={(person) => set({ person })} />
          {draft.person !== null && (
            <div className={styles.openInline}>
              <OpenTickets person={draft.person} hrefOf={hrefOf} />
            </div>
          )}
          {(desk?.configuration.types.some((one) => one.usable) ?? false) && (
            <Labelled label={t("desk.fact.type")} problem={told.at["/type"]}>
              <Picker
                wide
                label={t("desk.fact.type")}
                unset={t("desk.new.type-unset")}
                value={draft.type}
                onChange={(type) => set({ type: type === none ? "" : type })}
                options={[...(draft.type === "" ? [] : [{ value: none, label: t("desk.none") }]), ...(desk?.configuration.types ?? []).filter((one) => one.usable).map((one) => ({ value: one.key, label: desk?.type(one.key) ?? one.key }))]}
              />
            </Labelled>
          )}
          {(desk?.configuration.locations.length ?? 0) > 0 && (
            <Labelled label={t("desk.fact.location")} problem={told.at["/location"]}>
              <Picker
                wide
                label={t("desk.fact.location")}
                unset={t("desk.fact.no-location")}
                value={draft.location}
                onChange={(location) => set({ location: location === none ? "" : location })}
                options={[...(draft.location === "" ? [] : [{ value: none, label: t("desk.none") }]), ...(desk?.configuration.locations ?? []).map((one) => ({ value: String(one.id), label: one.name, ...(one.code === null ? {} : { hint: one.code }) }))]}
              />
            </Labelled>
          )}
          <Field label={t("desk.fact.subject")} required maxLength={1000} dir="auto" problem={told.at["/subject"]} value={draft.subject} onChange={(event) => set({ subject: event.target.value })} />
          <TextArea
            label={t("desk.new.body")}
            hint={t("desk.new.body.hint")}
            rows={5}
            dir="auto"
            problem={told.at["/body"]}
            value={draft.text}
            onChange={(event) => set({ text: event.target.value })}
            onPaste={(event) => event.clipboardData.files.length > 0 && (event.preventDefault(), uploads.add(event.clipboardData.files))}
          />
          {fields.length > 0 && desk && (
            <div className={styles.fields}>
              {fields.map((field) => (
                <FieldEditor
                  key={`${draft.desk}.${field.key}`}
                  field={field}
                  optional={field.required !== "create"}
                  language={desk.configuration.language}
                  desk={draft.desk}
                  value={draft.fields[field.key] ?? null}
                  problem={told.at[`/fields/${field.key}`]}
                  onChange={(value) => {
                    set({ fields: { ...draft.fields, [field.key]: value } });
                    setTold(({ at: { [`/fields/${field.key}`]: _mended, ...at }, general }) => ({ at, general }));
                  }}
                />
              ))}
            </div>
          )}
          <Attachments uploads={uploads} />
          <details className={styles.more} open={draft.cc.length > 0}>
            <summary>{t("desk.in-copy")}</summary>
            <Addresses label={t("desk.cc")} hint={t("desk.new.cc.hint")} value={draft.cc} known={[]} onChange={(cc) => set({ cc })} />
          </details>
          <div className={styles.bar}>
            {present && <p className={styles.yours}>{t("desk.new.yours")}</p>}
            <div className={pageStyles["acts"]}>
              <Button type="submit" look="primary" large busy={busy === "create"} disabled={uploads.busy || busy !== undefined}>
                {t("desk.new.do")}
              </Button>
              {solved && (
                <Button large busy={busy === "solve"} disabled={uploads.busy || busy !== undefined} onClick={() => void submit(true)}>
                  {t("desk.new.solve")}
                </Button>
              )}
              {draft.at > 0 ? (
                <Discard onDiscard={() => (forget(), onCancel())} />
              ) : (
                <Button large look="quiet" onClick={onCancel}>
                  {t("desk.new.cancel")}
                </Button>
              )}
            </div>
          </div>
        </Form>
        {draft.person !== null && (
          <aside className={styles.aside}>
            <OpenTickets person={draft.person} hrefOf={hrefOf} />
          </aside>
        )}
      </div>
    </Page>
  );
}

const none = "-";

export function Labelled({ label, problem, children }: { label: string; problem?: string | undefined; children: ReactNode }) {
  return (
    <div className={pageStyles["labelled"]}>
      <span aria-hidden>{label}</span>
      {children}
      {problem !== undefined && (
        <span className={styles.wrong} role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

/** What can be said without asking the server, each at its path. What solving needs is asked only of what is solved at once. */
function wrongIn(draft: NewDraft, desk: DeskWords | undefined, solve: boolean): Record<string, string> {
  const wrong: Record<string, string> = {};
  const { email, phone } = draft.typed;
  if (draft.person === null && email.trim() === "" && phone.trim() === "") wrong["/requester/phone"] = t("desk.new.nobody");
  if (draft.subject.trim() === "") wrong["/subject"] = t("desk.new.no-subject");
  if (draft.text.trim() === "" && draft.files.length === 0) wrong["/body"] = t("desk.new.no-body");
  for (const field of desk?.configuration.fields ?? []) {
    const value = draft.fields[field.key] ?? null;
    const due = field.kind !== "check" && isBlank(value) && (field.required === "create" || (solve && field.required === "solve"));
    const problem = due ? t(field.required === "create" ? "problem.field.required" : "problem.field.required-to-solve") : fieldProblem(field, value);
    if (problem !== undefined) wrong[`/fields/${field.key}`] = problem;
  }
  return wrong;
}

/** The first thing that is wrong comes into view, with the focus. */
function showFirst(): void {
  setTimeout(() => {
    const first = document.querySelector<HTMLElement>("form [aria-invalid=true], form [role=alert]");
    first?.scrollIntoView({ block: "center" });
    first?.focus({ preventScroll: true });
  }, 30);
}

function bodyOf({ desk, source, person, typed, cc, subject, text, type, location, fields }: NewDraft, attachments: string[], status: string | undefined): NewTicket {
  const [name, email, phone] = [typed.name.trim(), typed.email.trim(), typed.phone.trim()];
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => !isBlank(value)));
  return {
    desk,
    source,
    subject: subject.trim(),
    body: text,
    requester: person !== null ? { person } : { ...(email && { email }), ...(phone && { phone }), ...(name && { name }), ...(typed.organization === null ? {} : { organization: typed.organization }) },
    ...(cc.length > 0 ? { cc } : {}),
    ...(type === "" ? {} : { type }),
    ...(location === "" ? {} : { location: Number(location) }),
    ...(Object.keys(given).length > 0 ? { fields: given } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(status === undefined ? {} : { status }),
  };
}
