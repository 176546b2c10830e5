import { TagsInput } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { mostReceivers, type Outgoing, type OutgoingItem } from "../../../contract/outgoings.ts";
import { newKey } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { useUploads } from "../../lib/uploads.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Field } from "../../ui/field.tsx";
import { Form, NothingHere, Page, pageStyles } from "../../ui/page.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { useMe } from "../auth/api.ts";
import { useCannedReplies } from "../canned/canned-picker.tsx";
import { Addresses, isAddress } from "../conversations/recipients.tsx";
import { useDesk } from "../desks/api.ts";
import { isEmptyHtml } from "../tickets/drafts.ts";
import { listOutgoingItems, outgoingItemsQuery, outgoingQuery, useFound, writeToCustomers } from "./api.ts";
import { Attachments } from "./attachments.tsx";
import { draftName, useNewDraft, useStored } from "./draft.ts";
import { Labelled } from "./labelled.tsx";
import styles from "./new-ticket.module.css";
import { isStillTheSame, nothingTold, toldOf } from "./problems.ts";
import { addressesIn, namesIn } from "./receivers.ts";
import { Discard } from "./requester.tsx";
import own from "./write-first.module.css";

const RichEditor = lazy(() => import("../tickets/editor.tsx"));
const shownPaths = ["/subject", "/body", "/type"];
interface WriteFirstFormProps {
  desk?: string | undefined;
  to?: string | undefined;
  tools?: ReactNode;
  hrefOf: (number: number) => string;
  onWritten: (number: number) => void;
  onStarted: (id: number) => void;
  onCancel: () => void;
}

/** An agent writes first, to one customer or to many: each gets a ticket of their own, and sees nothing of the others. */
export function WriteFirstForm({ desk: wantedDesk, to = "", tools, onWritten, onStarted, onCancel }: WriteFirstFormProps) {
  const me = useMe();
  const client = useQueryClient();
  const desks = me.desks.filter((one) => one.permissions.includes("ticket.create") && one.permissions.includes("ticket.reply"));
  const first = desks.find((one) => one.key === wantedDesk) ?? desks[0];
  const name = draftName(me.email ?? "", "letter", to);
  const { draft, set, forget } = useNewDraft(name, { desk: first?.key ?? "", to: addressesIn(to === "" ? [] : [to]) });
  const desk = useDesk(draft.desk);
  const uploads = useUploads(draft.files, name);
  useStored(uploads.stored, (files) => set({ files }));
  const [search, setSearch] = useState("");
  const looksUp = me.desks.some((one) => one.permissions.includes("people.see"));
  const found = useFound(looksUp ? search : "", draft.desk, null);
  const [told, setTold] = useState(nothingTold);
  const [busy, setBusy] = useState(false);
  const canned = useCannedReplies(draft.desk, desk?.configuration.language ?? "en", desk?.configuration.language ?? "en", { "agent.name": me.name, "agent.email": me.email, "desk.name": desk?.name ?? null });
  const wrongTo = draft.to.find((one) => !isAddress(one));
  const many = draft.to.length > 1;

  const submit = async () => {
    if (busy || uploads.busy) return;
    const at: Record<string, string> = {};
    if (draft.to.length === 0) at["/to"] = t("desk.write.nobody");
    else if (wrongTo !== undefined) at["/to"] = t("desk.recipients.wrong", { address: wrongTo });
    if (draft.subject.trim() === "") at["/subject"] = t("desk.new.no-subject");
    if (isEmptyHtml(draft.text) && uploads.stored.length === 0) at["/body"] = t("desk.new.no-body");
    if (Object.keys(at).length > 0 || uploads.failed) return setTold({ at, general: uploads.failed ? t("desk.send.failed-file") : undefined });
    setBusy(true);
    setTold(nothingTold);
    try {
      const outgoing = await writeToCustomers(
        {
          desk: draft.desk,
          to: draft.to.map((email) => ({ email, ...(draft.names[email] === undefined ? {} : { name: draft.names[email] }) })),
          subject: draft.subject.trim(),
          html: draft.text || "<p></p>",
          ...(draft.cc.length > 0 ? { cc: draft.cc } : {}),
          ...(draft.type === "" ? {} : { type: draft.type }),
          ...(uploads.stored.length > 0 ? { attachments: uploads.stored.map((one) => one.id) } : {}),
        },
        { idempotencyKey: draft.sendKey },
      );
      forget();
      void client.invalidateQueries({ queryKey: ["tickets"] });
      const number = outgoing.total === 1 ? (await listOutgoingItems(outgoing.id)).items[0]?.number : null;
      if (number == null) onStarted(outgoing.id);
      else onWritten(number);
    } catch (error) {
      if (!isStillTheSame(error)) set({ sendKey: newKey() });
      setTold(toldOf(error, (path) => shownPaths.includes(path)));
      setBusy(false);
    }
  };
  if (first === undefined)
    return (
      <Page title={t("desk.write.title")} tools={tools}>
        <NothingHere title={t("desk.write.not-yours")} />
      </Page>
    );
  return (
    <Page title={t("desk.write.title")} tools={tools}>
      <Form onSubmit={() => void submit()}>
        {told.general !== undefined && (
          <Problem>
            {told.general}
          </Problem>
        )}
        {desks.length > 1 && (
          <Labelled label={t("desk.new.desk")}>
            <Picker wide label={t("desk.new.desk")} value={draft.desk} onChange={(key) => set({ desk: key, type: "" })} options={desks.map((one) => ({ value: one.key, label: one.name }))} />
          </Labelled>
        )}
        <TagsInput
          label={t("desk.to")}
          description={many ? t("desk.write.many", { count: draft.to.length }) : t("desk.write.to.hint")}
          value={draft.to}
          onChange={(all) => set({ to: addressesIn(all), names: { ...draft.names, ...namesIn(all) } })}
          searchValue={search}
          onSearchChange={setSearch}
          data={(found.data ?? []).flatMap((one) => (one.email === null || draft.to.includes(one.email) ? [] : [one.email]))}
          filter={({ options }) => options}
          renderOption={({ option }) => <ReceiverOption email={option.value} name={found.data?.find((one) => one.email === option.value)?.name} />}
          splitChars={[",", ";", "\n"]}
          acceptValueOnBlur
          maxTags={mostReceivers}
          classNames={{ input: own.tags ?? "", label: own.tagsLabel ?? "", description: own.tagsHint ?? "" }}
          error={told.at["/to"] ?? (wrongTo === undefined ? undefined : t("desk.recipients.wrong", { address: wrongTo }))}
          placeholder={draft.to.length === 0 ? t("desk.recipients.add") : ""}
          autoComplete="off"
        />
        <details className={styles.more} open={draft.cc.length > 0}>
          <summary>{t("desk.in-copy")}</summary>
          <Addresses label={t("desk.cc")} hint={many ? t("desk.write.cc.many") : t("desk.new.cc.hint")} value={draft.cc} known={[]} onChange={(cc) => set({ cc })} />
        </details>
        {(desk?.configuration.types.some((one) => one.usable) ?? false) && (
          <Labelled label={t("desk.fact.type")} problem={told.at["/type"]}>
            <Picker wide label={t("desk.fact.type")} unset={t("desk.new.type-unset")} value={draft.type} onChange={(type) => set({ type: type === "-" ? "" : type })} options={[...(draft.type === "" ? [] : [{ value: "-", label: t("desk.none") }]), ...(desk?.configuration.types ?? []).filter((one) => one.usable).map((one) => ({ value: one.key, label: desk?.type(one.key) ?? one.key }))]} />
          </Labelled>
        )}
        <Field label={t("desk.fact.subject")} required maxLength={1000} dir="auto" problem={told.at["/subject"]} value={draft.subject} onChange={(event) => set({ subject: event.target.value })} />
        <div className={own.writing}>
          <span aria-hidden>{t("desk.write.body")}</span>
          <div className={own.editor}>
            <Suspense fallback={<Bone height={120} />}>
              <RichEditor initial={draft.text} label={t("desk.write.body")} placeholder={t("desk.write.placeholder", { name: "{{requester.name}}" })} canned={canned} onChange={(text) => set({ text })} onSubmit={() => void submit()} onFiles={uploads.add} />
            </Suspense>
          </div>
          {told.at["/body"] !== undefined && (
            <p className={styles.wrong} role="alert">
              {told.at["/body"]}
            </p>
          )}
        </div>
        <Attachments uploads={uploads} />
        <div className={styles.bar}>
          <p className={styles.yours}>{t("desk.write.about")}</p>
          <div className={pageStyles["acts"]}>
            <Button type="submit" look="primary" large busy={busy} disabled={uploads.busy}>
              {many ? t("desk.write.send-many", { count: draft.to.length }) : t("desk.write.send")}
            </Button>
            {draft.at > 0 ? (
              <Discard onDiscard={() => (forget(), uploads.clear(), onCancel())} />
            ) : (
              <Button large look="quiet" onClick={onCancel}>
                {t("desk.new.cancel")}
              </Button>
            )}
          </div>
        </div>
      </Form>
    </Page>
  );
}

function ReceiverOption({ email, name }: { email: string; name: string | undefined }) {
  return (
    <span>
      <bdi>{name ?? email}</bdi> <small style={{ color: "var(--text-3)" }}>{name === undefined ? "" : email}</small>
    </span>
  );
}

/** How a mailing goes on, and what became of each receiver. */
export function OutgoingProgress({ id, tools, hrefOf, onAgain }: { id: number; tools?: ReactNode; hrefOf: (number: number) => string; onAgain: () => void }) {
  const { data: outgoing } = useQuery(outgoingQuery(id));
  const done = (outgoing?.written ?? 0) + (outgoing?.refused ?? 0);
  const { data: items } = useQuery({ ...outgoingItemsQuery(id, done), enabled: outgoing !== undefined });
  useEffect(() => void (document.title = `${t("desk.write.title")} · Ventanilla`), []);
  return (
    <Page title={t("desk.write.title")} tools={tools}>
      <div className={`${pageStyles["form"]} ${own.progress}`}>
        {outgoing && <Summary outgoing={outgoing} done={done} />}
        {items && (
          <ul className={own.results} aria-label={t("desk.write.results")}>
            {[...items].sort((a, b) => Number(b.outcome === "refused") - Number(a.outcome === "refused")).map((item) => (
              <Result key={item.to} item={item} hrefOf={hrefOf} />
            ))}
          </ul>
        )}
        <div className={pageStyles["acts"]}>
          <Button large onClick={onAgain}>
            {t("desk.write.again")}
          </Button>
        </div>
      </div>
    </Page>
  );
}

function Summary({ outgoing, done }: { outgoing: Outgoing; done: number }) {
  return (
    <>
      <h2 dir="auto">{outgoing.subject}</h2>
      <div className={own.track} role="progressbar" aria-label={t("desk.write.progress", { done, total: outgoing.total })} aria-valuenow={done} aria-valuemin={0} aria-valuemax={outgoing.total}>
        <span style={{ transform: `scaleX(${outgoing.total === 0 ? 1 : done / outgoing.total})` }} />
      </div>
      <p role="status">{outgoing.state === "running" ? t("desk.write.progress", { done, total: outgoing.total }) : t("desk.write.done", { written: outgoing.written, refused: outgoing.refused })}</p>
    </>
  );
}

function Result({ item, hrefOf }: { item: OutgoingItem; hrefOf: (number: number) => string }) {
  const icon = item.outcome === "written" ? <IconCheck size={16} color="var(--good)" aria-hidden /> : item.outcome === "refused" ? <IconX size={16} color="var(--danger)" aria-hidden /> : <IconClock size={16} color="var(--text-3)" aria-hidden />;
  return (
    <li>
      {icon}
      <b dir="auto">{item.to}</b>
      {item.number !== null && <a href={hrefOf(item.number)}>#{item.number}</a>}
      {item.reason !== null && (
        <small>
          <IconAlertTriangle size={12} aria-hidden /> {item.reason}
        </small>
      )}
    </li>
  );
}
