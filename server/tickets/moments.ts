import { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";

/** What a rule that keeps to a time counts from; minutes before it are negative. */
export type MomentOf =
  | { since: "status"; statusIds: readonly number[]; minutes: number }
  | { since: "created" | "due" | "customer-wrote"; minutes: number }
  /** a date field: the beginning of its day where the desk is */
  | { since: "field"; field: string; timeZone: string; minutes: number };

export interface Moment {
  ticketId: number;
  at: string;
  /** the same for the same stay, date or message: what a rule does once */
  occasion: string;
}

const sources = {
  status: { base: "coalesce(t.status_since, t.created_at)", from: "tickets t", where: "t.status_id = any($5)" },
  created: { base: "t.created_at", from: "tickets t", where: "$5::bigint[] is null" },
  due: { base: "t.due_at", from: "tickets t", where: "t.due_at is not null and $5::bigint[] is null" },
  "customer-wrote": {
    base: "m.created_at",
    from: "messages m join tickets t on t.id = m.ticket_id",
    where: `m.author_side = 'customer' and m.kind = 'reply' and $5::bigint[] is null
      and not exists (select from messages later where later.ticket_id = m.ticket_id and later.id > m.id and later.author_side = 'customer' and later.kind = 'reply')`,
  },
} as const;

/** So many are read at a time. */
const page = 500;
/** A date field is looked at in tickets of so many days; no index leads to it. */
const fieldDays = 800;

/** The tickets of a desk whose moment lies after `from` and not after `until`, the earliest first. */
export async function momentsOf(db: Db, deskId: number, of: MomentOf, from: Temporal.Instant, until: Temporal.Instant, take: (moments: Moment[]) => Promise<void>): Promise<void> {
  if (of.since === "field") return take(await fieldMoments(db, deskId, of, from, until));
  const { base, from: tables, where } = sources[of.since];
  const earlier = (instant: Temporal.Instant) => instant.subtract({ minutes: of.minutes });
  let [after, id] = [earlier(from).toString(), Number.MAX_SAFE_INTEGER];
  for (;;) {
    const rows = await query<{ id: number; base: string }>(
      db,
      `select t.id, ${base} as base from ${tables} where t.listed and t.desk_id = $1 and (${base}, t.id) > ($2::timestamptz, $3::bigint) and ${base} <= $4 and ${where}
       order by ${base}, t.id limit ${page}`,
      [deskId, after, id, earlier(until).toString(), of.since === "status" ? of.statusIds : null],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    await take(rows.map((row) => ({ ticketId: row.id, at: Temporal.Instant.from(row.base).add({ minutes: of.minutes }).toString(), occasion: `${of.since}:${row.base}` })));
    if (rows.length < page) return;
    [after, id] = [last.base, last.id];
  }
}

async function fieldMoments(db: Db, deskId: number, { field, timeZone, minutes }: Extract<MomentOf, { since: "field" }>, from: Temporal.Instant, until: Temporal.Instant): Promise<Moment[]> {
  const dayOf = (instant: Temporal.Instant) => instant.subtract({ minutes }).toZonedDateTimeISO(timeZone).toPlainDate().toString();
  const rows = await query<{ id: number; day: string }>(
    db,
    `select t.id, t.fields->>$2 as day from tickets t where t.listed and t.desk_id = $1 and t.created_at > $5 and t.fields->>$2 between $3 and $4 order by 2, 1`,
    [deskId, field, dayOf(from), dayOf(until), until.subtract({ hours: fieldDays * 24 }).toString()],
  );
  return rows.flatMap(({ id, day }) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return [];
    const at = Temporal.PlainDate.from(day).toZonedDateTime(timeZone).toInstant().add({ minutes });
    return Temporal.Instant.compare(at, from) > 0 && Temporal.Instant.compare(at, until) <= 0 ? [{ ticketId: id, at: at.toString(), occasion: `field:${field}:${day}` }] : [];
  });
}

/** The newest tickets of a desk since then; of some ways of coming, or of all (null). */
export const createdSince = (db: Db, deskId: number, since: string, sources: readonly string[] | null, limit: number): Promise<{ ticketId: number; at: string }[]> =>
  query(
    db,
    `select t.id as "ticketId", t.created_at as at from tickets t where t.listed and t.desk_id = $1 and t.created_at >= $2 and ($3::text[] is null or t.source = any($3)) order by t.created_at desc, t.id desc limit $4`,
    [deskId, since, sources, limit],
  );

/** So many of the newest events are looked through. */
const lookedThrough = 200_000;
/** When tickets had been in one of these statuses for so long, between two moments, whatever became of them since; the newest first. */
export const staysEnded = (db: Db, deskId: number, statuses: readonly string[], minutes: number, from: string, until: string, limit: number): Promise<{ ticketId: number; at: string }[]> =>
  query(
    db,
    `select e.ticket_id as "ticketId", e.at + make_interval(mins => $3) as at from (select * from events order by id desc limit ${lookedThrough}) e
     where e.desk_id = $1 and e.ticket_id is not null and (e.type = 'ticket.created' and e.data->>'status' = any($2) or e.type = 'ticket.status-changed' and e.data->>'to' = any($2))
       and e.at + make_interval(mins => $3) between $4 and $5
       and not exists (select from events later where later.ticket_id = e.ticket_id and later.id > e.id and later.type = 'ticket.status-changed' and later.at < e.at + make_interval(mins => $3))
     order by e.id desc limit $6`,
    [deskId, statuses, minutes, from, until, limit],
  );
