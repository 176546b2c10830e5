import { IconMail, IconPhone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { followUpMeans, followUpOutcomes, type FollowUp, type FollowUpMeans, type FollowUpOutcome, type Proposal, type RecordedFollowUp, type TicketFollowUps } from "../../../contract/follow-ups.ts";
import type { Correspondent } from "../../../contract/tickets.ts";
import { dayAndTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Face } from "../../ui/face.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { Segments } from "../../ui/segments.tsx";
import { toast } from "../../ui/toasts.tsx";
import { followUpsQuery, fromLocalInput, toldByHook, toLocalInput, useFollowUpAct } from "./api.ts";
import styles from "./follow-ups.module.css";

export const MeansIcon = ({ means }: { means: FollowUpMeans }) => (means === "call" ? <IconPhone size={18} aria-hidden /> : <IconMail size={18} aria-hidden />);

const labelled = <T extends FollowUpMeans | FollowUpOutcome>(values: readonly T[]) => values.map((value) => ({ value, label: t(`desk.follow-up.${value}`) }));

/** A date and time, with the time the system proposes one press away (C4). */
function When({ label, value, onChange, proposal, optional = false }: { label: string; value: string; onChange: (value: string) => void; proposal: Proposal | undefined; optional?: boolean }) {
  return (
    <div>
      <Field label={label} optional={optional} type="datetime-local" required={!optional} value={value} onChange={(event) => onChange(event.target.value)} />
      {proposal && toLocalInput(proposal.at) !== value && (
        <button type="button" className={styles.proposal} onClick={() => onChange(toLocalInput(proposal.at))}>
          {t(`desk.follow-up.proposal.${proposal.basis}`, { when: dayAndTime(proposal.at) })}
        </button>
      )}
    </div>
  );
}

/** Plans a follow-up, or records one that was done just now. */
export function NewFollowUpForm({ number, mode, facts, agents, me, onDone }: { number: number; mode: "plan" | "log"; facts: TicketFollowUps; agents: Correspondent[]; me: string | null; onDone: (recorded: RecordedFollowUp | null) => void }) {
  const act = useFollowUpAct(number);
  const contacts = useId();
  const first = facts.contacts[0];
  const [means, setMeans] = useState<FollowUpMeans>(first?.means ?? "call");
  const [typed, setTyped] = useState<string | null>(null);
  const [when, setWhen] = useState(() => (mode === "plan" ? toLocalInput(facts.proposal.at) : ""));
  const [outcome, setOutcome] = useState<FollowUpOutcome | null>(null);
  const [note, setNote] = useState("");
  const [agent, setAgent] = useState(me ?? "");
  const whom = typed ?? facts.contacts.find((one) => one.means === means)?.whom ?? "";
  const submit = () => {
    const common = { means, whom: whom.trim(), ...(note.trim() ? { note: note.trim() } : {}) };
    const body =
      mode === "plan"
        ? { ...common, dueAt: fromLocalInput(when), ...(agent && agent !== me ? { agent } : {}) }
        : { ...common, outcome: outcome ?? "reached", ...(when ? { next: { dueAt: fromLocalInput(when) } } : {}) };
    void act
      .mutateAsync({ kind: "add", number, body })
      .then((recorded) => {
        toast({ text: mode === "plan" ? t("desk.follow-up.planned", { when: dayAndTime(fromLocalInput(when)) }) : t("desk.follow-up.recorded") });
        onDone(recorded);
      })
      .catch(toldByHook);
  };
  return (
    <form className={styles.form} onSubmit={(event) => (event.preventDefault(), submit())}>
      <Segments legend={t("desk.follow-up.means")} options={labelled(followUpMeans)} value={means} onChange={setMeans} />
      <div>
        <Field label={t("desk.follow-up.whom")} required maxLength={200} list={contacts} value={whom} onChange={(event) => setTyped(event.target.value)} />
        <datalist id={contacts}>
          {facts.contacts.map((one) => (
            <option key={one.whom} value={one.whom}>
              {one.whom}
            </option>
          ))}
        </datalist>
      </div>
      {mode === "log" && <Segments legend={t("desk.follow-up.result")} options={labelled(followUpOutcomes)} value={outcome} onChange={setOutcome} />}
      <When label={mode === "plan" ? t("desk.follow-up.when") : t("desk.follow-up.next")} optional={mode === "log"} value={when} onChange={setWhen} proposal={facts.proposal} />
      <TextArea label={t("desk.follow-up.note")} optional rows={2} style={{ minHeight: 56 }} value={note} onChange={(event) => setNote(event.target.value)} />
      {mode === "plan" && agents.length > 1 && (
        <Picker wide label={t("desk.follow-up.agent")} value={agent} onChange={setAgent} options={agents.map((one) => ({ value: one.email, label: one.name, icon: <Face name={one.name} seed={one.email} size={18} />, ...(one.email === me ? { hint: t("desk.me") } : {}) }))} />
      )}
      <div className={styles.acts}>
        <Button type="submit" look="primary" busy={act.isPending}>
          {mode === "plan" ? t("desk.follow-up.plan.do") : t("desk.follow-up.record.do")}
        </Button>
        <Button look="quiet" onClick={() => onDone(null)}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** What came of a planned follow-up, and the next date (C9). */
export function ResultForm({ followUp, onDone }: { followUp: FollowUp; onDone: (recorded: RecordedFollowUp | null) => void }) {
  const act = useFollowUpAct(followUp.ticket);
  const facts = useQuery(followUpsQuery(followUp.ticket));
  const [outcome, setOutcome] = useState<FollowUpOutcome | null>(null);
  const [note, setNote] = useState(followUp.note);
  const [next, setNext] = useState("");
  const submit = () =>
    // told also when the row, and this form with it, has gone to another group meanwhile
    act
      .mutateAsync({ kind: "record", id: followUp.id, body: { outcome: outcome ?? "reached", note: note.trim(), ...(next ? { next: { dueAt: fromLocalInput(next) } } : {}) } })
      .then((recorded) => {
        toast({ text: t("desk.follow-up.recorded") });
        onDone(recorded);
      })
      .catch(toldByHook);
  return (
    <form className={styles.form} onSubmit={(event) => (event.preventDefault(), submit())}>
      <Segments legend={t("desk.follow-up.result")} options={labelled(followUpOutcomes)} value={outcome} onChange={setOutcome} />
      <TextArea label={t("desk.follow-up.note")} optional rows={2} style={{ minHeight: 56 }} value={note} onChange={(event) => setNote(event.target.value)} />
      <When label={t("desk.follow-up.next")} optional value={next} onChange={setNext} proposal={facts.data?.proposal} />
      <div className={styles.acts}>
        <Button type="submit" look="primary" busy={act.isPending}>
          {t("desk.follow-up.record.do")}
        </Button>
        <Button look="quiet" onClick={() => onDone(null)}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Gives a follow-up to a colleague in one step. */
export function MovePicker({ followUp, colleagues }: { followUp: FollowUp; colleagues: Correspondent[] }) {
  const act = useFollowUpAct(followUp.ticket);
  const move = (email: string) => {
    const name = colleagues.find((one) => one.email === email)?.name ?? email;
    // told also when it is in somebody else's agenda by then, and this row gone
    void act.mutateAsync({ kind: "change", id: followUp.id, body: { agent: email } }).then(() => toast({ text: t("desk.follow-up.moved", { name }) }), toldByHook);
  };
  return <Picker label={t("desk.follow-up.move")} value={followUp.agent.email} onChange={move} options={colleagues.map((one) => ({ value: one.email, label: one.name, icon: <Face name={one.name} seed={one.email} size={18} /> }))} />;
}
