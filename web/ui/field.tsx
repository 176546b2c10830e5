import { useId, type InputHTMLAttributes, type Ref, type TextareaHTMLAttributes } from "react";
import { t } from "../lib/i18n.ts";
import styles from "./field.module.css";

interface Around {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  optional?: boolean;
}
/** Give it as `ref` to what a page is for: it has the focus when the page opens. */
export const focusFirst = (element: HTMLElement | null): void => element?.focus();

export const inputClass: string = styles.input ?? "";

function Wrapped({ id, label, hint, problem, optional, children }: Around & { id: string; children: React.ReactNode }) {
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label} {optional && <span className={styles.optional}>{t("ui.optional")}</span>}
      </label>
      {children}
      {problem ? (
        <p className={styles.problem} id={`${id}-about`} role="alert">
          {problem}
        </p>
      ) : (
        hint && (
          <p className={styles.hint} id={`${id}-about`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

/** A labelled line of text, with what to know or what is wrong below it. */
export function Field({ label, hint, problem, optional = false, className = "", ...rest }: Around & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  const id = useId();
  return (
    <Wrapped {...{ id, label, hint, problem, optional }}>
      <input id={id} className={`${styles.input} ${className}`} aria-invalid={problem ? true : undefined} aria-describedby={problem || hint ? `${id}-about` : undefined} {...rest} />
    </Wrapped>
  );
}
/** Several lines of text. */
export function TextArea({ label, hint, problem, optional = false, ...rest }: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Wrapped {...{ id, label, hint, problem, optional }}>
      <textarea id={id} className={styles.input} aria-invalid={problem ? true : undefined} aria-describedby={problem || hint ? `${id}-about` : undefined} {...rest} />
    </Wrapped>
  );
}

/** A labelled choice of one. */
export function Choice({ label, hint, optional = false, value, options, onChange, problem, disabled }: { label: string; hint?: string | undefined; optional?: boolean; value: string; options: readonly { value: string; label: string }[]; onChange: (value: string) => void; problem?: string | undefined; disabled?: boolean }) {
  return (
    <label className={styles.field}>
      <span className={styles.label}>
        {label} {optional && <span className={styles.optional}>{t("ui.optional")}</span>}
      </span>
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

export function Tick({ label, hint, checked, onChange, disabled = false }: { label: string; hint?: string; checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean }) {
  const hintId = useId();
  const tick = (
    <label className={styles.tick}>
      <input type="checkbox" checked={checked} disabled={disabled} aria-describedby={hint === undefined ? undefined : hintId} onChange={(event) => onChange(event.target.checked)} />
      <span dir="auto">{label}</span>
    </label>
  );
  if (hint === undefined) return tick;
  return (
    <div>
      {tick}
      <p className={`${styles.hint} ${styles.ofTick}`} id={hintId}>
        {hint}
      </p>
    </div>
  );
}
