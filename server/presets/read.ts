/**
 * What a preset consists of, in its folder `presets/<key>/`:
 *
 * - `preset.yaml`: `desk`, its whole configuration (`contract/configuration.ts`), and `agents`, the colleagues of its
 *   demonstration: `{name, email, role, queue?, location?, contact?, locale?, shifts?}`; a role held in one
 *   queue only names it, one held at some locations only names these (`location`: names or codes of branches of ours); `shifts` as in `contract/follow-ups.ts`.
 * - `articles.yaml`: the help centre (`articles.ts`).
 * - `demo/*.yaml`: the demonstration, any number of files, put together in the order of their names. Each key is optional:
 *   `people`, `organizations`, `conversations`, `community`.
 * - `files/`: what conversations attach.
 *
 * Spans of time are ISO 8601 (`P2DT3H10M`; a day has 24 hours). `ago` counts back from the first start, `after` from the
 * step before. What would lie in the future is left out. In between time goes by: reminders, endings, breaches, flags and
 * escalations come by themselves as configured, so nobody writes them.
 *
 * people: `{name, email, locale?, phone?, employeeId?, organization?, branch?, notes?, fields?}`, by name of organization
 *   and branch. Needed only for what a conversation's `from` does not say; agents may stand here, too.
 * organizations: `{name, own?, domains?, phone?, postal?, notes?, fields?, sharesRequests?, branches?, members?}`; a branch is
 *   `{name, code?, phone?, postal?, notes?}`, members are addresses. `own: true` is our company, whose branches are locations;
 *   it is made once, and the branches of several presets that name it come together.
 * community: `{ago, by, kind, topic, title, text, votes?, comments?: [{by, after, text, official?}]}`.
 *
 * conversations: how it begins
 *   `subject`, `ago`, `text`, `from: {name, email?, phone?, locale?}` (who asks; email or phone), `cc?: [email]`
 *   `source?` email (default) | portal | phone | letter | walk-in | review | survey | api
 *   `by?` an agent: who typed it in for them (needed for phone, letter, walk-in where it should own it, as in the desk);
 *     with `form?`, the staff form that was filled in, and `status?`, as which it was created (solved: first-call resolution)
 *   `type?`, `fields?`, `queue?`, `priority?`, `tags?`, `assign?`, `location?` (name or code of a branch of ours), `attachments?`
 *     a day among the fields may count from the day it is filled in: `-P2D`, `P5D`
 *   `organization?` (its name) that the requester belongs to
 *   `review?: {rating, best?, author, site, url?, text?, at?, location?}` that it stems from; `at`: so long before it came
 *   `id?` a name by which others `merge` or `link`
 *   `steps?`
 *
 * A step is `{by, after}` (`by`: an address, or `customer` for who asks) and
 *   a message: `text`, `attachments?`, `kind?` reply (default) | note; of an agent also what it sets: `status?`, `assign?` (an address,
 *     or `nobody`), `tags?`, `priority?`, `queue?`, `type?`, `fields?`, `location?`; of a customer also `source?` email | portal.
 *     An agent may set without writing: then no `text`.
 *   or one act; an agent may do it together with what is set and a message, which come first, in this order:
 *   `followUp: {means: call|mail, whom, outcome?: reached|not-reached, note?, next?, nextNote?}`; done with an outcome (also what was
 *     planned), else planned; `next` is a span or `proposed`: as the system proposes, in the next shift
 *   `approval: {ask: email or role, question}`; `answer: {granted, comment?, employeeId?, branch?}` by who is asked
 *   `rate: {stars, text?}`, `confirm: true` (it is solved, thank you), `mute: true` (wants no notifications): by the customer
 *   `side: {to, subject, text}` asks a third party, again with the same `to` goes on; `sideAnswer: text` by one of these addresses
 *   `requestType: {type, reason}`; `decideType: granted | refused | {granted, reason}`
 *   `close: true | {reason?, comments?, source?}`; `postpone: P3D` (D, W, M; PT5H); `escalate: {level, reason, to?}`
 *   `forward: {to?, roles?, subject?, message, include?: {conversation?, history?, notes?, attachments?, review?}}`
 *   `reopen: text`: by the customer a message that opens it again, by an agent a note with the first open status
 *   `merge: {into: id}`, `link: {kind: parent|child|related, to: id}`; `spam: true`; `delete: true`
 *
 * Try it: `bin/try-preset <key>` plays it on an installation that is thrown away, tells what was refused (file, line and reason; the
 * rest goes on, as at a start) and how much there is of each status, queue, type, source, week and hour.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { Type, type Static } from "typebox";
import { DeskDefinition, definitionMistakes, normalized } from "../desks/index.ts";
import { configError, projectDir } from "../platform/config.ts";
import { translate } from "../platform/i18n.ts";
import { readYaml, type Check } from "../platform/yaml.ts";
import { DemoArticles } from "./articles.ts";
import { branchOf, mistakesOf } from "./check.ts";
import { DemoFile, Preset, type Demo } from "./format.ts";

const ajv = formats.default(new Ajv({ allErrors: true, strict: false }));
/** Compiled when first asked for: a start that installs nothing does not pay for it. */
const checks: { articles?: Check<DemoArticles>; preset?: Check<Preset>; demo?: Check<DemoFile>; emptyDesk?: Check<Static<typeof EmptyDesk>> } = {};

const EmptyDesk = Type.Pick(DeskDefinition, ["statuses", "queues", "roles"]);
/** What a desk without a preset begins with. */
export const readEmptyDesk = (): Static<typeof EmptyDesk> => readFile(path.join(presetsDir, "empty-desk.yaml"), (checks.emptyDesk ??= ajv.compile<Static<typeof EmptyDesk>>(EmptyDesk)));

const presetsDir = path.join(projectDir, "presets");
/** The path of a demonstration's attachment. */
export const attachmentPath = (name: string, file: string, folder = presetsDir): string => path.join(folder, name, "files", file);

/**
 * @param folder where the presets are, each a folder of its own
 * @throws a ConfigError with file, line and path of the first mistake
 */
export const readPreset = (name: string, folder = presetsDir): Preset => readPresetFile(name, folder).data;
const readPresetFile = (name: string, folder: string): ReadFile<Preset> => readWithPlaces(path.join(folder, name, "preset.yaml"), (checks.preset ??= ajv.compile<Preset>(Preset)));

/** A demonstration, and where in its files each of its conversations stands. */
interface ReadDemo {
  demo: Demo;
  /** `file:line`. @param at a JSON pointer into the conversation */
  placeOf: (conversation: number, at?: string) => string;
}

/** The files of the folder `demo`, put together in the order of their names. Without one, nothing. */
function readDemo(files: readonly ReadFile<DemoFile>[]): ReadDemo {
  const places: ((at: string) => string)[] = files.flatMap(({ data, placeOf }) => (data.conversations ?? []).map((_one, index) => (at: string) => placeOf(`/conversations/${index}${at}`)));
  return {
    demo: {
      people: files.flatMap(({ data }) => data.people ?? []),
      organizations: files.flatMap(({ data }) => data.organizations ?? []),
      conversations: files.flatMap(({ data }) => data.conversations ?? []),
      community: files.flatMap(({ data }) => data.community ?? []),
    },
    placeOf: (conversation, at = "") => places[conversation]?.(at) ?? "",
  };
}

function readDemoFiles(name: string, folder: string): ReadFile<DemoFile>[] {
  const parts = path.join(folder, name, "demo");
  if (!existsSync(parts)) return [];
  return readdirSync(parts).filter((file) => file.endsWith(".yaml")).sort().map((file) => readWithPlaces(path.join(parts, file), (checks.demo ??= ajv.compile<DemoFile>(DemoFile))));
}

/** The help centre of a preset's demonstration; without one, nothing. */
export const readArticles = (name: string, folder = presetsDir): DemoArticles => readArticlesFile(name, folder).data;
function readArticlesFile(name: string, folder: string): ReadFile<DemoArticles> {
  const file = path.join(folder, name, "articles.yaml");
  return existsSync(file) ? readWithPlaces(file, (checks.articles ??= ajv.compile<DemoArticles>(DemoArticles))) : { data: { articles: [] }, placeOf: () => file };
}

const readFile = <T>(file: string, check: Check<T>): T => readWithPlaces(file, check).data;

interface ReadFile<T> {
  data: T;
  /** `file:line`. @param at a JSON pointer into the file */
  placeOf: (at: string) => string;
}

function readWithPlaces<T>(file: string, check: Check<T>): ReadFile<T> {
  const name = path.relative(projectDir, file);
  const read = readYaml(readFileSync(file, "utf8"), check);
  if ("data" in read) return { data: read.data, placeOf: (at) => `${name}:${read.lineOf(at)}` };
  const { line, path: at, text } = read.mistake;
  throw configError(`${name}:${line}: ${at === "" ? "" : `${at} `}${text}`);
}

/**
 * Reads a preset, and checks what the schema cannot: what would be wrong with the desk, and that its agents hold roles
 * of it. Where some hold one at a location only, also its demonstration, which tells what locations there are.
 * @param demoFiles reads the demonstration's files, where they are needed
 */
export function checkDesk(name: string, folder = presetsDir, demoFiles = () => readDemoFiles(name, folder)): { preset: Preset; demo: Demo | null } {
  const { data: preset, placeOf } = readPresetFile(name, folder);
  const wrong = (at: string, what: string) => configError(`${placeOf(at)}: ${what}`);
  const [mistake] = definitionMistakes(normalized(preset.desk), { before: null, takenAddresses: new Set(), takenPortals: new Set() });
  if (mistake !== undefined) throw wrong(`/desk${mistake.path}`, `/desk${mistake.path}: ${translate("en", `problem.${mistake.key}`, mistake.params)}`);
  for (const [n, agent] of preset.agents.entries()) {
    if (!keysOf(preset.desk.roles).has(agent.role)) throw wrong(`/agents/${n}/role`, `${agent.email} has the role ${agent.role}, which is none`);
    if (agent.queue !== undefined && !keysOf(preset.desk.queues).has(agent.queue)) throw wrong(`/agents/${n}/queue`, `${agent.email} works in ${agent.queue}, which is no queue`);
  }
  const demo = preset.agents.some(({ location }) => location !== undefined) ? readDemo(demoFiles()).demo : null;
  for (const [n, { email, location }] of preset.agents.entries()) {
    const unknown = [location ?? []].flat().find((one) => demo !== null && branchOf(demo, one) === undefined);
    if (unknown !== undefined) throw wrong(`/agents/${n}/location`, `${email} works at ${unknown}, which is no branch of an organization that is our own`);
  }
  return { preset, demo };
}

/** The same with its demonstration. */
export function checkPreset(name: string, folder = presetsDir): { preset: Preset; demo: Demo; placeOf: ReadDemo["placeOf"]; articles: DemoArticles } {
  let read: ReadFile<DemoFile>[] | null = null;
  const demoFiles = () => (read ??= readDemoFiles(name, folder));
  const { preset } = checkDesk(name, folder, demoFiles);
  const files = demoFiles();
  const { demo, placeOf } = readDemo(files);
  const { data: articles, placeOf: placeOfArticle } = readArticlesFile(name, folder);
  const hasFile = (file: string) => existsSync(attachmentPath(name, file, folder));
  for (const file of files) {
    const [first] = mistakesOf(file.data, preset, demo, hasFile);
    if (first !== undefined) throw configError(`${file.placeOf(first.at)}: ${first.what}`);
  }
  const sections = keysOf(preset.desk.helpSections);
  for (const [n, { section, by, texts }] of articles.articles.entries()) {
    const wrong = (key: string, what: string) => configError(`${placeOfArticle(`/articles/${n}/${key}`)}: "${Object.values(texts)[0]?.title}" ${what}`);
    const author = preset.agents.find(({ email }) => email === by);
    if (!sections.has(section)) throw wrong("section", `stands in ${section}, which is no section`);
    if (author === undefined) throw wrong("by", `is by ${by}, who is no agent`);
    if (!preset.desk.roles.some(({ key, permissions }) => key === author.role && permissions.includes("article.edit"))) throw wrong("by", `is by ${by}, whose role ${author.role} writes no articles (article.edit)`);
  }
  return { preset, demo, placeOf, articles };
}

const keysOf = (items: readonly { key: string }[] = []): Set<string> => new Set(items.map((item) => item.key));
