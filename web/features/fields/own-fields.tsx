import { useState } from "react";
import type { DeskConfiguration } from "../../../contract/desks.ts";
import { isBlank, wrongIn } from "../../../contract/fields.ts";
import { useMe } from "../auth/api.ts";
import { useDesk } from "../desks/api.ts";
import { FieldEditor } from "./field-editor.tsx";

type Values = Record<string, unknown>;
type Owner = "personFields" | "organizationFields";

/** The fields that desks configure for people or organizations, with what is typed into them until the form is sent. */
export function useOwnFields(owner: Owner, saved: Values) {
  const desk = useDesk(useMe().desks[0]?.key ?? "")?.configuration;
  const [typed, setTyped] = useState<Values>({});
  const fields = desk?.[owner] ?? [];
  const current = (key: string) => (key in typed ? typed[key] : (saved[key] ?? null));
  return {
    desk,
    fields,
    current,
    set: (key: string, value: unknown) => setTyped((before) => ({ ...before, [key]: value })),
    /** as a change takes them; a value that was taken away is null */
    changes: Object.fromEntries(Object.entries(typed).map(([key, value]) => [key, isBlank(value) ? null : value])),
    /** does a value stand in the way of sending? What is wrong is said at its field. */
    wrong: fields.some((field) => !isBlank(current(field.key)) && wrongIn(field, current(field.key)) !== null),
  };
}

export function OwnFields({ own, readOnly = false, problems = {} }: { own: ReturnType<typeof useOwnFields>; readOnly?: boolean; problems?: Record<string, string> }) {
  if (own.desk === undefined) return null;
  const { key: desk, language }: DeskConfiguration = own.desk;
  return own.fields.map((field) => (
    <FieldEditor key={field.key} field={field} optional readOnly={readOnly} language={language} desk={desk} value={own.current(field.key)} problem={problems[`/fields/${field.key}`]} onChange={(value) => own.set(field.key, value)} />
  ));
}
