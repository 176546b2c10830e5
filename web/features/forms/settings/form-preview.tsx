import { useState } from "react";
import type { DeskForm, FormDefinition } from "../../../../contract/forms.ts";
import { t } from "../../../lib/i18n.ts";
import { Button } from "../../../ui/button.tsx";
import { Choice, Field } from "../../../ui/field.tsx";
import { FieldEditor } from "../../fields/field-editor.tsx";
import type { Parts as Lists } from "../../settings/api.ts";
import { FieldInput } from "../field-input.tsx";
import { askedOf, typeProblem, wrongAnswers, type Answers, type FormDesk } from "../filling.ts";
import { chosenLanguage, languageChoices } from "../language.ts";
import { Parts } from "../parts.tsx";
import { Typification } from "../typification.tsx";
import styles from "./settings.module.css";

/** The form as those it is for will fill it in: it can be tried here, and sends nothing. */
export function FormPreview({ form, desk: key, lists }: { form: FormDefinition; desk: string; lists: Lists }) {
  const [answers, setAnswers] = useState<Answers>({ type: "", fields: {} });
  const [told, setTold] = useState<Readonly<Record<string, string>>>({});
  const desk = deskOf(key, lists, form);
  const shown = formOfDefinition(form);
  const { first, ofType } = askedOf(desk, shown, answers.type);
  const parts = [...first, ...ofType];
  const { language, languages } = lists.general;
  const check = () => {
    const type = typeProblem(desk, shown, answers.type);
    setTold({ ...(type === undefined ? {} : { "/type": type }), ...wrongAnswers(desk, parts, answers) });
  };
  return (
    <aside className={styles.preview} aria-label={t("desk.forms.preview")}>
      <div className={styles.previewHead}>
        <h3>{t("desk.forms.preview")}</h3>
        <Button onClick={check}>{t("desk.forms.check")}</Button>
      </div>
      <div className={styles.paper}>
        <Typification
          desk={desk}
          type={answers.type}
          optional={!shown.typed}
          labels={form.for === "customers" ? [t("form.about"), t("form.about.more")] : [t("form.type"), t("form.subtype")]}
          problem={told["/type"]}
          onChange={(type) => {
            setAnswers((before) => ({ ...before, type }));
            setTold({});
          }}
        />
        {shown.asksLanguage && <Choice label={t("form.language")} value={chosenLanguage({ language, languages }, answers)} options={languageChoices(languages)} onChange={(chosen) => setAnswers((before) => ({ ...before, language: chosen }))} />}
        <Parts
          desk={desk}
          parts={parts}
          values={answers.fields}
          problems={told}
          control={form.for === "customers" ? FieldInput : FieldEditor}
          found={null}
          onChange={(field, value) => {
            setAnswers((before) => ({ ...before, fields: { ...before.fields, [field]: value } }));
            setTold(({ [`/fields/${field}`]: _mended, ...rest }) => rest);
          }}
        />
        <Field label={t("desk.fact.subject")} disabled value="" readOnly />
        <p className={styles.hint}>{t("desk.forms.preview.rest")}</p>
      </div>
    </aside>
  );
}

/** Customers are offered the types of nobody's own. */
const deskOf = (key: string, { general, types, fields }: Lists, { for: audience }: FormDefinition): FormDesk => {
  const reserved = (type: Lists["types"][number] | undefined): boolean => type !== undefined && (type.roles !== undefined || reserved(types.find((one) => one.key === type.parent && one.key !== type.key)));
  return {
    key,
    language: general.language,
    types: types.map((type) => ({ key: type.key, parent: type.parent ?? null, labels: type.labels, usable: audience === "staff" || !reserved(type), callsWait: false })),
    fields: fields.map(({ key: own, labels, kind, required, pattern, example, choices, currency }) => ({ key: own, labels, kind, required: required ?? null, pattern: pattern ?? null, example: example ?? null, choices: choices ?? [], currency: currency ?? null })),
  };
};

const formOfDefinition = ({ key, labels, for: audience, typed, asksLanguage, parts }: FormDefinition): DeskForm => ({
  key,
  labels,
  for: audience,
  typed: typed === true,
  asksLanguage: asksLanguage === true,
  parts: parts.map((part) => ({
    labels: part.labels ?? {},
    types: part.types ?? null,
    guidance: (part.guidance ?? []).map(({ texts }) => texts),
    fields: part.fields.map(({ field, required, similar, hint }) => ({ field, required: required === true, similar: similar === true, hint: hint ?? {} })),
  })),
});
