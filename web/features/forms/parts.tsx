import { Fragment, type ComponentType, type ReactNode } from "react";
import { labelIn } from "../../../contract/common.ts";
import type { TicketField } from "../../../contract/desks.ts";
import type { DeskFormPart } from "../../../contract/forms.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import type { FormDesk } from "./filling.ts";
import styles from "./forms.module.css";

/** The control of one field: each app brings its own. */
export interface FieldControlProps {
  field: TicketField;
  value: unknown;
  onChange: (value: unknown) => void;
  problem?: string | undefined;
  hint?: string | undefined;
  optional?: boolean;
  language: string;
  desk?: string | undefined;
}

interface PartsProps {
  desk: FormDesk;
  parts: readonly DeskFormPart[];
  values: Readonly<Record<string, unknown>>;
  /** by path: `/fields/<key>` */
  problems: Readonly<Record<string, string>>;
  onChange: (field: string, value: unknown) => void;
  control: ComponentType<FieldControlProps>;
  /** what was found by a value, shown below the part in which it is filled in */
  found: ReactNode;
}

/** What a form asks together: its heading, what to know (L15), and the fields, each once in the whole of the parts. */
export function Parts({ desk, parts, values, problems, onChange, control: Control, found }: PartsProps) {
  const telling = parts.findLastIndex(({ fields }) => fields.some(({ similar }) => similar));
  const shown = new Set<string>();
  return parts.map((part, n) => {
    const fields = part.fields.flatMap((asked) => {
      const field = desk.fields.find((one) => one.key === asked.field);
      if (field === undefined || shown.has(asked.field)) return [];
      shown.add(asked.field);
      return [{ ...asked, field }];
    });
    const heading = labelIn(part.labels, currentLanguage(), desk.language);
    if (fields.length === 0 && part.guidance.length === 0) return null;
    return (
      // parts have no name of their own, and their order is what they are known by
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={n}>
        <section className={styles["part"]} aria-label={heading || undefined}>
          {heading !== "" && (
            <h2 className={styles["heading"]} dir="auto">
              {heading}
            </h2>
          )}
          {part.guidance.map((texts) => (
            <Guidance key={JSON.stringify(texts)} text={labelIn(texts, currentLanguage(), desk.language)} />
          ))}
          {fields.length > 0 && (
            <div className={styles["fields"]}>
              {fields.map(({ field, required, hint }) => (
                <div key={field.key} className={field.kind === "long-text" ? styles["wide"] : undefined}>
                  <Control
                    field={field}
                    value={values[field.key] ?? null}
                    onChange={(value) => onChange(field.key, value)}
                    problem={problems[`/fields/${field.key}`]}
                    hint={labelIn(hint, currentLanguage(), desk.language) || undefined}
                    optional={!required && field.kind !== "check"}
                    language={desk.language}
                    desk={desk.key}
                  />
                </div>
              ))}
            </div>
          )}
        </section>
        {n === telling && found}
      </Fragment>
    );
  });
}

/** What to know before filling something in. Addresses in it can be followed; the form stays open. */
function Guidance({ text }: { text: string }) {
  if (text === "") return null;
  return (
    <p className={styles["guidance"]} role="note" aria-label={t("form.guidance")}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
        <path d="M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM8 7.4v3.6M8 5h.01" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <span dir="auto">
        {text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/).map((piece, n) =>
          n % 2 === 1 ? (
            <a key={piece} href={piece} target="_blank" rel="noreferrer">
              {piece.replace(/^https?:\/\//, "")}
            </a>
          ) : (
            piece
          ),
        )}
      </span>
    </p>
  );
}
