import { useId, useState } from "react";
import { labelIn } from "../../../contract/common.ts";
import { isBlank } from "../../../contract/fields.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Choice, Field, TextArea, Tick } from "../../ui/field.tsx";
import { useChecked } from "../fields/checked.ts";
import { readNumber, writtenNumber } from "../fields/values.ts";
import styles from "./forms.module.css";
import type { FieldControlProps } from "./parts.tsx";

/** One of the desk's fields by the browser's own controls: nothing to load, and what every phone and screen reader knows. */
export function FieldInput(props: FieldControlProps) {
  const { field, value, onChange, optional = false, language } = props;
  const { problem, leave } = useChecked({ field, value, told: props.problem, onChange });
  const label = labelIn(field.labels, currentLanguage(), language);
  const hint = props.hint ?? (field.pattern !== null && field.example !== null ? t("form.example", { example: field.example }) : undefined);
  const said = typeof value === "string" ? value : "";
  const around = { label, hint, problem, optional };
  const choices = field.choices.map((one) => ({ value: one.key, label: labelIn(one.labels, currentLanguage(), language) }));
  switch (field.kind) {
    case "long-text":
      return <TextArea {...around} rows={3} dir="auto" maxLength={20_000} value={said} onChange={(event) => onChange(event.target.value || null)} onBlur={() => leave(isBlank(value) ? null : value)} />;
    case "number":
    case "money":
      return <NumberInput {...around} unit={field.kind === "money" ? field.currency : null} value={value} onChange={onChange} onLeave={leave} />;
    case "date":
      return <Field {...around} type="date" value={said} onChange={(event) => onChange(event.target.value || null)} onBlur={() => leave(value)} />;
    case "choice":
      return (
        <Choice
          {...around}
          value={said}
          options={[{ value: "", label: t("form.choose") }, ...choices]}
          onChange={(next) => {
            onChange(next || null);
            leave(next || null);
          }}
        />
      );
    case "multi-choice":
      return <Several {...around} options={choices} value={Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []} onChange={(next) => onChange(next.length === 0 ? null : next)} />;
    case "check":
      return (
        <div className={styles["ticked"]}>
          <Tick label={label} checked={value === true} onChange={onChange} />
          {problem ? <p className={styles["problem"]} role="alert">{problem}</p> : hint && <p className={styles["hint"]}>{hint}</p>}
        </div>
      );
    default:
      return <Field {...around} dir="auto" autoComplete="off" maxLength={1000} type={field.kind === "person" ? "email" : "text"} value={said} onChange={(event) => onChange(event.target.value || null)} onBlur={() => leave(value)} />;
  }
}

interface Around {
  label: string;
  hint: string | undefined;
  problem: string | undefined;
  optional: boolean;
}

/** A line that keeps what is typed ("3," on its way to "3,5") while it tells the number. */
function NumberInput({ unit, value, onChange, onLeave, label, ...around }: Around & { unit: string | null; value: unknown; onChange: (value: unknown) => void; onLeave: (value: unknown) => void }) {
  const written = typeof value === "number" ? writtenNumber(value) : typeof value === "string" ? value : "";
  const [typed, setTyped] = useState(written);
  return (
    <Field
      {...around}
      label={unit === null ? label : `${label} (${unit})`}
      inputMode="decimal"
      autoComplete="off"
      value={readNumber(typed) === value ? typed : written}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(readNumber(event.target.value));
      }}
      onBlur={() => onLeave(value)}
    />
  );
}

function Several({ label, hint, problem, optional, options, value, onChange }: Around & { options: readonly { value: string; label: string }[]; value: readonly string[]; onChange: (value: string[]) => void }) {
  const id = useId();
  return (
    <fieldset className={styles["several"]} aria-invalid={problem ? true : undefined} aria-describedby={problem ?? hint ? id : undefined}>
      <legend>
        {label} {optional && <span className={styles["optional"]}>{t("ui.optional")}</span>}
      </legend>
      {options.map((one) => (
        <Tick key={one.value} label={one.label} checked={value.includes(one.value)} onChange={(on) => onChange(options.flatMap((other) => ((other.value === one.value ? on : value.includes(other.value)) ? [other.value] : [])))} />
      ))}
      {problem ? <p className={styles["problem"]} id={id} role="alert">{problem}</p> : hint && <p className={styles["hint"]} id={id}>{hint}</p>}
    </fieldset>
  );
}
