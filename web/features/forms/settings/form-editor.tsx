import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import type { Language } from "../../../../contract/common.ts";
import type { FormDefinition, FormPart } from "../../../../contract/forms.ts";
import { t } from "../../../lib/i18n.ts";
import { Button } from "../../../ui/button.tsx";
import { IconButton } from "../../../ui/controls/icon-button.tsx";
import { Tick } from "../../../ui/field.tsx";
import type { Parts } from "../../settings/api.ts";
import { LabelsField } from "../../settings/labels.tsx";
import type { PieceProps } from "./piece.ts";
import { FieldsOf } from "./part-fields.tsx";
import { GuidanceOf } from "./part-guidance.tsx";
import { TypesOf } from "./part-types.tsx";
import styles from "./settings.module.css";

interface FormEditorProps {
  form: FormDefinition;
  lists: Parts;
  /** of the desk, its main one first */
  languages: readonly Language[];
  problemAt: (path: string) => string | undefined;
  onChange: (form: FormDefinition) => void;
  onLeave: () => void;
}
/** What a form asks, part by part; a text is saved as the focus leaves it. */
export function FormEditor({ form, lists, languages, problemAt, onChange, onLeave }: FormEditorProps) {
  const { parts } = form;
  const setParts = (next: FormPart[]) => onChange({ ...form, parts: next });
  const move = (from: number, to: number) => setParts(parts.flatMap((part, n) => (n === from ? [] : n === to ? (to < from ? [...parts.slice(from, from + 1), part] : [part, ...parts.slice(from, from + 1)]) : [part])));
  const flag = (key: "typed" | "asksLanguage", on: boolean) => {
    const { [key]: _before, ...rest } = form;
    onChange(on ? { ...rest, [key]: true } : rest);
  };
  return (
    // keys of the fields inside arrive here
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div role="group" aria-label={t("desk.forms.asked")} className={styles.form} onBlur={onLeave} onKeyDown={(event) => (event.metaKey || event.ctrlKey) && event.key === "Enter" && onLeave()}>
      {lists.types.length > 0 && <Tick label={t("desk.forms.typed")} checked={form.typed === true} onChange={(on) => flag("typed", on)} />}
      {languages.length > 1 && <Tick label={t("desk.forms.asks-language")} checked={form.asksLanguage === true} onChange={(on) => flag("asksLanguage", on)} />}
      {parts.map((part, n) => {
        const piece: PieceProps = { part, form, lists, languages, problemAt: (path) => problemAt(`/parts/${n}${path}`), onChange: (changed) => setParts(parts.with(n, changed)) };
        const name = t("desk.forms.part", { n: n + 1 });
        return (
          // parts have no name of their own, and their order is what they are known by
          // oxlint-disable-next-line react/no-array-index-key
          <section key={n} className={styles.part} aria-label={name}>
            <header className={styles.partHead}>
              <h3>{name}</h3>
              <IconButton label={t("desk.forms.up")} disabled={n === 0} onClick={() => move(n, n - 1)}>
                <IconArrowUp size={16} aria-hidden />
              </IconButton>
              <IconButton label={t("desk.forms.down")} disabled={n === parts.length - 1} onClick={() => move(n, n + 1)}>
                <IconArrowDown size={16} aria-hidden />
              </IconButton>
              <IconButton label={t("desk.settings.remove")} onClick={() => setParts(parts.toSpliced(n, 1))}>
                <IconTrash size={16} aria-hidden />
              </IconButton>
            </header>
            <LabelsField label={t("desk.forms.heading")} labels={part.labels ?? {}} languages={languages} optional onChange={(labels) => piece.onChange({ ...part, labels })} />
            {lists.types.length > 0 && <TypesOf {...piece} />}
            <FieldsOf {...piece} />
            <GuidanceOf {...piece} />
          </section>
        );
      })}
      <div>
        <Button onClick={() => setParts([...parts, { fields: [] }])}>
          <IconPlus size={16} aria-hidden /> {t("desk.forms.part.add")}
        </Button>
      </div>
    </div>
  );
}
