import { Type, type Static } from "typebox";
import { PasswordPolicy } from "./auth.ts";
import { BoardGroupDefinition } from "./board.ts";
import { CalendarDefinition } from "./calendars.ts";
import { TopicDefinition } from "./community.ts";
import { Email, Key, Labels, Language, nullable, oneOf, Timestamp } from "./common.ts";
import { conversationOrders, Priority, State, statusColors } from "./desks.ts";
import { fieldKinds } from "./fields.ts";
import { FormDefinition } from "./forms.ts";
import { Gate } from "./gates.ts";
import { SectionList } from "./help-centre.ts";
import { LetterDefinition } from "./letters.ts";
import { IntakeSourceDefinition } from "./intake.ts";
import { MailboxDefinition } from "./mailboxes.ts";
import { Retention } from "./privacy.ts";
import { permissions } from "./permissions.ts";
import { ServiceLevelDefinition } from "./service-levels.ts";
import { RuleDefinition } from "./rules.ts";
import { ViewDefinition } from "./views.ts";
import { StatusWaiting } from "./waiting.ts";

/** What a desk configures, as the API, its YAML file and the presets write it. Order in a list is order on the screen. */
const strict = { additionalProperties: false } as const;

export const fieldOwners = ["ticket", "person", "organization"] as const;
export type FieldOwner = (typeof fieldOwners)[number];
export const fieldMoments = ["create", "solve"] as const;

/** Keys of roles of the desk; absent: everybody whose role permits the act. */
const Roles = Type.Array(Key, { uniqueItems: true, maxItems: 100 });

export const StatusDefinition = Type.Object({
  key: Key,
  state: State,
  /** absent: its state's */
  color: Type.Optional(oneOf(statusColors)),
  labels: Labels,
  /** what the portal tells the customer */
  explanations: Labels,
  runsClocks: Type.Boolean(),
  /** the status that a customer's message leads to; absent: it stays */
  afterCustomerMessage: Type.Optional(nullable(Key)),
  /** the status that a third party's answer in a side conversation leads to (T12); absent: it stays */
  afterSideAnswer: Type.Optional(nullable(Key)),
  /** who may set it */
  roles: Type.Optional(Roles),
  /** what a ticket must meet to be given it */
  gates: Type.Optional(Type.Array(Gate, { maxItems: 10 })),
  /** reminders while a ticket stands in it, and its end (H8, C6, T12) */
  waiting: Type.Optional(StatusWaiting),
}, strict);
export type StatusDefinition = Static<typeof StatusDefinition>;

export const QueueDefinition = Type.Object({ key: Key, labels: Labels }, strict);
export type QueueDefinition = Static<typeof QueueDefinition>;

/** What choosing a type sets, where it was not chosen itself. Tags are added. */
export const TypeSets = Type.Object({
  queue: Type.Optional(Key),
  status: Type.Optional(Key),
  priority: Type.Optional(Priority),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 })),
  fields: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown())),
  /** the letter that a new ticket of this type brings its requester, instead of the confirmation (L7, L8) */
  letter: Type.Optional(Key),
  /** C3: taken down for a caller it waits to be assigned, as all calls do where the desk says so */
  callsWait: Type.Optional(Type.Boolean()),
  /** what a ticket of this type must meet to be solved or closed (C11: reinstallations need an approval) */
  gates: Type.Optional(Type.Array(Gate, { maxItems: 10 })),
}, strict);
export type TypeSets = Static<typeof TypeSets>;
export const TypeDefinition = Type.Object({
  key: Key,
  labels: Labels,
  parent: Type.Optional(Key),
  /** who may use it, and what is below it */
  roles: Type.Optional(Roles),
  sets: Type.Optional(TypeSets),
}, strict);
export type TypeDefinition = Static<typeof TypeDefinition>;

export const FieldDefinition = Type.Object({
  key: Key,
  labels: Labels,
  kind: oneOf(fieldKinds),
  /** of what it is a field; absent: of tickets */
  on: Type.Optional(oneOf(fieldOwners)),
  /** must have a value when a person opens a ticket, or when it is solved */
  required: Type.Optional(oneOf(fieldMoments)),
  /** of kind text: a regular expression that the whole value matches, and a value that does */
  pattern: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  example: Type.Optional(Type.String({ maxLength: 200 })),
  choices: Type.Optional(Type.Array(Type.Object({ key: Key, labels: Labels }, strict), { maxItems: 500 })),
  /** of kind money, ISO 4217 */
  currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
}, strict);
export type FieldDefinition = Static<typeof FieldDefinition>;

export const RoleDefinition = Type.Object({
  key: Key,
  labels: Labels,
  permissions: Type.Array(oneOf(permissions), { uniqueItems: true }),
  /** who holds it signs in with a second factor */
  secondFactor: Type.Optional(Type.Boolean()),
}, strict);
export type RoleDefinition = Static<typeof RoleDefinition>;

/** A canned reply; with `sets` it is a macro. Its texts may hold placeholders, see `placeholders`. */
export const CannedReply = Type.Object({
  key: Key,
  labels: Labels,
  bodies: Labels,
  sets: Type.Optional(Type.Object({ status: Type.Optional(Key), tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 })), assignee: Type.Optional(oneOf(["me"])) }, strict)),
}, strict);
export type CannedReply = Static<typeof CannedReply>;
export const CannedReplyList = Type.Object({ items: Type.Array(CannedReply) });

export const mailIntakes = ["tickets", "held"] as const;

/** Characters of a logo's data URL: 48 kB of picture, as every page of the portal shows it. */
export const longestLogo = 66_000;

/** What the desk is, apart from its lists. */
export const DeskBasics = Type.Object({
  labels: Labels,
  language: Language,
  languages: Type.Array(Language, { minItems: 1, uniqueItems: true }),
  timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  hue: Type.Integer({ minimum: 0, maximum: 359 }),
  /** its mark, as a data URL; absent: the product's */
  logo: Type.Optional(Type.String({ pattern: "^data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$", maxLength: longestLogo })),
  /** `https://help.example.com`: where its portal and help centre are found; absent: at the installation's own address */
  portalAddress: Type.Optional(Type.String({ minLength: 1, maxLength: 260 })),
  addresses: Type.Array(Email, { minItems: 1, maxItems: 50, uniqueItems: true }),
  /** ISO 8601: how long after solving a customer's message reopens; absent: always */
  reopenFor: Type.Optional(Type.String({ pattern: "^P(\\d+[DW])?(T\\d+H)?$", minLength: 3 })),
  /** ISO 3166: of phone numbers written without a country; absent: the language's */
  country: Type.Optional(Type.String({ pattern: "^[A-Z]{2}$" })),
  /** stands below what is mailed to customers; may hold placeholders */
  signature: Type.Optional(Labels),
  /** L11; absent: oldest first */
  conversationOrder: Type.Optional(oneOf(conversationOrders)),
  /** what becomes of a mail that belongs to no ticket: a ticket at once, or it waits for a decision (C5, T11). Absent: tickets */
  mailIntake: Type.Optional(oneOf(mailIntakes)),
  /** T13: customers get a mail at each change of status. Absent: they do not */
  statusMails: Type.Optional(Type.Boolean()),
  /** T11: customers are answered to in the portal alone; a mailed answer is kept, shown to staff, and changes nothing. Absent: mail counts */
  portalOnly: Type.Optional(Type.Boolean()),
  /** T7: what is taken down for a caller or a visitor waits to be assigned like all else. Absent: it is its creator's (C2) */
  callsWait: Type.Optional(Type.Boolean()),
  /** T6: who asked is asked how satisfied they are once it is solved. Absent: they are not */
  ratings: Type.Optional(Type.Boolean()),
  /** T8; absent: the default, see `defaultPasswordPolicy` */
  passwordPolicy: Type.Optional(PasswordPolicy),
  /** how long is kept what nobody needs any more; absent: always */
  retention: Type.Optional(Retention),
  /** C3: how the assignment board groups what waits, in this order; a ticket is in the first it meets. Absent: by type and by mail */
  board: Type.Optional(Type.Array(BoardGroupDefinition, { maxItems: 20 })),
}, strict);
export type DeskBasics = Static<typeof DeskBasics>;

const most = { maxItems: 1000 };
export const DeskDefinition = Type.Object({
  key: Key,
  ...DeskBasics.properties,
  statuses: Type.Array(StatusDefinition, { minItems: 1, ...most }),
  queues: Type.Array(QueueDefinition, { minItems: 1, ...most }),
  types: Type.Optional(Type.Array(TypeDefinition, { maxItems: 5000 })),
  fields: Type.Optional(Type.Array(FieldDefinition, most)),
  roles: Type.Array(RoleDefinition, most),
  cannedReplies: Type.Optional(Type.Array(CannedReply, most)),
  letters: Type.Optional(Type.Array(LetterDefinition, { maxItems: 200 })),
  /** what is asked of a new request: one for customers, one for staff at most */
  forms: Type.Optional(Type.Array(FormDefinition, { maxItems: 20 })),
  calendars: Type.Optional(Type.Array(CalendarDefinition, { maxItems: 100 })),
  /** the first whose condition a ticket meets is its own */
  serviceLevels: Type.Optional(Type.Array(ServiceLevelDefinition, { maxItems: 100 })),
  /** what the desk does by itself, in this order */
  rules: Type.Optional(Type.Array(RuleDefinition, { maxItems: 200 })),
  /** of its community; none: it has none */
  topics: Type.Optional(Type.Array(TopicDefinition, { maxItems: 100 })),
  /** the shared ones; absent: those there are stay as they are */
  views: Type.Optional(Type.Array(ViewDefinition, { maxItems: 100 })),
  /** where its mail is fetched, what posts to it, and whose mail it does not want; absent: as they are */
  mailboxes: Type.Optional(Type.Array(MailboxDefinition, { maxItems: 100 })),
  sources: Type.Optional(Type.Array(IntakeSourceDefinition, { maxItems: 200 })),
  blockedSenders: Type.Optional(Type.Array(Type.String({ minLength: 3, maxLength: 254 }), { maxItems: 5000 })),
  /** what the help centre's articles are ordered by (H10); absent: as they are */
  helpSections: Type.Optional(SectionList),
}, strict);
export type DeskDefinition = Static<typeof DeskDefinition>;

/** The lists of a desk, each read and written whole. */
export const configurationLists = ["statuses", "queues", "types", "fields", "forms", "roles", "cannedReplies", "letters", "calendars", "serviceLevels", "rules", "topics"] as const;
export type ConfigurationList = (typeof configurationLists)[number];
/** The parts of a configuration, with the last word of each one's address. */
export const configurationParts = { general: "general", statuses: "statuses", queues: "queues", types: "types", fields: "fields", forms: "forms", roles: "roles", cannedReplies: "canned-replies", letters: "letters", calendars: "calendars", serviceLevels: "service-levels", rules: "rules", topics: "topics" } as const;
export type ConfigurationPart = keyof typeof configurationParts;

/** Where in the definition, and what about it. */
const Notice = Type.Object({ path: Type.String(), detail: Type.String() });
/** All of it, with the version that a change is made against (also the ETag), and what was removed and can return. */
export const Configuration = Type.Object({
  version: Type.Integer(),
  /** what works as it is, and is worth a second look: placeholders that stand for nothing, languages of the desk without a letter */
  notices: Type.Array(Notice),
  definition: Type.Object({ ...DeskDefinition.properties, types: Type.Array(TypeDefinition), fields: Type.Array(FieldDefinition), forms: Type.Array(FormDefinition), cannedReplies: Type.Array(CannedReply), letters: Type.Array(LetterDefinition), calendars: Type.Array(CalendarDefinition), serviceLevels: Type.Array(ServiceLevelDefinition), rules: Type.Array(RuleDefinition), topics: Type.Array(TopicDefinition) }),
  archived: Type.Object({ statuses: Type.Array(StatusDefinition), queues: Type.Array(QueueDefinition), types: Type.Array(TypeDefinition), fields: Type.Array(FieldDefinition), forms: Type.Array(FormDefinition), roles: Type.Array(RoleDefinition), cannedReplies: Type.Array(CannedReply), letters: Type.Array(LetterDefinition), calendars: Type.Array(CalendarDefinition), serviceLevels: Type.Array(ServiceLevelDefinition), rules: Type.Array(RuleDefinition), topics: Type.Array(TopicDefinition) }),
});
export type Configuration = Static<typeof Configuration>;

/** One thing that is different: `statuses/abierto` from nothing (null), to nothing, or from one value to another; `statuses` itself: its order. */
export const Difference = Type.Object({ what: Type.String(), from: Type.Unknown(), to: Type.Unknown() });
export type Difference = Static<typeof Difference>;
export const ImportResult = Type.Object({ desk: Key, created: Type.Boolean(), applied: Type.Boolean(), differences: Type.Array(Difference), notices: Type.Array(Notice) });
export type ImportResult = Static<typeof ImportResult>;

/** A role somebody holds: in one queue or in all, at one location (see `/desks/:key`) or at all. */
export const HeldRole = Type.Object({ role: Key, queue: nullable(Key), location: Type.Optional(nullable(Type.Integer({ minimum: 1 }))) }, strict);
export type HeldRole = Static<typeof HeldRole>;
const HeldRoles = Type.Array(HeldRole, { maxItems: 100 });
export const Colleague = Type.Object({
  email: Email,
  name: Type.String(),
  roles: Type.Array(HeldRole),
  /** administers the whole installation: has every right without a role of the desk */
  administrator: Type.Boolean(),
  /** H12: why somebody cannot get in */
  invitedAt: nullable(Timestamp),
  bouncedAt: nullable(Timestamp),
  seenAt: nullable(Timestamp),
  deactivated: Type.Boolean(),
});
export type Colleague = Static<typeof Colleague>;
export const ColleagueList = Type.Object({ items: Type.Array(Colleague) });
export const NewColleague = Type.Object({ email: Email, name: Type.String({ minLength: 1, maxLength: 200 }), locale: Type.Optional(Language), roles: Type.Array(HeldRole, { minItems: 1, maxItems: 100 }) }, strict);
export type NewColleague = Static<typeof NewColleague>;

/** Where the open tickets of somebody who leaves go: to a colleague, to a queue, or back to nobody. */
export const Handover = Type.Object({ email: Type.Optional(Email), queue: Type.Optional(Key) }, strict);
export type Handover = Static<typeof Handover>;
export const RolesChange = Type.Object({ roles: HeldRoles, handover: Type.Optional(Handover) }, strict);
export type RolesChange = Static<typeof RolesChange>;

export const NewDesk = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), address: Email, language: Language, timeZone: Type.String({ minLength: 1, maxLength: 64 }) }, strict);
export type NewDesk = Static<typeof NewDesk>;

/** What canned replies and signatures may name. */
export const placeholders = ["ticket.number", "ticket.subject", "requester.name", "requester.email", "agent.name", "agent.email", "agent.contact", "desk.name"] as const;
export type Placeholder = (typeof placeholders)[number];
const placeholder = /\{\{\s*([a-z.]+)\s*\}\}/g;

/** Fills `{{requester.name}}` and its like; what is not known is left as it stands, to be seen. */
export const fillPlaceholders = (text: string, facts: Partial<Record<Placeholder, string | null>>): string =>
  text.replace(placeholder, (all, name: string) => Object.entries(facts).find(([known]) => known === name)?.[1] ?? all);
/** The names in a text that are no placeholders. */
export const unknownPlaceholders = (text: string): string[] => [...text.matchAll(placeholder)].map((match) => match[1] ?? "").filter((name) => !placeholders.some((one) => one === name));
