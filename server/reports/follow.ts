import { query, type Db } from "../platform/db.ts";
import { currentCursor, isOurCursor, settledSql } from "../platform/events.ts";
import type { Transact } from "../platform/transact.ts";
import { withoutWaitingForDisk } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { workOut } from "./facts.ts";

/** So many events are followed, and so many tickets worked out anew, in one transaction. */
const batch = 1000;

interface Progress {
  xid: string | null;
  id: number;
  /** up to this ticket all is worked out anew; null: nothing is */
  rebuiltTo: number | null;
}

/**
 * Brings what reports count up to date with what has been recorded since; nobody waits for it, and one process at a time
 * does it. Each ticket is worked out from all its events, so that following and beginning anew come to the same.
 * @returns how much was done; 0: nothing is left, or another process is at it
 */
export function followEvents(transact: Transact): Promise<number> {
  return transact(systemActor("job"), async (work) => {
    withoutWaitingForDisk(work);
    const { db } = work;
    const [progress] = await query<Progress>(db, `select xid::text as xid, event_id as id, rebuilt_to as "rebuiltTo" from report_progress for update skip locked`, []);
    if (progress === undefined) return 0;
    // at first, and where the database came from elsewhere: its events' transactions say nothing about the order here
    if (progress.xid === null || !(await isOurCursor(db, { xid: progress.xid, id: progress.id }))) {
      await save(db, { ...(await currentCursor(db)), rebuiltTo: 0 });
      return 1;
    }
    const events = await nextEvents(db, progress.xid, progress.id);
    const anew = progress.rebuiltTo === null ? [] : await nextTickets(db, progress.rebuiltTo);
    await workOut(db, [...new Set([...anew, ...(await ticketsOf(db, events))])]);
    const last = events.at(-1) ?? { xid: progress.xid, id: progress.id };
    const rebuiltTo = progress.rebuiltTo === null || anew.length < batch ? null : (anew.at(-1) ?? null);
    if (events.length > 0 || progress.rebuiltTo !== rebuiltTo) await save(db, { xid: last.xid, id: last.id, rebuiltTo });
    return events.length + anew.length;
  });
}

/** Everything is worked out anew from now on; figures stay as they are until it has come to them. */
export const beginAnew = (db: Db): Promise<unknown> => query(db, `update report_progress set rebuilt_to = 0`, []);

/** Is everything counted that was recorded until now? Not while an installation is worked out for the first time. */
export async function isComplete(db: Db): Promise<boolean> {
  const [row] = await query<{ complete: boolean }>(db, `select xid is not null and rebuilt_to is null as complete from report_progress`, []);
  return row?.complete ?? false;
}

const save = (db: Db, { xid, id, rebuiltTo }: Progress) => query(db, `update report_progress set xid = $1::xid8, event_id = $2, rebuilt_to = $3`, [xid, id, rebuiltTo]);

interface Followed {
  xid: string;
  id: number;
  ticket: number | null;
  type: string;
  data: { into?: number; numbers?: number[] };
}

const nextEvents = (db: Db, xid: string, id: number): Promise<Followed[]> =>
  query(
    db,
    `select e.xid::text as xid, e.id, e.ticket_id as ticket, e.type, case when e.type in ('person.merged', 'ticket.purged') then e.data else '{}' end as data
     from events e where ${settledSql} order by e.xid, e.id limit ${batch}`,
    [xid, id],
  );

async function nextTickets(db: Db, after: number): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select id from tickets where id > $1 order by id limit ${batch}`, [after]);
  return rows.map((row) => row.id);
}

/** Whose tickets have become another person's, theirs are worked out too. */
async function ticketsOf(db: Db, events: readonly Followed[]): Promise<number[]> {
  const people = events.flatMap(({ type, data }) => (type === "person.merged" && data.into !== undefined ? [data.into] : []));
  const theirs = people.length === 0 ? [] : await query<{ id: number }>(db, `select id from tickets where requester_id = any($1)`, [people]);
  return [...theirs.map((row) => row.id), ...events.flatMap(({ ticket, data }) => [...(ticket === null ? [] : [ticket]), ...(data.numbers ?? [])])];
}
