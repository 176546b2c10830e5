import { isDeepStrictEqual } from "node:util";
import type { PasswordPolicy } from "../../contract/auth.ts";
import { weekdays, type CalendarDefinition } from "../../contract/calendars.ts";
import { configurationLists, type Configuration, type ConfigurationList, type ConfigurationPart, type DeskBasics, type DeskDefinition, type Difference } from "../../contract/configuration.ts";
import { clockKinds, type ServiceLevelDefinition } from "../../contract/service-levels.ts";
import type { StatusWaiting } from "../../contract/waiting.ts";
import type { LetterDefinition } from "../../contract/letters.ts";
import { normalise, type Condition } from "../../contract/conditions.ts";
import type { RuleDefinition } from "../../contract/rules.ts";
import { logoName } from "./logo.ts";
import { originOf } from "./portal-address.ts";
import { filePartNames, type FilePartName } from "./parts.ts";
import { tidyForm } from "./form-mistakes.ts";
import { letterNotices } from "./letter-mistakes.ts";
import type { DeskConfig } from "./store.ts";

type Full = Configuration["definition"];

/** Texts that are written even where there are none. */
const always = new Set(["labels", "explanations", "bodies"]);
/** Without what is not set, so that what is written as absent is read as absent. */
function tidy<T extends object>(value: T): T {
  const kept = Object.entries(value).filter(([key, one]) => one != null && (always.has(key) || Array.isArray(one) || typeof one !== "object" || Object.keys(one).length > 0));
  // a T without those of its optional properties that say nothing
  return Object.fromEntries(kept) as T;
}
const withParent = (parent: string | undefined) => (parent === undefined ? {} : { parent });
/** The lists as a file writes them: what is in use, or what was removed. */
function listsOf(desk: DeskConfig, archived: boolean): Pick<Full, ConfigurationList> {
  const those = <T extends { archived: boolean }>(list: readonly T[]): T[] => list.filter((entry) => entry.archived === archived);
  const keyOf = (id: number | null) => desk.types.find((type) => type.id === id)?.key;
  return {
    statuses: those(desk.statuses).map(({ key, state, labels, explanations, runsClocks, afterCustomerMessage, afterSideAnswer, roles, color, gates, waiting }) => ({
      key, state, ...(color === null ? {} : { color }), labels, explanations, runsClocks, ...(afterCustomerMessage === null ? {} : { afterCustomerMessage }), ...(afterSideAnswer === null ? {} : { afterSideAnswer }), ...(roles === null ? {} : { roles }),
      ...(gates.length === 0 ? {} : { gates }), ...(waiting === null ? {} : { waiting }),
    })),
    queues: those(desk.queues).map(({ key, labels }) => ({ key, labels })),
    types: those(desk.types).map(({ key, labels, parentId, roles, sets }) => tidy({ key, labels, ...withParent(keyOf(parentId)), ...(roles === null ? {} : { roles }), sets })),
    fields: those(desk.fields).map(({ key, labels, kind, settings }) => tidy({ key, labels, kind, ...settings })),
    forms: those(desk.forms).map(({ key, labels, settings }) => tidyForm({ key, labels, ...settings })),
    roles: those(desk.roles).map(({ key, labels, permissions, secondFactor }) => ({ key, labels, permissions, ...(secondFactor ? { secondFactor } : {}) })),
    cannedReplies: those(desk.cannedReplies).map(({ key, labels, bodies, sets }) => tidy({ key, labels, bodies, sets })),
    letters: those(desk.letters).map(({ key, labels, languages, texts }) => ({ key, labels, ...(languages === null ? {} : { languages }), texts })),
    calendars: those(desk.calendars).map(({ key, labels, settings }) => tidyCalendar({ key, labels, ...settings })),
    serviceLevels: those(desk.serviceLevels).map(({ key, labels, settings }) => tidyLevel({ key, labels, ...settings })),
    rules: those(desk.rules).map(({ key, labels, settings }) => tidyRule({ key, labels, ...settings })),
    topics: those(desk.topics).map(({ key, labels, settings }) => tidy({ key, labels, ...settings })),
  };
}

/** A desk as its file would write it: what importing would bring it to. */
export function definitionOf(desk: DeskConfig): Full {
  const { logo, portalAddress, signature, conversationOrder, reopenFor, country, mailIntake, statusMails, portalOnly, callsWait, ratings, passwordPolicy, retention, board } = desk.settings;
  return tidy({
    key: desk.key,
    labels: desk.labels,
    language: desk.language as DeskBasics["language"],
    languages: desk.languages as DeskBasics["languages"],
    timeZone: desk.timeZone,
    hue: desk.hue,
    logo,
    portalAddress,
    addresses: desk.addresses,
    reopenFor,
    country,
    signature,
    conversationOrder,
    mailIntake,
    statusMails,
    portalOnly,
    callsWait,
    ratings,
    passwordPolicy: passwordPolicy && tidyPolicy(passwordPolicy),
    retention,
    ...(board === undefined || board.length === 0 ? {} : { board }),
    ...listsOf(desk, false),
  } as Full);
}

/** The same desk written the same way, whoever wrote it: lists present, nothing empty, no blank texts, addresses in lower case. */
export function normalized(definition: DeskDefinition): Full {
  const { types = [], fields = [], forms = [], cannedReplies = [], letters = [], calendars = [], serviceLevels = [], rules = [], topics = [], portalAddress, signature, conversationOrder, mailIntake, statusMails, portalOnly, callsWait, ratings, passwordPolicy, board = [], views, ...rest } = definition;
  return tidy({
    ...rest,
    labels: spoken(rest.labels),
    addresses: rest.addresses.map((address) => address.trim().toLowerCase()),
    portalAddress: portalAddress && (originOf(portalAddress) ?? portalAddress),
    signature: signature && spoken(signature),
    ...(conversationOrder === "newest-first" ? { conversationOrder } : {}),
    ...(mailIntake === "held" ? { mailIntake } : {}),
    ...(statusMails === true ? { statusMails } : {}),
    ...(portalOnly === true ? { portalOnly } : {}),
    ...(callsWait === true ? { callsWait } : {}),
    ...(ratings === true ? { ratings } : {}),
    ...(passwordPolicy === undefined ? {} : { passwordPolicy: tidyPolicy(passwordPolicy) }),
    ...(board.length === 0 ? {} : { board: board.map((group) => ({ labels: spoken(group.labels), q: group.q.trim() })) }),
    statuses: rest.statuses.map((one) => tidy({ ...one, labels: spoken(one.labels), explanations: spoken(one.explanations), waiting: one.waiting && tidyWaiting(one.waiting) })),
    queues: rest.queues.map((one) => ({ ...one, labels: spoken(one.labels) })),
    types: types.map((one) => tidy({ ...one, labels: spoken(one.labels), sets: one.sets && tidy(one.sets) })),
    fields: fields.map(({ on, ...one }) => tidy({ ...one, labels: spoken(one.labels), ...(on === undefined || on === "ticket" ? {} : { on }) })),
    forms: forms.map(tidyForm),
    roles: rest.roles.map(({ secondFactor, ...one }) => ({ ...one, labels: spoken(one.labels), ...(secondFactor === true ? { secondFactor } : {}) })),
    cannedReplies: cannedReplies.map((one) => tidy({ ...one, labels: spoken(one.labels), bodies: spoken(one.bodies) })),
    calendars: calendars.map((one) => tidyCalendar({ ...one, labels: spoken(one.labels) })),
    serviceLevels: serviceLevels.map((one) => tidyLevel({ ...one, labels: spoken(one.labels) })),
    rules: rules.map((one) => tidyRule({ ...one, labels: spoken(one.labels) })),
    topics: topics.map(({ descriptions = {}, ...one }) => tidy({ ...one, labels: spoken(one.labels), descriptions: spoken(descriptions) })),
    letters: letters.map((one) => ({ ...one, labels: spoken(one.labels), texts: written(one.texts) })),
    ...(views === undefined ? {} : { views: views.map((one) => ({ ...one, labels: spoken(one.labels), q: one.q.trim() })) }),
  });
}
const tidyPolicy = ({ lettersAndDigits, ...policy }: PasswordPolicy): PasswordPolicy => ({ ...policy, ...(lettersAndDigits === true ? { lettersAndDigits } : {}) });
/** In the order in which a week is read; a day without hours is left out. */
function tidyCalendar({ key, labels, timeZone, week, holidays = [] }: CalendarDefinition): CalendarDefinition {
  const open = weekdays.flatMap((day) => (week[day] === undefined || week[day].length === 0 ? [] : [[day, week[day]] as const]));
  const named = holidays.map(({ date, labels: called = {}, hours = [] }) => ({ date, ...(Object.keys(spoken(called)).length === 0 ? {} : { labels: spoken(called) }), ...(hours.length === 0 ? {} : { hours }) }));
  return { key, labels, ...(timeZone === undefined || timeZone.trim() === "" ? {} : { timeZone: timeZone.trim() }), week: Object.fromEntries(open), ...(named.length === 0 ? {} : { holidays: named }) };
}
function tidyLevel({ key, labels, q = "", calendar, targets }: ServiceLevelDefinition): ServiceLevelDefinition {
  const set = clockKinds.flatMap((kind) => {
    const { minutes, counts, warnBefore, escalates } = targets[kind] ?? {};
    return minutes === undefined ? [] : [[kind, { minutes, ...(counts === "calendar" ? { counts } : {}), ...(warnBefore === undefined ? {} : { warnBefore }), ...(escalates === true ? { escalates } : {}) }] as const];
  });
  return { key, labels, ...(q.trim() === "" ? {} : { q: q.trim() }), ...(calendar === undefined ? {} : { calendar }), targets: Object.fromEntries(set) };
}
const tidyWaiting = ({ reminders = [], end }: StatusWaiting): StatusWaiting => ({
  ...(reminders.length === 0 ? {} : { reminders }),
  ...(end === undefined ? {} : { end: tidyEnd(end) }),
});
const tidyEnd = ({ gates = [], ...end }: NonNullable<StatusWaiting["end"]>) => ({ ...end, ...(gates.length === 0 ? {} : { gates }) });
const spoken = (labels: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(labels).flatMap(([language, text]) => (text.trim() === "" ? [] : [[language, text.trim()]])));

/** A letter's texts without blank ones, and without languages in which nothing is left. */
const written = (texts: LetterDefinition["texts"]): LetterDefinition["texts"] =>
  Object.fromEntries(Object.entries(texts).flatMap(([language, parts]) => (parts === undefined || Object.keys(spoken(parts)).length === 0 ? [] : [[language, spoken(parts)]])));

/** The desk's own properties, without its lists. */
export function basicsOf(definition: Full): DeskBasics {
  const apart: readonly string[] = ["key", "views", ...filePartNames, ...configurationLists];
  // a definition without its lists
  return Object.fromEntries(Object.entries(definition).filter(([key]) => !apart.includes(key))) as DeskBasics;
}

/** A definition with one part of it replaced. */
export const withPart = (definition: Full, part: ConfigurationPart, value: unknown): DeskDefinition =>
  // the route has checked that the value is this part's
  (part === "general" ? { ...partsWithoutBasics(definition), ...(value as DeskBasics) } : { ...definition, [part]: value }) as DeskDefinition;
const partsWithoutBasics = (definition: Full) => Object.fromEntries((["key", ...configurationLists] as const).map((list) => [list, definition[list]]));

export const partOf = (definition: Full, part: ConfigurationPart): unknown => (part === "general" ? basicsOf(definition) : definition[part]);

/** What would have to change for one desk to be the other; each is one event of the history. */
export function differencesOf(from: Full | null, to: Full): Difference[] {
  if (from === null) return [{ what: "desk", from: null, to: to.key }];
  const [was, is] = [basicsOf(from), basicsOf(to)].map((basics) => new Map<string, unknown>(Object.entries(basics)));
  const basics = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].flatMap((key) => changed(`general/${key}`, told(key, was?.get(key)), told(key, is?.get(key))));
  const views = to.views === undefined ? [] : listDifferences("views", from.views ?? [], to.views);
  const parts = filePartNames.flatMap((part) => (to[part] === undefined ? [] : listDifferences(part, keyed(from[part]), keyed(to[part]))));
  return [...basics, ...configurationLists.flatMap((list) => listDifferences(list, from[list], to[list])), ...views, ...parts];
}

/** A basic as the history keeps it: of a logo which one it was, not the picture. */
const told = (key: string, value: unknown): unknown => (key === "logo" && typeof value === "string" ? logoName(value) : (value ?? null));

/** What is nothing but a word is known by it. */
const keyed = (entries: readonly (string | { key: string })[] = []): { key: string }[] => entries.map((one) => (typeof one === "string" ? { key: one } : one)).toSorted((a, b) => (a.key < b.key ? -1 : 1));

function listDifferences(list: ConfigurationList | FilePartName | "views", from: readonly { key: string }[], to: readonly { key: string }[]): Difference[] {
  const [was, is] = [new Map(from.map((one) => [one.key, one])), new Map(to.map((one) => [one.key, one]))];
  const kept = (some: readonly { key: string }[]) => some.flatMap(({ key }) => (was.has(key) && is.has(key) ? [key] : []));
  const order = isDeepStrictEqual(kept(from), kept(to)) ? [] : [{ what: list, from: from.map(({ key }) => key), to: to.map(({ key }) => key) }];
  return [...[...new Set([...was.keys(), ...is.keys()])].flatMap((key) => changed(`${list}/${key}`, was.get(key) ?? null, is.get(key) ?? null)), ...order];
}

const changed = (what: string, from: unknown, to: unknown): Difference[] => (isDeepStrictEqual(from, to) ? [] : [{ what, from, to }]);

export type Explain = (key: string, params: Record<string, string | number>) => string;
export const noticesOf = (definition: Full, explain: Explain): Configuration["notices"] => letterNotices(definition).map(({ path, key, params }) => ({ path, detail: explain(`problem.${key}`, params) }));

/** What the API answers: the definition, its version, what to look at again, and what was removed. */
export function configurationOf(desk: DeskConfig, explain: Explain): Configuration {
  const definition = definitionOf(desk);
  return {
    version: desk.version,
    notices: noticesOf(definition, explain),
    definition,
    archived: listsOf(desk, true),
  };
}

/** Words as they are searched, whoever wrote the condition. */
function asSearched(condition: Condition): Condition {
  if ("all" in condition) return { all: condition.all.map(asSearched) };
  if ("any" in condition) return { any: condition.any.map(asSearched) };
  if ("not" in condition) return { not: asSearched(condition.not) };
  return "words" in condition ? { ...condition, words: condition.words.flatMap(normalise) } : condition;
}
/** A condition that asks for nothing, and what is not switched, is left out. */
export const tidyRule = ({ if: condition, stop, off, ...rule }: RuleDefinition): RuleDefinition => ({
  ...rule,
  ...(condition === undefined || ("all" in condition && condition.all.length === 0) ? {} : { if: asSearched(condition) }),
  ...(stop === true ? { stop } : {}),
  ...(off === true ? { off } : {}),
});
