import type { Configuration } from "../../contract/configuration.ts";
import type { FormDefinition, FormPart } from "../../contract/forms.ts";

type Full = Configuration["definition"];
type Wrong = (path: string, key: string, params?: Record<string, string | number>) => void;

/** What is wrong with a desk's forms: a second one for the same people, and what it names but nobody could fill in. */
export function formMistakes(desk: Full, wrong: Wrong): void {
  const roles = new Set(desk.roles.map(({ key }) => key));
  const types = new Set(desk.types.map(({ key }) => key));
  const fields = new Map(desk.fields.flatMap((field) => (field.on === undefined || field.on === "ticket" ? [[field.key, field] as const] : [])));
  desk.forms.forEach((form, n) => {
    const at = `/forms/${n}`;
    const named = form.labels[desk.language] ?? form.key;
    if (desk.forms.findIndex((one) => one.for === form.for) < n) wrong(`${at}/for`, "form-twice");
    form.parts.forEach((part, m) => {
      const where = `${at}/parts/${m}`;
      part.types?.forEach((key, k) => types.has(key) || wrong(`${where}/types/${k}`, "form-unknown", { key, form: named }));
      part.guidance?.forEach((guidance, k) => {
        if (guidance.texts[desk.language] === undefined) wrong(`${where}/guidance/${k}/texts`, "label-missing");
        if (guidance.roles !== undefined && form.for === "customers") wrong(`${where}/guidance/${k}/roles`, "form-roles");
        guidance.roles?.forEach((key, r) => roles.has(key) || wrong(`${where}/guidance/${k}/roles/${r}`, "unknown-key", { key }));
      });
      const seen = new Set<string>();
      part.fields.forEach(({ field: key }, k) => {
        const path = `${where}/fields/${k}/field`;
        const field = fields.get(key);
        if (field === undefined) wrong(path, "form-unknown", { key, form: named });
        // customers cannot look organizations up
        else if (field.kind === "organization" && form.for === "customers") wrong(path, "form-field");
        else if (seen.has(key)) wrong(path, "form-field-twice");
        seen.add(key);
      });
    });
  });
}

const spoken = (labels: Record<string, string> = {}): Record<string, string> => Object.fromEntries(Object.entries(labels).flatMap(([language, text]) => (text.trim() === "" ? [] : [[language, text.trim()]])));
const unless = <T extends object>(empty: boolean, value: T): T | Record<never, never> => (empty ? {} : value);

/** The same form written the same way, whoever wrote it: nothing empty, nothing that says no. */
export const tidyForm = ({ key, labels, for: audience, typed, asksLanguage, parts }: FormDefinition): FormDefinition => ({
  key,
  labels: spoken(labels),
  for: audience,
  ...unless(typed !== true, { typed: true }),
  ...unless(asksLanguage !== true, { asksLanguage: true }),
  parts: parts.map(tidyPart),
});

function tidyPart({ labels, types, guidance = [], fields }: FormPart): FormPart {
  const heading = spoken(labels);
  const texts = guidance.map(({ texts: said, roles }) => ({ texts: spoken(said), ...(roles === undefined ? {} : { roles }) }));
  return {
    ...unless(Object.keys(heading).length === 0, { labels: heading }),
    ...(types === undefined ? {} : { types }),
    ...unless(texts.length === 0, { guidance: texts }),
    fields: fields.map(({ field, required, hint, similar }) => ({
      field,
      ...unless(required !== true, { required: true }),
      ...unless(Object.keys(spoken(hint)).length === 0, { hint: spoken(hint) }),
      ...unless(similar !== true, { similar: true }),
    })),
  };
}
