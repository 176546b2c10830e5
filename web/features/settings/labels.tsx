import { IconAlertTriangle } from "@tabler/icons-react";
import { useId } from "react";
import type { Labels, Language } from "../../../contract/common.ts";
import { currentLanguage, languageName, t } from "../../lib/i18n.ts";
import { focusFirst, inputClass } from "../../ui/field.tsx";
import styles from "./settings.module.css";

interface LabelsFieldProps {
  label: string;
  hint?: string;
  labels: Labels;
  /** of the desk, its main one first */
  languages: readonly Language[];
  onChange: (labels: Labels) => void;
  problem?: string | undefined;
  lines?: number;
  /** nothing need be written at all: only a translation that the others have is missed */
  optional?: boolean;
  /** what stands above it says already what it is */
  untitled?: boolean;
  focused?: boolean;
}

/** A text in each language of the desk; what is missing says in which language it is shown instead. */
export function LabelsField({ label, hint, labels, languages, onChange, problem, lines = 1, optional = false, untitled = false, focused = false }: LabelsFieldProps) {
  const id = useId();
  const main = languages[0] ?? "en";
  const unwritten = optional && missingIn(labels, languages).length === languages.length;
  return (
    <div className={styles.field} role="group" aria-labelledby={`${id}-label`}>
      <span className={untitled ? "visually-hidden" : styles.label} id={`${id}-label`}>
        {label} {optional && <span className={styles.optional}>{t("ui.optional")}</span>}
      </span>
      <div className={styles.languages}>
        {languages.map((language, n) => {
          const value = labels[language] ?? "";
          const missing = value.trim() === "" && !unwritten;
          const about = missing && n > 0 ? t("desk.settings.missing", { language: nameHere(main) }) : undefined;
          const shared = {
            className: inputClass,
            lang: language,
            dir: "auto" as const,
            value,
            "aria-label": `${label}, ${languageName(language)}`,
            "aria-invalid": n === 0 && problem ? true : undefined,
            placeholder: about,
            onChange: (event: { target: { value: string } }) => onChange({ ...labels, [language]: event.target.value }),
          };
          return (
            <div key={language} className={styles.language}>
              <span className={styles.tag} aria-hidden>
                {language}
              </span>
              {lines > 1 ? <textarea rows={lines} style={{ minHeight: lines > 2 ? lines * 20 + 18 : 40 }} {...shared} /> : <input ref={focused && n === 0 ? focusFirst : null} maxLength={200} {...shared} />}
              {missing && n > 0 && <IconAlertTriangle className={styles.missing} size={16} role="img" aria-label={t("desk.settings.missing", { language: nameHere(main) })} />}
            </div>
          );
        })}
      </div>
      {problem ? (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      ) : (
        hint && <p className={styles.hint}>{hint}</p>
      )}
    </div>
  );
}

/** A language's name in the reader's own. */
const nameHere = (language: Language): string => new Intl.DisplayNames([currentLanguage()], { type: "language" }).of(language) ?? language;

/** How many of the desk's languages a text lacks. */
export const missingIn = (labels: Labels, languages: readonly Language[]): Language[] => languages.filter((language) => (labels[language] ?? "").trim() === "");
