import type { DeskFormPart } from "../../../contract/forms.ts";
import { t } from "../../lib/i18n.ts";
import { Picker } from "../../ui/controls/picker.tsx";
import type { DeskWords } from "../desks/api.ts";
import { FieldEditor } from "../fields/field-editor.tsx";
import { tellingValues } from "../forms/filling.ts";
import { chosenLanguage, languageChoices } from "../forms/language.ts";
import { Parts } from "../forms/parts.tsx";
import { Similar, useSimilar } from "../forms/similar.tsx";
import { Typification } from "../forms/typification.tsx";
import type { Asked } from "./checks.ts";
import type { NewDraft } from "./draft.ts";
import { Labelled } from "./labelled.tsx";

interface AskedProps {
  desk: DeskWords;
  asked: Asked;
  draft: NewDraft;
  /** by path */
  problems: Readonly<Record<string, string>>;
  onField: (key: string, value: unknown) => void;
  hrefOf: (number: number) => string;
}

/** A choice of one, with a search where there are many; what has a value can be left without again. */
function Step({ label, value, options, onChange, optional = false, problem }: { label: string; optional?: boolean; value: string; options: { value: string; label: string }[]; onChange: (value: string) => void; problem?: string | undefined }) {
  return (
    <Labelled label={label} optional={optional} problem={problem}>
      <Picker wide label={label} unset={t("form.choose")} value={value} options={options.filter((one) => one.value !== "" || value !== "").map((one) => (one.value === "" ? { ...one, label: t("desk.none") } : one))} onChange={onChange} />
    </Labelled>
  );
}

/** The first step: type and subtype, language, and what is asked of every request; "Cargar formulario" then leads to the second (L4). */
export function FirstStep({ onType, onLanguage, ...props }: AskedProps & { onType: (type: string) => void; onLanguage: (language: string) => void }) {
  const { asked, draft, problems } = props;
  const { configuration } = props.desk;
  const { form } = asked;
  return (
    <>
      <Typification desk={configuration} type={draft.type} optional={!form.typed} labels={[t("form.type"), t("form.subtype")]} problem={problems["/type"]} step={Step} onChange={onType} />
      {form.asksLanguage && <Step label={t("form.language")} value={chosenLanguage(configuration, draft)} options={languageChoices(configuration.languages)} onChange={onLanguage} />}
      <AskedParts {...props} parts={asked.first} />
    </>
  );
}

/** Some parts, and below what they ask what is open already about the same: in the second step what the type needs (L5). */
export function AskedParts({ desk, parts, draft, problems, onField, hrefOf }: Omit<AskedProps, "asked"> & { parts: readonly DeskFormPart[] }) {
  const { configuration } = desk;
  const similar = useSimilar(tellingValues(configuration, parts, draft), "");
  return (
    <Parts
      desk={configuration}
      parts={parts}
      values={draft.fields}
      problems={problems}
      control={FieldEditor}
      onChange={onField}
      found={<Similar rows={similar} hrefOf={hrefOf} status={desk.status} lead={t("form.similar.staff")} />}
    />
  );
}
