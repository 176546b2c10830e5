import { isBlank } from "../../contract/fields.ts";
import { fieldsAsked, firstParts, lineOf, partsOfType, type DeskForm } from "../../contract/forms.ts";
import { problem } from "../platform/problem.ts";
import type { Actor } from "../platform/work.ts";
import { fieldMistakes, refuseMistakes, type FieldMistake } from "./fields.ts";
import { holdsRole, mayUseType } from "./rules.ts";
import type { DeskConfig, DeskFormRow, DeskType } from "./store.ts";

/**
 * The desk's forms as one reader fills them in; null is nobody who is signed in. Customers have theirs only. What is meant
 * for some roles of the staff (L15), or asked of types that others use (L2), does not reach anybody else.
 */
export function formsFor(desk: DeskConfig, actor: Actor | null, staff: boolean): DeskForm[] {
  const usable = new Set(typesFor(desk, actor).map(({ key }) => key));
  const inRole = (roles: string[] | undefined) => roles === undefined || (actor !== null && holdsRole(actor, desk.id, roles));
  const required = new Set(desk.fields.flatMap(({ key, archived, settings }) => (!archived && settings.required === "create" ? [key] : [])));
  return desk.forms.flatMap(({ key, labels, archived, settings }) => {
    if (archived || (settings.for === "staff" && !staff)) return [];
    const parts = settings.parts.flatMap(({ labels: heading = {}, types, guidance = [], fields }) => {
      const theirs = types?.filter((one) => usable.has(one)) ?? null;
      if (theirs?.length === 0) return [];
      return [{
        labels: heading,
        types: theirs,
        guidance: guidance.flatMap(({ texts, roles }) => (inRole(roles) ? [texts] : [])),
        fields: fields.map((one) => ({ field: one.field, required: one.required === true || required.has(one.field), similar: one.similar === true, hint: one.hint ?? {} })),
      }];
    });
    return [{ key, labels, for: settings.for, typed: settings.typed === true, asksLanguage: settings.asksLanguage === true, parts }];
  });
}

const typesFor = (desk: DeskConfig, actor: Actor | null): DeskType[] =>
  desk.types.filter((type) => !type.archived && (actor === null ? type.roles === null : mayUseType(actor, desk, type)));

/** The form a new request was typed into: the one named, and for a customer theirs in any case. @throws 422 where that is none of theirs */
export function formNamed(desk: DeskConfig, staff: boolean, key: string | undefined): DeskFormRow | undefined {
  const theirs = desk.forms.filter(({ archived, settings }) => !archived && (staff || settings.for === "customers"));
  if (key === undefined) return staff ? undefined : theirs[0];
  const form = theirs.find((one) => one.key === key);
  if (form === undefined) throw problem("form.unknown", 422, { path: "/form" });
  return form;
}

/**
 * What was typed into a form, against what it asks of the type that was chosen (L5, L6).
 * @param values the fields that were given, with those the type sets
 * @throws 422 with everything that is missing, wrong or was not asked, each at its path
 */
export function checkForm(desk: DeskConfig, actor: Actor, { key }: DeskFormRow, type: DeskType | undefined, given: Readonly<Record<string, unknown>>, values: Readonly<Record<string, unknown>>): void {
  const form = formsFor(desk, actor, true).find((one) => one.key === key);
  if (form === undefined) throw problem("form.unknown", 422, { path: "/form" });
  const tree = desk.types.map((one) => ({ key: one.key, parent: desk.types.find(({ id }) => id === one.parentId)?.key ?? null }));
  const asked = fieldsAsked([...firstParts(form), ...partsOfType(form, type === undefined ? [] : lineOf(tree, type.key))]);
  const known = new Set(asked.map(({ field }) => field));
  const mistakes: FieldMistake[] = [
    ...typeMistakes(desk, actor, form, type),
    ...asked.flatMap(({ field, required }) => (required && isMissing(desk, field, values[field]) ? [{ path: `/fields/${field}`, key: "field.required", params: {} }] : [])),
    ...fieldMistakes(desk.fields, values, "change"),
    ...Object.keys(given).flatMap((field) => (given[field] == null || known.has(field) ? [] : [{ path: `/fields/${field}`, key: "form.not-asked", params: { field } }])),
  ];
  refuseMistakes(mistakes);
}

/** A box left unticked is an answer; a field that was removed since is not asked for. */
function isMissing(desk: DeskConfig, key: string, value: unknown): boolean {
  const field = desk.fields.find((one) => one.key === key && !one.archived);
  return field !== undefined && field.kind !== "check" && isBlank(value);
}

function typeMistakes(desk: DeskConfig, actor: Actor, form: DeskForm, type: DeskType | undefined): FieldMistake[] {
  const mine = typesFor(desk, actor);
  if (!form.typed || mine.length === 0) return [];
  if (type === undefined) return [{ path: "/type", key: "form.type-missing", params: {} }];
  return mine.some(({ parentId }) => parentId === type.id) ? [{ path: "/type", key: "form.subtype-missing", params: {} }] : [];
}
