import { Type, type Static } from "typebox";
import { Correspondent } from "./tickets.ts";
import { Email, Key, Labels, nullable, oneOf, TicketNumber, Timestamp } from "./common.ts";

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
export const approvalStates = ["pending", "granted", "refused", "cancelled"] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** A sign-off asked of a person, or of whoever of a role's holders answers first (C11). */
export const Approval = Type.Object({
  id: Id,
  ticket: TicketNumber,
  question: Type.String(),
  /** the one asked; null where a role's holders are */
  person: nullable(Correspondent),
  role: nullable(Type.Object({ key: Key, labels: Labels })),
  state: oneOf(approvalStates),
  askedBy: nullable(Type.String()),
  askedAt: Timestamp,
  answer: nullable(
    Type.Object({
      by: Type.String(),
      at: Timestamp,
      reason: Type.String(),
      /** the signature, as it was when it was given */
      employeeId: Type.String(),
      branch: Type.String(),
    }),
  ),
  can: Type.Object({ answer: Type.Boolean(), cancel: Type.Boolean() }),
});
export type Approval = Static<typeof Approval>;

/** Somebody is away or leaves: what is theirs goes to a colleague at once, where the colleague works. */
export const HandOver = Type.Object({ from: Email, to: Email }, { additionalProperties: false });
export const HandedOver = Type.Object({ tickets: Type.Integer(), followUps: Type.Integer(), approvals: Type.Integer() });
export type HandedOver = Static<typeof HandedOver>;

const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
/** Somebody is away from one day until another, and a deputy gets what is theirs. */
export const Absence = Type.Object({
  /** absent: oneself */
  agent: Type.Optional(Email),
  from: Day,
  until: Day,
  reason: Type.Optional(Type.String({ maxLength: 200 })),
  deputy: Type.Optional(nullable(Email)),
}, { additionalProperties: false });
export type Absence = Static<typeof Absence>;

/** How all approvals of a ticket stand together. */
export const standings = ["pending", "granted", "refused"] as const;
export type Standing = (typeof standings)[number];

export const TicketApprovals = Type.Object({
  items: Type.Array(Approval),
  standing: nullable(oneOf(standings)),
  roles: Type.Array(Type.Object({ key: Key, labels: Labels })),
  can: Type.Object({ ask: Type.Boolean() }),
});
export type TicketApprovals = Static<typeof TicketApprovals>;

const Question = Type.String({ minLength: 1, maxLength: 5000 });
export const NewApproval = Type.Union([
  Type.Object({ person: Email, question: Question }, { additionalProperties: false }),
  Type.Object({ role: Key, question: Question }, { additionalProperties: false }),
]);
export type NewApproval = Static<typeof NewApproval>;

/** What is missing of the signature comes with the answer, and is kept for the next time. */
export const ApprovalAnswer = Type.Object({
  answer: oneOf(["granted", "refused"]),
  /** a refusal needs one */
  reason: Type.Optional(Type.String({ maxLength: 5000 })),
  employeeId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** the name of a branch */
  branch: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
}, { additionalProperties: false });
export type ApprovalAnswer = Static<typeof ApprovalAnswer>;

/** What the one who answers sees and has to complete. */
export const ApprovalTask = Type.Object({
  approval: Approval,
  subject: Type.String(),
  requester: Type.String(),
  desk: Type.Object({ key: Key, name: Type.String(), hue: Type.Integer() }),
  signature: Type.Object({ name: Type.String(), employeeId: nullable(Type.String()), branch: nullable(Type.String()) }),
  /** where colleagues work, to choose from */
  branches: Type.Array(Type.String()),
});
export type ApprovalTask = Static<typeof ApprovalTask>;
export const ApprovalTaskList = Type.Object({ items: Type.Array(ApprovalTask) });
/** The mail's link, looked at: a GET changes nothing. */
export const ApprovalLink = Type.Object({ state: oneOf(["valid", "used", "expired", "unknown"]), task: nullable(ApprovalTask) });
export type ApprovalLink = Static<typeof ApprovalLink>;
