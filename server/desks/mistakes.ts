import { configurationLists, unknownPlaceholders, type Configuration } from "../../contract/configuration.ts";
import { openStates } from "../../contract/desks.ts";
import { fewestDaysKept } from "../../contract/privacy.ts";
import { parseQuery } from "../../contract/query.ts";
import { patternOf, wrongIn } from "../../contract/fields.ts";
import { formMistakes } from "./form-mistakes.ts";
import { isPicture } from "./logo.ts";
import { originOf } from "./portal-address.ts";
import { Temporal } from "../platform/clock.ts";
import { letterMistakes } from "./letter-mistakes.ts";
import { ruleMistakes } from "./rule-mistakes.ts";
import { waitingMistakes } from "./waiting-mistakes.ts";
import { calendarMistakes, isTimeZone, levelMistakes } from "./time-mistakes.ts";

type Full = Configuration["definition"];
export interface DefinitionMistake {
  /** JSON pointer into the definition */
  path: string;
  /** below `problem.configuration.` */
  key: string;
  params: Record<string, string | number>;
}

/**
 * What no schema can say is wrong with a desk's definition: that it names what it does not have, that nothing could be
 * opened or nobody could read it.
 * @param before the desk as it stands, with what was archived: a status keeps its state, a field its kind, for old tickets' sake
 * @param takenAddresses addresses of other desks
 * @param takenPortals where other desks' portals are found
 */
export function definitionMistakes(
  desk: Full,
  { before, takenAddresses, takenPortals }: { before: { statuses: readonly { key: string; state: string }[]; fields: readonly { key: string; kind: string }[]; webhooks?: readonly { key: string }[] } | null; takenAddresses: ReadonlySet<string>; takenPortals: ReadonlySet<string> },
): DefinitionMistake[] {
  const found: DefinitionMistake[] = [];
  const wrong = (path: string, key: string, params: DefinitionMistake["params"] = {}) => void found.push({ path, key: `configuration.${key}`, params });
  const [statuses, queues, types, fields, roles] = [desk.statuses, desk.queues, desk.types, desk.fields, desk.roles].map((list) => new Set(list.map((one) => one.key)));
  const names = (set: Set<string> | undefined, key: string | null | undefined, path: string) => {
    if (key != null && !set?.has(key)) wrong(path, "unknown-key", { key });
  };
  const rolesNamed = (keys: readonly string[] | undefined, path: string) => keys?.forEach((key, n) => names(roles, key, `${path}/${n}`));

  if (!desk.languages.includes(desk.language)) wrong("/languages", "own-language");
  if (!isTimeZone(desk.timeZone)) wrong("/timeZone", "time-zone");
  if (desk.labels[desk.language] === undefined) wrong("/labels", "label-missing");
  desk.addresses.forEach((address, n) => takenAddresses.has(address) && wrong(`/addresses/${n}`, "address-taken", { address }));
  if (new Set(desk.addresses).size < desk.addresses.length) wrong("/addresses", "address-twice");
  if (desk.logo !== undefined && !isPicture(desk.logo)) wrong("/logo", "logo");
  if (desk.portalAddress !== undefined && originOf(desk.portalAddress) === null) wrong("/portalAddress", "portal-address");
  else if (desk.portalAddress !== undefined && takenPortals.has(desk.portalAddress)) wrong("/portalAddress", "portal-address-taken", { address: desk.portalAddress });
  Object.entries(desk.signature ?? {}).forEach(([language, text]) => speaks(text, `/signature/${language}`));
  if (desk.retention?.requests !== undefined) {
    const fewest = Math.max(fewestDaysKept, daysOf(desk.reopenFor ?? "P0D"));
    if (daysOf(desk.retention.requests) < fewest) wrong("/retention/requests", "retention-short", { days: fewest });
  }
  desk.board?.forEach((group, n) => {
    if (group.labels[desk.language] === undefined) wrong(`/board/${n}/labels`, "label-missing");
    const read = parseQuery(group.q, null);
    if ("part" in read) wrong(`/board/${n}/q`, "board-search", { part: read.part });
    else if (read.shelf !== "listed" || read.condition.all.length === 0) wrong(`/board/${n}/q`, "board-search", { part: group.q });
  });
  function speaks(text: string, path: string): void {
    for (const name of unknownPlaceholders(text)) wrong(path, "unknown-placeholder", { name });
  }

  for (const list of configurationLists) {
    const seen = new Set<string>();
    desk[list].forEach(({ key, labels }, n) => {
      if (seen.has(key)) wrong(`/${list}/${n}/key`, "key-twice", { key });
      seen.add(key);
      if (labels[desk.language] === undefined) wrong(`/${list}/${n}/labels`, "label-missing");
    });
  }

  desk.statuses.forEach((status, n) => {
    const at = `/statuses/${n}`;
    names(statuses, status.afterCustomerMessage, `${at}/afterCustomerMessage`);
    names(statuses, status.afterSideAnswer, `${at}/afterSideAnswer`);
    // no outsider ends a ticket: what its type demands would stand in a mail's way
    if (desk.statuses.some(({ key, state }) => key === status.afterSideAnswer && !openStates.some((one) => one === state))) wrong(`${at}/afterSideAnswer`, "side-answer-ends");
    rolesNamed(status.roles, `${at}/roles`);
    const known = before?.statuses.find((one) => one.key === status.key);
    if (known !== undefined && known.state !== status.state) wrong(`${at}/state`, "state-fixed");
  });
  const first = desk.statuses[0];
  if (first !== undefined && !openStates.some((state) => state === first.state)) wrong("/statuses/0/state", "first-status");

  desk.types.forEach((type, n) => {
    const at = `/types/${n}`;
    names(types, type.parent, `${at}/parent`);
    if (isBelowItself(desk.types, type)) wrong(`${at}/parent`, "type-circle");
    rolesNamed(type.roles, `${at}/roles`);
    names(queues, type.sets?.queue, `${at}/sets/queue`);
    names(statuses, type.sets?.status, `${at}/sets/status`);
    for (const [key, value] of Object.entries(type.sets?.fields ?? {})) {
      const field = desk.fields.find((one) => one.key === key);
      names(fields, key, `${at}/sets/fields/${key}`);
      const mistake = field === undefined ? null : wrongIn(field, value);
      if (mistake !== null) found.push({ path: `${at}/sets/fields/${key}`, ...mistake });
    }
  });

  desk.fields.forEach((field, n) => {
    const at = `/fields/${n}`;
    const isChoice = field.kind === "choice" || field.kind === "multi-choice";
    const choices = field.choices ?? [];
    if (isChoice && choices.length === 0) wrong(`${at}/choices`, "no-choices");
    if (new Set(choices.map((choice) => choice.key)).size < choices.length) wrong(`${at}/choices`, "choice-twice");
    choices.forEach((choice, m) => choice.labels[desk.language] === undefined && wrong(`${at}/choices/${m}/labels`, "label-missing"));
    const pattern = field.pattern === undefined ? null : patternOf(field.pattern);
    if (field.pattern !== undefined && pattern === null) wrong(`${at}/pattern`, "bad-pattern");
    if (pattern !== null && field.example === undefined) wrong(`${at}/example`, "example-missing");
    if (pattern !== null && field.example !== undefined && !pattern.test(field.example)) wrong(`${at}/example`, "example-differs");
    const known = before?.fields.find((one) => one.key === field.key);
    if (known !== undefined && known.kind !== field.kind) wrong(`${at}/kind`, "kind-fixed");
  });

  waitingMistakes(desk, wrong);

  const views = new Set<string>();
  desk.views?.forEach((view, n) => {
    if (views.has(view.key)) wrong(`/views/${n}/key`, "key-twice", { key: view.key });
    views.add(view.key);
    const read = parseQuery(view.q, null);
    if ("part" in read) wrong(`/views/${n}/q`, "view-search", { part: read.part });
  });
  desk.roles.forEach((role, n) => {
    if (role.permissions.includes("installation.administer")) wrong(`/roles/${n}/permissions`, "not-a-desks-right");
  });
  desk.cannedReplies.forEach((reply, n) => {
    const at = `/cannedReplies/${n}`;
    if (reply.bodies[desk.language] === undefined) wrong(`${at}/bodies`, "label-missing");
    for (const [language, text] of Object.entries(reply.bodies)) speaks(text, `${at}/bodies/${language}`);
    names(statuses, reply.sets?.status, `${at}/sets/status`);
  });
  formMistakes(desk, wrong);
  letterMistakes(desk, wrong);
  calendarMistakes(desk, wrong);
  levelMistakes(desk, wrong);
  ruleMistakes(desk, new Set(before?.webhooks?.map(({ key }) => key)), wrong);
  return found;
}

function isBelowItself(types: Full["types"], type: Full["types"][number]): boolean {
  const seen = new Set<string>();
  for (let key = type.parent; key !== undefined && !seen.has(key); key = types.find((one) => one.key === key)?.parent) {
    if (key === type.key) return true;
    seen.add(key);
  }
  return false;
}

/** A period in whole days, a month and a year as short as they get. */
function daysOf(period: string): number {
  const { years, months, weeks, days, hours } = Temporal.Duration.from(period);
  return years * 365 + months * 28 + weeks * 7 + days + Math.ceil(hours / 24);
}
