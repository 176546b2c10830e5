import { isDeepStrictEqual } from "node:util";
import { configurationLists, type Configuration, type ConfigurationList, type ConfigurationPart, type DeskBasics, type DeskDefinition, type Difference } from "../../contract/configuration.ts";
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
    statuses: those(desk.statuses).map(({ key, state, labels, explanations, runsClocks, afterCustomerMessage, afterSideAnswer, roles, color }) => ({
      key, state, ...(color === null ? {} : { color }), labels, explanations, runsClocks, ...(afterCustomerMessage === null ? {} : { afterCustomerMessage }), ...(afterSideAnswer === null ? {} : { afterSideAnswer }), ...(roles === null ? {} : { roles }),
    })),
    queues: those(desk.queues).map(({ key, labels }) => ({ key, labels })),
    types: those(desk.types).map(({ key, labels, parentId, roles, sets }) => tidy({ key, labels, ...withParent(keyOf(parentId)), ...(roles === null ? {} : { roles }), sets })),
    fields: those(desk.fields).map(({ key, labels, kind, settings }) => tidy({ key, labels, kind, ...settings })),
    roles: those(desk.roles).map(({ key, labels, permissions }) => ({ key, labels, permissions })),
    cannedReplies: those(desk.cannedReplies).map(({ key, labels, bodies, sets }) => tidy({ key, labels, bodies, sets })),
  };
}

/** A desk as its file would write it: what importing would bring it to. */
export function definitionOf(desk: DeskConfig): Full {
  const { signature, conversationOrder, reopenFor, country, mailIntake, board } = desk.settings;
  return tidy({
    key: desk.key,
    labels: desk.labels,
    language: desk.language as DeskBasics["language"],
    languages: desk.languages as DeskBasics["languages"],
    timeZone: desk.timeZone,
    hue: desk.hue,
    addresses: desk.addresses,
    reopenFor,
    country,
    signature,
    conversationOrder,
    mailIntake,
    ...(board === undefined || board.length === 0 ? {} : { board }),
    ...listsOf(desk, false),
  } as Full);
}

/** The same desk written the same way, whoever wrote it: lists present, nothing empty, no blank texts, addresses in lower case. */
export function normalized(definition: DeskDefinition): Full {
  const { types = [], fields = [], cannedReplies = [], signature, conversationOrder, mailIntake, board = [], views, ...rest } = definition;
  return tidy({
    ...rest,
    labels: spoken(rest.labels),
    addresses: rest.addresses.map((address) => address.trim().toLowerCase()),
    signature: signature && spoken(signature),
    ...(conversationOrder === "newest-first" ? { conversationOrder } : {}),
    ...(mailIntake === "held" ? { mailIntake } : {}),
    ...(board.length === 0 ? {} : { board: board.map((group) => ({ labels: spoken(group.labels), q: group.q.trim() })) }),
    statuses: rest.statuses.map((one) => tidy({ ...one, labels: spoken(one.labels), explanations: spoken(one.explanations) })),
    queues: rest.queues.map((one) => ({ ...one, labels: spoken(one.labels) })),
    types: types.map((one) => tidy({ ...one, labels: spoken(one.labels), sets: one.sets && tidy(one.sets) })),
    fields: fields.map(({ on, ...one }) => tidy({ ...one, labels: spoken(one.labels), ...(on === undefined || on === "ticket" ? {} : { on }) })),
    roles: rest.roles.map((one) => ({ ...one, labels: spoken(one.labels) })),
    cannedReplies: cannedReplies.map((one) => tidy({ ...one, labels: spoken(one.labels), bodies: spoken(one.bodies) })),
    ...(views === undefined ? {} : { views: views.map((one) => ({ ...one, labels: spoken(one.labels), q: one.q.trim() })) }),
  });
}
const spoken = (labels: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(labels).flatMap(([language, text]) => (text.trim() === "" ? [] : [[language, text.trim()]])));

/** The desk's own properties, without its lists. */
export function basicsOf(definition: Full): DeskBasics {
  const { key: _key, statuses: _statuses, queues: _queues, types: _types, fields: _fields, roles: _roles, cannedReplies: _canned, views: _views, ...basics } = definition;
  return basics;
}

/** A definition with one part of it replaced. */
export const withPart = (definition: Full, part: ConfigurationPart, value: unknown): DeskDefinition =>
  // the route has checked that the value is this part's
  (part === "general" ? { ...partsWithoutBasics(definition), ...(value as DeskBasics) } : { ...definition, [part]: value }) as DeskDefinition;
const partsWithoutBasics = ({ key, statuses, queues, types, fields, roles, cannedReplies }: Full) => ({ key, statuses, queues, types, fields, roles, cannedReplies });

export const partOf = (definition: Full, part: ConfigurationPart): unknown => (part === "general" ? basicsOf(definition) : definition[part]);

/** What would have to change for one desk to be the other; each is one event of the history. */
export function differencesOf(from: Full | null, to: Full): Difference[] {
  if (from === null) return [{ what: "desk", from: null, to: to.key }];
  const [was, is] = [basicsOf(from), basicsOf(to)].map((basics) => new Map<string, unknown>(Object.entries(basics)));
  const basics = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].flatMap((key) => changed(`general/${key}`, was?.get(key) ?? null, is?.get(key) ?? null));
  const views = to.views === undefined ? [] : listDifferences("views", from.views ?? [], to.views);
  return [...basics, ...configurationLists.flatMap((list) => listDifferences(list, from[list], to[list])), ...views];
}

function listDifferences(list: ConfigurationList | "views", from: readonly { key: string }[], to: readonly { key: string }[]): Difference[] {
  const [was, is] = [new Map(from.map((one) => [one.key, one])), new Map(to.map((one) => [one.key, one]))];
  const kept = (some: readonly { key: string }[]) => some.flatMap(({ key }) => (was.has(key) && is.has(key) ? [key] : []));
  const order = isDeepStrictEqual(kept(from), kept(to)) ? [] : [{ what: list, from: from.map(({ key }) => key), to: to.map(({ key }) => key) }];
  return [...[...new Set([...was.keys(), ...is.keys()])].flatMap((key) => changed(`${list}/${key}`, was.get(key) ?? null, is.get(key) ?? null)), ...order];
}

const changed = (what: string, from: unknown, to: unknown): Difference[] => (isDeepStrictEqual(from, to) ? [] : [{ what, from, to }]);

/** What the API answers: the definition, its version, and what was removed. */
export function configurationOf(desk: DeskConfig): Configuration {
  return {
    version: desk.version,
    definition: definitionOf(desk),
    archived: listsOf(desk, true),
  };
}
