import { Type, type Static } from "typebox";
import { Closure, linkKinds } from "../../contract/acts.ts";
import { postKinds } from "../../contract/community.ts";
import { Email, Key, Language, oneOf } from "../../contract/common.ts";
import { Forward } from "../../contract/conversations.ts";
import { priorities } from "../../contract/desks.ts";
import { followUpMeans, followUpOutcomes, Shifts } from "../../contract/follow-ups.ts";
import { BranchInput, OrganizationInput, PersonInput } from "../../contract/organizations.ts";
import { scores } from "../../contract/satisfaction.ts";
import { handSources } from "../../contract/tickets.ts";
import { DeskDefinition } from "../desks/index.ts";

// What each key means is told at the top of read.ts.

const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Span = Type.String({ pattern: "^PT?[0-9DTHM]+$" });
const Phone = Type.String({ minLength: 2, maxLength: 60, pattern: "\\d" });
const Ago = Type.String({ pattern: "^P[0-9DTHM]+$" });
/** An address, or the requester whatever theirs is. */
const By = Type.Union([Email, Type.Literal("customer")]);
/** Names of files in the preset's folder `files`. */
const Attachments = Type.Array(Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }), { minItems: 1 });
const Fields = Type.Record(Key, Type.Unknown());
const Tags = Type.Array(Type.String());
const Priority = oneOf(priorities);

/** Besides what staff may enter by hand. */
const sources = [...handSources, "portal", "review", "survey", "api"] as const;
const Source = oneOf(sources);

/** What an agent sets; with words or without. */
const changes = {
  status: Type.Optional(Key),
  assign: Type.Optional(Type.Union([Email, Type.Literal("nobody")])),
  tags: Type.Optional(Tags),
  priority: Type.Optional(Priority),
  queue: Type.Optional(Key),
  type: Type.Optional(Key),
  fields: Type.Optional(Fields),
  location: Type.Optional(Text),
};
export const changeKeys = Object.keys(changes) as (keyof typeof changes)[];

/** What is done in one step besides writing: one of these. */
const acts = {
  followUp: Type.Optional(Type.Object({
    means: oneOf(followUpMeans),
    whom: Text,
    outcome: Type.Optional(oneOf(followUpOutcomes)),
    note: Type.Optional(Type.String()),
    next: Type.Optional(Type.Union([Span, Type.Literal("proposed")])),
    nextNote: Type.Optional(Text),
  }, strict)),
  approval: Type.Optional(Type.Object({ ask: Type.Union([Email, Key]), question: Text }, strict)),
  answer: Type.Optional(Type.Object({ granted: Type.Boolean(), comment: Type.Optional(Text), employeeId: Type.Optional(Text), branch: Type.Optional(Text) }, strict)),
  rate: Type.Optional(Type.Object({ stars: Type.Integer({ minimum: scores[0], maximum: 5 }), text: Type.Optional(Text) }, strict)),
  confirm: Type.Optional(Type.Literal(true)),
  mute: Type.Optional(Type.Literal(true)),
  side: Type.Optional(Type.Object({ to: Type.Union([Email, Type.Array(Email, { minItems: 1 })]), subject: Text, text: Text }, strict)),
  sideAnswer: Type.Optional(Text),
  requestType: Type.Optional(Type.Object({ type: Key, reason: Text }, strict)),
  decideType: Type.Optional(Type.Union([oneOf(["granted", "refused"]), Type.Object({ granted: Type.Boolean(), reason: Text }, strict)])),
  close: Type.Optional(Type.Union([Type.Literal(true), Type.Object({ reason: Type.Optional(Text), comments: Type.Optional(Text), source: Closure.properties.source }, strict)])),
  postpone: Type.Optional(Type.String({ pattern: "^P(\\d{1,3}[DWM]|T\\d{1,3}H)$" })),
  forward: Type.Optional(Type.Object({ to: Type.Optional(Type.Union([Email, Type.Array(Email)])), roles: Type.Optional(Type.Array(Key)), subject: Type.Optional(Text), message: Text, include: Type.Optional(Forward.properties.include) }, strict)),
  escalate: Type.Optional(Type.Object({ level: Type.Integer({ minimum: 0, maximum: 9 }), reason: Text, to: Type.Optional(Email) }, strict)),
  reopen: Type.Optional(Text),
  merge: Type.Optional(Type.Object({ into: Key }, strict)),
  link: Type.Optional(Type.Object({ kind: oneOf(linkKinds), to: Key }, strict)),
  spam: Type.Optional(Type.Literal(true)),
  delete: Type.Optional(Type.Literal(true)),
};
export const actKeys = Object.keys(acts) as (keyof typeof acts)[];
export type ActKey = (typeof actKeys)[number];

/** One step of a demonstration conversation. */
const Step = Type.Object({
  by: By,
  after: Span,
  text: Type.Optional(Text),
  kind: Type.Optional(oneOf(["reply", "note"])),
  source: Type.Optional(oneOf(["email", "portal"])),
  attachments: Type.Optional(Attachments),
  ...changes,
  ...acts,
}, strict);
export type Step = Static<typeof Step>;

const Review = Type.Object({
  rating: Type.Number(),
  best: Type.Optional(Type.Number()),
  author: Text,
  site: Text,
  url: Type.Optional(Type.String({ pattern: "^https?://" })),
  text: Type.Optional(Type.String()),
  at: Type.Optional(Ago),
  location: Type.Optional(Text),
}, strict);

const Conversation = Type.Object({
  id: Type.Optional(Key),
  subject: Text,
  ago: Ago,
  from: Type.Object({ name: Type.String(), email: Type.Optional(Email), phone: Type.Optional(Phone), locale: Type.Optional(Language) }, strict),
  cc: Type.Optional(Type.Array(Email)),
  source: Type.Optional(Source),
  by: Type.Optional(Email),
  form: Type.Optional(Key),
  text: Text,
  review: Type.Optional(Review),
  organization: Type.Optional(Text),
  attachments: Type.Optional(Attachments),
  ...changes,
  steps: Type.Optional(Type.Array(Step)),
}, strict);
export type Conversation = Static<typeof Conversation>;

const { name, locale, employeeId, notes, fields } = PersonInput.properties;
const Person = Type.Object({ name, email: Email, locale, employeeId, notes, fields, phone: Type.Optional(Phone), organization: Type.Optional(Text), branch: Type.Optional(Text) }, strict);
export type DemoPerson = Static<typeof Person>;
const Organization = Type.Object({ ...OrganizationInput.properties, branches: Type.Optional(Type.Array(BranchInput)), members: Type.Optional(Type.Array(Email)) }, strict);
export type DemoOrganization = Static<typeof Organization>;

/** A post of the demonstration's community, and what others said to it. */
const Post = Type.Object({
  ago: Ago,
  by: Email,
  kind: oneOf(postKinds),
  topic: Key,
  title: Text,
  text: Text,
  votes: Type.Optional(Type.Array(Email, { uniqueItems: true })),
  comments: Type.Optional(Type.Array(Type.Object({ by: Email, after: Span, text: Text, official: Type.Optional(Type.Boolean()) }, strict))),
}, strict);

/** One of the files that make a demonstration. */
export const DemoFile = Type.Object({
  people: Type.Optional(Type.Array(Person)),
  organizations: Type.Optional(Type.Array(Organization)),
  conversations: Type.Optional(Type.Array(Conversation)),
  community: Type.Optional(Type.Array(Post)),
}, strict);
export type DemoFile = Static<typeof DemoFile>;
export type Demo = Required<DemoFile>;

export const Preset = Type.Object({
  desk: DeskDefinition,
  /** colleagues of the demonstration */
  agents: Type.Array(Type.Object({ name: Type.String(), email: Email, role: Key, queue: Type.Optional(Key), location: Type.Optional(Type.Union([Text, Type.Array(Text, { minItems: 1, uniqueItems: true })])), contact: Type.Optional(Type.String()), locale: Type.Optional(Language), shifts: Type.Optional(Shifts) }, strict)),
}, strict);
export type Preset = Static<typeof Preset>;
