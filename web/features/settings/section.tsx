import type { ReactNode } from "react";
import { inputClass } from "../../ui/field.tsx";
import styles from "./settings.module.css";

/** One page of the settings. */
export function Section({ title, about, tools, children }: { title: string; about: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.section}>
      <header className={styles.head}>
        <div>
          <h2>{title}</h2>
          <p>{about}</p>
        </div>
        {tools}
      </header>
      {children}
    </div>
  );
}

/** A labelled choice of one. */
export function Choice({ label, hint, value, options, onChange, problem, disabled }: { label: string; hint?: string | undefined; value: string; options: readonly { value: string; label: string }[]; onChange: (value: string) => void; problem?: string | undefined; disabled?: boolean }) {
  return (
    <label className={styles.field}>
      <span className={styles.label}>{label}</span>
      <select className={inputClass} value={value} disabled={disabled} aria-invalid={problem ? true : undefined} onChange={(event) => onChange(event.target.value)}>
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
      {problem ? <span className={styles.problem} role="alert">{problem}</span> : hint && <span className={styles.hint}>{hint}</span>}
    </label>
  );
}

export function Tick({ label, checked, onChange, disabled = false }: { label: string; checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean }) {
  return (
    <label className={styles.tick}>
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span dir="auto">{label}</span>
    </label>
  );
}
