export const fieldKinds = ["text", "long-text", "number", "money", "date", "choice", "multi-choice", "check", "person", "organization"] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** Longer values are no values: bounds of one line, of a text, and of what a pattern is tried on. */
const most = { line: 1000, text: 20_000, matched: 200 };

/** What a value is checked against: a field as it is configured, or as a form knows it. */
export interface FieldRules {
  kind: FieldKind;
  pattern?: string | null | undefined;
  example?: string | null | undefined;
  choices?: readonly { key: string }[] | undefined;
}
/** The key below `problem.` that says what is wrong. */
export interface Wrong {
  key: string;
  params: Record<string, string | number>;
}
const wrong = (key: string, params: Wrong["params"] = {}): Wrong => ({ key: `field.${key}`, params });

/** No value: what stands for it in a form, and what a field without value holds. */
export const isBlank = (value: unknown): boolean => value == null || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0);

/** What is wrong with one value that is given; null: nothing. The server refuses by it, a form says it as one types. */
export function wrongIn(field: FieldRules, value: unknown): Wrong | null {
  switch (field.kind) {
    case "text":
      if (typeof value !== "string" || /[\r\n]/.test(value)) return wrong("text");
      if (value.length > most.line) return wrong("too-long", { most: most.line });
      return matches(field.pattern, value) ? null : field.example == null ? wrong("pattern") : wrong("pattern-example", { example: field.example });
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
function matches(pattern: FieldRules["pattern"], value: string): boolean {
  const expression = pattern == null ? null : patternOf(pattern);
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
const isChoice = ({ choices = [] }: Pick<FieldRules, "choices">, value: string) => choices.some((choice) => choice.key === value);

/** A day of the calendar, as ISO 8601 writes it. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
