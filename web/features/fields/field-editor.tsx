import { MultiSelect } from "@mantine/core";
import { useId, useState } from "react";
import { labelIn } from "../../../contract/common.ts";
import type { TicketField } from "../../../contract/desks.ts";
import { isBlank } from "../../../contract/fields.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Picker } from "../../ui/controls/picker.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { OrganizationChoice, PersonChoice } from "./choices.tsx";
import { useChecked } from "./checked.ts";
import styles from "./fields.module.css";
import { readNumber, writtenNumber } from "./values.ts";

export interface FieldEditorProps {
  field: TicketField;
  /** as the API has it; null: none. A number that cannot be read is told as the text it is */
  value: unknown;
  onChange: (value: unknown) => void;
  /** a choice was made or the line was left with this value: the moment to save, and to say what is wrong */
  onLeave?: ((value: unknown) => void) | undefined;
  /** what the server or the form says is wrong; what the field's own check finds is said without */
  problem?: string | undefined;
  /** what to know before filling it in; absent: an example, where it has one */
  hint?: string | undefined;
  /** says which fields can be left out */
  optional?: boolean;
  readOnly?: boolean;
  /** dense, for a side panel */
  compact?: boolean;
  /** the desk's language: of labels that the reader's lacks */
  language: string;
  /** the desk, whose country phone numbers are of */
  desk?: string | undefined;
}

/** One of the desk's fields with the control its kind asks for. What is wrong is said once the line is left, then as one types. */
export function FieldEditor(props: FieldEditorProps) {
  const { field, compact = false } = props;
  const { problem, leave } = useChecked({ ...props, told: props.problem });
  const label = labelIn(field.labels, currentLanguage(), props.language);
  const hint = props.hint ?? (field.pattern !== null && field.example !== null ? t("form.example", { example: field.example }) : undefined);
  return (
    <div className={compact ? styles.compact : undefined} data-field={field.key}>
      <Control {...props} label={label} hint={hint} problem={problem} onLeave={leave} />
    </div>
  );
}

type ControlProps = FieldEditorProps & { label: string; onLeave: (value: unknown) => void };

function Control(props: ControlProps) {
  const { field, value, onChange, onLeave, readOnly = false, optional = false, label, hint, problem } = props;
  const around = { label, hint, problem, optional, readOnly };
  const said = typeof value === "string" ? value : "";
  switch (field.kind) {
    case "long-text":
      return <TextArea {...around} rows={3} dir="auto" maxLength={20_000} value={said} onChange={(event) => onChange(event.target.value || null)} onBlur={() => onLeave(isBlank(value) ? null : value)} />;
    case "number":
    case "money":
      return <NumberLine {...props} />;
    case "date":
      return <Field {...around} type="date" value={said} onChange={(event) => onChange(event.target.value || null)} onBlur={() => onLeave(value)} />;
    case "choice":
    case "multi-choice":
      return <Choices {...props} />;
    case "check":
      return (
        <>
          <label className={styles.check}>
            <input type="checkbox" checked={value === true} disabled={readOnly} onChange={(event) => (onChange(event.target.checked), onLeave(event.target.checked))} />
            <span dir="auto">{label}</span>
          </label>
          {problem && <p className={styles.problem} role="alert">{problem}</p>}
        </>
      );
    case "person":
      return <PersonChoice {...around} desk={props.desk} value={said} onChange={(email) => onChange(email || null)} onLeave={(email) => onLeave(email || null)} />;
    case "organization":
      return <OrganizationChoice {...around} value={typeof value === "number" ? value : null} onChange={(id) => (onChange(id), onLeave(id))} />;
    default:
      return <Field {...around} dir="auto" autoComplete="off" maxLength={1000} value={said} onChange={(event) => onChange(event.target.value || null)} onBlur={() => onLeave(value)} />;
  }
}

/** A line that keeps what is typed ("3," on its way to "3,5") while it tells the number. */
function NumberLine({ field, value, onChange, onLeave, readOnly = false, optional = false, label, hint, problem }: ControlProps) {
  const written = typeof value === "number" ? writtenNumber(value) : typeof value === "string" ? value : "";
  const [typed, setTyped] = useState(written);
  const shown = readNumber(typed) === value ? typed : written;
  return (
    <div className={styles.money}>
      <Field
        label={label}
        hint={hint}
        problem={problem}
        optional={optional}
        readOnly={readOnly}
        inputMode="decimal"
        autoComplete="off"
        value={shown}
        onChange={(event) => (setTyped(event.target.value), onChange(readNumber(event.target.value)))}
        onBlur={() => onLeave(value)}
      />
      {field.currency !== null && field.kind === "money" && <span className={styles.unit}>{field.currency}</span>}
    </div>
  );
}

function Choices({ field, value, onChange, onLeave, readOnly = false, optional = false, label, hint, problem, language }: ControlProps) {
  const id = useId();
  const choices = field.choices.map((one) => ({ value: one.key, label: labelIn(one.labels, currentLanguage(), language) }));
  // what was removed since is still what the ticket says
  const known = (key: string) => choices.some((one) => one.value === key);
  const chosen = (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");
  const all = [...choices, ...chosen.filter((key) => !known(key)).map((key) => ({ value: key, label: key }))];
  const change = (next: unknown) => {
    onChange(next);
    onLeave(next);
  };
  return (
    <div className={styles.choice} data-invalid={problem ? true : undefined}>
      <span className={styles.label} id={id}>
        {label} {optional && <span className={styles.optional}>{t("ui.optional")}</span>}
      </span>
      {field.kind === "choice" ? (
        <Picker wide label={label} value={chosen[0] ?? ""} disabled={readOnly} options={[{ value: "", label: t("desk.none") }, ...all]} onChange={(next) => change(next === "" ? null : next)} />
      ) : (
        <MultiSelect classNames={{ input: styles.pills ?? "", inputField: styles.bare ?? "" }} aria-labelledby={id} data={all} value={chosen} readOnly={readOnly} searchable={all.length > 6} hidePickedOptions checkIconPosition="right" placeholder={chosen.length === 0 ? "—" : ""} nothingFoundMessage={t("ui.nothing-found")} onChange={(next) => change(next.length === 0 ? null : next)} />
      )}
      {problem ? <p className={styles.problem} role="alert">{problem}</p> : hint && <p className={styles.hint}>{hint}</p>}
    </div>
  );
}
