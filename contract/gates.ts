import { Type, type Static } from "typebox";
import { Key, oneOf, TicketNumber } from "./common.ts";
import { permissions } from "./permissions.ts";

const strict = { additionalProperties: false } as const;
const gateKinds = {
  "follow-ups": Type.Object({ kind: Type.Literal("follow-ups"), atLeast: Type.Integer({ minimum: 1, maximum: 100 }) }, strict),
  approved: Type.Object({ kind: Type.Literal("approved") }, strict),
  field: Type.Object({ kind: Type.Literal("field"), field: Key }, strict),
  role: Type.Object({ kind: Type.Literal("role"), roles: Type.Array(Key, { minItems: 1, maxItems: 100, uniqueItems: true }) }, strict),
  permission: Type.Object({ kind: Type.Literal("permission"), permission: oneOf(permissions) }, strict),
};

/**
 * What a change of status must meet: so many recorded follow-ups (C6), a granted approval (C11), a field that is filled,
 * and of who sets it one of some roles, or a right (R2).
 */
export const Gate = Type.Union([gateKinds["follow-ups"], gateKinds.approved, gateKinds.field, gateKinds.role, gateKinds.permission]);
export type Gate = Static<typeof Gate>;

/** What the end of waiting can ask: nobody is there who would have roles or rights. */
export const EndGate = Type.Union([gateKinds["follow-ups"], gateKinds.approved, gateKinds.field]);
export type EndGate = Static<typeof EndGate>;

/** A gate, or what holds for every ticket: its child tickets come first. */
export const Requirement = Type.Union([...Gate.anyOf, Type.Object({ kind: Type.Literal("children"), numbers: Type.Array(TicketNumber) }, strict)]);
export type Requirement = Static<typeof Requirement>;

/** One line of the checklist before a status; `recorded`: the follow-ups there are. */
export const Check = Type.Object({ requirement: Requirement, met: Type.Boolean(), recorded: Type.Optional(Type.Integer()) }, strict);
export type Check = Static<typeof Check>;
