import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type ReactNode } from "react";
import { presentSources, type Ticket } from "../../../contract/tickets.ts";
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
import { useDesk } from "../desks/api.ts";
import { FieldEditor } from "../fields/field-editor.tsx";
import { Clear } from "../forms/clear.tsx";
import { formOf } from "../forms/filling.ts";
import { Receipt } from "../forms/receipt.tsx";
import { AskedParts, FirstStep } from "./asked.tsx";
import { Attachments } from "./attachments.tsx";
import { askedNow, asksEnoughToSolve, bodyOf, showFirst, wrongAtFirst, wrongIn } from "./checks.ts";
import { draftName, emptyTyped, useNewDraft, useStored } from "./draft.ts";
import { focusFirst } from "./focus.ts";
import { Labelled } from "./labelled.tsx";
import styles from "./new-ticket.module.css";
import { isStillTheSame, nothingTold, toldOf } from "./problems.ts";
import { Discard, OpenTickets, Requester } from "./requester.tsx";
import { Sources } from "./sources.tsx";

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
  const name = draftName(me.email ?? "", "ticket", phone || email);
  const { draft, set, setField, forget, clear } = useNewDraft(name, { desk: first?.key ?? "", person: caller ?? null, typed: { ...emptyTyped, phone, email } });
  const desk = useDesk(draft.desk);
  const asked = desk && askedNow(desk.configuration, formOf(desk.configuration, "staff"), draft);
  const uploads = useUploads(draft.files, name);
  const [told, setTold] = useState(nothingTold);
  const [busy, setBusy] = useState<"create" | "solve">();
  const [made, setMade] = useState<Ticket>();
  const mine = me.desks.find((one) => one.key === draft.desk);
  const may = (permission: string) => mine?.permissions.includes(permission) ?? false;
  const solved = may("ticket.solve") && desk && asksEnoughToSolve(desk.configuration, asked) ? desk.configuration.statuses.find((one) => one.state === "solved") : undefined;
  const parts = asked && [...asked.first, ...asked.ofType];
  const fields = (desk?.configuration.fields ?? []).filter(({ key }) => parts === undefined || parts.some((part) => part.fields.some((one) => one.field === key)));
  const present = presentSources.includes(draft.source);
  const waits = desk?.configuration.types.some((one) => one.key === draft.type && one.callsWait) === true;
  const shown = (path: string) => ["/subject", "/body", "/type", "/location", "/requester", "/requester/name", "/requester/email", "/requester/phone"].includes(path) || fields.some((field) => path === `/fields/${field.key}`);

  const submit = async (solve: boolean) => {
    if (busy || uploads.busy) return;
    const wrong = wrongIn({ ...draft, files: uploads.stored }, desk?.configuration, asked, solve);
    if (Object.keys(wrong).length > 0) {
      setTold({ at: wrong, general: undefined });
      return showFirst();
    }
    if (uploads.failed) {
      setTold({ at: {}, general: t("desk.send.failed-file") });
      return showFirst();
    }
    setBusy(solve ? "solve" : "create");
    setTold(nothingTold);
    try {
      const body = bodyOf(draft, desk?.configuration, asked, uploads.stored.map((one) => one.id), solve ? solved?.key : undefined);
      const ticket = await openTicket(body, { idempotencyKey: draft.sendKey });
      forget();
      void client.invalidateQueries({ queryKey: ["tickets"] });
      // who filled in a form for somebody else tells them its number (L7)
      if (asked !== undefined) {
        setMade(ticket);
        return;
      }
      toast({ key: "sent", text: t(solve ? "desk.new.solved-toast" : "desk.new.opened-toast", { number: ticket.number }) });
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
  // who asked for the second step goes on there
  const goesOn = useRef(false);
  const load = () => {
    const wrong = desk && asked ? wrongAtFirst(draft, desk.configuration, asked) : {};
    setTold({ at: wrong, general: undefined });
    if (Object.keys(wrong).length > 0) showFirst();
    else {
      goesOn.current = true;
      set({ loaded: draft.type });
    }
  };
  const startOver = () => {
    clear();
    uploads.clear();
    setTold(nothingTold);
  };
  const mended = (path: string) => setTold(({ at: { [path]: _mended, ...at }, general }) => ({ at, general }));
  const fill = (field: string, value: unknown) => {
    setField(field, value);
    mended(`/fields/${field}`);
  };
  if (first === undefined)
    return (
      <Page title={t("desk.new")}>
        <NothingHere title={t("desk.new.not-yours")} />
      </Page>
    );
  if (made !== undefined)
    return (
      <Page title={t("desk.new")} tools={tools}>
        <Receipt heading="h2" number={made.number} title={t(made.state === "solved" ? "desk.new.made.solved" : "desk.new.made")}>
          <p className={styles.tell}>{made.requester.email === null ? t("desk.new.made.tell-phone") : t("desk.new.made.tell", { email: made.requester.email })}</p>
          <div className={pageStyles["acts"]}>
            <Button look="primary" large onClick={() => onOpened(made)}>
              {t("desk.new.made.open")}
            </Button>
            <Button
              large
              onClick={() => {
                startOver();
                setBusy(undefined);
                setMade(undefined);
              }}
            >
              {t("desk.new.made.another")}
            </Button>
          </div>
        </Receipt>
      </Page>
    );
  return (
    <Page title={t("desk.new")} tools={tools}>
      <div className={`${styles.sheet} ${draft.person === null ? "" : styles.beside}`}>
        <Form onSubmit={() => (asked?.waits === true ? load() : void submit(false))}>
          {told.general !== undefined && (
            <Problem>
              {told.general}
            </Problem>
          )}
          <Sources source={draft.source} onChange={(source) => set({ source })} />
          {desks.length > 1 && (
            <Labelled label={t("desk.new.desk")}>
              <Picker wide label={t("desk.new.desk")} value={draft.desk} onChange={(key) => set({ desk: key, type: "", fields: {}, loaded: null })} options={desks.map((one) => ({ value: one.key, label: one.name }))} />
            </Labelled>
          )}
          {desk && asked && (
            <div className={styles.part} ref={draft.at === 0 ? (element) => focusFirst(element) : undefined}>
              <FirstStep
                desk={desk}
                asked={asked}
                draft={draft}
                problems={told.at}
                onField={fill}
                onType={(type) => {
                  set({ type });
                  mended("/type");
                }}
                onLanguage={(language) => set({ language })}
                hrefOf={hrefOf}
              />
            </div>
          )}
          <Requester desk={draft.desk} person={draft.person} typed={draft.typed} problems={told.at} focused={draft.at === 0 && desk !== undefined && asked === undefined} looksUp={may("people.see")} onTyped={(typed) => set({ typed })} onPerson={(person) => set({ person })} />
          {draft.person !== null && (
            <div className={styles.openInline}>
              <OpenTickets person={draft.person} hrefOf={hrefOf} />
            </div>
          )}
          {asked?.waits === true && (
            <div className={pageStyles["acts"]}>
              <Button type="submit" look="primary" large>
                {t("form.load")}
              </Button>
              {draft.at > 0 && <Clear onClear={startOver} />}
            </div>
          )}
          {desk !== undefined && asked?.waits !== true && (
            <div className={styles.part} ref={(element) => {
              if (element !== null && goesOn.current) {
                goesOn.current = false;
                focusFirst(element, true);
              }
            }}>
              {asked && <AskedParts desk={desk} parts={asked.ofType} draft={draft} problems={told.at} onField={fill} hrefOf={hrefOf} />}
              {asked === undefined && desk.configuration.types.some((one) => one.usable) && (
                <Labelled label={t("desk.fact.type")} problem={told.at["/type"]}>
                  <Picker
                    wide
                    label={t("desk.fact.type")}
                    unset={t("desk.new.type-unset")}
                    value={draft.type}
                    onChange={(type) => set({ type: type === none ? "" : type })}
                    options={[...(draft.type === "" ? [] : [{ value: none, label: t("desk.none") }]), ...desk.configuration.types.filter((one) => one.usable).map((one) => ({ value: one.key, label: desk.type(one.key) }))]}
                  />
                </Labelled>
              )}
              {desk.configuration.locations.length > 0 && (
                <Labelled label={t("desk.fact.location")} problem={told.at["/location"]}>
                  <Picker
                    wide
                    label={t("desk.fact.location")}
                    unset={t("desk.fact.no-location")}
                    value={draft.location}
                    onChange={(location) => set({ location: location === none ? "" : location })}
                    options={[...(draft.location === "" ? [] : [{ value: none, label: t("desk.none") }]), ...desk.configuration.locations.map((one) => ({ value: String(one.id), label: one.name, ...(one.code === null ? {} : { hint: one.code }) }))]}
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
              {asked === undefined && fields.length > 0 && (
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
                      onChange={(value) => fill(field.key, value)}
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
                {present && desk.configuration.callsWait === false && !waits && <p className={styles.yours}>{t("desk.new.yours")}</p>}
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
                    asked ? (
                      <Clear onClear={startOver} />
                    ) : (
                      <Discard onDiscard={() => (forget(), uploads.clear(), onCancel())} />
                    )
                  ) : (
                    <Button large look="quiet" onClick={onCancel}>
                      {t("desk.new.cancel")}
                    </Button>
                  )}
                </div>
              </div>
            </div>
          )}
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
