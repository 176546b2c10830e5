import { Type, type Static } from "typebox";
import { Correspondent } from "./tickets.ts";
import { Email, Key, nullable, oneOf, TicketNumber, Timestamp } from "./common.ts";
import { State } from "./desks.ts";

export const followUpMeans = ["call", "mail"] as const;
export type FollowUpMeans = (typeof followUpMeans)[number];
export const followUpOutcomes = ["reached", "not-reached"] as const;
export type FollowUpOutcome = (typeof followUpOutcomes)[number];

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Means = oneOf(followUpMeans);
const Outcome = oneOf(followUpOutcomes);
const Whom = Type.String({ minLength: 1, maxLength: 200 });
const Note = Type.String({ maxLength: 10_000 });
/** A day of the calendar, `2026-03-02`. */
const Day = Type.String({ format: "date" });

/** A dated task of an agent on a ticket, and once done, what came of it (C9). */
export const FollowUp = Type.Object({
  id: Id,
  ticket: TicketNumber,
  agent: Correspondent,
  means: Means,
  whom: Type.String(),
  note: Type.String(),
  dueAt: Timestamp,
  state: oneOf(["planned", "done", "cancelled"]),
  outcome: nullable(Outcome),
  doneAt: nullable(Timestamp),
  doneBy: nullable(Type.String()),
  can: Type.Object({ record: Type.Boolean(), move: Type.Boolean() }),
});
export type FollowUp = Static<typeof FollowUp>;

/** When to go on with it: at the agent's next shift where shifts are kept, else on the next working day. */
export const Proposal = Type.Object({ at: Timestamp, timeZone: Type.String(), basis: oneOf(["shift", "working-day"]) });
export type Proposal = Static<typeof Proposal>;

export const TicketFollowUps = Type.Object({
  /** the newest first */
  items: Type.Array(FollowUp),
  /** recorded ones, reached or not: what a gate asks for (C6) */
  attempts: Type.Integer(),
  productive: Type.Integer(),
  nextAt: nullable(Timestamp),
  /** why it is flagged to its owner and supervisor */
  flag: nullable(Type.String()),
  proposal: Proposal,
  /** who to reach, as known */
  contacts: Type.Array(Type.Object({ means: Means, whom: Type.String() })),
  can: Type.Object({ record: Type.Boolean(), assign: Type.Boolean() }),
});
export type TicketFollowUps = Static<typeof TicketFollowUps>;

export const NextFollowUp = Type.Object({ dueAt: Timestamp, means: Type.Optional(Means), whom: Type.Optional(Whom), note: Type.Optional(Note) }, { additionalProperties: false });
/** Planned for later (`dueAt`), or done just now (`outcome`). */
export const NewFollowUp = Type.Union([
  Type.Object({ means: Means, whom: Whom, note: Type.Optional(Note), dueAt: Timestamp, agent: Type.Optional(Email) }, { additionalProperties: false }),
  Type.Object({ means: Means, whom: Whom, note: Type.Optional(Note), outcome: Outcome, next: Type.Optional(NextFollowUp) }, { additionalProperties: false }),
]);
export type NewFollowUp = Static<typeof NewFollowUp>;
export const FollowUpPatch = Type.Object({
  dueAt: Type.Optional(Timestamp),
  means: Type.Optional(Means),
  whom: Type.Optional(Whom),
  note: Type.Optional(Note),
  /** a colleague takes it over */
  agent: Type.Optional(Email),
}, { additionalProperties: false, minProperties: 1 });
export type FollowUpPatch = Static<typeof FollowUpPatch>;
export const FollowUpResult = Type.Object({
  outcome: Outcome,
  means: Type.Optional(Means),
  whom: Type.Optional(Whom),
  note: Type.Optional(Note),
  next: Type.Optional(NextFollowUp),
}, { additionalProperties: false });
export type FollowUpResult = Static<typeof FollowUpResult>;
export const RecordedFollowUp = Type.Object({
  followUp: FollowUp,
  next: nullable(FollowUp),
  /** what is left to try when nobody answered a call */
  instead: nullable(Type.Object({ means: Means, whom: nullable(Type.String()) })),
});
export type RecordedFollowUp = Static<typeof RecordedFollowUp>;

/** A ticket as a line of the agenda shows it. */
export const AgendaTicket = Type.Object({ number: TicketNumber, subject: Type.String(), desk: Key, status: Key, state: State, requester: Type.String() });
export const AgendaItem = Type.Object({ ...FollowUp.properties, subject: AgendaTicket });
export type AgendaItem = Static<typeof AgendaItem>;
export const ShiftSpan = Type.Object({ start: Timestamp, end: Timestamp });
export const Agenda = Type.Object({
  agent: Correspondent,
  day: Day,
  timeZone: Type.String(),
  /** the working spans of the day; empty: none kept, or absent */
  shift: Type.Array(ShiftSpan),
  overdue: Type.Array(AgendaItem),
  items: Type.Array(AgendaItem),
  /** done on that day */
  done: Type.Array(AgendaItem),
  /** owned, unsolved and without a future follow-up at a shift's end */
  flagged: Type.Array(Type.Object({ ...AgendaTicket.properties, flaggedAt: Timestamp, flag: Type.String() })),
  /** colleagues whose agenda the reader may see and to whom a follow-up can go */
  colleagues: Type.Array(Correspondent),
  can: Type.Object({ seeOthers: Type.Boolean(), editShifts: Type.Boolean() }),
});
export type Agenda = Static<typeof Agenda>;
export const AgendaQuery = Type.Object({ day: Type.Optional(Day), agent: Type.Optional(Email) }, { additionalProperties: false });

/** What is due until then goes to a colleague at once: somebody is ill. */
export const AgendaTransfer = Type.Object({ from: Email, to: Email, until: Type.Optional(Day) }, { additionalProperties: false });
export type AgendaTransfer = Static<typeof AgendaTransfer>;
export const AgendaTransferred = Type.Object({ moved: Type.Integer() });

/** What a supervisor looks after: flagged tickets of the desks where the reader leads. */
export const FlagList = Type.Object({
  items: Type.Array(Type.Object({ ...AgendaTicket.properties, flaggedAt: Timestamp, flag: Type.String(), agent: nullable(Correspondent) })),
});
export type FlagList = Static<typeof FlagList>;

const Clock = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" });
/** From a wall-clock time to another; until the next day where `to` is not after `from`. */
export const ClockSpan = Type.Object({ from: Clock, to: Clock }, { additionalProperties: false });
export type ClockSpan = Static<typeof ClockSpan>;
export const Shifts = Type.Object({
  timeZone: Type.String({ maxLength: 64 }),
  /** ISO weekdays, 1 is Monday; several spans a day */
  week: Type.Array(Type.Object({ day: Type.Integer({ minimum: 1, maximum: 7 }), from: Clock, to: Clock }, { additionalProperties: false }), { maxItems: 42 }),
  /** days on which it is otherwise; without spans: absent */
  exceptions: Type.Array(
    Type.Object({ from: Day, until: Day, spans: Type.Array(ClockSpan, { maxItems: 6 }), reason: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
    { maxItems: 400 },
  ),
}, { additionalProperties: false });
export type Shifts = Static<typeof Shifts>;
export const ShiftsView = Type.Object({ agent: Correspondent, ...Shifts.properties, kept: Type.Boolean(), can: Type.Object({ edit: Type.Boolean() }) });
export type ShiftsView = Static<typeof ShiftsView>;
