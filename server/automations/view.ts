import { labelIn, type Language } from "../../contract/common.ts";
import type { Deed, RuleRun } from "../../contract/rules.ts";
import type { DeskConfig } from "../desks/index.ts";
import { translate } from "../platform/i18n.ts";
import type { Reason, StoredRun } from "./store.ts";

/** What a rule says, as a person reads it: with what is known of the ticket, and a blank where something else was filled in. */
const asRead = (template: string, known: Record<string, string>): string => template.replace(/\{\{\s*(.*?)\s*\}\}/g, (_, name: string) => known[name] ?? "…");

/** A deed in the reader's words: keys become what the desk calls them. */
export function deedText(desk: DeskConfig, language: Language, { key, params }: Deed, known: Record<string, string> = {}): string {
  const lists = { status: desk.statuses, queue: desk.queues, type: desk.types, field: desk.fields, role: desk.roles, letter: desk.letters };
  const named = Object.entries(params).map(([name, value]) => {
    const found = name in lists ? lists[name as keyof typeof lists].find((entry) => entry.key === value) : undefined;
    if (name === "webhook") return [name, desk.webhooks.find((one) => one.key === value)?.name ?? value];
    if (name === "text") return [name, asRead(String(value), known)];
    if (name === "priority") return [name, translate(language, `desk.priority.${value}`)];
    return [name, found === undefined ? value : labelIn(found.labels, language, desk.language)];
  });
  return translate(language, `rule.did.${key}`, Object.fromEntries(named) as Deed["params"]);
}

/** Why, in the reader's words. */
const reasonText = (language: Language, { key, params }: Reason): string => translate(language, `problem.${key}`, params);

export const viewRun = (desk: DeskConfig, language: Language, run: StoredRun, subject: string | undefined): RuleRun => ({
  id: run.id,
  rule: desk.rules.find(({ id }) => id === run.ruleId)?.key ?? "",
  at: run.at,
  outcome: run.outcome,
  ticket: subject === undefined ? null : { number: run.ticketId, subject },
  did: run.did.map((deed) => deedText(desk, language, deed, subject === undefined ? {} : { "ticket.number": String(run.ticketId), "ticket.subject": subject })),
  detail: run.reason === null ? null : reasonText(language, run.reason),
});
