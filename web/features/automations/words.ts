import { fieldAsked, none, type Condition } from "../../../contract/conditions.ts";
import { labelIn, type Labels } from "../../../contract/common.ts";
import { minutesOf, planned, type Deed, type RuleDefinition, type RuleWhen } from "../../../contract/rules.ts";
import { list, withBlanks } from "../../lib/format.ts";
import { currentLanguage, hasText, t, text } from "../../lib/i18n.ts";
import type { Parts } from "../settings/api.ts";

/** What a desk calls what rules name; `lists` are its configuration. */
export type Lists = Pick<Parts, "statuses" | "queues" | "types" | "fields" | "roles" | "letters" | "general">;
const called = (lists: Lists, entries: readonly { key: string; labels: Labels }[], key: string): string => {
  const labels = entries.find((one) => one.key === key)?.labels;
  return labels === undefined ? key : labelIn(labels, currentLanguage(), lists.general.language);
};

const either = (words: string[]): string => new Intl.ListFormat(currentLanguage(), { type: "disjunction" }).format(words);

const choiceWords = (lists: Lists, field: string, value: string): string => (value === none ? t("desk.none") : called(lists, lists.fields.find((one) => one.key === field)?.choices ?? [], value));

/** A value of a condition's field, or of what a change becomes. */
export function valueWords(lists: Lists, field: string, value: string): string {
  if (value === none) return t("desk.none");
  const known = { status: lists.statuses, queue: lists.queues, type: lists.types, field: lists.fields, role: lists.roles, letter: lists.letters };
  if (field === "field" && value.includes("=")) {
    const asked = fieldAsked(value);
    return `${called(lists, lists.fields, asked.key)} = ${choiceWords(lists, asked.key, asked.value)}`;
  }
  if (field in known) return called(lists, known[field as keyof typeof known], value);
  for (const key of [`desk.${field === "source" ? "channel" : field}.${value}`, `rule.value.${field}.${value}`]) if (hasText(key)) return text(key);
  return value;
}

/** `2 days`, `1 hour 30 minutes` */
export function spanWords(span: string): string {
  const minutes = minutesOf(span);
  const parts = { day: Math.floor(minutes / 1440), hour: Math.floor((minutes % 1440) / 60), minute: minutes % 60 };
  const written = Object.entries(parts).flatMap(([unit, n]) => (n === 0 ? [] : [new Intl.NumberFormat(currentLanguage(), { style: "unit", unit, unitDisplay: "long" }).format(n)]));
  return written.length === 0 ? new Intl.NumberFormat(currentLanguage(), { style: "unit", unit: "minute", unitDisplay: "long" }).format(0) : written.join(" ");
}

export const dateWords = (lists: Lists, date: string): string => (date.startsWith("field:") ? called(lists, lists.fields, date.slice(6)) : text(`rule.date.${date}`));

const changed: Record<string, string> = { "status-changed": "status", "queue-changed": "queue", "type-changed": "type", "priority-changed": "priority", "field-changed": "field" };
/** What a change of this event is a change of; undefined: it cannot be narrowed. */
export const changeOf = (event: string): string | undefined => changed[event];

export function whenWords(lists: Lists, when: RuleWhen): string {
  if ("item" in when) return t("rule.when.item", { kinds: either(when.item.map((kind) => t(`rule.item.${kind}`))) });
  if ("inStatus" in when) return t("rule.when.in-status", { statuses: either(when.inStatus.map((key) => valueWords(lists, "status", key))), span: spanWords(when.for) });
  if ("date" in when) return "before" in when ? t("rule.when.before", { span: spanWords(when.before), date: dateWords(lists, when.date) }) : t("rule.when.after", { span: spanWords(when.after), date: dateWords(lists, when.date) });
  const happened = t(`rule.event.${when.event}`);
  const to = when.to?.map((value) => valueWords(lists, changeOf(when.event) ?? "", value));
  if (to !== undefined && when.event === "field-changed") return t("rule.when.field", { values: either(to) });
  return to === undefined ? happened : t("rule.when.to", { what: happened, values: either(to) });
}

export function conditionWords(lists: Lists, condition: Condition, inner = false): string {
  if ("all" in condition || "any" in condition) {
    const parts = "all" in condition ? condition.all : condition.any;
    const said = parts.map((part) => conditionWords(lists, part, true)).join(` ${"all" in condition ? t("rule.and") : t("rule.or")} `);
    return inner && parts.length > 1 ? `(${said})` : said;
  }
  if ("not" in condition && "atLeast" in condition.not) return t("rule.below", { field: text(`rule.the.${condition.not.field}`), n: condition.not.atLeast });
  if ("not" in condition) return "in" in condition.not ? leafWords(lists, condition.not, true) : t("rule.not", { what: conditionWords(lists, condition.not, true) });
  if ("in" in condition) return leafWords(lists, condition, false);
  if ("words" in condition) return t("rule.says", { words: condition.phrase === true ? condition.words.join(" ") : condition.words.map((word) => `${word}…`).join(" ") });
  return "atLeast" in condition ? t("rule.at-least", { field: text(`rule.the.${condition.field}`), n: condition.atLeast }) : "";
}
function leafWords(lists: Lists, { field, in: wanted }: Extract<Condition, { in: readonly string[] }>, not: boolean): string {
  const asked = field === "field" ? wanted.map(fieldAsked) : [];
  // one of the desk's own fields goes by its name
  const own = asked.every(({ key }) => key === asked[0]?.key) ? asked[0]?.key : undefined;
  const name = own === undefined ? text(`rule.field.${field}`) : t("rule.own-field", { name: called(lists, lists.fields, own) });
  const sought = own === undefined ? wanted : asked.map(({ value }) => value);
  if (sought.length === 1 && sought[0] === none) return t(not ? "rule.has" : "rule.lacks", { field: name });
  const values = sought.map((value) => (own === undefined ? valueWords(lists, field, value) : choiceWords(lists, own, value))).join(t("rule.or-short"));
  if (field === "has") return t(not ? "rule.holds-not" : "rule.holds", { values });
  return t(not ? "rule.is-not" : "rule.is", { field: own === undefined ? text(`rule.the.${field}`) : name, values });
}

/** A deed in the desk's own words. */
export function deedWords(lists: Lists, { key, params }: Deed): string {
  const named = Object.entries(params).map(([name, value]) => [name, typeof value === "string" && value !== "" ? (name === "text" ? withBlanks(value) : valueWords(lists, name, value)) : value] as const);
  const told = Object.fromEntries(named);
  return hasText(`rule.did.${key}`) ? text(`rule.did.${key}`, told) : key;
}

/** The whole rule, read aloud. */
export function sentenceOf(rule: Pick<RuleDefinition, "when" | "if" | "then">, lists: Lists): string {
  const deeds = rule.then.flatMap(planned).map((deed) => deedWords(lists, deed));
  const condition = rule.if === undefined ? "" : conditionWords(lists, rule.if);
  return [
    `${t("rule.when")} ${whenWords(lists, rule.when)}`,
    ...(condition === "" ? [] : [`${t("rule.if")} ${condition}`]),
    ...(deeds.length === 0 ? [] : [`${t("rule.then")} ${list(deeds)}`]),
  ].join(" · ");
}
