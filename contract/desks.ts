import { Type, type Static } from "typebox";
import { PasswordPolicy } from "./auth.ts";
import { Email, Key, Labels, Language, nullable, oneOf } from "./common.ts";
import { fieldKinds } from "./fields.ts";
import { DeskForm } from "./forms.ts";

/** The fixed states; a desk's statuses are its own labels for them. */
export const states = ["new", "open", "pending", "on_hold", "solved", "closed"] as const;
export type State = (typeof states)[number];
export const State = oneOf(states);
/** The states in which somebody still has something to do. */
export const openStates = ["new", "open", "pending", "on_hold"] as const satisfies readonly State[];

export const priorities = ["low", "normal", "high", "urgent"] as const;
export type Priority = (typeof priorities)[number];
export const Priority = oneOf(priorities);

/** L11: how a conversation is read. */
export const conversationOrders = ["oldest-first", "newest-first"] as const;
export type ConversationOrder = (typeof conversationOrders)[number];
/** The preference by which a person reads conversations otherwise than their desk's default. */
export const orderPreference = "conversationOrder";

export const Desk = Type.Object({ key: Key, name: Type.String(), addresses: Type.Array(Email) });
export type Desk = Static<typeof Desk>;
export const DeskList = Type.Object({ items: Type.Array(Desk) });

/** What a status may be shown in instead of its state's colour; its shape stays the state's. */
export const statusColors = ["red", "orange", "amber", "green", "teal", "blue", "violet", "pink"] as const;
export type StatusColor = (typeof statusColors)[number];

export const Status = Type.Object({ key: Key, state: State, labels: Labels, explanations: Labels, color: nullable(oneOf(statusColors)) });
export type Status = Static<typeof Status>;
export const Queue = Type.Object({ key: Key, labels: Labels });
/** `usable`: the reader may choose it (L2). `callsWait`: taken down for a caller it is nobody's at first (C3) */
export const TicketType = Type.Object({ key: Key, parent: nullable(Key), labels: Labels, usable: Type.Boolean(), callsWait: Type.Boolean() });
/** What a form needs to know of a field of tickets; see `FieldDefinition`. */
export const TicketField = Type.Object({
  key: Key,
  labels: Labels,
  kind: oneOf(fieldKinds),
  required: nullable(oneOf(["create", "solve"])),
  pattern: nullable(Type.String()),
  example: nullable(Type.String()),
  choices: Type.Array(Type.Object({ key: Key, labels: Labels })),
  currency: nullable(Type.String()),
});
export type TicketField = Static<typeof TicketField>;

/** All that a page needs to know of a desk, in one answer. `agents` and `locations` are empty for customers. */
export const DeskConfiguration = Type.Object({
  key: Key,
  labels: Labels,
  language: Language,
  languages: Type.Array(Language),
  timeZone: Type.String(),
  hue: Type.Integer(),
  /** the address of its logo; null: it has none */
  logo: nullable(Type.String()),
  /** T11: customers write in the portal, not by mail */
  portalOnly: Type.Boolean(),
  /** T7: what is taken down for a caller waits to be assigned; else it is its creator's (C2) */
  callsWait: Type.Boolean(),
  /** its help centre has something to read, or a community */
  helpCentre: Type.Boolean(),
  addresses: Type.Array(Email),
  /** what who has not chosen sees, and customers */
  conversationOrder: oneOf(conversationOrders),
  /** what a password chosen in its portal must have */
  passwordPolicy: PasswordPolicy,
  statuses: Type.Array(Status),
  queues: Type.Array(Queue),
  types: Type.Array(TicketType),
  fields: Type.Array(TicketField),
  /** what is asked of a new request, as the reader may see it */
  forms: Type.Array(DeskForm),
  /** of people and of organizations, whichever desk configures them; for staff */
  personFields: Type.Array(TicketField),
  organizationFields: Type.Array(TicketField),
  /** what was removed and old tickets still name */
  archived: Type.Object({ statuses: Type.Array(Status), queues: Type.Array(Queue), types: Type.Array(TicketType), fields: Type.Array(TicketField) }),
  /** the branches of our own company: where tickets play, and to which roles may be narrowed; for staff */
  locations: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), code: nullable(Type.String()) })),
  /** `assignable`: tickets can be given to them; who only reads, notes and signs is asked, not charged */
  agents: Type.Array(Type.Object({ email: Email, name: Type.String(), assignable: Type.Boolean() })),
  /** the desk's own, also removed ones, as the history names them; empty for customers */
  letters: Type.Array(Type.Object({ key: Key, labels: Labels })),
  /** what colleagues are here, by which many are reached at once; empty for customers */
  roles: Type.Array(Type.Object({ key: Key, labels: Labels })),
});
export type DeskConfiguration = Static<typeof DeskConfiguration>;
