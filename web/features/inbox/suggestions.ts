import { marks, possessions } from "../../../contract/conditions.ts";
import { priorities, states } from "../../../contract/desks.ts";
import type { TicketRow } from "../../../contract/tickets.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import { askedAs } from "../../lib/requester.ts";
import type { DeskWords } from "../desks/api.ts";
import { quoted } from "./query-tokens.ts";

export interface Suggestion {
  /** what is written for it; one that ends in a colon asks for more */
  value: string;
  label: string;
}
const keys = ["status", "assignee", "queue", "location", "type", "tag", "priority", "requester", "organization", "state", "created", "updated", "due", "solved", "replied", "reopened", "rated", "satisfaction", "solver", "is", "has", "approval", "followups", "involves", "source"] as const;
const approvalStates = ["pending", "granted", "refused"] as const;
/** So many are shown. */
const most = 8;

const folded = (words: string) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const lastWord = (words: string): string => /(?:^|\s)-?(\S*)$/.exec(words)?.[1] ?? "";
/** What can be chosen by its own name, without the filter's. */
const named = ["status", "queue", "location", "type", "tag", "assignee"] as const;
const fewestLetters = 3;
/** Does a word of it begin so? */
const begins = (name: string, word: string): boolean => folded(name).split(/[^\p{L}\p{N}]+/u).some((one) => one.startsWith(folded(word)));

/** What is typed, with its last word taken to its end. */
export const completed = (words: string, value: string): string => words.slice(0, words.length - lastWord(words).length) + value;

/** How the word being typed could go on: as the name of a filter, or as one of its values. Nothing typed, nothing suggested. */
export function suggestionsFor(words: string, desk: DeskWords | undefined, rows: readonly TicketRow[], tags: readonly string[]): Suggestion[] {
  const word = lastWord(words);
  const [, key, typed = ""] = /^([a-z]+):(.*)$/i.exec(word) ?? [];
  if (word === "" || word.startsWith('"')) return [];
  if (key === undefined) {
    if (word.length < 2) return [];
    const found = keys.filter((one) => one.startsWith(folded(word)) || folded(nameOf(one)).startsWith(folded(word)));
    const values = word.length < fewestLetters ? [] : named.flatMap((one) => valuesOf(one, desk, rows, tags).filter((value) => begins(value.label, word) || begins(value.value, word)).map(({ value, label }) => ({ value: `${one}:${value}`, label })));
    return [...found.map((one) => ({ value: `${one}:`, label: nameOf(one) })), ...values].slice(0, most);
  }
  const wanted = folded(typed.replaceAll('"', ""));
  return valuesOf(key.toLowerCase(), desk, rows, tags)
    .map(({ value, label }) => ({ value: `${key.toLowerCase()}:${value}`, label, plain: value }))
    .filter((one) => folded(one.plain).includes(wanted) || folded(one.label).includes(wanted))
    .filter((one) => one.plain !== typed)
    .slice(0, most);
}

const nameOf = (key: string): string => (hasText(`desk.filter.${key}`) ? text(`desk.filter.${key}`) : key);

function valuesOf(key: string, desk: DeskWords | undefined, rows: readonly TicketRow[], tags: readonly string[]): Suggestion[] {
  const { statuses = [], queues = [], types = [], agents = [] } = desk?.configuration ?? {};
  switch (key) {
    case "status":
      return statuses.map((one) => ({ value: one.key, label: desk?.status(one.key) ?? "" }));
    case "queue":
      return queues.map((one) => ({ value: one.key, label: desk?.queue(one.key) ?? "" }));
    case "location":
      return (desk?.configuration.locations ?? []).map((one) => ({ value: quoted(one.name.toLowerCase()), label: one.name }));
    case "type":
      return types.map((one) => ({ value: one.key, label: desk?.type(one.key) ?? "" }));
    case "solver":
    case "assignee":
      return [{ value: "me", label: t("desk.me") }, { value: "none", label: t("desk.nobody") }, ...agents.map((one) => ({ value: one.email, label: one.name }))];
    case "priority":
      return priorities.map((one) => ({ value: one, label: t(`desk.priority.${one}`) }));
    case "state":
      return states.map((one) => ({ value: one, label: "" }));
    case "is":
      return [...["open", "unassigned"], ...marks, ...["spam", "deleted"]].map((one) => ({ value: one, label: hasText(`desk.filter.is.${one}`) ? text(`desk.filter.is.${one}`) : "" }));
    case "has":
      return possessions.map((one) => ({ value: one, label: t(`desk.filter.has.${one}`) }));
    case "approval":
      return [...approvalStates.map((one) => ({ value: one, label: t(`desk.approval.state.${one}`) })), { value: "none", label: t("desk.approval.none") }];
    case "followups":
      return ["0", ">=1", ">=3"].map((value) => ({ value, label: "" }));
    case "satisfaction":
      return [">=4", "<=2", "5"].map((value) => ({ value, label: "" }));
    case "tag":
      return [...tags.map((tag) => ({ value: quoted(tag), label: "" })), { value: "none", label: t("desk.fact.no-tags") }];
    case "requester":
    case "involves":
      return [...new Map(rows.map((row) => [askedAs(row.requester), row.requester.name]))].map(([value, label]) => ({ value, label }));
    case "source":
      return [...new Set(rows.map((row) => row.source))].map((value) => ({ value, label: "" }));
    case "created":
    case "updated":
    case "due":
    case "solved":
    case "replied":
    case "reopened":
    case "rated": {
      const today = new Date().toISOString().slice(0, 10);
      return [today, `>=${today}`, `<${today}`].map((value) => ({ value, label: "" }));
    }
    default:
      return [];
  }
}
