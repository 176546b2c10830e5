import { labelIn, type Labels } from "../../../contract/common.ts";
import type { StatusDefinition } from "../../../contract/configuration.ts";
import type { EndGate, Gate } from "../../../contract/gates.ts";
import { maxReminders, type StatusWaiting } from "../../../contract/waiting.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, Field, Tick } from "../../ui/field.tsx";
import type { Parts } from "./api.ts";
import { delayOf, delayUnits, readDelay } from "./delay.ts";
import styles from "./settings.module.css";
import own from "./status-waiting.module.css";

interface PartProps {
  entry: StatusDefinition;
  lists: Parts;
  problemAt: (path: string) => string | undefined;
  onChange: (entry: StatusDefinition) => void;
}
const named = (lists: Parts, labels: Labels) => labelIn(labels, currentLanguage(), lists.general.language);

/** What follows while a ticket stands in the status (H8, C6, T12). A closed one waits for nobody. */
export function WaitingPart({ entry, lists, problemAt, onChange }: PartProps) {
  if (entry.state === "closed") return null;
  const { reminders = [], end } = entry.waiting ?? {};
  const set = (waiting: StatusWaiting) => {
    const { waiting: _before, ...rest } = entry;
    const kept = { ...(waiting.reminders === undefined || waiting.reminders.length === 0 ? {} : { reminders: waiting.reminders }), ...(waiting.end === undefined ? {} : { end: waiting.end }) };
    onChange(Object.keys(kept).length === 0 ? rest : { ...rest, waiting: kept });
  };
  const withEnd = (next: StatusWaiting["end"]) => set({ reminders, ...(next === undefined ? {} : { end: next }) });
  const withReminders = (next: string[]) => set({ reminders: next, ...(end === undefined ? {} : { end }) });
  const later = (delay: string | undefined) => delayOf((readDelay(delay ?? "P0D")?.unit === "days" ? (readDelay(delay ?? "P0D")?.amount ?? 0) : 0) + 3, "days");
  const ends = lists.statuses.filter((one) => one.key !== entry.key && (one.state === "closed" || (one.state === "solved" && entry.state !== "solved")));
  const atLeast = end?.gates?.flatMap((gate) => (gate.kind === "follow-ups" ? [gate.atLeast] : []))[0];
  return (
    <fieldset className={own.part}>
      <legend className={styles.label}>{t("desk.settings.waiting")}</legend>
      <p className={styles.hint}>{t("desk.settings.waiting.about")}</p>
      {reminders.map((delay, n) => (
        <div key={n} className={own.row}>
          <DelayField label={t("desk.settings.waiting.reminder", { n: n + 1 })} value={delay} problem={problemAt(`/waiting/reminders/${n}`)} onChange={(next) => withReminders(reminders.with(n, next))} />
          <Button look="quiet" onClick={() => withReminders(reminders.toSpliced(n, 1))}>
            {t("desk.settings.remove")}
          </Button>
        </div>
      ))}
      {reminders.length < maxReminders && (
        <div>
          <Button onClick={() => withReminders([...reminders, later(reminders.at(-1))])}>{t("desk.settings.waiting.reminder.add")}</Button>
        </div>
      )}
      <div className={styles.pair}>
        <Choice
          label={t("desk.settings.waiting.end")}
          value={end === undefined ? "" : (end.to ?? "-")}
          problem={problemAt("/waiting/end/to")}
          options={[
            { value: "", label: t("desk.settings.waiting.end.none") },
            ...ends.map((one) => ({ value: one.key, label: t("desk.settings.waiting.end.to", { status: named(lists, one.labels) }) })),
            { value: "-", label: t("desk.settings.waiting.end.flag") },
          ]}
          onChange={(to) => {
            const { to: _before, ...rest } = end ?? { after: later(reminders.at(-1)) };
            withEnd(to === "" ? undefined : to === "-" ? { after: rest.after } : { ...rest, to });
          }}
        />
        {end !== undefined && <DelayField label={t("desk.settings.waiting.after")} value={end.after} problem={problemAt("/waiting/end/after")} onChange={(after) => withEnd({ ...end, after })} />}
      </div>
      {end?.to !== undefined && (
        <Field
          label={t("desk.settings.waiting.gate")}
          hint={t("desk.settings.waiting.gate.hint")}
          type="number"
          min={0}
          max={100}
          value={atLeast ?? ""}
          problem={problemAt("/waiting/end/gates")}
          onChange={(event) => {
            const { gates: before = [], ...rest } = end;
            const gates: EndGate[] = [...followUpGate(Number(event.target.value)), ...before.filter((gate) => gate.kind !== "follow-ups")];
            withEnd({ ...rest, ...(gates.length === 0 ? {} : { gates }) });
          }}
        />
      )}
    </fieldset>
  );
}

const followUpGate = (atLeast: number): { kind: "follow-ups"; atLeast: number }[] => (atLeast > 0 ? [{ kind: "follow-ups", atLeast: Math.min(100, Math.trunc(atLeast)) }] : []);

/** What a ticket must meet to be given the status (C6, C11). Who may set it says the list of roles. */
export function GatesPart({ entry, lists, onChange }: Omit<PartProps, "problemAt">) {
  const { gates = [] } = entry;
  const set = (next: Gate[]) => {
    const { gates: _before, ...rest } = entry;
    onChange(next.length === 0 ? rest : { ...rest, gates: next });
  };
  const without = (kind: Gate["kind"]) => gates.filter((gate) => gate.kind !== kind);
  const filled = gates.flatMap((gate) => (gate.kind === "field" ? [gate.field] : []));
  const fields = lists.fields.filter((field) => field.on === undefined || field.on === "ticket");
  return (
    <fieldset className={styles.ticks}>
      <legend className={styles.label}>{t("desk.settings.gates")}</legend>
      <Tick label={t("desk.settings.gates.approved")} checked={gates.some((gate) => gate.kind === "approved")} onChange={(on) => set([...without("approved"), ...(on ? [{ kind: "approved" as const }] : [])])} />
      {fields.map((field) => (
        <Tick
          key={field.key}
          label={t("desk.settings.gates.field", { field: named(lists, field.labels) })}
          checked={filled.includes(field.key)}
          onChange={(on) => set([...gates.filter((gate) => gate.kind !== "field" || gate.field !== field.key), ...(on ? [{ kind: "field" as const, field: field.key }] : [])])}
        />
      ))}
      <div className={own.narrow}>
        <Field label={t("desk.settings.gates.follow-ups")} type="number" min={0} max={100} value={gates.flatMap((gate) => (gate.kind === "follow-ups" ? [gate.atLeast] : []))[0] ?? ""} onChange={(event) => set([...followUpGate(Number(event.target.value)), ...without("follow-ups")])} />
      </div>
    </fieldset>
  );
}

/** A number and its unit; a delay that only the file can write is shown as it stands there. */
function DelayField({ label, value, problem, onChange }: { label: string; value: string; problem: string | undefined; onChange: (delay: string) => void }) {
  const read = readDelay(value);
  if (read === null) return <Field label={label} value={value} problem={problem} spellCheck={false} onChange={(event) => onChange(event.target.value)} />;
  return (
    <div className={own.delay}>
      <Field label={label} type="number" min={1} max={9999} value={read.amount} problem={problem} onChange={(event) => onChange(delayOf(Number(event.target.value), read.unit))} />
      <Choice label={t("desk.settings.delay.unit")} value={read.unit} options={delayUnits.map((unit) => ({ value: unit, label: t(`desk.settings.delay.${unit}`) }))} onChange={(unit) => onChange(delayOf(read.amount, delayUnits.find((one) => one === unit) ?? read.unit))} />
    </div>
  );
}
