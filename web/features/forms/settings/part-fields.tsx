import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";
import { labelIn, type Labels } from "../../../../contract/common.ts";
import type { FormField } from "../../../../contract/forms.ts";
import { currentLanguage, t } from "../../../lib/i18n.ts";
import { IconButton } from "../../../ui/controls/icon-button.tsx";
import { Choice, Tick } from "../../../ui/field.tsx";
import { LabelsField } from "../../settings/labels.tsx";
import type { PieceProps } from "./piece.ts";
import styles from "./settings.module.css";

/** The fields a part asks for, in their order: which must be filled in, and by which open requests about the same are found. */
export function FieldsOf({ part, form, lists, languages, problemAt, onChange }: PieceProps) {
  const { fields } = part;
  const set = (next: FormField[]) => onChange({ ...part, fields: next });
  const named = (labels: Labels) => labelIn(labels, currentLanguage(), lists.general.language);
  const askable = lists.fields.filter((field) => (field.on ?? "ticket") === "ticket" && (field.kind !== "organization" || form.for === "staff"));
  const left = askable.filter(({ key }) => !fields.some((one) => one.field === key));
  const swap = (a: number, b: number) => {
    const [one, other] = [fields[a], fields[b]];
    if (one !== undefined && other !== undefined) set(fields.with(a, other).with(b, one));
  };
  const flag = (n: number, key: "required" | "similar", on: boolean) =>
    set(fields.map((one, m) => {
      if (m !== n) return one;
      const { [key]: _before, ...rest } = one;
      return on ? { ...rest, [key]: true } : rest;
    }));
  return (
    <fieldset className={styles.ticks}>
      <legend>{t("desk.forms.fields")}</legend>
      {fields.length > 0 && (
        <ol className={styles.fields}>
          {fields.map((asked, n) => {
            const field = lists.fields.find((one) => one.key === asked.field);
            const always = field?.required === "create";
            const telling = field?.kind === "text" || field?.kind === "number";
            return (
              <li key={asked.field} className={styles.field}>
                <div className={styles.fieldHead}>
                  <b dir="auto">{field === undefined ? asked.field : named(field.labels)}</b>
                  <IconButton label={t("desk.forms.up")} disabled={n === 0} onClick={() => swap(n, n - 1)}>
                    <IconArrowUp size={16} aria-hidden />
                  </IconButton>
                  <IconButton label={t("desk.forms.down")} disabled={n === fields.length - 1} onClick={() => swap(n, n + 1)}>
                    <IconArrowDown size={16} aria-hidden />
                  </IconButton>
                  <IconButton label={t("desk.settings.remove")} onClick={() => set(fields.toSpliced(n, 1))}>
                    <IconX size={16} aria-hidden />
                  </IconButton>
                </div>
                {field?.kind !== "check" && <Tick label={t("desk.forms.required")} checked={asked.required === true || always} disabled={always} onChange={(on) => flag(n, "required", on)} />}
                {telling && <Tick label={t("desk.forms.similar")} checked={asked.similar === true} onChange={(on) => flag(n, "similar", on)} />}
                <details className={styles.more} open={Object.keys(asked.hint ?? {}).length > 0}>
                  <summary>{t("desk.forms.hint")}</summary>
                  <LabelsField label={t("desk.forms.hint")} untitled lines={2} labels={asked.hint ?? {}} languages={languages} optional onChange={(hint) => set(fields.with(n, { ...asked, hint }))} />
                </details>
                {problemAt(`/fields/${n}`) && <p className={styles.problem} role="alert">{problemAt(`/fields/${n}`)}</p>}
              </li>
            );
          })}
        </ol>
      )}
      {left.length > 0 && <Choice label={t("desk.forms.field.add")} value="" options={[{ value: "", label: t("form.choose") }, ...left.map((field) => ({ value: field.key, label: named(field.labels) }))]} onChange={(key) => key !== "" && set([...fields, { field: key }])} />}
      {askable.length === 0 && <p className={styles.hint}>{t("desk.forms.no-fields")}</p>}
    </fieldset>
  );
}
