import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { Type, type Static } from "typebox";
import { LineCounter, parseDocument } from "yaml";
import { Email, Key, Language, oneOf } from "../../contract/common.ts";
import { DeskDefinition } from "../desks/index.ts";
import { configError, projectDir } from "../platform/config.ts";

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
  steps: Type.Optional(Type.Array(Step)),
}, { additionalProperties: false });

export const Preset = Type.Object({
  desk: DeskDefinition,
  /** colleagues of the demonstration */
  agents: Type.Array(Type.Object({ name: Type.String(), email: Email, role: Key, contact: Type.Optional(Type.String()), locale: Type.Optional(Language) }, { additionalProperties: false })),
}, { additionalProperties: false });
export type Preset = Static<typeof Preset>;
export const Demo = Type.Object({ conversations: Type.Array(Conversation) }, { additionalProperties: false });
export type Demo = Static<typeof Demo>;

const ajv = formats.default(new Ajv({ allErrors: true, strict: false }));
const isPreset = ajv.compile<Preset>(Preset);
const isDemo = ajv.compile<Demo>(Demo);

const EmptyDesk = Type.Pick(DeskDefinition, ["statuses", "queues", "roles"]);
const isEmptyDesk = ajv.compile<Static<typeof EmptyDesk>>(EmptyDesk);
/** What a desk without a preset begins with. */
export const readEmptyDesk = (): Static<typeof EmptyDesk> => readYaml(path.join(projectDir, "presets", "empty-desk.yaml"), isEmptyDesk);

const fileOf = (name: string, file: string) => path.join(projectDir, "presets", name, file);

/** @throws a ConfigError with file, line and path of the first mistake */
export const readPreset = (name: string): Preset => readYaml(fileOf(name, "preset.yaml"), isPreset);
/** The demonstration of a preset; without one, nothing. */
export const readDemo = (name: string): Demo => (existsSync(fileOf(name, "demo.yaml")) ? readYaml(fileOf(name, "demo.yaml"), isDemo) : { conversations: [] });

function readYaml<T>(file: string, check: ((data: unknown) => data is T) & { errors?: { instancePath: string; message?: string }[] | null }): T {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines });
  const where = (offset: number) => `${path.relative(projectDir, file)}:${lines.linePos(offset).line}`;
  const [broken] = document.errors;
  if (broken !== undefined) throw configError(`${where(broken.pos[0])}: ${broken.message.split("\n")[0]}`);
  const data: unknown = document.toJS();
  if (check(data)) return data;
  const [error] = check.errors ?? [];
  const keys = (error?.instancePath ?? "").split("/").slice(1);
  let node: unknown = null;
  for (let depth = keys.length; depth >= 0 && (node === null || node === undefined); depth -= 1) node = document.getIn(keys.slice(0, depth).map((key) => (/^\d+$/.test(key) ? Number(key) : key)), true);
  const offset = typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range) ? Number(node.range[0]) : 0;
  throw configError(`${where(offset)}: ${error?.instancePath || "/"} ${error?.message ?? "is wrong"}`);
}

/** Reads preset and demonstration, and checks what the schema cannot: that they name what exists. */
export function checkPreset(name: string): { preset: Preset; demo: Demo } {
  const preset = readPreset(name);
  const demo = readDemo(name);
  const statuses = new Set(preset.desk.statuses.map((status) => status.key));
  const agents = new Set(preset.agents.map((agent) => agent.email));
  const roles = new Set(preset.desk.roles.map((role) => role.key));
  const wrong = (what: string) => configError(`preset ${name}: ${what}`);
  for (const status of preset.desk.statuses) {
    if (status.afterCustomerMessage != null && !statuses.has(status.afterCustomerMessage)) throw wrong(`status ${status.key} leads to ${status.afterCustomerMessage}, which is none`);
  }
  for (const agent of preset.agents) if (!roles.has(agent.role)) throw wrong(`${agent.email} has the role ${agent.role}, which is none`);
  for (const { subject, steps = [] } of demo.conversations) {
    for (const step of steps) {
      if (step.status !== undefined && !statuses.has(step.status)) throw wrong(`"${subject}" is sent as ${step.status}, which is no status`);
      if (step.assign !== undefined && !agents.has(step.assign)) throw wrong(`"${subject}" is assigned to ${step.assign}, who is no agent`);
    }
  }
  return { preset, demo };
}
