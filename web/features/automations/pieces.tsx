import { t } from "../../lib/i18n.ts";
import { inputClass, Tick } from "../../ui/field.tsx";
import styles from "./automations.module.css";

export interface Option {
  value: string;
  label: string;
}

/** A choice within a sentence: its name is for who cannot see what stands around it. */
export function Pick({ label, value, options, onChange, problem }: { label: string; value: string; options: readonly Option[]; onChange: (value: string) => void; problem?: string | undefined }) {
  const known = options.some((one) => one.value === value) ? options : [{ value, label: value === "" ? t("rule.choose") : value }, ...options];
  return (
    <select className={`${inputClass} ${styles.pick}`} aria-label={label} aria-invalid={problem ? true : undefined} value={value} onChange={(event) => onChange(event.target.value)}>
      {known.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

/** Several of some, told in the sentence and chosen below it. */
export function Several({ label, values, options, onChange }: { label: string; values: readonly string[]; options: readonly Option[]; onChange: (values: string[]) => void }) {
  const names = values.map((value) => options.find((one) => one.value === value)?.label ?? value);
  return (
    <details className={styles.several}>
      <summary className={`${inputClass} ${styles.summary}`} aria-label={`${label}: ${names.join(", ")}`}>
        {names.length === 0 ? t("rule.choose") : names.join(t("rule.or-short"))}
      </summary>
      <div className={styles.options} role="group" aria-label={label}>
        {options.map((one) => (
          <Tick key={one.value} label={one.label} checked={values.includes(one.value)} onChange={(on) => onChange(on ? [...values, one.value] : values.filter((value) => value !== one.value))} />
        ))}
      </div>
    </details>
  );
}

export function Line({ label, value, onChange, placeholder, wide = false, problem, type = "text" }: { label: string; value: string; onChange: (value: string) => void; placeholder?: string; wide?: boolean; problem?: string | undefined; type?: "text" | "number" | "email" }) {
  return (
    <input
      className={`${inputClass} ${wide ? styles.wide : styles.line}`}
      type={type}
      aria-label={label}
      aria-invalid={problem ? true : undefined}
      placeholder={placeholder ?? label}
      value={value}
      dir="auto"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

const units = { minutes: 1, hours: 60, days: 1440 } as const;
type Unit = keyof typeof units;
const unitNames = Object.keys(units) as Unit[];
const unitFor = (minutes: number): Unit => (minutes > 0 && minutes % 1440 === 0 ? "days" : minutes % 60 === 0 ? "hours" : "minutes");

/** So many minutes, hours or days. */
export function Span({ label, minutes, onChange, problem }: { label: string; minutes: number; onChange: (minutes: number) => void; problem?: string | undefined }) {
  const unit = unitFor(minutes);
  const amount = minutes / units[unit];
  return (
    <span className={styles.span}>
      <input className={`${inputClass} ${styles.amount}`} type="number" min={0} max={9999} aria-label={label} aria-invalid={problem ? true : undefined} value={amount} onChange={(event) => onChange(Math.max(0, Math.round(Number(event.target.value) || 0)) * units[unit])} />
      <Pick label={t("rule.unit")} value={unit} options={unitNames.map((one) => ({ value: one, label: t(`rule.unit.${one}`, { n: amount }) }))} onChange={(value) => onChange(Math.max(1, amount) * units[unitNames.find((one) => one === value) ?? unit])} />
    </span>
  );
}

/** What is wrong here, below it. */
export const Wrong = ({ children }: { children: string | undefined }) =>
  children === undefined ? null : (
    <p className={styles.problem} role="alert">
      {children}
    </p>
  );
