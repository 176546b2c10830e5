import { labelIn, type Labels } from "../../../contract/common.ts";
import { parseQuery } from "../../../contract/query.ts";
import { clockKinds, type ServiceLevelDefinition, type Target } from "../../../contract/service-levels.ts";
import { list } from "../../lib/format.ts";
import { currentLanguage, hasText, t, text } from "../../lib/i18n.ts";
import { conditionWords } from "../automations/words.ts";
import type { Parts } from "../settings/api.ts";
import { spanWords } from "./time.ts";

/** What the editor chooses from lists; the rest of the condition is written as a search. */
export const chosenFields = ["priority", "type", "queue"] as const;
export type ChosenField = (typeof chosenFields)[number];
export interface SplitCondition {
  chosen: Record<ChosenField, string[]>;
  rest: string;
}

const token = /(?:[^\s"]|"[^"]*")+/g;

/** `priority:high,urgent organization:"Hotel Sol"`, the lists apart from the rest; joined again it asks the same. */
export function splitCondition(q: string): SplitCondition {
  const chosen: SplitCondition["chosen"] = { priority: [], type: [], queue: [] };
  const rest: string[] = [];
  for (const [part] of q.matchAll(token)) {
    const [, field, values] = /^(priority|type|queue):([^"\s]+)$/.exec(part) ?? [];
    const known = chosenFields.find((one) => one === field);
    // the same field twice is "and": only one list can say it
    if (known === undefined || values === undefined || chosen[known].length > 0) rest.push(part);
    else chosen[known] = values.split(",").filter((value) => value !== "");
  }
  return { chosen, rest: rest.join(" ") };
}
export const joinCondition = ({ chosen, rest }: SplitCondition): string => [...chosenFields.flatMap((field) => (chosen[field].length === 0 ? [] : [`${field}:${chosen[field].join(",")}`])), rest].filter((part) => part !== "").join(" ");

/** "Urgent or high, in Groups: first reply within 1 h, solved within 8 h of working time (Office)." */
export function levelSentence({ q = "", calendar, targets }: ServiceLevelDefinition, lists: Parts): string {
  const named = (labels: Labels) => labelIn(labels, currentLanguage(), lists.general.language);
  const { chosen, rest } = splitCondition(q);
  const names = {
    priority: (key: string) => (hasText(`desk.priority.${key}`) ? text(`desk.priority.${key}`) : key),
    type: (key: string) => nameIn(lists.types, key),
    queue: (key: string) => nameIn(lists.queues, key),
  };
  function nameIn(entries: readonly { key: string; labels: Labels }[], key: string): string {
    const found = entries.find((one) => one.key === key);
    return found === undefined ? key : named(found.labels);
  }
  const or = new Intl.ListFormat(currentLanguage(), { type: "disjunction" });
  const which = list(chosenFields.flatMap((field) => (chosen[field].length === 0 ? [] : [or.format(chosen[field].map(names[field]))])));
  const promised = clockKinds.flatMap((kind) => {
    const target = targets[kind];
    return target === undefined ? [] : [t(`desk.level.within.${kind}`, { span: unbroken(targetSpan(target)) })];
  });
  const working = Object.values(targets).some((target) => target.counts !== "calendar");
  const hours = calendar === undefined || !working ? "" : nameIn(lists.calendars, calendar);
  if (promised.length === 0) return t("desk.level.nothing");
  return t(hours === "" ? "desk.level.sentence" : "desk.level.sentence.hours", { which: meant(which, rest === "" ? "" : restWords(rest, lists)), promised: list(promised), hours });
}

/** "For Groups, if the source is Review": things are named after "for", what is so or not after "if". */
function meant(which: string, condition: string): string {
  if (condition === "") return t("desk.level.for", { which: which === "" ? t("desk.level.all") : which });
  return which === "" ? t("desk.level.if", { condition }) : t("desk.level.for-if", { which, condition });
}

/** As a rule's condition is read aloud; as it is written while it asks for nothing that can be said. */
function restWords(rest: string, lists: Parts): string {
  const asked = parseQuery(rest, null);
  return ("part" in asked ? "" : conditionWords(lists, asked.condition)) || rest;
}

/** In a sentence a figure keeps its unit on its line. */
const unbroken = (span: string): string => span.replaceAll(" ", "\u00a0");
export const targetSpan = ({ minutes, counts }: Target): string => spanWords(minutes * 60_000, counts === "calendar");

export const units = { minutes: 1, hours: 60, days: 1440 } as const;
export type Unit = keyof typeof units;
/** In which unit a time is written: the largest that it is a whole number of; working time has no days. */
export const unitOf = (minutes: number, counts: Target["counts"]): Unit => (counts === "calendar" && minutes % 1440 === 0 ? "days" : minutes % 60 === 0 ? "hours" : "minutes");
