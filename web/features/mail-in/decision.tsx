import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { LedgerEntry, MailDecision } from "../../../contract/mail.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t } from "../../lib/i18n.ts";
import { Button, Key } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { inputClass } from "../../ui/field.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { useDesk } from "../desks/api.ts";
import { ticketsOfQuery, useDecide } from "./api.ts";
import styles from "./waiting.module.css";

interface DecisionProps {
  mail: LedgerEntry;
  desk: string;
  onOpenTicket: (number: number) => void;
  /** what follows once it is decided: the next one, looked up while this one still stands in the list */
  onDeciding: () => () => void;
}

/** What is to become of a mail: one key for each. */
export function Decision({ mail, desk, onOpenTicket, onDeciding }: DecisionProps) {
  const words = useDesk(desk);
  const [queue, setQueue] = useState("");
  const [type, setType] = useState("");
  const [assignee, setAssignee] = useState("");
  const [asked, setAsked] = useState<"add" | "keep" | "spam">();
  const decide = useDecide(onOpenTicket);
  const act = (decision: MailDecision) => {
    if (decide.isPending) return;
    const goOn = onDeciding();
    decide.mutateAsync({ mail: mail.id, decision }).then(goOn, () => undefined); // what went wrong is told by the hook
  };
  const open = () => act({ decision: "ticket", ...(queue ? { queue } : {}), ...(type ? { type } : {}), ...(assignee ? { assignee } : {}) });
  const ask = (what: typeof asked) => setAsked((now) => (now === what ? undefined : what));
  useHotkeys({ t: open, a: () => ask("add"), w: () => ask("keep"), s: () => ask("spam") });
  const { configuration } = words ?? {};
  const busy = decide.isPending;
  return (
    <section className={styles.decision} aria-label={t("desk.waiting.decide")}>
      <div className={styles.pickers}>
        <Picker label={t("desk.fact.queue")} unset={t("desk.waiting.queue.unset")} value={queue} onChange={setQueue} options={[{ value: "", label: t("desk.waiting.queue.unset") }, ...(configuration?.queues ?? []).map((one) => ({ value: one.key, label: words?.queue(one.key) ?? one.key }))]} />
        {(configuration?.types.length ?? 0) > 0 && (
          <Picker label={t("desk.fact.type")} unset={t("desk.waiting.type.unset")} value={type} onChange={setType} options={[{ value: "", label: t("desk.waiting.type.unset") }, ...(configuration?.types ?? []).filter((one) => one.usable).map((one) => ({ value: one.key, label: words?.type(one.key) ?? one.key }))]} />
        )}
        <Picker label={t("desk.fact.assignee")} unset={t("desk.nobody")} value={assignee} onChange={setAssignee} options={[{ value: "", label: t("desk.nobody") }, ...(configuration?.agents ?? []).filter((one) => one.assignable).map((one) => ({ value: one.email, label: one.name }))]} />
      </div>
      <div className={styles.acts}>
        <Button look="primary" busy={busy && asked === undefined} disabled={busy} onClick={open}>
          {t("desk.waiting.ticket")} <Key>T</Key>
        </Button>
        <Button aria-expanded={asked === "add"} disabled={busy} onClick={() => ask("add")}>
          {t("desk.waiting.add")} <Key>A</Key>
        </Button>
        <Button aria-expanded={asked === "keep"} disabled={busy} onClick={() => ask("keep")}>
          {t("desk.waiting.keep")} <Key>W</Key>
        </Button>
        <Button aria-expanded={asked === "spam"} disabled={busy} onClick={() => ask("spam")}>
          {t("desk.fate.spam")} <Key>S</Key>
        </Button>
      </div>
      {asked === "add" && <AddTo mail={mail} desk={desk} busy={busy} onAdd={(ticket) => act({ decision: "add", ticket })} onCancel={() => setAsked(undefined)} />}
      {asked === "keep" && <Keep busy={busy} onKeep={(note) => act({ decision: "keep", ...(note ? { note } : {}) })} onCancel={() => setAsked(undefined)} />}
      {asked === "spam" && <Spam from={mail.from} busy={busy} onSpam={(block) => act({ decision: "spam", ...(block ? { block } : {}) })} onCancel={() => setAsked(undefined)} />}
    </section>
  );
}

/** Which ticket: the sender's own at hand, or by number. */
function AddTo({ mail, desk, busy, onAdd, onCancel }: { mail: LedgerEntry; desk: string; busy: boolean; onAdd: (ticket: number) => void; onCancel: () => void }) {
  const words = useDesk(desk);
  const { data: theirs } = useQuery(ticketsOfQuery(desk, mail.from));
  const [typed, setTyped] = useState("");
  const number = /^#?\s*(\d{1,15})$/.exec(typed.trim())?.[1];
  const input = useFocus();
  return (
    <form
      className={styles.asked}
      onSubmit={(event) => {
        event.preventDefault();
        if (number !== undefined) onAdd(Number(number));
      }}
    >
      <div className={styles.line}>
        <input ref={input} className={inputClass} inputMode="numeric" aria-label={t("desk.waiting.number")} placeholder={t("desk.waiting.number")} value={typed} onChange={(event) => setTyped(event.target.value)} onKeyDown={(event) => event.key === "Escape" && onCancel()} />
        <Button type="submit" look="primary" busy={busy} disabled={number === undefined}>
          {t("desk.waiting.add.do")}
        </Button>
      </div>
      {theirs !== undefined && theirs.length > 0 && (
        <ul className={styles.theirs} aria-label={t("desk.waiting.theirs")}>
          {theirs.map((one) => (
            <li key={one.number}>
              <button type="button" disabled={busy} onClick={() => onAdd(one.number)}>
                <StateIcon state={one.state} label={words?.status(one.status) ?? one.status} />
                <span className={styles.number}>#{one.number}</span>
                <span className={styles.subject}>
                  <bdi>{one.subject}</bdi>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {theirs?.length === 0 && <p className={styles.quiet}>{t("desk.waiting.theirs.none")}</p>}
    </form>
  );
}

function Keep({ busy, onKeep, onCancel }: { busy: boolean; onKeep: (note: string) => void; onCancel: () => void }) {
  const [note, setNote] = useState("");
  const input = useFocus();
  return (
    <form
      className={styles.asked}
      onSubmit={(event) => {
        event.preventDefault();
        onKeep(note.trim());
      }}
    >
      <div className={styles.line}>
        <input ref={input} className={inputClass} maxLength={2000} dir="auto" aria-label={t("desk.waiting.reason")} placeholder={t("desk.waiting.reason")} value={note} onChange={(event) => setNote(event.target.value)} onKeyDown={(event) => event.key === "Escape" && onCancel()} />
        <Button type="submit" look="primary" busy={busy}>
          {t("desk.waiting.keep.do")}
        </Button>
      </div>
    </form>
  );
}

function Spam({ from, busy, onSpam, onCancel }: { from: string; busy: boolean; onSpam: (block?: "address" | "domain") => void; onCancel: () => void }) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  useHotkeys({ Escape: onCancel });
  const domain = from.slice(from.lastIndexOf("@"));
  return (
    <div className={styles.asked} role="group" aria-label={t("desk.fate.spam")}>
      <div className={styles.acts}>
        <Button ref={first} busy={busy} onClick={() => onSpam()}>
          {t("desk.waiting.spam.only")}
        </Button>
        <Button disabled={busy} onClick={() => onSpam("address")}>
          {t("desk.waiting.spam.block", { sender: from })}
        </Button>
        <Button disabled={busy} onClick={() => onSpam("domain")}>
          {t("desk.waiting.spam.block", { sender: domain })}
        </Button>
      </div>
    </div>
  );
}

function useFocus() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return input;
}
