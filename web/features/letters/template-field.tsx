import { useId, useRef, useState, type ChangeEvent, type KeyboardEvent } from "react";
import { t } from "../../lib/i18n.ts";
import { inputClass } from "../../ui/field.tsx";
import styles from "./letters.module.css";

interface TemplateFieldProps {
  label: string;
  hint?: string | undefined;
  value: string;
  /** one line: an input */
  lines: number;
  placeholders: readonly string[];
  problem?: string | undefined;
  notices: readonly string[];
  onChange: (value: string) => void;
  /** back to what is built in; absent: it is that */
  onReset?: (() => void) | undefined;
}

/** What is being typed as a placeholder before the caret. */
const begun = /\{\{\s*([\w.-]*)$/;
const shownAtOnce = 7;

/** A text with placeholders: `{{` offers those that there are; the arrows choose, Enter or Tab writes one. */
export function TemplateField({ label, hint, value, lines, placeholders, problem, notices, onChange, onReset }: TemplateFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<{ word: string; at: number } | null>(null);
  const [active, setActive] = useState(0);
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const offers = typed === null ? [] : placeholders.filter((one) => one.includes(typed.word)).slice(0, shownAtOnce);
  const look = (text: string, caret: number) => {
    const word = begun.exec(text.slice(0, caret))?.[1];
    setTyped(word === undefined ? null : { word, at: caret - word.length });
    setActive(0);
  };
  const choose = (name: string) => {
    if (typed === null) return;
    const before = value.slice(0, typed.at).trimEnd();
    const after = value.slice(typed.at + typed.word.length).replace(/^\s*\}?\}?/, "");
    const written = `${before} ${name} }}`;
    onChange(written + after);
    setTyped(null);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(written.length, written.length);
    });
  };
  const keys = (event: KeyboardEvent) => {
    const chosen = offers[active];
    if (chosen === undefined) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") setActive((active + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(chosen);
    else if (event.key === "Escape") setTyped(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const about = problem !== undefined || notices.length > 0 || hint !== undefined ? `${id}-about` : undefined;
  const shared = {
    id, ref: box, value, className: inputClass, spellCheck: true, dir: "auto", onKeyDown: keys, "aria-controls": `${id}-offers`, "aria-autocomplete": "list" as const,
    "aria-activedescendant": offers.length > 0 ? `${id}-${active}` : undefined, "aria-invalid": problem === undefined ? undefined : true, "aria-describedby": about,
    onChange: (event: ChangeEvent<HTMLInputElement & HTMLTextAreaElement>) => (onChange(event.target.value), look(event.target.value, event.target.selectionStart ?? 0)),
    onBlur: () => setTyped(null),
  };
  return (
    <div className={styles.field}>
      <span className={styles.labelLine}>
        <label htmlFor={id}>{label}</label>
        {onReset !== undefined && (
          <button type="button" className={styles.reset} onClick={onReset}>
            {t("desk.letters.reset")}
          </button>
        )}
      </span>
      <div className={styles.box}>
        {lines === 1 ? <input {...shared} role="combobox" aria-controls={`${id}-offers`} aria-expanded={offers.length > 0} /> : <textarea {...shared} rows={lines} />}
        <div className={styles.offers} id={`${id}-offers`} role="listbox" aria-label={t("desk.letters.placeholders")} hidden={offers.length === 0}>
          {offers.map((name, index) => (
            // the keyboard is handled where the caret is
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div key={name} id={`${id}-${index}`} role="option" aria-selected={index === active} onMouseDown={(event) => event.preventDefault()} onMouseEnter={() => setActive(index)} onClick={() => choose(name)}>
              {name}
            </div>
          ))}
        </div>
      </div>
      {about !== undefined && (
        <div id={about} className={styles.about}>
          {problem !== undefined && <p className={styles.problem} role="alert">{problem}</p>}
          {notices.map((notice) => (
            <p key={notice} className={styles.notice}>
              {notice}
            </p>
          ))}
          {problem === undefined && notices.length === 0 && hint !== undefined && <p className={styles.hint}>{hint}</p>}
        </div>
      )}
    </div>
  );
}
