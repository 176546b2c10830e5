import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { Type, type Static } from "typebox";
import { postKinds } from "../../contract/community.ts";
import { Email, Key, Language, oneOf } from "../../contract/common.ts";
import { DemoArticles } from "./articles.ts";
import { DeskDefinition } from "../desks/index.ts";
import { configError, projectDir } from "../platform/config.ts";
import { readYaml, type Check } from "../platform/yaml.ts";

/** Names of files in the preset's folder `files`. */
const Attachments = Type.Array(Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }), { minItems: 1 });

/** One step of a demonstration conversation. */
const Step = Type.Object({
  /** the mail address of who writes */
  by: Email,
  /** how long after the step before, ISO 8601 */
  after: Type.String({ pattern: "^PT?[0-9DTHM]+$" }),
  kind: Type.Optional(oneOf(["reply", "note"])),
  text: Type.String({ minLength: 1 }),
  /** sent as this status */
  status: Type.Optional(Key),
  /** handed to this agent with it */
  assign: Type.Optional(Email),
  tags: Type.Optional(Type.Array(Type.String())),
  priority: Type.Optional(oneOf(["low", "normal", "high", "urgent"])),
  queue: Type.Optional(Key),
  attachments: Type.Optional(Attachments),
}, { additionalProperties: false });

const Conversation = Type.Object({
  subject: Type.String({ minLength: 1 }),
  /** when it begins, before now; ISO 8601, days counting 24 hours */
  ago: Type.String({ pattern: "^P[0-9DTHM]+$" }),
  from: Type.Object({ name: Type.String(), email: Email, locale: Type.Optional(Language) }, { additionalProperties: false }),
  cc: Type.Optional(Type.Array(Email)),
  source: Type.Optional(oneOf(["email", "portal", "phone"])),
  text: Type.String({ minLength: 1 }),
  type: Type.Optional(Key),
  fields: Type.Optional(Type.Record(Key, Type.String())),
  attachments: Type.Optional(Attachments),
  steps: Type.Optional(Type.Array(Step)),
}, { additionalProperties: false });

/** A post of the demonstration's community, and what others said to it. */
const Post = Type.Object({
  ago: Type.String({ pattern: "^P[0-9DTHM]+$" }),
  by: Email,
  kind: oneOf(postKinds),
  topic: Key,
  title: Type.String({ minLength: 1 }),
  text: Type.String({ minLength: 1 }),
  votes: Type.Optional(Type.Array(Email, { uniqueItems: true })),
  comments: Type.Optional(Type.Array(Type.Object({ by: Email, after: Type.String({ pattern: "^PT?[0-9DTHM]+$" }), text: Type.String({ minLength: 1 }), official: Type.Optional(Type.Boolean()) }, { additionalProperties: false }))),
}, { additionalProperties: false });

export const Preset = Type.Object({
  desk: DeskDefinition,
  /** colleagues of the demonstration */
  agents: Type.Array(Type.Object({ name: Type.String(), email: Email, role: Key, contact: Type.Optional(Type.String()), locale: Type.Optional(Language) }, { additionalProperties: false })),
}, { additionalProperties: false });
export type Preset = Static<typeof Preset>;
/** One of the files that make a demonstration. */
const DemoFile = Type.Object({ conversations: Type.Optional(Type.Array(Conversation)), community: Type.Optional(Type.Array(Post)) }, { additionalProperties: false });
type DemoFile = Static<typeof DemoFile>;
export type Demo = Required<DemoFile>;

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
export const readPreset = (name: string, folder = presetsDir): Preset => readFile(path.join(folder, name, "preset.yaml"), (checks.preset ??= ajv.compile<Preset>(Preset)));
/** The demonstration of a preset: the files of its folder `demo`, put together in the order of their names. Without one, nothing. */
export function readDemo(name: string, folder = presetsDir): Demo {
  const files = readDemoFiles(name, folder);
  return { conversations: files.flatMap(({ data }) => data.conversations ?? []), community: files.flatMap(({ data }) => data.community ?? []) };
}

function readDemoFiles(name: string, folder: string): ReadFile<DemoFile>[] {
  const parts = path.join(folder, name, "demo");
  if (!existsSync(parts)) return [];
  return readdirSync(parts).filter((file) => file.endsWith(".yaml")).sort().map((file) => readWithPlaces(path.join(parts, file), (checks.demo ??= ajv.compile<DemoFile>(DemoFile))));
}

/** The help centre of a preset's demonstration; without one, nothing. */
export function readArticles(name: string, folder = presetsDir): DemoArticles {
  const file = path.join(folder, name, "articles.yaml");
  return existsSync(file) ? readFile(file, (checks.articles ??= ajv.compile<DemoArticles>(DemoArticles))) : { articles: [] };
}

const readFile = <T>(file: string, check: Check<T>): T => readWithPlaces(file, check).data;

interface ReadFile<T> {
  data: T;
  /** a mistake with its place. @param at a JSON pointer into the file */
  wrongAt: (at: string, what: string) => Error;
}

function readWithPlaces<T>(file: string, check: Check<T>): ReadFile<T> {
  const name = path.relative(projectDir, file);
  const read = readYaml(readFileSync(file, "utf8"), check);
  if ("data" in read) return { data: read.data, wrongAt: (at, what) => configError(`${name}:${read.lineOf(at)}: ${what}`) };
  const { line, path: at, text } = read.mistake;
  throw configError(`${name}:${line}: ${at === "" ? "" : `${at} `}${text}`);
}

/** Reads preset and demonstration, and checks what the schema cannot: that they name what exists. */
export function checkPreset(name: string, folder = presetsDir): { preset: Preset; demo: Demo; articles: DemoArticles } {
  const preset = readPreset(name, folder);
  const demo = readDemo(name, folder);
  const articles = readArticles(name, folder);
  const { desk } = preset;
  const wrong = (what: string) => configError(`preset ${name}: ${what}`);
  const statuses = keysOf(desk.statuses);
  for (const status of desk.statuses) {
    for (const next of [status.afterCustomerMessage, status.afterSideAnswer]) if (next != null && !statuses.has(next)) throw wrong(`status ${status.key} leads to ${next}, which is none`);
  }
  const roles = keysOf(desk.roles);
  for (const agent of preset.agents) if (!roles.has(agent.role)) throw wrong(`${agent.email} has the role ${agent.role}, which is none`);
  for (const { data, wrongAt } of readDemoFiles(name, folder)) {
    for (const [index, conversation] of (data.conversations ?? []).entries()) {
      const mistake = mistakeIn(conversation, preset, (file) => existsSync(attachmentPath(name, file, folder)));
      if (mistake !== null) throw wrongAt(`/conversations/${index}${mistake.at}`, `"${conversation.subject}" ${mistake.what}`);
    }
    for (const [index, post] of (data.community ?? []).entries()) {
      const wrongIn = (key: string, what: string) => wrongAt(`/community/${index}/${key}`, `"${post.title}" ${what}`);
      const topic = desk.topics?.find((one) => one.key === post.topic);
      if (topic === undefined) throw wrongIn("topic", `stands under ${post.topic}, which is no topic`);
      if ((post.kind === "news" || topic.writers === "staff") && !preset.agents.some((agent) => agent.email === post.by)) throw wrongIn("by", `is by ${post.by}, who is no agent`);
      if (post.votes?.includes(post.by)) throw wrongIn("votes", "is voted for by its author");
    }
  }
  const sections = keysOf(desk.helpSections);
  for (const { section, by, texts } of articles.articles) {
    if (!sections.has(section)) throw wrong(`"${Object.values(texts)[0]?.title}" stands in ${section}, which is no section`);
    if (!preset.agents.some(({ email }) => email === by)) throw wrong(`"${Object.values(texts)[0]?.title}" is by ${by}, who is no agent`);
  }
  return { preset, demo, articles };
}

const keysOf = (items: readonly { key: string }[] = []): Set<string> => new Set(items.map((item) => item.key));

interface Mistake {
  /** a JSON pointer into the conversation */
  at: string;
  what: string;
}

/** What a conversation names that its preset does not have; null: nothing. */
function mistakeIn(conversation: Demo["conversations"][number], { desk, agents }: Preset, hasFile: (file: string) => boolean): Mistake | null {
  const { type, from, cc = [], fields = {}, steps = [] } = conversation;
  const fieldKeys = keysOf(desk.fields);
  const colleagues = new Set(agents.map((agent) => agent.email));
  if (type !== undefined && !keysOf(desk.types).has(type)) return { at: "/type", what: `is of type ${type}, which is none` };
  for (const field of Object.keys(fields)) if (!fieldKeys.has(field)) return { at: `/fields/${field}`, what: `fills ${field}, which is no field` };
  for (const [at, { attachments = [] }] of [["", conversation] as const, ...steps.map((step, index) => [`/steps/${index}`, step] as const)]) {
    for (const file of attachments) if (!hasFile(file)) return { at: `${at}/attachments`, what: `attaches ${file}, which is not in the folder files` };
  }
  for (const [index, { by, after: _after, text: _text, attachments: _attachments, ...acts }] of steps.entries()) {
    const at = `/steps/${index}`;
    if (!colleagues.has(by)) {
      if (by !== from.email && !cc.includes(by)) return { at: `${at}/by`, what: `has a message by ${by}, who is neither an agent nor takes part` };
      const [act] = Object.keys(acts);
      if (act !== undefined) return { at: `${at}/${act}`, what: `has ${act} in a message by ${by}, which only agents do` };
    }
    if (acts.status !== undefined && !keysOf(desk.statuses).has(acts.status)) return { at: `${at}/status`, what: `is sent as ${acts.status}, which is no status` };
    if (acts.assign !== undefined && !colleagues.has(acts.assign)) return { at: `${at}/assign`, what: `is assigned to ${acts.assign}, who is no agent` };
    if (acts.queue !== undefined && !keysOf(desk.queues).has(acts.queue)) return { at: `${at}/queue`, what: `goes to ${acts.queue}, which is no queue` };
  }
  return null;
}
