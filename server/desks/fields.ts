import type { FieldDefinition, FieldOwner } from "../../contract/configuration.ts";
import { Temporal } from "../platform/clock.ts";
import type { DeskField } from "./store.ts";

/** What is wrong with the value of a field: where it stands, and the key below `problem.` that says it. */
export interface FieldMistake {
  path: string;
  key: string;
  params: Record<string, string | number>;
}
/** `change`: what is given must be right; `create` and `solve`: what must be there then is there, besides. */
export type FieldMoment = "change" | "create" | "solve";

/** Longer values are no values: bounds of one line, of a text, and of what a pattern is tried on. */
const most = { line: 1000, text: 20_000, matched: 200 };

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
      if (value === null || isBlank(value)) return isDue(field, moment) ? [{ path: pathOf(field.key), key: moment === "solve" ? "field.required-to-solve" : "field.required", params: {} }] : [];
      // what was right when it was set solves: a choice may have been removed since
      const mistake = moment === "solve" ? null : wrongIn({ kind: field.kind, ...field.settings }, value);
      return mistake === null ? [] : [{ path: pathOf(field.key), ...mistake }];
    }),
  ];
}

const pathOf = (key: string) => `/fields/${key}`;
const isBlank = (value: unknown) => value === "" || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0);

/** What is needed to open is needed to solve, too: mail opens tickets without asking. A box left unticked is an answer. */
const isDue = ({ settings, kind }: DeskField, moment: FieldMoment) =>
  kind !== "check" && (moment === "solve" ? settings.required !== undefined : moment === "create" && settings.required === "create");

type Wrong = Omit<FieldMistake, "path"> | null;
const wrong = (key: string, params: Record<string, string | number> = {}): Wrong => ({ key: `field.${key}`, params });

/** What is wrong with one value that is given; null: nothing. */
export function wrongIn(field: Omit<FieldDefinition, "key" | "labels">, value: unknown): Wrong {
  switch (field.kind) {
    case "text":
      if (typeof value !== "string" || /[\r\n]/.test(value)) return wrong("text");
      if (value.length > most.line) return wrong("too-long", { most: most.line });
      return matches(field.pattern, value) ? null : wrong(field.example === undefined ? "pattern" : "pattern-example", { example: field.example ?? "" });
    case "long-text":
      if (typeof value !== "string") return wrong("text");
      return value.length > most.text ? wrong("too-long", { most: most.text }) : null;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? null : wrong("number");
    case "money":
      return typeof value === "number" && Number.isFinite(value) && hasCents(value) ? null : wrong("money");
    case "date":
      return typeof value === "string" && isDate(value) ? null : wrong("date");
    case "choice":
      return typeof value === "string" && isChoice(field, value) ? null : wrong("choice");
    case "multi-choice":
      return Array.isArray(value) && value.every((one) => typeof one === "string" && isChoice(field, one)) && new Set(value).size === value.length ? null : wrong("choice");
    case "check":
      return typeof value === "boolean" ? null : wrong("check");
    case "person":
      return typeof value === "string" && value.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(value) ? null : wrong("person");
    case "organization":
      return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? null : wrong("organization");
  }
}

/** The whole value, in Unicode. A pattern that is none (it is checked when it is configured) refuses nothing. */
function matches(pattern: string | undefined, value: string): boolean {
  const expression = pattern === undefined ? null : patternOf(pattern);
  return expression === null || (value.length <= most.matched && expression.test(value));
}

/** A configured pattern, made to match whole values; null: it is no regular expression. */
export function patternOf(pattern: string): RegExp | null {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const hasCents = (value: number) => Math.abs(value) < 1e12 && Math.round(value * 100) / 100 === value;
const isChoice = ({ choices = [] }: Pick<FieldDefinition, "choices">, value: string) => choices.some((choice) => choice.key === value);

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  try {
    Temporal.PlainDate.from(value, { overflow: "reject" });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
