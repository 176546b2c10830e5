import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { Type, type Static } from "typebox";
import { DeskDefinition, type Configuration, type ConfigurationPart, type Difference, type ImportResult } from "../../contract/configuration.ts";
import { notFound, problem, type ProblemError } from "../platform/problem.ts";
import { allows, isAdministrator, type Work } from "../platform/work.ts";
import type { Db } from "../platform/db.ts";
import { sharedViews } from "./views.ts";
import { calendarMistakes } from "./time-mistakes.ts";
import { openHours, type OpenHours } from "./open-hours.ts";
import type { CalendarDefinition } from "../../contract/calendars.ts";
import { readYaml, yaml } from "../platform/yaml.ts";
import { importDesk } from "./config.ts";
import { readParts, type FileParts } from "./parts.ts";
import { configurationOf, definitionOf, differencesOf, noticesOf, normalized, withPart, type Explain } from "./definition.ts";
import { definitionMistakes, type DefinitionMistake } from "./mistakes.ts";
import { addressOwners, lockDesk, portalOwners, stillConfigures, type DeskConfig } from "./store.ts";

type Full = Configuration["definition"];

/** The desk for who configures it, as this transaction sees it, locked. @throws 403, 404 */
export async function lockToConfigure(work: Work, key: string): Promise<DeskConfig> {
  const desk = await lockDesk(work.db, key);
  if (desk === undefined) throw notFound("desk");
  if (!allows(work.actor, "desk.configure", desk.id)) throw problem("permission.denied", 403);
  return desk;
}

/**
 * Replaces one part of a desk's configuration, whole. What it no longer has is archived.
 * @param ifVersion the version the change was made against; 412 where there is a newer one
 * @throws 403, 404, 409, 412, and 422 with every mistake at its place in the part
 */
export async function savePart(work: Work, key: string, part: ConfigurationPart, value: unknown, ifVersion: number | undefined, explain: Explain): Promise<Configuration> {
  const desk = await lockToConfigure(work, key);
  if (ifVersion !== undefined && ifVersion !== desk.version) throw problem("configuration.stale", 412);
  const before = definitionOf(desk);
  const after = normalized(withPart(before, part, value));
  const mistakes = definitionMistakes(after, await surroundings(work, desk));
  if (mistakes.length > 0) throw refused(mistakes.map((mistake) => stillUsed(before, part, mistake)), (path) => pathIn(part, path));
  await write(work, desk, after, differencesOf(before, after));
  return configurationOf((await lockDesk(work.db, key)) ?? desk, explain);
}

/**
 * Adds a calendar or a service level to a desk; a level with a condition before the one that takes all other tickets.
 * @throws 403, 404, and 422 with every mistake at its place in what was added
 */
export async function addToList<P extends "calendars" | "serviceLevels">(work: Work, key: string, list: P, entry: Full[P][number]): Promise<Full[P][number]> {
  const desk = await lockToConfigure(work, key);
  const before = definitionOf(desk);
  const catchAll = "targets" in entry && (entry.q ?? "").trim() !== "" ? before.serviceLevels.findIndex(({ q = "" }) => q === "") : -1;
  const n = catchAll === -1 ? before[list].length : catchAll;
  const after = normalized({ ...before, [list]: before[list].toSpliced(n, 0, entry as never) });
  const mistakes = definitionMistakes(after, await surroundings(work, desk));
  const at = `/${list}/${n}/`;
  if (mistakes.length > 0) throw refused(mistakes, (path) => (path.startsWith(at) ? path.slice(at.length - 1) : path));
  await write(work, desk, after, differencesOf(before, after));
  return after[list][n] ?? entry;
}

/** What was taken away while something elsewhere needs it: who took it away hears of what. */
function stillUsed(before: Full, part: ConfigurationPart, mistake: DefinitionMistake): DefinitionMistake {
  const [, list = "", n = ""] = mistake.path.split("/");
  const user = usingLists.find((one) => one === list);
  if (mistake.key !== "configuration.unknown-key" || part === "general" || list === part || user === undefined) return mistake;
  const called = ({ key, labels }: { key: string; labels: Record<string, string> } = { key: "", labels: {} }) => labels[before.language] ?? key;
  const gone = before[part].find(({ key }) => key === mistake.params["key"]);
  return { ...mistake, key: "configuration.still-used", params: { what: gone === undefined ? String(mistake.params["key"]) : called(gone), list, name: called(before[user][Number(n)]) } };
}
const usingLists = ["statuses", "types", "cannedReplies", "serviceLevels", "rules"] as const;

/** The hours of a calendar as it would be saved. @throws 422 with every mistake at its place in it */
export function hoursAsGiven(desk: DeskConfig, calendar: CalendarDefinition): OpenHours {
  const mistakes: DefinitionMistake[] = [];
  calendarMistakes({ ...definitionOf(desk), calendars: [calendar] }, (path, key, params = {}) => mistakes.push({ path, key: `configuration.${key}`, params }));
  if (mistakes.length > 0) throw refused(mistakes, (path) => path.replace("/calendars/0", "/calendar"));
  return openHours(calendar, desk.timeZone);
}

/** A path of the definition as the sender of one part knows it: `/statuses/0/labels` is `/0/labels`. */
const pathIn = (part: ConfigurationPart, path: string): string => (part !== "general" && path.startsWith(`/${part}/`) ? path.slice(part.length + 1) : path);

async function surroundings(work: Work, desk: DeskConfig | null): Promise<Parameters<typeof definitionMistakes>[1]> {
  const ofOthers = (owners: ReadonlyMap<string, string>) => new Set([...owners].flatMap(([address, key]) => (key === desk?.key ? [] : [address])));
  return { before: desk, takenAddresses: ofOthers(await addressOwners(work.db)), takenPortals: ofOthers(await portalOwners(work.db)) };
}

const refused = (mistakes: readonly DefinitionMistake[], pathOf: (path: string) => string): ProblemError => {
  const [first] = mistakes;
  if (first === undefined) throw new Error("nothing was wrong");
  const errors = mistakes.map(({ path, key, params }) => ({ path: pathOf(path), key, params }));
  return problem(first.key, 422, { params: first.params, path: pathOf(first.path), errors });
};

async function write(work: Work, desk: DeskConfig | null, after: Full, differences: readonly Difference[]): Promise<void> {
  if (desk !== null && differences.length === 0) return;
  refuseOwnLockout(work, desk, after);
  const deskId = await importDesk(work, after);
  // who configures a desk does not shut themselves out
  if (desk !== null && work.actor.kind === "person" && !(await stillConfigures(work.db, work.actor.id, deskId))) throw problem("configuration.own-access", 409);
  for (const { what, from, to } of differences) await work.record({ desk: deskId, ticket: null, version: null }, "configuration.changed", { what, from, to });
}

/** A role that asks for a second factor ends the sessions that showed none: whoever asks for it shows their own first. */
function refuseOwnLockout({ actor }: Work, desk: DeskConfig | null, after: Full): void {
  if (actor.kind !== "person" || actor.secondFactor !== false) return;
  const held = new Set(actor.grants.flatMap((grant) => (desk !== null && grant.desk === desk.id && grant.role !== undefined ? [grant.role] : [])));
  const n = after.roles.findIndex((role) => role.secondFactor === true && held.has(role.key));
  if (n !== -1) throw problem("configuration.second-factor-first", 409, { path: `/${n}/secondFactor` });
}

/** What presets are: the desk, and colleagues of a demonstration, which importing leaves alone. */
const DeskFile = Type.Object({ desk: DeskDefinition, agents: Type.Optional(Type.Array(Type.Unknown())) }, { additionalProperties: false });
/** Compiled when the first file comes: it costs a second, which every start would pay. */
let compiled: ValidateFunction<Static<typeof DeskFile>> | undefined;
const deskFileCheck = (): ValidateFunction<Static<typeof DeskFile>> => (compiled ??= formats.default(new Ajv({ allErrors: true, strict: false })).compile<Static<typeof DeskFile>>(DeskFile));

/** The desk with its shared views and what other slices keep for it, which are no part of what each request needs to know. */
const wholeOf = async (db: Db, desk: DeskConfig, parts: FileParts): Promise<Full> => {
  const views = await sharedViews(db, desk.id);
  return { ...definitionOf(desk), ...(views.length === 0 ? {} : { views }), ...(await readParts(db, parts, desk.id)) };
};

/** The desk as a file that importing reads. People, secrets and tickets are not in it. */
export const exportDesk = async (db: Db, desk: DeskConfig, parts: FileParts): Promise<string> => yaml().stringify({ desk: await wholeOf(db, desk, parts) }, { lineWidth: 140, flowCollectionPadding: true });

/**
 * Brings a desk to what a file says, or makes it; with `dryRun` only tells what would change.
 * @throws 403, and 422 with the line and the path of what is wrong
 */
export async function importFile(work: Work, text: string, dryRun: boolean, explain: Explain): Promise<ImportResult> {
  const read = readYaml(text, deskFileCheck());
  if ("mistake" in read) throw problem("configuration.file", 422, { params: { line: read.mistake.line, path: read.mistake.path || "/", text: read.mistake.text }, path: read.mistake.path });
  const after = normalized(read.data.desk);
  const desk = (await lockDesk(work.db, after.key)) ?? null;
  if (!(desk === null ? isAdministrator(work.actor) : allows(work.actor, "desk.configure", desk.id))) throw problem("permission.denied", 403);
  const mistakes = definitionMistakes(after, await surroundings(work, desk)).map((mistake) => {
    const path = `/desk${mistake.path}`;
    return { path, key: "configuration.file", params: { line: read.lineOf(path), path, text: explain(`problem.${mistake.key}`, mistake.params) } };
  });
  if (mistakes.length > 0) throw refused(mistakes, (path) => path);
  const differences = differencesOf(desk === null ? null : await wholeOf(work.db, desk, work.fileParts), after);
  if (!dryRun) await write(work, desk, after, differences);
  return { desk: after.key, created: desk === null, applied: !dryRun, differences, notices: noticesOf(after, explain) };
}
