import type { FieldOwner } from "../../contract/configuration.ts";
import { isBlank, wrongIn } from "../../contract/fields.ts";
import { problem } from "../platform/problem.ts";
import type { DeskConfig, DeskField } from "./store.ts";

/** What is wrong with the value of a field: where it stands, and the key below `problem.` that says it. */
export interface FieldMistake {
  path: string;
  key: string;
  params: Record<string, string | number>;
}
/** `change`: what is given must be right; `create` and `solve`: what must be there then is there, besides. */
export type FieldMoment = "change" | "create" | "solve";

/**
 * What is wrong with some values, in the order of the desk's fields. A field without value is absent or null.
 * @param values of `create` and `solve`: all the ticket has; of `change`: what is to be set
 */
export function fieldMistakes(fields: readonly DeskField[], values: Readonly<Record<string, unknown>>, moment: FieldMoment, owner: FieldOwner = "ticket"): FieldMistake[] {
  const known = fields.filter((field) => !field.archived && (field.settings.on ?? "ticket") === owner);
  const unknown = Object.keys(values).filter((key) => values[key] != null && !fields.some((field) => field.key === key && (moment === "solve" || known.includes(field))));
  return [
    ...unknown.map((key) => ({ path: pathOf(key), key: "ticket.unknown-field", params: { key } })),
    ...known.flatMap((field): FieldMistake[] => {
      const value = values[field.key] ?? null;
      if (isBlank(value)) return isDue(field, moment) ? [{ path: pathOf(field.key), key: moment === "solve" ? "field.required-to-solve" : "field.required", params: {} }] : [];
      // what was right when it was set solves: a choice may have been removed since
      const mistake = moment === "solve" ? null : wrongIn({ kind: field.kind, ...field.settings }, value);
      return mistake === null ? [] : [{ path: pathOf(field.key), ...mistake }];
    }),
  ];
}

/** @throws 422 with every value that is wrong, at its path */
export function refuseMistakes(mistakes: readonly FieldMistake[]): void {
  const [first] = mistakes;
  if (first !== undefined) throw problem(first.key, 422, { params: first.params, path: first.path, errors: mistakes });
}

/** People and organizations belong to the whole installation: they have every desk's fields. Of one key, the first desk's. */
export function fieldsOf(desks: readonly DeskConfig[], owner: Exclude<FieldOwner, "ticket">): DeskField[] {
  const all = desks.flatMap((desk) => desk.fields).filter((field) => !field.archived && field.settings.on === owner);
  return [...Map.groupBy(all, (field) => field.key).values()].flatMap((same) => same.slice(0, 1));
}

const pathOf = (key: string) => `/fields/${key}`;

/** What is needed to open is needed to solve, too: mail opens tickets without asking. A box left unticked is an answer. */
const isDue = ({ settings, kind }: DeskField, moment: FieldMoment) =>
  kind !== "check" && (moment === "solve" ? settings.required !== undefined : moment === "create" && settings.required === "create");
