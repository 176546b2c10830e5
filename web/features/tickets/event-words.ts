import type { TicketEvent } from "../../../contract/tickets.ts";
import { labelIn } from "../../../contract/common.ts";
import { dayAndTime, list, withBlanks } from "../../lib/format.ts";
import { currentLanguage, hasText, t, text, type TextKey } from "../../lib/i18n.ts";
import type { DeskWords } from "../desks/api.ts";
import { fieldWords } from "../fields/values.ts";

/** What an event says, as short parts: which field, from what, to what. */
export interface EventWords {
  what: string;
  from?: string | undefined;
  to?: string | undefined;
  /** the status key, where the change is one of status */
  status?: string | undefined;
}
const asString = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");
const called = (value: unknown): string => (typeof value === "object" && value !== null && "name" in value ? asString(value.name) : t("desk.none"));
const tags = (value: unknown): string => (Array.isArray(value) && value.length > 0 ? list(value.map(String)) : t("desk.none"));
const addresses = (value: unknown): string => (Array.isArray(value) ? list(value.map(String)) : "");
const moment = (value: unknown): string => (typeof value === "string" ? dayAndTime(value) : t("desk.none"));
const wayAndOutcome = (data: TicketEvent["data"]): string => [data["means"], data["outcome"]].map((word) => `desk.follow-up.${asString(word)}`).filter(hasText).map((key) => text(key)).join(" · ");
/** How a ticket came. */
export const channelWords = (source: string): string => (hasText(`desk.channel.${source}`) ? text(`desk.channel.${source}`) : source);
/** By which fact an event names another ticket. */
const others: Partial<Record<string, string>> = { "ticket.linked": "number", "ticket.unlinked": "number", "ticket.merged": "into", "ticket.merge-undone": "into", "ticket.absorbed": "number", "ticket.released": "number", "ticket.split": "to", "message.moved": "to" };
const fields = { "ticket.queue-changed": "desk.fact.queue", "ticket.priority-changed": "desk.fact.priority", "ticket.type-changed": "desk.fact.type", "ticket.tags-changed": "desk.fact.tags", "ticket.subject-changed": "desk.fact.subject" } as const satisfies Record<string, TextKey>;

/** L14: what the first line typed into its form, one thing after the other. */
function entryWords({ type, fields: typed }: TicketEvent["data"], desk: DeskWords | undefined): string {
  const order = (key: string) => desk?.configuration.fields.findIndex((field) => field.key === key) ?? 0;
  const values = Object.entries(typeof typed === "object" && typed !== null ? typed : {}).toSorted(([a], [b]) => order(a) - order(b)).map(([key, value]) => {
    const field = desk?.field(key);
    return `${desk?.fieldName(key) ?? key}: ${desk && field ? fieldWords(field, value, desk.configuration.language) : String(value)}`;
  });
  return [...(asString(type) === "" ? [] : [desk?.type(asString(type)) ?? asString(type)]), ...values].join(" · ");
}

export function eventWords({ type, data }: TicketEvent, desk: DeskWords | undefined): EventWords {
  const { from, to } = data;
  const letter = (key: unknown) => desk?.letter(asString(key)) ?? asString(key);
  const status = (key: unknown) => desk?.status(asString(key)) ?? asString(key);
  const agent = (address: unknown) => desk?.agent(asString(address)) ?? asString(address);
  const other = others[type];
  if (other !== undefined) return { what: text(`desk.event.${type}`), to: `#${asString(data[other])}` };
  switch (type) {
    case "ticket.status-changed":
    case "ticket.reopened":
      return { what: t("desk.fact.status"), from: status(from), to: status(to), status: asString(to) };
    case "ticket.assigned":
      return { what: t("desk.fact.assignee"), from: from ? desk?.agent(asString(from)) : t("desk.nobody"), to: to ? (desk?.agent(asString(to)) ?? asString(to)) : t("desk.nobody") };
    case "ticket.queue-changed":
      return { what: t(fields[type]), from: desk?.queue(asString(from)), to: desk?.queue(asString(to)) };
    case "ticket.location-changed":
      return { what: t("desk.fact.location"), from: called(from), to: called(to) };
    case "ticket.priority-changed":
      return { what: t(fields[type]), from: text(`desk.priority.${asString(from)}`), to: text(`desk.priority.${asString(to)}`) };
    case "ticket.type-changed":
      return { what: t(fields[type]), from: from ? desk?.type(asString(from)) : t("desk.none"), to: to ? desk?.type(asString(to)) : t("desk.none") };
    case "ticket.tags-changed":
      return { what: t(fields[type]), from: tags(from), to: tags(to) };
    case "ticket.created":
      return { what: t(data["firstCall"] === true ? "desk.event.first-call" : data["outgoing"] === true ? "desk.event.outgoing" : "desk.event.ticket.created") };
    case "ticket.requester-changed":
      return { what: t("desk.requester"), from: asString(from), to: asString(to) };
    case "ticket.field-changed": {
      const field = desk?.field(asString(data["field"]));
      const words = (value: unknown) => (desk && field ? fieldWords(field, value, desk.configuration.language) : String(value ?? "")) || t("desk.none");
      return { what: field ? (desk?.fieldName(field.key) ?? field.key) : asString(data["field"]), from: words(from), to: words(to) };
    }
    case "ticket.entered":
      return { what: t("desk.event.ticket.entered"), to: entryWords(data, desk) };
    case "attachment.removed":
      return { what: t("desk.event.attachment.removed"), from: asString(data["name"]) };
    case "attachment.returned":
      return { what: t("desk.event.attachment.returned"), to: asString(data["name"]) };
    case "ticket.postponed":
      return { what: t("desk.event.ticket.postponed"), from: moment(from), to: moment(to) };
    case "ticket.forwarded":
    case "side.started":
      return { what: t(`desk.event.${type}`), to: addresses(to) };
    case "follow-up.planned":
      return { what: t("desk.event.follow-up.planned"), to: `${moment(data["dueAt"])} · ${agent(data["agent"])}` };
    case "follow-up.recorded":
      return { what: t("desk.event.follow-up.recorded"), to: wayAndOutcome(data) };
    case "follow-up.moved":
      return { what: t("desk.event.follow-up.moved"), ...moved(from, to, agent) };
    case "follow-up.cancelled":
      return { what: t("desk.event.follow-up.cancelled"), to: `${moment(data["dueAt"])} · ${agent(data["agent"])}` };
    case "approval.asked":
      return { what: t("desk.event.approval.asked"), to: data["role"] ? (roleName(desk, asString(data["role"])) ?? asString(data["role"])) : agent(data["person"]) };
    case "approval.granted":
      return { what: t("desk.event.approval.granted"), to: [data["employeeId"], data["branch"], data["reason"]].map(asString).filter(Boolean).join(" · ") };
    case "approval.moved":
      return { what: t("desk.event.approval.moved"), from: agent(from), to: agent(to) };
    case "letter.sent":
      return { what: t("desk.event.letter.sent", { letter: letter(data["letter"]) }), to: addresses(data["to"]) };
    case "letter.skipped":
      return { what: t(data["reason"] === "opted-out" ? "desk.event.letter.opted-out" : "desk.event.letter.no-address", { letter: letter(data["letter"]), person: asString(data["person"]) }) };
    case "notifications.chosen":
      return { what: t(data["wanted"] === true ? "desk.event.notifications.wanted" : "desk.event.notifications.unwanted", { person: asString(data["person"]) }) };
    case "ticket.flagged": {
      const why = `desk.follow-up.flag.${asString(data["flag"])}`;
      return { what: t("desk.event.ticket.flagged", { why: hasText(why) ? text(why) : asString(data["flag"]) }) };
    }
    case "waiting.ended": {
      const ended = `desk.event.waiting.ended.${asString(data["reason"])}`;
      return { what: hasText(ended) ? text(ended) : t("desk.event.waiting.ended") };
    }
    case "clock.warned":
    case "clock.breached":
      return { what: t(`desk.event.${type}`, { clock: text(`desk.clock.${asString(data["clock"])}`) }) };
    case "ticket.rated": {
      const score = (one: unknown) => t("desk.rating.of", { score: Number(one) });
      return { what: t("desk.event.ticket.rated"), from: from === null ? undefined : score(from), to: [score(to), data["agent"] === null ? "" : agent(data["agent"])].filter(Boolean).join(" · ") };
    }
    case "ticket.closure-explained":
      return { what: t("desk.event.ticket.closure-explained"), to: [data["reason"], data["comment"], data["source"]].map(asString).filter(Boolean).join(" · ") };
    case "ticket.source-changed":
      return { what: t("desk.source"), from: channelWords(asString(from)), to: channelWords(asString(to)) };
    case "ticket.subject-changed":
      return { what: t(fields[type]), from: asString(from), to: asString(to) };
    case "rule.ran": {
      const did = (Array.isArray(data["did"]) ? data["did"] : []).map((deed) => deedWords(deed, desk)).filter((one) => one !== "");
      return { what: t("desk.event.rule.ran", { name: asString(data["name"]), did: did.length === 0 ? t("rule.did-nothing") : did.join(" · ") }) };
    }
    case "rule.failed":
    case "rule.cut":
    case "rule.stopped":
      return { what: text(`desk.event.${type}`, { name: asString(data["name"]), why: asString(data["why"]), address: asString(data["address"]) }) };
    default: {
      const key = `desk.event.${type}`;
      return { what: hasText(key) ? text(key, { to: asString(data["to"]), person: asString(data["person"]), reason: asString(data["reason"]), field: asString(data["field"]), kind: asString(data["kind"]), source: asString(data["source"]), n: asString(data["n"]), of: asString(data["of"]), by: asString(data["by"]), answer: asString(data["answer"]) }) : type };
    }
  }
}

/** Of a follow-up that was given to somebody else, put off, or both: what it was and what it is. */
function moved(from: unknown, to: unknown, agent: (address: unknown) => string): Pick<EventWords, "from" | "to"> {
  const [was, is] = [from, to].map((one) => (typeof one === "object" && one !== null ? (one as Record<string, unknown>) : {}));
  const told = (one: Record<string, unknown> | undefined) => [...(was?.["dueAt"] === is?.["dueAt"] ? [] : [moment(one?.["dueAt"])]), ...(was?.["agent"] === is?.["agent"] ? [] : [agent(one?.["agent"])])].join(" · ");
  return { from: told(was), to: told(is) };
}

/** What a rule did, its keys as the desk calls them. */
function deedWords(deed: unknown, desk: DeskWords | undefined): string {
  if (typeof deed !== "object" || deed === null || !("key" in deed) || !("params" in deed)) return "";
  const name: Record<string, ((key: string) => string | undefined) | undefined> = { status: desk?.status, queue: desk?.queue, type: desk?.type, field: desk?.fieldName, letter: desk?.letter, role: (key) => roleName(desk, key), priority: (key) => text(`desk.priority.${key}`) };
  const params = Object.fromEntries(Object.entries(deed.params as Record<string, string | number>).map(([key, value]) => [key, (value === "" ? "" : name[key]?.(String(value))) ?? (typeof value === "string" ? withBlanks(value) : value)]));
  const key = `rule.did.${asString(deed.key)}`;
  return hasText(key) ? text(key, params) : "";
}

function roleName(desk: DeskWords | undefined, key: string): string | undefined {
  const role = desk?.configuration.roles.find((one) => one.key === key);
  return desk === undefined || role === undefined ? undefined : labelIn(role.labels, currentLanguage(), desk.configuration.language);
}
