import { IconBolt, IconClock, IconInbox } from "@tabler/icons-react";
import type { BulkChange } from "../../../contract/bulks.ts";
import { priorities } from "../../../contract/desks.ts";
import { currentLanguage, t, type TextKey } from "../../lib/i18n.ts";
import type { PickerOption } from "../../ui/controls/picker.tsx";
import { Face } from "../../ui/face.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import type { Offered } from "../canned/canned-picker.tsx";
import type { DeskWords } from "../desks/api.ts";
import { priorityIcons } from "../tickets/facts.tsx";

/** What can be chosen for tickets in a list. */
export const choices = ["status", "assignee", "queue", "priority", "type", "postpone", "macro"] as const;
export type Choice = (typeof choices)[number];
export const choiceLabel: Record<Choice, TextKey> = {
  status: "desk.fact.status",
  assignee: "desk.fact.assignee",
  queue: "desk.fact.queue",
  priority: "desk.fact.priority",
  type: "desk.fact.type",
  postpone: "desk.act.postpone",
  macro: "desk.bulk.macro",
};
const nobody = "-";

const spans = [
  { amount: 1, unit: "hours" },
  { amount: 4, unit: "hours" },
  { amount: 1, unit: "days" },
  { amount: 2, unit: "days" },
  { amount: 3, unit: "days" },
  { amount: 1, unit: "weeks" },
  { amount: 2, unit: "weeks" },
  { amount: 1, unit: "months" },
] as const;

/** "3 days", by the reader's language. */
const spanWords = ({ amount, unit }: (typeof spans)[number]): string => new Intl.NumberFormat(currentLanguage(), { style: "unit", unit: unit.slice(0, -1), unitDisplay: "long" }).format(amount);

/** A canned reply that does something. */
export type Macro = Pick<Offered, "key" | "name" | "sets">;

export function optionsFor(choice: Choice, desk: DeskWords | undefined, me: string | null, macros: readonly Macro[]): PickerOption[] {
  const { statuses = [], queues = [], types = [], agents = [] } = desk?.configuration ?? {};
  switch (choice) {
    case "status":
      return statuses.map((one) => ({ value: one.key, label: desk?.status(one.key) ?? one.key, icon: <StateIcon state={one.state} color={one.color} /> }));
    case "assignee":
      return [
        ...agents.filter((one) => one.assignable).toSorted((a, b) => Number(b.email === me) - Number(a.email === me)).map((one) => ({ value: one.email, label: one.name, icon: <Face name={one.name} seed={one.email} size={18} />, ...(one.email === me ? { hint: t("desk.me") } : {}) })),
        { value: nobody, label: t("desk.nobody"), icon: <Face name={null} size={18} /> },
      ];
    case "queue":
      return queues.map((one) => ({ value: one.key, label: desk?.queue(one.key) ?? one.key, icon: <IconInbox size={16} color="var(--text-3)" aria-hidden /> }));
    case "priority":
      return priorities.toReversed().map((one) => ({ value: one, label: t(`desk.priority.${one}`), icon: priorityIcons[one] }));
    case "type":
      return types.map((one) => ({ value: one.key, label: desk?.type(one.key) ?? one.key }));
    case "macro":
      return macros.map(({ key, name, sets }) => ({
        value: key, label: name, icon: <IconBolt size={16} color="var(--text-3)" aria-hidden />,
        hint: [sets.status === undefined ? [] : (desk?.status(sets.status) ?? sets.status), sets.assignee === undefined ? [] : t("desk.me"), sets.tags ?? []].flat().join(" · "),
      }));
    case "postpone":
      return spans.map((span) => ({ value: `${span.amount} ${span.unit}`, label: spanWords(span), icon: <IconClock size={16} color="var(--text-3)" aria-hidden /> }));
  }
}

/** What a choice makes of the tickets. Of a macro, what it does; its text is for one customer at a time. */
export function changeOf(choice: Choice, value: string, me: string | null, macros: readonly Macro[]): BulkChange | undefined {
  switch (choice) {
    case "macro": {
      const { status, tags = [], assignee } = macros.find((one) => one.key === value)?.sets ?? {};
      const change: BulkChange = { ...(status === undefined ? {} : { status }), ...(tags.length === 0 ? {} : { addTags: tags }), ...(assignee === undefined || me === null ? {} : { assignee: me }) };
      return Object.keys(change).length === 0 ? undefined : change;
    }
    case "assignee":
      return { assignee: value === nobody ? null : value };
    case "priority": {
      const priority = priorities.find((one) => one === value);
      return priority && { priority };
    }
    case "postpone": {
      const span = spans.find((one) => `${one.amount} ${one.unit}` === value);
      return span && { postpone: span };
    }
    default:
      return { [choice]: value };
  }
}
