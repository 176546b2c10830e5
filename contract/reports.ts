import { Type, type Static } from "typebox";
import { Key, nullable, oneOf, Timestamp } from "./common.ts";

/** What figures can be told by. */
export const reportDimensions = ["desk", "queue", "type", "status", "priority", "source", "location", "organization", "assignee", "tag"] as const;
export type ReportDimension = (typeof reportDimensions)[number];

const Day = Type.String({ format: "date", description: "a day of the calendar in the desk's time zone" });
const Search = Type.String({ maxLength: 1000, description: "narrows the figures: `queue:`, `type:`, `status:`, `priority:`, `source:`, `location:`, `organization:`, `assignee:`, `requester:`, `tag:`" });

export const ReportQuery = Type.Object(
  {
    desk: Type.Optional(Type.Unsafe<string>({ ...Key, description: "absent: every desk whose reports one sees, with days of the first one's time zone" })),
    from: Day,
    to: Type.Unsafe<string>({ ...Day, description: "the last day, included" }),
    q: Type.Optional(Search),
  },
  { additionalProperties: false },
);
export type ReportQuery = Static<typeof ReportQuery>;

const Q = Type.String({ description: "the search that lists the tickets behind the figure, as many as it says" });
/** How many tickets, now and in the period before. */
export const ReportCount = Type.Object({ value: Type.Integer(), before: Type.Integer(), q: Q });
export type ReportCount = Static<typeof ReportCount>;
/** How long it took, in seconds: half of them at most so long, nine of ten at most so long. Null where there was none. */
export const ReportSpan = Type.Object({
  median: nullable(Type.Number()),
  p90: nullable(Type.Number()),
  count: Type.Integer(),
  before: Type.Object({ median: nullable(Type.Number()), p90: nullable(Type.Number()) }),
  q: Q,
});
export type ReportSpan = Static<typeof ReportSpan>;
const Now = Type.Object({ value: Type.Integer(), q: Q });
export type ReportNow = Static<typeof Now>;

export const ReportPeriod = Type.Object({
  from: Day,
  to: Day,
  before: Type.Object({ from: Day, to: Day }),
  timeZone: Type.String(),
  /** false while an installation is counted for the first time */
  complete: Type.Boolean(),
});
export type ReportPeriod = Static<typeof ReportPeriod>;

export const reportedClocks = ["assignment", "first-reply", "next-reply", "resolution"] as const;
export const backlogAges = ["day", "three-days", "week", "month", "older"] as const;
export const ReportOverview = Type.Object({
  period: ReportPeriod,
  created: ReportCount,
  solved: ReportCount,
  reopened: ReportCount,
  firstReply: ReportSpan,
  resolution: ReportSpan,
  /** of what came while the customer was there, by phone or at the counter, what was solved at once (C2) */
  firstCall: Type.Object({ solved: ReportCount, of: ReportCount }),
  /** of the times promised by service levels, how many were kept: clocks met in time, and those that ran out; a ticket may have several of a kind */
  clocks: Type.Array(
    Type.Object({
      kind: oneOf(reportedClocks),
      met: Type.Integer(),
      missed: Type.Integer(),
      before: Type.Object({ met: Type.Integer(), missed: Type.Integer() }),
      metTickets: Now,
      missedTickets: Now,
    }),
  ),
  /** T6: how satisfied those were who said so in the period; null: nobody asks, and nobody has said it */
  satisfaction: nullable(
    Type.Object({
      average: nullable(Type.Number()),
      count: Type.Integer(),
      before: Type.Object({ average: nullable(Type.Number()), count: Type.Integer() }),
      q: Q,
      /** 5 first */
      scores: Type.Array(Type.Object({ score: Type.Integer(), ...Now.properties })),
      /** of those who were rated, most often first; `agent` null: nobody of ours */
      agents: Type.Array(Type.Object({ agent: nullable(Type.String()), name: Type.String(), average: Type.Number(), count: Type.Integer(), q: Q })),
    }),
  ),
  /** as it is now, whatever the period */
  backlog: Type.Object({
    open: Now,
    unassigned: Now,
    overdue: Now,
    /** since they were created; the last bound is open */
    ages: Type.Array(Type.Object({ key: oneOf(backlogAges), ...Now.properties })),
  }),
  series: Type.Object({
    unit: oneOf(["day", "week", "month"]),
    points: Type.Array(Type.Object({ from: Day, to: Day, created: Now, solved: Now })),
  }),
  /** numbers given in the period that no figure counts, and why; merged and erased tickets stand in no list */
  leftOut: Type.Object({ merged: Type.Integer(), spam: Now, deleted: Now, erased: Type.Integer() }),
});
export type ReportOverview = Static<typeof ReportOverview>;

export const ReportRow = Type.Object({
  /** what the search calls it; null: tickets that have none */
  key: nullable(Type.String()),
  label: nullable(Type.String()),
  created: ReportCount,
  solved: ReportCount,
  reopened: ReportCount,
  open: Now,
  firstReply: ReportSpan,
  resolution: ReportSpan,
});
export type ReportRow = Static<typeof ReportRow>;
export const BreakdownQuery = Type.Object({ ...ReportQuery.properties, by: oneOf(reportDimensions) }, { additionalProperties: false });
export const ReportBreakdown = Type.Object({
  period: ReportPeriod,
  by: oneOf(reportDimensions),
  /** most created first, then most open */
  rows: Type.Array(ReportRow),
  /** there are more than these */
  more: Type.Boolean(),
});
export type ReportBreakdown = Static<typeof ReportBreakdown>;

/** What an agent has done of follow-ups. Nobody answered: never productive (C9). */
export const FollowUpRow = Type.Object({
  agent: nullable(Type.String()),
  name: Type.String(),
  done: Type.Integer(),
  calls: Type.Integer(),
  mails: Type.Integer(),
  productive: Type.Integer(),
  before: Type.Object({ done: Type.Integer(), productive: Type.Integer() }),
  /** the tickets they were for */
  tickets: Now,
  productiveTickets: Now,
});
export type FollowUpRow = Static<typeof FollowUpRow>;
export const FollowUpReport = Type.Object({ period: ReportPeriod, rows: Type.Array(FollowUpRow), total: FollowUpRow });
export type FollowUpReport = Static<typeof FollowUpReport>;

export const reportRhythms = ["day", "week", "month"] as const;
export type ReportRhythm = (typeof reportRhythms)[number];
/** The figures of the day, week or month before, by mail at an hour of one's own time zone: each morning, on Mondays, on the first. */
export const NewReportSubscription = Type.Object(
  { desk: nullable(Key), q: Search, every: oneOf(reportRhythms), hour: Type.Integer({ minimum: 0, maximum: 23 }) },
  { additionalProperties: false },
);
export type NewReportSubscription = Static<typeof NewReportSubscription>;
export const ReportSubscription = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  desk: nullable(Key),
  q: Type.String(),
  every: oneOf(reportRhythms),
  hour: Type.Integer(),
  timeZone: Type.String(),
  nextAt: nullable(Timestamp),
});
export type ReportSubscription = Static<typeof ReportSubscription>;
export const ReportSubscriptionList = Type.Object({ items: Type.Array(ReportSubscription) });

/** "2 days 4 hr", "35 min", "12 sec": the two largest units of a span, days of 24 hours. */
export function spanWords(seconds: number, language: string): string {
  const units = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]] as const;
  const at = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[at] ?? units[3];
  const [smaller, least] = units[at + 1] ?? [unit, 1];
  const rounded = Math.round(seconds / least) * least;
  // what rounds up may be one of a larger unit
  if (rounded !== seconds) return spanWords(rounded, language);
  const word = (value: number, of: string) => new Intl.NumberFormat(language, { style: "unit", unit: of, unitDisplay: of === "day" ? "long" : "short" }).format(value);
  const rest = (seconds % size) / least;
  return rest === 0 ? word(seconds / size, unit) : `${word(Math.floor(seconds / size), unit)} ${word(rest, smaller)}`;
}
