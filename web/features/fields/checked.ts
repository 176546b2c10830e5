import { useState } from "react";
import type { TicketField } from "../../../contract/desks.ts";
import { isBlank, wrongIn } from "../../../contract/fields.ts";
import { text } from "../../lib/i18n.ts";

/** What is wrong with a field's value, in the reader's words; undefined: nothing. A field without value is not wrong by itself. */
export function fieldProblem(field: TicketField, value: unknown): string | undefined {
  const wrong = isBlank(value) ? null : wrongIn(field, value);
  return wrong === null ? undefined : text(`problem.${wrong.key}`, wrong.params);
}

/** What no more typing mends is said at once. */
const isTooMuch = (field: TicketField, value: unknown) => typeof value === "string" && wrongIn(field, value)?.key === "field.too-long";

/** Capitals where only they were missing, no blanks around: what a person would have corrected. */
function corrected(field: TicketField, value: unknown): unknown {
  if (typeof value !== "string" || (field.kind !== "text" && field.kind !== "person")) return value;
  const trimmed = value.trim();
  if (trimmed === "") return null;
  const capitals = trimmed.toLocaleUpperCase("en");
  return wrongIn(field, trimmed) !== null && wrongIn(field, capitals) === null ? capitals : trimmed;
}

/** What a line of a form says is wrong with its value: once it is left, then as one types (L6). `told`: what the server or the form says. */
export function useChecked({ field, value, told, onChange, onLeave }: { field: TicketField; value: unknown; told?: string | undefined; onChange: (value: unknown) => void; onLeave?: ((value: unknown) => void) | undefined }) {
  const [left, setLeft] = useState(false);
  return {
    problem: told ?? (left || isTooMuch(field, value) ? fieldProblem(field, value) : undefined),
    leave: (now: unknown) => {
      const better = corrected(field, now);
      if (better !== now) onChange(better);
      setLeft(!isBlank(better));
      onLeave?.(better);
    },
  };
}
