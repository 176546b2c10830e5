import type { DeskConfiguration, TicketField } from "../../../contract/desks.ts";
import { isBlank, wrongIn } from "../../../contract/fields.ts";
import { asksByType, fieldsAsked, firstParts, lineOf, partsOfType, type DeskForm, type DeskFormPart, type FormAudience } from "../../../contract/forms.ts";
import { t } from "../../lib/i18n.ts";
import { fieldProblem } from "../fields/checked.ts";

/** What somebody has filled in so far; values of fields that are not asked any more stay, in case they are again. */
export interface Answers {
  type: string;
  fields: Readonly<Record<string, unknown>>;
  /** in which to write to who asks; absent: not chosen */
  language?: string;
}
/** What a form is filled in with: of a desk as pages read it, or of one that is being configured. */
export type FormDesk = Pick<DeskConfiguration, "key" | "language" | "types" | "fields">;
type Type = DeskConfiguration["types"][number];

export const formOf = (desk: Pick<DeskConfiguration, "forms"> | undefined, audience: FormAudience): DeskForm | undefined => desk?.forms.find((one) => one.for === audience);

/** One step of the typification: what can be chosen there, and what is. */
export interface Level {
  chosen: string;
  options: readonly Type[];
}
/** Type, subtype and so on: the next step is there once the one before is chosen, with what is below that only (L4). */
export function levelsOf(types: readonly Type[], chosen: string): Level[] {
  const usable = types.filter((one) => one.usable);
  const below = (parent: string | null) => usable.filter((one) => (usable.some(({ key }) => key === one.parent) ? one.parent : null) === parent);
  const line = lineOf(usable, chosen).toReversed();
  const levels: Level[] = [];
  for (let n = 0, parent: string | null = null; n <= line.length; n += 1) {
    const options = below(parent);
    if (options.length === 0) break;
    levels.push({ chosen: line[n] ?? "", options });
    parent = line[n] ?? "";
  }
  return levels;
}

/** The type that choosing at a step makes; choosing nothing there goes back to the step before. */
export const typeAfter = (levels: readonly Level[], step: number, key: string): string => (key === "" ? (levels[step - 1]?.chosen ?? "") : key);

/** What is wrong with the choice of a type, in words; undefined: nothing. */
export function typeProblem(desk: FormDesk, form: DeskForm, type: string): string | undefined {
  const levels = levelsOf(desk.types, type);
  const last = levels.at(-1);
  if (!form.typed || last === undefined || last.chosen !== "") return undefined;
  return t(levels.length === 1 ? "problem.form.type-missing" : "problem.form.subtype-missing");
}

/** What a form asks with this type: first, and of the type. */
export function askedOf(desk: FormDesk, form: DeskForm, type: string): { first: DeskFormPart[]; ofType: DeskFormPart[]; byType: boolean } {
  return { first: firstParts(form), ofType: partsOfType(form, lineOf(desk.types, type)), byType: asksByType(form) };
}

/** The fields of some parts that the desk still has. */
const fieldsIn = (desk: FormDesk, parts: readonly DeskFormPart[]): { field: TicketField; required: boolean; similar: boolean }[] =>
  fieldsAsked(parts).flatMap(({ field: key, required, similar }) => desk.fields.flatMap((field) => (field.key === key ? [{ field, required, similar }] : [])));

/** What is missing or wrong in some parts, in words, by the path that the server would tell. */
export function wrongAnswers(desk: FormDesk, parts: readonly DeskFormPart[], { fields }: Answers): Record<string, string> {
  return Object.fromEntries(
    fieldsIn(desk, parts).flatMap(({ field, required }) => {
      const value = fields[field.key] ?? null;
      const problem = required && field.kind !== "check" && isBlank(value) ? t("problem.field.required") : fieldProblem(field, value);
      return problem === undefined ? [] : [[`/fields/${field.key}`, problem]];
    }),
  );
}

/** The answers to what was asked, as the server takes them. */
export const givenAnswers = (desk: FormDesk, parts: readonly DeskFormPart[], { fields }: Answers): Record<string, unknown> =>
  Object.fromEntries(fieldsIn(desk, parts).flatMap(({ field: { key } }) => (isBlank(fields[key]) ? [] : [[key, fields[key]]])));

/** Values by which other requests about the same thing are found: whole and right ones only. */
export const tellingValues = (desk: FormDesk, parts: readonly DeskFormPart[], { fields }: Answers): string[] =>
  fieldsIn(desk, parts).flatMap(({ field, similar }) => {
    const value = fields[field.key];
    return similar && !isBlank(value) && (typeof value === "string" || typeof value === "number") && wrongIn(field, value) === null ? [String(value)] : [];
  });
