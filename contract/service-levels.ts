import { Type, type Static } from "typebox";
import { Key, Labels, nullable, oneOf, Timestamp } from "./common.ts";
import type { Condition, KeyField } from "./conditions.ts";
import { parseQuery } from "./query.ts";

/** Within what time a desk means to act, and on which tickets. */
const strict = { additionalProperties: false } as const;

/** Until somebody has it, until our first reply, until each further reply, until it is solved. */
export const clockKinds = ["assignment", "first-reply", "next-reply", "resolution"] as const;
export type ClockKind = (typeof clockKinds)[number];

const Minutes = Type.Integer({ minimum: 1, maximum: 5_256_000 });
export const Target = Type.Object({
  minutes: Minutes,
  /** `business` counts the open hours of the level's calendar, `calendar` all time. Absent: business */
  counts: Type.Optional(oneOf(["business", "calendar"])),
  /** so many minutes before its end it is warned of; absent: in the last quarter */
  warnBefore: Type.Optional(Minutes),
  /** not in time: the ticket's escalation is raised by one */
  escalates: Type.Optional(Type.Boolean()),
}, strict);
export type Target = Static<typeof Target>;
export type Targets = Partial<Record<ClockKind, Target>>;

export const ServiceLevelDefinition = Type.Object({
  key: Key,
  labels: Labels,
  /** of which tickets, as a search by `levelFields`; absent: of all that no level before it takes */
  q: Type.Optional(Type.String({ maxLength: 1000 })),
  /** absent: only where all targets count all time */
  calendar: Type.Optional(Key),
  targets: Type.Object(Object.fromEntries(clockKinds.map((kind) => [kind, Type.Optional(Target)])) as Record<ClockKind, ReturnType<typeof Type.Optional<typeof Target>>>, strict),
}, strict);
export type ServiceLevelDefinition = Static<typeof ServiceLevelDefinition>;

/** What a level may be chosen by: what a ticket is, not what becomes of it. */
export const levelFields = ["type", "priority", "queue", "location", "organization", "requester", "source", "tag", "field"] as const satisfies readonly KeyField[];
export type LevelField = (typeof levelFields)[number];

/** The condition of a level; or the part of the search that no level may be chosen by. */
export function levelCondition(q: string | undefined): { condition: Condition } | { part: string } {
  const read = parseQuery(q ?? "", null);
  if ("part" in read) return read;
  const strange = read.shelf === "listed" ? strangeIn(read.condition) : `is:${read.shelf}`;
  return strange === null ? { condition: read.condition } : { part: strange };
}

function strangeIn(condition: Condition): string | null {
  if ("all" in condition || "any" in condition) {
    for (const part of "all" in condition ? condition.all : condition.any) {
      const strange = strangeIn(part);
      if (strange !== null) return strange;
    }
    return null;
  }
  if ("not" in condition) return strangeIn(condition.not);
  if ("words" in condition) return condition.words.join(" ");
  if ("followedUp" in condition) return "followup:";
  if ("clock" in condition) return "clock:";
  if (!("field" in condition)) return "";
  return levelFields.some((field) => field === condition.field) ? null : `${condition.field}:`;
}

export const Stretch = Type.Object({ from: Timestamp, to: Timestamp });
/** A run or a stop of a clock, and why. */
export const stopCauses = ["status", "done", "merged", "spam", "deleted", "no-target"] as const;
export const LedgerEntry = Type.Object({
  from: Timestamp,
  /** null: it goes on */
  until: nullable(Timestamp),
  /** null: it ran */
  stopped: nullable(oneOf(stopCauses)),
  /** the status in which the stretch began */
  status: nullable(Key),
  /** milliseconds: of a run those that counted, of a stop those that passed */
  duration: Type.Integer(),
});
export type LedgerEntry = Static<typeof LedgerEntry>;

/** A clock as it stood when it was asked for. What it shows later follows from `ahead`. */
export const TicketClock = Type.Object({
  kind: oneOf(clockKinds),
  state: oneOf(["running", "stopped", "met"]),
  minutes: Type.Integer(),
  counts: oneOf(["business", "calendar"]),
  startedAt: Timestamp,
  /** of a running one; past it, it is late */
  dueAt: nullable(Timestamp),
  /** of a running one: from when on it is near its end */
  warnAt: nullable(Timestamp),
  metAt: nullable(Timestamp),
  /** not in time */
  breached: Type.Boolean(),
  /** milliseconds that are left, of a stopped one; below zero: so much too late */
  left: Type.Integer(),
  /** when it counts between now and its due date, in order */
  ahead: Type.Array(Stretch),
  /** for staff: what it ran and why it stood, oldest first */
  ledger: Type.Array(LedgerEntry),
});
export type TicketClock = Static<typeof TicketClock>;

/** Of a row of a list: the clock that ends first, else the stopped one of which least is left. */
export const RowClock = Type.Object({ kind: oneOf(clockKinds), dueAt: nullable(Timestamp), warnAt: nullable(Timestamp), left: nullable(Type.Integer()) });
export type RowClock = Static<typeof RowClock>;
