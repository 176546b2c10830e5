import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { linkKinds, type Link } from "../../../contract/acts.ts";
import type { Ticket } from "../../../contract/tickets.ts";
import { listDesks } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { Picker } from "../../ui/controls/picker.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import type { DeskWords } from "../desks/api.ts";
import { ActForm } from "./act-form.tsx";
import styles from "./acts.module.css";

interface FormProps {
  ticket: Ticket;
  desk: DeskWords | undefined;
  onClose: () => void;
}

const units = ["hours", "days", "weeks", "months"] as const;
type Unit = (typeof units)[number];

/** R10: a number of hours, days, weeks or months. */
export function PostponeForm({ ticket, onClose }: FormProps) {
  const [amount, setAmount] = useState("1");
  const [unit, setUnit] = useState<Unit>("days");
  const number = Number(amount);
  return (
    <ActForm ticket={ticket} title={t("desk.act.postpone")} verb={t("desk.act.postpone")} onClose={onClose} act={() => (Number.isInteger(number) && number > 0 ? { act: "postpone", body: { amount: number, unit } } : null)}>
      <div className={styles.amount}>
        <Field label={t("desk.act.postpone.by")} type="number" min={1} max={1000} required data-autofocus value={amount} onChange={(event) => setAmount(event.target.value)} />
        <Picker label={t("desk.act.postpone.unit")} value={unit} onChange={(value) => setUnit(units.find((one) => one === value) ?? "days")} options={units.map((one) => ({ value: one, label: t(`desk.act.unit.${one}`, { count: number || 1 }) }))} />
      </div>
    </ActForm>
  );
}

/** R11: with nothing filled in it is "Close", else "Explain & Close"; the button says which. */
export function CloseForm({ ticket, onClose }: FormProps) {
  const [reason, setReason] = useState("");
  const [comment, setComment] = useState("");
  const [source, setSource] = useState("");
  const given = (text: string) => (text.trim() === "" ? undefined : text.trim());
  const explains = [reason, comment, source].some((text) => given(text) !== undefined);
  return (
    <ActForm
      ticket={ticket}
      title={t("desk.act.close")}
      about={t("desk.act.close.about")}
      verb={t(explains ? "desk.act.explain-close" : "desk.act.close")}
      onClose={onClose}
      act={() => ({ act: "close", body: { ...(given(reason) && { reason: reason.trim() }), ...(given(comment) && { comment: comment.trim() }), ...(given(source) && { source: source.trim() }) } })}
    >
      <Field label={t("desk.act.reason")} optional data-autofocus maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      <TextArea label={t("desk.act.comment")} optional rows={4} maxLength={10_000} value={comment} onChange={(event) => setComment(event.target.value)} />
      <Field label={t("desk.act.source")} optional maxLength={200} value={source} onChange={(event) => setSource(event.target.value)} />
    </ActForm>
  );
}

export function EscalateForm({ ticket, desk, onClose }: FormProps) {
  const [level, setLevel] = useState(String(Math.min(9, ticket.escalation + 1)));
  const [reason, setReason] = useState("");
  const [to, setTo] = useState("");
  return (
    <ActForm
      ticket={ticket}
      title={t("desk.act.escalate")}
      verb={Number(level) === 0 ? t("desk.act.de-escalate") : t("desk.act.escalate")}
      onClose={onClose}
      act={() => ({ act: "escalate", body: { level: Number(level), reason: reason.trim(), to: to === "" ? null : to } })}
    >
      <Field label={t("desk.act.level")} hint={t("desk.act.level.hint")} type="number" min={0} max={9} required data-autofocus value={level} onChange={(event) => setLevel(event.target.value)} />
      <TextArea label={t("desk.act.reason")} rows={3} required maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
      <div>
        <Picker wide label={t("desk.act.escalate.to")} value={to} unset={t("desk.act.escalate.nobody")} onChange={setTo} options={[{ value: "", label: t("desk.act.escalate.nobody") }, ...(desk?.configuration.agents ?? []).map((agent) => ({ value: agent.email, label: agent.name }))]} />
      </div>
    </ActForm>
  );
}

/** C10: another desk goes on with it. */
export function HandOverForm({ ticket, onClose }: FormProps) {
  const desks = useQuery({ queryKey: ["desks"], queryFn: ({ signal }) => listDesks({ signal }), staleTime: 60_000 });
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const others = desks.data?.items.filter((one) => one.key !== ticket.desk) ?? [];
  return (
    <ActForm ticket={ticket} title={t("desk.act.hand-over")} about={t("desk.act.hand-over.about")} verb={t("desk.act.hand-over.do")} onClose={onClose} act={() => (to === "" ? null : { act: "hand-over", body: { desk: to, reason: reason.trim() } })}>
      <div>
        <Picker wide label={t("desk.act.hand-over.to")} value={to} onChange={setTo} options={others.map((one) => ({ value: one.key, label: one.name }))} />
      </div>
      <TextArea label={t("desk.act.reason")} rows={3} required data-autofocus maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
    </ActForm>
  );
}

/** C8: who may not change the type asks for it. */
export function TypeRequestForm({ ticket, desk, wanted, onClose }: FormProps & { wanted?: string }) {
  const [type, setType] = useState(wanted ?? "");
  const [reason, setReason] = useState("");
  return (
    <ActForm ticket={ticket} title={t("desk.act.request-type")} about={t("desk.act.request-type.about")} verb={t("desk.act.request-type.do")} onClose={onClose} act={() => (type === "" ? null : { act: "request-type", body: { type, reason: reason.trim() } })}>
      <div>
        <Picker wide label={t("desk.fact.type")} value={type} onChange={setType} options={(desk?.configuration.types ?? []).filter((one) => one.key !== ticket.type).map((one) => ({ value: one.key, label: desk?.type(one.key) ?? one.key }))} />
      </div>
      <TextArea label={t("desk.act.reason")} rows={3} required data-autofocus maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
    </ActForm>
  );
}

/** The number typed with or without `#`. */
const numberOf = (text: string): number | null => (/^#?\d{1,15}$/.test(text.trim()) ? Number(text.trim().replace("#", "")) : null);

export function MergeForm({ ticket, onClose }: FormProps) {
  const [into, setInto] = useState("");
  const number = numberOf(into);
  return (
    <ActForm ticket={ticket} title={t("desk.act.merge")} about={t("desk.act.merge.about", { number: ticket.number })} verb={t("desk.act.merge")} onClose={onClose} act={() => (number === null ? null : { act: "merge", into: number })}>
      <Field label={t("desk.act.merge.into")} inputMode="numeric" pattern="#?[0-9]{1,15}" required data-autofocus value={into} onChange={(event) => setInto(event.target.value)} />
    </ActForm>
  );
}

export function LinkForm({ ticket, onClose }: FormProps) {
  const [kind, setKind] = useState<Link["kind"]>("related");
  const [other, setOther] = useState("");
  const number = numberOf(other);
  return (
    <ActForm ticket={ticket} title={t("desk.act.link")} verb={t("desk.act.link")} onClose={onClose} act={() => (number === null ? null : { act: "link", body: { kind, number } })}>
      <div>
        <Picker wide label={t("desk.act.link.kind")} value={kind} onChange={(value) => setKind(linkKinds.find((one) => one === value) ?? "related")} options={linkKinds.map((one) => ({ value: one, label: t(`desk.relation.${one}`) }))} />
      </div>
      <Field label={t("desk.act.link.number")} inputMode="numeric" pattern="#?[0-9]{1,15}" required data-autofocus value={other} onChange={(event) => setOther(event.target.value)} />
    </ActForm>
  );
}
