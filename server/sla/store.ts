import type { State } from "../../contract/desks.ts";
import type { ClockKind } from "../../contract/service-levels.ts";
import type { CalendarVersion } from "../desks/index.ts";
import { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import type { Advanced, Clock, foremost, StopCause } from "./rules.ts";

/** A ticket with what its clocks depend on. */
export interface ClockedTicket {
  id: number;
  deskId: number;
  statusId: number;
  state: State;
  assigned: boolean;
  merged: boolean;
  spam: boolean;
  deleted: boolean;
  version: number;
  typeId: number | null;
  priority: number;
  queueId: number;
  tags: string[];
  source: string;
  location: string[];
  organization: string[];
  fields: Record<string, unknown>;
  requester: string;
  answered: boolean;
  owed: boolean;
}

interface ClockRow {
  kind: ClockKind;
  round: number;
  deskId: number;
  levelId: number | null;
  minutes: number;
  warnBefore: number;
  calendarId: number | null;
  startedAt: string;
  metAt: string | null;
  warnedAt: string | null;
  breachedAt: string | null;
  counted: number;
  segment: { from: string; stopped: StopCause | null; statusId: number; version: CalendarVersion | null };
}

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The newest clock of each kind with the segment that goes on: what a change of the ticket can change. */
const currentClocks = `coalesce((select json_agg(json_build_object('kind', c.kind, 'round', c.round, 'deskId', c.desk_id, 'levelId', c.level_id, 'minutes', c.target_minutes, 'warnBefore', c.warn_minutes,
    'calendarId', c.calendar_id, 'startedAt', ${instant("c.started_at")}, 'metAt', ${instant("c.met_at")}, 'warnedAt', ${instant("c.warned_at")}, 'breachedAt', ${instant("c.breached_at")}, 'counted', c.elapsed_ms,
    'segment', (select json_build_object('from', ${instant("s.from_at")}, 'stopped', s.stopped, 'statusId', s.status_id,
        'version', case when v.id is not null then json_build_object('id', v.id, 'calendarId', v.calendar_id, 'since', ${instant("v.since")}, 'hours', v.hours) end)
      from clock_segments s left join calendar_versions v on v.id = s.calendar_version_id where s.clock_id = c.id and s.until_at is null)))
  from (select distinct on (kind) * from clocks c where c.ticket_id = t.id order by kind, round desc) c), '[]') as clocks`;

/** Of a transaction that holds the ticket's lock: nothing of it changes meanwhile. */
export async function loadClocked(db: Db, ticketId: number): Promise<{ ticket: ClockedTicket; clocks: Clock[] } | undefined> {
  const [row] = await query<ClockedTicket & { clocks: ClockRow[] }>(
    db,
    `select t.id, t.desk_id as "deskId", t.status_id as "statusId", t.state, t.assignee_id is not null as assigned, t.merged_into is not null as merged, t.spam, t.deleted_at is not null as deleted, t.version,
       t.type_id as "typeId", t.priority, t.queue_id as "queueId", t.tags, t.source,
       array(select lower(one) from branches b, unnest(array[b.name, b.code, '#' || b.id]) one where b.id = t.location_id and one is not null) as location,
       array(with recursive up as (select o.id, o.name, o.merged_into from people p join organizations o on o.id = p.organization_id where p.id = t.requester_id union select o.id, o.name, o.merged_into from organizations o join up on o.id = up.merged_into)
         select unnest(array[lower(name), '#' || id]) from up) as organization, t.fields,
       coalesce((select a.address from addresses a where a.person_id = t.requester_id order by a.is_primary desc, a.address limit 1),
         (select n.number from phones n where n.person_id = t.requester_id order by n.position limit 1), '') as requester,
       exists (select from messages a where a.ticket_id = t.id and a.kind = 'reply' and a.author_side = 'agent'
         and exists (select from messages c where c.ticket_id = t.id and c.kind = 'reply' and c.author_side = 'customer' and c.id < a.id)) as answered,
       t.last_public_by = 'customer' as owed, ${currentClocks}
     from tickets t where t.id = $1 and t.purged_at is null`,
    [ticketId],
  );
  return row === undefined ? undefined : { ticket: row, clocks: row.clocks.map(toClock) };
}

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const atOrNull = (text: string | null): Temporal.Instant | null => (text === null ? null : at(text));
const toClock = ({ startedAt, metAt, warnedAt, breachedAt, segment, ...row }: ClockRow): Clock => ({
  ...row,
  startedAt: at(startedAt), dueAt: null, warnAt: null, metAt: atOrNull(metAt), warnedAt: atOrNull(warnedAt), breachedAt: atOrNull(breachedAt),
  segment: { ...segment, from: at(segment.from) },
});

/** Locks the ticket until the transaction ends; false where it is gone, or somebody else changes it right now. */
export async function lockFree(db: Db, ticketId: number): Promise<boolean> {
  const rows = await query(db, `select id from tickets where id = $1 and purged_at is null for no key update skip locked`, [ticketId]);
  return rows.length > 0;
}

/** Locks some of a desk's tickets whose clocks may run, in the order of their numbers. */
export const lockOpenAfter = (db: Db, deskId: number, after: number, limit: number): Promise<{ id: number }[]> =>
  query(
    db,
    `select t.id from tickets t where t.desk_id = $1 and t.id > $2 and t.listed and t.state in ('new', 'open', 'pending', 'on_hold') order by t.id limit $3 for no key update`,
    [deskId, after, limit],
  );

/**
 * Clocks, segments, the due date on the ticket and its timer by one statement: on a desk with service levels it is all
 * that the way of a new ticket gains.
 */
const saveSql = `with saved as (
  insert into clocks (ticket_id, desk_id, kind, round, level_id, target_minutes, warn_minutes, calendar_id, started_at, due_at, met_at, warned_at, breached_at, elapsed_ms)
  select $1, c.desk, c.kind, c.round, c.level, c.minutes, c.warn, c.calendar, c.started, c.due, c.met, c.warned, c.breached, c.elapsed
  from json_to_recordset($2::json) as c(kind text, round int, desk bigint, level bigint, minutes int, warn int, calendar bigint, started timestamptz, due timestamptz, met timestamptz, warned timestamptz,
    breached timestamptz, elapsed bigint)
  on conflict (ticket_id, kind, round) do update set desk_id = excluded.desk_id, level_id = excluded.level_id, target_minutes = excluded.target_minutes, warn_minutes = excluded.warn_minutes,
    calendar_id = excluded.calendar_id, due_at = excluded.due_at, met_at = excluded.met_at, warned_at = excluded.warned_at, breached_at = excluded.breached_at, elapsed_ms = excluded.elapsed_ms
  returning id, kind, round
), closed as (
  update clock_segments s set until_at = x.until, elapsed_ms = case when s.stopped is null then x.counted end
  from json_to_recordset($3::json) as x(kind text, round int, until timestamptz, counted bigint) join clocks c on c.ticket_id = $1 and c.kind = x.kind and c.round = x.round
  where s.clock_id = c.id and s.until_at is null
), opened as (
  insert into clock_segments (clock_id, from_at, until_at, stopped, status_id, calendar_version_id, elapsed_ms)
  select saved.id, x.since, x.until, x.stopped, x.status, x.version, case when x.stopped is null then x.counted end
  from json_to_recordset($4::json) as x(kind text, round int, since timestamptz, until timestamptz, stopped text, status bigint, version bigint, counted bigint) join saved using (kind, round) order by x.since
), ticket as (
  update tickets set clock_due_at = $5, next_due_at = least(due_at, $5::timestamptz), clock_kind = $6, clock_warn_at = $7, clock_left_ms = $8
  where id = $1 and (clock_due_at, clock_kind, clock_warn_at, clock_left_ms) is distinct from ($5::timestamptz, $6::text, $7::timestamptz, $8::bigint)
), set_timer as (
  insert into timers (due_at, kind, subject) select $9, 'sla.look', $1::text where $9::timestamptz is not null
  on conflict (kind, subject) do update set due_at = excluded.due_at where timers.due_at is distinct from excluded.due_at
)
delete from timers where kind = 'sla.look' and subject = $1::text and $9::timestamptz is null`;

/** Of several segments of a clock that end at once, the first is the one that is stored; the others came and went. */
function stored(closed: Advanced["closed"]): { ended: Advanced["closed"]; passed: Advanced["closed"] } {
  const isFirst = (one: Advanced["closed"][number]) => closed.find(({ kind, round }) => kind === one.kind && round === one.round) === one;
  return { ended: closed.filter(isFirst), passed: closed.filter((one) => !isFirst(one)) };
}

/** Writes what is different. @param look when to look again; null: never */
export async function saveClocks(db: Db, ticketId: number, changed: readonly Clock[], closed: Advanced["closed"], begun: readonly Clock[], first: ReturnType<typeof foremost>, look: Temporal.Instant | null): Promise<void> {
  const { ended, passed } = stored(closed);
  const text = (instantOf: Temporal.Instant | null) => instantOf?.toString() ?? null;
  await query(db, saveSql, [
    ticketId,
    JSON.stringify(changed.map((c) => ({
      kind: c.kind, round: c.round, desk: c.deskId, level: c.levelId, minutes: c.minutes, warn: c.warnBefore, calendar: c.calendarId, started: text(c.startedAt), due: text(c.dueAt), met: text(c.metAt),
      warned: text(c.warnedAt), breached: text(c.breachedAt), elapsed: c.counted,
    }))),
    JSON.stringify(ended.map(({ kind, round, segment }) => ({ kind, round, until: text(segment.until), counted: segment.counted }))),
    JSON.stringify([...passed, ...begun].map(({ kind, round, segment }) => ({
      kind, round, since: text(segment.from), stopped: segment.stopped, status: segment.statusId, version: segment.version?.id ?? null,
      ...("until" in segment ? { until: text(segment.until), counted: segment.counted } : {}),
    }))),
    text(first?.dueAt ?? null), first?.kind ?? null, text(first?.warnAt ?? null), first?.left ?? null, text(look),
  ]);
}

/** What is erased takes its clocks along. */
export const deleteClocks = (db: Db, ticketIds: readonly number[], which: "all" | "unfinished"): Promise<unknown> =>
  query(
    db,
    `with gone as (select id from clocks where ticket_id = any($1) and ($2 = 'all' or coalesce(met_at, breached_at) is null)), segments as (delete from clock_segments where clock_id in (select id from gone))
     delete from clocks where id in (select id from gone)`,
    [ticketIds, which],
  );

/** A ticket's clocks with all their segments, the oldest first. */
export interface ClockWithLedger extends Clock {
  segments: { from: string; until: string | null; stopped: StopCause | null; statusId: number; counted: number | null }[];
}
/** The same as it comes from the database. */
export type ClockJson = Omit<ClockRow, "segment"> & { segments: (ClockWithLedger["segments"][number] & { version: CalendarVersion | null })[] };

/** A clock with all its segments as JSON; from clocks `c`. */
export const clockJson = `json_build_object('kind', c.kind, 'round', c.round, 'deskId', c.desk_id, 'levelId', c.level_id, 'minutes', c.target_minutes, 'warnBefore', c.warn_minutes, 'calendarId', c.calendar_id,
  'startedAt', ${instant("c.started_at")}, 'metAt', ${instant("c.met_at")}, 'warnedAt', ${instant("c.warned_at")}, 'breachedAt', ${instant("c.breached_at")}, 'counted', c.elapsed_ms,
  'segments', (select json_agg(json_build_object('from', ${instant("s.from_at")}, 'until', ${instant("s.until_at")}, 'stopped', s.stopped, 'statusId', s.status_id, 'counted', s.elapsed_ms,
      'version', case when s.until_at is null and v.id is not null then json_build_object('id', v.id, 'calendarId', v.calendar_id, 'since', ${instant("v.since")}, 'hours', v.hours) end) order by s.id)
    from clock_segments s left join calendar_versions v on v.id = s.calendar_version_id where s.clock_id = c.id))`;

export const clocksOf = (rows: readonly ClockJson[]): ClockWithLedger[] =>
  rows.flatMap(({ segments, ...row }) => {
    const open = segments.find(({ until }) => until === null);
    return open === undefined ? [] : [{ ...toClock({ ...row, segment: open }), segments }];
  });
